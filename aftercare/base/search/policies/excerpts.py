"""The piece of a text that shows why it was found."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from aftercare.base.search.policies.tokens import (
    LONGEST_TERM,
    SHORTEST_CODE,
    SIMPLIFIED,
    telling,
    tokens,
)

LENGTH = 240
LEAD = 60


@dataclass(frozen=True)
class Excerpt:
    """A piece of text, and from where to where it matches. No markup: the screen adds it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def excerpt(text: str, *, terms: Collection[str], parts: Iterable[str]) -> Excerpt:
    """
    Return the piece of `text` in which most of the question stands, wherever that is.

    `terms` are those of the question; `parts` are pieces of numbers. Of pieces that say as
    much the last is taken: the word that comes first so late is the rarer one.
    """
    wanted, numbers = set(terms), _numbers(parts)
    best, seen = Excerpt(_shorten(text, 0)), set[str]()
    most = 1
    asked = set(telling(wanted))
    for place, needle in _places(text, asked | numbers, numbers):
        if needle in seen or not (needle in numbers or _begins_with(text, place, needle)):
            continue
        piece = _shorten(text, place)
        found = _found(piece, wanted, numbers)
        said = {each for _start, _end, each in found}
        if len(said) >= most:
            best, most = Excerpt(piece, _merged(found)), len(said)
        seen |= said
        if seen >= asked:
            break
    return best


def matches(
    text: str, *, terms: Collection[str], parts: Iterable[str]
) -> tuple[tuple[int, int], ...]:
    """Return from where to where `text` matches, without overlaps, in order."""
    return _merged(_found(text, set(terms), _numbers(parts)))


_Span = tuple[int, int, str]
"""From where to where something stands, and what of the question it is."""


def _numbers(parts: Iterable[str]) -> set[str]:
    """Return what may stand inside of a word: pieces of numbers, as short as the search finds."""
    return {each for each in parts if len(each) >= SHORTEST_CODE and re.search(r"\d", each)}


def _places(text: str, needles: set[str], numbers: set[str]) -> Iterator[tuple[int, str]]:
    """Yield where something of the question may stand, and what."""
    ordered = sorted(needles, key=len, reverse=True)
    if not ordered:
        return
    pattern = "|".join(f"({_written(each, inside=each in numbers)})" for each in ordered)
    for match in re.finditer(pattern, text.translate(SIMPLIFIED), re.IGNORECASE):
        yield match.start(), ordered[(match.lastindex or 1) - 1]


def _written(needle: str, *, inside: bool) -> str:
    """Return how a needle is written: a word begins with it, a stem continues somehow."""
    begins = "" if inside or not needle.isascii() else r"(?<!\d)"
    if begins and needle[0].isalpha():
        begins = "(?<![a-z])"
    # Separators may stand anywhere inside of a number.
    return begins + r"[-_/.@'’:]?".join(map(re.escape, needle))


def _begins_with(text: str, place: int, term: str) -> bool:
    """Return whether the word that begins at a place is the one of a term, and not a longer one."""
    word = text[place : place + LONGEST_TERM].split(maxsplit=1)[0]
    return any(token.term == term for token in tokens(word))


def _found(text: str, terms: set[str], numbers: set[str]) -> list[_Span]:
    found = []
    for token in tokens(text):
        said = {token.term} & terms | {each for each in numbers if each in token.term}
        found += [(token.start, token.end, each) for each in said]
    return sorted(found)


def _merged(found: Iterable[_Span]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end, _each in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _shorten(text: str, around: int) -> str:
    start = max(0, around - LEAD)
    if start:
        start = text.find(" ", start, around) + 1 or start
    piece = text[start : start + LENGTH]
    lead, tail = "… " if start else "", " …" if start + LENGTH < len(text) else ""
    return lead + " ".join(piece.split()) + tail
