"""What of some lots is with us: what lies in our stores, and what we are working on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.queries import open_orders
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.queries import visible_balances
from aftercare.domain.units.queries import holding_lots
from aftercare.kit.actors import Actor

MOST = 50


@dataclass(frozen=True)
class WithUs:
    """The first lines of both; `more` says that there are others."""

    stock: list[Balance]
    work: list[WorkOrder]
    more: bool


def with_us(lots: Sequence[int], actor: Actor) -> WithUs:
    """Return what of some lots lies in our stores or on our benches, for who may see it."""
    stored, benches = visible_balances(actor), open_orders(actor)
    units: list[Any] = [
        *stored.filter(unit__isnull=False).order_by().values_list("unit", flat=True)
    ]
    units += benches.filter(unit__isnull=False).order_by().values_list("unit", flat=True)
    holding = holding_lots(units, lots)
    stock = list(
        stored.filter(Q(lot__in=lots) | Q(unit__in=holding)).order_by("place", "pk")[: MOST + 1]
    )
    work = list(benches.filter(unit__in=holding).order_by("pk")[: MOST + 1])
    return WithUs(stock[:MOST], work[:MOST], more=max(len(stock), len(work)) > MOST)
