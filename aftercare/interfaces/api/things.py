from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import items_numbered, visible_items
from aftercare.domain.units.models import Lot, Unit
from aftercare.domain.units.operations.records import introduce_unit, note_lot
from aftercare.domain.units.queries import find_lots, find_units, visible_lots, visible_units
from aftercare.interfaces.api.paging import After, Limit, Page, page_by_key
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock

router = Router(tags=["Units and items"])


class UnitOut(Schema):
    """A thing in the field: one with a serial, or a quantity of a lot."""

    id: int
    item: str
    serial: str
    lot: str | None
    quantity: int
    customer: str | None
    contact: int | None
    dealer: str
    dealer_customer: str | None
    note: str
    known_since: datetime

    @staticmethod
    def resolve_item(unit: Unit) -> str:
        """Return the number of the item."""
        return unit.item.code

    @staticmethod
    def resolve_lot(unit: Unit) -> str | None:
        """Return the number of the lot."""
        return unit.lot.number if unit.lot else None

    @staticmethod
    def resolve_customer(unit: Unit) -> str | None:
        """Return the number of the customer whose it is."""
        return unit.account.code if unit.account else None

    @staticmethod
    def resolve_dealer_customer(unit: Unit) -> str | None:
        """Return the number of the company that sold it, if we know it."""
        return unit.dealer_account.code if unit.dealer_account else None

    @staticmethod
    def resolve_contact(unit: Unit) -> int | None:
        """Return the key of the person whose it is."""
        return unit.contact_id


class UnitIn(Schema):
    """A thing in the field, by its serial or as a quantity of a lot."""

    item: str
    serial: str = ""
    lot: str = ""
    quantity: int = 1
    dealer: str = ""
    note: str = ""


class LotOut(Schema):
    """Components made together."""

    id: int
    item: str
    number: str
    date_code: str
    maker: str
    supplier: str
    note: str

    @staticmethod
    def resolve_item(lot: Lot) -> str:
        """Return the code of the item."""
        return lot.item.code


class LotIn(Schema):
    """What is known of a lot; it is told by its item and number."""

    item: str
    number: str
    date_code: str = ""
    maker: str = ""
    supplier: str = ""
    note: str = ""


class ItemOut(Schema):
    """Something that is sold, fitted or repaired."""

    code: str
    name: str
    kind: str
    item_class: str
    maker: str
    part_number: str
    aliases: list[str]
    revision: str
    serial_tracked: bool
    lot_tracked: bool
    since: datetime


RELATED = ("item", "lot", "account", "dealer_account")


@router.get("/units", response=Page[UnitOut])
def list_units(
    request: ActorRequest, serial: str = "", item: str = "", after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List units, the newest first; `serial` is compared without dashes and in capitals."""
    units = visible_units(request.actor).select_related(*RELATED)
    if serial:
        units = units.filter(pk__in=find_units([serial], item=item).values("pk"))
    elif item:
        units = units.filter(item__code__iexact=item)
    return page_by_key(units, after=after, limit=limit)


@router.post("/units", response={201: UnitOut})
def create_unit(request: ActorRequest, given: UnitIn) -> Status[Unit]:
    """Make a unit known that is in the field."""
    return Status(201, introduce_unit(**given.dict(), actor=request.actor, at=clock.now()))


@router.get("/units/{unit_id}", response=UnitOut)
def show_unit(request: ActorRequest, unit_id: int) -> Unit:
    """Show a unit."""
    return get_object_or_404(visible_units(request.actor).select_related(*RELATED), pk=unit_id)


@router.get("/lots", response=Page[LotOut])
def list_lots(
    request: ActorRequest, number: str = "", item: str = "", after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List lots, the newest first; `number` is compared without dashes and in capitals."""
    lots = visible_lots(request.actor).select_related("item")
    if number:
        lots = lots.filter(pk__in=find_lots([number], item=item).values("pk"))
    elif item:
        lots = lots.filter(item__code__iexact=item)
    return page_by_key(lots, after=after, limit=limit)


@router.put("/lots", response=LotOut)
def save_lot(request: ActorRequest, given: LotIn) -> Lot:
    """Make a lot known, or correct what is known of it."""
    return note_lot(**given.dict(), actor=request.actor, at=clock.now())


@router.get("/items", response=Page[ItemOut])
def list_items(
    request: ActorRequest, number: str = "", after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List items of the catalog; `number` is ours, the maker's, or another name of it."""
    items = visible_items(request.actor)
    if number:
        items = items.filter(pk__in=items_numbered(number).values("pk"))
    return page_by_key(items, after=after, limit=limit)


@router.get("/items/{code}", response=ItemOut)
def show_item(request: ActorRequest, code: str) -> Item:
    """Show an item."""
    return get_object_or_404(visible_items(request.actor), code=code)
