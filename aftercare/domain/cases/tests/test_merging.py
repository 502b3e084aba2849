import pytest

from aftercare.base.people.tests.make import make_team
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case, CaseLink, Escalation, FoundNumber
from aftercare.domain.cases.operations.answers import note_answer_sent, reply_to_customer
from aftercare.domain.cases.operations.joint import escalate_case
from aftercare.domain.cases.operations.merging import (
    CannotMerge,
    NotMerged,
    merge_cases,
    undo_merge,
)
from aftercare.domain.cases.operations.order import link_cases
from aftercare.domain.cases.operations.outcome import commit_to_date, solve_case
from aftercare.domain.cases.operations.work import wait_for, watch_case
from aftercare.domain.cases.queries import case_of_thread, messages_in, visible_cases
from aftercare.domain.cases.queries.merging import outlook_of_merge
from aftercare.domain.cases.states import LinkKind, WaitingFor
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_agent, make_call, make_case
from aftercare.kit.actors import SYSTEM

FIRST, NEXT = "cases.first_response", "cases.next_reply"
DATE, SOLUTION = "cases.committed_date", "cases.solution_or_date"


def again(case):
    return Case.objects.get(pk=case.pk)


def owed(case):
    rows = Promise.objects.filter(subject=f"case:{case.pk}", kept_at=None, withdrawn_at=None)
    return {each.kind: (each.due_at - MONDAY) / HOUR for each in rows}


def merge(case, into, hours=1):
    merge_cases(again(case), into=again(into), actor=SYSTEM, at=MONDAY + hours * HOUR)


def undo(case, hours=2):
    undo_merge(again(case), actor=SYSTEM, at=MONDAY + hours * HOUR)


def test_a_merge_moves_everything_and_can_be_undone(db):
    case, other = make_case(), make_case(peer="jonas@lindqvist.example")
    thread = messages_in(case).get().thread

    merge(case, other, 0)
    assert again(case).status == "merged"
    assert messages_in(other).count() == 2
    assert owed(case) == {}
    since = make_case(token=thread.token)
    assert since == other
    with pytest.raises(CannotMerge):
        merge(other, case, 0)

    undo(case, 1)

    assert case_of_thread(thread) == case
    assert (messages_in(case).count(), messages_in(other).count()) == (2, 1)
    assert again(case).status == "open"
    assert owed(case) == owed(other) == {FIRST: 2, SOLUTION: 24}
    with pytest.raises(NotMerged):
        undo(case, 1)


def test_an_unanswered_case_opens_the_solved_one_it_goes_on_in(db):
    solved, case = make_case(), make_case(peer="jonas@lindqvist.example")
    solve_case(solved, actor=SYSTEM, at=MONDAY)

    assert outlook_of_merge(case, again(solved)).status == "open"
    merge(case, solved)

    solved = again(solved)
    assert (solved.status, solved.needs_answer) == ("open", True)
    assert owed(solved) == {FIRST: 2, SOLUTION: 24}
    assert solved.due_at == MONDAY + 2 * HOUR

    undo(case)

    assert (again(solved).status, again(solved).needs_answer, owed(solved)) == ("solved", False, {})
    assert (again(case).needs_answer, owed(case)) == (True, {FIRST: 2, SOLUTION: 24})


def test_a_solved_case_leaves_the_other_as_it_is(db):
    case, other = make_call(), make_call()
    solve_case(case, actor=SYSTEM, at=MONDAY)
    wait_for(other, WaitingFor.PART, actor=SYSTEM, at=MONDAY)

    merge(case, other)
    assert again(other).status == "waiting"
    undo(case)

    assert (again(case).status, again(other).status) == ("solved", "waiting")


def test_a_case_that_waits_goes_on_with_one_that_does_not_and_waits_again(db):
    case, waiting = make_case(), make_call()
    wait_for(waiting, WaitingFor.SUPPLIER, actor=SYSTEM, at=MONDAY)

    merge(case, waiting)
    assert (again(waiting).status, again(waiting).waiting_for) == ("open", "")
    undo(case)

    assert (again(waiting).status, again(waiting).waiting_for) == ("waiting", "supplier")
    assert Promise.objects.get(subject=f"case:{waiting.pk}", kind=SOLUTION).paused_at


def test_of_what_is_owed_twice_the_earlier_stays_and_a_date_goes_along(db):
    case, later = make_case(), make_case(peer="jonas@lindqvist.example", at=MONDAY + HOUR)
    commit_to_date(case, due_at=MONDAY + 9 * HOUR, actor=SYSTEM, at=MONDAY)

    merge(case, later)
    assert owed(later) == {FIRST: 2, DATE: 9, SOLUTION: 25}
    undo(case)

    assert owed(case) == {FIRST: 2, DATE: 9}
    assert owed(later) == {FIRST: 3, SOLUTION: 25}


def test_an_answer_given_meanwhile_answered_both(db):
    agent = make_agent()
    case, later = make_case(), make_case(peer="jonas@lindqvist.example", at=MONDAY + HOUR)
    merge(case, later)
    message = reply_to_customer(again(later), text="Both.", actor=agent, at=MONDAY + 1.5 * HOUR)
    note_answer_sent(message, actor=SYSTEM, at=MONDAY + 1.5 * HOUR)

    undo(case)

    assert (owed(case), owed(later)) == ({SOLUTION: 24}, {SOLUTION: 25})
    assert not Promise.objects.filter(broken=True).exists()


def test_what_the_customer_wrote_since_is_owed_where_it_belongs(db):
    case, other = make_case(), make_case(peer="jonas@lindqvist.example")
    for each in (case, other):
        solve_case(again(each), actor=SYSTEM, at=MONDAY)
    thread = messages_in(case).get().thread
    make_case(token=thread.token, at=MONDAY + HOUR)
    merge(case, other)
    make_case(token=thread.token, at=MONDAY + 1.5 * HOUR)

    undo(case)

    assert (again(case).status, again(case).needs_answer) == ("open", True)
    assert set(owed(case)) == {NEXT, SOLUTION}
    assert (again(other).status, owed(other)) == ("solved", {})


def test_who_watches_works_and_was_asked_goes_along_with_numbers_and_links(db):
    service, quality = make_team("service"), make_team("quality")
    yan = make_agent("Yan", teams=["rnd"], roles=["rnd"])
    qing = make_agent("Qing", teams=["quality"], roles=["rnd"])
    case, related = make_call(team=service, text="S/N: AX55-2519-7F30"), make_call(team=service)
    other = make_call(team=service)
    watch_case(case, watching=True, actor=yan, at=MONDAY)
    escalate_case(case, team=quality, question="Why?", actor=make_agent(), at=MONDAY)
    for each in (other, related):
        link_cases(case, other=each, kind=LinkKind.RELATED, actor=SYSTEM, at=MONDAY)

    merge(case, other)

    assert other in visible_cases(yan)
    assert other in visible_cases(qing)
    assert Escalation.objects.get().case == FoundNumber.objects.get().case == other
    assert CaseLink.objects.get(other=related).case == other
    undo(case)
    assert other not in visible_cases(yan)
    assert Escalation.objects.get().case == FoundNumber.objects.get().case == case
    assert CaseLink.objects.get(other=related).case == case
