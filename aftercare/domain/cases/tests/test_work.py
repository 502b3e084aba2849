from datetime import UTC, datetime

import pytest

from aftercare.base.people.models import Notification, User
from aftercare.base.people.tests.make import make_team
from aftercare.base.promises.models import Promise, PromisePause
from aftercare.base.promises.steps import ReasonMissing
from aftercare.domain.cases.jobs import run_bulk_change, wake_snoozed_cases
from aftercare.domain.cases.models import BulkItem, Case, CaseLink
from aftercare.domain.cases.operations.bulk import (
    CannotUndo,
    NothingChosen,
    start_bulk_change,
    undo_bulk_change,
)
from aftercare.domain.cases.operations.joint import (
    AnsweredAlready,
    AskedAlready,
    QuestionMissing,
    answer_escalation,
    escalate_case,
)
from aftercare.domain.cases.operations.merging import CannotMerge
from aftercare.domain.cases.operations.numbers import confirm_number, dismiss_number
from aftercare.domain.cases.operations.order import (
    NothingToSplit,
    link_cases,
    split_case,
    unlink_cases,
)
from aftercare.domain.cases.operations.outcome import (
    commit_to_date,
    propose_solution,
    reopen_case,
    solve_case,
)
from aftercare.domain.cases.operations.rules import (
    move_rule,
    save_macro,
    save_triage_rule,
    save_view,
)
from aftercare.domain.cases.operations.work import (
    DateHasPassed,
    SomebodyElseHasIt,
    assign_case,
    snooze_case,
    sort_case,
    take_case,
    wait_for,
    watch_case,
)
from aftercare.domain.cases.queries import (
    messages_in,
    numbers_in,
    triage_rules,
    visible_cases,
    visible_macros,
    visible_views,
)
from aftercare.domain.cases.states import CasePromise, Changes, LinkKind, WaitingFor
from aftercare.domain.cases.steps.promised import promise_to_customer, terms_for_case
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_agent, make_call, make_case
from aftercare.kit.actors import NOBODY, SYSTEM, Actor
from aftercare.kit.states import IllegalMove

SOLUTION = CasePromise.SOLUTION_OR_DATE


def again(case):
    return Case.objects.get(pk=case.pk)


def owed(case):
    open_ones = Promise.objects.filter(subject=f"case:{case.pk}", kept_at=None, withdrawn_at=None)
    return sorted(open_ones.values_list("kind", flat=True))


def test_of_two_who_take_a_case_the_second_is_told(db):
    case, liza, jun = make_call(), make_agent(), make_agent("Jun")
    shown_to_jun = again(case)
    take_case(case, actor=liza, at=MONDAY)
    take_case(again(case), actor=liza, at=MONDAY)

    with pytest.raises(SomebodyElseHasIt):
        take_case(shown_to_jun, actor=jun, at=MONDAY)

    assert again(case).assignee_id == liza.id
    assert Promise.objects.first().owner == f"user:{liza.id}"


def test_who_sees_a_case_follows_who_works_on_it(db):
    service, repair = make_team("service"), make_team("board-repair")
    liza, bo = make_agent(max_open=0), make_agent("Bo", teams=["board-repair"], roles=["rnd"])
    case = make_call(team=service)
    assert list(visible_cases(liza)) == [case]
    assert not visible_cases(bo).exists()

    assign_case(case, team=repair, assignee=User.objects.get(pk=bo.id), actor=SYSTEM, at=MONDAY)

    assert not visible_cases(liza).exists()
    assert list(visible_cases(bo)) == [case]
    assert Notification.objects.filter(user=bo.id, kind="case_assigned").exists()
    assert not visible_cases(NOBODY).exists()
    assert not visible_cases(Actor("customer", 1, "C", account_id=7)).exists()


def test_sorting_changes_only_what_is_named(db):
    case = make_call()

    sort_case(case, priority="urgent", tags=["FOTA ", "tv", "fota"], actor=SYSTEM, at=MONDAY)
    sort_case(again(case), subject="New words", actor=SYSTEM, at=MONDAY)

    case = again(case)
    assert (case.priority, case.tags, case.subject) == ("urgent", ["fota", "tv"], "New words")


def test_waiting_lets_the_solution_wait_and_nothing_else(db):
    case = make_call()
    commit_to_date(case, due_at=MONDAY + 9 * HOUR, actor=SYSTEM, at=MONDAY)
    promise_to_customer(case, terms_for_case(case, SOLUTION, at=MONDAY), at=MONDAY)

    wait_for(case, WaitingFor.PART, actor=SYSTEM, at=MONDAY + HOUR)
    assert again(case).due_at == MONDAY + 2 * HOUR  # the first response
    wait_for(again(case), WaitingFor.SUPPLIER, actor=SYSTEM, at=MONDAY + 2 * HOUR)
    reopen_case(again(case), actor=SYSTEM, at=MONDAY + 5 * HOUR)

    due = dict(Promise.objects.filter(kept_at=None).values_list("kind", "due_at"))
    assert due == {
        "cases.first_response": MONDAY + 2 * HOUR,
        "cases.committed_date": MONDAY + 9 * HOUR,
        "cases.solution_or_date": MONDAY + 28 * HOUR,
    }
    pauses = PromisePause.objects.order_by("pk").values_list("promise__kind", "reason")
    assert list(pauses) == [(SOLUTION, "part"), (SOLUTION, "supplier")]


