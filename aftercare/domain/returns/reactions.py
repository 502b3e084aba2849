from datetime import datetime

from aftercare.domain.cases.events import CasesMerged, CasesUnmerged
from aftercare.domain.cases.steps.carrying import move_case_back, move_to_merged_case
from aftercare.domain.customers.events import (
    AccountsMerged,
    AccountsUnmerged,
    ContactsMerged,
    ContactsUnmerged,
)
from aftercare.domain.customers.steps import move_back, move_to_merged
from aftercare.domain.repairs.events import (
    OrderCancelled,
    OrderEvent,
    UnitExchanged,
    UnitHandedOver,
    UnitReturned,
    UnitScrapped,
)
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.returns.events import ReturnApproved, ReturnReopened, RmaEvent
from aftercare.domain.returns.models import Rma
from aftercare.domain.returns.operations.deciding import finish_repaired_line
from aftercare.domain.returns.operations.telling import tell_of_return
from aftercare.domain.returns.operations.travelling import follow_return
from aftercare.domain.returns.operations.waiting import follow_replacement
from aftercare.domain.returns.queries import line_of_order, return_in
from aftercare.domain.shipping.events import LabelBought, ParcelEvent, ParcelMoved, ParcelSeen
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.stock.events import GoodsExpected
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.reactions import reacts_to


@reacts_to(ParcelMoved)
def follow_parcel_that_moved(event: ParcelMoved, *, actor: Actor, at: datetime) -> None:
    """Let the day of a decision follow the parcel in which a return comes."""
    _follow(event, at)


@reacts_to(ParcelSeen)
def follow_parcel_that_was_seen(event: ParcelSeen, *, actor: Actor, at: datetime) -> None:
    """Let the day of a decision follow what a carrier tells of the day of delivery."""
    _follow(event, at)


@reacts_to(ReturnApproved)
def tell_that_it_may_be_sent(event: ReturnApproved, *, actor: Actor, at: datetime) -> None:
    """Send the customer the instruction, if that was switched on."""
    _tell(event, at)


@reacts_to(ReturnReopened)
def tell_that_it_may_be_sent_again(event: ReturnReopened, *, actor: Actor, at: datetime) -> None:
    """Send the customer the instruction with its new day, if that was switched on."""
    _tell(event, at)


def _tell(event: RmaEvent, at: datetime) -> None:
    returns = Rma.objects.select_related("case__contact")
    for rma in returns.filter(pk=event.rma_id or 0):
        tell_of_return(rma, actor=SYSTEM, at=at)


@reacts_to(LabelBought)
def tell_of_label(event: LabelBought, *, actor: Actor, at: datetime) -> None:
    """Send the customer the instruction once there is the label, if that was switched on."""
    if rma := return_in(Parcel.objects.get(pk=event.parcel_id)):
        tell_of_return(rma, actor=SYSTEM, at=at)


@reacts_to(GoodsExpected)
def follow_expected_replacement(event: GoodsExpected, *, actor: Actor, at: datetime) -> None:
    """Let what was promised follow the day a replacement is expected, and tell the customer."""
    kind, _colon, key = event.document.partition(":")
    if kind != "rma":
        return
    for rma in Rma.objects.filter(pk=int(key)):
        follow_replacement(
            rma,
            expected_at=datetime.fromisoformat(event.expected_at),
            is_given_up=event.is_given_up,
            actor=SYSTEM,
            at=at,
        )


def _follow(event: ParcelEvent, at: datetime) -> None:
    parcel = Parcel.objects.get(pk=event.parcel_id)
    if rma := return_in(parcel):
        follow_return(rma, parcel, actor=SYSTEM, at=at)


def _finish(event: OrderEvent, at: datetime) -> None:
    line = line_of_order(WorkOrder.objects.get(pk=event.work_order_id))
    if line:
        finish_repaired_line(line, actor=SYSTEM, at=at)


@reacts_to(UnitHandedOver)
def finish_handed_over_line(event: UnitHandedOver, *, actor: Actor, at: datetime) -> None:
    """Let a returned line be done once its unit is handed over."""
    _finish(event, at)


@reacts_to(UnitReturned)
def finish_unrepaired_line(event: UnitReturned, *, actor: Actor, at: datetime) -> None:
    """Let a returned line be done once its unit went back unrepaired."""
    _finish(event, at)


@reacts_to(UnitExchanged)
def finish_exchanged_line(event: UnitExchanged, *, actor: Actor, at: datetime) -> None:
    """Let a returned line be done once its unit was exchanged."""
    _finish(event, at)


@reacts_to(UnitScrapped)
def finish_scrapped_line(event: UnitScrapped, *, actor: Actor, at: datetime) -> None:
    """Let a returned line be done once its unit was scrapped."""
    _finish(event, at)


@reacts_to(OrderCancelled)
def finish_cancelled_line(event: OrderCancelled, *, actor: Actor, at: datetime) -> None:
    """Let a returned line be done once its work order was called off."""
    _finish(event, at)


@reacts_to(ContactsMerged)
def move_returns_of_merged(event: ContactsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the returns of the first of two contacts be those of the second."""
    move_to_merged(event, Rma)


@reacts_to(ContactsUnmerged)
def move_returns_back(event: ContactsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the returns that were moved when two contacts were one."""
    move_back(event, Rma)


@reacts_to(AccountsMerged)
def move_returns_of_merged_account(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the returns of the first of two accounts be those of the second."""
    move_to_merged(event, Rma)


@reacts_to(AccountsUnmerged)
def move_returns_of_account_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the returns that were moved when two accounts were one."""
    move_back(event, Rma)


@reacts_to(CasesMerged)
def move_returns_of_merged_case(event: CasesMerged, *, actor: Actor, at: datetime) -> None:
    """Let the returns of a case belong to the case it goes on in."""
    move_to_merged_case(event, Rma)


@reacts_to(CasesUnmerged)
def move_returns_of_case_back(event: CasesUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the returns that were moved when two cases were one."""
    move_case_back(event, Rma)
