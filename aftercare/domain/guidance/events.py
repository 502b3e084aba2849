from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class SessionEvent(Event):
    """Something happened to a session, and so to its case and customer."""

    guidance_session_id: int
    case_id: int
    account_id: int


@dataclass(frozen=True)
class SessionsPlanned(Event):
    """Sessions with a customer are planned: one, or a series."""

    name: ClassVar[str] = "guidance.sessions_planned"

    case_id: int
    account_id: int
    sessions: Sequence[int] = ()

    def about(self) -> list[str]:
        """Return each session, its case and its customer."""
        return [*super().about(), *(f"guidance_session:{key}" for key in self.sessions)]


@dataclass(frozen=True)
class SessionChanged(SessionEvent):
    """A session is about something else, or others come; `changed` names what."""

    name: ClassVar[str] = "guidance.session_changed"

    changed: Sequence[str] = ()


@dataclass(frozen=True)
class SessionMoved(SessionEvent):
    """A session takes place at another time."""

    name: ClassVar[str] = "guidance.session_moved"

    starts_at: str = ""


@dataclass(frozen=True)
class SessionCalledOff(SessionEvent):
    """A session does not take place."""

    name: ClassVar[str] = "guidance.session_called_off"


@dataclass(frozen=True)
class SessionTakenUpAgain(SessionEvent):
    """A session that was called off takes place after all."""

    name: ClassVar[str] = "guidance.session_taken_up_again"


@dataclass(frozen=True)
class SessionHeld(SessionEvent):
    """A session took place; its notes say what was shown and agreed."""

    name: ClassVar[str] = "guidance.session_held"


@dataclass(frozen=True)
class NotesChanged(SessionEvent):
    """The notes of a session that took place were changed."""

    name: ClassVar[str] = "guidance.notes_changed"


@dataclass(frozen=True)
class SessionMissed(SessionEvent):
    """A session did not take place, because of `missed_by` of `states.MissedBy`."""

    name: ClassVar[str] = "guidance.session_missed"

    missed_by: str = ""


@dataclass(frozen=True)
class GuestsInvited(SessionEvent):
    """The guests were written to, with a calendar: that it takes place so, or does not."""

    name: ClassVar[str] = "guidance.guests_invited"

    message_id: int = 0
    method: str = ""
    sessions: int = 1


@dataclass(frozen=True)
class GuestsNotTold(SessionEvent):
    """What was written to the guests was taken back, or did not arrive."""

    name: ClassVar[str] = "guidance.guests_not_told"


@dataclass(frozen=True)
class GuestsReminded(SessionEvent):
    """The guests were reminded of a session, by a person or by the rule."""

    name: ClassVar[str] = "guidance.guests_reminded"

    message_id: int = 0


@dataclass(frozen=True)
class NotesSent(SessionEvent):
    """The guests got the notes of a session."""

    name: ClassVar[str] = "guidance.notes_sent"

    message_id: int = 0


@dataclass(frozen=True)
class GuestAnswered(SessionEvent):
    """A guest has answered an invitation; `answer` of `states.Answer`."""

    name: ClassVar[str] = "guidance.guest_answered"

    contact_id: int = 0
    answer: str = ""
