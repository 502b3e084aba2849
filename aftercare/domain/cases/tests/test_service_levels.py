from datetime import timedelta
from itertools import product

import pytest
from django.db.models import Count

from aftercare.base.company.tests.make import make_calendar
from aftercare.base.journal.models import Entry
from aftercare.base.promises.models import Promise
from aftercare.base.promises.steps import ReasonMissing
from aftercare.domain.cases.jobs import apply_service_levels_to_cases
from aftercare.domain.cases.models import Case, ServiceLevel
from aftercare.domain.cases.operations.intake import open_case
from aftercare.domain.cases.operations.levels import (
    LevelIsUsed,
    apply_service_levels,
    duplicate_service_level,
    follow_service_level,
    remove_service_level,
)
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.operations.rules import save_service_level
from aftercare.domain.cases.operations.work import sort_case, wait_for
from aftercare.domain.cases.queries import fitting_level
from aftercare.domain.cases.queries.levels import (
    NEW_LEVEL,
    PlannedLevel,
    cases_beside_levels,
    level_shifts,
    planned_levels,
)
from aftercare.domain.cases.states import WaitingFor
from aftercare.domain.cases.steps import facts_of
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_agent, make_call, make_level
from aftercare.domain.coverage.tests.make import make_contract
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refusals import NotAllowed

TODAY, DAY = MONDAY.date(), timedelta(days=1)


def plan(**given):
    nothing = dict.fromkeys(("channels", "priorities", "tiers"), ())
    times = {"first_response": 3600, "next_reply": 3600, "solution_or_date": 8 * 3600}
    details = nothing | times | {"pk": NEW_LEVEL, "name": "New", "active": True}
    return PlannedLevel(**details | {"parties": (), "calendar_id": None} | given)


def shifts(planned):
    found = level_shifts(planned, actor=SYSTEM)
    return [(each.before, each.after, each.count) for each in found]


def promised(case):
    owed = Promise.objects.filter(subject=f"case:{case.pk}").order_by("kind")
    return {each.kind.partition(".")[2]: each for each in owed}


@pytest.mark.django_db
def test_the_database_says_of_all_cases_what_the_policy_says_of_one():
    key = make_account("Key", tier="key")
    named = make_account("Named")
    make_level("Named phone", accounts=[named], channels=["phone"])
    make_level("Key or urgent", tiers=["key"], priorities=["urgent", "high"])
    agreed = [
        make_contract(account=make_account(f"Agreed {number}"), **term)
        for number, term in enumerate(
            ({}, {"begins_on": TODAY, "ends_on": TODAY}, {"ends_on": TODAY - DAY})
        )
    ]
    make_level("Agreed", contracts=agreed, channels=["phone", "email"])
    make_level("Off", channels=["email"], active=False)
    make_level("Counter", channels=["counter"])
    accounts = [key, named, *(each.account for each in agreed)]
    people = [
        make_contact(each.name, account=each, email=f"{each.pk}@harborline.example")
        for each in accounts
    ]
    for channel, priority, contact in product(
        ("phone", "email", "counter"), ("low", "urgent"), [None, *people]
    ):
        details = {"channel": channel, "priority": priority, "actor": SYSTEM, "at": MONDAY}
        open_case(contact, subject="Boot loop", **details)
    by_level = dict(Case.objects.values_list("service_level__name").annotate(Count("pk")))
    assert by_level["Agreed"] == 2 * 2 * 2  # not by the one that had ended
    Case.objects.update(service_level=None)

    said = {case.pk: case.then for case in cases_beside_levels()}

    for case in Case.objects.select_related("account"):
        level = fitting_level(facts_of(case))
        assert said.get(case.pk, 0) == (level.pk if level else 0)


@pytest.mark.django_db
def test_a_change_is_shown_before_it_is_made():
    everybody = make_level()
    for _number in range(4):
        make_call(priority="urgent")
    make_call(priority="low")
    solved = make_call(priority="urgent")
    solve_case(solved, actor=SYSTEM, at=MONDAY)
    stored = next(level for level in planned_levels() if level.pk == everybody.pk)

    assert shifts(stored) == []
    assert shifts(plan(priorities=("urgent",))) == []  # asked last, so everybody's comes first
    narrowed = plan(pk=everybody.pk, name="Low", priorities=("low",))
    assert shifts(narrowed) == [("Low", "", 4), ("Low", "Low", 1)]
    off = plan(pk=everybody.pk, name="Everybody", active=False)
    assert shifts(off) == [("Everybody", "", 5)]


@pytest.mark.django_db
def test_examples_are_few_and_cases_one_may_see(django_assert_num_queries):
    for _number in range(5):
        make_call()

    with django_assert_num_queries(3):
        found = level_shifts(plan(), actor=SYSTEM)

    assert [(each.before, each.after, each.count) for each in found] == [("", "New", 5)]
    assert len(found[0].examples) == 3
    assert level_shifts(plan(), actor=NOBODY) == []


