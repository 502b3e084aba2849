"""
Working time: how long somebody has worked between two instants, and when a budget is used up.

Pure arithmetic on instants in UTC. A day has several intervals of minutes after local midnight
(0 … 1440); days of their own (holidays, swapped working days) replace the weekly hours.
"""

from bisect import bisect_left, bisect_right
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

        What counts is the clock on the wall: where it is put forward, the hour that is
        missing is not worked, and where it is put back, the hour that comes twice is twice.
        """
        zone = ZoneInfo(self.zone)
        for day in _days(first, last):
            for begins, ends, midnight in _stretches(day, zone):
                for opens, closes in self.intervals_on(day):
                    start = max(begins, midnight + timedelta(minutes=opens))
                    end = min(ends, midnight + timedelta(minutes=closes))
                    if start < end:
                        yield start, end

    def spans_from(self, start: datetime) -> Iterator[Span]:
        """Yield what is left of the working spans after `start`."""
        day = start.astimezone(ZoneInfo(self.zone)).date()
        last = day + LONGEST_SEARCH
        for opens, closes in self.spans(day - timedelta(days=1), last):
            if closes > start:
                yield max(opens, start), closes


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _stretches(day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, datetime]]:
    """
    Yield the parts of a local day in which the clock runs on: from, to, and its midnight.

    Two on a day on which it is put forward or back, each with a midnight of its own.
    """
    begins = min(_midnights(day, zone))
    ends = max(_midnights(day + timedelta(days=1), zone))
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    before, after = _offset(begins, zone), _offset(ends, zone)
    if before == after:
        yield begins, ends, midnight - before
        return
    turns = _turn(begins, ends, zone)
    yield begins, turns, midnight - before
    yield turns, ends, midnight - after


def _midnights(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants that may be called midnight: the same but where the clock is put."""
    local = datetime.combine(day, time(), tzinfo=zone)
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _turn(begins: datetime, ends: datetime, zone: ZoneInfo) -> datetime:
    """Return the minute between the two from which the offset is another."""
    before = _offset(begins, zone)
    minutes = range(int((ends - begins) / timedelta(minutes=1)) + 1)
    passed = bisect_left(
        minutes,
        x=True,
        key=lambda minute: _offset(begins + timedelta(minutes=minute), zone) != before,
    )
    return begins + timedelta(minutes=passed)


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


class LaidOutTime:
    """Working time of some days, laid out once for who adds to many instants within them."""

    def __init__(self, hours: WorkTime, first: date, last: date) -> None:
        self._hours = hours
        self._spans = list(hours.spans(first, last))
        self._closes = [closes for _opens, closes in self._spans]
        done, self._worked = timedelta(), []
        for opens, closes in self._spans:
            done += closes - opens
            self._worked.append(done)

    def add(self, start: datetime, work: timedelta) -> datetime:
        """Do as `add_work_time`; outside the days laid out as slowly. Raises `NoWorkingTime`."""
        place = bisect_right(self._closes, start)
        if work <= timedelta() or place == len(self._spans) or not self._lies_within(start):
            return add_work_time(self._hours, start, work)
        opens, closes = self._spans[place]
        left = closes - max(opens, start)
        needed = self._worked[place] - left + work
        last = bisect_left(self._worked, needed)
        if last == len(self._spans):
            return add_work_time(self._hours, start, work)
        return self._closes[last] - (self._worked[last] - needed)

    def _lies_within(self, start: datetime) -> bool:
        return start >= self._spans[0][0]


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
