"""Parts: needed, reserved, fitted by scan, and where the old ones go."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.files.steps import store
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import Choice
from aftercare.domain.repairs.events import PartFitted, PartNeeded, PartNotNeeded
from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.states import OldPartGoes, OrderStatus, PartStatus, Scanned, SolvedBy
from aftercare.domain.repairs.steps import (
    MorePhotosNeeded,
    announce_order,
    hold_order,
    must_be_theirs,
    part_at,
)
from aftercare.domain.repairs.steps.goods import remove_old_part
from aftercare.domain.repairs.steps.losing import keep_lost_demand, lost_none
from aftercare.domain.repairs.steps.parts import (
    OPEN,
    NotInThisUnit,
    issue_part,
    line_for,
    must_belong,
    put_into_unit,
    release_for,
    reserve_for,
)
from aftercare.domain.stock.steps.ledger import hold_values
from aftercare.domain.units.states import Upload
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove

NEEDING = (
    OrderStatus.DIAGNOSED,
    OrderStatus.QUOTED,
    OrderStatus.APPROVED,
    OrderStatus.WAITING,
    OrderStatus.REPAIRING,
)


class OldPartIsTheirs(Refused):
    """What is taken out of a customer's own board stays the customer's."""


class ReadTheInstruction(Refused):
    """A substitute is fitted by its instruction."""


@transaction.atomic
def need_part(
    order: WorkOrder,
    *,
    item: Item,
    quantity: Decimal = Decimal(1),
    designator: str = "",
    actor: Actor,
    at: datetime,
) -> RepairPart:
    """
    Say which part a repair needs; it is reserved at once if it is there.

    Raises `NotInThisUnit`, `NoSuchPlace`, `SomebodyElseWorks`, `IllegalMove`.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    must_be_theirs(order, actor)
    if order.status not in NEEDING:
        raise IllegalMove(_("Diagnose the unit first."))
    must_belong(order, item)
    there = part_at(order, designator)
    if there and there.pk != item.pk:
        raise NotInThisUnit(
            _("At %(place)s there is %(item)s.") % {"place": designator, "item": there}
        )
    part = RepairPart.objects.create(
        order=order,
        item=item,
        quantity=quantity,
        designator=designator.strip().upper()[:20],
        status=PartStatus.NEEDED,
        by=str(actor.ref),
        at=at,
    )
    if reserve_for(part, actor=actor, at=at):
        part.status = PartStatus.RESERVED
        part.save(update_fields=["status"])
    told = {"item_id": item.pk, "reserved": part.status == PartStatus.RESERVED}
    announce_order(PartNeeded, order, **told, actor=actor, at=at)
    return part


@transaction.atomic
def drop_part(part: RepairPart, *, actor: Actor, at: datetime) -> None:
    """
    Say that a part was never needed. What is needed and not to be had is done without.

    Raises `IllegalMove` if it is fitted.
    """
    actor.must(RepairPermission.WORK)
    _announce_dropped(part, actor, at)


@transaction.atomic
def do_without_part(part: RepairPart, *, actor: Actor, at: datetime) -> None:
    """
    Repair without a part that is needed and not there: it is kept as lost demand.

    Raises `IllegalMove` if it is there, or fitted.
    """
    actor.must(RepairPermission.WORK)
    if part.status != PartStatus.NEEDED:
        raise IllegalMove(_("It is there, or not needed already."))
    keep_lost_demand(part, SolvedBy.WITHOUT, at=at)
    _announce_dropped(part, actor, at)


def _announce_dropped(part: RepairPart, actor: Actor, at: datetime) -> None:
    order = hold_order(part.order)
    must_be_theirs(order, actor)
    dropped = RepairPart.objects.filter(pk=part.pk, status=part.status, status__in=OPEN)
    if not dropped.update(status=PartStatus.DROPPED):
        raise IllegalMove(_("It is fitted, or not needed already."))
    release_for(part, actor=actor, at=at)
    announce_order(PartNotNeeded, order, item_id=part.item_id, actor=actor, at=at)


@transaction.atomic
def fit_part(
    order: WorkOrder,
    *,
    scanned: Scanned,
    scan: str,
    old_goes: OldPartGoes,
    old_number: str = "",
    proof: Upload | None = None,
    instruction_read: bool = False,
    actor: Actor,
    at: datetime,
) -> RepairPart:
    """
    Fit what was scanned: the right part, or an approved substitute once its instruction is read.

    Stock, the tree of the unit and the order change together. The same `scan` again changes
    nothing. Raises `WrongPart`, `WrongRevision`, `ReadTheInstruction`, `NotOnTheShelf`,
    `MorePhotosNeeded`, `NobodyOwesThePart`, `SomebodyElseWorks`, `IllegalMove`, and what stock
    and units raise.
    """
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    if known := RepairPart.objects.filter(order=order, scan=scan).first():
        return known
    must_be_theirs(order, actor)
    if order.status != OrderStatus.REPAIRING:
        raise IllegalMove(_("Begin the repair first."))
    item = Item.objects.get(pk=scanned.item_id)
    part, choice = line_for(order, item, scanned)
    _accept(part, choice, instruction_read=instruction_read, at=at)
    if order.way.keeps_old and old_goes in (OldPartGoes.KEPT, OldPartGoes.SUPPLIER):
        raise OldPartIsTheirs(_("The board is the customer's, and so are the parts out of it."))
    if old_goes == OldPartGoes.SCRAP and proof is None:
        raise MorePhotosNeeded(_("Add a photo of the scrapped part."))
    part.old_goes, part.old_number, part.scan = old_goes, old_number.strip()[:60], scan
    part.old_proof = store(proof.content, at=at) if proof else None
    _fit(part, item, scanned, actor, at)
    announce_order(PartFitted, order, item_id=item.pk, actor=actor, at=at)
    return part


def _fit(part: RepairPart, item: Item, scanned: Scanned, actor: Actor, at: datetime) -> None:
    hold_values(part.item_id, item.pk)
    moved = issue_part(part, scanned, actor=actor, at=at)
    if sum(each.reserved for each in moved) < part.quantity:
        release_for(part, actor=actor, at=at)
    first = moved[0]
    put_into_unit(part, item, first, actor=actor, at=at)
    remove_old_part(part, actor=actor, at=at)
    part.status, part.used, part.lot, part.unit = PartStatus.FITTED, item, first.lot, first.unit
    part.cost = sum((each.cost or Decimal(0) for each in moved), Decimal(0))
    part.fitted_by, part.fitted_at = str(actor.ref), at
    part.save()


def _accept(
    part: RepairPart, choice: Choice | None, *, instruction_read: bool, at: datetime
) -> None:
    """Take what is fitted: the very part, or a substitute whose instruction was read."""
    if choice is None:
        lost_none(part)
        return
    part.instruction = "\n".join(choice.instructions)
    if part.instruction and not instruction_read:
        raise ReadTheInstruction(
            _("%(item)s is a substitute. Read how it is fitted, and tick that you have: %(text)s")
            % {"item": choice.item, "text": part.instruction}
        )
    if part.status == PartStatus.NEEDED:
        keep_lost_demand(part, SolvedBy.SUBSTITUTE, at=at)
