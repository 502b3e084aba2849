from datetime import UTC, datetime

import pytest

from aftercare.domain.planning.policies.reviews import Decided, KeptPart, check_stock, working_day
from aftercare.domain.planning.states import ReviewCheck


def part(code="PN-55", **given):
    usual = {"name": "Panel", "stock": 10.0, "price": 50.0, "used": 20.0, "at_hand": 10.0}
    usual["after"] = 40.0
    return KeptPart(code, **usual | given)


def checked(*parts, decided=Decided(), worth_before=None):  # noqa: B008  # it is frozen
    found = check_stock(parts, decided, worth_before=worth_before, limit=25)
    return {each.check: each for each in found}


def odd(*parts, **given):
    return {str(check) for check, each in checked(*parts, **given).items() if each.is_odd}


def test_a_stock_that_moves_as_planned_has_nothing_to_explain():
    fine = part(before=40.0, after=42.0, planned=3.0, low=1.0, high=5.0, came=3.0)

    found = checked(fine, worth_before=480.0)

    assert odd(fine, worth_before=480.0) == set()
    assert found[ReviewCheck.WORTH].figures["worth"] == 500
    assert found[ReviewCheck.COVER].figures["months"] == 6
    assert found[ReviewCheck.BIAS].figures["inside"] == 100


@pytest.mark.parametrize(
    ("given", "which"),
    [
        ({"used": 2.0}, {"cover"}),
        ({"used": 0.0}, {"cover"}),
        ({"excess": 4.0}, {"excess"}),
        ({"is_obsolete": True}, {"obsolete"}),
        ({"before": 40.0, "after": 20.0}, {"changes"}),
        ({"planned": 9.0, "low": 5.0, "high": 12.0, "came": 2.0}, {"bias"}),
    ],
)
def test_what_is_odd_has_to_be_explained(given, which):
    assert odd(part(**given)) == which


def test_what_planners_did_and_left_is_told():
    left = Decided(otherwise=1, open=3, at_stake=900.0, oldest_days=31)

    assert odd(part(), decided=left) == {"overrides", "undecided"}
    assert odd(part(), worth_before=300.0) == {"worth"}


def test_the_excess_of_all_is_shared_by_where_it_lies():
    found = checked(part(stock=5.0, excess=4.0), part("CBL-1", stock=1.0, at_hand=1.0))

    excess = found[ReviewCheck.EXCESS]
    assert excess.figures["worth"] == 100
    assert excess.parts == [("PN-55", "Panel", 100)]


def test_working_days_are_counted_by_the_calendar():
    spans = [
        (datetime(2026, 11, day, hour, tzinfo=UTC), datetime(2026, 11, day, hour + 4, tzinfo=UTC))
        for day in (2, 3, 5)
        for hour in (1, 6)
    ]

    assert working_day(spans, zone="Asia/Manila", number=2) == spans[3][1]
    assert working_day(spans, zone="Asia/Manila", number=3) == spans[5][1]
    assert working_day(spans, zone="Asia/Manila", number=4) is None


def test_where_nobody_has_planned_nothing_is_said_to_be_fine():
    found = checked(part(after=None))

    unknown = {str(check) for check, each in found.items() if not each.is_known}
    assert unknown == {"excess", "obsolete", "changes", "bias"}
