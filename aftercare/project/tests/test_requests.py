import asyncio
import logging

import pytest
from django.db import connection

from aftercare.project import health
from aftercare.project.logs import request_id
from aftercare.project.requests import Health, Requests


def ask(app, path="/", headers=(), query=b""):
    sent = []

    async def send(message):
        sent.append(message)

    async def talk():
        scope = {"type": "http", "method": "GET", "path": path, "headers": list(headers)}
        await app(scope | {"query_string": query}, None, send)

    asyncio.run(talk())
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


async def page(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": request_id.get().encode()})


async def broken(scope, receive, send):
    raise ZeroDivisionError


@pytest.fixture
def said(caplog):
    caplog.set_level(logging.INFO, "aftercare.requests")
    return lambda: caplog.records


def test_answer_and_log_share_an_id_and_the_log_gets_the_path_alone(said):
    _status, headers, body = ask(Requests(page), "/search", query=b"q=jane")

    assert len(body) == 16
    assert headers[b"x-request-id"] == body
    (record,) = said()
    assert (record.getMessage(), record.method, record.status) == ("/search", "GET", 200)


def test_the_id_of_a_proxy_is_kept_only_where_there_is_one(settings):
    named = [(b"x-request-id", b"proxy-0001")]
    assert ask(Requests(page), headers=named)[2] != b"proxy-0001"

    object.__setattr__(settings.TOLD, "trusted_proxies", 1)
    try:
        assert ask(Requests(page), headers=named)[2] == b"proxy-0001"
        assert ask(Requests(page), headers=[(b"x-request-id", b"a b\n")])[2] != b"a b\n"
    finally:
        object.__setattr__(settings.TOLD, "trusted_proxies", 0)


def test_what_breaks_is_logged_as_an_error(said):
    with pytest.raises(ZeroDivisionError):
        ask(Requests(broken))

    assert [record.levelname for record in said()] == ["ERROR"]


@pytest.mark.parametrize("path", ["/static/app.js", "/healthz"])
def test_what_comes_all_the_time_is_not_logged(said, path):
    ask(Requests(page), path)

    assert said() == []


def test_whoever_lives_is_healthy_whatever_the_database_does():
    assert ask(Health(broken), "/healthz")[::2] == (200, b"ok\n")


def test_other_paths_are_passed_on():
    assert ask(Health(page), "/healthz/more")[0] == 200


def test_is_ready_when_the_tables_are_up_to_date(transactional_db):
    health.see_tables_up_to_date.cache_clear()

    assert ask(Health(broken), "/readyz")[::2] == (200, b"ok\n")


def test_is_not_ready_before_the_tables_are_up_to_date(db, monkeypatch):
    health.see_tables_up_to_date.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'search'")
    monkeypatch.setattr(connection, "close", lambda: None)

    assert health.what_is_missing() == ["The tables are not up to date: aftercare migrate."]


def test_is_not_ready_while_the_database_does_not_answer(db, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    monkeypatch.setattr(connection, "close", lambda: None)

    with connection.cursor() as cursor, pytest.raises(Exception, match="division"):
        cursor.execute("SELECT 1 / 0")

    assert health.what_is_missing() == ["The database does not answer."]
    connection.needs_rollback = False


def test_a_strange_host_is_refused(client, db):
    assert client.get("/contact", headers={"host": "evil.example"}).status_code == 400
