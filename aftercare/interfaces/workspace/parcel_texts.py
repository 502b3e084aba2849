"""What the screen says of parcels and carriers. The journal keeps codes; words belong here."""

from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from aftercare.domain.shipping.models import PackingInstruction
from aftercare.domain.shipping.states import (
    ALL,
    BorneBecause,
    PackingMark,
    PackingMaterial,
    ParcelStatus,
)

PARCELS_SAID: dict[str, tuple[str, Any]] = {
    "shipping.parcel_drafted": ("package", _("%(who)s prepared a parcel")),
    "shipping.parcel_changed": ("pencil", _("%(who)s changed the parcel")),
    "shipping.parcel_packed": ("package-export", _("%(who)s packed the parcel")),
    "shipping.rates_kept": ("scale", _("Carriers were asked for their rates")),
    "shipping.label_ordered": ("receipt", _("%(who)s chose a carrier; its label is being bought")),
    "shipping.label_bought": ("barcode", _("The parcel has a label")),
    "shipping.label_refused": ("alert-triangle", _("The carrier gave no label")),
    "shipping.label_given_back": ("arrow-back-up", _("%(who)s gave the label back")),
    "shipping.parcel_seen": ("eye", _("The carrier told something of the parcel")),
    "shipping.delivery_slips": ("clock", _("The parcel will be later than was promised")),
    "shipping.delivery_changed": ("calendar-due", _("Another delivery is wished")),
    "shipping.delivery_put_off": ("calendar-due", _("%(who)s agreed on another day of delivery")),
}
"""Events of a parcel: icon, and how it is said."""


def freight_rule_told(because: str, share: int | None) -> str:
    """Return the rule that says who pays the freight, as a sentence; empty where there is none."""
    if not because:
        return ""
    rule = str(BorneBecause(because).label)
    rule = rule[:1].upper() + rule[1:]
    if share in (None, 0, ALL):
        return _now("%(rule)s.") % {"rule": rule}
    return _now("%(rule)s; the customer bears %(share)s %%.") % {"rule": rule, "share": share}


def _says(said: Any) -> Any:
    def tell(_data: dict[str, Any], who: str, other: str) -> str:
        return str(said) % {"who": who}

    return tell


def _moved(data: dict[str, Any], who: str, other: str) -> str:
    return str(_("Parcel: %(status)s")) % {"status": ParcelStatus(data["status"]).label}


PARCELS_TOLD = {
    **{event: (icon, _says(said)) for event, (icon, said) in PARCELS_SAID.items()},
    "shipping.parcel_moved": ("truck", _moved),
}
PARCELS_IN_CASE = {
    event: PARCELS_TOLD[event]
    for event in (
        "shipping.parcel_drafted",
        "shipping.label_bought",
        "shipping.parcel_moved",
        "shipping.delivery_slips",
        "shipping.delivery_put_off",
        "shipping.delivery_changed",
    )
}
"""What the streams of cases, work orders and returns tell of their parcels."""

REASONS: dict[str, Any] = {
    "cheapest": _("the cheapest that would do"),
    "dearer": _("%(value)s dearer"),
    "fastest": _("the fastest that would do"),
    "slower": _("%(value)s days slower"),
    "in_time": _("there on %(value)s, in time"),
    "to_points": _("goes to pick-up points"),
    "insured": _("insured up to %(value)s"),
    "keeps_hours": _("comes at the wished hours: %(value)s"),
    "no_hours": _("is only told the wished hours: %(value)s"),
    "too_early": _("there on %(value)s already, too early"),
    "too_late": _("there on %(value)s only, too late"),
    "no_day": _("names no day of delivery"),
    "not_to_points": _("goes to no pick-up points"),
    "too_heavy": _("takes parcels up to %(value)s kg"),
    "not_insured": _("insured up to %(value)s only"),
    "no_answer": _("no answer: %(value)s"),
}
"""Why a carrier suits a parcel or does not."""
OF_DAYS, OF_WEIGHT = ("in_time", "too_late", "too_early"), "too_heavy"


def reason_in_words(reason: dict[str, Any]) -> str:
    """Return one reason for or against a carrier, in words."""
    code, value = reason["code"], reason.get("value", "")
    if code in OF_DAYS and (day := parse_date(str(value))):
        value = date_format(day, "SHORT_DATE_FORMAT")
    elif code == OF_WEIGHT:
        value = f"{int(value) / 1000:g}"
    return str(REASONS.get(code, code)) % {"value": value}


def materials_of(instruction: PackingInstruction) -> list[Any]:
    """Return the names of the materials of an instruction."""
    return [PackingMaterial(each).label for each in instruction.materials]


def marks_of(instruction: PackingInstruction) -> list[Any]:
    """Return the names of the marks of an instruction."""
    return [PackingMark(each).label for each in instruction.marks]