def test_no_reply_is_owed_while_it_is_the_turn_of_the_customer(db):
    case = make_case()
    solve_case(case, actor=SYSTEM, at=MONDAY)
    make_case(token=messages_in(case).get().thread.token)
    assert owed(case) == ["cases.next_reply", SOLUTION]

    wait_for(again(case), WaitingFor.PART, actor=SYSTEM, at=MONDAY)
    assert owed(case) == ["cases.next_reply", SOLUTION]
    wait_for(again(case), WaitingFor.CUSTOMER, actor=SYSTEM, at=MONDAY)
    assert owed(case) == [SOLUTION]
    reopen_case(again(case), actor=SYSTEM, at=MONDAY + HOUR)

    assert owed(case) == ["cases.next_reply", SOLUTION]
    assert again(case).due_at == MONDAY + 2 * HOUR  # no clock began anew


def test_a_snoozed_case_comes_back_by_itself_and_its_promises_go_on(db):
    case = make_call()
    with pytest.raises(DateHasPassed):
        snooze_case(case, until=MONDAY, actor=SYSTEM, at=MONDAY)

    snooze_case(case, until=MONDAY + HOUR, actor=SYSTEM, at=MONDAY)
    Case.objects.update(snoozed_until=datetime(2199, 1, 1, tzinfo=UTC))
    wake_snoozed_cases.func(timestamp=0)
    assert again(case).snoozed_until
    Case.objects.update(snoozed_until=MONDAY)
    wake_snoozed_cases.func(timestamp=0)

    assert again(case).snoozed_until is None
    assert again(case).due_at == MONDAY + 2 * HOUR


def test_watching_lets_see_and_ends(db):
    make_team("service")
    case, rnd = make_call(team=make_team()), make_agent("Yan", teams=["rnd"], roles=["rnd"])

    watch_case(case, watching=True, actor=rnd, at=MONDAY)
    assert visible_cases(rnd).exists()
    watch_case(case, watching=False, actor=rnd, at=MONDAY)
    assert not visible_cases(rnd).exists()


def test_a_proposal_keeps_the_day_promise(db):
    case = make_call()

    propose_solution(case, solution="Roll back", actor=SYSTEM, at=MONDAY + HOUR)

    assert owed(case) == ["cases.first_response"]
    assert again(case).solution == "Roll back"


def test_a_date_keeps_the_day_promise_and_makes_its_own(db):
    case = make_call()

    commit_to_date(case, due_at=MONDAY + 72 * HOUR, actor=SYSTEM, at=MONDAY + HOUR)
    assert owed(case) == ["cases.committed_date", "cases.first_response"]
    with pytest.raises(ReasonMissing):
        commit_to_date(case, due_at=MONDAY + 96 * HOUR, actor=SYSTEM, at=MONDAY + 2 * HOUR)
    commit_to_date(
        case, due_at=MONDAY + 96 * HOUR, reason="Part late", actor=SYSTEM, at=MONDAY + 2 * HOUR
    )

    moved = Promise.objects.get(kind="cases.committed_date").moves.get()
    assert (moved.reason, moved.due_after) == ("Part late", MONDAY + 96 * HOUR)


def test_solving_keeps_what_was_promised_for_it(db):
    case = make_call()

    solve_case(case, solution="Done", cause="Memory", actor=SYSTEM, at=MONDAY + HOUR)

    case = again(case)
    assert (case.status, case.solution, case.cause) == ("solved", "Done", "Memory")
    assert (owed(case), case.due_at) == ([], None)
    assert not Promise.objects.get(kind="cases.solution_or_date").broken
    with pytest.raises(IllegalMove):
        solve_case(case, actor=SYSTEM, at=MONDAY + HOUR)
    reopen_case(case, actor=SYSTEM, at=MONDAY + 2 * HOUR)
    assert owed(case) == ["cases.solution_or_date"]


def test_a_team_asked_for_help_sees_the_case_and_answers_once(db):
    quality = make_team("quality")
    case = make_call(team=make_team("service"))
    liza, qing = make_agent(), make_agent("Qing", teams=["quality"], roles=["rnd"])
    with pytest.raises(QuestionMissing):
        escalate_case(case, team=quality, question=" ", actor=liza, at=MONDAY)

    asked = escalate_case(case, team=quality, question="Why?", actor=liza, at=MONDAY)
    with pytest.raises(AskedAlready):
        escalate_case(case, team=quality, question="Why??", actor=liza, at=MONDAY)
    assert visible_cases(qing).get() == case
    assert Notification.objects.filter(user=qing.id, kind="case_escalated").exists()
    answer_escalation(asked, answer="Memory", actor=qing, at=MONDAY)

    with pytest.raises(AnsweredAlready):
        answer_escalation(asked, answer="Other", actor=qing, at=MONDAY)
    asked.refresh_from_db()
    assert asked.answer == "Memory"
    assert Notification.objects.filter(user=liza.id, kind="escalation_answered").exists()


