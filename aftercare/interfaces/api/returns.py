from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from aftercare.base.company.queries import visible_sites
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.returns.models import Rma, RmaLine
from aftercare.domain.returns.operations.asking import open_return
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import lines_of, offered_reasons, visible_returns
from aftercare.domain.returns.states import Announced, Wish
from aftercare.domain.units.queries import find_lots, find_units
from aftercare.interfaces.api.numbers import Count
from aftercare.interfaces.api.paging import After, Limit, Page, page_by_key
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock

router = Router(tags=["Returns"])


class ReturnLineOut(Schema):
    """A unit that comes back, or a quantity of a lot; `outcome` says what becomes of it."""

    item: str
    serial: str | None
    lot: str | None
    quantity: Decimal
    received: Decimal
    status: str
    found: str
    outcome: str

    @staticmethod
    def resolve_item(line: RmaLine) -> str:
        """Return the number of the item."""
        return line.item.code

    @staticmethod
    def resolve_serial(line: RmaLine) -> str | None:
        """Return the serial of a unit."""
        return line.unit.serial if line.unit else None

    @staticmethod
    def resolve_lot(line: RmaLine) -> str | None:
        """Return the number of a lot."""
        return line.lot.number if line.lot else None


class ReturnOut(Schema):
    """A return, by the number that was given before anything was sent."""

    code: str
    status: str
    reason: str
    customer: str | None
    case: str | None
    opened_at: datetime
    expires_on: date | None
    ended_at: datetime | None

    @staticmethod
    def resolve_reason(rma: Rma) -> str:
        """Return the code of the reason."""
        return rma.reason.code

    @staticmethod
    def resolve_customer(rma: Rma) -> str | None:
        """Return the number of the customer."""
        return rma.account.code if rma.account else None

    @staticmethod
    def resolve_case(rma: Rma) -> str | None:
        """Return the number of the case."""
        return rma.case.code if rma.case else None


class WholeReturnOut(ReturnOut):
    """A return with its lines."""

    lines: list[ReturnLineOut]

    @staticmethod
    def resolve_lines(rma: Rma) -> list[RmaLine]:
        """Return the lines in their order."""
        return list(lines_of(rma))


class ReturnLineIn(Schema):
    """A `serial`, or a `lot` and how many; with `item` where a number is not of one thing only."""

    serial: str = ""
    lot: str = ""
    quantity: Count = Decimal(1)
    item: str = ""


class ReturnIn(Schema):
    """What a customer sends back. The customer follows from the case, else from `customer`."""

    reason: str
    lines: list[ReturnLineIn]
    words: str = ""
    customer: str = ""
    case: str = ""
    site: str = ""


@router.get("/returns", response=Page[ReturnOut])
def list_returns(
    request: ActorRequest, status: str = "", after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List returns, the newest first; with `status` those that stand there."""
    rows = visible_returns(request.actor)
    return page_by_key(rows.filter(status=status) if status else rows, after=after, limit=limit)


@router.get("/returns/{code}", response=WholeReturnOut)
def show_return(request: ActorRequest, code: str) -> Rma:
    """Show a return with its lines."""
    return get_object_or_404(visible_returns(request.actor), code=code)


@router.post("/returns", response={201: WholeReturnOut})
def create_return(request: ActorRequest, given: ReturnIn) -> Status[Rma]:
    """Open a return; it is checked against what was shipped, and approved if a rule does."""
    request.actor.must(ReturnPermission.OPEN)
    cases, accounts = visible_cases(request.actor), visible_accounts(request.actor)
    sites = visible_sites(request.actor).order_by("pk")
    site = sites.filter(code=given.site).first() if given.site else sites.first()
    if site is None:
        raise Http404
    rma = open_return(
        Wish([_announced(line) for line in given.lines], given.words),
        reason=get_object_or_404(offered_reasons(), code=given.reason),
        site=site,
        case=get_object_or_404(cases, code=given.case) if given.case else None,
        account=get_object_or_404(accounts, code=given.customer) if given.customer else None,
        actor=request.actor,
        at=clock.now(),
    )
    return Status(201, get_object_or_404(visible_returns(request.actor), pk=rma.pk))


def _announced(line: ReturnLineIn) -> Announced:
    if line.serial:
        unit = get_object_or_404(find_units([line.serial], item=line.item))
        return Announced(unit.item_id, unit_id=unit.pk)
    lot = get_object_or_404(find_lots([line.lot], item=line.item))
    return Announced(lot.item_id, lot_id=lot.pk, quantity=line.quantity)
