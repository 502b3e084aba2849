"""Prices by quantity, sums, shares of spares."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from aftercare.domain.supply.states import PurchaseStatus

CENT = Decimal("0.01")
ALL = Decimal(100)


@dataclass(frozen=True)
class Break:
    """What a piece costs from so many on."""

    from_quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True)
class Offer:
    """What a piece costs from so many on, sold in whole packs of so many."""

    from_quantity: Decimal
    pack: Decimal
    unit_price: Decimal

    def least(self, wanted: Decimal) -> Decimal:
        """Return the fewest that can be bought to have so many."""
        packs = max(wanted, self.from_quantity) / self.pack
        return packs.to_integral_value(rounding=ROUND_CEILING) * self.pack

    def most(self, wanted: Decimal) -> Decimal:
        """Return the most that can be bought without having more than so many; none is nothing."""
        packs = (wanted / self.pack).to_integral_value(rounding=ROUND_FLOOR) * self.pack
        return packs if packs >= self.from_quantity else Decimal(0)


def cheapest_order(offers: Iterable[Offer], wanted: Decimal) -> tuple[Offer, Decimal] | None:
    """Return of which offer how many to buy to have so many for the least money."""
    orders = ((offer, offer.least(wanted)) for offer in offers)
    return min(orders, key=lambda each: (each[0].unit_price * each[1], each[1]), default=None)


def price_from(breaks: Iterable[Break], quantity: Decimal) -> Decimal | None:
    """Return what a piece of so many costs; None where as few are not sold."""
    fitting = [each for each in breaks if each.from_quantity <= quantity]
    return max(fitting, key=lambda each: each.from_quantity).unit_price if fitting else None


def total_of(lines: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """Return what quantities at their prices cost together; None where a price is missing."""
    known = list(lines)
    if any(price is None for _quantity, price in known):
        return None
    amounts = (quantity * (price or 0) for quantity, price in known)
    return sum(amounts, Decimal(0)).quantize(CENT)


def status_by_receipts(lines: Sequence[tuple[Decimal, Decimal]]) -> PurchaseStatus:
    """Return where an order stands of whose lines so many were ordered and so many came."""
    if all(came >= ordered for ordered, came in lines):
        return PurchaseStatus.RECEIVED
    return PurchaseStatus.PARTLY


def spares_with(production: Decimal, percent: Decimal) -> Decimal:
    """Return how many spares go with so many of mass production: whole pieces, rounded up."""
    return (production * percent / ALL).to_integral_value(rounding=ROUND_CEILING)
