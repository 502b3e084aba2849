"""The piece of a text that shows why it was found."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from aftercare.base.search.policies.tokens import SIMPLIFIED, tokens

LENGTH = 240
LEAD = 60


@dataclass(frozen=True)
class Excerpt:
    """A piece of text, and from where to where it matches. No markup: the screen adds it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def excerpt(text: str, *, terms: Collection[str], parts: Iterable[str]) -> Excerpt:
    """
    Return the piece of `text` around the first match.

    `terms` are those of the question; `parts` are pieces of numbers.
    """
    needles = [*parts, *terms]
    if not needles:
        return Excerpt(_shorten(text, 0))
    # Separators may stand anywhere inside of a number; a stem continues somehow.
    pattern = "|".join(
        r"[-_/.@'’:]?".join(map(re.escape, needle))
        for needle in sorted(set(needles), key=len, reverse=True)
    )
    first = re.search(pattern, text.translate(SIMPLIFIED), re.IGNORECASE)
    piece = _shorten(text, first.start() if first else 0)
    return Excerpt(piece, matches(piece, terms=terms, parts=parts))


def matches(
    text: str, *, terms: Collection[str], parts: Iterable[str]
) -> tuple[tuple[int, int], ...]:
    """Return from where to where `text` matches, without overlaps, in order."""
    wanted = set(terms)
    inside = [part for part in parts if len(part) > 2]  # noqa: PLR2004  # what grams can find
    spans = sorted(
        (token.start, token.end)
        for token in tokens(text)
        if token.term in wanted or any(part in token.term for part in inside)
    )
    merged: list[tuple[int, int]] = []
    for start, end in spans:
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
