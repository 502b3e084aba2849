"""A line of a bill of materials, as it is written, and why it cannot be."""

from decimal import Decimal

from django.utils.translation import gettext as _

from aftercare.domain.catalog.models import Bom, BomLine, Item
from aftercare.domain.catalog.policies.designators import shorten_designators
from aftercare.domain.catalog.queries.places import places_in
from aftercare.kit.refusals import Refused


class QuantityDoesNotFit(Refused):
    """There are more or fewer places than parts, or no parts at all."""


class PlaceIsTaken(Refused):
    """Another part sits at the place."""


class PartIsListedTwice(Refused):
    """A bill of materials names each item once, with all its places."""


class MadeOfItself(Refused):
    """Something cannot be a part of its own part."""


def line_of(
    bom: Bom, item: Item, *, quantity: Decimal | int | None, designators: str, note: str
) -> BomLine:
    """
    Return what a bill says of a part, not saved yet; the quantity may follow the places.

    Raises `PlacesNotUnderstood`, `QuantityDoesNotFit`.
    """
    places = places_in(designators)
    count = Decimal(len(places) if quantity is None else quantity)
    if count <= 0:
        raise QuantityDoesNotFit(_("Say how many of %(item)s.") % {"item": item.code})
    if places and count != len(places):
        raise QuantityDoesNotFit(
            _("%(item)s: %(places)s are %(count)s places, but the quantity is %(quantity)s.")
            % {
                "item": item.code,
                "places": shorten_designators(places),
                "count": len(places),
                "quantity": f"{count.normalize():f}",
            }
        )
    return BomLine(bom=bom, item=item, quantity=count, designators=places, note=note.strip())


def places_taken(places: set[str]) -> PlaceIsTaken:
    """Return the refusal of a bill in which two parts sit at one place."""
    return PlaceIsTaken(
        _("%(places)s: only one part sits at each place.") % {"places": shorten_designators(places)}
    )


def made_of_itself(part: Item, item: Item) -> MadeOfItself:
    """Return the refusal of a part that is or contains what it would be a part of."""
    return MadeOfItself(
        _("%(part)s is or contains %(item)s, so it cannot be a part of it.")
        % {"part": part.code, "item": item.code}
    )
