"""The fields a question may name, and what their values mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any


class FieldKind(StrEnum):
    """What kind of value a field has."""

    WORD = "word"
    """A code or name, compared as a whole; `*` stands for any ending."""
    PERSON = "person"
    """Like a word; `me` is whoever asks."""
    NUMBER = "number"
    DAY = "day"
    """When something was: `2026-11-24`, `2026-11`, `2026`, `today`, or `7d` for seven days ago."""
    DUE = "due"
    """When something will be: a day, or `1h` for an hour from now."""
    YES_NO = "yes_no"


@dataclass(frozen=True)
class SearchField:
    """
    One field: its name in questions, what its values are, and a line of help for people.

    What is not `filed` with documents, because it changes by the hour or is reckoned, can be
    asked in the lists of its app only.
    """

    name: str
    kind: FieldKind
    help: Any
    filed: bool = True


@dataclass(frozen=True)
class Interval:
    """All values from `low` up to but not including `high`; one value if both are the same."""

    low: str | float
    high: str | float


_known: dict[str, SearchField] = {}
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_SPAN = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)(min|m|h|d|w)")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
_UNITS = {"min": 60, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_YES = {"yes": "true", "true": "true", "1": "true", "no": "false", "false": "false", "0": "false"}
_NAMED = {"today": 0, "yesterday": 1}


def register_field(field: SearchField) -> None:
    """Let questions use `field`. An app calls it in its AppConfig.ready()."""
    _known[field.name] = field


def known_fields() -> Mapping[str, SearchField]:
    """Return all fields by name."""
    return {"kind": SearchField("kind", FieldKind.WORD, "case, contact, account …"), **_known}


def is_value(kind: FieldKind, value: str) -> bool:
    """Return whether `value` can be compared with what a field of this kind holds."""
    match kind:
        case FieldKind.WORD | FieldKind.PERSON:
            return bool(value.strip("*"))
        case FieldKind.NUMBER:
            return bool(_NUMBER.fullmatch(value))
        case FieldKind.YES_NO:
            return value.lower() in _YES
        case FieldKind.DAY | FieldKind.DUE:
            return _day(value, datetime(2000, 1, 1, tzinfo=UTC), 1) is not None


def truth(value: str) -> str:
    """Return how a yes or no is stored."""
    return _YES[value.lower()]


def is_span(value: str) -> bool:
    """Return whether `value` is a distance from now, such as `1h`."""
    return bool(_SPAN.fullmatch(value))


def interval(kind: FieldKind, value: str, at: datetime) -> Interval:
    """Return what a value stands for; a distance in time is counted from `at`."""
    if kind == FieldKind.NUMBER:
        return Interval(float(value), float(value))
    found = _day(value, at, 1 if kind == FieldKind.DUE else -1)
    if found is None:
        raise ValueError(value)
    return found


def _day(value: str, at: datetime, direction: int) -> Interval | None:
    if span := _SPAN.fullmatch(value):
        seconds = float(span[1]) * _UNITS[span[2]]
        return _between(at, at, timedelta(seconds=direction * seconds))
    if (back := _NAMED.get(value.lower())) is not None:
        start = at.astimezone(UTC).replace(hour=0, minute=0, second=0)
        return _between(start, start + timedelta(days=1), timedelta(days=-back))
    if not (day := _DAY.fullmatch(value)):
        return None
    try:
        start = datetime(int(day[1]), int(day[2] or 1), int(day[3] or 1), tzinfo=UTC)
    except ValueError:
        return None
    days = 1 if day[3] else 31 if day[2] else 366
    end = start + timedelta(days=days)
    return _between(start, end if day[3] else end.replace(day=1, month=end.month if day[2] else 1))


def _between(start: datetime, end: datetime, shift: timedelta = timedelta(0)) -> Interval | None:
    try:
        return Interval(_text(start + shift), _text(end + shift))
    except OverflowError:
        return None


def _text(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
