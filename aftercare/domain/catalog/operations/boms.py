"""What items are made of, in general and in each production."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.events import BomChanged
from aftercare.domain.catalog.models import Bom, BomLine, Item
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.effectivity import Effectivity
from aftercare.domain.catalog.queries.structure import contains
from aftercare.domain.catalog.steps import correct
from aftercare.domain.catalog.steps.boms import (
    PartIsListedTwice,
    line_of,
    made_of_itself,
    places_taken,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

EVERY_PRODUCTION = Effectivity()


@dataclass(frozen=True)
class Part:
    """One line of a bill of materials as somebody writes it; the quantity may follow the places."""

    item: Item
    quantity: Decimal | int | None = None
    designators: str = ""
    note: str = ""


class EndsBeforeItBegins(Refused):
    """The span of days or serials is empty."""


@transaction.atomic
def save_bom(
    item: Item,
    parts: Sequence[Part],
    *,
    effectivity: Effectivity = EVERY_PRODUCTION,
    source: str = "",
    actor: Actor,
    at: datetime,
) -> Bom:
    """
    Say what an item is made of, in general or in one production.

    It takes the place of what was said for the same production before. Said twice, the second
    time changes nothing.

    Raises `PartIsListedTwice`, `PlaceIsTaken`, `QuantityDoesNotFit`, `MadeOfItself` …
    """
    actor.must(CatalogPermission.EDIT)
    _must_span(effectivity)
    Item.objects.select_for_update().get(pk=item.pk)
    bom, change = _bom_of(item, effectivity, source.strip())
    wanted = _lines_of(bom, parts)
    there = {line.item_id: line for line in bom.lines.all()}
    if {key: _facts(line) for key, line in there.items()} != {
        line.item_id: _facts(line) for line in wanted
    }:
        bom.lines.all().delete()
        BomLine.objects.bulk_create(wanted)
        change = change or "changed"
    if change:
        announce(BomChanged(item.pk, bom.pk, change), actor=actor, at=at)
    return bom


def _bom_of(item: Item, effectivity: Effectivity, source: str) -> tuple[Bom, str]:
    """Return the bill of a production, kept as it is told, and what was changed for that."""
    key = {
        "batch": effectivity.batch.strip(),
        "serial_from": effectivity.serial_from.strip(),
        "from_on": effectivity.from_on,
    }
    details = {
        "serial_to": effectivity.serial_to.strip(),
        "until_on": effectivity.until_on,
        "source": source,
    }
    known = Bom.objects.filter(item=item, **key).first()
    bom = known or Bom(item=item, **key)
    if not correct(bom, details) and known:
        return bom, ""
    bom.save()
    return bom, "changed" if known else "added"


@transaction.atomic
def set_bom_line(bom: Bom, part: Part, *, actor: Actor, at: datetime) -> BomLine:
    """Put a part into a bill of materials, or correct it. Raises what `save_bom` raises."""
    actor.must(CatalogPermission.EDIT)
    bom = Bom.objects.select_for_update().get(pk=bom.pk)
    [wanted] = _lines_of(bom, [part])
    taken = {
        place for line in bom.lines.exclude(item=part.item) for place in line.designators
    } & set(wanted.designators)
    if taken:
        raise places_taken(taken)
    line, _created = BomLine.objects.update_or_create(
        bom=bom, item=part.item, defaults=_facts(wanted)
    )
    announce(BomChanged(bom.item_id, bom.pk, "changed"), actor=actor, at=at)
    return line


@transaction.atomic
def remove_bom_line(line: BomLine, *, actor: Actor, at: datetime) -> None:
    """Take a part out of a bill of materials."""
    actor.must(CatalogPermission.EDIT)
    bom = line.bom
    line.delete()
    announce(BomChanged(bom.item_id, bom.pk, "changed"), actor=actor, at=at)


@transaction.atomic
def remove_bom(bom: Bom, *, actor: Actor, at: datetime) -> None:
    """Take back what was said of one production."""
    actor.must(CatalogPermission.EDIT)
    key = bom.pk
    bom.delete()
    announce(BomChanged(bom.item_id, key, "removed"), actor=actor, at=at)


def _lines_of(bom: Bom, parts: Sequence[Part]) -> list[BomLine]:
    lines = [_line(bom, part) for part in parts]
    names = [part.item.code for part in parts]
    if twice := {name for name in names if names.count(name) > 1}:
        raise PartIsListedTwice(
            _("%(item)s is listed twice. Put all its places into one line.")
            % {"item": ", ".join(sorted(twice))}
        )
    places = [place for line in lines for place in line.designators]
    if len(places) != len(set(places)):
        raise places_taken({place for place in places if places.count(place) > 1})
    if around := contains([part.item.pk for part in parts], bom.item_id):
        raise made_of_itself(around, bom.item)
    return lines


def _line(bom: Bom, part: Part) -> BomLine:
    return line_of(
        bom, part.item, quantity=part.quantity, designators=part.designators, note=part.note
    )


def _must_span(effectivity: Effectivity) -> None:
    first, until = effectivity.from_on, effectivity.until_on
    if first and until and until <= first:
        raise EndsBeforeItBegins(_("The last day lies before the first."))


def _facts(line: BomLine) -> Mapping[str, object]:
    return {"quantity": line.quantity, "designators": line.designators, "note": line.note}
