"""
Working time: how long somebody has worked between two instants, and when a budget is used up.

Pure arithmetic on instants in UTC. A day has several intervals of minutes after local midnight
(0 … 1440); days of their own (holidays, swapped working days) replace the weekly hours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from aftercare.kit.refusals import Refused

Interval = tuple[int, int]
Span = tuple[datetime, datetime]

LONGEST_SEARCH = timedelta(days=3 * 366)


class NoWorkingTime(Refused):
    """The calendar has no hours in which the work could be done."""


@dataclass(frozen=True)
class WorkTime:
    """
    When somebody works.

    `weekly` holds seven tuples of intervals, Monday first; `days` the dates that differ, an
    empty tuple being a day off. Intervals are sorted and do not overlap.
    """

    zone: str
    weekly: tuple[tuple[Interval, ...], ...]
    days: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)

    def intervals_on(self, day: date) -> tuple[Interval, ...]:
        """Return when work is done on a local `day`."""
        return self.days.get(day, self.weekly[day.weekday()])

    def spans(self, first: date, last: date) -> Iterator[Span]:
        """
        Yield the working spans of the local days from `first` to `last`, in UTC.

        Where the clock is put forward, a span is as much shorter as the hour that is
        missing; where it is put back, longer.
        """
        zone = ZoneInfo(self.zone)
        day = first
        while day <= last:
            for opens, closes in self.intervals_on(day):
                start, end = _instant(day, opens, zone), _instant(day, closes, zone)
                if start < end:
                    yield start, end
            day += timedelta(days=1)

    def spans_from(self, start: datetime) -> Iterator[Span]:
        """Yield what is left of the working spans after `start`."""
        day = start.astimezone(ZoneInfo(self.zone)).date()
        last = day + LONGEST_SEARCH
        for opens, closes in self.spans(day - timedelta(days=1), last):
            if closes > start:
                yield max(opens, start), closes


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    whole_days, minutes = divmod(minutes, 24 * 60)
    local = datetime.combine(
        day + timedelta(days=whole_days), time(minutes // 60, minutes % 60), tzinfo=zone
    )
    return local.astimezone(UTC)


def add_work_time(hours: WorkTime, start: datetime, work: timedelta) -> datetime:
    """
    Return the instant at which `work` has been done by somebody who begins at `start`.

    A budget that is used up exactly at the end of a day is due then, not next morning.

    Raises `NoWorkingTime`.
    """
    if work <= timedelta():
        return start
    left = work
    for opens, closes in hours.spans_from(start):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise NoWorkingTime(_("The calendar has no working hours to do this in. Give it some first."))


def work_time_between(hours: WorkTime, start: datetime, end: datetime) -> timedelta:
    """Return how long work is done from `start` to `end`; nothing if they are the wrong way."""
    done = timedelta()
    for opens, closes in hours.spans_from(start):
        if opens >= end:
            break
        done += min(closes, end) - opens
    return done


def is_open(hours: WorkTime, at: datetime) -> bool:
    """Return whether work is done at this instant."""
    opens, _closes = next(hours.spans_from(at), (None, None))
    return opens == at


def next_opening(hours: WorkTime, at: datetime) -> datetime:
    """Return when work is done next: now, or when the next span begins. Raises `NoWorkingTime`."""
    for opens, _closes in hours.spans_from(at):
        return opens
    raise NoWorkingTime(_("The calendar has no working hours to do this in. Give it some first."))
