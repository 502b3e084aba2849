import pytest

from aftercare.base.search.queries import parse_query
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import count_up_to, matching_cases, page_of, place_of
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_call
from aftercare.kit.actors import SYSTEM

ORDERS = {
    "-active_at": ["four", "two", "three", "one", "five"],
    "due_at": ["three", "one", "two", "four", "five"],
    "opened_at": ["one", "two", "three", "four", "five"],
}


@pytest.fixture
def cases(db):
    """Five cases: opened in this order, two owe nothing, two are due at the same time."""
    hours = {"one": (1, 5), "two": (3, 5), "three": (2, 4), "four": (4, None), "five": (0, None)}
    for number, (subject, (active, due)) in enumerate(hours.items()):
        case = make_call(subject=subject, at=MONDAY + number * HOUR)
        due_at = MONDAY + due * HOUR if due else None
        Case.objects.filter(pk=case.pk).update(active_at=MONDAY + active * HOUR, due_at=due_at)
    return matching_cases(parse_query("status:open"), actor=SYSTEM, at=MONDAY)


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_show_each_case_once_in_its_order(cases, sort, size):
    shown, after = [], ""
    while True:
        page = page_of(cases, sort=sort, after=after, size=size)
        shown += [case.subject for case in page.cases]
        after = page.after
        if not after:
            break

    assert shown == ORDERS[sort]


@pytest.mark.parametrize("sort", ORDERS)
def test_what_stands_below_a_case_is_found_by_its_place(cases, sort):
    third = next(case for case in cases if case.subject == ORDERS[sort][2])

    below = page_of(cases, sort=sort, after=place_of(third, sort), size=1)

    assert [case.subject for case in below.cases] == [ORDERS[sort][3]]


@pytest.mark.parametrize("after", ["", "nonsense", "1e999_4", "never_x", "_"])
def test_a_place_that_cannot_be_one_is_the_beginning(cases, after):
    page = page_of(cases, after=after, size=2)

    assert page.is_first
    assert [case.subject for case in page.cases] == ["four", "two"]


def test_counting_stops_where_it_is_told_to(cases):
    assert [count_up_to(most, cases) for most in (3, 5, 100)] == [3, 5, 5]
