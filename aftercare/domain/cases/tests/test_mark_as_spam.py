from datetime import timedelta

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Notification
from aftercare.base.promises.queries import open_promises
from aftercare.base.search.queries import parse_query
from aftercare.domain.cases.models import BlockedSender, Case, CaseFigures
from aftercare.domain.cases.operations.answers import note_answer_sent, reply_to_customer
from aftercare.domain.cases.operations.automatic import acknowledge_case
from aftercare.domain.cases.operations.bulk import (
    change_next_in_bulk,
    start_bulk_change,
    undo_bulk_change,
)
from aftercare.domain.cases.operations.intake import take_in_message
from aftercare.domain.cases.operations.merging import CannotMerge, merge_cases
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.operations.spam import (
    block_sender,
    bring_back,
    mark_as_spam,
    unblock_sender,
)
from aftercare.domain.cases.operations.work import wait_for
from aftercare.domain.cases.queries import matching_cases, messages_in
from aftercare.domain.cases.queries.spam import visible_blocked_senders
from aftercare.domain.cases.states import Block, Changes, Occasion, WaitingFor
from aftercare.domain.cases.steps import IsSpam
from aftercare.domain.cases.steps.figures import refresh_figures
from aftercare.domain.cases.steps.spam import CannotBlock
from aftercare.domain.cases.tests.make import (
    HOUR,
    MONDAY,
    make_agent,
    make_call,
    make_case,
    switch_on,
)
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.tests.make import make_channel, make_message
from aftercare.domain.customers.tests.make import make_account
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.states import IllegalMove

LATER = MONDAY + timedelta(days=2)
SPAMMER = "win@prizes.example"


def owed(case):
    found = open_promises().filter(subject=f"case:{case.pk}").order_by("pk")
    return [(each.kind, each.due_at) for each in found]


def listed(words=""):
    return list(matching_cases(parse_query(words), actor=SYSTEM, at=LATER))


def make_spam(*, blocks=Block.ADDRESS, **given):
    case = make_case(peer=SPAMMER, **given)
    mark_as_spam(case, blocks=blocks, actor=SYSTEM, at=MONDAY + HOUR)
    case.refresh_from_db()
    return case


def test_it_leaves_the_lists_and_nothing_is_owed(db):
    case = make_case()
    wait_for(case, WaitingFor.CUSTOMER, actor=SYSTEM, at=MONDAY)

    mark_as_spam(case, actor=make_agent(), at=MONDAY + HOUR)

    case.refresh_from_db()
    assert (case.status, case.due_at, case.needs_answer) == ("spam", None, False)
    assert owed(case) == []
    assert listed() == []
    assert listed("status:spam") == [case]
    assert not BlockedSender.objects.exists()
    assert Entry.objects.filter(event="cases.case_marked_as_spam").count() == 1


def test_nothing_is_done_about_it_until_it_is_brought_back(db):
    case, other = make_spam(), make_call()

    with pytest.raises(IsSpam):
        reply_to_customer(case, text="No", actor=make_agent("Jo"), at=LATER)
    with pytest.raises(CannotMerge):
        merge_cases(other, into=case, actor=make_agent("Ana"), at=LATER)
    acknowledge_case(case, actor=SYSTEM, at=LATER)

    assert not Message.objects.filter(direction="out").exists()


def test_what_a_blocked_sender_writes_is_kept_owes_nothing_and_tells_nobody(db):
    make_spam()
    switch_on(Occasion.RECEIPT, en="We have it.")
    told = Notification.objects.count()

    case = make_case(peer="Win@Prizes.example", at=LATER)

    assert (case.status, case.team, case.assignee, owed(case)) == ("spam", None, None, [])
    assert Notification.objects.count() == told
    assert not Message.objects.filter(direction="out").exists()
    blocked = visible_blocked_senders(make_agent("Ana", roles=["manager"])).get()
    assert (blocked.address, blocked.held, blocked.held_at) == (SPAMMER, 1, LATER)
    assert not Entry.objects.filter(event="cases.case_opened", about__contains=[f"case:{case.pk}"])


def test_more_in_the_same_conversation_stays_with_it(db):
    case = make_spam(blocks=Block.NOBODY)
    thread = messages_in(case).get().thread
    more = make_message(peer=SPAMMER, at=LATER, subject=f"Re: {thread.subject}")

    taken = take_in_message(more, actor=SYSTEM, at=LATER)

    taken.refresh_from_db()
    assert taken.status == "spam"
    assert owed(taken) == []


def test_a_domain_is_blocked_unless_others_write_from_it(db):
    make_account(domains=["harborline.example"])
    agent = make_agent()
    customers = make_case(peer="jo@harborline.example")
    public = make_case(peer="jo@gmail.com")

    make_spam(blocks=Block.DOMAIN)
    for case in (customers, public):
        with pytest.raises(CannotBlock):
            mark_as_spam(case, blocks=Block.DOMAIN, actor=agent, at=LATER)
    with pytest.raises(CannotBlock):
        mark_as_spam(make_call(), blocks=Block.ADDRESS, actor=agent, at=LATER)

    assert [each.address for each in BlockedSender.objects.all()] == ["@prizes.example"]
    assert make_case(peer="other@prizes.example", at=LATER).status == "spam"
    assert Case.objects.get(pk=customers.pk).status == "open"


