"""Places on a board: `R1,R2,C10-C14` is seven of them."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

MOST = 5_000
_SEVERAL = re.compile(r"([A-Za-z_]+)(\d+)\s*(?:-|–|…|~|\.\.\.?|to)\s*([A-Za-z_]*)(\d+)")
_ONE = re.compile(r"[A-Za-z_]*\d*[A-Za-z0-9_.]*")
_BETWEEN = re.compile(r"[,;、，；\n]+|\s+(?=[A-Za-z])")


class UnreadableDesignators(ValueError):
    """A text that names no places on a board; the argument is the part that is not understood."""


def expand_designators(text: str) -> list[str]:
    """
    Return each place that `text` names, in its order and once.

    Raises `UnreadableDesignators`.
    """
    dashes = re.sub(r"\s*(-|–|…|~|\.\.\.?|\bto\b)\s*", r"\1", text.strip())
    parts = [part.strip() for part in _BETWEEN.split(dashes) if part.strip()]
    return list(dict.fromkeys(place for part in parts for place in _places(part)))


def _places(part: str) -> list[str]:
    if several := _SEVERAL.fullmatch(part):
        letters, first, again, last = several.groups()
        count = int(last) - int(first) + 1
        if again.upper() not in ("", letters.upper()) or not 0 < count <= MOST:
            raise UnreadableDesignators(part)
        return [f"{letters.upper()}{number}" for number in range(int(first), int(last) + 1)]
    if not _ONE.fullmatch(part):
        raise UnreadableDesignators(part)
    return [part.upper()]


def shorten_designators(places: Iterable[str]) -> str:
    """Return the places as short as they can be written: `C10-C14, R1, R2`."""
    runs = groupby(enumerate(sorted(places, key=natural)), _run)
    return ", ".join(_shown([place for _position, place in run]) for _key, run in runs)


def _run(numbered: tuple[int, str]) -> tuple[str, int]:
    position, place = numbered
    letters = place.rstrip("0123456789")
    digits = place[len(letters) :]
    return (letters, int(digits) - position) if letters and digits else (place, -1)


def _shown(run: Sequence[str]) -> str:
    in_a_row = len(run) > 2  # noqa: PLR2004  # two are as short one by one
    return f"{run[0]}-{run[-1]}" if in_a_row else ", ".join(run)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return what `text` is sorted by: digits by their value, R2 before R10."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.findall(r"\d+|\D+", text.upper())
    )
