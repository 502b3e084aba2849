from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.repairs.models import RepairPart
from aftercare.domain.returns.models import SupplierReturn, SupplierReturnLine
from aftercare.domain.returns.operations.suppliers import (
    ToSend,
    call_off_supplier_return,
    note_supplier_answer,
    open_supplier_return,
    send_to_supplier,
    take_back_supplier_answer,
)
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import (
    lines_to_supplier,
    parts_for_suppliers,
    visible_supplier_returns,
)
from aftercare.domain.returns.states import Answered, SupplierAnswer
from aftercare.domain.stock.queries import visible_places
from aftercare.interfaces.api.numbers import Amount, Currency
from aftercare.interfaces.api.paging import After, Limit, Page, page_by_key
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock

router = Router(tags=["Returns"])


class WaitingPartOut(Schema):
    """A removed part that lies ready for its supplier; `work_order` is what it came out of."""

    id: int
    item: str
    number: str
    quantity: Decimal
    work_order: str
    case: str | None

    @staticmethod
    def resolve_item(part: RepairPart) -> str:
        """Return the number of the item."""
        return part.item.code

    @staticmethod
    def resolve_number(part: RepairPart) -> str:
        """Return the serial or lot that was read on it."""
        return part.old_number

    @staticmethod
    def resolve_work_order(part: RepairPart) -> str:
        """Return the number of the work order."""
        return part.order.code

    @staticmethod
    def resolve_case(part: RepairPart) -> str | None:
        """Return the number of the case."""
        return part.order.case.code if part.order.case else None


class SupplierLineOut(Schema):
    """One thing that goes to a supplier, where it came from, and what was given for it."""

    number: int
    item: str
    quantity: Decimal
    work_order: str | None
    customer_return: str | None
    answer: str
    words: str
    amount: Decimal | None
    currency: str
    answered_at: datetime | None

    @staticmethod
    def resolve_item(line: SupplierReturnLine) -> str:
        """Return the number of the item."""
        return line.item.code

    @staticmethod
    def resolve_work_order(line: SupplierReturnLine) -> str | None:
        """Return the number of the work order a part came out of."""
        return line.part.order.code if line.part else None

    @staticmethod
    def resolve_customer_return(line: SupplierReturnLine) -> str | None:
        """Return the number of the customer's return."""
        return line.rma_line.rma.code if line.rma_line else None


class SupplierReturnOut(Schema):
    """What goes to a supplier at once; `supplier` is the number of their account."""

    code: str
    status: str
    supplier: str
    their_number: str
    opened_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None

    @staticmethod
    def resolve_supplier(going: SupplierReturn) -> str:
        """Return the number of the supplier's account."""
        return going.supplier.code


class WholeSupplierReturnOut(SupplierReturnOut):
    """A return to a supplier with its lines."""

    lines: list[SupplierLineOut]

    @staticmethod
    def resolve_lines(going: SupplierReturn) -> list[SupplierReturnLine]:
        """Return the lines in their order."""
        return list(lines_to_supplier(going))


class SupplierReturnIn(Schema):
    """Which removed parts, by the `id` they wait under, go to which supplier."""

    supplier: str
    parts: list[int]


class SendIn(Schema):
    """Under which number of the supplier it goes."""

    their_number: str


class AnswerIn(Schema):
    """What the supplier gives for a line; what is `replaced` comes to the place of this code."""

    answer: SupplierAnswer
    words: str = ""
    amount: Amount | None = None
    currency: Currency = ""
    place: str = ""


@router.get("/supplier-returns", response=Page[SupplierReturnOut])
def list_supplier_returns(
    request: ActorRequest, status: str = "", after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List returns to suppliers, the newest first; with `status` those that stand there."""
    rows = visible_supplier_returns(request.actor)
    return page_by_key(rows.filter(status=status) if status else rows, after=after, limit=limit)


@router.get("/parts-for-suppliers", response=Page[WaitingPartOut])
def list_parts_for_suppliers(
    request: ActorRequest, after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List the removed parts that lie ready for their suppliers, the newest first."""
    rows = parts_for_suppliers(request.actor).order_by("-pk")
    return page_by_key(rows, after=after, limit=limit)


@router.get("/supplier-returns/{code}", response=WholeSupplierReturnOut)
def show_supplier_return(request: ActorRequest, code: str) -> SupplierReturn:
    """Show a return to a supplier with its lines."""
    return _found(request, code)


@router.post("/supplier-returns", response={201: WholeSupplierReturnOut})
def create_supplier_return(
    request: ActorRequest, given: SupplierReturnIn
) -> Status[SupplierReturn]:
    """Open a return with several removed parts."""
    request.actor.must(ReturnPermission.DECIDE)
    parts = list(parts_for_suppliers(request.actor).filter(pk__in=given.parts))
    if len(parts) < len(set(given.parts)):
        raise Http404
    supplier = get_object_or_404(visible_accounts(request.actor), code=given.supplier)
    going = open_supplier_return(
        ToSend(parts=parts), supplier=supplier, actor=request.actor, at=clock.now()
    )
    return Status(201, _found(request, going.code))


@router.post("/supplier-returns/{code}/send", response=WholeSupplierReturnOut)
def send_supplier_return(request: ActorRequest, code: str, given: SendIn) -> SupplierReturn:
    """Send it to the supplier in a parcel; the same number once more changes nothing."""
    send_to_supplier(
        _found(request, code), their_number=given.their_number, actor=request.actor, at=clock.now()
    )
    return _found(request, code)


@router.post("/supplier-returns/{code}/call-off", response=WholeSupplierReturnOut)
def call_off(request: ActorRequest, code: str) -> SupplierReturn:
    """Keep what was to go to the supplier."""
    call_off_supplier_return(_found(request, code), actor=request.actor, at=clock.now())
    return _found(request, code)


@router.post("/supplier-returns/{code}/lines/{number}/answer", response=WholeSupplierReturnOut)
def answer_line(request: ActorRequest, code: str, number: int, given: AnswerIn) -> SupplierReturn:
    """Note what the supplier gives for a line; the same answer once more changes nothing."""
    request.actor.must(ReturnPermission.DECIDE)
    found = _found(request, code)
    line = get_object_or_404(lines_to_supplier(found), number=number)
    places = visible_places(request.actor)
    place = get_object_or_404(places, code=given.place) if given.place else None
    answered = Answered(
        given.answer,
        given.words,
        given.amount,
        given.currency,
        place_id=place.pk if place else None,
    )
    note_supplier_answer(line, answered, actor=request.actor, at=clock.now())
    return _found(request, code)


@router.post("/supplier-returns/{code}/lines/{number}/take-back", response=WholeSupplierReturnOut)
def take_back_answer(request: ActorRequest, code: str, number: int) -> SupplierReturn:
    """Undo what was noted as the answer for a line."""
    found = _found(request, code)
    line = get_object_or_404(lines_to_supplier(found), number=number)
    take_back_supplier_answer(line, actor=request.actor, at=clock.now())
    return _found(request, code)


def _found(request: ActorRequest, code: str) -> SupplierReturn:
    return get_object_or_404(visible_supplier_returns(request.actor), code=code)
