"""What is kept here of a person, for who hands it out."""

from typing import Any

from aftercare.domain.customers.queries import Person
from aftercare.domain.guidance.models import SessionGuest


def sessions_with(person: Person) -> list[dict[str, Any]]:
    """Return to which sessions a person was invited, and what they answered."""
    guests = SessionGuest.objects.filter(contact__in=person.ids).select_related("session")
    return [
        {
            "code": each.session.code,
            "subject": each.session.subject,
            "starts_at": each.session.starts_at.isoformat(),
            "address": each.address,
            "answer": each.answer,
            "words": each.words,
            "notes": each.session.notes,
        }
        for each in guests.order_by("pk")
    ]
