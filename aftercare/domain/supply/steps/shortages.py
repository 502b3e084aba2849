"""Writes that the verbs of the shortage desk share."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.base.promises.queries import open_promises
from aftercare.base.promises.states import PauseReason
from aftercare.base.promises.steps import move_promise, resume_promises
from aftercare.base.search.steps import index
from aftercare.domain.repairs.events import RepairBegun
from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.repairs.states import OrderStatus, PartStatus, RepairPromise
from aftercare.domain.repairs.steps import advance, announce_order, hold_order, refresh_order_due
from aftercare.domain.repairs.steps.parts import PRIORITY
from aftercare.domain.stock.events import GoodsReserved, ReservationEnded
from aftercare.domain.stock.models import Reservation
from aftercare.domain.stock.states import Condition, ReservationStatus
from aftercare.domain.stock.steps.holding import Wish, hold_at_shelves, let_go_of
from aftercare.domain.supply.events import ShortageEvent
from aftercare.domain.supply.models import Shortage
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries.shortages import free_of, held_for
from aftercare.domain.supply.states import SHORTAGE_MOVES, ShortageStatus, WayOut
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.states import move

SHORTAGE = "SH"
SHORTAGE_READERS = [f"may:{SupplyPermission.VIEW}"]
MAY_BE_USED = (WayOut.SHELF, WayOut.TRANSFER, WayOut.SUBSTITUTE, WayOut.CORE, WayOut.HARVEST)
"""Ways out that bring a part which need not be new."""


def hold_shortage(shortage: Shortage) -> Shortage:
    """Return a shortage as it is now, held until the transaction ends, its repair before it."""
    if shortage.work_order:
        hold_order(shortage.work_order)
    held = Shortage.objects.select_for_update(of=("self",))
    return held.select_related(
        "item", "site", "work_order__item", "work_order__unit", "repair_part", "case"
    ).get(pk=shortage.pk)


def open_shortage_for(part: RepairPart, *, at: datetime) -> Shortage | None:
    """Keep that a part of a repair is short; None if that was known. One that ended is opened."""
    order = part.order
    shortage, is_new = Shortage.objects.get_or_create(
        document=str(ref(order)),
        line=str(part.pk),
        defaults={
            "code": next_code(SHORTAGE, at=at),
            "since": at,
            "item": part.item,
            "quantity": part.quantity,
            "site": order.site,
            "work_order": order,
            "repair_part": part,
            "case": order.case,
            "opened_at": at,
            "due_at": order.due_at,
        },
    )
    if part.status == PartStatus.RESERVED:
        RepairPart.objects.filter(pk=part.pk).update(status=PartStatus.NEEDED)
    if not is_new and shortage.ended_at:
        reopen(shortage, at=at)
        return shortage
    return shortage if is_new else None


def reopen(shortage: Shortage, *, at: datetime) -> None:
    """Let a shortage be decided again. Raises `IllegalMove`, `StaleRow`."""
    _go(
        shortage,
        ShortageStatus.OPEN,
        at,
        ended_at=None,
        way="",
        chosen={},
        fills_with_id=None,
        papers=[],
        chosen_by="",
        chosen_at=None,
        expected_at=None,
    )


def end_shortage(shortage: Shortage, to: ShortageStatus, *, at: datetime) -> None:
    """Let a shortage be over. Raises `IllegalMove`, `StaleRow`."""
    _go(shortage, to, at, ended_at=at)


def choose(shortage: Shortage, *, at: datetime, **what: Any) -> None:
    """Keep which way out was chosen. Raises `IllegalMove`, `StaleRow`."""
    _go(shortage, ShortageStatus.CHOSEN, at, chosen_at=at, **what)


def _go(shortage: Shortage, to: ShortageStatus, at: datetime, **changes: Any) -> None:
    move(shortage, to, moves=SHORTAGE_MOVES, since=at, **changes)


def fill(shortage: Shortage, *, actor: Actor, at: datetime) -> bool:
    """
    Hold for who needs it what has come, if all of it is there; the repair goes on.

    The row has to be held. Returns whether the shortage is solved.
    """
    order = hold_order(shortage.work_order) if shortage.work_order else None
    part = shortage.repair_part
    if order is None or part is None:
        return False
    part = RepairPart.objects.select_for_update().get(pk=part.pk)
    item = shortage.fills_with_id or shortage.item_id
    condition = _condition_there(shortage, item)
    if part.status != PartStatus.NEEDED or not condition:
        return False
    _reserve(shortage, item, condition, actor, at)
    RepairPart.objects.filter(pk=part.pk).update(status=PartStatus.RESERVED)
    let_go_elsewhere(shortage, actor=actor, at=at)
    end_shortage(shortage, ShortageStatus.SOLVED, at=at)
    let_repair_go_on(order, actor=actor, at=at)
    return True


def _condition_there(shortage: Shortage, item: int) -> str:
    """Return in which condition enough of an item lies there, the new first; "" if none does."""
    usable = [Condition.NEW, *([Condition.USED] if shortage.way in MAY_BE_USED else [])]
    there = (each for each in usable if free_of(shortage, item, each) >= shortage.quantity)
    return next(there, "")


def _reserve(shortage: Shortage, item: int, condition: str, actor: Actor, at: datetime) -> None:
    kind, _colon, key = shortage.document.partition(":")
    document = Ref(kind, int(key))
    wanted = shortage.fills_with or shortage.item
    wish = Wish(
        wanted,
        shortage.quantity,
        shortage.site_id,
        condition,
        PRIORITY,
        document,
        shortage.line,
        None,
    )
    _held, displaced = hold_at_shelves(wish, actor=actor, at=at)
    reserved = GoodsReserved(
        item_id=item,
        document=shortage.document,
        quantity=str(shortage.quantity),
        displaced=displaced,
    )
    announce(reserved, actor=actor, at=at)


def let_go_elsewhere(shortage: Shortage, *, actor: Actor, at: datetime) -> None:
    """Give up what is held at another place for a shortage."""
    for each in held_for(shortage).order_by("pk"):
        _let_go(each, actor, at)


def let_go_of_need(shortage: Shortage, *, actor: Actor, at: datetime) -> None:
    """Give up what is held for who needs it."""
    rows = Reservation.objects.filter(
        document=shortage.document, line=shortage.line, status=ReservationStatus.HELD
    )
    for each in rows.select_related("balance").order_by("pk"):
        _let_go(each, actor, at)


def _let_go(reservation: Reservation, actor: Actor, at: datetime) -> None:
    if let_go_of(reservation, ReservationStatus.RELEASED, at=at):
        ended = ReservationEnded(
            item_id=reservation.balance.item_id,
            document=reservation.document,
            how=ReservationStatus.RELEASED,
        )
        announce(ended, actor=actor, at=at)


def let_repair_go_on(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """Take a repair to the bench again that waited for parts, once none is missing."""
    missing = RepairPart.objects.filter(order=order, status=PartStatus.NEEDED)
    waits = order.status == OrderStatus.WAITING and order.waiting_for == PauseReason.PART
    if waits and not missing.exists():
        advance(order, OrderStatus.REPAIRING, why=_("The parts are here."), actor=actor, at=at)
        announce_order(RepairBegun, order, rework=order.reworks, actor=actor, at=at)


def move_ready_day(shortage: Shortage, reason: str, *, actor: Actor, at: datetime) -> bool:
    """
    Promise the repair for when the part is expected, if that is later than was promised.

    A clock that stood still runs again: what is promised is a day now. Returns whether it moved.
    """
    order, due_at = shortage.work_order, shortage.expected_at
    if order is None or due_at is None:
        return False
    owed = open_promises().filter(subject=str(ref(order)), kind=RepairPromise.READY).first()
    if owed is None or owed.due_at >= due_at or due_at <= at:
        return False
    if owed.paused_at:
        resume_promises(ref(order), at=at)
    move_promise(
        ref(order), RepairPromise.READY, due_at=due_at, reason=reason[:300], actor=actor, at=at
    )
    refresh_order_due(order)
    Shortage.objects.filter(pk=shortage.pk).update(due_at=order.due_at)
    return True


def announce_shortage(
    happened: type[ShortageEvent], shortage: Shortage, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Announce that something happened to a shortage, and let it be found by it."""
    index(
        ref(shortage),
        kind="shortage",
        code=shortage.code,
        title=f"{shortage.item.code} {shortage.item.name}",
        body=str(shortage.work_order or ""),
        facets={"status": shortage.status},
        readers=SHORTAGE_READERS,
        at=shortage.opened_at,
    )
    event = happened(
        shortage_id=shortage.pk,
        item_id=shortage.item_id,
        work_order_id=shortage.work_order_id,
        case_id=shortage.case_id,
        document=shortage.document,
        **details,
    )
    announce(event, actor=actor, at=at)
