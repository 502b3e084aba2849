"""When, how often and how much a channel lets us write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

MESSAGE = "message"
"""What opens a window on every channel that has one: the other side has written."""


@dataclass(frozen=True)
class Window:
    """For how long after something the other side did we may write, and how often."""

    after: str
    lasts: timedelta
    most: int | None = None


@dataclass(frozen=True)
class Room:
    """Whether we may write now: until when, and how often still; None for as we like."""

    is_open: bool
    until: datetime | None = None
    left: int | None = None


def room_to_write(
    windows: Sequence[Window],
    *,
    opened: Mapping[str, datetime],
    sent: Sequence[datetime],
    at: datetime,
) -> Room:
    """
    Return the best room that `windows` give, by when each was `opened` and what we sent since.

    Reckoned from what has happened; no counter is kept that could be wrong.
    """
    if not windows:
        return Room(is_open=True)
    rooms = [
        _room(window, opened[window.after], sent) for window in windows if window.after in opened
    ]
    open_rooms = [room for room in rooms if room.until and room.until >= at]
    if not open_rooms:
        return Room(is_open=False, left=None)
    best = max(open_rooms, key=lambda room: (room.left is None, room.left or 0, room.until))
    return Room(is_open=best.left != 0, until=best.until, left=best.left)


def _room(window: Window, opened: datetime, sent: Sequence[datetime]) -> Room:
    left = None
    if window.most is not None:
        left = max(window.most - sum(each >= opened for each in sent), 0)
    return Room(is_open=left != 0, until=opened + window.lasts, left=left)


class RateScope(StrEnum):
    """What the messages are counted for that a rate allows."""

    PEER = "peer"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Rate:
    """
    No more than `most` messages within a time, to one peer or from the whole account.

    An account may say another number, in its setting of the name `told_by`.
    """

    scope: RateScope
    most: int | None
    within: timedelta
    told_by: str = ""

    def most_for(self, settings: Mapping[str, Any]) -> int | None:
        """Return how many an account may send; None for as many as there are."""
        return settings.get(self.told_by) or self.most
