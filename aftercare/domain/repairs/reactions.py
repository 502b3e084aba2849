from datetime import date, datetime

from aftercare.base.promises.events import PromiseSlipping
from aftercare.domain.cases.events import CasesMerged, CasesUnmerged
from aftercare.domain.cases.states import Occasion
from aftercare.domain.cases.steps.carrying import move_case_back, move_to_merged_case
from aftercare.domain.coverage.events import CoverageDecided
from aftercare.domain.customers.events import (
    AccountsMerged,
    AccountsUnmerged,
    ContactsMerged,
    ContactsUnmerged,
)
from aftercare.domain.customers.steps import move_back, move_to_merged
from aftercare.domain.repairs.events import (
    OrderEvent,
    QuoteMade,
    ReadyDateSet,
    RepairAccepted,
    UnitCleaned,
    UnitHandedOver,
    UnitReceived,
)
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations.finishing import hand_over_unit, return_unrepaired
from aftercare.domain.repairs.operations.handing_over import make_handover_pack
from aftercare.domain.repairs.operations.telling import (
    tell_of_new_day,
    tell_of_quote,
    tell_of_repair,
)
from aftercare.domain.repairs.queries import (
    is_covered,
    newest_move,
    open_quote,
    order_sent_in,
    orders_decided_by,
)
from aftercare.domain.repairs.states import OrderStatus, Whose
from aftercare.domain.repairs.steps import note_on_order, tell_who_repairs
from aftercare.domain.shipping.events import ParcelMoved
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.states import ParcelStatus
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.reactions import reacts_to


@reacts_to(PromiseSlipping)
def warn_who_repairs(event: PromiseSlipping, *, actor: Actor, at: datetime) -> None:
    """Let who has a unit, or their team, know before the day that was promised has come."""
    kind, _colon, number = event.subject.partition(":")
    if kind != "work_order":
        return
    tell_who_repairs(WorkOrder.objects.get(pk=int(number)), "order_slips", at=at)


@reacts_to(CoverageDecided)
def note_what_is_in_guarantee(event: CoverageDecided, *, actor: Actor, at: datetime) -> None:
    """Keep on each repair a decision is about whether it is in guarantee, however far it is."""
    for order in orders_decided_by(event.subject):
        note_on_order(order, in_guarantee=is_covered(order))


@reacts_to(UnitReceived)
def tell_that_it_arrived(event: UnitReceived, *, actor: Actor, at: datetime) -> None:
    """Send the customer the page of their repair, if that was switched on."""
    tell_of_repair(_order_of(event), Occasion.ARRIVED, actor=SYSTEM, at=at)


@reacts_to(QuoteMade)
def tell_what_it_costs(event: QuoteMade, *, actor: Actor, at: datetime) -> None:
    """Send the customer the quote, if that was switched on; one that was replaced is not sent."""
    if quote := open_quote(_order_of(event)):
        tell_of_quote(quote, actor=SYSTEM, at=at)


@reacts_to(ReadyDateSet)
def tell_of_another_day(event: ReadyDateSet, *, actor: Actor, at: datetime) -> None:
    """Tell the customer of the new day with its reason, or prepare it for a person to send."""
    order = _order_of(event)
    if moved := newest_move(order):
        due_on = date.fromisoformat(event.due_on)
        tell_of_new_day(order, due_on=due_on, reason=moved.reason, actor=SYSTEM, at=at)


@reacts_to(UnitCleaned)
def tell_that_it_is_ready(event: UnitCleaned, *, actor: Actor, at: datetime) -> None:
    """Tell the customer that their unit is ready, if that was switched on."""
    tell_of_repair(_order_of(event), Occasion.READY, actor=SYSTEM, at=at)


def _order_of(event: OrderEvent) -> WorkOrder:
    return WorkOrder.objects.select_related("case__contact").get(pk=event.work_order_id)


@reacts_to(UnitHandedOver)
def print_papers(event: UnitHandedOver, *, actor: Actor, at: datetime) -> None:
    """Make the papers the customer gets with the unit; what goes into our stock has none."""
    order = WorkOrder.objects.get(pk=event.work_order_id)
    if order.way.whose != Whose.OURS:
        make_handover_pack(order, actor=SYSTEM, at=at)


@reacts_to(ParcelMoved)
def hand_over_what_was_delivered(event: ParcelMoved, *, actor: Actor, at: datetime) -> None:
    """Let a unit be handed over, repaired or as it was, once its parcel is there."""
    if event.status != ParcelStatus.DELIVERED:
        return
    order = order_sent_in(Parcel.objects.get(pk=event.parcel_id))
    if order and order.status == OrderStatus.CLEANED:
        hand_over_unit(order, actor=SYSTEM, at=at)
    elif order and order.status == OrderStatus.REFUSED:
        return_unrepaired(order, actor=SYSTEM, at=at)


@reacts_to(RepairAccepted)
def print_signed_papers(event: RepairAccepted, *, actor: Actor, at: datetime) -> None:
    """Make the papers anew, with what the customer has signed."""
    make_handover_pack(WorkOrder.objects.get(pk=event.work_order_id), actor=SYSTEM, at=at)


@reacts_to(ContactsMerged)
def move_orders_of_merged(event: ContactsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the work orders of the first of two contacts be those of the second."""
    move_to_merged(event, WorkOrder)


@reacts_to(ContactsUnmerged)
def move_orders_back(event: ContactsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the work orders that were moved when two contacts were one."""
    move_back(event, WorkOrder)


@reacts_to(AccountsMerged)
def move_orders_of_merged_account(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the work orders of the first of two accounts be those of the second."""
    move_to_merged(event, WorkOrder)


@reacts_to(AccountsUnmerged)
def move_orders_of_account_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the work orders that were moved when two accounts were one."""
    move_back(event, WorkOrder)


@reacts_to(CasesMerged)
def move_work_orders_of_merged_case(event: CasesMerged, *, actor: Actor, at: datetime) -> None:
    """Let the work orders of a case belong to the case it goes on in."""
    move_to_merged_case(event, WorkOrder)


@reacts_to(CasesUnmerged)
def move_work_orders_of_case_back(event: CasesUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the work orders that were moved when two cases were one."""
    move_case_back(event, WorkOrder)
