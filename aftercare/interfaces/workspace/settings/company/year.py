"""A year of a calendar, day by day, in words."""

import calendar as months
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dates import MONTHS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.models import Calendar
from aftercare.base.company.queries import days_of
from aftercare.interfaces.workspace.settings.company.hours import Intervals, in_words

KINDS: dict[str, Any] = {
    "work": _("Working day"),
    "off": _("Day off"),
    "holiday": _("Holiday"),
    "instead": _("Worked instead"),
    "other": _("Other hours"),
}
"""What a day may be, and how that is called."""


@dataclass(frozen=True)
class Day:
    """One day: what it is, and what it is called if it has a name of its own."""

    on: date
    kind: str
    name: str
    hours: str
    today: bool

    @property
    def label(self) -> Any:
        return KINDS[self.kind]

    @property
    def differs(self) -> bool:
        return self.kind not in {"work", "off"}


def kind_of_day(usual: Intervals, own: Intervals | None) -> str:
    """Return what a day is whose week and whose own entry say this."""
    if own is None:
        return "work" if usual else "off"
    if not own:
        return "holiday"
    return "other" if usual else "instead"


def year_of(calendar: Calendar, year: int, *, today: date) -> dict[str, Any]:
    """Return the months of a year, its days that differ, and how many there are of each kind."""
    own = {day.on: day for day in days_of(calendar, year)}
    days = {}
    for number in range(1, 13):
        for day in months.Calendar().itermonthdates(year, number):
            if day.year == year:
                entry = own.get(day)
                usual = calendar.weekly[day.weekday()]
                hours = entry.intervals if entry else usual
                kind = kind_of_day(usual, entry.intervals if entry else None)
                name = entry.name if entry else ""
                days[day] = Day(day, kind, name, in_words(hours), day == today)
    counts = Counter(day.kind for day in days.values())
    return {
        "year": year,
        "weekdays": list(WEEKDAYS_ABBR.values()),
        "months": [(MONTHS[number], _weeks(days, year, number)) for number in MONTHS],
        "differing": sorted((each for each in days.values() if each.differs), key=lambda d: d.on),
        "legend": [(kind, KINDS[kind], counts[kind]) for kind in KINDS],
    }


def _weeks(days: dict[date, Day], year: int, month: int) -> list[list[Day | None]]:
    weeks = months.Calendar().monthdatescalendar(year, month)
    return [[days[day] if day.month == month else None for day in week] for week in weeks]
