"""
Date codes: when something was made, as far as a code on it tells.

A date code is a window of days, never a date. `2519` is a week of May 2025 where year stands
before week, a week of June 2019 where it stands behind, and no month at all; `1225` might be
any of three. All windows are said, the likeliest first, unless one knows how the maker writes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

OLDEST = 1980
_DECADE, _LETTERS_LAST = 10, 20
_WEEK = timedelta(days=7)


class DateForm(StrEnum):
    """How a date code is written."""

    YYWW = "YYWW"
    WWYY = "WWYY"
    YWW = "YWW"
    YYMM = "YYMM"
    YYWWD = "YYWWD"
    YYYYWW = "YYYYWW"
    YYYYMM = "YYYYMM"
    YYMMDD = "YYMMDD"
    YYYYMMDD = "YYYYMMDD"
    IEC_60062 = "IEC 60062"
    MAKER = "maker"


@dataclass(frozen=True)
class Window:
    """Days from `first` until the day before `until`, and how the code was read for that."""

    first: date
    until: date
    form: DateForm

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)


@dataclass(frozen=True)
class MakerDates:
    """
    How a maker writes dates: a pattern with the groups year, week, month, day.

    `letters` says what letters stand for, by group: `{"year": {"K": 2025}}`.
    """

    pattern: str
    letters: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def window_of(code: str, *, by: date, form: DateForm | None = None) -> tuple[Window, ...]:
    """
    Return every window of days a date code may mean, the likeliest first.

    What would begin after `by` is left out: nothing was made tomorrow. With `form` only that
    way of writing counts. A code that is none gives nothing.
    """
    text = _tidied(code)
    found: dict[tuple[date, date], Window] = {}
    for each, pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match is None or form not in (None, each):
            continue
        span = read(match, by)
        if span and span[0].year >= OLDEST and span[0] <= by:
            found.setdefault(span, Window(*span, each))
    return tuple(found.values())


def window_by_maker(code: str, dates: MakerDates, *, by: date) -> tuple[Window, ...]:
    """Return the window a code means as its maker writes it, if it fits and is not in future."""
    match = re.fullmatch(dates.pattern, code.strip().upper())
    if match is None:
        return ()
    said = {
        name: _valued(value, dates.letters.get(name, {}))
        for name, value in match.groupdict().items()
        if value
    }
    span = _span_of(said, by) if None not in said.values() else None
    if span is None or span[0] > by:
        return ()
    return (Window(*span, DateForm.MAKER),)


def _valued(text: str, letters: Mapping[str, int]) -> int | None:
    if text in letters:
        return letters[text]
    return int(text) if text.isdecimal() else None


def _span_of(said: Mapping[str, int | None], by: date) -> tuple[date, date] | None:
    year, week, month, day = (said.get(name) for name in ("year", "week", "month", "day"))
    if year is None:
        return None
    year = _last_digit(year, by) if year < _DECADE else _century(year, by)
    if month is not None:
        return _day(year, month, day, by) if day else _month(year, month)
    return _week(year, week) if week is not None else (date(year, 1, 1), date(year + 1, 1, 1))


def _tidied(code: str) -> str:
    """Return a code without what stands around it: `DC 2519+`, `D/C:2519`, `2025-W19`."""
    text = re.sub(r"^(?:D/?C|DATE ?CODE|LOT ?DATE)[ :#.]*", "", code.strip().upper())
    text = re.sub(r"^(\d{4})-?W(\d{2})$", r"\1W\2", text)
    return re.sub(r"[\s/.-]", "", text).rstrip("+")


def _century(year: int, by: date) -> int:
    if year > 99:  # noqa: PLR2004  # written in full
        return year
    full = by.year - by.year % 100 + year
    return full if full <= by.year + 1 else full - 100


def _last_digit(digit: int, by: date) -> int:
    year = by.year - by.year % _DECADE + digit
    return year if year <= by.year else year - _DECADE


def _week(year: int, week: int | None, day: int | None = None) -> tuple[date, date] | None:
    try:
        monday = date.fromisocalendar(year, week or 0, 1)
    except ValueError:
        return None
    if day is None:
        return monday, monday + _WEEK
    first = monday + timedelta(days=day - 1)
    return first, first + timedelta(days=1)


def _month(year: int, month: int) -> tuple[date, date] | None:
    if not 1 <= month <= 12:  # noqa: PLR2004  # months
        return None
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def _day(year: int, month: int, day: int, by: date) -> tuple[date, date] | None:
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    return first, first + timedelta(days=1)


Match = re.Match[str]
Span = tuple[date, date] | None


def _read_yyww(match: Match, by: date) -> Span:
    return _week(_century(int(match[1]), by), int(match[2]))


def _read_wwyy(match: Match, by: date) -> Span:
    return _week(_century(int(match[2]), by), int(match[1]))


def _read_yymm(match: Match, by: date) -> Span:
    return _month(_century(int(match[1]), by), int(match[2]))


def _read_yww(match: Match, by: date) -> Span:
    year = _last_digit(int(match[1]), by)
    span = _week(year, int(match[2]))
    return span if span and span[0] <= by else _week(year - _DECADE, int(match[2]))


def _read_yywwd(match: Match, by: date) -> Span:
    return _week(_century(int(match[1]), by), int(match[2]), int(match[3]))


def _read_yymmdd(match: Match, by: date) -> Span:
    year, month, day = _century(int(match[1]), by), int(match[2]), int(match[3])
    # GS1 writes 00 where only the month is known.
    return _day(year, month, day, by) if day else _month(year, month)


def _read_letters(match: Match, by: date) -> Span:
    year = _YEARS.index(match[1]) + 1990
    while year + _LETTERS_LAST <= by.year:
        year += _LETTERS_LAST
    return _month(year, _MONTHS.index(match[2]) + 1)


_YEARS = "ABCDEFHJKLMNPRSTUVWX"  # IEC 60062: twenty years, then from the beginning
_MONTHS = "123456789OND"
_TAIL = r"[A-Z]?"

Reader = Callable[[Match, date], Span]
_FORMS: tuple[tuple[DateForm, "re.Pattern[str]", Reader], ...] = (
    (DateForm.YYWW, re.compile(rf"(\d\d)(\d\d){_TAIL}"), _read_yyww),
    (DateForm.WWYY, re.compile(rf"(\d\d)(\d\d){_TAIL}"), _read_wwyy),
    (DateForm.YYMM, re.compile(rf"(\d\d)(\d\d){_TAIL}"), _read_yymm),
    (DateForm.YWW, re.compile(rf"(\d)(\d\d){_TAIL}"), _read_yww),
    (DateForm.YYWWD, re.compile(r"(\d\d)(\d\d)([1-7])"), _read_yywwd),
    (DateForm.YYYYWW, re.compile(r"((?:19|20)\d\d)W?(\d\d)"), _read_yyww),
    (DateForm.YYYYMM, re.compile(r"((?:19|20)\d\d)(\d\d)"), _read_yymm),
    (DateForm.YYMMDD, re.compile(r"(\d\d)(\d\d)(\d\d)"), _read_yymmdd),
    (DateForm.YYYYMMDD, re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)"), _read_yymmdd),
    (DateForm.IEC_60062, re.compile(rf"([{_YEARS}])([{_MONTHS}])"), _read_letters),
)
