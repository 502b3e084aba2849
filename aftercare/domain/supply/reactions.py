from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.steps import draft_notice
from aftercare.domain.repairs.events import (
    OrderEvent,
    PartFitted,
    PartNeeded,
    PartNotNeeded,
    RepairRefused,
    RepairWaits,
    UnitExchanged,
    UnitHandedOver,
    UnitReturned,
    UnitScrapped,
)
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.stock.events import (
    ConditionChanged,
    GoodsArrived,
    GoodsPutAway,
    GoodsReceived,
    GoodsReserved,
    GoodsReturned,
    GoodsWanted,
    PartsHarvested,
    ReservationEnded,
    WantEnded,
)
from aftercare.domain.stock.models import Want
from aftercare.domain.supply.events import WayOutChosen
from aftercare.domain.supply.models import Shortage
from aftercare.domain.supply.operations.shortages import (
    fill_shortages,
    look_at_needs,
    look_at_want,
    note_own_part_repaired,
)
from aftercare.domain.supply.states import WayOut
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.languages import nearest_language
from aftercare.kit.reactions import reacts_to


def _look(event: OrderEvent, at: datetime) -> None:
    look_at_needs(WorkOrder.objects.get(pk=event.work_order_id), actor=SYSTEM, at=at)


@reacts_to(PartNeeded)
def notice_shortage(event: PartNeeded, *, actor: Actor, at: datetime) -> None:
    """Open a shortage if a part that a repair needs is not there."""
    if not event.reserved:
        _look(event, at)


@reacts_to(RepairWaits)
def look_at_waiting_repair(event: RepairWaits, *, actor: Actor, at: datetime) -> None:
    """Open a shortage for each part a waiting repair lacks."""
    _look(event, at)


@reacts_to(PartNotNeeded)
def end_shortage_not_needed(event: PartNotNeeded, *, actor: Actor, at: datetime) -> None:
    """End the shortage of a part that is not needed after all."""
    _look(event, at)


@reacts_to(PartFitted)
def end_shortage_fitted(event: PartFitted, *, actor: Actor, at: datetime) -> None:
    """End the shortage of a part that was fitted from somewhere."""
    _look(event, at)


@reacts_to(RepairRefused)
def end_shortages_refused(event: RepairRefused, *, actor: Actor, at: datetime) -> None:
    """End what was short for a repair that is not done."""
    _look(event, at)


@reacts_to(UnitReturned)
def end_shortages_returned(event: UnitReturned, *, actor: Actor, at: datetime) -> None:
    """End what was short for a unit that went back."""
    _look(event, at)


@reacts_to(UnitExchanged)
def end_shortages_exchanged(event: UnitExchanged, *, actor: Actor, at: datetime) -> None:
    """End what was short for a unit that was exchanged."""
    _look(event, at)


@reacts_to(UnitScrapped)
def end_shortages_scrapped(event: UnitScrapped, *, actor: Actor, at: datetime) -> None:
    """End what was short for a unit that was scrapped."""
    _look(event, at)


@reacts_to(UnitHandedOver)
def go_on_with_own_part(event: UnitHandedOver, *, actor: Actor, at: datetime) -> None:
    """Let a repair go on whose own part was repaired instead of a new one."""
    order = WorkOrder.objects.get(pk=event.work_order_id)
    note_own_part_repaired(order, actor=SYSTEM, at=at)


@reacts_to(GoodsWanted)
def look_at_wanted(event: GoodsWanted, *, actor: Actor, at: datetime) -> None:
    """Open a shortage if what a document waits for is not there."""
    look_at_want(Want.objects.get(pk=event.want_id), actor=SYSTEM, at=at)


@reacts_to(WantEnded)
def end_shortage_of_want(event: WantEnded, *, actor: Actor, at: datetime) -> None:
    """End what was short for a document that waits no longer."""
    look_at_want(Want.objects.get(pk=event.want_id), actor=SYSTEM, at=at)


@reacts_to(GoodsReserved)
def look_at_displaced_wants(event: GoodsReserved, *, actor: Actor, at: datetime) -> None:
    """Open shortages for documents whose goods went to something more urgent."""
    _look_at_wants(event.displaced, at)