def test_brought_back_it_is_owed_from_then_and_its_sender_is_heard(db):
    case = make_spam(blocks=Block.DOMAIN)

    bring_back(case, actor=make_agent("Jo"), at=LATER)

    case.refresh_from_db()
    assert (case.status, case.needs_answer) == ("open", True)
    assert owed(case) == [
        ("cases.first_response", LATER + 2 * HOUR),
        ("cases.solution_or_date", LATER + 24 * HOUR),
    ]
    assert not BlockedSender.objects.exists()
    with pytest.raises(IllegalMove):
        bring_back(case, actor=SYSTEM, at=LATER)


def test_what_was_held_unseen_is_sorted_once_it_is_brought_back(db):
    make_spam()
    case = make_case(peer=SPAMMER, at=LATER)

    bring_back(case, actor=make_agent("Jo"), at=LATER + HOUR)

    case.refresh_from_db()
    assert case.status == "open"
    assert [kind for kind, _due in owed(case)] == ["cases.first_response", "cases.solution_or_date"]


def test_many_at_once_and_back(db):
    agent = make_agent()
    waiting = make_case()
    wait_for(waiting, WaitingFor.CUSTOMER, actor=SYSTEM, at=MONDAY)
    cases = [waiting, make_call(), make_call()]
    solve_case(cases[2], solution="Rolled back", actor=SYSTEM, at=MONDAY)
    bulk = start_bulk_change(cases, changes=Changes(status="spam"), actor=agent, at=MONDAY)
    while change_next_in_bulk(bulk, actor=agent, at=MONDAY + HOUR):
        pass
    assert {each.status for each in Case.objects.all()} == {"spam"}

    assert undo_bulk_change(bulk, actor=agent, at=LATER) == len(cases)

    assert [each.status for each in Case.objects.order_by("pk")] == ["waiting", "open", "solved"]


def test_reports_do_not_count_it(db):
    case = make_case()
    refresh_figures(since=None)

    mark_as_spam(case, actor=make_agent(), at=MONDAY + HOUR)
    refresh_figures(since=None)

    assert not CaseFigures.objects.exists()


def test_blocking_by_hand_and_unblocking_is_for_who_sets_up(db):
    make_channel()
    manager = make_agent("Ana", roles=["manager"])
    blocked = block_sender(" @Prizes.example ", actor=manager, at=MONDAY)

    with pytest.raises(NotAllowed):
        unblock_sender(blocked, actor=make_agent(), at=LATER)
    for wrong in ("prizes", "@gmail.com", "a b@prizes.example", "support@northwell.example"):
        with pytest.raises(CannotBlock):
            block_sender(wrong, actor=manager, at=MONDAY)
    unblock_sender(blocked, actor=manager, at=LATER)

    assert make_case(peer=SPAMMER, at=LATER).status == "open"


def test_what_waited_waits_again_and_its_clock_stands_still(db):
    case = make_case()
    wait_for(case, WaitingFor.PART, actor=SYSTEM, at=MONDAY)
    mark_as_spam(case, actor=make_agent(), at=MONDAY + HOUR)
    assert not open_promises().exists()

    bring_back(case, actor=SYSTEM, at=LATER)

    case.refresh_from_db()
    assert (case.status, case.waiting_for, case.before_spam) == ("waiting", "part", "")
    assert dict(owed(case))["cases.first_response"] == LATER + 2 * HOUR
    paused = open_promises().exclude(paused_at=None)
    assert [each.kind for each in paused] == ["cases.solution_or_date"]


def test_what_waited_for_the_customer_after_our_answer_owes_only_its_solution(db):
    case, agent = make_case(), make_agent()
    reply_to_customer(case, text="Which firmware?", actor=agent, at=MONDAY)
    note_answer_sent(messages_in(case).last(), actor=SYSTEM, at=MONDAY)
    wait_for(case, WaitingFor.CUSTOMER, actor=SYSTEM, at=MONDAY)
    mark_as_spam(case, actor=agent, at=MONDAY + HOUR)

    bring_back(case, actor=SYSTEM, at=LATER)

    case.refresh_from_db()
    assert (case.status, case.waiting_for, case.needs_answer) == ("waiting", "customer", False)
    assert [kind for kind, _due in owed(case)] == ["cases.solution_or_date"]


def test_what_its_customer_has_written_since_opens_it(db):
    case = make_case()
    wait_for(case, WaitingFor.CUSTOMER, actor=SYSTEM, at=MONDAY)
    mark_as_spam(case, actor=make_agent(), at=MONDAY + HOUR)
    thread = messages_in(case).get().thread
    more = make_message(at=MONDAY + 2 * HOUR, subject=f"Re: {thread.subject}")
    take_in_message(more, actor=SYSTEM, at=MONDAY + 2 * HOUR)

    bring_back(case, actor=SYSTEM, at=LATER)

    case.refresh_from_db()
    assert (case.status, case.needs_answer) == ("open", True)


def test_a_solved_case_can_be_spam_and_is_solved_again_when_it_is_not(db):
    case = make_case()
    solve_case(case, solution="Rolled back", actor=SYSTEM, at=MONDAY)

    mark_as_spam(case, actor=make_agent(), at=MONDAY + HOUR)
    case.refresh_from_db()
    assert case.status == "spam"
    bring_back(case, actor=SYSTEM, at=LATER)

    case.refresh_from_db()
    assert (case.status, case.solved_at, case.needs_answer) == ("solved", MONDAY, False)
    assert owed(case) == []
