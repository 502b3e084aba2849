"""Sessions are agreed on: alone or in series, in a case of the customer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_codes
from aftercare.base.journal.steps import announce
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.steps.beginning import begin_matter
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.guidance.events import SessionsPlanned
from aftercare.domain.guidance.models import GuidanceSeries, GuidanceSession
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.policies.series import check_slot, rule_of, slots_of
from aftercare.domain.guidance.states import Repeat, Slot, Topic
from aftercare.domain.guidance.steps import owe_session
from aftercare.domain.guidance.steps.people import bring_in_holders, check_topic, put_in_people
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused


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
    sessions = GuidanceSession.objects.bulk_create(
        _planned(account, case, topic, each, code=code, series=series, actor=actor, at=at)
        for code, each in zip(codes, slots, strict=True)
    )
    _fill_in(sessions, topic, actor=actor, at=at)
    bring_in_holders(sessions[0], topic, actor=actor, at=at)
    event = SessionsPlanned(case.pk, account.pk, tuple(each.pk for each in sessions))
    announce(event, actor=actor, at=at)
    return sessions


def _fill_in(
    sessions: Sequence[GuidanceSession], topic: Topic, *, actor: Actor, at: datetime
) -> None:
    """Write down who comes to new sessions and what they are about, and owe each of them."""
    put_in_people(sessions, topic)
    owner = Ref("user", topic.holders[0][0])
    for each in sessions:
        each.items.add(*topic.items)
        each.units.add(*topic.units)
        owe_session(each, owner=owner, actor=actor, at=at)


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


def _planned(
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
    return GuidanceSession(
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
