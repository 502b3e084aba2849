from dataclasses import replace
from math import ceil

import pytest

from aftercare.domain.planning.policies.exceptions import PartFacts, Shelf, findings_of
from aftercare.domain.planning.policies.wishes import Cores, shares_kept
from aftercare.domain.planning.states import Wish, wish_of

CALM = PartFacts(
    at_hand=40,
    on_order=0,
    price=10,
    mean=30,
    most=45,
    soon=0.02,
    to_end=0.05,
    any_demand=1,
    order_up_to=12,
    last_buy=38,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"soon": 0.11, "at_hand": 4}, [("runs_out", "order", 8)]),
        ({"soon": 0.11, "at_hand": 4, "on_order": 8}, []),
        ({"ended": True, "to_end": 0.3, "at_hand": 20}, [("runs_out", "find", 18)]),
        ({"last_order_in": 90, "at_hand": 8}, [("last_buy", "last_order", 30)]),
        ({"last_order_in": 90, "at_hand": 38}, []),
        ({"last_order_in": 400, "at_hand": 8}, []),
        ({"at_hand": 100}, [("excess", "sell", 55)]),
        ({"at_hand": 50}, []),
        ({"any_demand": 0.01, "mean": 0.01, "most": 0}, [("obsolete", "scrap", 40)]),
        ({"silence": "apart", "apart": 3.2, "soon": 0.9}, [("disagree", "look", 0)]),
        ({"silence": "too_little", "soon": 0.9}, []),
        (
            {"shelves": (Shelf("site:1", 20, 5, -6), Shelf("site:2", 1, 7, 6))},
            [("misplaced", "transfer", 6)],
        ),
        ({"shelves": (Shelf("site:1", 6, 5, -1), Shelf("site:2", 1, 7, 1))}, []),
    ],
)
def test_what_is_odd_about_a_part(given, expected):
    found = findings_of(replace(CALM, **given))

    assert [(each.kind, each.proposal, each.quantity) for each in found] == expected


@pytest.mark.parametrize(("mean", "said"), [(291.46, 291), (291.5, 292), (4.26, 4.3)])
def test_what_is_expected_is_said_as_on_the_page_of_the_part(mean, said):
    (found,) = findings_of(replace(CALM, mean=mean, soon=0.5, at_hand=0))

    assert found.numbers["expected"] == said


def test_a_transfer_names_where_it_goes():
    (found,) = findings_of(
        replace(CALM, shelves=(Shelf("site:7", 20, 5, -6), Shelf("account:9", 1, 7, 6)))
    )

    assert (found.source, found.target) == ("site:7", "account:9")
    back = (Shelf("account:9", 20, 5, -6), Shelf("site:7", 1, 7, 6))
    assert findings_of(replace(CALM, shelves=back)) == []


def test_suppliers_sell_no_fewer_than_they_say():
    packs = {"ordered": lambda wanted: 10.0 * ceil(wanted / 10)}
    (soon,) = findings_of(replace(CALM, soon=0.5, at_hand=5, **packs))
    (last,) = findings_of(replace(CALM, last_order_in=90, at_hand=8, **packs))
    (found,) = findings_of(replace(CALM, ended=True, to_end=0.3, at_hand=20, **packs))

    assert (soon.quantity, soon.numbers["needed"]) == (10, 7)
    assert (last.quantity, "needed" in last.numbers) == (30, False)
    assert found.quantity == 18  # what cannot be bought comes in any number


def test_what_stands_in_is_named_with_both_chances():
    helped = {"alone": (0.9, 0.99), "stand_ins": (("PN-56", 12.0), ("PN-57", 0.0))}
    (found,) = findings_of(replace(CALM, soon=0.2, at_hand=4, **helped))

    assert (found.numbers["chance"], found.numbers["alone"]) == (0.2, 0.9)
    assert found.numbers["stand_ins"] == "PN-56 (12), PN-57 (0)"
    assert findings_of(replace(CALM, soon=0.05, at_hand=4, **helped)) == []


def test_a_wish_scales_what_comes_after_the_guarantee_only():
    facts = {"within": [1, 0.5, 0], "propensity": 0.4, "served": [1, 1, 0.5]}

    assert shares_kept(Wish(), **facts) == [1, 1, 0.5]
    assert shares_kept(Wish(propensity=0.8), **facts) == [1, 1.5, 1]
    assert shares_kept(Wish(months=2), **facts) == [1, 1, 0]


def test_repaired_cores_come_back_late_and_those_there_now_first():
    demand = [10, 10, 10, 10, 0, 0]

    assert Cores(0.5).shares_new(demand) == [0.5, 0.5, 0.5, 0.5, 1, 1]
    assert Cores(0.5, 2).shares_new(demand) == [1, 1, 0.5, 0.5, 1, 1]  # the last come too late
    assert Cores(0.5, 1.5).shares_new(demand) == [1, 0.75, 0.5, 0.5, 1, 1]
    assert Cores(0.5, 2, coming=8).shares_new(demand) == [0.6, 0.6, 0.5, 0.5, 1, 1]
    assert Cores(0, 1, coming=16).shares_new(demand) == [0, 0.4, 1, 1, 1, 1]  # what is left serves
    assert Cores(0.5, 2, 8).under(Wish(repaired=0.25)) == Cores(0.25, 2, 4)
    assert Cores(0.5, 2, 8).under(Wish()) == Cores(0.5, 2, 8)


def test_what_is_kept_is_the_wish_again():
    kept = {"propensity": "0.6", "service_until": "2027-03-01", "last_buy": "12"}
    now = 12 * 2026 + 10

    assert wish_of(kept, now) == Wish(propensity=0.6, months=5, quantity=12)
    assert Wish(price=3).over(wish_of(kept, now)).propensity == 0.6
