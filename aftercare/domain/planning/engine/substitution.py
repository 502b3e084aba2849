"""
Parts that may stand in for others: a shortage is one only if no substitute has any left.

Whatever the order in which stock is handed out, what stays unmet is at least D(S) − Q(N(S)) for any
set S of parts asked for and the parts N(S) that may serve them; the best use of the stock reaches
the largest of these (max-flow, min-cut; Gale 1957). With ten parts there are a thousand sets.

What may stand in for a part may do so for some of its units only (of one model, of one batch): then
the part is asked for in several columns C, each with what may serve it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftercare.domain.planning.engine.arrays import Bools, Floats, Ints

MOST = 12


def reach(replaces: Bools) -> Bools:
    """Return what may serve what, also over several steps: serves[new, old], (K, K)."""
    serves = replaces | np.eye(len(replaces), dtype=bool)
    for _ in range(len(replaces)):
        serves = serves | ((serves.astype(int) @ serves.astype(int)) > 0)
    return np.asarray(serves)


@dataclass(frozen=True)
class _Sets:
    """All sets of columns (2^C, C), and which parts may serve any of a set (2^C, K)."""

    chosen: Ints
    helpers: Bools

    def lacking(self, demand: Floats, stock: Floats) -> Floats:
        """Return what each set lacks in each draw (J, 2^C)."""
        return np.asarray(demand @ self.chosen.T - self.helpers @ stock)


def _sets_of(serves: Bools) -> _Sets:
    size = serves.shape[1]
    if size > MOST:
        raise ValueError(f"Families of substitutes are limited to {MOST} parts.")
    chosen = (np.arange(2**size)[:, None] >> np.arange(size)) & 1
    return _Sets(chosen, (chosen @ serves.T.astype(int)) > 0)


def family_shortage(demand: Floats, stock: Floats, serves: Bools) -> Floats:
    """
    Return the units (J,) that stay unmet in each draw when stock is used as well as can be.

    demand (J, C), stock (K,), serves (K, C): whether a part may serve what is asked for, itself
    included. Raises `ValueError` for more than `MOST` columns.
    """
    return np.asarray(_sets_of(serves).lacking(demand, stock).max(axis=1))


def unmet_by_part(demand: Floats, stock: Floats, serves: Bools, part: Ints) -> Floats:
    """
    Return the units (J, K) of each part that stay unmet where each serves its own demand first.

    part (C,): which part each column asks for. A part gets what the others have left: it lacks as
    much as the family lacks more with its demand than without, and never more than by itself.
    """
    sets = _sets_of(serves)
    lacking = sets.lacking(demand, stock)
    total = lacking.max(axis=1)
    unmet = []
    for place, there in enumerate(stock):
        mine = part == place
        others = ~sets.chosen[:, mine].any(axis=1)
        alone = np.maximum(demand[:, mine].sum(axis=1) - there, 0)
        unmet.append(np.minimum(alone, total - lacking[:, others].max(axis=1)))
    return np.stack(unmet, axis=1)


@dataclass
class _Unmet:
    """What stays unmet of draws of demand under one way of serving, as stock is added."""

    sets: _Sets
    lacking: Floats

    def after(self, units: int, part: int) -> float:
        """Return the mean of what is unmet with so many more of a part."""
        return float((self.lacking - units * self.sets.helpers[:, part]).max(axis=1).mean())

    def add(self, units: int, part: int) -> None:
        """Add units of a part for good."""
        self.lacking = self.lacking - units * self.sets.helpers[:, part]


def family_last_buy(
    demand: Floats,
    at_hand: Floats,
    serves: Bools,
    *,
    price: Floats,
    missing: float,
    as_it_is: Bools | None = None,
    rework: float = 0.0,
) -> Floats:
    """
    Return the stocks (K,) that cost least when substitutes are used as well as can be.

    as_it_is (K, C): what serves without rework, if not all does; what is served only so costs
    `rework` a unit. It is counted where it cannot be avoided, so never too often. What is unmet is
    convex in the stocks; units are bought where they save most for their price, in steps that get
    smaller, and only as long as the last unit of a step is worth its price. What cannot be bought
    has an infinite price.
    """
    stock = at_hand.astype(float).copy()
    rework = min(rework, missing) if as_it_is is not None else 0.0
    ways = [(missing - rework, serves)]
    if as_it_is is not None and rework > 0:
        ways.append((rework, as_it_is))
    unmet = []
    for worth, way in ways:
        sets = _sets_of(way)
        unmet.append((worth, _Unmet(sets, sets.lacking(demand, stock))))
    step = max(2 ** int(np.log2(max(demand.sum(axis=1).mean() / 8, 1))), 1)
    parts = np.flatnonzero(np.isfinite(price)).tolist()
    while step >= 1 and len(parts):
        gains = _saved(unmet, parts, step, price)
        if max(gains) > 0:
            best = parts[int(np.argmax(gains))]
            stock[best] += step
            for _worth, each in unmet:
                each.add(step, best)
        else:
            step //= 2
    return stock


def _saved(
    unmet: Sequence[tuple[float, _Unmet]], parts: Sequence[int], step: int, price: Floats
) -> list[float]:
    """Return what a step more of each part saves, -inf where its last unit is not worth it."""

    def cost(units: int, part: int) -> float:
        return sum(worth * each.after(units, part) for worth, each in unmet)

    now = cost(0, 0)
    gains = []
    for part in parts:
        after = cost(step, part)
        last = cost(step - 1, part) - after - price[part]
        gains.append(now - after - price[part] * step if last > 0 else -np.inf)
    return gains
