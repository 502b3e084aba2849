"""Parts of a repair, and what has helped before."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.repairs.models import Finding, RepairPart, WorkOrder
from aftercare.domain.repairs.states import OrderStatus, PartStatus

MOST_SUGGESTED = 5


def parts_of(order: WorkOrder) -> QuerySet[RepairPart]:
    """Return the parts of a repair, in the order in which they were needed."""
    parts = RepairPart.objects.filter(order=order).exclude(status=PartStatus.DROPPED)
    return parts.select_related("item", "used", "lot", "unit").order_by("pk")


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
