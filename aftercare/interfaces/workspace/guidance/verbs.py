"""What can be done with a session: words, form and operation of each verb."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.guidance.models import GuidanceSession, SessionGuest
from aftercare.domain.guidance.operations import changing, holding, telling
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.queries import guests_of, guests_who_left, letters
from aftercare.domain.guidance.states import UPCOMING, SessionStatus
from aftercare.interfaces.workspace.guidance.forms import (
    LetterForm,
    MissedForm,
    MoveForm,
    NotesForm,
    SayWhyForm,
    TopicForm,
    topic_of,
)
from aftercare.kit.actors import Actor

Fits = Callable[[GuidanceSession, datetime], bool]


@dataclass(frozen=True)
class Verb:
    """One thing to do, offered where it fits; no form: at once. `initial` is what stands in it."""

    title: Any
    icon: str
    call: Callable[..., Any]
    form: Any
    permission: GuidancePermission
    fits: Fits
    initial: Callable[[GuidanceSession], dict[str, Any]] = lambda _session: {}
    hint: Any = ""
    written_to: Callable[[GuidanceSession], Iterable[SessionGuest]] = guests_of

    def is_offered(self, session: GuidanceSession, actor: Actor, at: datetime) -> bool:
        """Return whether it can be done now, by this person."""
        return actor.may(self.permission) and self.fits(session, at)


def _letter(words: Callable[[GuidanceSession], str]) -> Callable[[GuidanceSession], dict[str, Any]]:
    return lambda session: {"text": letters.proposed(words, session)}


def _telling(session: GuidanceSession) -> dict[str, Any]:
    is_off = session.status == SessionStatus.CALLED_OFF
    return _letter(letters.calling_off if is_off else letters.invitation)(session)


def _planned(session: GuidanceSession, at: datetime) -> bool:
    return session.status == SessionStatus.PLANNED


def _to_come(session: GuidanceSession, at: datetime) -> bool:
    return session.status == SessionStatus.PLANNED and session.starts_at > at


def _begun(session: GuidanceSession, at: datetime) -> bool:
    return session.status in UPCOMING and session.starts_at <= at


ANSWERED = _("They can answer by a button of their calendar; the answers are shown here.")

VERBS: dict[str, Verb] = {
    "notes": Verb(
        _("Write notes"),
        "note",
        holding.write_notes,
        NotesForm,
        GuidancePermission.HOLD,
        lambda session, at: _begun(session, at) or session.status == SessionStatus.HELD,
        lambda session: {"notes": session.notes},
    ),
    "tell": Verb(
        _("Write to the guests"),
        "mail-forward",
        telling.tell_guests,
        LetterForm,
        GuidancePermission.PLAN,
        lambda session, at: _to_come(session, at) or session.is_untold,
        _telling,
        ANSWERED,
    ),
    "tell-left": Verb(
        _("Write to who need not come"),
        "user-minus",
        telling.tell_who_left,
        LetterForm,
        GuidancePermission.PLAN,
        lambda session, _at: session.was_told and guests_who_left(session).exists(),
        _letter(letters.farewell),
        written_to=guests_who_left,
    ),
    "tell-series": Verb(
        _("Invite to the whole series"),
        "calendar-plus",
        telling.tell_guests_of_series,
        LetterForm,
        GuidancePermission.PLAN,
        lambda session, at: session.series_id is not None and _to_come(session, at),
        _letter(letters.invitation_to_series),
        ANSWERED,
    ),
    "remind": Verb(
        _("Remind the guests"),
        "alarm",
        telling.remind_guests,
        LetterForm,
        GuidancePermission.PLAN,
        lambda session, at: _to_come(session, at) and session.was_told,
        _letter(letters.reminder),
    ),
    "send-notes": Verb(
        _("Send the notes"),
        "mail-forward",
        telling.send_notes,
        LetterForm,
        GuidancePermission.HOLD,
        lambda session, at: session.status == SessionStatus.HELD,
        _letter(letters.notes_letter),
    ),
    "change": Verb(
        _("Change"),
        "pencil",
        changing.change_session,
        TopicForm,
        GuidancePermission.PLAN,
        _planned,
        topic_of,
    ),
    "move": Verb(
        pgettext_lazy("a session", "Move"),
        "calendar-due",
        changing.move_session,
        MoveForm,
        GuidancePermission.PLAN,
        lambda session, at: session.status in UPCOMING,
        MoveForm.initial_of,
    ),
    "missed": Verb(
        _("It did not take place"),
        "circle-x",
        holding.note_missed,
        MissedForm,
        GuidancePermission.HOLD,
        lambda session, at: session.status == SessionStatus.PLANNED and session.starts_at <= at,
    ),
    "call-off": Verb(
        _("Call it off"),
        "calendar-off",
        changing.call_off_session,
        SayWhyForm,
        GuidancePermission.PLAN,
        lambda session, at: session.status in UPCOMING,
    ),
    "call-off-rest": Verb(
        _("Call off this and all that follow"),
        "calendar-off",
        changing.call_off_rest,
        SayWhyForm,
        GuidancePermission.PLAN,
        lambda session, at: session.series_id is not None and _planned(session, at),
    ),
    "take-up": Verb(
        _("Let it take place after all"),
        "rotate",
        changing.take_session_up_again,
        None,
        GuidancePermission.PLAN,
        lambda session, at: session.status == SessionStatus.CALLED_OFF and session.starts_at > at,
    ),
}


def verbs_for(session: GuidanceSession, actor: Actor, at: datetime) -> Iterator[tuple[str, Verb]]:
    """Yield what this person can do with a session now."""
    for name, verb in VERBS.items():
        if verb.is_offered(session, actor, at):
            yield name, verb


def next_step(session: GuidanceSession, offered: Collection[str]) -> str:
    """Return which of the verbs that are offered comes next, or ""."""
    first = [
        *(["tell-series"] if session.series_id and not session.was_told else []),
        *(["tell"] if session.is_untold else []),
        *(["notes"] if session.status != SessionStatus.HELD else []),
        *(["send-notes"] if not session.notes_sent_at else []),
    ]
    return next((each for each in first if each in offered), "")
