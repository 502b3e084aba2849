from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Notification
from aftercare.base.people.operations.notices import (
    mail_notifications,
    read_notifications,
    read_notifications_about,
)
from aftercare.base.people.operations.profiles import edit_profile
from aftercare.base.people.queries import (
    actor_for,
    notices_by_thing,
    people_to_mail,
    unread_notifications,
)
from aftercare.base.people.steps import notify
from aftercare.base.people.tests.make import MONDAY, make_user
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import NotAllowed

GRACE = timedelta(minutes=2)


def tell(user, number=1, kind="mentioned", at=MONDAY):
    notify(user.pk, kind=kind, about=Ref("case", number), data={"code": f"C-{number}"}, at=at)


def wishing(choice, **given):
    user = make_user(**given)
    edit_profile(user, notices={"mentioned": choice}, actor=actor_for(user), at=MONDAY)
    return user


def mail(user, at):
    def write(notices):
        return f"{len(notices)} news", " ".join(each.data["code"] for each in notices)

    mail_notifications(user, write=write, actor=SYSTEM, at=at)


def mails():
    jobs = ProcrastinateJob.objects.filter(task_name="people.send_mail").order_by("id")
    return [(job.args["to"], job.args["subject"], job.args["text"]) for job in jobs]


@pytest.mark.parametrize(
    ("choice", "zone", "at", "expected"),
    [
        ("app", "UTC", (28, 1, 0), None),
        ("mail", "Asia/Manila", (28, 1, 0), (28, 1, 2)),
        ("digest", "Asia/Manila", (28, 1, 0), (29, 0, 0)),  # nine there: tomorrow at eight
        ("digest", "Asia/Manila", (27, 23, 59), (28, 0, 0)),
        ("digest", "America/New_York", (28, 1, 0), (28, 12, 0)),
    ],
)
def test_a_mail_waits_two_minutes_or_until_eight_where_somebody_is(db, choice, zone, at, expected):
    liza = wishing(choice, time_zone=zone)

    tell(liza, at=datetime(2026, 9, *at, tzinfo=UTC))

    due = datetime(2026, 9, *expected, tzinfo=UTC) if expected else None
    assert Notification.objects.get().mail_at == due


def test_what_was_not_read_is_mailed_once(db):
    liza = wishing("mail")
    tell(liza, 1)
    tell(liza, 2)
    assert not people_to_mail(MONDAY).exists()

    assert list(people_to_mail(MONDAY + GRACE)) == [liza]
    for _ in range(2):
        mail(liza, MONDAY + GRACE)

    assert mails() == [(liza.email, "2 news", "C-2 C-1")]
    assert not people_to_mail(MONDAY + GRACE).exists()
    assert Entry.objects.filter(event="people.notifications_mailed").get().data["count"] == 2


def test_what_was_read_in_between_is_not_mailed(db):
    liza = wishing("mail")
    tell(liza, 1)
    tell(liza, 2)
    read_notifications_about(Ref("case", 1), actor=actor_for(liza), at=MONDAY)

    mail(liza, MONDAY + GRACE)

    assert mails() == [(liza.email, "1 news", "C-2")]
    read_notifications(actor=actor_for(liza), at=MONDAY)
    assert not unread_notifications(actor_for(liza)).exists()


def test_nothing_new_makes_no_mail(db):
    liza = wishing("mail")
    tell(liza)
    read_notifications(actor=actor_for(liza), at=MONDAY)

    mail(liza, MONDAY + timedelta(days=9))

    assert mails() == []
    assert not Entry.objects.filter(event="people.notifications_mailed").exists()


def test_who_does_not_want_to_hear_of_a_kind_does_not(db):
    liza = wishing("none")

    tell(liza)
    tell(liza, kind="case_solved")

    assert [each.kind for each in Notification.objects.all()] == ["case_solved"]


def test_who_was_let_go_gets_no_mail(db):
    liza = wishing("mail")
    tell(liza)
    liza.is_active = False
    liza.save()

    assert not people_to_mail(MONDAY + GRACE).exists()


def test_nobody_sends_mails_to_colleagues(db):
    liza = wishing("mail")
    tell(liza)

    with pytest.raises(NotAllowed):
        mail_notifications(
            liza, write=lambda notices: ("", ""), actor=actor_for(liza), at=MONDAY + GRACE
        )

    assert mails() == []


def test_news_are_counted_per_thing_the_newest_first(db):
    liza, noel = make_user(), make_user("Noel")
    tell(liza, 1)
    tell(liza, 2)
    tell(liza, 1, kind="case_solved")
    tell(noel, 3)
    read_notifications_about(Ref("case", 2), actor=actor_for(liza), at=MONDAY)

    rows = list(notices_by_thing(actor_for(liza)))

    assert [(row["about"], row["unread"]) for row in rows] == [("case:1", 2), ("case:2", 0)]
    assert [row["about"] for row in notices_by_thing(actor_for(liza), unread=True)] == ["case:1"]
