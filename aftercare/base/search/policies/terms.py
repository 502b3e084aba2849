"""
The terms a document is filed under, as PostgreSQL's text vectors take them.

Besides its words a document has terms of other kinds, told apart by a first
character that no word has. So one index answers every kind of question at once.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from aftercare.base.search.policies.tokens import clean, codes, fold, grams, tokens, words
from aftercare.kit.refs import Ref

_Given: TypeAlias = str | int | float | Decimal | bool | date | datetime | Ref
Value: TypeAlias = _Given | None
Facets: TypeAlias = Mapping[str, Value | Iterable[Value]]
Stored: TypeAlias = str | int | float | bool

LONGEST_TEXT = 100_000  # characters; PostgreSQL allows a vector of one megabyte
LAST_POSITION = 16_383  # the last PostgreSQL can tell apart
EDGES = range(2, 7)
WEEK = 7 * 24 * 3600


def titled(term: str) -> str:
    """Return the term for a word in the title."""
    return f"^{term}"


def whole_code(code: str) -> str:
    """Return the term for the document's own code, exactly."""
    return f"${code}"


def part_of_code(gram: str) -> str:
    """Return the term for three characters somewhere in a number."""
    return f"~{gram}"


def edge(word: str) -> str:
    """Return the term for the beginning of a word in title or code."""
    return f">{word[: EDGES[-1]]}"


def facet(name: str, value: Stored) -> str:
    """Return the term for a field with this value."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"={name}={fold(clean(text)).strip()}"[:400]


def of_kind(kind: str) -> str:
    """Return the term for documents of one kind."""
    return facet("kind", kind)


def week_of(at: datetime) -> int:
    """Return the number of the week, which lets a search begin with what is new."""
    return int(at.timestamp()) // WEEK


def in_week(week: int) -> str:
    """Return the term for documents last touched in that week."""
    return f"#{week}"


def reader(name: str) -> str:
    """Return under which name it is counted how many documents a reader sees."""
    return f"@{name}"


def quoted(term: str) -> str:
    """Return `term` as vectors and their queries write it."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


class Filed(NamedTuple):
    """What the index stores of some text."""

    vector: str
    length: int
    codes: str


def file_text(text: str) -> Filed:
    """Return the terms of a message or another text that has been cleaned."""
    text = text[:LONGEST_TEXT]
    places: dict[str, list[int]] = {}
    found = tokens(text)
    for token in found:
        places.setdefault(token.term, []).append(min(token.position, LAST_POSITION))
    numbers = codes(text)
    marks = [part_of_code(gram) for number in numbers for gram in grams(number)]
    return Filed(_vector(places, marks), len(found), "".join(f" {number}" for number in numbers))


def file_document(
    *, kind: str, code: str, title: str, body: str, facets: Mapping[str, list[Stored]], at: datetime
) -> Filed:
    """Return everything a document is filed under."""
    head = f"{code} {title}"
    filed = file_text(f"{head} \n{body}")
    own = "".join(word.whole for word in words(code))
    ranked = {titled(token.term): [1] for token in tokens(head)} | {whole_code(own): [1]}
    begun = {
        edge(part[:size])
        for word in words(head)
        for part in {*word.parts, word.whole}
        for size in EDGES
        if len(part) >= size
    }
    vector = _vector(ranked, [*begun, of_kind(kind), in_week(week_of(at)), *facet_terms(facets)])
    return Filed(f"{filed.vector} {vector}", filed.length, filed.codes)


def facet_terms(facets: Mapping[str, list[Stored]]) -> list[str]:
    """Return the terms of all fields of a document."""
    return [facet(name, value) for name, values in facets.items() for value in values]


def stored_facets(facets: Facets) -> dict[str, list[Stored]]:
    """Return `facets` as they are stored: lists of plain values, instants in UTC."""
    return {
        name: [_plain(value) for value in _values(given) if value is not None]
        for name, given in facets.items()
    }


def _values(given: Value | Iterable[Value]) -> Iterable[Value]:
    if isinstance(given, Iterable) and not isinstance(given, str):
        return given
    return [given]


def instant(at: datetime) -> str:
    """Return an instant so that the order of texts is the order of time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(value: _Given) -> Stored:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return instant(datetime.combine(value, time(), UTC))
    if isinstance(value, str | Ref):
        return clean(str(value))
    return float(value) if isinstance(value, Decimal) else value


def _vector(places: Mapping[str, list[int]], marks: Iterable[str]) -> str:
    ranked = [f"{quoted(term)}:{','.join(map(str, at))}" for term, at in places.items()]
    return " ".join([*ranked, *map(quoted, dict.fromkeys(marks))])
