"""Parts of a repair, which repairs needed one, and what has helped before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from aftercare.domain.catalog.models import FaultCode, Item
from aftercare.domain.repairs.models import Finding, LostDemand, RepairPart, WorkOrder
from aftercare.domain.repairs.queries.orders import visible_work_orders
from aftercare.domain.repairs.states import CLOSED, OrderStatus, PartStatus
from aftercare.kit.actors import Actor

MOST_SUGGESTED = 5
MOST_MISSING = 20


def parts_of(order: WorkOrder) -> QuerySet[RepairPart]:
    """Return the parts of a repair, in the order in which they were needed."""
    parts = RepairPart.objects.filter(order=order).exclude(status=PartStatus.DROPPED)
    return parts.select_related("item", "used", "lot", "unit").order_by("pk")


def orders_needing(
    part: str, *, cause: str = "", besides: Collection[str] = ()
) -> QuerySet[WorkOrder]:
    """
    Return the repairs that asked for a part, if it was there or not; for filters of others.

    Only those in which `cause` was found, or none of `besides`. Where no fault was found, none was
    needed.
    """
    fitted = RepairPart.objects.filter(item__code=part, status=PartStatus.FITTED)
    lost = LostDemand.objects.filter(item__code=part, order__isnull=False)
    asked = fitted.values("order").union(lost.values("order"))
    orders = WorkOrder.objects.filter(pk__in=asked, no_fault_found=False)
    if cause:
        orders = orders.filter(pk__in=Finding.objects.filter(cause__code=cause).values("order"))
    if besides:
        known = Finding.objects.filter(cause__code__in=besides)
        orders = orders.exclude(pk__in=known.values("order"))
    return orders


@dataclass(frozen=True)
class MissingPart:
    """A part that repairs wait for: how many of them, how many pieces, since when."""

    item: Item
    orders: int
    quantity: Decimal
    since: datetime


def missing_parts(actor: Actor) -> list[MissingPart]:
    """Return the parts repairs wait for, what most do first, for who may see repairs."""
    orders = visible_work_orders(actor).exclude(status__in=CLOSED).order_by()
    rows = RepairPart.objects.filter(status=PartStatus.NEEDED, order__in=orders.values("pk"))
    counted = rows.values("item").annotate(
        orders=Count("order", distinct=True), pieces=Sum("quantity"), since=Min("at")
    )
    found = list(counted.order_by("-orders", "since")[:MOST_MISSING])
    items = Item.objects.in_bulk([row["item"] for row in found])
    return [
        MissingPart(items[row["item"]], row["orders"], row["pieces"], row["since"]) for row in found
    ]


@dataclass(frozen=True)
class Suggestion:
    """What has helped in repairs like this one, how often, and how often it lasted."""

    fault: FaultCode
    action: FaultCode | None
    designator: str
    solved: int
    again: int
    same_lot: int

    @property
    def rate(self) -> int:
        """How many of a hundred such repairs did not come back."""
        return round(100 * (self.solved - self.again) / self.solved)


def suggestions_for(order: WorkOrder) -> list[Suggestion]:
    """
    Return what has helped before in units of the same item, what was found most often first.

    Where a symptom is noted on this order, only repairs with the same one count. Two queries.
    """
    mine = list(order.findings.values_list("symptom", "lot"))
    symptoms = [symptom for symptom, _lot in mine if symptom]
    lots = [lot for _symptom, lot in mine if lot]
    came_back = WorkOrder.objects.filter(repeats=OuterRef("order"))
    rows = Finding.objects.filter(
        order__item=order.item_id, order__status=OrderStatus.HANDED_OVER, fault__isnull=False
    ).exclude(order=order)
    if symptoms:
        rows = rows.filter(symptom__in=symptoms)
    counted = (
        rows.alias(back=Exists(came_back))
        .values("fault", "action", "designator")
        .annotate(
            solved=Count("order", distinct=True),
            again=Count("order", distinct=True, filter=Q(back=True)),
            same_lot=Count("order", distinct=True, filter=Q(lot__in=lots)),
        )
        .order_by("-same_lot", "-solved", "fault", "designator")[:MOST_SUGGESTED]
    )
    found = list(counted)
    codes = FaultCode.objects.in_bulk(
        {row[name] for row in found for name in ("fault", "action") if row[name]}
    )
    return [
        Suggestion(
            codes[row["fault"]],
            codes.get(row["action"]),
            row["designator"],
            row["solved"],
            row["again"],
            row["same_lot"],
        )
        for row in found
    ]
