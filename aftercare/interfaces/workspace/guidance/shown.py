"""Sessions as the screen shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import get_current_timezone_name

from aftercare.base.promises.queries import promises_for
from aftercare.domain.guidance.models import GuidanceSession, SessionGuest, SessionHolder
from aftercare.domain.guidance.states import SessionStatus
from aftercare.interfaces.workspace.cases.shown import state_of
from aftercare.interfaces.workspace.texts import PROMISE_NAMES
from aftercare.kit.refs import ref

TONES = {
    SessionStatus.PLANNED: "blue",
    SessionStatus.HELD: "green",
    SessionStatus.CALLED_OFF: "secondary",
    SessionStatus.MISSED: "red",
}
ANSWER_TONES = {"accepted": "green", "tentative": "orange", "declined": "red"}
ICONS = {"video": "device-desktop", "phone": "phone", "on_site": "map-pin"}


@dataclass(frozen=True)
class ListedSession:
    """A session in a list: who holds it, and how many of how many guests come."""

    session: GuidanceSession
    tone: str
    icon: str
    holders: list[SessionHolder]
    guests: int
    coming: int


def listed(sessions: QuerySet[GuidanceSession] | Iterable[GuidanceSession]) -> list[ListedSession]:
    """Return sessions with their people; those have to come with `with_people`."""
    found = []
    for each in sessions:
        guests = list(each.guests.all())
        found.append(
            ListedSession(
                each,
                TONES[SessionStatus(each.status)],
                ICONS[each.how],
                list(each.holders.all()),
                len(guests),
                sum(guest.answer == "accepted" for guest in guests),
            )
        )
    return found


def with_people(sessions: QuerySet[GuidanceSession]) -> QuerySet[GuidanceSession]:
    """Return sessions together with who holds them and who is invited."""
    holders = SessionHolder.objects.select_related("user").order_by("position")
    guests = SessionGuest.objects.filter(left_at=None).select_related("contact").order_by("pk")
    return sessions.prefetch_related(Prefetch("holders", holders), Prefetch("guests", guests))


def clocks_of(session: GuidanceSession) -> list[tuple[str, bool]]:
    """Return the zones by whose clocks a session is shown: theirs, ours, that it was agreed in."""
    ours = get_current_timezone_name()
    zones = dict.fromkeys([session.account.time_zone, ours, session.zone])
    return [(zone, zone == ours) for zone in zones if zone]


def owed_for_session(session: GuidanceSession, at: datetime) -> list[dict[str, Any]]:
    """Return what is or was owed for a session."""
    return [
        {"label": PROMISE_NAMES[each.kind], "row": each, "state": state_of(each, at)}
        for each in promises_for(ref(session))
        if each.withdrawn_at is None
    ]
