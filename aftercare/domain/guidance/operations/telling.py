"""What guests are told: invitations with a calendar, reminders, and the notes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftercare.base.files.steps import store_all
from aftercare.domain.cases.states import Occasion
from aftercare.domain.cases.steps.telling import News, letters_in, tell_by_rule, write_by_hand
from aftercare.domain.conversations.models import Message, Thread
from aftercare.domain.guidance.events import GuestsInvited, GuestsNotTold, GuestsReminded, NotesSent
from aftercare.domain.guidance.models import GuidanceSeries, GuidanceSession, SessionGuest
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.policies.calendars import calendar_of
from aftercare.domain.guidance.policies.series import local
from aftercare.domain.guidance.queries import guests_of, guests_who_left, reached, sessions_in
from aftercare.domain.guidance.queries.letters import (
    entries_of_series,
    entry_of,
    invited,
    language_of,
    organizer_of,
    when,
)
from aftercare.domain.guidance.states import Entry, Method, SessionStatus
from aftercare.domain.guidance.steps import announce_session, hold_session_row, note_on_session
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class NobodyToWriteTo(Refused):
    """None of the guests has an address to which a mail could go."""


class NothingWritten(Refused):
    """A letter to the guests needs a text."""


class NothingToTell(Refused):
    """The session is not one to invite to, to call off, or to remind of."""


@transaction.atomic
def tell_guests(session: GuidanceSession, *, text: str, actor: Actor, at: datetime) -> Message:
    """
    Invite the guests of a session, tell them what has changed, or that it is called off.

    It is a mail of the case, with a calendar that can be answered by a button; it can be taken
    back for some seconds.

    Raises `NobodyToWriteTo`, `NothingWritten`, `NothingToTell`, and what writing in a case raises.
    """
    actor.must(GuidancePermission.PLAN)
    session = hold_session_row(session)
    is_off = session.status == SessionStatus.CALLED_OFF and session.was_told
    if session.status != SessionStatus.PLANNED and not is_off:
        raise NothingToTell(_("There is nothing to tell the guests of this session."))
    method = Method.CANCEL if is_off else Method.REQUEST
    thread = _thread_of(session, at=at)
    entries = [entry_of(session, organizer_of(thread))]
    message = _write(session, thread, text, entries, method, actor=actor, at=at)
    _note_told([session], thread, message)
    known = {"message_id": message.pk, "method": str(method)}
    announce_session(GuestsInvited, session, **known, actor=actor, at=at)
    return message


@transaction.atomic
def tell_guests_of_series(
    session: GuidanceSession, *, text: str, actor: Actor, at: datetime
) -> Message:
    """
    Invite the guests to a whole series at once, or tell them that nothing of it is left.

    Raises what `tell_guests` raises.
    """
    actor.must(GuidancePermission.PLAN)
    session = hold_session_row(session)
    if session.series is None:
        raise NothingToTell(_("This session belongs to no series."))
    series = GuidanceSeries.objects.select_for_update().get(pk=session.series.pk)
    sessions = list(sessions_in(series).select_related("account", "case"))
    planned = [each for each in sessions if each.status == SessionStatus.PLANNED]
    off = [each for each in sessions if each.status == SessionStatus.CALLED_OFF and each.is_untold]
    if not planned and not off:
        raise NothingToTell(_("There is nothing to tell the guests of this series."))
    thread = _thread_of(session, at=at)
    organizer = organizer_of(thread)
    if planned:
        _count_up(series, sessions)
        entries, method = entries_of_series(series, organizer), Method.REQUEST
    else:
        entries, method = [entry_of(each, organizer) for each in off], Method.CANCEL
    message = _write(session, thread, text, entries, method, actor=actor, at=at)
    GuidanceSeries.objects.filter(pk=series.pk).update(told_at=at)
    _note_told([*planned, *off], thread, message)
    known = {"message_id": message.pk, "method": str(method), "sessions": len(planned) or len(off)}
    announce_session(GuestsInvited, session, **known, actor=actor, at=at)
    return message


@transaction.atomic
def tell_who_left(session: GuidanceSession, *, text: str, actor: Actor, at: datetime) -> Message:
    """
    Tell who was invited to a session that they are no longer; their calendars take it out.

    Raises `NothingToTell`, `NothingWritten`, and what writing in a case raises.
    """
    actor.must(GuidancePermission.PLAN)
    session = hold_session_row(session)
    left = guests_who_left(session)
    to = reached(left)
    if not to or session.thread is None:
        raise NothingToTell(_("Everybody who was invited knows how it stands."))
    entry = replace(entry_of(session, organizer_of(session.thread)), guests=invited(left))
    message = _write(
        session, session.thread, text, [entry], Method.CANCEL, to=to, actor=actor, at=at
    )
    left.update(left_told_by=message)
    known = {"message_id": message.pk, "method": str(Method.CANCEL)}
    announce_session(GuestsInvited, session, **known, actor=actor, at=at)
    return message


def _count_up(series: GuidanceSeries, sessions: Sequence[GuidanceSession]) -> None:
    """Give a series told anew a number above all that guests know of it, and its sessions too."""
    if any(each.was_told for each in sessions):
        series.sequence = max(each.sequence for each in sessions) + 1
        series.save(update_fields=["sequence"])
    for each in sessions:
        note_on_session(each, sequence=max(each.sequence, series.sequence))


def _thread_of(session: GuidanceSession, *, at: datetime) -> Thread:
    if session.thread is not None:
        return session.thread
    addresses = _must_reach(session)
    return letters_in(session.case, peer=addresses[0], at=at)


def _must_reach(session: GuidanceSession) -> list[str]:
    addresses = reached(guests_of(session))
    if not addresses:
        raise NobodyToWriteTo(
            _("None of the guests has an e-mail address. Add one on the page of the customer.")
        )
    return addresses


def _write(
    session: GuidanceSession,
    thread: Thread,
    text: str,
    entries: Sequence[Entry],
    method: Method,
    *,
    to: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> Message:
    calendar = calendar_of(entries, method, at=at)
    (file,) = store_all([(BytesIO(calendar), "text/calendar")], at=at)
    return write_by_hand(
        session.case,
        text=_said(text),
        thread=thread,
        to=to or _must_reach(session),
        invitation=(file, f"{session.code}.ics"),
        actor=actor,
        at=at,
    )


def _said(text: str) -> str:
    if not text.strip():
        raise NothingWritten(_("Write a few words to the guests first."))
    return text.strip()


def _note_told(sessions: Iterable[GuidanceSession], thread: Thread, message: Message) -> None:
    for each in sessions:
        note_on_session(each, thread=thread, told_by=message, told_sequence=each.sequence)


@transaction.atomic
def note_guests_not_told(message: Message, *, actor: Actor, at: datetime) -> None:
    """Note that what was written to guests was taken back or came to nothing: they know nothing."""
    actor.must(GuidancePermission.PLAN)
    for session in GuidanceSession.objects.filter(told_by=message):
        held = hold_session_row(session)
        known = held.sequence - 1 if held.sequence else None
        note_on_session(held, told_by=None, told_sequence=known)
        announce_session(GuestsNotTold, held, actor=actor, at=at)
    left = SessionGuest.objects.filter(left_told_by=message)
    for session in GuidanceSession.objects.filter(guests__in=left).distinct():
        announce_session(GuestsNotTold, session, actor=actor, at=at)
    left.update(left_told_by=None)


@transaction.atomic
def remind_guests(session: GuidanceSession, *, text: str, actor: Actor, at: datetime) -> Message:
    """
    Remind the guests of a session by a mail of its case.

    Raises `NothingToTell`, `NobodyToWriteTo`, `NothingWritten`.
    """
    actor.must(GuidancePermission.PLAN)
    session = hold_session_row(session)
    if session.status != SessionStatus.PLANNED or session.starts_at <= at:
        raise NothingToTell(_("Only of a session that is to come somebody is reminded."))
    message = _write_plainly(session, text, actor=actor, at=at)
    note_on_session(session, reminded_at=at)
    announce_session(GuestsReminded, session, message_id=message.pk, actor=actor, at=at)
    return message


@transaction.atomic
def send_notes(session: GuidanceSession, *, text: str, actor: Actor, at: datetime) -> Message:
    """
    Send the guests the notes of a session by a mail of its case.

    Raises `NothingToTell`, `NobodyToWriteTo`, `NothingWritten`.
    """
    actor.must(GuidancePermission.HOLD)
    session = hold_session_row(session)
    if session.status != SessionStatus.HELD:
        raise NothingToTell(_("There are no notes yet."))
    message = _write_plainly(session, text, actor=actor, at=at)
    note_on_session(session, notes_sent_at=at)
    announce_session(NotesSent, session, message_id=message.pk, actor=actor, at=at)
    return message


def _write_plainly(session: GuidanceSession, text: str, *, actor: Actor, at: datetime) -> Message:
    thread, to = _thread_of(session, at=at), _must_reach(session)
    return write_by_hand(session.case, text=_said(text), thread=thread, to=to, actor=actor, at=at)


@transaction.atomic
def remind_by_rule(session: GuidanceSession, *, actor: Actor, at: datetime) -> None:
    """Remind the guests of a session that comes up, once, if that is switched on."""
    actor.must(GuidancePermission.PLAN)
    session = hold_session_row(session)
    if session.status != SessionStatus.PLANNED or session.reminded_at or session.starts_at <= at:
        return
    message = tell_by_rule(session.case, _news_of(session), at=at)
    if message is None:
        return
    note_on_session(session, reminded_at=at)
    announce_session(GuestsReminded, session, message_id=message.pk, actor=actor, at=at)


def _news_of(session: GuidanceSession) -> News:
    guests = guests_of(session)
    first = guests[0].contact.name if guests else ""
    with override(language_of(session)):
        day = when(session, session.account.time_zone or session.zone)
    about = f"{ref(session)} {date_format(local(session.starts_at, 'UTC'), 'ymdHi')}"
    return News(
        Occasion.GUIDANCE,
        about,
        session.code,
        session.place,
        facts={"customer": first, "topic": session.subject, "when": day, "place": session.place},
        thread=session.thread,
        to=reached(guests),
    )
