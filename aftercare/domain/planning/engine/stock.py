"""
Parts that can still be bought, and whether what lies there makes sense.

Order up to the least level that covers the demand of lead time and review with the service wanted;
flag what is too much, dead, short or in the wrong place, each with the numbers behind it.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from aftercare.domain.planning.engine.arrays import Bools, Floats


class Flag(StrEnum):
    """What a planner should look at."""

    RUNS_OUT = "runs_out"
    EXCESS = "excess"
    OBSOLETE = "obsolete"
    CANNOT_TELL = "cannot_tell"


def order_up_to(demand: Floats, service: float) -> Floats:
    """Return the least stock (G,) that covers the draws (G, J) of demand in the time it must."""
    level: Floats = np.quantile(demand, service, axis=1, method="inverted_cdf")
    return level


def safety_stock(demand: Floats, service: float) -> Floats:
    """Return what of the order-up-to level (G,) is there for chance and doubt only."""
    return np.asarray(np.maximum(order_up_to(demand, service) - demand.mean(axis=1), 0))


@dataclass(frozen=True)
class Review:
    """
    The stock of each part against the rest of its life; all (G,).

    flags says what is odd; cover: months until the middle forecast has used the stock; excess:
    units above the 95 % quantile of all that will be asked for; any_demand: P(anything will be);
    shortage: P(the stock does not last); dead_money: excess × price.
    """

    flags: dict[Flag, Bools]
    cover: Floats
    excess: Floats
    any_demand: Floats
    shortage: Floats
    dead_money: Floats


def review_stock(
    stock: Floats, by_month: Floats, totals: Floats, price: Floats, cannot_tell: Floats
) -> Review:
    """
    Return the review of stock (G,).

    by_month (G, H): expected demand of each month to the end of service; totals (G, J): draws of
    their sum; cannot_tell (G,): 1 where the models are too far apart for a number.
    """
    most = np.quantile(totals, 0.95, axis=1)
    excess = np.maximum(stock - np.ceil(most), 0)
    any_demand = (totals > 0).mean(axis=1)
    shortage = (totals > stock[:, None]).mean(axis=1)
    used = np.cumsum(by_month, axis=1)
    cover = (used < stock[:, None]).sum(axis=1).astype(float)
    flags = {
        Flag.RUNS_OUT: shortage > 0.1,  # noqa: PLR2004  # one in ten
        Flag.EXCESS: (excess > 0) & (excess >= 0.2 * stock),
        Flag.OBSOLETE: (stock > 0) & (any_demand < 0.05),  # noqa: PLR2004  # one in twenty
        Flag.CANNOT_TELL: cannot_tell > 0,
    }
    return Review(flags, cover, excess, any_demand, shortage, excess * price)


def moves(stock: Floats, needed: Floats) -> list[tuple[int, int, float]]:
    """
    Return moves (from, to, units) between places (N,) that bring each nearer to what it needs.

    The largest surplus serves the largest lack first, so that parcels are few.
    """
    surplus, lack = np.maximum(stock - needed, 0), np.maximum(needed - stock, 0)
    found = []
    while surplus.max(initial=0) >= 1 and lack.max(initial=0) >= 1:
        source, target = int(surplus.argmax()), int(lack.argmax())
        units = float(np.floor(min(surplus[source], lack[target])))
        surplus[source] -= units
        lack[target] -= units
        found.append((source, target, units))
    return found
