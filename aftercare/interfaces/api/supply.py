from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from aftercare.base.company.queries import visible_sites
from aftercare.domain.catalog.queries import visible_items
from aftercare.domain.stock.queries import visible_places
from aftercare.domain.supply.models import PurchaseLine, PurchaseOrder
from aftercare.domain.supply.operations.orders import draft_order
from aftercare.domain.supply.operations.receiving import receive_purchase
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries import lines_of_purchase, visible_purchases, visible_suppliers
from aftercare.domain.supply.states import Came, PurchaseKind, Wanted
from aftercare.interfaces.api.numbers import Count, Price
from aftercare.interfaces.api.paging import After, Limit, Page, page_by_key
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock

router = Router(tags=["Supply"])


class PurchaseLineOut(Schema):
    """An item of a purchase order: how many, for how much, how many have come."""

    number: int
    item: str
    kind: str
    quantity: Decimal
    received: Decimal
    unit_price: Decimal | None

    @staticmethod
    def resolve_item(line: PurchaseLine) -> str:
        """Return the number of the item."""
        return line.item.code


class PurchaseOut(Schema):
    """A purchase order; `supplier` is the number of their account."""

    code: str
    status: str
    supplier: str | None
    their_number: str
    site: str
    currency: str
    opened_at: datetime
    ordered_at: datetime | None
    confirmed_on: date | None
    due_at: datetime
    ended_at: datetime | None

    @staticmethod
    def resolve_supplier(order: PurchaseOrder) -> str | None:
        """Return the number of the supplier's account."""
        return order.supplier.account.code if order.supplier else None

    @staticmethod
    def resolve_site(order: PurchaseOrder) -> str:
        """Return the code of the site it comes to."""
        return order.site.code


class WholePurchaseOut(PurchaseOut):
    """A purchase order with its lines."""

    lines: list[PurchaseLineOut]

    @staticmethod
    def resolve_lines(order: PurchaseOrder) -> list[PurchaseLine]:
        """Return the lines in their order."""
        return list(lines_of_purchase(order))


class PurchaseLineIn(Schema):
    """What is wanted; without a price that of the supplier's list is taken."""

    item: str
    quantity: Count
    kind: PurchaseKind = PurchaseKind.NORMAL
    unit_price: Price | None = None


class PurchaseIn(Schema):
    """A draft; without `supplier` somebody has to find one."""

    lines: list[PurchaseLineIn]
    supplier: str = ""
    site: str = ""
    words: str = ""


class CameIn(Schema):
    """How much of a line, by its number, has come."""

    line: int
    quantity: Count


class DeliveryIn(Schema):
    """What has come, to which bin; the same `key` again changes nothing."""

    key: str
    place: str
    came: list[CameIn]
    paper: str = ""


@router.get("/purchases", response=Page[PurchaseOut])
def list_purchases(
    request: ActorRequest, status: str = "", after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List purchase orders, the newest first; with `status` those that stand there."""
    rows = visible_purchases(request.actor)
    return page_by_key(rows.filter(status=status) if status else rows, after=after, limit=limit)


@router.get("/purchases/{code}", response=WholePurchaseOut)
def show_purchase(request: ActorRequest, code: str) -> PurchaseOrder:
    """Show a purchase order with its lines."""
    return get_object_or_404(visible_purchases(request.actor), code=code)


@router.post("/purchases", response={201: WholePurchaseOut})
def create_purchase(request: ActorRequest, given: PurchaseIn) -> Status[PurchaseOrder]:
    """Draft a purchase order."""
    request.actor.must(SupplyPermission.REQUEST)
    items, sites = visible_items(request.actor), visible_sites(request.actor)
    suppliers = visible_suppliers(request.actor)
    supplier = (
        get_object_or_404(suppliers, account__code=given.supplier) if given.supplier else None
    )
    lines = [
        Wanted(
            get_object_or_404(items, code=line.item).pk, line.quantity, line.kind, line.unit_price
        )
        for line in given.lines
    ]
    order = draft_order(
        supplier.pk if supplier else None,
        lines=lines,
        site=get_object_or_404(sites, code=given.site) if given.site else None,
        words=given.words,
        actor=request.actor,
        at=clock.now(),
    )
    return Status(201, get_object_or_404(visible_purchases(request.actor), pk=order.pk))


@router.post("/purchases/{code}/receive", response=WholePurchaseOut)
def receive(request: ActorRequest, code: str, given: DeliveryIn) -> PurchaseOrder:
    """Take in what has come, at its price, for service."""
    order = get_object_or_404(visible_purchases(request.actor), code=code)
    request.actor.must(SupplyPermission.RECEIVE)
    place = get_object_or_404(visible_places(request.actor), code=given.place)
    receive_purchase(
        order,
        came=[Came(each.line, each.quantity) for each in given.came],
        place=place,
        key=given.key[:50],
        paper=given.paper,
        actor=request.actor,
        at=clock.now(),
    )
    return get_object_or_404(visible_purchases(request.actor), pk=order.pk)
