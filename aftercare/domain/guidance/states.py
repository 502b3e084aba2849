"""Where a session stands, where it may go from there, and the words it is planned in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SessionStatus(TextChoices):
    """Where a session stands."""

    PLANNED = "planned", pgettext_lazy("session", "Planned")
    HELD = "held", pgettext_lazy("session", "Held")
    CALLED_OFF = "called_off", pgettext_lazy("session", "Called off")
    MISSED = "missed", pgettext_lazy("session", "Missed")


MOVES: Mapping[str, Collection[str]] = {
    SessionStatus.PLANNED: {SessionStatus.HELD, SessionStatus.CALLED_OFF, SessionStatus.MISSED},
    SessionStatus.MISSED: {SessionStatus.HELD, SessionStatus.PLANNED, SessionStatus.CALLED_OFF},
    SessionStatus.CALLED_OFF: {SessionStatus.PLANNED},
    SessionStatus.HELD: set(),
}
"""The way of a session. The database knows the same table and refuses every other move."""

UPCOMING = (SessionStatus.PLANNED, SessionStatus.MISSED)
"""Where a session stands that can still be moved to another time."""


class How(TextChoices):
    """How people meet."""

    VIDEO = "video", pgettext_lazy("session", "Video call")
    PHONE = "phone", pgettext_lazy("session", "Phone")
    ON_SITE = "on_site", pgettext_lazy("session", "On site")


class Answer(TextChoices):
    """What a guest says to an invitation; the values are those of RFC 5545, in small letters."""

    ACCEPTED = "accepted", pgettext_lazy("guest", "Comes")
    TENTATIVE = "tentative", pgettext_lazy("guest", "Perhaps")
    DECLINED = "declined", pgettext_lazy("guest", "Does not come")


class Every(TextChoices):
    """How often a series takes place."""

    WEEK = "week", _("Every week")
    FORTNIGHT = "fortnight", _("Every two weeks")
    MONTH = "month", _("Every month, on the same weekday")


MOST_SESSIONS = 60
"""Sessions of one series: a weekly one of more than a year is agreed on anew."""


class MissedBy(TextChoices):
    """Because of whom a session did not take place."""

    CUSTOMER = "customer", pgettext_lazy("missed by", "The customer")
    US = "us", pgettext_lazy("missed by", "Us")


class GuidancePromise(TextChoices):
    """What is owed for a session."""

    SESSION = "guidance.session", _("guidance session, with its notes")


class Method(StrEnum):
    """What a calendar is sent for (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class Repeat:
    """How a session is repeated: so many times, or until a day of its zone, that included."""

    every: Every
    count: int | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class Topic:
    """What a session is about, how people meet, and who holds it with which task."""

    subject: str
    how: str
    agenda: str = ""
    place: str = ""
    holders: Sequence[tuple[int, str]] = ()
    guests: Sequence[int] = ()
    items: Sequence[int] = field(default=())
    units: Sequence[int] = field(default=())


@dataclass(frozen=True)
class Slot:
    """From when until when, and in the clock of which zone (IANA) that was agreed."""

    starts_at: datetime
    ends_at: datetime
    zone: str


@dataclass(frozen=True)
class Invited:
    """One who is asked to come, with what they have said so far."""

    name: str
    address: str
    answer: str = ""


@dataclass(frozen=True)
class Entry:
    """
    One session as a calendar shows it.

    `occurs_at` is its time by the rule of a series, where it is spoken of alone; `rule` and
    `off` (times at which it does not take place) are those of the whole series.
    """

    uid: str
    sequence: int
    slot: Slot
    summary: str
    description: str
    place: str
    organizer: tuple[str, str]
    guests: Sequence[Invited] = ()
    occurs_at: datetime | None = None
    rule: str = ""
    off: Sequence[datetime] = ()
    url: str = ""


@dataclass(frozen=True)
class Reply:
    """What a calendar says that answers an invitation: who, what, to which state of it, when."""

    uid: str
    address: str
    answer: str
    sequence: int | None
    stamp: datetime | None
    occurs_at: datetime | None = None
    words: str = ""
