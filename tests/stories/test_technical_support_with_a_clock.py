"""A3: a first response within 2 hours, a preliminary solution or a date within 24."""

from datetime import UTC, datetime, timedelta

import pytest

from aftercare.base.journal.queries import story_of
from aftercare.base.promises.models import Promise
from aftercare.base.promises.operations import notice_time
from aftercare.domain.cases.models import Draft
from aftercare.domain.cases.operations.composed import answer_case
from aftercare.domain.cases.operations.outcome import commit_to_date, solve_case
from aftercare.domain.cases.operations.work import wait_for
from aftercare.domain.cases.states import CasePromise, Changes, WaitingFor
from aftercare.domain.cases.tests.make import make_agent, make_case
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

FRIDAY_17 = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)  # in Manila it is five in the afternoon
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("office", "channels")


def owed(case, kind):
    return Promise.objects.get(subject=str(ref(case)), kind=kind)


def test_the_two_hours_are_hours_in_which_somebody_works():
    case = make_case(at=FRIDAY_17)

    first, solution = (
        owed(case, CasePromise.FIRST_RESPONSE),
        owed(case, CasePromise.SOLUTION_OR_DATE),
    )

    assert first.due_at == datetime(2026, 10, 5, 2, 0, tzinfo=UTC)  # Monday at ten
    assert solution.due_at == datetime(2026, 10, 7, 6, 0, tzinfo=UTC)  # Wednesday at 14
    case.refresh_from_db()
    assert case.due_at == first.due_at


def test_an_answer_in_time_keeps_the_promise_and_everybody_sees_why(deliver):
    case, liza = make_case(at=FRIDAY_17), make_agent()

    answer = answer_case(
        case, text="We look into it.", changes=Changes(), actor=liza, at=FRIDAY_17 + HOUR / 2
    )
    deliver(FRIDAY_17 + HOUR)

    kept = owed(case, CasePromise.FIRST_RESPONSE)
    assert (kept.kept_at, kept.broken) == (FRIDAY_17 + HOUR, False)
    story = [entry for entry in story_of(ref(case)) if entry.event == "promises.promise_kept"]
    assert [entry.data["kind"] for entry in story] == [CasePromise.FIRST_RESPONSE]
    answered = story_of(ref(case)).get(event="cases.case_answered")
    assert answered.data["message_id"] == answer.pk


def test_a_committed_date_takes_the_place_of_the_solution(deliver):
    case, liza = make_case(at=FRIDAY_17), make_agent()
    friday = FRIDAY_17 + 7 * DAY

    answer_case(
        case,
        text="The panel arrives on Thursday; you have your set back on Friday.",
        changes=Changes(),
        due_at=friday,
        actor=liza,
        at=FRIDAY_17 + HOUR,
    )
    deliver(FRIDAY_17 + 2 * HOUR)

    assert owed(case, CasePromise.SOLUTION_OR_DATE).kept_at == FRIDAY_17 + 2 * HOUR
    assert owed(case, CasePromise.COMMITTED_DATE).due_at == friday


def test_a_date_moves_only_with_a_reason_and_the_old_one_stays_to_be_seen():
    case, liza = make_case(at=FRIDAY_17), make_agent()
    commit_to_date(case, due_at=FRIDAY_17 + 7 * DAY, actor=liza, at=FRIDAY_17 + HOUR)

    commit_to_date(
        case,
        due_at=FRIDAY_17 + 9 * DAY,
        reason="The parcel is stuck at customs.",
        actor=liza,
        at=FRIDAY_17 + 5 * DAY,
    )

    moved = owed(case, CasePromise.COMMITTED_DATE).moves.get()
    assert (moved.due_before, moved.due_after) == (FRIDAY_17 + 7 * DAY, FRIDAY_17 + 9 * DAY)
    assert moved.reason == "The parcel is stuck at customs."


def test_the_clock_stands_still_while_the_customer_has_to_answer(arrive):
    case, liza = make_case(at=FRIDAY_17), make_agent()
    before = owed(case, CasePromise.SOLUTION_OR_DATE).due_at
    monday = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)

    wait_for(case, WaitingFor.CUSTOMER, actor=liza, at=monday)
    assert owed(case, CasePromise.SOLUTION_OR_DATE).paused_at == monday
    heard = make_case(at=monday + 3 * HOUR, subject="Re: Boot loop", sent_at=monday + 3 * HOUR)

    assert heard == case
    running = owed(case, CasePromise.SOLUTION_OR_DATE)
    assert (running.paused_at, running.due_at) == (None, before + 3 * HOUR)


@pytest.mark.django_db(transaction=True)  # as a job does it: nothing is open around it
def test_before_a_promise_slips_its_owner_hears_and_a_notice_is_ready(run_jobs):
    liza = make_agent()
    case = make_case(at=FRIDAY_17)

    notice_time(actor=SYSTEM, at=datetime(2026, 10, 5, 1, 45, tzinfo=UTC))
    run_jobs()

    draft = Draft.objects.get(case=case, kind="notice")
    assert case.code in draft.text
    assert draft.user is None
    assert not Promise.objects.filter(broken=True).exists()
    assert liza.may("cases.reply")


def test_what_was_late_stays_broken_whatever_happens_afterwards(deliver):
    case, liza = make_case(at=FRIDAY_17), make_agent()
    tuesday = datetime(2026, 10, 6, 1, 0, tzinfo=UTC)
    notice_time(actor=SYSTEM, at=tuesday)

    answer_case(case, text="Sorry for the wait.", changes=Changes(), actor=liza, at=tuesday)
    deliver(tuesday + HOUR)
    case.refresh_from_db()
    solve_case(case, solution="Roll-back stick RB-24", actor=liza, at=tuesday + 2 * HOUR)

    assert owed(case, CasePromise.FIRST_RESPONSE).broken
    assert not owed(case, CasePromise.SOLUTION_OR_DATE).broken
