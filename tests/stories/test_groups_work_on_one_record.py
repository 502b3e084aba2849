"""C1, C7: groups pass work on, and quality and R&D answer in the customer's own case."""

from datetime import UTC, datetime, timedelta

import pytest

from aftercare.base.journal.queries import story_of
from aftercare.base.people.models import Notification
from aftercare.base.people.tests.make import make_team
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.answers import add_note
from aftercare.domain.cases.operations.joint import answer_escalation, escalate_case
from aftercare.domain.cases.operations.work import assign_case, take_case
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.cases.tests.make import make_agent, make_case
from aftercare.kit.refs import ref

MONDAY = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def cast(db):
    return {
        "liza": make_agent("Liza"),
        "wen": make_agent("Wen", teams=("board-repair",), roles=("board_repair",)),
        "rui": make_agent("Rui", teams=("rnd",), roles=("rnd",)),
        "jun": make_agent("Jun", teams=("unit-repair",), roles=("unit_repair",)),
    }


def test_work_flows_from_one_group_to_the_next_with_its_promises(cast):
    case = make_case(at=MONDAY)
    assign_case(case, team=make_team("service"), assignee=None, actor=cast["liza"], at=MONDAY)
    case.refresh_from_db()
    take_case(case, actor=cast["liza"], at=MONDAY)
    case.refresh_from_db()

    assign_case(
        case, team=make_team("board-repair"), assignee=None, actor=cast["liza"], at=MONDAY + HOUR
    )
    case.refresh_from_db()
    take_case(case, actor=cast["wen"], at=MONDAY + 2 * HOUR)

    owners = set(Promise.objects.filter(subject=str(ref(case))).values_list("owner", flat=True))
    assert owners == {str(cast["wen"].ref)}
    assert visible_cases(cast["wen"]).get() == case
    assert not visible_cases(cast["jun"]).exists()


def test_rnd_hears_of_a_question_sees_all_of_the_case_and_answers_in_it(cast):
    case = make_case(at=MONDAY)
    assign_case(case, team=make_team("service"), assignee=None, actor=cast["liza"], at=MONDAY)
    assert not visible_cases(cast["rui"]).exists()

    asked = escalate_case(
        case,
        team=make_team("rnd"),
        question="Is boot loader 1.9 known to hang?",
        actor=cast["liza"],
        at=MONDAY + HOUR,
    )

    assert visible_cases(cast["rui"]).get() == case
    assert Notification.objects.filter(user=cast["rui"].id, about=str(ref(case))).exists()
    answer_escalation(asked, answer="Yes, 2.0 mends it.", actor=cast["rui"], at=MONDAY + 2 * HOUR)
    assert Notification.objects.filter(user=cast["liza"].id, about=str(ref(case))).exists()
    told = [entry.event for entry in story_of(ref(case))]
    assert told.index("cases.case_escalated") < told.index("cases.escalation_answered")


def test_a_colleague_named_in_a_note_hears_of_it_and_may_look(cast):
    case = make_case(at=MONDAY)
    assign_case(case, team=make_team("service"), assignee=None, actor=cast["liza"], at=MONDAY)

    add_note(case, text="@jun have you seen this panel?", actor=cast["liza"], at=MONDAY)

    assert Notification.objects.filter(user=cast["jun"].id, about=str(ref(case))).exists()
    assert visible_cases(cast["jun"]).get() == case
    assert Case.objects.count() == 1
