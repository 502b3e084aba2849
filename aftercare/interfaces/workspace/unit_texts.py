"""What the screen says of the life of a unit."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aftercare.domain.units.states import DateKind, OwnedBy
from aftercare.interfaces.workspace.texts import Told


def _dated(data: dict[str, Any], who: str, other: str) -> str:
    return _("%(what)s on %(day)s, noted by %(who)s") % {
        "what": DateKind(data["kind"]).label,
        "day": date_format(date.fromisoformat(data["on"])),
        "who": who,
    }


def _owned(data: dict[str, Any], who: str, other: str) -> str:
    return _("It has an owner: %(how)s") % {"how": OwnedBy(data["how"]).label}


def _swapped(data: dict[str, Any], who: str, other: str) -> str:
    place = data.get("designator") or "–"
    goes_out = data.get("part_out") or data.get("lot_out")
    comes_in = data.get("part_in") or data.get("lot_id")
    if goes_out and comes_in:
        return _("%(who)s swapped the part at %(place)s") % {"who": who, "place": place}
    if goes_out:
        return _("%(who)s took out the part at %(place)s") % {"who": who, "place": place}
    return _("%(who)s put in a part at %(place)s") % {"who": who, "place": place}


def _settled(data: dict[str, Any], who: str, other: str) -> str:
    said = (
        _("%(who)s accepted the registration")
        if data["accepted"]
        else _("%(who)s refused the registration")
    )
    return said % {"who": who}


UNITS_TOLD: dict[str, tuple[str, Told]] = {
    "units.unit_introduced": ("circle-plus", lambda data, who, other: _("The unit became known")),
    "units.units_imported": (
        "table-import",
        lambda data, who, other: _("%(who)s took the unit over from a file") % {"who": who},
    ),
    "units.unit_edited": (
        "pencil",
        lambda data, who, other: _("%(who)s corrected what we know of the unit") % {"who": who},
    ),
    "units.unit_dated": ("calendar-check", _dated),
    "units.owner_changed": ("user-check", _owned),
    "units.unit_replaced": (
        "arrows-exchange",
        lambda data, who, other: _(
            "One unit was given for the other: the term goes on with the new one"
        ),
    ),
    "units.part_swapped": ("replace", _swapped),
    "units.batch_taken_in": (
        "building-factory-2",
        lambda data, who, other: (
            _("Came off the line with its batch (%(units)s units)") % {"units": data["units"]}
        ),
    ),
    "units.batch_shipped": (
        "truck-delivery",
        lambda data, who, other: _("%(units)s units were shipped") % {"units": data["units"]},
    ),
    "units.lot_noted": (
        "packages",
        lambda data, who, other: _("%(who)s noted the lot") % {"who": who},
    ),
    "units.registration_received": (
        "clipboard-check",
        lambda data, who, other: _("The customer registered the unit"),
    ),
    "units.registration_settled": ("clipboard-check", _settled),
}
