"""Shortages as the desk shows them."""

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import register_number
from aftercare.domain.cases.models import Case
from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.repairs.states import PartStatus
from aftercare.domain.stock.models import Balance, Movement, Reservation
from aftercare.domain.stock.states import (
    MovementKind,
    Owner,
    PlaceKind,
    Purpose,
    ReservationStatus,
    WantStatus,
)
from aftercare.domain.supply.models import PurchaseOrder, Shortage
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.policies import Ranked
from aftercare.domain.supply.queries.ways import ways_out_of
from aftercare.domain.supply.states import NOT_ORDERED, WANTING, ShortageStatus, WayOut
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref

register_number("SH", _("Shortages"))


def visible_shortages(actor: Actor) -> QuerySet[Shortage]:
    """Return the shortages, the newest first, for who may see supply."""
    rows = Shortage.objects.select_related(
        "item", "site", "work_order__item", "work_order__account", "case", "fills_with", "want"
    ).order_by("-pk")
    is_ours = actor.kind in ("user", "system") and actor.may(SupplyPermission.VIEW)
    return rows if is_ours else rows.none()


def open_shortages(actor: Actor) -> QuerySet[Shortage]:
    """Return the shortages that are not solved, the most urgent first."""
    return visible_shortages(actor).filter(status__in=WANTING).order_by("due_at", "pk")


def shortages_of_order(order: WorkOrder, actor: Actor) -> QuerySet[Shortage]:
    """Return what a work order waits for."""
    return open_shortages(actor).filter(work_order=order)


def shortages_of_case(case: Case, actor: Actor) -> QuerySet[Shortage]:
    """Return what somebody waits for in a case."""
    return open_shortages(actor).filter(case=case)


def shortages_of_document(document: Ref, actor: Actor) -> QuerySet[Shortage]:
    """Return what a document waits for that is no repair."""
    return open_shortages(actor).filter(document=str(document))


def cause_of(document: str) -> str:
    """Return what a document that brought something was made for; "" if that is not known."""
    kind, _colon, key = document.partition(":")
    if kind != "purchase_order":
        return ""
    return PurchaseOrder.objects.values_list("because", flat=True).get(pk=int(key))


def turn_of(shortage: Shortage, *, brought_by: str, cause: str) -> tuple[bool, bool, datetime, int]:
    """Return when it is the turn of a shortage to get what a document has brought."""
    is_cause = bool(cause) and cause == str(ref(shortage))
    return (not is_cause, brought_by not in shortage.papers, shortage.due_at, shortage.pk)


def parts_wanted(order: WorkOrder) -> list[RepairPart]:
    """Return the parts of a repair that are not there, nor held for it."""
    parts = RepairPart.objects.filter(
        order=order, status__in=[PartStatus.NEEDED, PartStatus.RESERVED]
    ).select_related("item")
    held = Reservation.objects.filter(document=str(ref(order)), status=ReservationStatus.HELD)
    lines = set(held.values_list("line", flat=True))
    return [
        part
        for part in parts.order_by("pk")
        if part.status == PartStatus.NEEDED or str(part.pk) not in lines
    ]


def free_of(shortage: Shortage, item_id: int, condition: str) -> Decimal:
    """Return how much of an item lies free where a shortage is."""
    rows = Balance.objects.filter(
        item=item_id,
        condition=condition,
        purpose=Purpose.SERVICE,
        owner=Owner.OURS,
        place__site=shortage.site_id,
        place_kind=PlaceKind.BIN,
        quantity__gt=0,
    )
    return sum((row.available for row in rows), Decimal(0))


def ways_for(shortage: Shortage, actor: Actor, *, at: datetime) -> list[Ranked]:
    """Return the ways out of a shortage that is to be decided, for who may see it."""
    if shortage.status != ShortageStatus.OPEN or not actor.may(SupplyPermission.VIEW):
        return []
    return ways_out_of(shortage, at=at)


def sent_for(shortage: Shortage) -> Movement | None:
    """Return the movement by which goods went on their way for a shortage."""
    rows = Movement.objects.filter(document=str(ref(shortage)), kind=MovementKind.SENT)
    return rows.select_related("target", "source").order_by("-pk").first()


def arrived_for(shortage: Shortage) -> Movement | None:
    """Return the movement by which goods of a shortage came."""
    rows = Movement.objects.filter(document=str(ref(shortage)), kind=MovementKind.ARRIVED)
    return rows.order_by("-pk").first()


def held_for(shortage: Shortage) -> QuerySet[Reservation]:
    """Return what is held at another place until it is sent for a shortage."""
    rows = Reservation.objects.select_related("balance__place", "balance__item")
    return rows.filter(document=str(ref(shortage)), status=ReservationStatus.HELD)


def papers_of(shortage: Shortage) -> tuple[list[PurchaseOrder], list[WorkOrder]]:
    """Return the purchase orders and work orders that were made for a shortage."""
    keys: dict[str, list[int]] = {}
    for paper in shortage.papers:
        kind, _colon, key = paper.partition(":")
        keys.setdefault(kind, []).append(int(key))
    purchases = PurchaseOrder.objects.filter(pk__in=keys.get("purchase_order", []))
    orders = WorkOrder.objects.filter(pk__in=keys.get("work_order", []))
    return list(purchases.select_related("supplier__account")), list(orders)


def may_choose_again(shortage: Shortage) -> bool:
    """Return whether nothing was done yet of what was chosen."""
    if shortage.status == ShortageStatus.SOLVED:
        part, want = shortage.repair_part, shortage.want
        is_held = part.status == PartStatus.RESERVED if part else False
        return bool(shortage.way) and (is_held or bool(want and want.status == WantStatus.HELD))
    if shortage.status != ShortageStatus.CHOSEN or sent_for(shortage):
        return False
    purchases, orders = papers_of(shortage)
    if shortage.way == WayOut.ON_ORDER:
        return True
    return all(each.status in NOT_ORDERED for each in purchases) and all(
        each.received_at is None for each in orders
    )
