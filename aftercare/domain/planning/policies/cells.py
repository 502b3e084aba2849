"""
What cells of somebody else's tables mean: months and numbers as they are written in all countries.

`1,234` and `03/04/2026` say by themselves not what they are; the other cells of the file do.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from aftercare.kit.months import month_named

_TIME = r"(?:[ T]+\d.*)?"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})(?:\D|$)")
_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?:\d{2})?")
_YEAR_LAST = re.compile(rf"(?:\d{{1,2}}\.)?(?P<month>\d{{1,2}})[./-](?P<year>\d{{4}}){_TIME}")
_DAY = re.compile(rf"(?P<one>\d{{1,2}})[/-](?P<two>\d{{1,2}})[/-](?P<year>\d{{4}}){_TIME}")
_NAMED = re.compile(
    r"(?:\d{1,2}[-. ]+)?(?P<name>[^\W\d]{3,9})[-. ']+(?:\d{1,2}, *)?(?P<year>\d{4}|\d{2})"
)
_FIRST_YEAR, _LAST_YEAR, _LAST_SHORT_YEAR = 1970, 2199, 99
_DECEMBER = 12

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COMMA = re.compile(
    r"[-+]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|0,\d+|\d*,(?:\d{1,2}|\d{4,})|\d{4,},\d+)"
)
_POINT = re.compile(
    r"[-+]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|0\.\d+|\d*\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d+)"
)
_EITHER = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True)
class Habits:
    """How a file writes, None where no cell tells: a decimal comma; the day before the month."""

    comma: bool | None = None
    day_first: bool | None = None


UNKNOWN_HABITS = Habits()


def habits_of(numbers: Iterable[str], days: Iterable[str]) -> Habits:
    """Return how a file writes, by those of its cells that can only be meant one way."""
    marks = {_comma_in(_bare(each)) for each in numbers} - {None}
    orders = {_day_first_in(each.strip()) for each in days} - {None}
    return Habits(
        marks.pop() if len(marks) == 1 else None, orders.pop() if len(orders) == 1 else None
    )


def may_be_thousands(text: str) -> bool:
    """Return whether a number such as `1.234` may be meant two ways."""
    return bool(_EITHER.fullmatch(_bare(text)))


def month_of(text: str, habits: Habits = UNKNOWN_HABITS) -> int:
    """
    Return the month a cell means, in months since year 0.

    `2026-03`, `3/2026`, `Mar 2026` and `20260317` are one and the same. Raises `ValueError` for
    anything else.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if found := _DAY.fullmatch(text):
        return _month(text, int(found["year"]), _month_of_day(text, habits))
    if (found := _NAMED.fullmatch(text)) and (number := month_named(found["name"])):
        year = int(found["year"])
        return _month(text, year if year > _LAST_SHORT_YEAR else 2000 + year, number)
    forms = (_YEAR_FIRST.match(text), _DIGITS.fullmatch(text), _YEAR_LAST.fullmatch(text))
    found = next((each for each in forms if each), None)
    if found is None:
        raise ValueError(f"“{text}” is no month such as 2026-03.")
    return _month(text, int(found["year"]), int(found["month"]))


def _month(text: str, year: int, month: int) -> int:
    if not 1 <= month <= _DECEMBER:
        raise ValueError(f"“{text}” has no month from 1 to 12.")
    return 12 * year + month - 1


def is_of_our_time(month: int) -> bool:
    """Return whether a month is none of those that stand for never or unknown."""
    return _FIRST_YEAR <= month // 12 <= _LAST_YEAR


def _month_of_day(text: str, habits: Habits) -> int:
    """Return the month of `03/17/2026` or `17/03/2026`. Raises `ValueError` if it may be either."""
    found = _DAY.fullmatch(text)
    one, two = (int(found[name]) for name in ("one", "two")) if found else (0, 0)
    told = _day_first_in(text)
    day_first = habits.day_first if told is None else told
    if day_first is None and one != two:
        raise ValueError(f"“{text}” may be month {one} or {two}: write it as 2026-03.")
    return two if day_first else one


def _day_first_in(text: str) -> bool | None:
    found = _DAY.fullmatch(text)
    is_day = [found is not None and int(found[name]) > _DECEMBER for name in ("one", "two")]
    return is_day[0] if is_day[0] != is_day[1] else None


def month_text(month: int) -> str:
    """Return a month as `2026-03`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def number_of(text: str, habits: Habits = UNKNOWN_HABITS) -> float:
    """Return the number meant by `1,234.5`, `1.234,5`, `40 %` or `5-`. Raises `ValueError`."""
    plain = _bare(text)
    told = _comma_in(plain)
    comma = habits.comma if told is None else told
    plain = plain.replace(".", "").replace(",", ".") if comma else plain.replace(",", "")
    value = float(plain) if _NUMBER.fullmatch(plain) else float("nan")
    if not isfinite(value):
        raise ValueError(f"“{text}” is no number.")
    return value / (100 if text.rstrip().endswith(("%", "％")) else 1)


def _bare(text: str) -> str:
    """Return a number without what only groups or marks it; SAP writes the minus behind it."""
    plain = re.sub(r"[\s'’]", "", unicodedata.normalize("NFKC", text)).rstrip("%")
    return f"-{plain[:-1]}" if plain.endswith("-") else plain


def _comma_in(plain: str) -> bool | None:
    if _COMMA.fullmatch(plain):
        return True
    return False if _POINT.fullmatch(plain) else None
