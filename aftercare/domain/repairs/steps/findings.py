"""What was found at a place of a unit, checked against what the unit is made of."""

from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.domain.catalog.models import FaultCode, Item
from aftercare.domain.catalog.queries import Made, bom_for
from aftercare.domain.catalog.states import FaultCodeKind
from aftercare.domain.repairs.models import Finding, WorkOrder
from aftercare.domain.repairs.states import Found
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class UnknownCode(Refused):
    """No fault code of this kind is called so."""


class NoSuchPlace(Refused):
    """The bill of materials of this unit has no such place."""


class PlaceMissing(Refused):
    """A fault of a board is somewhere on it."""


def made_of_order(order: WorkOrder) -> Made:
    """Return what is known of how the unit of a work order was made."""
    unit = order.unit
    if unit is None:
        return Made()
    batch = unit.batch
    return Made(
        batch=batch.code if batch else "", serial=unit.serial, on=batch.made_from if batch else None
    )


def part_at(order: WorkOrder, designator: str) -> Item | None:
    """
    Return which item belongs at a place of a unit, by the bill of its production.

    None where nothing is known of what it is made of. Raises `NoSuchPlace`.
    """
    place = designator.strip().upper()
    bom = bom_for(order.item, made_of_order(order))
    if not place or bom is None:
        return None
    lines = [line for line in bom.lines.all() if line.designators]
    for line in lines:
        if place in (each.upper() for each in line.designators):
            return line.item
    if lines:
        raise NoSuchPlace(
            _("%(item)s has no place %(place)s. Look at its bill of materials.")
            % {"item": order.item, "place": place}
        )
    return None


def keep_finding(order: WorkOrder, found: Found, *, actor: Actor, at: datetime) -> Finding:
    """Keep what was found. Raises `UnknownCode`, `NoSuchPlace`, `PlaceMissing`."""
    if order.way.names_place and found.fault and not found.designator.strip():
        raise PlaceMissing(_("Say where on the board the fault is, such as U17."))
    return Finding.objects.create(
        order=order,
        symptom=_code(FaultCodeKind.SYMPTOM, found.symptom),
        fault=_code(FaultCodeKind.FAULT, found.fault),
        cause=_code(FaultCodeKind.CAUSE, found.cause),
        action=_code(FaultCodeKind.ACTION, found.action),
        part=part_at(order, found.designator),
        designator=found.designator.strip().upper()[:20],
        lot=found.lot.strip()[:60],
        date_code=found.date_code.strip()[:20],
        words=found.words.strip(),
        by=str(actor.ref),
        at=at,
    )


def _code(kind: str, code: str) -> FaultCode | None:
    if not code:
        return None
    known = FaultCode.objects.filter(kind=kind, code__iexact=code.strip()).first()
    if known is None:
        raise UnknownCode(
            _("There is no code “%(code)s” for this. Choose one of the list.") % {"code": code}
        )
    return known
