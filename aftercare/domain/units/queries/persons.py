"""What is kept here of a person, for who hands it out."""

from typing import Any

from aftercare.domain.customers.queries import Person
from aftercare.domain.units.models import Ownership, Registration


def units_with(person: Person) -> dict[str, Any]:
    """Return the units a person has or had, and what they registered."""
    owned = Ownership.objects.filter(contact__in=person.ids).select_related("unit__item")
    registered = Registration.objects.filter(contact__in=person.ids)
    return {
        "units": [
            {
                "serial": str(each.unit),
                "item": each.unit.item.code,
                "since": each.since.isoformat(),
                "until": each.until.isoformat() if each.until else None,
            }
            for each in owned.order_by("pk")
        ],
        "registrations": [
            {
                "serial": each.typed_serial,
                "bought_on": each.bought_on.isoformat(),
                "dealer": each.dealer,
                "at": each.at.isoformat(),
            }
            for each in registered.order_by("pk")
        ],
    }
