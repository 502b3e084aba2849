"""Parts that go out of units and into them, for verbs of this app and of higher ones."""

from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.domain.units.events import PartSwapped
from aftercare.domain.units.models import BatchLot, BuiltIn, TakenOut, Unit
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.queries import is_inside, parent_of, places_held_by_lots
from aftercare.domain.units.states import NewPart, OldPart
from aftercare.domain.units.steps import hold_unit, item_named, lot_with, unit_with
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class PartIsGone(Refused):
    """The part is not in the unit any more."""


class PartIsElsewhere(Refused):
    """The part is in another unit, or holds this one."""


class PlaceIsTaken(Refused):
    """Another part is at this place."""


def swap_inside(
    unit: Unit,
    *,
    out: OldPart | None,
    put_in: NewPart | None,
    why: str = "",
    actor: Actor,
    at: datetime,
) -> PartSwapped:
    """
    Take a part out of a unit, put another in, or both; return what is to be announced.

    Raises `PartIsGone`, `PartIsElsewhere`, `PlaceIsTaken`, `UnknownItem`.
    """
    unit = hold_unit(unit)
    old = _take_out(unit, out, at=at) if out else None
    new = _put_in(unit, put_in, why=why, actor=actor, at=at) if put_in else None
    return PartSwapped(
        unit_id=unit.pk,
        designator=(new.designator if new else "") or (out.designator if out else ""),
        part_out=old.part_id if isinstance(old, BuiltIn) else None,
        lot_out=old.lot_id if old else None,
        part_in=new.part_id if new else None,
        lot_id=new.lot_id if new else None,
    )


def _take_out(unit: Unit, out: OldPart, *, at: datetime) -> BuiltIn | BatchLot:
    if out.built_in_id:
        placed = BuiltIn.objects.filter(pk=out.built_in_id, unit=unit, until=None)
        if not placed.update(until=at):
            raise PartIsGone(_("This part is not in the unit any more. Reload the page."))
        return BuiltIn.objects.get(pk=out.built_in_id)
    rows = BatchLot.objects.filter(
        pk=out.batch_lot_id or 0,
        batch=unit.batch_id,
        first__lte=unit.position or 0,
        last__gte=unit.position or 0,
    )
    row = rows.first()
    if row is None:
        raise PartIsGone(_("This part is not in the unit any more. Reload the page."))
    _take_out_of_lot(unit, row, out.designator, at=at)
    return row


def _take_out_of_lot(unit: Unit, row: BatchLot, designator: str, *, at: datetime) -> None:
    gone = set(
        TakenOut.objects.filter(unit=unit, batch_lot=row).values_list("designator", flat=True)
    )
    known = set(row.designators) or {""}
    if designator not in known or designator in gone:
        raise PartIsGone(_("This part is not in the unit any more. Reload the page."))
    TakenOut.objects.create(
        unit=unit,
        batch_lot=row,
        designator=designator,
        nothing_left=known <= gone | {designator},
        at=at,
    )


def _put_in(unit: Unit, new: NewPart, *, why: str, actor: Actor, at: datetime) -> BuiltIn:
    place = new.designator.strip()
    taken = BuiltIn.objects.filter(unit=unit, designator=place, until=None).exists()
    if place and (taken or place in places_held_by_lots(unit)):
        raise PlaceIsTaken(
            _("Another part is at %(place)s. Take it out first, or swap the two.")
            % {"place": place}
        )
    item = item_named(new.item)
    part = unit_with(item, new.serial, actor=actor, at=at) if key_of(new.serial) else None
    lot = None
    if part is not None:
        _must_be_free(hold_unit(part), unit)
    elif key_of(new.lot):
        lot = lot_with(item, new.lot, date_code=new.date_code, actor=actor, at=at)
    return BuiltIn.objects.create(
        unit=unit, item=item, part=part, lot=lot, designator=place, since=at, why=why.strip()[:200]
    )


def _must_be_free(part: Unit, unit: Unit) -> None:
    placed = parent_of(part)
    if placed:
        raise PartIsElsewhere(
            _("%(part)s is inside %(unit)s. Take it out there first.")
            % {"part": part, "unit": placed.unit}
        )
    if is_inside(unit, part):
        raise PartIsElsewhere(
            _("%(unit)s is inside %(part)s, so it cannot be the other way round.")
            % {"part": part, "unit": unit}
        )
