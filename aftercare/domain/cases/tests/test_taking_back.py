from datetime import datetime

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.answers import (
    note_answer_sent,
    note_reply_lost,
    take_back_reply,
)
from aftercare.domain.cases.operations.composed import answer_case
from aftercare.domain.cases.operations.outcome import commit_to_date, solve_case
from aftercare.domain.cases.operations.work import sort_case
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.states import Changes
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_agent, make_case
from aftercare.kit.actors import SYSTEM

FIRST, NEXT = "cases.first_response", "cases.next_reply"
DATE, SOLUTION = "cases.committed_date", "cases.solution_or_date"
SOLVES = Changes(status="solved", priority="high", add_tags=("fota",))


@pytest.fixture
def agent(db):
    return make_agent()


def again(case):
    return Case.objects.get(pk=case.pk)


def owed(case):
    rows = Promise.objects.filter(subject=f"case:{case.pk}", kept_at=None, withdrawn_at=None)
    return {each.kind: (each.due_at - MONDAY) / HOUR for each in rows}


def kept(case):
    rows = Promise.objects.filter(subject=f"case:{case.pk}", kept_at__isnull=False)
    return {each.kind: (each.kept_at - MONDAY) / HOUR for each in rows}


def answer(case, actor, *, at: datetime = MONDAY + HOUR, **given):
    details = {"text": "Roll back.", "changes": Changes(), "actor": actor, "at": at}
    return answer_case(again(case), **details | given)


def send(message, hours):
    message.status, message.sent_at = "sent", MONDAY + hours * HOUR
    message.save()
    note_answer_sent(message, actor=SYSTEM, at=message.sent_at)


def test_what_was_changed_with_an_answer_is_undone_with_it(agent):
    case = make_case()
    date = MONDAY + 90 * HOUR
    message = answer(case, agent, changes=SOLVES, is_solution=True, due_at=date)
    assert again(case).status == "solved"
    assert owed(case) == {FIRST: 2, SOLUTION: 24, DATE: 90}

    take_back_reply(again(case), message, actor=agent, at=MONDAY + HOUR)

    case = again(case)
    assert (case.status, case.priority, case.tags, case.solution) == ("open", "normal", [], "")
    assert case.needs_answer
    assert (owed(case), kept(case), case.due_at) == (
        {FIRST: 2, SOLUTION: 24},
        {},
        MONDAY + 2 * HOUR,
    )


def test_a_date_that_was_told_before_is_owed_again(agent):
    case = make_case()
    commit_to_date(case, due_at=MONDAY + 40 * HOUR, actor=agent, at=MONDAY)
    message = answer(case, agent, due_at=MONDAY + 90 * HOUR, reason="Customs")

    take_back_reply(again(case), message, actor=agent, at=MONDAY + HOUR)

    assert owed(case) == {FIRST: 2, DATE: 40}
    assert Promise.objects.get(kind=DATE).moves.count() == 2


def test_what_somebody_has_changed_since_stays(agent):
    case = make_case()
    message = answer(case, agent, changes=SOLVES)
    sort_case(case, priority="urgent", actor=SYSTEM, at=MONDAY + HOUR)

    take_back_reply(again(case), message, actor=agent, at=MONDAY + HOUR)

    assert (again(case).priority, again(case).status) == ("urgent", "open")


def test_a_case_that_was_to_wait_goes_on(agent):
    case = make_case()
    message = answer(case, agent, changes=Changes(status="waiting", waiting_for="customer"))

    take_back_reply(again(case), message, actor=agent, at=MONDAY + HOUR)

    assert (again(case).status, again(case).waiting_for) == ("open", "")
    assert owed(case) == {FIRST: 2, SOLUTION: 24}
    assert not Promise.objects.filter(paused_at__isnull=False).exists()


def test_all_that_an_answer_keeps_is_kept_once_it_is_out(agent):
    case = make_case()
    message = answer(case, agent, changes=SOLVES)
    assert kept(case) == {}

    send(message, 1.5)

    assert kept(case) == {FIRST: 1.5, SOLUTION: 1.5}
    assert (owed(case), again(case).due_at) == ({}, None)


def test_what_the_customer_says_while_a_solution_waits_is_owed(agent):
    case = make_case()
    message = answer(case, agent, changes=SOLVES)
    make_case(token=messages_in(case).first().thread.token, at=MONDAY + 1.25 * HOUR)

    send(message, 1.5)

    assert again(case).status == "open"
    assert owed(case) == {NEXT: 3.5, SOLUTION: 25.5}


def test_what_an_answer_kept_that_came_back_is_owed_again(agent):
    case = make_case()
    message = answer(case, agent, changes=SOLVES)
    send(message, 1.5)

    for _time in range(2):
        note_reply_lost(message, actor=SYSTEM, at=MONDAY + 1.6 * HOUR)

    case = again(case)
    assert (case.status, case.needs_answer, case.answered_at) == ("open", True, None)
    assert (owed(case), kept(case)) == ({FIRST: 2, SOLUTION: 24}, {})
    assert case.due_at == MONDAY + 2 * HOUR
    assert Entry.objects.filter(event="promises.promise_owed_again").count() == 2


def test_a_case_that_was_solved_otherwise_stays_solved(agent):
    case = make_case()
    message = answer(case, agent)
    send(message, 1.5)
    solve_case(again(case), actor=agent, at=MONDAY + 2 * HOUR)

    note_reply_lost(message, actor=SYSTEM, at=MONDAY + 3 * HOUR)

    assert (again(case).status, owed(case)) == ("solved", {})