@pytest.mark.django_db
def test_saving_a_level_touches_no_promise_that_was_made():
    make_calendar()
    level = make_level()
    case = make_call()
    before = promised(case)["first_response"].due_at

    _faster(level)

    assert promised(case)["first_response"].due_at == before
    assert list(cases_beside_levels()) == [case]


def _faster(level, **given):
    times = {"first_response": HOUR, "next_reply": HOUR, "solution_or_date": 8 * HOUR}
    save_service_level(level, name=level.name, **times | given, actor=SYSTEM, at=MONDAY)


@pytest.mark.django_db
def test_open_cases_follow_when_somebody_says_so_and_why():
    make_calendar()
    manager = make_agent(roles=("manager",))
    level = make_level()
    case = make_call()
    before = promised(case)["first_response"].due_at
    _faster(level, first_response=3 * HOUR)

    apply_service_levels(reason="New contract", actor=manager, at=MONDAY)
    for _run in range(2):  # jobs may run twice
        apply_service_levels_to_cases.func(user_id=manager.id, reason="New contract")

    owed = promised(case)["first_response"]
    move = owed.moves.get()
    assert (owed.due_at, owed.made_at) == (MONDAY + 3 * HOUR, MONDAY)
    assert (move.due_before, move.reason) == (before, "New contract")
    assert move.moved_by == str(manager.ref)
    assert not cases_beside_levels().exists()
    assert Entry.objects.filter(event="cases.service_level_followed").count() == 1


@pytest.mark.django_db
def test_applying_needs_a_reason():
    with pytest.raises(ReasonMissing):
        apply_service_levels(reason=" ", actor=SYSTEM, at=MONDAY)

    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_what_would_be_late_at_once_keeps_its_date():
    make_calendar()
    level = make_level()
    case = make_call()
    before = promised(case)["first_response"].due_at
    _faster(level)

    follow_service_level(case, reason="New contract", actor=SYSTEM, at=MONDAY + 1.5 * HOUR)

    owed = promised(case)
    assert owed["first_response"].due_at == before
    assert not owed["first_response"].moves.exists()
    assert owed["solution_or_date"].moves.count() == 1
    assert not cases_beside_levels().exists()


@pytest.mark.django_db
def test_pauses_stay_left_out():
    make_calendar()
    level = make_level()
    case = make_call()
    wait_for(case, WaitingFor.PART, actor=SYSTEM, at=MONDAY + HOUR / 2)
    _faster(level, solution_or_date=4 * HOUR)
    case.refresh_from_db()

    follow_service_level(case, reason="New contract", actor=SYSTEM, at=MONDAY + HOUR)

    # Four hours of work, half an hour of them stood still so far, and an hour of lunch.
    assert promised(case)["solution_or_date"].due_at == MONDAY + 5.5 * HOUR


@pytest.mark.django_db
def test_a_case_comes_under_the_level_that_fits_it_now():
    case = make_call()
    level = make_level()

    follow_service_level(case, reason="First levels", actor=SYSTEM, at=MONDAY)

    case.refresh_from_db()
    assert case.service_level == level


@pytest.mark.django_db
def test_another_priority_means_another_level_for_what_is_promised_next():
    make_calendar()
    urgent = make_level("Urgent", priorities=["urgent"], first_response=HOUR)
    make_level()
    case = make_call()
    before = promised(case)["first_response"].due_at

    sort_case(case, priority="urgent", actor=SYSTEM, at=MONDAY)

    case.refresh_from_db()
    assert case.service_level == urgent
    assert promised(case)["first_response"].due_at == before
    assert list(cases_beside_levels()) == [case]


@pytest.mark.django_db
def test_a_copy_is_asked_last_and_switched_off():
    account = make_account()
    level = make_level(accounts=[account], tiers=["key"])

    copies = [duplicate_service_level(level, actor=SYSTEM, at=MONDAY) for _each in range(2)]

    assert [copy.name for copy in copies] == ["Everybody (2)", "Everybody (3)"]
    assert [copy.position for copy in copies] == [2, 3]
    assert not copies[0].active
    assert (copies[0].tiers, list(copies[0].accounts.all())) == (["key"], [account])


@pytest.mark.django_db
def test_a_level_goes_only_while_nothing_was_promised_by_it():
    used, unused = make_level(), make_level("Nobody's")
    make_call()

    remove_service_level(unused, actor=SYSTEM, at=MONDAY)
    with pytest.raises(LevelIsUsed):
        remove_service_level(used, actor=SYSTEM, at=MONDAY)

    assert list(ServiceLevel.objects.all()) == [used]


@pytest.mark.django_db
def test_agents_set_up_no_levels():
    level = make_level()
    agent = make_agent()

    for attempt in (
        lambda: duplicate_service_level(level, actor=agent, at=MONDAY),
        lambda: remove_service_level(level, actor=agent, at=MONDAY),
        lambda: apply_service_levels(reason="Why not", actor=agent, at=MONDAY),
    ):
        with pytest.raises(NotAllowed):
            attempt()

    assert ServiceLevel.objects.count() == 1
