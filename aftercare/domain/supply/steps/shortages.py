"""Writes that the verbs of the shortage desk share."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.base.promises.queries import open_promise, open_promises
from aftercare.base.promises.states import PauseReason
from aftercare.base.promises.steps import move_promise, pause_promises, resume_promises
from aftercare.base.promises.steps.undoing import move_back
from aftercare.base.search.steps import index
from aftercare.domain.repairs.events import RepairBegun
from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.repairs.states import OrderStatus, PartStatus, RepairPromise
from aftercare.domain.repairs.steps import advance, announce_order, hold_order, refresh_order_due
from aftercare.domain.stock.events import GoodsReserved
from aftercare.domain.stock.models import Want
from aftercare.domain.stock.states import Condition, WantStatus
from aftercare.domain.stock.steps.holding import (
    PRIORITY,
    Wish,
    hold_at_shelves,
    let_go_of_line,
    release,
)
from aftercare.domain.stock.steps.wanting import expect_goods, hold_want, note_held, note_wanting
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
    """Return a shortage as it is now, held until the transaction ends, who waits before it."""
    if shortage.work_order:
        hold_order(shortage.work_order)
    if shortage.want:
        hold_want(shortage.want)
    held = Shortage.objects.select_for_update(of=("self",))
    return held.select_related(
        "item", "site", "work_order__item", "work_order__unit", "repair_part", "case", "want"
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
    return _opened(shortage, is_new=is_new, at=at)


def open_shortage_of_want(want: Want, *, at: datetime) -> Shortage | None:
    """Keep that what a document waits for is short; None if that was known."""
    cases = [each.removeprefix("case:") for each in want.about if each.startswith("case:")]
    shortage, is_new = Shortage.objects.get_or_create(
        document=want.document,
        line=want.line,
        defaults={
            "code": next_code(SHORTAGE, at=at),
            "since": at,
            "item_id": want.item_id,
            "quantity": want.quantity,
            "site_id": want.site_id,
            "want": want,
            "case_id": int(cases[0]) if cases else None,
            "opened_at": at,
            "due_at": want.due_at,
        },
    )
    return _opened(shortage, is_new=is_new, at=at)


def _opened(shortage: Shortage, *, is_new: bool, at: datetime) -> Shortage | None:
    if is_new:
        return shortage
    if shortage.ended_at is None:
        return None
    reopen(shortage, at=at)
    return shortage


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
    Hold for who needs it what has come, if all of it is there; a repair goes on.

    The row has to be held. Returns whether the shortage is solved.
    """
    item = shortage.fills_with_id or shortage.item_id
    condition = _condition_there(shortage, item)
    if not condition or not _is_needed(shortage):
        return False
    _reserve(shortage, item, condition, actor, at)
    if shortage.want:
        note_held(shortage.want)
    _note_part(shortage, PartStatus.RESERVED)
    let_go_elsewhere(shortage, actor=actor, at=at)
    end_shortage(shortage, ShortageStatus.SOLVED, at=at)
    if shortage.work_order:
        let_repair_go_on(shortage.work_order, actor=actor, at=at)
    return True


def _is_needed(shortage: Shortage) -> bool:
    """Return whether who waits still does; what stands there is held until all is done."""
    if shortage.want:
        return shortage.want.status == WantStatus.WANTED
    part = RepairPart.objects.select_for_update().filter(pk=shortage.repair_part_id or 0).first()
    return part is not None and part.status == PartStatus.NEEDED


def _condition_there(shortage: Shortage, item: int) -> str:
    """Return in which condition enough of an item lies there, the new first; "" if none does."""
    usable = [Condition.NEW, *([Condition.USED] if shortage.way in MAY_BE_USED else [])]
    there = (each for each in usable if free_of(shortage, item, each) >= shortage.quantity)
    return next(there, "")


