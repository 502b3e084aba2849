"""
Until when to serve from stock: other ways of helping get cheaper, and stock gets old.

The cheapest stock is sought for each moment at which one could turn to another way of helping; the
moment with the least expected cost wins. (Pourakbar, Frenk & Dekker 2012.)
"""

from dataclasses import dataclass

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.last_buy import (
    Costs,
    Outlook,
    cheapest_stock,
    discounts,
    expected_cost,
)


@dataclass(frozen=True)
class Switch:
    """When (bucket, 0 … B) to turn to another way of helping, the stock until then, the cost."""

    bucket: int
    stock: float
    cost: float
    costs: Floats


def switch_time(
    ahead: Outlook, costs: Costs, alternative: Floats | None = None, latest: int | None = None
) -> Switch:
    """
    Return the best time for one part (G = 1) to turn to another way of helping, and the stock.

    alternative (B,): what helping without the part costs in each bucket, if not `missing` as it
    falls; latest: the bucket from which on stock is too old to serve.
    """
    worth, _held = discounts(costs, ahead.months)
    demand = np.diff(ahead.reached.mean(axis=1)[0], prepend=0.0)
    other = costs.missing[0] * costs.fading(ahead.months) if alternative is None else alternative
    later = demand * other * worth
    most = len(worth) if latest is None else min(latest, len(worth))
    totals, stocks = [], []
    for bucket in range(most + 1):
        stock, cost = np.zeros(1), 0.0
        if bucket:
            part = ahead.until(bucket)
            stock = cheapest_stock(part, costs)
            cost = float(expected_cost(part, costs, stock)[0])
        totals.append(cost + float(later[bucket:].sum()))
        stocks.append(float(stock[0]))
    best = int(np.argmin(totals))
    return Switch(best, stocks[best], totals[best], np.array(totals))


def months_it_lasts(ahead: Outlook, count: Floats) -> Floats:
    """
    Return for how many months (G,) a stock (G,) lasts on average, at most to the end.

    It is ∫ P(N(t) ≤ count) dt, by trapezes between the ends of buckets.
    """
    ends = np.pad(ahead.below(count + 1), ((0, 0), (1, 0)), constant_values=1.0)
    return np.asarray((ends[:, :-1] + ends[:, 1:]) / 2 @ ahead.months)
