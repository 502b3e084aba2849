"""What repairs know of the life of units, for decisions on coverage."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime

from aftercare.base.promises.models import Promise, PromisePause
from aftercare.base.promises.states import PauseReason
from aftercare.domain.coverage.queries.history import Happening
from aftercare.domain.repairs.models import Finding, RepairPart, WorkOrder
from aftercare.domain.repairs.states import (
    NOT_HERE,
    OrderKind,
    OrderStatus,
    PartStatus,
    RepairPromise,
)
from aftercare.kit.refs import ref

NO_REPAIRS = (OrderStatus.RETURNED, OrderStatus.EXCHANGED, OrderStatus.SCRAPPED)
"""How an order ended without a repair: the customer has only waited."""


def repairs_of_units(units: Collection[int]) -> Iterator[Happening]:
    """
    Yield the repairs of units, the waits for nothing, and the exchanges of their parts.

    A repair after which the same was found again did not help; whether another did, nobody has
    noted. One query where nothing was repaired, else four.
    """
    orders = list(
        WorkOrder.objects.filter(unit__in=units)
        .exclude(status__in=NOT_HERE)
        .exclude(kind=OrderKind.REFURBISHMENT)
        .order_by("received_at", "pk")
    )
    if not orders:
        return
    found, late = _found_in(orders), _delayed(orders)
    for order in orders:
        yield _told(order, orders, found, late)
    yield from _parts_of(orders)


def _told(
    order: WorkOrder,
    orders: list[WorkOrder],
    found: Mapping[int, set[int]],
    late: Mapping[int, str],
) -> Happening:
    span = {"began_on": _day(order.received_at), "ended_on": _day(order.closed_at)}
    said: dict[str, Any] = {name: day for name, day in span.items() if day}
    if order.status in NO_REPAIRS:
        return Happening(order.unit_id or 0, "waits", said, order.code)
    again = any(
        later.unit_id == order.unit_id and found[order.pk] & found[later.pk]
        for later in orders[orders.index(order) + 1 :]
    )
    if order.status == OrderStatus.HANDED_OVER and again:
        said["worked"] = False
    if order.pk in late:
        said["delayed_by"] = late[order.pk]
    return Happening(order.unit_id or 0, "repairs", said, order.code)


def _day(at: datetime | None) -> str:
    return localtime(at).date().isoformat() if at else ""


def _found_in(orders: list[WorkOrder]) -> dict[int, set[int]]:
    """Return the faults and symptoms of each order, by the keys of their codes."""
    found: dict[int, set[int]] = {order.pk: set() for order in orders}
    rows = Finding.objects.filter(order__in=orders).values_list("order", "symptom", "fault")
    for order, *codes in rows:
        found[order].update(filter(None, codes))
    return found


def _delayed(orders: list[WorkOrder]) -> dict[int, str]:
    """Return what has delayed orders: a wait for parts, or we ourselves."""
    keys = {str(ref(order)): order.pk for order in orders}
    waits = PromisePause.objects.filter(promise=OuterRef("pk"), reason=PauseReason.PART)
    owed = Promise.objects.filter(subject__in=keys, kind=RepairPromise.READY)
    rows = owed.annotate(waited=Exists(waits)).values_list("subject", "waited", "broken")
    late = {keys[subject]: "repairer" for subject, _waited, broken in rows if broken}
    return late | {keys[subject]: "parts" for subject, waited, _broken in rows if waited}


def _parts_of(orders: list[WorkOrder]) -> Iterator[Happening]:
    by_key = {order.pk: order for order in orders}
    parts = RepairPart.objects.filter(order__in=orders, status=PartStatus.FITTED)
    for part in parts.select_related("used").order_by("pk"):
        order, item = by_key[part.order_id], part.used
        if item and item.item_class:
            said = {"on": _day(part.fitted_at), "of": item.item_class.rpartition(".")[2]}
            yield Happening(order.unit_id or 0, "exchanges", said, order.code)
