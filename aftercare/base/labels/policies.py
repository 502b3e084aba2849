"""What stands on a label: no database, no clock."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal

from aftercare.base.labels.states import PLACES, Label, Line, PrintedCode
from aftercare.kit.paper.codes import CodeKind, Drawing, draw, message
from aftercare.kit.scans.links import link_saying
from aftercare.kit.scans.results import Meaning

INCH = Decimal("25.4")
SMALLEST_MODULE = Decimal("0.16")
"""Millimeters; below it cheap scanners fail."""
QUIET_OF_BARS = 4
"""Modules beside bars; the margin of the label is quiet too."""
_PLACE = re.compile(r"\{(\w+)\}")
_JOINT = " · "
_LOOKS = {"# ": ("large", True), "* ": ("normal", True), "~ ": ("small", False)}


def unknown_places(texts: str, about: str) -> list[str]:
    """Return the places in a text that labels about this do not know."""
    return [each for each in _PLACE.findall(texts) if each not in PLACES[about]]


def lines_of(texts: str, words: Mapping[str, str]) -> list[Line]:
    """
    Return the lines of a label, filled in.

    `# ` in front makes a line large, `* ` bold, `~ ` small. A line, or a part of it between
    `·`, whose places are all empty is left out.
    """
    lines = []
    for raw in texts.splitlines():
        size, bold = _LOOKS.get(raw[:2], ("normal", False))
        bare = raw[2:] if raw[:2] in _LOOKS else raw
        filled = [_filled(part, words) for part in bare.split(_JOINT)]
        text = _JOINT.join(filter(None, filled))
        if text:
            lines.append(Line(text, size, bold))
    return lines


def _filled(part: str, words: Mapping[str, str]) -> str:
    places = _PLACE.findall(part)
    if places and not any(words.get(each) for each in places):
        return ""
    return _PLACE.sub(lambda match: words.get(match[1], ""), part).strip()


def content_of(label: Label, code: str, carries: Collection[str]) -> str:
    """Return what the code of a label says, as `kit.scans` reads it again."""
    said = {
        meaning: value for meaning, value in label.said.items() if not carries or meaning in carries
    }
    if code == PrintedCode.QR and label.link:
        return link_saying(label.link, said)
    return (
        label.number if code == PrintedCode.CODE_128 or Meaning.ITEM not in said else message(said)
    )


def drawn(label: Label, code: str, carries: Collection[str]) -> Drawing | None:
    """Return the code of a label, if it has one. Raises `CannotBeCoded`."""
    return draw(CodeKind(code), content_of(label, code, carries)) if code else None


def fits(drawing: Drawing, width: Decimal, height: Decimal, dots: str) -> bool:
    """Return whether a scanner could read a code where `data/label.typ` puts it."""
    margin = min(Decimal(2), height * Decimal("0.08"))
    wide, high, dot = width - 2 * margin, height - 2 * margin, dot_size(dots)
    if drawing.has_bars:
        room, modules = wide, drawing.wide + 2 * QUIET_OF_BARS
    else:
        room, modules = min(high, wide * Decimal("0.42")), drawing.wide + 2
    return room // (modules * dot) * dot >= SMALLEST_MODULE


def dot_size(dots: str) -> Decimal:
    """Return how large a dot of a printer is, in millimeters."""
    return round(INCH / int(dots), 4)
