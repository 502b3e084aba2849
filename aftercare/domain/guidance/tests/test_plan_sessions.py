from datetime import UTC, datetime

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Notification
from aftercare.base.promises.models import Promise
from aftercare.base.promises.operations import notice_time
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.conversations.models import Message
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.operations.planning import TimeHasPassed
from aftercare.domain.guidance.operations.telling import tell_guests
from aftercare.domain.guidance.queries import (
    coming_sessions,
    key_accounts_without_session,
    sessions_with_account,
)
from aftercare.domain.guidance.states import Every, Repeat, Slot
from aftercare.domain.guidance.steps.people import NobodyHoldsIt, NobodyIsInvited, SubjectMissing
from aftercare.domain.guidance.tests.make import (
    DAY,
    HOUR,
    MONDAY,
    NOW,
    TUESDAY,
    make_guests,
    make_holder,
    make_key_account,
    make_planner,
    make_session,
    make_sessions,
)
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def owed(session):
    return Promise.objects.get(subject=f"guidance_session:{session.pk}")


def test_it_begins_a_case_in_which_nothing_is_owed_and_owes_the_session_itself():
    planner = make_planner()

    session = make_session(actor=planner)

    case = Case.objects.get()
    assert (session.case, case.account, case.assignee_id) == (case, session.account, planner.id)
    assert not Promise.objects.filter(subject=f"case:{case.pk}").exists()
    promise = owed(session)
    assert promise.owner == f"user:{make_holder().pk}"
    assert promise.due_at == TUESDAY.ends_at + DAY
    assert promise.warn_at == TUESDAY.starts_at - DAY
    assert not Message.objects.exists()
    assert Entry.objects.filter(event="guidance.sessions_planned").count() == 1


def test_it_hangs_on_a_case_there_is_and_its_holder_sees_that_and_hears_of_it():
    case, holder = make_case(), make_holder()

    session = make_session(case=case)

    case.refresh_from_db()
    assert session.case == case
    assert f"user:{holder.pk}" in case.readers
    assert Notification.objects.get(kind="session_planned").user == holder


def test_a_series_is_a_row_for_each_of_one_thing_in_calendars():
    sessions = make_sessions(repeat=Repeat(Every.WEEK, count=3))

    assert [each.starts_at for each in sessions] == [
        TUESDAY.starts_at + n * 7 * DAY for n in (0, 1, 2)
    ]
    assert len({each.uid for each in sessions}) == 1
    assert [each.occurs_at for each in sessions] == [each.starts_at for each in sessions]
    assert Promise.objects.count() == 3
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"subject": " "}, SubjectMissing),
        ({"holders": []}, NobodyHoldsIt),
        ({"guests": []}, NobodyIsInvited),
        ({"slot": Slot(MONDAY, MONDAY + HOUR, "UTC")}, TimeHasPassed),
    ],
)
def test_what_is_missing_is_refused_and_nothing_is_planned(given, refusal):
    with pytest.raises(refusal):
        make_session(**given)

    assert not GuidanceSession.objects.exists()
    assert not Case.objects.exists()


def test_a_person_of_somebody_else_is_not_invited_nor_may_anybody_hold_it():
    other = make_guests(make_key_account("Elsewhere"), "Eve Else")
    clerk = make_planner("Clerk", roles=("warehouse",))
    make_guests(make_key_account("Ours"))
    ours = make_key_account("Third")

    with pytest.raises(NobodyIsInvited):
        make_session(ours, guests=[other[0].pk])
    with pytest.raises(NobodyHoldsIt):
        make_session(ours, holders=[(clerk.id, "")])
    with pytest.raises(NotAllowed):
        make_session(ours, actor=clerk)


def test_who_holds_it_is_warned_a_day_before_and_asked_for_notes_a_day_after(run_jobs):
    session = make_session()

    def said():
        run_jobs()
        return set(Notification.objects.values_list("kind", flat=True)) - {"session_planned"}

    notice_time(actor=SYSTEM, at=TUESDAY.starts_at - 25 * HOUR)
    assert said() == set()
    notice_time(actor=SYSTEM, at=TUESDAY.starts_at - 23 * HOUR)
    assert said() == {"session_soon"}
    notice_time(actor=SYSTEM, at=TUESDAY.ends_at + 25 * HOUR)
    assert said() == {"session_soon", "session_notes"}
    assert owed(session).broken


def test_key_accounts_with_nothing_planned_are_named():
    busy, idle = make_key_account("Busy"), make_key_account("Idle")
    make_key_account("Small", tier="standard")
    make_session(busy)

    def named(at):
        return [each.name for each in key_accounts_without_session(SYSTEM, at=at)]

    assert named(MONDAY) == ["Idle"]
    assert named(TUESDAY.ends_at) == ["Busy", "Idle"]
    assert [each.account for each in sessions_with_account(busy, SYSTEM, at=MONDAY)] == [busy]
    assert not sessions_with_account(idle, SYSTEM, at=MONDAY)


def test_a_customer_sees_those_of_their_account_and_those_they_are_invited_to():
    session = make_session()
    guest = session.guests.first().contact

    def seen(**behind):
        actor = Actor("customer", 7, "Greta", frozenset(), **behind)
        return list(coming_sessions(actor, at=datetime(2026, 10, 1, tzinfo=UTC)))

    assert seen(account_id=session.account_id, contact_id=None) == []
    tell_guests(session, text="Please come.", **NOW)
    assert seen(account_id=session.account_id, contact_id=None) == [session]
    assert seen(account_id=None, contact_id=guest.pk) == [session]
    assert seen(account_id=make_key_account("Other").pk, contact_id=None) == []
    assert seen(account_id=None, contact_id=None) == []
