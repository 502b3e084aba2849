"""E9, E10, D3, B10: duties and permissions, evidence of every step, one protected history."""

from datetime import UTC, datetime, timedelta

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.journal.queries import verify_chain
from aftercare.base.journal.steps import seal_entries
from aftercare.base.people.queries import visible_roles
from aftercare.base.people.tests.make import make_team
from aftercare.domain.cases.operations.composed import answer_case
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.operations.work import assign_case
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.cases.states import Changes
from aftercare.domain.cases.tests.make import make_agent, make_case
from aftercare.domain.customers.operations.privacy import forget_contact
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.refusals import NotAllowed

MONDAY = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_story_of_a_matter_names_who_did_what_and_when(db, deliver):
    case, liza = make_case(at=MONDAY), make_agent()
    answer_case(case, text="Use the stick.", changes=Changes(), actor=liza, at=MONDAY + HOUR)
    deliver(MONDAY + 2 * HOUR)
    case.refresh_from_db()
    solve_case(case, solution="Stick", actor=liza, at=MONDAY + 3 * HOUR)

    steps = Entry.objects.filter(about__contains=[str(ref(case))]).order_by("pk")
    of_liza = [(step.event, step.at) for step in steps if step.actor == str(liza.ref)]

    assert ("cases.reply_written", MONDAY + HOUR) in of_liza
    assert of_liza[-1] == ("cases.case_solved", MONDAY + 3 * HOUR)
    assert steps[0].at == MONDAY


def test_the_evidence_is_sealed_and_the_seal_is_proven(db):
    make_case(at=MONDAY)

    sealed = seal_entries(at=MONDAY + HOUR)

    chain = verify_chain()
    assert chain.is_intact
    assert (chain.sealed, chain.unsealed) == (sealed, 0)


def test_there_are_roles_for_all_duties_of_the_trade(db):
    duties = {"manager", "agent", "engineer", "regional_manager", "board_repair", "unit_repair"}
    others = {"warehouse", "planner", "quality", "rnd", "station", "customer", "administrator"}

    assert {role.code for role in visible_roles(SYSTEM)} == duties | others


def test_whoever_may_not_answer_is_refused_and_nothing_goes_out(db):
    case = make_case(at=MONDAY)
    clerk = make_agent("Pia", roles=("warehouse",))
    entries = Entry.objects.count()

    with pytest.raises(NotAllowed):
        answer_case(case, text="Hello", changes=Changes(), actor=clerk, at=MONDAY)

    assert Entry.objects.count() == entries


def test_the_history_of_a_customer_is_closed_to_other_teams(db):
    case, liza = make_case(at=MONDAY), make_agent("Liza")
    outsider = make_agent("Out", teams=("other",), roles=("engineer",))
    assign_case(case, team=make_team("service"), assignee=None, actor=liza, at=MONDAY)

    assert visible_cases(liza).get() == case
    assert not visible_cases(outsider).exists()


def test_a_forgotten_customer_leaves_evidence_without_a_name(db, run_jobs):
    case, ana = make_case(at=MONDAY), make_agent("Ana", roles=("manager",))
    contact = case.contact

    forget_contact(contact, confirmation="FORGET", actor=ana, at=MONDAY + HOUR)
    run_jobs()

    contact.refresh_from_db()
    assert "Marisol" not in contact.name
    told = "".join(str(entry.data) + str(entry.about) for entry in Entry.objects.all())
    assert "Marisol" not in told
    assert "harborline" not in told
