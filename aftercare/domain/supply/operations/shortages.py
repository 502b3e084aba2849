"""A shortage is noticed, a way out chosen, and what was short is there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.domain.repairs.events import OrderCancelled, PartNotNeeded
from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.repairs.states import CLOSED, OrderStatus, PartStatus, SolvedBy
from aftercare.domain.repairs.steps import advance, announce_order, hold_order
from aftercare.domain.repairs.steps.losing import keep_lost_demand
from aftercare.domain.stock.models import Want
from aftercare.domain.stock.states import WantStatus
from aftercare.domain.stock.steps.wanting import has_lost_goods, hold_want, note_wanting
from aftercare.domain.supply.events import (
    ChoiceTakenBack,
    PurchaseClosed,
    ShortageEnded,
    ShortageEvent,
    ShortageOpened,
    ShortageSolved,
    WayOutChosen,
)
from aftercare.domain.supply.models import Shortage
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.policies import Ranked
from aftercare.domain.supply.queries.shortages import (
    cause_of,
    may_choose_again,
    papers_of,
    parts_wanted,
    turn_of,
)
from aftercare.domain.supply.queries.ways import ways_out_of
from aftercare.domain.supply.states import (
    NOT_ORDERED,
    WANTING,
    PurchaseStatus,
    ShortageStatus,
    WayOut,
)
from aftercare.domain.supply.steps.making import make_papers
from aftercare.domain.supply.steps.purchases import (
    advance_purchase,
    announce_purchase,
    hold_purchase,
)
from aftercare.domain.supply.steps.shortages import (
    announce_shortage,
    choose,
    end_shortage,
    fill,
    hold_shortage,
    let_go_elsewhere,
    let_repair_go_on,
    move_ready_day,
    move_ready_day_back,
    need_again,
    open_shortage_for,
    open_shortage_of_want,
    reopen,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove

ENDS_BY_EXIT = (OrderStatus.EXCHANGED, OrderStatus.RETURNED, OrderStatus.SCRAPPED)


class WayIsGone(Refused):
    """What was chosen is not to be had any more."""


class AlreadyUnderWay(Refused):
    """Something was done of what was chosen."""


@transaction.atomic
def look_at_needs(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """Open a shortage for each part a repair lacks, and end those of parts it needs no more."""
    actor.must(SupplyPermission.SOLVE)
    order = hold_order(order)
    wanted = [] if order.status in CLOSED else parts_wanted(order)
    for part in wanted:
        part.order = order
        if opened := open_shortage_for(part, at=at):
            announce_shortage(ShortageOpened, opened, actor=actor, at=at)
    known = Shortage.objects.filter(work_order=order, status__in=WANTING)
    known.update(due_at=order.due_at)
    for row in known.exclude(repair_part__in=[part.pk for part in wanted]).order_by("pk"):
        shortage = hold_shortage(row)
        by_exit = shortage.way == WayOut.EXIT and order.status in ENDS_BY_EXIT
        ended = _end(shortage, actor, at, by_exit=by_exit)
        announce_shortage(ended, shortage, actor=actor, at=at)


@transaction.atomic
def look_at_want(want: Want, *, actor: Actor, at: datetime) -> None:
    """Open a shortage for what a document waits for and is not there; end that of one ended."""
    actor.must(SupplyPermission.SOLVE)
    want = hold_want(want)
    if has_lost_goods(want):
        note_wanting(want)
    if want.status == WantStatus.WANTED:
        if opened := open_shortage_of_want(want, at=at):
            announce_shortage(ShortageOpened, opened, actor=actor, at=at)
    elif want.status == WantStatus.ENDED:
        for row in Shortage.objects.filter(want=want, status__in=WANTING):
            shortage = hold_shortage(row)
            ended = _end(shortage, actor, at, by_exit=shortage.way == WayOut.EXIT)
            announce_shortage(ended, shortage, actor=actor, at=at)


def _end(shortage: Shortage, actor: Actor, at: datetime, *, by_exit: bool) -> type[ShortageEvent]:
    """Let a shortage be over that nobody has any more, with what can be called off of it."""
    if by_exit:
        end_shortage(shortage, ShortageStatus.SOLVED, at=at)
        return ShortageSolved
    _call_off(shortage, actor, at)
    end_shortage(shortage, ShortageStatus.ENDED, at=at)
    return ShortageEnded


@transaction.atomic
def choose_way_out(shortage: Shortage, *, key: str, actor: Actor, at: datetime) -> Shortage:
    """
    Do something about a shortage: the documents are made, the promise moves, the customer hears.

    Of two who choose at once the first is heard. What lies there at once solves it at once.
    Raises `WayIsGone`, `IllegalMove`, `StaleRow`, what stock raises.
    """
    actor.must(SupplyPermission.SOLVE)
    shortage = hold_shortage(shortage)
    if shortage.status != ShortageStatus.OPEN:
        raise IllegalMove(
            _("Somebody has chosen already: %(way)s. Look at it again.")
            % {"way": shortage.get_way_display()}
        )
    ranked = next((each for each in ways_out_of(shortage, at=at) if each.option.key == key), None)
    if ranked is None:
        raise WayIsGone(_("This is not to be had any more. Look at what there is now."))
    _take(shortage, ranked, actor, at)
    announce_shortage(
        WayOutChosen,
        shortage,
        way=shortage.way,
        expected_at=shortage.expected_at.isoformat() if shortage.expected_at else "",
        actor=actor,
        at=at,
    )
    if ranked.option.facts.get("is_here") and fill(shortage, actor=actor, at=at):
        announce_shortage(ShortageSolved, shortage, way=shortage.way, actor=actor, at=at)
    return shortage


def _take(shortage: Shortage, ranked: Ranked, actor: Actor, at: datetime) -> None:
    """Make what a way out needs, keep it with the reasons, and move what was promised."""
    option = ranked.option
    made = make_papers(shortage, option, actor=actor, at=at)
    choose(
        shortage,
        way=option.kind,
        chosen=_kept(ranked),
        fills_with_id=option.facts.get("item"),
        papers=[str(each) for each in made],
        chosen_by=str(actor.ref),
        expected_at=at + timedelta(days=float(option.days)),
        at=at,
    )
    if option.kind == WayOut.SUBSTITUTE and shortage.repair_part:
        keep_lost_demand(shortage.repair_part, SolvedBy.SUBSTITUTE, at=at)
    said = {"item": shortage.item, "way": WayOut(option.kind).label}
    reason = _("%(item)s is short. %(way)s") % said
    move_ready_day(shortage, reason, actor=actor, at=at)


def _kept(ranked: Ranked) -> dict[str, Any]:
    """Return a way out as it was when it was chosen: with its figures and its place."""
    option = ranked.option
    return {
        "key": option.key,
        "cost": None if option.cost is None else str(option.cost),
        "days": str(option.days),
        "chance": option.chance,
        "place": ranked.place,
        "average": None if ranked.average is None else str(ranked.average),
        "facts": dict(option.facts),
    }


@transaction.atomic
def choose_again(shortage: Shortage, *, actor: Actor, at: datetime) -> None:
    """
    Take back what was chosen, as long as nothing was done of it.

    Its drafts are called off, and what waits is owed by the day it had before.

    Raises `AlreadyUnderWay`, `IllegalMove`, `StaleRow`.
    """
    actor.must(SupplyPermission.SOLVE)
    shortage = hold_shortage(shortage)
    if not may_choose_again(shortage):
        raise AlreadyUnderWay(_("It is under way already. Finish it, or call its papers off."))
    _call_off(shortage, actor, at)
    if shortage.status == ShortageStatus.SOLVED or shortage.want:
        need_again(shortage, actor=actor, at=at)
    move_ready_day_back(shortage, actor=actor, at=at)
    reopen(shortage, at=at)
    announce_shortage(ChoiceTakenBack, shortage, actor=actor, at=at)


def _call_off(shortage: Shortage, actor: Actor, at: datetime) -> None:
    """Call off what was made for a shortage and nobody has begun."""
    let_go_elsewhere(shortage, actor=actor, at=at)
    purchases, orders = papers_of(shortage)
    for purchase in purchases:
        held = hold_purchase(purchase)
        if held.status in NOT_ORDERED and shortage.way != WayOut.ON_ORDER:
            why = _("Not needed for %(shortage)s") % {"shortage": shortage}
            advance_purchase(held, PurchaseStatus.CANCELLED, why=why, actor=actor, at=at)
            announce_purchase(PurchaseClosed, held, status=held.status, actor=actor, at=at)
    for order in orders:
        child = hold_order(order)
        if child.status == OrderStatus.EXPECTED:
            advance(child, OrderStatus.CANCELLED, why=str(shortage), actor=actor, at=at)
            announce_order(OrderCancelled, child, actor=actor, at=at)


@transaction.atomic
def fill_shortages(
    items: Sequence[int], *, brought_by: str = "", actor: Actor, at: datetime
) -> None:
    """
    Give what has come to those who wait for it.

    First to the shortage the document that brought it was made for, then to those that have
    chosen to wait for it, then to the most urgent.
    """
    actor.must(SupplyPermission.SOLVE)
    rows = Shortage.objects.filter(status__in=WANTING).select_related("work_order", "want")
    wanted = rows.filter(fills_with__in=items) | rows.filter(fills_with=None, item__in=items)
    cause = cause_of(brought_by)
    for row in sorted(wanted, key=lambda each: turn_of(each, brought_by=brought_by, cause=cause)):
        shortage = hold_shortage(row)
        if shortage.status in WANTING and fill(shortage, actor=actor, at=at):
            announce_shortage(ShortageSolved, shortage, way=shortage.way, actor=actor, at=at)


@transaction.atomic
def note_own_part_repaired(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """Let a repair need no new part once the customer's own was repaired instead."""
    actor.must(SupplyPermission.SOLVE)
    rows = Shortage.objects.filter(
        status=ShortageStatus.CHOSEN,
        way=WayOut.OWN_BOARD,
        papers__contains=[f"work_order:{order.pk}"],
    )
    for row in rows.order_by("pk"):
        shortage = hold_shortage(row)
        if part := shortage.repair_part:
            needed = RepairPart.objects.filter(pk=part.pk, status=PartStatus.NEEDED)
            if needed.update(status=PartStatus.DROPPED):
                keep_lost_demand(part, SolvedBy.REPAIR, at=at)
        end_shortage(shortage, ShortageStatus.SOLVED, at=at)
        announce_shortage(ShortageSolved, shortage, way=shortage.way, actor=actor, at=at)
        if shortage.work_order:
            waiting = hold_order(shortage.work_order)
            announce_order(PartNotNeeded, waiting, item_id=shortage.item_id, actor=actor, at=at)
            let_repair_go_on(waiting, actor=actor, at=at)
