"""A purchase order as the screen shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.supply.models import PurchaseChange, PurchaseLine, PurchaseOrder
from aftercare.domain.supply.queries import total_of
from aftercare.domain.supply.states import PurchaseStatus

TONES = {
    PurchaseStatus.DRAFT: "secondary",
    PurchaseStatus.REQUESTED: "orange",
    PurchaseStatus.PARTLY: "orange",
    PurchaseStatus.RECEIVED: "green",
    PurchaseStatus.CANCELLED: "secondary",
}
WAY = (
    PurchaseStatus.DRAFT,
    PurchaseStatus.REQUESTED,
    PurchaseStatus.ORDERED,
    PurchaseStatus.CONFIRMED,
    PurchaseStatus.RECEIVED,
)
WHY = {
    PurchaseStatus.DRAFT: _("Sent back: %(why)s"),
    PurchaseStatus.RECEIVED: _("The rest does not come: %(why)s"),
    PurchaseStatus.CANCELLED: _("Called off: %(why)s"),
}
"""How the reason is told that a status is gone into with."""

NEXT = {
    PurchaseStatus.DRAFT: pgettext_lazy("next of a purchase", "Ask for it when it is complete."),
    PurchaseStatus.REQUESTED: pgettext_lazy("next of a purchase", "Somebody who buys looks at it."),
    PurchaseStatus.ORDERED: pgettext_lazy("next of a purchase", "The supplier confirms a day."),
    PurchaseStatus.CONFIRMED: pgettext_lazy("next of a purchase", "It comes, and is scanned in."),
    PurchaseStatus.PARTLY: pgettext_lazy("next of a purchase", "The rest comes."),
}
MOST_LINES = 2


def tone_of(order: PurchaseOrder, at: datetime) -> str:
    """Return the color of where a purchase order stands; red where it is late."""
    if is_late(order, at):
        return "red"
    return TONES.get(PurchaseStatus(order.status), "blue")


def is_late(order: PurchaseOrder, at: datetime) -> bool:
    """Return whether something should have come by now."""
    return order.is_awaited and order.due_at < at


@dataclass(frozen=True)
class ListedPurchase:
    """A purchase order in a list, with the first of its lines."""

    order: PurchaseOrder
    tone: str
    is_late: bool
    lines: list[PurchaseLine]
    more: int
    total: Decimal | None
    came: int
    """How many of a hundred pieces have come."""


def listed(orders: Sequence[PurchaseOrder], at: datetime) -> list[ListedPurchase]:
    """Return purchase orders with their lines. One query."""
    return [
        ListedPurchase(
            order,
            tone_of(order, at),
            is_late(order, at),
            lines[:MOST_LINES],
            max(len(lines) - MOST_LINES, 0),
            total_of([(line.quantity, line.unit_price) for line in lines]),
            _came(lines),
        )
        for order, lines in with_purchase_lines(orders)
    ]


def with_purchase_lines(
    orders: Sequence[PurchaseOrder],
) -> list[tuple[PurchaseOrder, list[PurchaseLine]]]:
    """Return purchase orders, each with its lines. One query."""
    rows = PurchaseLine.objects.filter(order__in=orders).select_related("item")
    lines: dict[int, list[PurchaseLine]] = {}
    for line in rows.order_by("number"):
        lines.setdefault(line.order_id, []).append(line)
    return [(order, lines.get(order.pk, [])) for order in orders]


def _came(lines: Sequence[PurchaseLine]) -> int:
    wanted = sum((line.quantity for line in lines), Decimal(0))
    return int(100 * sum((line.received for line in lines), Decimal(0)) / wanted) if wanted else 0


@dataclass(frozen=True)
class PurchaseStep:
    """A step on the way of a purchase order."""

    label: Any
    state: str
    note: str


def steps_of_purchase(
    order: PurchaseOrder, changes: Sequence[PurchaseChange]
) -> list[PurchaseStep]:
    """Return the way of a purchase order: what is done, where it stands, what is to come."""
    reached = {change.status: change.at for change in changes}
    stands = PurchaseStatus.CONFIRMED if order.status == PurchaseStatus.PARTLY else order.status
    passed = [at for at, status in enumerate(WAY) if status in reached]
    here = WAY.index(PurchaseStatus(stands)) if stands in WAY else max(passed, default=0)
    steps = []
    for at, status in enumerate(WAY):
        state = "done" if at < here or (order.is_ended and at <= here) else ""
        if at == here and not order.is_ended:
            state = "now"
        partly = order.status == PurchaseStatus.PARTLY and at == here
        moment = reached.get(PurchaseStatus.PARTLY if partly else status)
        note = _moment(moment) if moment and at <= here else ""
        label = _("Partly received") if partly else status.label
        steps.append(PurchaseStep(label, state, note))
    return steps


def why_so(order: PurchaseOrder, changes: Sequence[PurchaseChange]) -> str:
    """Return why a purchase order stands where it stands, where somebody had to say so."""
    last = changes[-1] if changes else None
    said = WHY.get(PurchaseStatus(order.status))
    is_told = said and last and last.why and last.status == order.status
    return str(said) % {"why": last.why} if is_told and last else ""


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
