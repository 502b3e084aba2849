"""How a session went."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.promises.steps import keep_if_open
from aftercare.domain.guidance.events import NotesChanged, SessionHeld, SessionMissed
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.states import GuidancePromise, MissedBy, SessionStatus
from aftercare.domain.guidance.steps import (
    advance_session,
    announce_session,
    hold_session_row,
    note_on_session,
    owe_no_more,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class NotesMissing(Refused):
    """A session that was held has notes: what was shown, what was agreed, what follows."""


class HasNotBegun(Refused):
    """How a session went is said once it has begun."""


@transaction.atomic
def write_notes(session: GuidanceSession, *, notes: str, actor: Actor, at: datetime) -> None:
    """
    Say that a session took place: what was shown and agreed, what follows. Keeps its promise.

    Of one that was held already, the notes are changed.

    Raises `NotesMissing`, `HasNotBegun`, `IllegalMove`, `StaleRow`.
    """
    actor.must(GuidancePermission.HOLD)
    session = hold_session_row(session)
    if not notes.strip():
        raise NotesMissing(_("Write what was shown, what was agreed, and what follows."))
    if session.status == SessionStatus.HELD:
        note_on_session(session, notes=notes.strip(), notes_sent_at=None)
        announce_session(NotesChanged, session, actor=actor, at=at)
        return
    _must_have_begun(session, at)
    advance_session(session, SessionStatus.HELD, notes=notes.strip(), at=at)
    keep_if_open(ref(session), GuidancePromise.SESSION, actor=actor, at=at)
    announce_session(SessionHeld, session, actor=actor, at=at)


@transaction.atomic
def note_missed(
    session: GuidanceSession, by: MissedBy, *, why: str = "", actor: Actor, at: datetime
) -> None:
    """
    Say that a session did not take place, and because of whom.

    If it was us, we owe it still, at another time. Raises `HasNotBegun`, `IllegalMove`.
    """
    actor.must(GuidancePermission.HOLD)
    session = hold_session_row(session)
    _must_have_begun(session, at)
    advance_session(session, SessionStatus.MISSED, missed_by=by, why=why.strip()[:300], at=at)
    if by == MissedBy.CUSTOMER:
        owe_no_more(session, at=at)
    announce_session(SessionMissed, session, missed_by=by, actor=actor, at=at)


def _must_have_begun(session: GuidanceSession, at: datetime) -> None:
    if session.starts_at > at:
        raise HasNotBegun(_("This session has not begun yet."))
