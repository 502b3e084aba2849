"""What is kept here of a person, for who hands it out."""

from typing import Any

from aftercare.domain.customers.queries import Person
from aftercare.domain.shipping.models import Parcel


def parcels_with(person: Person) -> list[dict[str, Any]]:
    """Return the parcels that a person has sent or got."""
    return [
        {
            "code": parcel.code,
            "way": parcel.way,
            "status": parcel.status,
            "sender": parcel.sender,
            "recipient": parcel.recipient,
            "wished": [parcel.wish_hours, parcel.wish_place],
            "carrier": parcel.carrier_name,
            "number": parcel.number,
            "note": parcel.note,
            "made_at": parcel.made_at.isoformat(),
            "closed_at": parcel.closed_at.isoformat() if parcel.closed_at else None,
        }
        for parcel in Parcel.objects.filter(contact__in=person.ids).order_by("pk")
    ]
