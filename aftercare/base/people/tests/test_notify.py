import json
from datetime import timedelta

import psycopg
from django.db import connection

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Notification
from aftercare.base.people.operations.notices import drop_old_notifications, read_notifications
from aftercare.base.people.queries import actor_for, notifications_of, unread_notifications
from aftercare.base.people.steps import notify
from aftercare.base.people.tests.make import MONDAY, make_user
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref

DAY = timedelta(days=1)


def tell(user, code="C-1", kind="case_assigned"):
    notify(user.pk, kind=kind, about=Ref("case", 1), data={"code": code}, at=MONDAY)


def test_what_somebody_has_not_read_is_not_said_twice(db):
    liza, noel = make_user(), make_user("Noel")
    for code in ("C-1", "C-1b"):
        tell(liza, code)

    assert Notification.objects.get().data == {"code": "C-1b"}
    assert not notifications_of(actor_for(noel)).exists()


def test_what_was_read_may_be_said_again(db):
    liza, noel = make_user(), make_user("Noel")
    actor = actor_for(liza)
    tell(liza)
    tell(noel)

    for _ in range(2):
        read_notifications(actor=actor, at=MONDAY)
    assert not unread_notifications(actor).exists()
    assert unread_notifications(actor_for(noel)).count() == 1

    tell(liza)
    assert unread_notifications(actor).count() == 1
    assert notifications_of(actor).count() == 2


def test_browsers_of_who_is_told_hear_of_it(transactional_db):
    liza = make_user()
    known = connection.get_connection_params()
    place = {part: known[part] for part in ("dbname", "user", "host", "port") if part in known}

    with psycopg.connect(**place, autocommit=True) as browser:
        browser.execute("LISTEN live")
        tell(liza)
        (heard,) = browser.notifies(timeout=30, stop_after=1)

    assert json.loads(heard.payload) == {"topics": [f"user:{liza.pk}"]}


def test_what_is_old_is_removed_read_or_not(db):
    liza = make_user()
    tell(liza)
    read_notifications(actor=actor_for(liza), at=MONDAY)
    tell(liza)
    notify(liza.pk, kind="mentioned", about=Ref("case", 2), data={}, at=MONDAY + DAY)

    given = {"keep_days": 60, "actor": SYSTEM}
    assert drop_old_notifications(**given, at=MONDAY + 60 * DAY) == 0
    assert drop_old_notifications(**given, at=MONDAY + 60.5 * DAY) == 2

    assert Notification.objects.get().about == "case:2"
    assert Entry.objects.get(event="people.notifications_dropped").data["count"] == 2
