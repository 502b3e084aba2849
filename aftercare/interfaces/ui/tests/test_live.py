"""What happens in the database is heard by every browser that may hear it."""

import asyncio
import json
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

from aftercare.base.journal.steps import announce
from aftercare.base.people.events import PersonChanged
from aftercare.base.people.tests.make import make_user
from aftercare.interfaces.ui.live import hub as hub_module
from aftercare.interfaces.ui.live.hub import Hub
from aftercare.interfaces.ui.live.sessions import open_sessions
from aftercare.interfaces.ui.live.topics import Topic, allowed_topics, names_told, register_topic
from aftercare.interfaces.ui.live.views import connect_to_hear
from aftercare.kit.actors import NOBODY, SYSTEM, Actor

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EVERYBODY = 100

register_topic(Topic("till", lambda actor, number: number == 7))
register_topic(Topic("tills", lambda actor, number: actor != NOBODY, frozenset({"till"})))


async def all_of_them(sessions):
    return sessions


@pytest.fixture
def on_hub(transactional_db):
    """Run a coroutine that is given a hub, and stop the hub after it."""

    def run(scenario, still_open=all_of_them):
        async def scene():
            hub = Hub(connect_to_hear, still_open)
            try:
                await asyncio.wait_for(scenario(hub), 60)
            finally:
                await hub.close()

        asyncio.run(scene())

    return run


async def join(hub, topics, session="s", since=0.0):
    """Return a stream that has been greeted and told to resync."""
    stream = hub.listen(topics, session, since)
    assert "retry: 2000" in await anext(stream)
    assert "event: resync" in await anext(stream)
    return stream


async def hears(hub):
    """Return since when the database has accepted the hub as a listener."""
    while hub.hears_since == float("inf"):  # noqa: ASYNC110  # only tests wait for it
        await asyncio.sleep(0.01)
    return hub.hears_since


def tell(*topics, entry=1):
    notice = json.dumps({"topics": topics, "entry": entry})
    with psycopg.connect(**connect_like_django(), autocommit=True) as own:
        own.execute("SELECT pg_notify('live', %s)", [notice])


def connect_like_django():
    parameters = connection.get_connection_params()
    return {key: parameters[key] for key in ("dbname", "user", "host", "port") if key in parameters}


def test_a_hundred_browsers_are_told(on_hub):
    async def scene(hub):
        hub.start()
        await hears(hub)
        streams = [await join(hub, ["till:7"]) for _ in range(EVERYBODY)]

        await asyncio.to_thread(tell, "till:7", entry=991)
        words = await asyncio.gather(*map(anext, streams))

        assert all('event: till:7\ndata: {"entry": 991}' in each for each in words)

    on_hub(scene)


def test_an_operation_is_heard_when_it_is_done(on_hub):
    user = make_user()

    async def scene(hub):
        hub.start()
        await hears(hub)
        stream = await join(hub, [f"user:{user.pk}"])

        event = PersonChanged(user_id=user.pk, changed=("theme",))
        entry = await asyncio.to_thread(announce_and_close, event)

        assert f'event: user:{user.pk}\ndata: {{"entry": {entry.pk}}}' in await anext(stream)

    on_hub(scene)


def announce_and_close(event):
    try:
        return announce(event, actor=SYSTEM, at=NOW)
    finally:
        connection.close()


def test_only_who_listens_is_told(on_hub):
    async def scene(hub):
        hub.start()
        await hears(hub)
        seven, eight = await join(hub, ["till:7"]), await join(hub, ["till:8"])

        await asyncio.to_thread(tell, "till:8")

        assert "till:8" in await anext(eight)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(seven), 0.3)

    on_hub(scene)


def test_a_burst_is_told_once_per_topic_and_of_the_newest(on_hub):
    async def scene(hub):
        hub.start()
        await hears(hub)
        stream = await join(hub, ["till:7", "till:8"])

        for entry in range(1, 31):
            hub.spread(json.dumps({"topics": ["till:7"], "entry": entry}))
        hub.spread(json.dumps({"topics": ["till:8"], "entry": 31}))
        words = await anext(stream)

        assert words.count("event:") == 2
        assert '{"entry": 30}' in words

    on_hub(scene)


