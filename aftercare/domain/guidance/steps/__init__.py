"""Writes that several verbs of guidance share."""

from datetime import datetime, timedelta
from typing import Any

from aftercare.base.company.queries import setting
from aftercare.base.journal.steps import announce
from aftercare.base.promises.queries import open_promise
from aftercare.base.promises.steps import Term, move_promise, promise_all, withdraw_all
from aftercare.domain.guidance.events import SessionEvent
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.queries import NOTES_HOURS, WARN_HOURS, holders_of
from aftercare.domain.guidance.states import MOVES, GuidancePromise, SessionStatus
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.states import move

READERS = [f"may:{GuidancePermission.VIEW}"]


def hold_session_row(session: GuidanceSession) -> GuidanceSession:
    """Return a session as it is now, held until the transaction ends."""
    rows = GuidanceSession.objects.select_for_update(of=("self",))
    joined = rows.select_related("case__team", "account", "series", "thread__account")
    return joined.get(pk=session.pk)


def note_on_session(session: GuidanceSession, **changes: Any) -> None:
    """Write what is known of a session now."""
    GuidanceSession.objects.filter(pk=session.pk).update(**changes)
    for name, value in changes.items():
        setattr(session, name, value)


def advance_session(
    session: GuidanceSession, to: SessionStatus, *, at: datetime, **changes: Any
) -> None:
    """Let a session go on; `at` is when it was over. Raises `IllegalMove`, `StaleRow`."""
    if to != SessionStatus.MISSED:
        changes.setdefault("missed_by", "")
    ended_at = None if to == SessionStatus.PLANNED else at
    move(session, to, moves=MOVES, ended_at=ended_at, **changes)


def next_sequence(session: GuidanceSession) -> int:
    """Return under which number guests are told of what changes now: one that they do not have."""
    known = session.told_sequence
    return session.sequence + 1 if known == session.sequence else session.sequence


def owe_session(
    session: GuidanceSession, *, owner: Ref | None = None, actor: Actor, at: datetime
) -> None:
    """Promise a session, with its notes, in the name of who answers for it."""
    term = _term(session, at=at)
    promise_all(
        ref(session),
        {GuidancePromise.SESSION: term},
        owner=owner or owner_of(session),
        readers=READERS,
        about=[Ref("account", session.account_id), Ref("case", session.case_id)],
        actor=actor,
        at=at,
    )


def _term(session: GuidanceSession, *, at: datetime) -> Term:
    due_at = due_for(session)
    warn_at = session.starts_at - timedelta(hours=int(setting(WARN_HOURS.name)))
    return Term(due_at, min(max(warn_at, at), due_at))


def due_for(session: GuidanceSession) -> datetime:
    """Return by when a session is held and its notes are written."""
    return session.ends_at + timedelta(hours=int(setting(NOTES_HOURS.name)))


def owe_at_new_time(session: GuidanceSession, *, why: str, actor: Actor, at: datetime) -> None:
    """Let the promise of a session follow its new time, or owe it again."""
    if not open_promise(ref(session), GuidancePromise.SESSION):
        owe_session(session, actor=actor, at=at)
        return
    due_at = due_for(session)
    owed = move_promise(
        ref(session), GuidancePromise.SESSION, due_at=due_at, reason=why, actor=actor, at=at
    )
    owed.warn_at = _term(session, at=at).warn_at
    owed.save(update_fields=["warn_at"])


def owe_no_more(session: GuidanceSession, *, at: datetime) -> None:
    """Owe a session no longer."""
    withdraw_all(ref(session), at=at)


def owner_of(session: GuidanceSession) -> Ref:
    """Return who answers for a session: the first who holds it, else everybody."""
    first = holders_of(session).first()
    return Ref("user", first.user_id) if first else Ref("system", 0)


def announce_session(
    happened: type[SessionEvent],
    session: GuidanceSession,
    *,
    actor: Actor,
    at: datetime,
    **details: Any,
) -> None:
    """Announce that something happened to a session and so to its case and customer."""
    event = happened(
        guidance_session_id=session.pk,
        case_id=session.case_id,
        account_id=session.account_id,
        **details,
    )
    announce(event, actor=actor, at=at)
