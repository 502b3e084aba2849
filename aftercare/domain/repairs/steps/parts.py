"""Parts for a repair: which fits, where it lies, how it gets in."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import Choice, made_of, substitutes_for
from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.repairs.states import PartStatus, Scanned
from aftercare.domain.repairs.steps.findings import made_of_order
from aftercare.domain.stock.models import Balance, Movement, Reservation
from aftercare.domain.stock.queries import GOOD, goods_of
from aftercare.domain.stock.states import (
    Line,
    MovementKind,
    Owner,
    PlaceKind,
    Purpose,
    ReservationStatus,
)
from aftercare.domain.stock.steps.holding import PRIORITY, Wish, hold_if_there, release
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.places import place_outside
from aftercare.domain.stock.steps.telling import announce_move
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import tree_of
from aftercare.domain.units.states import NewPart, OldPart
from aftercare.domain.units.steps.swapping import swap_inside
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused

OPEN = (PartStatus.NEEDED, PartStatus.RESERVED)


class NotInThisUnit(Refused):
    """The unit is not made of this part."""


class WrongPart(Refused):
    """What was scanned is not what the repair needs, nor an approved substitute."""


class WrongRevision(Refused):
    """What was scanned is another revision."""


class NotOnTheShelf(Refused):
    """What was scanned is not booked at the site of the repair."""


def must_belong(order: WorkOrder, item: Item) -> None:
    """Refuse a part the unit is not made of, where it is known what that is."""
    inside = made_of(order.item_id)
    if len(inside) > 1 and item.pk not in inside:
        raise NotInThisUnit(
            _("%(unit)s is not made of %(item)s. Look at its bill of materials.")
            % {"unit": order.item, "item": item}
        )


def reserve_for(part: RepairPart, *, actor: Actor, at: datetime) -> bool:
    """Hold a part, new or used, at the site of its repair if all is there; return whether it is."""
    order = part.order
    wish = Wish(
        part.item, part.quantity, order.site_id, GOOD, PRIORITY, ref(order), str(part.pk), None
    )
    return hold_if_there(wish, actor=actor, at=at)


def release_for(part: RepairPart, *, actor: Actor, at: datetime) -> None:
    """Give up what is reserved for a part."""
    _release(part.order, {"line": str(part.pk)}, actor=actor, at=at)


def let_parts_go(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """Give up what is reserved for a repair, and what it still needed."""
    _release(order, {}, actor=actor, at=at)
    needed = RepairPart.objects.filter(order=order, status__in=OPEN)
    needed.update(status=PartStatus.DROPPED)


def _release(order: WorkOrder, which: dict[str, str], *, actor: Actor, at: datetime) -> None:
    held = Reservation.objects.filter(
        document=str(ref(order)), status=ReservationStatus.HELD, **which
    ).select_related("balance")
    for each in held.order_by("pk"):
        release(each, actor=actor, at=at)


def line_for(order: WorkOrder, item: Item, scanned: Scanned) -> tuple[RepairPart, Choice | None]:
    """
    Return what a scanned part is fitted for, and as which substitute, if it is one.

    Raises `WrongPart`, `WrongRevision`.
    """
    if scanned.revision and item.revision and scanned.revision != item.revision:
        raise WrongRevision(
            _("This is %(item)s in revision %(found)s; revision %(wanted)s is needed.")
            % {"item": item, "found": scanned.revision, "wanted": item.revision}
        )
    needed = RepairPart.objects.filter(order=order, status__in=OPEN).select_related("item")
    lines = list(needed.order_by("pk"))
    for line in lines:
        if line.item_id == item.pk:
            return line, None
    made = made_of_order(order)
    for line in lines:
        for choice in substitutes_for(line.item, assembly=order.item, made=made):
            if choice.item.pk == item.pk:
                return line, choice
    wanted = ", ".join(str(line.item) for line in lines) or "–"
    raise WrongPart(
        _("%(item)s does not belong here. Needed: %(wanted)s.") % {"item": item, "wanted": wanted}
    )


def issue_part(part: RepairPart, scanned: Scanned, *, actor: Actor, at: datetime) -> list[Movement]:
    """
    Give a part out for a repair: what is reserved for it first, then what nobody has reserved.

    Raises `NotOnTheShelf`, what `post` raises.
    """
    order = part.order
    taken, missing = [], part.quantity
    for shelf in _shelves_for(part, scanned):
        if much := min(missing, shelf.available + shelf.kept):
            taken.append((shelf, much))
            missing -= much
    if missing:
        raise NotOnTheShelf(
            _("So much of it is not free as good stock at %(site)s. Receive it there first.")
            % {"site": order.site}
        )
    home = place_outside(PlaceKind.CUSTOMER, order.account_id, actor=actor, at=at)
    moved = []
    for number, (shelf, much) in enumerate(taken):
        posting = Posting(MovementKind.ISSUED, shelf.place, home, ref(order), paper=order.code)
        line = Line(goods_of(shelf), much, key=f"part-{part.pk}" + (f"-{number}" if number else ""))
        moved += announce_move(posting, [line], actor=actor, at=at)
    return moved


def _shelves_for(part: RepairPart, scanned: Scanned) -> QuerySet[Any]:
    """Return where it lies good; `kept` there for this part comes first, then what holds all."""
    held = Reservation.objects.filter(
        balance=OuterRef("pk"),
        document=str(ref(part.order)),
        line=str(part.pk),
        status=ReservationStatus.HELD,
    )
    shelves = Balance.objects.filter(
        item=scanned.item_id,
        condition__in=GOOD,
        purpose=Purpose.SERVICE,
        owner=Owner.OURS,
        place__site=part.order.site_id,
        place_kind=PlaceKind.BIN,
        quantity__gt=0,
    ).select_related("place")
    if scanned.lot_id:
        shelves = shelves.filter(lot=scanned.lot_id)
    if scanned.unit_id:
        shelves = shelves.filter(unit=scanned.unit_id)
    kept = Coalesce(Subquery(held.values(left=F("quantity") - F("used"))[:1]), Decimal(0))
    holds_all = Q(quantity__gte=F("reserved") + part.quantity)
    shelves = shelves.annotate(kept=kept, holds_all=ExpressionWrapper(holds_all, BooleanField()))
    return shelves.order_by("-kept", "-holds_all", "condition", "pk")


def put_into_unit(
    part: RepairPart, item: Item, moved: Movement, *, actor: Actor, at: datetime
) -> None:
    """Let the tree of the unit be true: the old part is out, the new one in its place."""
    unit = part.order.unit
    if unit is None:
        return
    holder, old = _old_part(unit, part.designator, part.item)
    new = NewPart(
        item=item.code,
        designator=part.designator,
        serial=moved.unit.serial if moved.unit else "",
        lot=moved.lot.number if moved.lot else "",
    )
    why = f"{part.order.code}"
    announce(
        swap_inside(holder, out=old, put_in=new, why=why, actor=actor, at=at), actor=actor, at=at
    )


def _old_part(unit: Unit, designator: str, item: Item) -> tuple[Unit, OldPart | None]:
    """Return in which part of a unit a place is, and what is there now."""
    for node in tree_of(unit).walk():
        for part in node.parts:
            if designator and part.designator == designator and part.unit.item_id == item.pk:
                return node.unit, OldPart(part.built_in_id, designator=designator)
        for loose in node.loose:
            if designator and loose.designator == designator:
                return node.unit, OldPart(loose.pk, designator=designator)
        for lot in node.lots:
            if designator and designator in lot.designators:
                return node.unit, OldPart(lot.built_in_id, lot.batch_lot_id, designator)
    return unit, None
