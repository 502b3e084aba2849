from decimal import Decimal

import pytest

from aftercare.domain.supply.policies import (
    Break,
    Offer,
    price_from,
    spares_with,
    status_by_receipts,
    total_of,
)

BREAKS = [Break(Decimal(10), Decimal(5)), Break(Decimal(100), Decimal(4))]


@pytest.mark.parametrize(("quantity", "price"), [(9, None), (10, 5), (99, 5), (100, 4), (500, 4)])
def test_a_price_holds_from_a_quantity_on(quantity, price):
    assert price_from(BREAKS, Decimal(quantity)) == price


def test_a_sum_needs_every_price():
    two = Decimal(2)
    assert total_of([(two, Decimal("1.005")), (two, Decimal(3))]) == Decimal("8.01")
    assert total_of([(two, None)]) is None


def test_an_order_has_come_once_all_of_it_has():
    assert status_by_receipts([(Decimal(2), Decimal(2)), (Decimal(3), Decimal(1))]) == "partly"
    assert status_by_receipts([(Decimal(2), Decimal(2))]) == "received"


@pytest.mark.parametrize(("percent", "spares"), [("2", 100), ("0.01", 1), ("1.5", 75)])
def test_spares_are_whole_pieces(percent, spares):
    assert spares_with(Decimal(5000), Decimal(percent)) == spares


@pytest.mark.parametrize(("wanted", "least", "most"), [(3, 20, 0), (20, 20, 20), (37, 40, 30)])
def test_packs_are_bought_whole(wanted, least, most):
    offer = Offer(Decimal(20), Decimal(10), Decimal(5))

    assert (offer.least(Decimal(wanted)), offer.most(Decimal(wanted))) == (least, most)
