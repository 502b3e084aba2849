"""What stands in a cell as the business wants it, or why it cannot be taken."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftercare.base.spreadsheets.policies.tables import heading
from aftercare.base.spreadsheets.states import Column, ColumnKind
from aftercare.kit.months import month_named

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_MOMENT = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NAMED = re.compile(r"(?P<day>\d{1,2})[ .-]*(?P<month>[^\W\d_]{3,})[ .,-]*(?P<year>\d{4})")
_NAMED_FIRST = re.compile(r"(?P<month>[^\W\d_]{3,})[ .]*(?P<day>\d{1,2})[ .,]+(?P<year>\d{4})")


class CellWrong(ValueError):
    """A cell that cannot be taken, in words for the person who can mend it."""


def headings_of(column: Column) -> set[str]:
    """Return all that a column may be headed with, in every language."""
    words = {column.name, *column.also}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words.add(str(column.title))
    return {heading(each) for each in words}


def match_columns(
    headers: Sequence[str], columns: Sequence[Column], known: Mapping[str, str]
) -> dict[str, int]:
    """
    Return in which place of the file each column stands, as far as its heading is known.

    `known` is what somebody said last time, by heading; it goes before our own words.
    """
    words = {word: column.name for column in columns for word in headings_of(column)}
    words.update(known)
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        name = words.get(heading(header), "")
        if name and name not in found:
            found[name] = place
    return found


def words_of(column: Column) -> dict[str, str]:
    """Return all that people may write for each value of a column with fixed ones."""
    if column.words:
        return {heading(word): value for word, value in column.words().items()}
    words = {heading(value): value for value, _name in column.choices}
    for language, _own in settings.LANGUAGES:
        with override(language):
            words |= {heading(str(name)): value for value, name in column.choices}
    return words


def value_of(text: str, doubt: str, column: Column, words: Mapping[str, str]) -> str:
    """Return what a cell means; `words` are those of the column. Raises `CellWrong`."""
    text = unicodedata.normalize("NFC", text)
    if not text:
        if column.is_required:
            raise CellWrong(_("Something has to stand here."))
        return ""
    if doubt == "formula":
        raise CellWrong(_("This is a formula. Paste its value into the file, or type it here."))
    if words:
        return _choice(text, column, words)
    if len(text) > column.longest:
        raise CellWrong(_("At most %(most)s characters.") % {"most": column.longest})
    if column.kind == ColumnKind.CODE:
        return _code(text, doubt)
    if column.kind == ColumnKind.NUMBER:
        return _number(text, column)
    if column.kind == ColumnKind.MOMENT:
        return _moment(text)
    return _day(text) if column.kind == ColumnKind.DAY else text


def remark_on(doubt: str, column: Column) -> str:
    """Return what somebody should look at in a cell that can be taken."""
    if column.kind == ColumnKind.CODE and doubt == "number":
        return _("Excel holds this as a number: were there zeros in front?")
    return ""


def _code(text: str, doubt: str) -> str:
    if doubt == "date":
        raise CellWrong(_("Excel has made a date of this. Type it as it stands on the part."))
    if doubt in {"rounded", "fraction"}:
        raise CellWrong(_("Excel has made a number of this. Type it as it stands on the part."))
    return text


def _number(text: str, column: Column) -> str:
    try:
        number = Decimal(text.replace(" ", "").replace("\u00a0", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise CellWrong(_("Write a number with a point, such as 1250.5."))
    if abs(number) >= 10**column.whole or number != round(number, column.places):
        raise CellWrong(
            _("At most %(whole)s digits in front of the point and %(places)s behind it.")
            % {"whole": column.whole, "places": column.places}
        )
    return format(number, "f")


def _day(text: str) -> str:
    first = _DAY.fullmatch(text) or _DIGITS.fullmatch(text)
    last = _DAY_FIRST.fullmatch(text)
    parts = first.groups() if first else last.groups()[::-1] if last else _named(text)
    try:
        return date(*map(int, parts)).isoformat()
    except (TypeError, ValueError):
        raise CellWrong(_("Write a day as 2026-11-25, so that nobody can mistake it.")) from None


def _named(text: str) -> tuple[str | int, ...]:
    """Return year, month and day of what names its month, such as 5-Jan-2026 or Jan 5, 2026."""
    found = _NAMED.fullmatch(text) or _NAMED_FIRST.fullmatch(text)
    month = month_named(found["month"]) if found else 0
    return (found["year"], month, found["day"]) if found and month else ()


def _moment(text: str) -> str:
    """Return an instant as ISO 8601 has it, with its zone if it names one."""
    found = _MOMENT.fullmatch(text.strip())
    try:
        *parts, zone = found.groups() if found else ("",)
        year, month, day, hour, minute, second = (int(part or 0) for part in parts)
        offset = "+00:00" if zone in {"Z", "UTC"} else zone or ""
        clock = f"{hour:02}:{minute:02}:{second:02}"
        return datetime.fromisoformat(f"{date(year, month, day)}T{clock}{offset}").isoformat()
    except ValueError:
        raise CellWrong(
            _("Write day and time as 2026-11-25 14:30, so that nobody can mistake them.")
        ) from None


def _choice(text: str, column: Column, words: Mapping[str, str]) -> str:
    value = words.get(heading(text))
    if value is not None:
        return value
    if column.choices:
        names = ", ".join(str(name) for _value, name in column.choices)
        raise CellWrong(_("One of these: %(words)s.") % {"words": names})
    raise CellWrong(_("We do not know “%(text)s”.") % {"text": text[:60]})
