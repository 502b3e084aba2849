"""
Parts that come back and are repaired: what new ones are still needed, and how many circulate.

Of demand λ a share ρ brings its core back and of those a share y can be repaired, so new parts are
used at λ (1 − ρ y), and λ ρ L cores are in repair at any time (Palm's theorem). Each repair leaves
a core a little worse: y falls with the number of repairs a serial has behind it.
"""

import numpy as np
from scipy.special import gammaincc, ndtri

from aftercare.domain.planning.engine.arrays import Floats

_POINTS = (np.arange(9) + 0.5) / 9
_NINE_OF_TEN = float(ndtri(0.9))


def yield_after_repeats(first: Floats, decline: Floats, returned: Floats) -> Floats:
    """
    Return the mean repair yield (G,) when each further repair succeeds less often.

    first (G,): yield of a core never repaired; decline (G,): what is left of it at each repeat;
    returned (G,): share of cores that come back. The share of cores in their k-th life follows.
    """
    lives = np.arange(12)
    chance = np.clip(first[:, None] * decline[:, None] ** lives, 0, 1)
    alive = np.cumprod(np.pad(returned[:, None] * chance, ((0, 0), (1, 0)), constant_values=1), 1)
    weight = alive[:, :-1]
    return np.asarray((weight * chance).sum(axis=1) / weight.sum(axis=1))


def new_parts(
    rates: Floats, returned: Floats, repaired: Floats, bought_back: Floats | None = None
) -> Floats:
    """
    Return the demand for new parts (G, J, B) of rates (G, J, B) when cores are repaired.

    bought_back (G, B): good parts from old boards that customers sell us.
    """
    thinned = rates * (1 - returned * repaired)[:, None, None]
    if bought_back is None:
        return thinned
    return np.maximum(thinned - bought_back[:, None, :], 0)


def repair_times(mean: Floats, late: Floats) -> Floats:
    """
    Return months of repair (G, Q), all as likely: a lognormal's with this mean and 90 % quantile.

    late (G,): by when nine of ten are good; not above the mean: all take as long.
    """
    above = np.log(np.clip(late / np.maximum(mean, 1e-12), 1.0, np.exp(_NINE_OF_TEN**2 / 2)))
    sigma = _NINE_OF_TEN - np.sqrt(np.maximum(_NINE_OF_TEN**2 - 2 * above, 0))
    shape = np.exp(sigma[:, None] * ndtri(_POINTS))
    return np.asarray(mean[:, None] * shape / shape.mean(axis=1, keepdims=True))


def new_parts_in_time(rates: Floats, months: Floats, recovered: Floats, times: Floats) -> Floats:
    """
    Return the demand for new parts (G, J, B) of rates (G, J, B) when cores serve once repaired.

    months (B,) of each bucket; recovered (G,): share of demand whose core gets good, after one of
    the `times` (G, Q). New parts are N(t) − ρ y mean N(t − L), N growing evenly within a bucket;
    cores still in repair at the end serve nobody.
    """
    reached = np.pad(np.cumsum(rates, axis=2), ((0, 0), (0, 0), (1, 0)))
    ends = np.concatenate([[0.0], np.cumsum(months)])
    back = np.zeros_like(rates)
    for time in times.T:
        when = np.maximum(ends[1:] - time[:, None], 0)
        at = np.clip(np.searchsorted(ends, when, side="right") - 1, 0, len(months) - 1)
        part = ((when - ends[at]) / months[at])[:, None]
        low = np.take_along_axis(reached, at[:, None], axis=2)
        high = np.take_along_axis(reached, at[:, None] + 1, axis=2)
        back += low + part * (high - low)
    back *= (recovered / times.shape[1])[:, None, None]
    return np.maximum(rates - np.diff(back, axis=2, prepend=0.0), 0)


def in_repair(rate: Floats, returned: Floats, turn_around: Floats) -> Floats:
    """Return the mean number of cores in repair (G,), from demand a month and months of repair."""
    return rate * returned * turn_around


def circulating_stock(rate: Floats, turn_around: Floats, certainty: float) -> Floats:
    """Return the least stock (G,) that covers what is in repair with this certainty."""
    mean = np.maximum(rate * turn_around, 1e-12)
    stock = np.floor(mean)
    while (low := (stock > 0) & (gammaincc(np.maximum(stock, 1), mean) >= certainty)).any():
        stock = np.where(low, stock - 1, stock)
    while (short := gammaincc(stock + 1, mean) < certainty).any():
        stock = np.where(short, stock + 1, stock)
    return stock
