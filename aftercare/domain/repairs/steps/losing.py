"""Demand that was lost: asked for, not there, and solved otherwise."""

from datetime import datetime
from decimal import Decimal

from aftercare.domain.catalog.models import Item
from aftercare.domain.repairs.models import LostDemand, RepairPart, WorkOrder
from aftercare.domain.repairs.states import PartStatus, SolvedBy
from aftercare.kit.refs import Ref, ref


def lose_demand(
    document: Ref,
    *,
    line: str,
    item: Item,
    quantity: Decimal,
    solved_by: SolvedBy,
    order: WorkOrder | None = None,
    at: datetime,
) -> None:
    """
    Keep what a line of a document asked for and did not get, so that nobody plans without it.

    Said again of the same line, it counts once, as it was solved in the end.
    """
    known = {"item": item, "quantity": quantity, "solved_by": solved_by, "order": order}
    LostDemand.objects.update_or_create(
        document=str(document), line=line, defaults=known, create_defaults={**known, "at": at}
    )


def keep_lost_demand(part: RepairPart, solved_by: SolvedBy, *, at: datetime) -> None:
    """Keep that a part of a repair was missing and the matter solved otherwise."""
    lose_demand(
        ref(part.order),
        line=str(part.pk),
        item=part.item,
        quantity=part.quantity,
        solved_by=solved_by,
        order=part.order,
        at=at,
    )


def note_lost_demand(order: WorkOrder, solved_by: SolvedBy, *, at: datetime) -> None:
    """Keep all that a repair asked for and did not get."""
    missing = RepairPart.objects.filter(order=order, status=PartStatus.NEEDED)
    for part in missing.select_related("item").order_by("pk"):
        part.order = order
        keep_lost_demand(part, solved_by, at=at)


def lost_none(part: RepairPart) -> None:
    """Let no demand be lost where the very part was fitted in the end."""
    LostDemand.objects.filter(document=str(ref(part.order)), line=str(part.pk)).delete()
