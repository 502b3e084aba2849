"""What was agreed changes: topic and people, the time, or that it takes place at all."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.promises.steps import hand_over_promises
from aftercare.domain.guidance.events import (
    SessionCalledOff,
    SessionChanged,
    SessionMoved,
    SessionTakenUpAgain,
)
from aftercare.domain.guidance.models import GuidanceSession, SessionGuest
from aftercare.domain.guidance.operations.planning import TimeHasPassed
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.policies.series import check_slot
from aftercare.domain.guidance.queries import guests_of, holders_of, later_in_series
from aftercare.domain.guidance.states import UPCOMING, SessionStatus, Slot, Topic
from aftercare.domain.guidance.steps import (
    advance_session,
    announce_session,
    hold_session_row,
    next_sequence,
    note_on_session,
    owe_at_new_time,
    owe_no_more,
    owe_session,
    owner_of,
)
from aftercare.domain.guidance.steps.people import bring_in_holders, check_topic, put_people
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove


class SayWhy(Refused):
    """Who moves a session or calls it off says why."""


@transaction.atomic
def change_session(session: GuidanceSession, topic: Topic, *, actor: Actor, at: datetime) -> None:
    """
    Change what a planned session is about, how people meet, or who comes; not when.

    The guests are told by a person. Raises what `plan_sessions` raises, and `IllegalMove`.
    """
    actor.must(GuidancePermission.PLAN)
    session = hold_session_row(session)
    if session.status != SessionStatus.PLANNED:
        raise IllegalMove(_("%(session)s is over. Plan another one.") % {"session": session})
    check_topic(session.account, topic)
    words = {
        "subject": topic.subject.strip()[:200],
        "agenda": topic.agenda.strip(),
        "how": topic.how,
        "place": topic.place.strip()[:300],
    }
    before = _standing(session)
    changed = [name for name, value in words.items() if value != getattr(session, name)]
    put_people(session, topic, at=at)
    changed += [name for name, value in _standing(session).items() if value != before[name]]
    if changed:
        told = {*changed} - {"holders"}
        sequence = next_sequence(session) if told else session.sequence
        note_on_session(session, sequence=sequence, **words)
        hand_over_promises(ref(session), owner=owner_of(session), at=at)
        bring_in_holders(session, topic, actor=actor, at=at)
    announce_session(SessionChanged, session, changed=tuple(changed), actor=actor, at=at)


def _standing(session: GuidanceSession) -> dict[str, Any]:
    return {
        "holders": list(holders_of(session).values_list("user", "task")),
        "guests": set(guests_of(session).values_list("contact", flat=True)),
        "items": set(session.items.values_list("pk", flat=True)),
        "units": set(session.units.values_list("pk", flat=True)),
    }


@transaction.atomic
def move_session(
    session: GuidanceSession, slot: Slot, *, why: str, actor: Actor, at: datetime
) -> None:
    """
    Let a session that was not held take place at another time, for a reason.

    Answers of guests to the time before no longer count. The guests are told by a person.

    Raises `TimeHasPassed`, `NoSuchSlot`, `SayWhy`, `IllegalMove`, `StaleRow`.
    """
    actor.must(GuidancePermission.PLAN)
    session = hold_session_row(session)
    check_slot(slot)
    if not why.strip():
        raise SayWhy(_("Say why the session has to move."))
    if slot.starts_at <= at:
        raise TimeHasPassed(_("Choose a time that lies ahead."))
    if session.status not in UPCOMING:
        raise IllegalMove(_("%(session)s cannot be moved any more.") % {"session": session})
    if session.status == SessionStatus.MISSED:
        advance_session(session, SessionStatus.PLANNED, at=at)
    sequence = next_sequence(session)
    note_on_session(
        session,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        zone=slot.zone,
        sequence=sequence,
        moved_sequence=sequence,
        reminded_at=None,
        why=why.strip()[:300],
    )
    _forget_answers(session)
    owe_at_new_time(session, why=why, actor=actor, at=at)
    announce_session(
        SessionMoved, session, starts_at=slot.starts_at.isoformat(), actor=actor, at=at
    )


def _forget_answers(session: GuidanceSession) -> None:
    guests = SessionGuest.objects.filter(session=session)
    guests.update(answer="", words="", answered_at=None)


@transaction.atomic
def call_off_session(session: GuidanceSession, *, why: str, actor: Actor, at: datetime) -> None:
    """
    Say that a session does not take place, and why. The guests are told by a person.

    Raises `SayWhy`, `IllegalMove`, `StaleRow`.
    """
    actor.must(GuidancePermission.PLAN)
    _announce_off(session, why, actor, at)


@transaction.atomic
def call_off_rest(session: GuidanceSession, *, why: str, actor: Actor, at: datetime) -> int:
    """
    Call off a session of a series and all that are planned after it; return how many.

    Raises `SayWhy`.
    """
    actor.must(GuidancePermission.PLAN)
    rest = list(later_in_series(session)) if session.series else [session]
    for each in rest:
        _announce_off(each, why, actor, at)
    return len(rest)


def _announce_off(session: GuidanceSession, why: str, actor: Actor, at: datetime) -> None:
    session = hold_session_row(session)
    if not why.strip():
        raise SayWhy(_("Say why it does not take place."))
    sequence = next_sequence(session)
    advance_session(
        session,
        SessionStatus.CALLED_OFF,
        why=why.strip()[:300],
        sequence=sequence,
        moved_sequence=sequence,
        at=at,
    )
    owe_no_more(session, at=at)
    announce_session(SessionCalledOff, session, actor=actor, at=at)


@transaction.atomic
def take_session_up_again(session: GuidanceSession, *, actor: Actor, at: datetime) -> None:
    """
    Let a session that was called off take place after all, at its time.

    Raises `TimeHasPassed`, `IllegalMove`, `StaleRow`.
    """
    actor.must(GuidancePermission.PLAN)
    session = hold_session_row(session)
    if session.starts_at <= at and session.status == SessionStatus.CALLED_OFF:
        raise TimeHasPassed(_("Its time has passed. Plan another session."))
    if session.status != SessionStatus.CALLED_OFF:
        raise IllegalMove(_("%(session)s is not called off.") % {"session": session})
    sequence = next_sequence(session)
    advance_session(session, SessionStatus.PLANNED, why="", sequence=sequence, at=at)
    owe_session(session, actor=actor, at=at)
    announce_session(SessionTakenUpAgain, session, actor=actor, at=at)
