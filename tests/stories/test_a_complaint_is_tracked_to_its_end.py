"""E3, A4: find the cause, offer a solution, calm the customer, follow it to the end."""

from datetime import UTC, datetime, timedelta

import pytest

from aftercare.base.people.tests.make import make_team
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.composed import answer_case
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.operations.rules import save_triage_rule
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.states import CasePromise, Changes
from aftercare.domain.cases.tests.make import make_agent, make_case
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

MONDAY = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANGRY = {
    "subject": "This is unacceptable",
    "reply_text": "Third repair of the same set. I want to file a complaint!",
    "text": "Third repair of the same set. I want to file a complaint!",
}


@pytest.fixture
def liza(db):
    liza = make_agent()
    save_triage_rule(
        None,
        name="Complaints",
        words=["complaint", "投诉", "reklamo"],
        sets_team=make_team("service"),
        sets_kind="complaint",
        sets_priority="high",
        actor=SYSTEM,
        at=MONDAY,
    )
    return liza


def test_it_is_recognised_and_goes_before_others(liza):
    case = make_case(at=MONDAY, **ANGRY)

    assert (case.kind, case.priority, case.team.code) == ("complaint", "high", "service")
    assert case.assignee_id == liza.id


def test_it_ends_with_a_cause_a_solution_and_an_answer(liza, deliver):
    case = make_case(at=MONDAY, **ANGRY)

    answer_case(
        case,
        text="I am sorry. You get another set tomorrow; we keep yours to find the cause.",
        changes=Changes(),
        is_solution=True,
        actor=liza,
        at=MONDAY + HOUR,
    )
    deliver(MONDAY + 2 * HOUR)
    case.refresh_from_db()
    solve_case(
        case,
        solution="Set exchanged",
        cause="Cold solder joint at U7",
        actor=liza,
        at=MONDAY + 3 * HOUR,
    )

    case.refresh_from_db()
    assert (case.status, case.cause, case.solution) == (
        "solved",
        "Cold solder joint at U7",
        "Set exchanged",
    )
    kept = Promise.objects.filter(subject=str(ref(case)), kept_at__isnull=False, broken=False)
    assert set(kept.values_list("kind", flat=True)) == {
        CasePromise.FIRST_RESPONSE,
        CasePromise.SOLUTION_OR_DATE,
    }


def test_a_customer_who_is_not_content_is_heard_again_in_the_same_matter(liza):
    case = make_case(at=MONDAY, **ANGRY)
    solve_case(case, solution="Set exchanged", actor=liza, at=MONDAY + HOUR)
    day_after = MONDAY + timedelta(days=1)

    again = make_case(
        at=day_after,
        sent_at=day_after,
        subject="Re: This is unacceptable",
        reply_text="The new one is broken too.",
    )

    assert again == case
    assert Case.objects.get().status == "open"
    assert messages_in(case).count() == 2
    assert Promise.objects.filter(
        subject=str(ref(case)), kind=CasePromise.NEXT_REPLY, kept_at=None
    ).exists()


def test_an_absence_note_neither_opens_the_matter_again_nor_asks_for_an_answer(liza):
    case = make_case(at=MONDAY, **ANGRY)
    solve_case(case, solution="Set exchanged", actor=liza, at=MONDAY + HOUR)

    again = make_case(
        at=MONDAY + 2 * HOUR,
        sent_at=MONDAY + 2 * HOUR,
        subject="Re: This is unacceptable",
        reply_text="I am out of the office until Monday.",
        auto="auto_reply",
    )

    assert again == case
    assert Case.objects.get().status == "solved"
    assert messages_in(case).count() == 2
    assert not Promise.objects.filter(subject=str(ref(case)), kind=CasePromise.NEXT_REPLY).exists()
