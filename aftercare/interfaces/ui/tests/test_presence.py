from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_user
from aftercare.interfaces.ui.live.topics import Topic, register_topic
from aftercare.interfaces.ui.models import Presence
from aftercare.interfaces.ui.presence import be_present, present_at

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

register_topic(Topic("till", lambda actor, number: number == 7))


@pytest.fixture
def liza(db):
    return make_user("Liza")


@pytest.fixture
def wen(db):
    return make_user("Wen")


def here(client, user, **sent):
    client.force_login(user)
    return client.post("/presence", {"about": "till:7", "doing": "viewing"} | sent)


def test_others_are_named(client, liza, wen):
    here(client, wen, doing="typing")

    response = here(client, liza)

    assert "Wen is writing" in response.content.decode()
    assert "Liza" not in response.content.decode()


def test_being_here_twice_is_being_here(liza):
    for minute in (0, 1):
        be_present(
            "till:7", actor=actor_for(liza), doing="viewing", at=NOW + timedelta(minutes=minute)
        )

    assert Presence.objects.count() == 1


def test_who_says_nothing_any_more_is_gone(liza):
    be_present("till:7", actor=actor_for(liza), doing="viewing", at=NOW)

    assert present_at("till:7", NOW + timedelta(seconds=34)).count() == 1
    assert present_at("till:7", NOW + timedelta(seconds=36)).count() == 0


def test_nobody_is_present_where_they_may_not_look(client, liza):
    response = here(client, liza, about="till:8")

    assert response.status_code == 204
    assert Presence.objects.count() == 0


def test_a_stranger_is_not_present(client, db):
    assert client.post("/presence", {"about": "till:7"}).status_code == 204
    assert Presence.objects.count() == 0


def test_an_odd_word_means_viewing(client, liza):
    here(client, liza, doing="dancing")

    assert Presence.objects.get().doing == "viewing"


def test_the_table_is_not_logged(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'ui_presence'")
        assert cursor.fetchone() == ("u",)
