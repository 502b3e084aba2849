"""Which parts may stand in for which: families that are planned together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST = 12
"""Larger families are planned part by part: every set of them would have to be looked at."""
ALWAYS: frozenset[str] = frozenset()
Shares = Mapping[str, Mapping[frozenset[str], float]]
"""By part: of what is asked for, the share that meets just these conditions."""


@dataclass(frozen=True)
class Way:
    """
    That a part may stand in for another, directly.

    where: under which condition only; is_rework: something has to be done to it first.
    """

    part: str
    stand_in: str
    where: str = ""
    is_rework: bool = False


@dataclass(frozen=True)
class Asked:
    """
    A share of what is asked for of a part, and what may stand in for it there.

    as_it_is: those of `by` that need no rework.
    """

    part: str
    share: float
    by: tuple[str, ...]
    as_it_is: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """Parts of which some may stand in for others, over any number of steps."""

    codes: tuple[str, ...]
    asked: tuple[Asked, ...]


def families_of(ways: Iterable[Way], codes: Collection[str], shares: Shares) -> list[Family]:
    """
    Return the families among `codes`, in the order of their first part.

    Steps may lead over parts that are not planned themselves. Nothing is a family of which no part
    can ever be helped.
    """
    given = sorted(set(ways), key=lambda way: (way.part, way.stand_in, way.where, way.is_rework))
    found = []
    for parts in _connected(given):
        inside = [way for way in given if way.part in parts]
        planned = sorted(parts.intersection(codes))
        asked = [each for code in planned for each in _asked(code, inside, set(planned), shares)]
        if len(asked) > MOST:
            asked = [each for code in planned for each in _asked(code, inside, set(planned), {})]
        related = {code for each in asked if each.by for code in (each.part, *each.by)}
        if related and len(asked) <= MOST:
            kept = tuple(each for each in asked if each.part in related)
            found.append(Family(tuple(sorted(related)), kept))
    return found


def _connected(ways: Sequence[Way]) -> list[set[str]]:
    """Return the parts that steps connect, whichever way they lead."""
    beside: dict[str, set[str]] = defaultdict(set)
    for way in ways:
        beside[way.part].add(way.stand_in)
        beside[way.stand_in].add(way.part)
    groups: list[set[str]] = []
    seen: set[str] = set()
    for code in sorted(beside):
        if code not in seen:
            groups.append(_reached(code, beside))
            seen |= groups[-1]
    return groups


def _reached(code: str, steps: Mapping[str, Collection[str]]) -> set[str]:
    found, open_ones = {code}, [code]
    while open_ones:
        new = set(steps.get(open_ones.pop(), ())) - found
        found |= new
        open_ones += sorted(new)
    return found


def _asked(code: str, ways: Sequence[Way], planned: set[str], shares: Shares) -> list[Asked]:
    """Return what may stand in for a part, by the share of its demand for which it may."""
    total: dict[tuple[tuple[str, ...], tuple[str, ...]], float] = defaultdict(float)
    for met, share in (shares.get(code) or {ALWAYS: 1.0}).items():
        here = [way for way in ways if not way.where or way.where in met]
        by = _stand_ins(code, here, planned)
        as_it_is = _stand_ins(code, [way for way in here if not way.is_rework], planned)
        total[by, as_it_is] += share
    return [
        Asked(code, share, by, as_it_is)
        for (by, as_it_is), share in sorted(total.items())
        if share > 0
    ]


def _stand_ins(code: str, ways: Iterable[Way], planned: set[str]) -> tuple[str, ...]:
    steps: dict[str, set[str]] = defaultdict(set)
    for way in ways:
        steps[way.part].add(way.stand_in)
    return tuple(sorted(_reached(code, steps) & planned - {code}))


def in_pieces(codes: Iterable[str], families: Iterable[Family], *, size: int) -> list[list[str]]:
    """Return codes in pieces of about `size`, none of which tears a family apart."""
    home = {code: family.codes[0] for family in families for code in family.codes}
    pieces: list[list[str]] = [[]]
    before = ""
    for code in sorted(codes, key=lambda code: (home.get(code, code), code)):
        first = home.get(code, code)
        if len(pieces[-1]) >= size and first != before:
            pieces.append([])
        pieces[-1].append(code)
        before = first
    return [piece for piece in pieces if piece]
