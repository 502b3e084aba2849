"""Who holds a session, and who is invited to it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.base.people.models import User
from aftercare.base.people.steps import notify
from aftercare.domain.cases.steps import open_case_to_readers, watch
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.guidance.models import GuidanceSession, SessionGuest, SessionHolder
from aftercare.domain.guidance.queries import (
    holders_of,
    mail_addresses,
    possible_guests,
    possible_holders,
)
from aftercare.domain.guidance.states import Topic
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class SubjectMissing(Refused):
    """A session needs a few words that say what it is about."""


class NobodyHoldsIt(Refused):
    """One of us answers for a session: somebody whose role lets them hold one."""


class NobodyIsInvited(Refused):
    """A session needs at least one person of the customer."""


def check_topic(account: Account, topic: Topic) -> None:
    """Refuse a session nobody holds, nobody comes to, or that is about nothing."""
    if not topic.subject.strip():
        raise SubjectMissing(_("Say in a few words what the session is about."))
    holders = {user for user, _task in topic.holders}
    if not holders or possible_holders().filter(pk__in=holders).count() != len(holders):
        raise NobodyHoldsIt(_("Choose who of us holds the session."))
    guests = set(topic.guests)
    if not guests or possible_guests(account).filter(pk__in=guests).count() != len(guests):
        raise NobodyIsInvited(_("Choose at least one person of the customer."))


def put_people(session: GuidanceSession, topic: Topic, *, at: datetime) -> None:
    """
    Write down anew who holds a session, who is invited, and which things it is about.

    Who is invited no longer is remembered until they were told, if they know of it.
    """
    session.items.set(topic.items)
    session.units.set(topic.units)
    SessionHolder.objects.filter(session=session).delete()
    guests = SessionGuest.objects.filter(session=session)
    guests.filter(contact__in=topic.guests).update(left_at=None, left_told_by=None)
    gone = guests.exclude(contact__in=topic.guests).filter(left_at=None)
    if session.was_told:
        gone.update(left_at=at)
    else:
        gone.delete()
    put_in_people([session], topic, known=set(guests.values_list("contact", flat=True)))


def put_in_people(
    sessions: Sequence[GuidanceSession], topic: Topic, *, known: Collection[int] = ()
) -> None:
    """Write down who holds sessions, and who is invited besides those that are `known`."""
    new = [each for each in dict.fromkeys(topic.guests) if each not in known]
    addresses = mail_addresses(Contact.objects.filter(pk__in=new))
    SessionHolder.objects.bulk_create(
        SessionHolder(session=each, user_id=user, position=place, task=task.strip()[:80])
        for each in sessions
        for place, (user, task) in enumerate(topic.holders)
    )
    SessionGuest.objects.bulk_create(
        SessionGuest(session=each, contact_id=guest, address=addresses.get(guest, ""))
        for each in sessions
        for guest in new
    )


def bring_in_holders(session: GuidanceSession, topic: Topic, *, actor: Actor, at: datetime) -> None:
    """Let those who hold a session see its case, and hear that it is theirs."""
    users = [user for user, _task in topic.holders]
    for user in User.objects.filter(pk__in=users):
        watch(session.case, user.pk)
    open_case_to_readers(session.case)
    others = [each for each in users if (actor.kind, actor.id) != ("user", each)]
    data = {"code": session.code, "subject": session.subject[:80]}
    notify(*others, kind="session_planned", about=ref(session), data=data, at=at)


def tell_holders(session: GuidanceSession, kind: str, *, at: datetime) -> None:
    """Let those who hold a session hear something about it."""
    users = holders_of(session).values_list("user", flat=True)
    data = {"code": session.code, "subject": session.subject[:80]}
    notify(*users, kind=kind, about=ref(session), data=data, at=at)
