from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.units.models import ProductionBatch
from aftercare.domain.units.operations.production import ship_units, take_in_production
from aftercare.domain.units.states import BuiltInBoard, MadeBatch, MadeUnit, UsedLot
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock

router = Router(tags=["Production"])


class BoardIn(Schema):
    """A board with a serial of its own inside a unit."""

    item: str
    serial: str
    designator: str = ""


class MadeUnitIn(Schema):
    """A unit in the order in which it was made, with the boards inside it."""

    serial: str
    parts: list[BoardIn] = Field(default_factory=list)


class UsedLotIn(Schema):
    """A lot that went into the units from the serial `first` until `last`; empty is all."""

    item: str
    lot: str
    designators: list[str] = Field(default_factory=list)
    date_code: str = ""
    maker: str = ""
    supplier: str = ""
    first: str = ""
    last: str = ""


class BatchIn(Schema):
    """What production delivers of one batch; sent again, or going on, it adds what is new."""

    batch: str
    item: str
    bom: str = ""
    made_from: date | None = None
    made_until: date | None = None
    units: list[MadeUnitIn]
    lots: list[UsedLotIn] = Field(default_factory=list)


class BatchOut(Schema):
    """A batch that was taken in."""

    id: int
    batch: str
    item: str

    @staticmethod
    def resolve_batch(batch: ProductionBatch) -> str:
        """Return the number production has given it."""
        return batch.code

    @staticmethod
    def resolve_item(batch: ProductionBatch) -> str:
        """Return the code of what was made."""
        return batch.item.code


class ShippedIn(Schema):
    """Units that were shipped to a customer, by the number of the customer."""

    item: str
    serials: list[str]
    customer: str
    on: date
    order: str = ""


class ShippedOut(Schema):
    """How many units were not noted as shipped before."""

    units: int


@router.post("/production", response={201: BatchOut})
def take_in_batch(request: ActorRequest, given: BatchIn) -> Status[ProductionBatch]:
    """Take in a batch of production: its units, the boards inside them, the lots used."""
    made = MadeBatch(
        code=given.batch,
        item=given.item,
        bom=given.bom,
        made_from=given.made_from,
        made_until=given.made_until,
        units=[
            MadeUnit(each.serial, [BuiltInBoard(**part.dict()) for part in each.parts])
            for each in given.units
        ],
        lots=[UsedLot(number=each.lot, **each.dict(exclude={"lot"})) for each in given.lots],
        source="API",
    )
    return Status(201, take_in_production(made, actor=request.actor, at=clock.now()))


@router.post("/shipped-units", response=ShippedOut)
def note_shipped_units(request: ActorRequest, given: ShippedIn) -> dict[str, Any]:
    """Note that units were shipped to a customer, whose they are from then on."""
    account = get_object_or_404(visible_accounts(request.actor), code=given.customer)
    shipped = given.dict(exclude={"customer"}) | {"account": account}
    return {"units": ship_units(**shipped, actor=request.actor, at=clock.now())}