@reacts_to(ReservationEnded)
def look_at_want_let_go(event: ReservationEnded, *, actor: Actor, at: datetime) -> None:
    """Open a shortage for a document whose goods somebody has let go of."""
    _look_at_wants([event.document], at)


def _look_at_wants(documents: Sequence[str], at: datetime) -> None:
    for want in Want.objects.filter(document__in=documents, ended_at=None).order_by("pk"):
        look_at_want(want, actor=SYSTEM, at=at)


@reacts_to(GoodsReserved)
def look_at_displaced(event: GoodsReserved, *, actor: Actor, at: datetime) -> None:
    """Open shortages for repairs whose parts went to something more urgent."""
    keys = [each.partition(":") for each in event.displaced]
    orders = [int(key) for kind, _colon, key in keys if kind == "work_order"]
    for order in WorkOrder.objects.filter(pk__in=orders).order_by("pk"):
        look_at_needs(order, actor=SYSTEM, at=at)


def _fill(items: Sequence[int], at: datetime, brought_by: str = "") -> None:
    fill_shortages(items, brought_by=brought_by, actor=SYSTEM, at=at)


@reacts_to(GoodsReceived)
def fill_with_received(event: GoodsReceived, *, actor: Actor, at: datetime) -> None:
    """Give what was received to who waits for it."""
    _fill(event.items, at, event.document)


@reacts_to(GoodsArrived)
def fill_with_arrived(event: GoodsArrived, *, actor: Actor, at: datetime) -> None:
    """Give what has arrived to who waits for it."""
    _fill(event.items, at, event.document)


@reacts_to(GoodsReturned)
def fill_with_returned(event: GoodsReturned, *, actor: Actor, at: datetime) -> None:
    """Give what came back to who waits for it."""
    _fill(event.items, at, event.document)


@reacts_to(GoodsPutAway)
def fill_with_put_away(event: GoodsPutAway, *, actor: Actor, at: datetime) -> None:
    """Give what lies at another site now to who waits for it there."""
    _fill(event.items, at, event.document)


@reacts_to(ConditionChanged)
def fill_with_changed(event: ConditionChanged, *, actor: Actor, at: datetime) -> None:
    """Give what is good again to who waits for it."""
    _fill(event.items, at, event.document)


@reacts_to(PartsHarvested)
def fill_with_harvested(event: PartsHarvested, *, actor: Actor, at: datetime) -> None:
    """Give what was harvested to who waits for it."""
    _fill(event.items, at, event.document)


@reacts_to(ReservationEnded)
def fill_with_freed(event: ReservationEnded, *, actor: Actor, at: datetime) -> None:
    """Give what nobody holds any more to who waits for it."""
    _fill([event.item_id], at)


@reacts_to(WayOutChosen)
def tell_of_way_out(event: WayOutChosen, *, actor: Actor, at: datetime) -> None:
    """Prepare a word to the customer about a part that is short; a person sends it or not."""
    if event.case_id is None or event.work_order_id is None:
        return
    case = Case.objects.get(pk=event.case_id)
    order = WorkOrder.objects.get(pk=event.work_order_id)
    shortage = Shortage.objects.get(pk=event.shortage_id)
    with override(nearest_language(case.language)):
        text = _words(event.way, order, shortage)
    draft_notice(case, text=text, actor=actor, at=at)


def _words(way: str, order: WorkOrder, shortage: Shortage) -> str:
    day = date_format(shortage.expected_at, "DATE_FORMAT") if shortage.expected_at else ""
    said = {"order": order.code, "day": day}
    if way == WayOut.EXIT:
        return (
            _(
                "a part for your repair %(order)s cannot be had in reasonable time. We would like"
                " to exchange the unit or pay it back, and will write to you how."
            )
            % said
        )
    if way in (WayOut.SHELF, WayOut.SUBSTITUTE) and shortage.ended_at:
        return (
            _(
                "a part for your repair %(order)s was not in stock. We have found an approved one"
                " that fits, so the repair goes on."
            )
            % said
        )
    if way == WayOut.OWN_BOARD:
        return (
            _(
                "a part for your repair %(order)s cannot be had at the moment. We are repairing the"
                " part of your own unit, and expect to be done with it by %(day)s."
            )
            % said
        )
    return (
        _(
            "a part for your repair %(order)s is not in stock at the moment. We are getting it, and"
            " expect it by %(day)s. The repair goes on then."
        )
        % said
    )
