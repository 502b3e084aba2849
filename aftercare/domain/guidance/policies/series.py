"""When sessions take place: by the clock of a zone, whatever that clock does meanwhile."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import MONTHLY, WEEKLY, rrule
from dateutil.rrule import weekday as weekday_of
from django.utils.translation import gettext as _

from aftercare.domain.guidance.states import MOST_SESSIONS, Every, Repeat, Slot
from aftercare.kit.refusals import Refused

LONGEST = timedelta(hours=12)
_FIFTH = 5
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class NoSuchSlot(Refused):
    """A session needs a beginning, an end after it, and a zone whose clock both are read on."""


class NoSuchSeries(Refused):
    """A series has at least two sessions, and not too many."""


def check_slot(slot: Slot) -> None:
    """Refuse what is no time for a session: `NoSuchSlot`."""
    if slot.zone not in available_timezones():
        raise NoSuchSlot(_("Choose a time zone."))
    if slot.ends_at <= slot.starts_at:
        raise NoSuchSlot(_("The session has to end after it begins."))
    if slot.ends_at - slot.starts_at > LONGEST:
        raise NoSuchSlot(_("A session is at most 12 hours long. Plan one for each day."))


def local(at: datetime, zone: str) -> datetime:
    """Return an instant as the clock of a zone shows it."""
    return at.astimezone(ZoneInfo(zone))


def slots_of(first: Slot, repeat: Repeat) -> Sequence[Slot]:
    """
    Return when the sessions of a series take place: at the same time by the clock of the zone.

    Every month is the same weekday of the month, such as the second Tuesday; a fifth is the last.
    A time that the clock leaves out is the hour after it. Raises `NoSuchSeries`.
    """
    begins = local(first.starts_at, first.zone).replace(tzinfo=None)
    until = datetime.combine(repeat.until_on, time.max) if repeat.until_on else None
    most = MOST_SESSIONS + 1 if until else min(repeat.count or 0, MOST_SESSIONS + 1)
    found = list(_dates(begins, repeat.every, count=most))
    found = [each for each in found if until is None or each <= until]
    if not 1 < len(found) <= MOST_SESSIONS:
        raise NoSuchSeries(_("A series has from 2 to %(most)s sessions.") % {"most": MOST_SESSIONS})
    lasts = first.ends_at - first.starts_at
    zone = ZoneInfo(first.zone)
    starts = [each.replace(tzinfo=zone).astimezone(UTC) for each in found]
    return [Slot(each, each + lasts, first.zone) for each in starts]


def _dates(begins: datetime, every: Every, *, count: int) -> rrule:
    if every == Every.MONTH:
        place = _place_in_month(begins)
        day = weekday_of(begins.weekday(), place)
        return rrule(MONTHLY, dtstart=begins, byweekday=day, count=count)
    return rrule(WEEKLY, dtstart=begins, interval=_weeks(every), count=count)


def rule_of(first: Slot, every: Every, count: int) -> str:
    """Return the rule of a series as calendars know it (RFC 5545)."""
    if every == Every.MONTH:
        begins = local(first.starts_at, first.zone)
        day = f"{_place_in_month(begins)}{_DAYS[begins.weekday()]}"
        return f"FREQ=MONTHLY;COUNT={count};BYDAY={day}"
    return f"FREQ=WEEKLY;COUNT={count};INTERVAL={_weeks(every)}"


def _weeks(every: Every) -> int:
    return 2 if every == Every.FORTNIGHT else 1


def _place_in_month(day: datetime) -> int:
    place = (day.day - 1) // 7 + 1
    return -1 if place == _FIFTH else place
