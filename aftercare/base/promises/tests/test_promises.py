from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from aftercare.base.company.operations import mark_day
from aftercare.base.company.tests.make import make_calendar
from aftercare.base.journal.models import Entry
from aftercare.base.promises.models import Promise
from aftercare.base.promises.operations import notice_time
from aftercare.base.promises.queries import (
    dates_that_move,
    kept_rates,
    next_due_of,
    visible_promises,
)
from aftercare.base.promises.states import PauseReason
from aftercare.base.promises.steps import (
    DateHasPassed,
    NothingPromised,
    ReasonMissing,
    count_again,
    hand_over_promises,
    keep,
    keep_if_open,
    move_promise,
    open_promises_to,
    pause_promises,
    promise,
    resume_promises,
    withdraw,
)
from aftercare.kit.actors import NOBODY, SYSTEM, Actor
from aftercare.kit.refs import Ref

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)  # nine o'clock in Shenzhen
CASE = Ref("case", 12)
WEI = Ref("user", 7)
HOUR = timedelta(hours=1)


def owe(kind="cases.first_response", **given):
    terms = {"owner": WEI, "readers": ["team:3"], "work": 2 * HOUR, "at": MONDAY}
    return promise(CASE, kind, **terms | given)


def events():
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def test_work_is_counted_in_the_calendar(db):
    make_calendar()

    owed = owe(at=MONDAY + 2.5 * HOUR)  # half an hour before lunch

    assert owed.due_at == MONDAY + 5.5 * HOUR
    assert owed.warn_at == MONDAY + 5 * HOUR
    assert events()[-1] == "promises.promise_made"


def test_a_company_without_calendars_works_always(db):
    assert owe().due_at == MONDAY + 2 * HOUR


def test_a_thing_is_owed_once(db):
    owe()

    with pytest.raises(IntegrityError), transaction.atomic():
        owe()

    keep(CASE, "cases.first_response", at=MONDAY)
    owe()
    assert Promise.objects.count() == 2


@pytest.mark.parametrize(("after", "broken"), [(2 * HOUR, False), (2 * HOUR + HOUR / 60, True)])
def test_what_is_done_too_late_is_broken(db, after, broken):
    owe()

    owed = keep(CASE, "cases.first_response", at=MONDAY + after)

    assert (owed.broken, owed.kept_at) == (broken, MONDAY + after)
    assert Entry.objects.latest("pk").data["in_time"] is not broken


def test_nothing_owed_cannot_be_kept(db):
    with pytest.raises(NothingPromised):
        keep(CASE, "cases.first_response", at=MONDAY)

    assert keep_if_open(CASE, "cases.first_response", at=MONDAY) is None
    assert events() == []


def test_a_pause_gives_the_time_back_in_working_time(db):
    make_calendar()
    owe(work=4 * HOUR)

    pause_promises(CASE, reason=PauseReason.CUSTOMER, at=MONDAY + HOUR)
    pause_promises(CASE, reason=PauseReason.CUSTOMER, at=MONDAY + 2 * HOUR)
    assert next_due_of([CASE]) == {}
    resume_promises(CASE, at=MONDAY + 24 * HOUR)  # seven working hours later
    resume_promises(CASE, at=MONDAY + 25 * HOUR)

    owed = Promise.objects.get()
    assert owed.due_at == MONDAY + 27 * HOUR  # three hours were left, up to lunch
    assert owed.paused_at is None
    assert owed.pauses.get().reason == PauseReason.CUSTOMER


def test_a_pause_moves_a_fixed_date_by_its_length(db):
    owe(work=None, due_at=MONDAY + 10 * HOUR)

    pause_promises(CASE, reason=PauseReason.PART, at=MONDAY + HOUR)
    resume_promises(CASE, at=MONDAY + 4 * HOUR)

    assert Promise.objects.get().due_at == MONDAY + 13 * HOUR


def test_what_is_paused_neither_slips_nor_breaks(db):
    owe()
    pause_promises(CASE, reason=PauseReason.PART, at=MONDAY + HOUR)

    notice_time(actor=SYSTEM, at=MONDAY + 9 * HOUR)

    assert not Promise.objects.get().broken
    assert not keep(CASE, "cases.first_response", at=MONDAY + 9 * HOUR).broken


def test_a_pause_after_the_time_does_not_mend_it(db):
    owe()

    pause_promises(CASE, reason=PauseReason.PART, at=MONDAY + 3 * HOUR)

    assert Promise.objects.get().broken


def test_warns_once_and_breaks_once(db):
    owe()

    for minutes in (89, 91, 95, 121, 125):
        notice_time(actor=SYSTEM, at=MONDAY + timedelta(minutes=minutes))

    assert events() == [
        "promises.promise_made",
        "promises.promise_slipping",
        "promises.promise_broken",
    ]
    assert "case:12" in Entry.objects.latest("pk").about


def test_a_new_date_keeps_the_old_one_with_the_reason(db):
    owe()

    owed = move_promise(
        CASE,
        "cases.first_response",
        due_at=MONDAY + 9 * HOUR,
        reason="Part is late",
        actor=SYSTEM,
        at=MONDAY + HOUR,
    )

    moved = owed.moves.get()
    assert (moved.due_before, moved.due_after) == (MONDAY + 2 * HOUR, MONDAY + 9 * HOUR)
    assert not keep(CASE, "cases.first_response", at=MONDAY + 8 * HOUR).broken