def test_a_message_can_begin_a_case_of_its_own(db):
    case = make_case()
    with pytest.raises(NothingToSplit):
        split_case(case, messages_in(case).get(), subject="", actor=SYSTEM, at=MONDAY)
    make_case(token=messages_in(case).get().thread.token, reply_text="Another topic")
    second = messages_in(case).last()

    part = split_case(case, second, subject="Invoice", actor=SYSTEM, at=MONDAY)

    assert (part.subject, part.contact) == ("Invoice", case.contact)
    assert (messages_in(case).count(), messages_in(part).get()) == (1, second)
    assert CaseLink.objects.get().kind == "split_from"
    assert owed(part) == ["cases.first_response", "cases.solution_or_date"]


def test_links_are_made_once_and_merges_are_not_unlinked(db):
    case, other = make_call(), make_call()

    for _time in range(2):
        link = link_cases(case, other=other, kind=LinkKind.CAUSED_BY, actor=SYSTEM, at=MONDAY)
    assert CaseLink.objects.count() == 1
    unlink_cases(link, actor=SYSTEM, at=MONDAY)
    assert not CaseLink.objects.exists()
    with pytest.raises(CannotMerge):
        link_cases(case, other=case, kind=LinkKind.RELATED, actor=SYSTEM, at=MONDAY)


def test_a_number_is_confirmed_or_dismissed(db):
    case = make_call(text="Serial AX55-2519-7F30, order PO 77120")
    serial, order = numbers_in(case)

    confirm_number(serial, actor=SYSTEM, at=MONDAY)
    dismiss_number(order, actor=SYSTEM, at=MONDAY)

    assert [(each.value, each.state) for each in numbers_in(case)] == [
        ("AX55-2519-7F30", "confirmed")
    ]


def test_a_bulk_change_says_who_refused_and_can_be_undone(db):
    agent = make_agent(max_open=0)
    cases = [make_call() for _ in range(3)]
    solve_case(cases[2], actor=SYSTEM, at=MONDAY)
    with pytest.raises(NothingChosen):
        start_bulk_change(cases, changes=Changes(), actor=agent, at=MONDAY)
    changes = Changes(priority="high", add_tags=("wave",), status="waiting", waiting_for="part")

    bulk = start_bulk_change(cases, changes=changes, actor=agent, at=MONDAY)
    run_bulk_change.func(bulk_id=bulk.pk)
    run_bulk_change.func(bulk_id=bulk.pk)

    states = list(BulkItem.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["done", "done", "refused"]
    assert [again(case).status for case in cases] == ["waiting", "waiting", "solved"]
    assert again(cases[2]).priority == "normal"  # all of a case or nothing of it


def test_a_bulk_change_is_undone_where_nobody_has_been_since(db):
    agent = make_agent(max_open=0)
    left, touched = make_call(), make_call()
    bulk = start_bulk_change(
        [left, touched],
        changes=Changes(priority="high", add_tags=("wave",)),
        actor=agent,
        at=MONDAY,
    )
    with pytest.raises(CannotUndo):
        undo_bulk_change(bulk, actor=agent, at=MONDAY)
    run_bulk_change.func(bulk_id=bulk.pk)
    sort_case(again(touched), priority="urgent", actor=SYSTEM, at=MONDAY)

    assert undo_bulk_change(bulk, actor=agent, at=MONDAY) == 1

    assert (again(left).priority, again(left).tags) == ("normal", [])
    assert again(touched).priority == "urgent"


def test_rules_are_asked_in_their_order(db):
    first, second = (
        save_triage_rule(None, name=name, actor=SYSTEM, at=MONDAY) for name in ["A", "B"]
    )

    move_rule(second, earlier=True, actor=SYSTEM, at=MONDAY)
    move_rule(second, earlier=True, actor=SYSTEM, at=MONDAY)

    assert list(triage_rules()) == [second, first]


def test_own_macros_and_views_are_ones_own(db):
    liza, jun = make_agent(), make_agent("Jun")
    save_macro(None, name="Hi", texts={"en": "Hi"}, changes={}, shared=False, actor=liza, at=MONDAY)
    save_view(None, name="Mine", query="assignee:me", actor=liza, at=MONDAY)
    save_view(
        None, name="All", query="", shared=True, actor=make_agent("A", roles=["manager"]), at=MONDAY
    )

    assert [macro.name for macro in visible_macros(liza)] == ["Hi"]
    assert not visible_macros(jun).exists()
    assert [view.name for view in visible_views(liza)] == ["Mine", "All"]
    assert [view.name for view in visible_views(jun)] == ["All"]
