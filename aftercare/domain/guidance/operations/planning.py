"""Sessions are agreed on: alone or in series, in a case of the customer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_codes
from aftercare.base.journal.steps import announce
from aftercare.base.people.models import User
from aftercare.base.people.steps import notify
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.steps import open_case_to_readers, watch
from aftercare.domain.cases.steps.beginning import begin_matter
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.guidance.events import SessionsPlanned
from aftercare.domain.guidance.models import (
    GuidanceSeries,
    GuidanceSession,
    SessionGuest,
    SessionHolder,
)
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.policies.series import check_slot, rule_of, slots_of
from aftercare.domain.guidance.queries import mail_addresses, possible_guests, possible_holders
from aftercare.domain.guidance.states import Repeat, Slot, Topic
from aftercare.domain.guidance.steps import owe_session
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class SubjectMissing(Refused):
    """A session needs a few words that say what it is about."""


class NobodyHoldsIt(Refused):
    """One of us answers for a session: somebody whose role lets them hold one."""


class NobodyIsInvited(Refused):
    """A session needs at least one person of the customer."""


class TimeHasPassed(Refused):
    """A session is planned for a time to come."""


@transaction.atomic
def plan_sessions(
    account: Account,
    topic: Topic,
    slot: Slot,
    *,
    case: Case | None = None,
    repeat: Repeat | None = None,
    actor: Actor,
    at: datetime,
) -> Sequence[GuidanceSession]:
    """
    Plan a session with a customer, or a series of them; nobody outside is told yet.

    It hangs on a `case`, or on one begun for it. Each session is owed by who holds it first.

    Raises `SubjectMissing`, `NobodyHoldsIt`, `NobodyIsInvited`, `TimeHasPassed`, `NoSuchSlot`,
    `NoSuchSeries`.
    """
    actor.must(GuidancePermission.PLAN)
    check_topic(account, topic)
    check_slot(slot)
    if slot.starts_at <= at:
        raise TimeHasPassed(_("Choose a time that lies ahead."))
    case = case or _case_for(account, topic, actor=actor, at=at)
    slots = slots_of(slot, repeat) if repeat else [slot]
    series = _series(slots, repeat) if repeat else None
    codes = next_codes("GS", len(slots), at=at)
    sessions = [
        _plan(account, case, topic, each, code=code, series=series, actor=actor, at=at)
        for code, each in zip(codes, slots, strict=True)
    ]
    bring_in_holders(sessions[0], topic, actor=actor, at=at)
    event = SessionsPlanned(case.pk, account.pk, tuple(each.pk for each in sessions))
    announce(event, actor=actor, at=at)
    return sessions


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


def _case_for(account: Account, topic: Topic, *, actor: Actor, at: datetime) -> Case:
    contact = Contact.objects.select_related("account").get(pk=topic.guests[0])
    return begin_matter(contact, subject=topic.subject, actor=actor, at=at)


def _series(slots: Sequence[Slot], repeat: Repeat) -> GuidanceSeries:
    first = slots[0]
    return GuidanceSeries.objects.create(
        uid=_uid(),
        rule=rule_of(first, repeat.every, len(slots)),
        zone=first.zone,
        begins_at=first.starts_at,
        ends_at=first.ends_at,
    )


def _uid() -> str:
    return f"guidance-{uuid4().hex}"


def _plan(
    account: Account,
    case: Case,
    topic: Topic,
    slot: Slot,
    *,
    code: str,
    series: GuidanceSeries | None,
    actor: Actor,
    at: datetime,
) -> GuidanceSession:
    session = GuidanceSession.objects.create(
        code=code,
        series=series,
        uid=series.uid if series else _uid(),
        occurs_at=slot.starts_at if series else None,
        account=account,
        case=case,
        subject=topic.subject.strip()[:200],
        agenda=topic.agenda.strip(),
        how=topic.how,
        place=topic.place.strip()[:300],
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        zone=slot.zone,
        planned_by=str(actor.ref),
        planned_at=at,
    )
    put_people(session, topic)
    owe_session(session, actor=actor, at=at)
    return session


def put_people(session: GuidanceSession, topic: Topic) -> None:
    """Write down who holds a session, who is invited, and which things it is about."""
    session.items.set(topic.items)
    session.units.set(topic.units)
    SessionHolder.objects.filter(session=session).delete()
    SessionHolder.objects.bulk_create(
        SessionHolder(session=session, user_id=user, position=place, task=task.strip()[:80])
        for place, (user, task) in enumerate(topic.holders)
    )
    guests = SessionGuest.objects.filter(session=session)
    guests.exclude(contact__in=topic.guests).delete()
    known = set(guests.values_list("contact", flat=True))
    new = [each for each in dict.fromkeys(topic.guests) if each not in known]
    addresses = mail_addresses(Contact.objects.filter(pk__in=new))
    SessionGuest.objects.bulk_create(
        SessionGuest(session=session, contact_id=each, address=addresses.get(each, ""))
        for each in new
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