def test_a_broken_promise_stays_broken_whatever_is_agreed(db):
    owe()
    move_promise(
        CASE,
        "cases.first_response",
        due_at=MONDAY + 9 * HOUR,
        reason="Part is late",
        actor=SYSTEM,
        at=MONDAY + 3 * HOUR,
    )

    assert keep(CASE, "cases.first_response", at=MONDAY + 4 * HOUR).broken


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reason": "  "}, ReasonMissing),
        ({"due_at": MONDAY}, DateHasPassed),
        ({"kind": "cases.other"}, NothingPromised),
    ],
)
def test_a_new_date_needs_a_reason_and_lies_ahead(db, change, refusal):
    owe()
    terms = {"kind": "cases.first_response", "due_at": MONDAY + 9 * HOUR, "reason": "Late"} | change

    with pytest.raises(refusal):
        move_promise(CASE, terms.pop("kind"), **terms, actor=SYSTEM, at=MONDAY + HOUR)

    assert Promise.objects.get().due_at == MONDAY + 2 * HOUR


def test_a_changed_calendar_gives_all_its_promises_new_dates_in_one_statement(
    db, run_jobs, django_assert_num_queries
):
    calendar = make_calendar()
    for number in range(20):
        promise(
            Ref("case", number),
            "cases.first_response",
            owner=WEI,
            readers=[],
            work=8 * HOUR,
            at=MONDAY,
        )
    mark_day(calendar, on=MONDAY.date() + timedelta(days=1), name="Off", actor=SYSTEM, at=MONDAY)
    before = set(Promise.objects.values_list("due_at", flat=True))

    with django_assert_num_queries(1):
        count_again(calendar, at=MONDAY)
    run_jobs()

    assert before == {MONDAY + 24 * HOUR}
    assert set(Promise.objects.values_list("due_at", flat=True)) == {MONDAY + 48 * HOUR}


def test_what_a_changed_calendar_moves_is_known_before_it_is_changed(db, run_jobs):
    calendar = make_calendar()
    for number, hours in enumerate((2, 8, 12)):
        terms = {"owner": WEI, "readers": [], "work": hours * HOUR, "at": MONDAY}
        promise(Ref("case", number), "cases.first_response", **terms)
    pause_promises(Ref("case", 2), reason=PauseReason.PART, at=MONDAY)
    day = {"name": "Short", "intervals": [[480, 720]], "actor": SYSTEM, "at": MONDAY}

    assert dates_that_move(calendar, MONDAY) == (2, 0, 0)
    with transaction.atomic():
        mark_day(calendar, on=MONDAY.date(), **day)
        rehearsed = dates_that_move(calendar, MONDAY)
        transaction.set_rollback(True)

    assert rehearsed == (2, 0, 1)
    assert dates_that_move(calendar, MONDAY) == (2, 0, 0)
    mark_day(calendar, on=MONDAY.date() - timedelta(days=1), **day)
    assert dates_that_move(calendar, MONDAY).moved == 0
    mark_day(calendar, on=MONDAY.date(), **day)
    run_jobs()
    assert dates_that_move(calendar, MONDAY) == (2, 0, 0)


def test_withdrawn_is_not_owed(db):
    owe()

    withdraw(CASE, "cases.first_response", at=MONDAY)

    notice_time(actor=SYSTEM, at=MONDAY + 9 * HOUR)
    assert not Promise.objects.get().broken
    assert next_due_of([CASE]) == {}


def test_only_readers_see_a_promise(db):
    owe()
    hand_over_promises(CASE, owner=Ref("user", 8), at=MONDAY)
    insider = Actor("user", 1, "In", frozenset({"promises.view"}), teams=frozenset({3}))
    outsider = Actor("user", 2, "Out", frozenset({"promises.view"}), teams=frozenset({4}))

    assert visible_promises(insider).get().owner == "user:8"
    assert not visible_promises(outsider).exists()
    assert not visible_promises(NOBODY).exists()
    open_promises_to(CASE, ["team:4"])
    assert visible_promises(outsider).exists()
    assert not visible_promises(insider).exists()


def test_kept_rates_count_each_outcome_once(db):
    for number, after in enumerate([1, 1, 3, None]):
        subject = Ref("case", number)
        promise(subject, "cases.first_response", owner=WEI, readers=[], work=2 * HOUR, at=MONDAY)
        if after:
            keep(subject, "cases.first_response", at=MONDAY + after * HOUR)
    notice_time(actor=SYSTEM, at=MONDAY + 9 * HOUR)

    (rate,) = kept_rates(visible_promises(SYSTEM), MONDAY)

    assert (rate["total"], rate["in_time"], rate["late"], rate["broken"]) == (4, 2, 1, 1)


def test_kept_by_two_at_once_it_is_kept_once(transactional_db):
    owe()
    together = Barrier(2)
    kept = []

    def keep_it():
        together.wait()
        with transaction.atomic():
            kept.append(keep_if_open(CASE, "cases.first_response", at=MONDAY))
        connection.close()

    threads = [Thread(target=keep_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [owed is None for owed in kept].count(True) == 1
