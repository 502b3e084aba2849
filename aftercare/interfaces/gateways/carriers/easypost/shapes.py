"""How EasyPost speaks of addresses, parcels and their way, and how we do."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from aftercare.domain.shipping.states import (
    CustomerWish,
    ParcelStatus,
    PostalAddress,
    Sighting,
    Size,
)

OUNCE, INCH = 28.349523125, 25.4
STATUSES: Mapping[str, str] = {
    "in_transit": ParcelStatus.IN_TRANSIT,
    "out_for_delivery": ParcelStatus.OUT_FOR_DELIVERY,
    "available_for_pickup": ParcelStatus.OUT_FOR_DELIVERY,
    "delivered": ParcelStatus.DELIVERED,
    "return_to_sender": ParcelStatus.SENT_BACK,
}
DETAILS: Mapping[str, str] = {
    "lost": ParcelStatus.LOST,
    "damaged": ParcelStatus.DAMAGED,
    "refused": ParcelStatus.REFUSED,
    "picked_up": ParcelStatus.COLLECTED,
}
"""What the finer word of a status says, where it says more than the status."""


def address_as_told(address: PostalAddress) -> dict[str, str]:
    """Return an address as EasyPost has it: two lines of street at most."""
    first, *rest = address.lines.splitlines() or [""]
    told = {
        "name": address.name,
        "company": address.company,
        "street1": first,
        "street2": ", ".join(rest),
        "city": address.city,
        "state": address.state,
        "zip": address.postcode,
        "country": address.country,
        "phone": address.phone,
        "email": address.email,
    }
    return {name: value for name, value in told.items() if value}


def parcel_as_told(size: Size) -> dict[str, float]:
    """Return a size as EasyPost has it: in ounces and inches."""
    lengths = {"length": size.length, "width": size.width, "height": size.height}
    told = {name: round(value / INCH, 2) for name, value in lengths.items() if value}
    return told | {"weight": round((size.weight or 0) / OUNCE, 1)}


def wish_as_told(wish: CustomerWish) -> str:
    """Return how a parcel is to be delivered, in words for the carrier; nothing, if anyhow."""
    said = [
        _("not before %(day)s") % {"day": wish.not_before} if wish.not_before else "",
        _("by %(day)s") % {"day": wish.by} if wish.by else "",
        _("at %(hours)s") % {"hours": wish.hours} if wish.hours else "",
        wish.place,
    ]
    return ", ".join(filter(None, said))


def expected_at_of(tracker: Mapping[str, Any]) -> datetime | None:
    """Return when a parcel is expected, if that is told."""
    return _moment(tracker.get("est_delivery_date"))


def sightings_of(tracker: Mapping[str, Any]) -> Sequence[Sighting]:
    """Return what is told of the way: each word is the same word whenever it comes."""
    return [
        _sighting(each, happened_at)
        for each in tracker.get("tracking_details") or []
        if (happened_at := _moment(each.get("datetime")))
    ]


def _sighting(detail: Mapping[str, Any], happened_at: datetime) -> Sighting:
    status, finer = str(detail.get("status", "")), str(detail.get("status_detail", ""))
    words = str(detail.get("message") or detail.get("description") or "")
    said = f"{happened_at.isoformat()}|{status}|{finer}|{words}"
    place = detail.get("tracking_location") or {}
    return Sighting(
        key=sha256(said.encode()).hexdigest(),
        happened_at=happened_at,
        status=DETAILS.get(finer) or STATUSES.get(status, ""),
        words=words,
        place=", ".join(str(place[name]) for name in ("city", "country") if place.get(name)),
    )


def _moment(text: Any) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(str(text))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
