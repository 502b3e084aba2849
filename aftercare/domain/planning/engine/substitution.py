"""
Parts that may stand in for others: a shortage is one only if no substitute has any left.

Whatever the order in which stock is handed out, what stays unmet is at least D(S) − Q(N(S)) for any
set S of parts asked for and the parts N(S) that may serve them; the best use of the stock reaches
the largest of these (max-flow, min-cut; Gale 1957). With ten parts there are a thousand sets.
"""

import numpy as np

from aftercare.domain.planning.engine.arrays import Bools, Floats

MOST = 12


def reach(replaces: Bools) -> Bools:
    """Return what may serve what, also over several steps: serves[new, old], (K, K)."""
    serves = replaces | np.eye(len(replaces), dtype=bool)
    for _ in range(len(replaces)):
        serves = serves | ((serves.astype(int) @ serves.astype(int)) > 0)
    return np.asarray(serves)


def family_shortage(demand: Floats, stock: Floats, serves: Bools) -> Floats:
    """
    Return the units (J,) that stay unmet in each draw when stock is used as well as can be.

    demand (J, K), stock (K,), serves (K, K): whether part i may serve demand for part k, itself
    included. Raises `ValueError` for families larger than `MOST`.
    """
    size = demand.shape[1]
    if size > MOST:
        raise ValueError(f"Families of substitutes are limited to {MOST} parts.")
    sets = (np.arange(2**size)[:, None] >> np.arange(size)) & 1
    helpers = (sets @ serves.T.astype(int)) > 0
    wanted = demand @ sets.T
    return np.asarray((wanted - helpers @ stock).max(axis=1))


def family_last_buy(
    demand: Floats, at_hand: Floats, serves: Bools, *, price: Floats, missing: float
) -> Floats:
    """
    Return the stocks (K,) that cost least when substitutes are used as well as can be.

    Unmet demand is convex in the stocks; units are bought where one more saves most for its price,
    in steps that get smaller, until none is worth its price.
    """
    stock = at_hand.astype(float).copy()
    step = max(2 ** int(np.log2(max(demand.sum(axis=1).mean() / 8, 1))), 1)
    while step >= 1:
        short = family_shortage(demand, stock, serves).mean()
        units = np.eye(len(stock)) * step
        more = np.array(
            [
                missing * (short - family_shortage(demand, stock + unit, serves).mean())
                for unit in units
            ]
        )
        gain = more - price * step
        if gain.max() > 0:
            stock = stock + units[int(np.argmax(gain))]
        else:
            step //= 2
    return stock
