"""One thing for one thing: what went out ahead, its charge, and the old one that comes late."""

from datetime import date
from decimal import Decimal

import pytest

from aftercare.base.journal.queries import story_of
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.returns.models import RmaAmount
from aftercare.domain.returns.operations.agreeing import (
    ReplacementIsOut,
    approve_return,
    cancel_own_return,
    cancel_return,
)
from aftercare.domain.returns.operations.deciding import (
    ReplacedAlready,
    pay_line_back,
    repair_line,
    replace_line,
)
from aftercare.domain.returns.operations.inspecting import inspect_line
from aftercare.domain.returns.operations.replacing import (
    NothingToGiveBack,
    charge_old_one,
    give_charge_back,
    send_replacement_ahead,
)
from aftercare.domain.returns.states import FoundAs, LineStatus, Outcome, RmaStatus
from aftercare.domain.returns.tests.make import (
    DAY,
    MONDAY,
    NOW,
    come,
    customer_of,
    first_line,
    make_return,
)
from aftercare.domain.stock.models import Movement
from aftercare.domain.stock.steps.others import NotGood
from aftercare.domain.stock.tests.make import make_place, make_stock
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

pytestmark = pytest.mark.django_db

TERMS = {"due_on": date(2026, 10, 12), "charge": Decimal(300), "currency": "CNY"}


@pytest.fixture
def shop():
    return make_account()


@pytest.fixture
def ahead(shop):
    """Return a return for which another set went out before the old one has come."""
    rma = make_return(account=shop)
    approve_return(rma, **NOW)
    send_replacement_ahead(first_line(rma), unit=make_unit("AX55-NEW-0001"), **TERMS, **NOW)
    return rma


def late(rma):
    charge_old_one(first_line(rma), actor=SYSTEM, at=MONDAY + 20 * DAY)


def looked_at(rma):
    come(rma, first_line(rma).unit)
    inspect_line(first_line(rma), found=FoundAs.AS_CLAIMED, words="Dark", **NOW)


def test_the_charge_of_an_old_one_that_comes_late_is_given_back_once(ahead):
    late(ahead)
    with pytest.raises(NothingToGiveBack):
        give_charge_back(first_line(ahead), **NOW)
    looked_at(ahead)
    replace_line(first_line(ahead), **NOW)

    give_charge_back(first_line(ahead), **NOW)
    with pytest.raises(NothingToGiveBack):
        give_charge_back(first_line(ahead), **NOW)

    charged, back = RmaAmount.objects.filter(rma=ahead).order_by("pk")
    assert (charged.amount, charged.currency, charged.is_ours) == (300, "CNY", True)
    assert (back.amount, back.currency, back.is_ours) == (300, "CNY", False)
    assert "returns.charge_given_back" in [entry.event for entry in story_of(ref(ahead))]


def test_nothing_is_given_back_of_what_came_in_time(ahead):
    looked_at(ahead)

    with pytest.raises(NothingToGiveBack):
        give_charge_back(first_line(ahead), **NOW)

    assert not RmaAmount.objects.exists()


def test_what_was_replaced_ahead_is_neither_repaired_nor_paid_back(ahead):
    looked_at(ahead)

    with pytest.raises(ReplacedAlready):
        repair_line(first_line(ahead), **NOW)
    with pytest.raises(ReplacedAlready):
        pay_line_back(
            first_line(ahead), how=Outcome.REFUND, amount=Decimal(9), what_for="Set", **NOW
        )

    line = first_line(ahead)
    assert (line.status, line.work_order) == (LineStatus.INSPECTED, None)
    assert not RmaAmount.objects.exists()


def test_nobody_keeps_both_by_calling_the_return_off(ahead, shop):
    with pytest.raises(ReplacementIsOut):
        cancel_return(ahead, **NOW)
    with pytest.raises(ReplacementIsOut):
        cancel_own_return(ahead, actor=customer_of(shop), at=MONDAY)

    ahead.refresh_from_db()
    assert (ahead.status, first_line(ahead).status) == (RmaStatus.APPROVED, LineStatus.EXPECTED)


@pytest.mark.parametrize("condition", ["faulty", "quarantine"])
def test_what_our_books_do_not_have_as_good_is_sent_to_nobody(shop, condition):
    rma = make_return(account=shop)
    approve_return(rma, **NOW)
    unit = make_unit("AX55-BAD-0001")
    supplier, bad = make_place("SUPPLIER", "supplier"), make_place("BAD")
    make_stock(unit.item, 1, to=bad, source=supplier, unit_id=unit.pk, condition=condition)
    moved = Movement.objects.count()

    with pytest.raises(NotGood, match="at BAD"):
        send_replacement_ahead(first_line(rma), unit=unit, **TERMS, **NOW)

    unit.refresh_from_db()
    assert (unit.account, Movement.objects.count()) == (None, moved)
