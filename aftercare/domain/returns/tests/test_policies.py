from decimal import Decimal

import pytest

from aftercare.domain.returns.policies import (
    missing_evidence,
    moved_by,
    rule_for,
    status_by_lines,
    who_bears_freight,
)
from aftercare.domain.returns.states import Claim, Rule


def claim(**given):
    details = {
        "reason": "FAULTY",
        "in_guarantee": True,
        "evidence_complete": True,
        "value": Decimal(100),
        "quantity": Decimal(1),
    }
    return Claim(**details | given)


@pytest.mark.parametrize(
    ("rule", "given", "approved"),
    [
        ({}, {}, True),
        ({}, {"in_guarantee": False}, False),
        ({}, {"evidence_complete": False}, False),
        ({"needs_guarantee": False}, {"in_guarantee": False}, True),
        ({"reason": "WRONG"}, {}, False),
        ({"most_value": Decimal(100)}, {}, True),
        ({"most_value": Decimal(99)}, {}, False),
        ({"most_value": Decimal(99)}, {"value": None}, False),
        ({"most_quantity": Decimal(1)}, {"quantity": Decimal(2)}, False),
    ],
)
def test_a_rule_approves_what_meets_all_it_says(rule, given, approved):
    assert (rule_for([Rule("Usual", **rule)], claim(**given)) is not None) == approved


def test_evidence_that_is_lacking_is_named_in_order():
    assert missing_evidence(["invoice", "photo"], {"invoice"}) == ["photo"]
    assert missing_evidence(["invoice", "photo"], set()) == ["photo", "invoice"]


@pytest.mark.parametrize(
    ("rule", "shares", "found", "borne"),
    [
        ("us", {"freight": 100}, {"no_fault"}, (0, "reason")),
        ("coverage", {"freight": 0}, {"as_claimed"}, (0, "decision")),
        ("coverage", {"freight": 0}, {"no_fault"}, (100, "found")),
        ("coverage", {"freight": 50}, {"no_fault", "as_claimed"}, (50, "decision")),
        ("coverage", {}, set(), (None, "open")),
        ("customer", {"freight": 0}, {"as_claimed"}, (100, "reason")),
    ],
)
def test_who_bears_the_freight_follows_from_reason_findings_and_decision(
    rule, shares, found, borne
):
    assert who_bears_freight(rule, shares=shares, found=found) == borne


def test_the_one_who_has_not_paid_owes_their_share():
    assert moved_by(Decimal(30), customer=100, paid_by="us") == Decimal(30)
    assert moved_by(Decimal(30), customer=100, paid_by="customer") == 0
    assert moved_by(Decimal(30), customer=25, paid_by="customer") == Decimal("22.50")


@pytest.mark.parametrize(
    ("lines", "stands"),
    [
        (["expected"], "approved"),
        (["expected", "received"], "received"),
        (["decided", "received"], "received"),
        (["decided", "done", "expected"], "decided"),
        (["done", "not_coming"], "closed"),
        (["done", "expected"], "decided"),
    ],
)
def test_a_return_stands_where_its_lines_stand(lines, stands):
    assert status_by_lines(lines, "approved") == stands
