from datetime import timedelta

import pytest

from aftercare.base.people.tests.make import make_team
from aftercare.base.search.queries import parse_query
from aftercare.domain.cases.models import Case, CaseUnit, FoundNumber
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.operations.work import snooze_case, sort_case, take_case
from aftercare.domain.cases.queries import matching_cases, page_of
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_agent, make_call
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.units.queries import find_units
from aftercare.domain.units.tests.make import make_batch
from aftercare.kit.actors import NOBODY, SYSTEM


@pytest.fixture
def cases(db):
    agent = make_agent(max_open=0)
    found = {
        "mine": make_call(subject="Boot loop after update"),
        "urgent": make_call(subject="Panel with lines"),
        "solved": make_call(subject="Remote pairing", team=make_team()),
        "snoozed": make_call(subject="Later"),
    }
    take_case(found["mine"], actor=agent, at=MONDAY)
    sort_case(found["urgent"], priority="urgent", tags=["panel"], actor=SYSTEM, at=MONDAY)
    solve_case(found["solved"], actor=SYSTEM, at=MONDAY)
    snooze_case(found["snoozed"], until=MONDAY + HOUR * 900, actor=SYSTEM, at=MONDAY)
    return agent, {case.pk: name for name, case in found.items()}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", {"mine", "urgent", "solved"}),
        ("status:open", {"mine", "urgent"}),
        ("-status:open", {"solved"}),
        ("assignee:me", {"mine"}),
        ("status:open assignee:none", {"urgent"}),
        ("(assignee:me OR priority:urgent)", {"mine", "urgent"}),
        ("tag:panel", {"urgent"}),
        ("team:mine", {"solved"}),
        ("team:none status:open", {"mine", "urgent"}),
        ("sla:<3h", {"mine", "urgent"}),
        ("sla:<1h", set()),
        ("snoozed:yes", {"snoozed"}),
        ("created:2026-09-28 status:solved", {"solved"}),
        ("created>2026-09-28", set()),
        ("boot", {"mine"}),
        ("boot status:solved", set()),
        ("-boot status:open", {"urgent"}),
        ("channel:phone unanswered:no", {"solved"}),
    ],
)
def test_a_question_finds_its_cases(cases, question, found):
    agent, names = cases
    actor = agent if "me" in question or "mine" in question else SYSTEM

    matched = matching_cases(parse_query(question), actor=actor, at=MONDAY)

    assert {names[case.pk] for case in matched} == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("unit:ax552519b0001", ["first"]),
        ("unit:AX55*", ["first", "third"]),
        ("unit:B0003", ["third"]),
        ("part:ax55", ["first", "third", "named"]),
        ("part:AX*", ["first", "third", "named"]),
        ("part:KB-9", []),
        ("lot:L-100", ["first"]),
        ("lot:L-200 -status:solved", ["third"]),
        ("lot:L-300", []),
    ],
)
def test_cases_are_found_by_what_they_are_about(db, question, found):
    for code in ("AX55", "MB-5500", "LM358"):
        make_item(code)
    make_batch()
    cases = {name: make_call(subject=name) for name in ("first", "third", "named", "other")}
    for name, serial in (("first", "AX55-2519-B0001"), ("third", "AX55-2519-B0003")):
        (unit,) = find_units([serial])
        CaseUnit.objects.create(case=cases[name], unit=unit, at=MONDAY)
    for value, state in (("AX55", "found"), ("KB-9", "dismissed")):
        number = {"kind": "model", "value": value, "state": state}
        FoundNumber.objects.create(case=cases["named"], **number, at=MONDAY)

    matched = matching_cases(parse_query(question), actor=SYSTEM, at=MONDAY)

    assert {case.subject for case in matched} == set(found)


def test_nobody_finds_anything(cases):
    assert not matching_cases(parse_query(""), actor=NOBODY, at=MONDAY).exists()


def test_pages_follow_each_other_without_gaps(db, django_assert_num_queries):
    made = [make_call(at=MONDAY + timedelta(minutes=number // 2)).pk for number in range(7)]
    everything = matching_cases(parse_query(""), actor=SYSTEM, at=MONDAY + HOUR)
    seen, after = [], ""

    for _page in range(4):
        with django_assert_num_queries(1):
            page = page_of(everything, after=after, size=2)
        seen += [case.pk for case in page.cases]
        after = page.after

    assert seen == sorted(made, reverse=True)
    assert after == ""
    assert page_of(Case.objects.order_by("-active_at", "-pk"), after="nonsense", size=9).is_first
