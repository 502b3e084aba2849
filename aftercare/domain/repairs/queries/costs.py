"""What a repair has cost us so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import setting
from aftercare.domain.repairs.models import LaborRate, WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries.quotes import CURRENCY
from aftercare.domain.repairs.states import Cost
from aftercare.domain.shipping.queries import parcels_about
from aftercare.domain.stock.queries import cost_of
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref


@dataclass(frozen=True)
class Spent:
    """So much was spent for this; without a currency, in the company's own."""

    words: Any
    amount: Decimal
    currency: str = ""


def costs_of(order: WorkOrder, actor: Actor) -> list[Spent]:
    """
    Return what a repair has cost us, for who makes quotes: parts, labor, other workshops, freight.

    Parts at what they were worth when they left the shelf, labor by the tariff of what was done,
    another workshop at its price, freight as the carriers charged it.
    """
    if not actor.may(RepairPermission.QUOTE):
        return []
    return [spent for spent in _spent(order) if spent.amount]


def _spent(order: WorkOrder) -> Iterator[Spent]:
    yield Spent(Cost.PARTS.label, cost_of(ref(order)))
    currency = str(setting(CURRENCY.name))
    done = order.findings.exclude(action=None).values("action")
    rates = LaborRate.objects.filter(currency=currency, action__in=done)
    labor = sum(rates.values_list("amount", flat=True), Decimal(0))
    yield Spent(Cost.LABOR.label, labor, currency)
    yield Spent(_("Other workshop"), order.workshop_price or Decimal(0), order.workshop_currency)
    freight: dict[str, Decimal] = {}
    for parcel in parcels_about(ref(order)):
        if parcel.price is not None:
            so_far = freight.get(parcel.price_currency, Decimal(0))
            freight[parcel.price_currency] = so_far + parcel.price
    for currency, amount in freight.items():
        yield Spent(Cost.FREIGHT.label, amount, currency)