def _reserve(shortage: Shortage, item: int, condition: str, actor: Actor, at: datetime) -> None:
    kind, _colon, key = shortage.document.partition(":")
    wish = Wish(
        shortage.fills_with or shortage.item,
        shortage.quantity,
        shortage.site_id,
        [condition],
        PRIORITY,
        Ref(kind, int(key)),
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
        release(each, actor=actor, at=at)


def need_again(shortage: Shortage, *, actor: Actor, at: datetime) -> None:
    """Give up what is held for who needs it; they wait again."""
    let_go_of_line(shortage.document, shortage.line, actor=actor, at=at)
    if shortage.want:
        note_wanting(shortage.want)
    _note_part(shortage, PartStatus.NEEDED)


def _note_part(shortage: Shortage, status: PartStatus) -> None:
    if shortage.repair_part_id:
        RepairPart.objects.filter(pk=shortage.repair_part_id).update(status=status)


def let_repair_go_on(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """Take a repair to the bench again that waited for parts, once none is missing."""
    missing = RepairPart.objects.filter(order=order, status=PartStatus.NEEDED)
    waits = order.status == OrderStatus.WAITING and order.waiting_for == PauseReason.PART
    if waits and not missing.exists():
        advance(order, OrderStatus.REPAIRING, why=_("The parts are here."), actor=actor, at=at)
        announce_order(RepairBegun, order, rework=order.reworks, actor=actor, at=at)


def move_ready_day(shortage: Shortage, reason: str, *, actor: Actor, at: datetime) -> None:
    """
    Promise what waits for when the part is expected, if that is later than was promised.

    A clock that stood still runs again: what is promised is a day now. What else than a repair
    waits hears of it, and moves what it has promised itself.
    """
    due_at = shortage.expected_at
    if due_at is None or due_at <= at:
        return
    if shortage.want:
        expect_goods(
            shortage.want,
            item_id=shortage.fills_with_id or shortage.item_id,
            expected_at=due_at,
            is_given_up=shortage.way == WayOut.EXIT,
            actor=actor,
            at=at,
        )
        _note_due(shortage, shortage.want.due_at)
    elif shortage.work_order and _move_repair(shortage.work_order, due_at, reason, actor, at):
        _note_due(shortage, shortage.work_order.due_at)


def _move_repair(
    order: WorkOrder, due_at: datetime, reason: str, actor: Actor, at: datetime
) -> bool:
    owed = open_promises().filter(subject=str(ref(order)), kind=RepairPromise.READY).first()
    if owed is None or owed.due_at >= due_at:
        return False
    if owed.paused_at:
        resume_promises(ref(order), at=at)
    move_promise(
        ref(order), RepairPromise.READY, due_at=due_at, reason=reason[:300], actor=actor, at=at
    )
    refresh_order_due(order)
    return True


def move_ready_day_back(shortage: Shortage, *, actor: Actor, at: datetime) -> None:
    """
    Owe a repair by the day it had before this choice moved it, if nobody agreed on another since.

    While it waits for the part its clock stands still again. A day that has passed meanwhile is
    owed no more; the one that was told stays then.
    """
    order = shortage.work_order and hold_order(shortage.work_order)
    owed = order and open_promise(ref(order), RepairPromise.READY)
    last = owed.moves.order_by("pk").last() if owed else None
    if order is None or owed is None or last is None:
        return
    is_ours = last.at == shortage.chosen_at and last.due_after == shortage.expected_at
    if not is_ours or owed.due_at != last.due_after or last.due_before <= at:
        return
    move_back(ref(order), RepairPromise.READY, actor=actor, at=at)
    refresh_order_due(order)
    _note_due(shortage, order.due_at)
    if order.status == OrderStatus.WAITING and order.waiting_for == PauseReason.PART:
        pause_promises(ref(order), reason=PauseReason.PART, at=at)


def _note_due(shortage: Shortage, due_at: datetime) -> None:
    Shortage.objects.filter(pk=shortage.pk).update(due_at=due_at)


def announce_shortage(
    happened: type[ShortageEvent], shortage: Shortage, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Announce that something happened to a shortage, and let it be found by it."""
    index(
        ref(shortage),
        kind="shortage",
        code=shortage.code,
        title=f"{shortage.item.code} {shortage.item.name}",
        body=shortage.paper,
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
