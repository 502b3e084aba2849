"""How a person who is forgotten goes from the sessions they were invited to."""

from datetime import datetime

from aftercare.base.people.steps import blank_notifications
from aftercare.domain.customers.queries import Person
from aftercare.domain.guidance.models import GuidanceSession, SessionGuest
from aftercare.kit.refs import ref

_WRITTEN = ("subject", "agenda", "place", "notes", "why")


def erase_from_guidance(person: Person, at: datetime) -> None:
    """Take a person out of sessions: their address and words, and words about them."""
    guests = SessionGuest.objects.filter(contact__in=person.ids)
    sessions = list(GuidanceSession.objects.filter(pk__in=guests.values("session")))
    guests.update(address="", words="")
    for session in sessions:
        for name in _WRITTEN:
            setattr(session, name, person.scrub(getattr(session, name)))
        session.save(update_fields=_WRITTEN)
    blank_notifications(map(ref, sessions))
