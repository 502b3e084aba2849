"""
Cohorts that fail more than the rest: how much batches differ, and which is an epidemic.

A cohort's failures are Poisson with a mean that itself is gamma distributed around what the model
says (frailty, variance φ): counts are negative binomial with variance e + φ e².
"""

import numpy as np
from scipy.special import betainc, gammainc

from aftercare.domain.planning.engine.arrays import Bools, Floats, Ints
from aftercare.domain.planning.engine.exposure import UNKNOWN, Base, Claims, known_by_now

_SURE = 0.999


def cohorts(
    base: Base, claims: Claims, model: Ints, per_unit: Floats, steps: Floats
) -> tuple[Floats, Floats]:
    """
    Return parts replaced and expected (M, T), by model and month of sale.

    model and per_unit (G,); steps (G, A) of cumulative hazard.
    """
    ages = steps.shape[1]
    reached = np.cumsum(steps, axis=1)
    failing = (np.exp(-(reached - steps)) - np.exp(-reached)) * per_unit[:, None]
    of_model = np.zeros((len(base.sales), ages))
    np.add.at(of_model, model, failing)
    of_model *= base.in_use[:, :ages] * base.returning(ages)
    expected = np.zeros((len(base.sales), base.now))
    for sold in range(min(base.now, base.sales.shape[1])):
        expected[:, sold] = base.sales[:, sold] * (of_model @ known_by_now(base, sold, ages))
    seen = np.zeros_like(expected)
    known = (claims.sold != UNKNOWN) & (claims.failed < base.now)
    np.add.at(seen, (model[claims.group[known]], claims.sold[known]), claims.count[known])
    return seen, expected


def frailty(seen: Floats, expected: Floats) -> float:
    """Return φ from Pearson's dispersion of counts seen in cohorts (M, T) around expected ones."""
    extra = float((np.square(seen - expected) - expected).sum())
    return max(extra / max(float(np.square(expected).sum()), 1e-12), 0.0)


def more_than(count: Floats, mean: Floats, variance: Floats) -> Floats:
    """Return P(X > count) of the negative binomial, or Poisson, with this mean and variance."""
    count, mean, variance = np.broadcast_arrays(count, mean, variance)
    mean = np.maximum(mean, 1e-12)
    wide = variance > mean * (1 + 1e-9)
    size = mean * mean / np.where(wide, variance - mean, 1.0)
    chance = mean / np.where(wide, variance, mean)
    tail = np.where(
        wide,
        betainc(np.maximum(count, 0) + 1, np.where(wide, size, 1.0), 1 - chance * wide),
        gammainc(np.maximum(count, 0) + 1, mean),
    )
    return np.where(count < 0, 1.0, tail)


def epidemics(
    seen: Floats, expected: Floats, variance: float, sure: float = _SURE
) -> tuple[Bools, Floats]:
    """
    Return which cohorts exceed what chance and frailty allow, and how unlikely their counts are.

    seen, expected (M, T): failures by model and month of sale, or of any other cohorts; so are both
    answers. The second is the probability of at least as many as seen; an alarm is below 1 −
    `sure`. `variance` is that of the frailty, learned from other cohorts.
    """
    unlikely = more_than(seen - 1, expected, expected + variance * np.square(expected))
    return unlikely < 1 - sure, unlikely
