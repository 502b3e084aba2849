"""What stands in for what: how likely a family of parts runs short, what to buy of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aftercare.domain.planning.engine.arrays import Bools, Floats, Ints
from aftercare.domain.planning.engine.substitution import family_last_buy, unmet_by_part
from aftercare.domain.planning.policies.families import Family

SMOOTH = 5
"""Counts drawn for each draw of a rate."""
_MOST = 0.95


@dataclass(frozen=True)
class Member:
    """
    One part of a family.

    soon, total (J,): what will be asked for before an order could come, and until the end, by draw;
    price: what having one for the time costs, infinite where none can be bought; missing: what one
    too few costs; is_last: whether it can be ordered until a day only.
    """

    soon: Floats
    total: Floats
    at_hand: float
    on_order: float
    price: float
    missing: float
    is_last: bool

    @property
    def is_ended(self) -> bool:
        """Return whether none can be bought any more."""
        return bool(np.isinf(self.price))

    @property
    def position(self) -> float:
        """Return what is there or will come, whole ones."""
        return float(np.floor(self.at_hand + self.on_order))


@dataclass(frozen=True)
class Helped:
    """
    What standing in does for one part.

    soon, to_end: the chances that it runs out before an order could come, and at all; what stands
    in and can be ordered whenever it is needed will have been, so the two are one; alone: the same
    two if nothing stood in; lacking: how many more of it are needed in each of the two spans;
    stock: the cheapest of it until the end, with that of the others; most, any_demand: of all that
    it may be asked for, what others lack included; buy: how many of it now; by, serves: what may
    stand in for it, and for what it may.
    """

    soon: float
    to_end: float
    alone: tuple[float, float]
    lacking: tuple[float, float]
    stock: float
    most: float
    any_demand: float
    buy: float
    by: tuple[str, ...]
    serves: tuple[str, ...]


@dataclass(frozen=True)
class _Columns:
    """
    In which columns a family is asked for: of which part (C,), its share (C,), served (K, C).

    as_it_is (K, C): served without rework.
    """

    part: Ints
    share: Floats
    serves: Bools
    as_it_is: Bools

    def counts(self, rates: Sequence[Floats], rng: np.random.Generator) -> Floats:
        """Return counts (J, C) drawn around the rates (J,) of each part."""
        by_column = np.stack(rates, axis=1)[:, self.part] * self.share
        return rng.poisson(np.repeat(by_column, SMOOTH, axis=0)).astype(float)


def _columns(family: Family) -> _Columns:
    place = {code: row for row, code in enumerate(family.codes)}
    serves = np.zeros((len(family.codes), len(family.asked)), dtype=bool)
    as_it_is = serves.copy()
    for column, each in enumerate(family.asked):
        for code in (each.part, *each.by):
            serves[place[code], column] = True
        for code in (each.part, *each.as_it_is):
            as_it_is[place[code], column] = True
    part = np.array([place[each.part] for each in family.asked], np.int64)
    return _Columns(part, np.array([each.share for each in family.asked]), serves, as_it_is)


@dataclass(frozen=True)
class _Time:
    """What is asked for of each part in a span of time, and what stays unmet: both (J, K)."""

    asked: Floats
    unmet: Floats


def _time(columns: _Columns, counts: Floats, stock: Floats) -> _Time:
    mine = columns.part[:, None] == np.arange(len(stock))
    return _Time(counts @ mine, unmet_by_part(counts, stock, columns.serves, columns.part))


def helped_in(
    family: Family,
    members: Mapping[str, Member],
    *,
    service: float,
    rework: float = 0.0,
    rng: np.random.Generator,
) -> dict[str, Helped]:
    """Return what standing in does for each part of a family; rework: what it costs a piece."""
    columns = _columns(family)
    ordered = [members[code] for code in family.codes]
    stock = np.array([each.position for each in ordered])
    soon = _time(columns, columns.counts([each.soon for each in ordered], rng), stock)
    total = columns.counts([each.total for each in ordered], rng)
    end = _time(columns, total, stock)
    weight = end.asked.mean(axis=0) + 1e-12
    cheapest = family_last_buy(
        total,
        stock,
        columns.serves,
        price=np.array([each.price for each in ordered]),
        missing=float(np.average([each.missing for each in ordered], weights=weight)),
        as_it_is=columns.as_it_is,
        rework=rework,
    )
    known = _Known(family, ordered, stock, soon, end, cheapest, service)
    return {code: known.of(code) for code in family.codes}


@dataclass(frozen=True)
class _Known:
    """All that is known of a family: its parts in their order, their stock (K,), the two spans."""

    family: Family
    members: Sequence[Member]
    stock: Floats
    soon: _Time
    end: _Time
    cheapest: Floats
    service: float

    def of(self, code: str) -> Helped:
        """Return what standing in does for one part."""
        place = self.family.codes.index(code)
        member, there, by = self.members[place], self.stock[place], stand_ins(self.family, code)
        serves = [row for row, other in enumerate(self.family.codes) if self._helps(code, other)]
        lack = self._lack_soon(place, serves)
        later = lack if self._can_be_ordered(by) else self.end.unmet[:, place]
        useful = self.end.asked[:, place] + self._alone(self.end)[:, serves].sum(axis=1)
        lacking = self._quantile(lack), self._quantile(later)
        return Helped(
            soon=_chance(lack),
            to_end=_chance(later),
            alone=(
                _chance(self._alone(self.soon)[:, place]),
                _chance(self._alone(self.end)[:, place]),
            ),
            lacking=lacking,
            stock=float(self.cheapest[place]),
            most=float(np.quantile(useful, _MOST)),
            any_demand=_chance(useful),
            buy=float(self.cheapest[place] - there) if member.is_last else lacking[0],
            by=by,
            serves=tuple(self.family.codes[row] for row in serves),
        )

    def _lack_soon(self, place: int, serves: Sequence[int]) -> Floats:
        """Return what is lacking of a part; one that can be ordered is so for those that cannot."""
        ended = [row for row in serves if self.members[row].is_ended]
        if self.members[place].is_last or not ended:
            return np.asarray(self.soon.unmet[:, place])
        asked = self.soon.asked[:, place] + self._alone(self.soon)[:, ended].sum(axis=1)
        return np.asarray(np.maximum(asked - self.stock[place], 0))

    def _alone(self, time: _Time) -> Floats:
        return np.asarray(np.maximum(time.asked - self.stock, 0))

    def _helps(self, code: str, other: str) -> bool:
        return code in stand_ins(self.family, other)

    def _can_be_ordered(self, by: Sequence[str]) -> bool:
        return any(not self.members[self.family.codes.index(code)].is_last for code in by)

    def _quantile(self, lacking: Floats) -> float:
        return float(np.quantile(lacking, self.service, method="inverted_cdf"))


def _chance(units: Floats) -> float:
    return float((units > 0).mean())


def stand_ins(family: Family, code: str) -> tuple[str, ...]:
    """Return what may stand in for a part, for some of its demand at least."""
    return tuple(sorted({other for each in family.asked if each.part == code for other in each.by}))


def told_of(
    code: str, helped: Mapping[str, Helped], members: Mapping[str, Member]
) -> dict[str, Any]:
    """Return what is kept with the plan of a part: the chances, and each part of its family."""
    mine = helped[code]
    return {
        "alone": mine.alone[1],
        "together": mine.to_end,
        "parts": [
            {
                "code": each,
                "at_hand": members[each].at_hand,
                "on_order": members[each].on_order,
                "buy": helped[each].buy,
                "stands_in": each in mine.by,
                "is_helped": each in mine.serves,
            }
            for each in sorted({code, *mine.by, *mine.serves})
        ],
    }
