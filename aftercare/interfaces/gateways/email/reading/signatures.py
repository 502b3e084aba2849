"""Signatures: what stands under a mail and says nothing about the matter."""

import re

from aftercare.interfaces.gateways.email.reading import phrases

LONGEST = 12
"""Lines of a signature; what is longer is a letter."""
LONGEST_LINE = 120

_DELIMITER = re.compile(r"\s*(?:--|—|––)\s?$")
_BY_PROGRAM = re.compile(
    rf"\s*[*_(【\[]{{0,2}}(?:{phrases.SIGNED_BY_PROGRAM}).{{0,80}}$", re.IGNORECASE
)
_CLOSING = re.compile(rf"\s*(?:{phrases.CLOSINGS})\s*[,，.。!！、~]?\s*$", re.IGNORECASE)
_MATTER = re.compile(phrases.MATTERS, re.IGNORECASE)
_DISCLAIMER = re.compile(rf".{{0,40}}(?:{phrases.DISCLAIMERS})", re.IGNORECASE)
_LIST_FOOTER = re.compile(r"_{30,}\s*$")
_WORD = re.compile(r"\w")


def without_signature(text: str) -> str:
    """Return a text without the signature at its end, unless there is nothing else."""
    lines = text.strip().split("\n")
    kept = len(lines)
    for cut in (_disclaimer, _delimiter, _by_program, _closing):
        place = cut(lines[:kept])
        if place is not None and any(_WORD.search(line) for line in lines[:place]):
            kept = place
    while kept and not lines[kept - 1].strip():
        kept -= 1
    return "\n".join(lines[:kept])


def own_words(text: str) -> bool:
    """Return whether somebody wrote something there, beyond a signature."""
    first = text.strip().split("\n", 1)[0]
    lines = [line for line in text.strip().split("\n") if _WORD.search(line)]
    is_signature = _DELIMITER.match(first) or _LIST_FOOTER.match(first)
    return not (not lines or is_signature or _by_program(lines) == 0 or _disclaimer(lines) == 0)


def _tail(lines: list[str]) -> range:
    """Return the last lines that may be a signature, the upper first."""
    place = len(lines)
    filled = 0
    while place and filled <= LONGEST:
        place -= 1
        filled += bool(lines[place].strip())
    return range(place, len(lines))


def _delimiter(lines: list[str]) -> int | None:
    return next(
        (place for place in _tail(lines) if _DELIMITER.match(lines[place][:LONGEST_LINE])), None
    )


def _by_program(lines: list[str]) -> int | None:
    """Return the line of a phone or a program, if hardly anything follows it."""
    for place in _tail(lines):
        if _BY_PROGRAM.match(lines[place][:LONGEST_LINE]):
            after = [line for line in lines[place + 1 :] if line.strip()]
            return place if len(after) <= 3 and not _MATTER.search("\n".join(after)) else None  # noqa: PLR2004
    return None


def _closing(lines: list[str]) -> int | None:
    """Return the line of a closing with a name below it, unless a matter follows."""
    for place in _tail(lines):
        if not _CLOSING.match(lines[place][:LONGEST_LINE]):
            continue
        after = [line for line in lines[place + 1 :] if line.strip()]
        is_short = all(len(line) <= LONGEST_LINE for line in after)
        if is_short and not _MATTER.search("\n".join(after)) and not _is_prose(after):
            return place
    return None


def _is_prose(lines: list[str]) -> bool:
    return any(len(line.split()) > 12 or line.rstrip().endswith(("。", "！")) for line in lines)  # noqa: PLR2004


def _disclaimer(lines: list[str]) -> int | None:
    for place in _tail(lines):
        starts = place == 0 or not lines[place - 1].strip()
        if starts and _DISCLAIMER.match(lines[place][: 4 * LONGEST_LINE]):
            return place
    return None
