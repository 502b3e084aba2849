"""
Where the fields of a label begin whose separators were lost on the way.

`1PLM358DRQ250010D25191T7A` may be cut in many ways. Each data identifier gains the more the
narrower what may follow it; the cut that gains most is taken. It remains a guess, and who
reads a label is told so.
"""

from functools import cache

from aftercare.kit.scans.identifiers import IDENTIFIERS

LONGEST = 400
_SHORT_VALUE = 3
_SAID_TWICE = -8.0
_SHORT = -2.0
_MOST_WIDTHS = 60

Cut = tuple[float, tuple[tuple[str, str], ...]]


def separate(content: str) -> list[str]:
    """Return the fields `content` most likely had, or none if it begins with no identifier."""
    if len(content) > LONGEST:
        return []
    beginnings = [_identifiers_at(content, place) for place in range(len(content))]

    @cache
    def best(place: int) -> Cut | None:
        if place == len(content):
            return 0.0, ()
        found: Cut | None = None
        for identifier in beginnings[place]:
            for end in _ends(content, place + len(identifier), beginnings):
                rest = best(end)
                if rest is None:
                    continue
                cut = _joined(identifier, content[place + len(identifier) : end], rest)
                if cut and (found is None or cut[0] > found[0]):
                    found = cut
        return found

    # The last fields are solved first, so that a long label needs no deep recursion.
    for place in range(len(content), -1, -1):
        best(place)
    whole = best(0)
    return [identifier + value for identifier, value in whole[1]] if whole else []


def _identifiers_at(content: str, place: int) -> list[str]:
    return [each for each in IDENTIFIERS if content.startswith(each, place)]


def _ends(content: str, begin: int, beginnings: list[list[str]]) -> list[int]:
    last = min(len(content), begin + _MOST_WIDTHS)
    return [end for end in range(begin + 1, last + 1) if end == len(content) or beginnings[end]]


def _joined(identifier: str, value: str, rest: Cut) -> Cut | None:
    known = IDENTIFIERS[identifier]
    if not known.value.fullmatch(value):
        return None
    gain = known.weight
    if identifier in {each for each, _value in rest[1]}:
        gain += _SAID_TWICE
    if known.weight < 2 and len(value) < _SHORT_VALUE:  # noqa: PLR2004  # free text
        gain += _SHORT
    return rest[0] + gain, ((identifier, value), *rest[1])