def test_what_happened_since_the_page_was_made_is_told(on_hub):
    async def scene(hub):
        hub.start()
        made = await hears(hub) + hub_module.MARGIN
        hub.spread('{"topics": ["till:7"], "entry": 5}')

        stream = hub.listen(["till:7"], "s", made)
        await anext(stream)

        words = await anext(stream)
        assert "till:7" in words
        assert "resync" not in words

    on_hub(scene)


def test_after_a_lost_connection_all_are_told_to_resync_and_then_the_news(on_hub):
    async def scene(hub):
        hub.start()
        await hears(hub)
        streams = [await join(hub, ["till:7"]) for _ in range(3)]

        await asyncio.to_thread(cut_the_line)
        words = await asyncio.wait_for(asyncio.gather(*map(anext, streams)), 5)
        assert all("event: resync" in each for each in words)
        await asyncio.to_thread(tell, "till:7", entry=8)

        assert all('{"entry": 8}' in each for each in await asyncio.gather(*map(anext, streams)))

    on_hub(scene)


def cut_the_line():
    with psycopg.connect(**connect_like_django(), autocommit=True) as own:
        cut = own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN live'"
        ).fetchall()
    assert cut == [(True,)]


def test_whoever_signs_out_hears_no_more(on_hub, monkeypatch):
    monkeypatch.setattr(hub_module, "KEEPALIVE", 0.2)

    async def liza_only(sessions):
        return {"liza"}

    async def scene(hub):
        stays, goes = await join(hub, ["till:7"], "liza"), await join(hub, ["till:7"], "wen")

        words = [word async for word in goes]
        hub.spread('{"topics": ["till:7"], "entry": 1}')

        assert all("event:" not in word for word in words)
        assert len(hub) == 1
        assert "till:7" in await next_event(stays)

    on_hub(scene, liza_only)


async def next_event(stream):
    while "event: till" not in (words := await anext(stream)):
        pass
    return words


def test_a_closed_hub_ends_all_streams(on_hub):
    async def scene(hub):
        stream = await join(hub, ["till:7"])

        await hub.close()

        rest = [word async for word in stream]
        assert len(rest) <= 1
        assert len(hub) == 0

    on_hub(scene)


@pytest.mark.parametrize("payload", ["", "{", "[]", '"x"', '{"entry": 1}', '{"topics": 5}', "null"])
def test_a_notice_that_cannot_be_read_harms_nobody(payload):
    Hub(connect_to_hear, all_of_them).spread(payload)


@pytest.mark.parametrize(
    ("wanted", "is_heard"),
    [
        ("user:4", True),
        ("user:5", False),
        ("user", False),
        ("user:", False),
        ("user:x", False),
        ("till:7", True),
        ("till:8", False),
        ("tills", True),
        ("tills:7", False),
        ("unknown:1", False),
        ("", False),
        ("resync\nevent: x", False),
    ],
)
def test_nobody_hears_what_they_may_not(wanted, is_heard):
    liza = Actor("user", 4, "Liza")

    assert allowed_topics(liza, [wanted]) == (frozenset({wanted}) if is_heard else frozenset())
    assert "tills" not in allowed_topics(NOBODY, ["tills", "user:0"])


def test_a_topic_of_all_is_told_of_each():
    assert names_told("till:7") == ["till:7", "tills"]
    assert names_told("user:4") == ["user:4"]


def test_a_session_is_open_until_it_ends_or_its_user_may_not_sign_in(client, db):
    user = make_user()
    client.force_login(user)
    key = client.session.session_key

    assert open_sessions([key, "forged"]) == {key}

    user.set_password("another-word-9")
    user.save()
    assert open_sessions([key]) == set()


def test_somebody_who_left_hears_nothing(client, db):
    user = make_user()
    client.force_login(user)
    key = client.session.session_key

    type(user).objects.update(is_active=False)

    assert open_sessions([key]) == set()


def test_nobody_is_turned_away(client, db):
    assert client.get("/live?topics=user:1,tills").status_code == 403
