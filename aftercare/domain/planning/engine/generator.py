"""
A company that never was, of which everything is known: to measure forecasts against the truth.

24 months of sales after a launch, then the end of production; parts that fail by Weibull or
lognormal; owners who give up and who come or do not come after the guarantee; delayed reports.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from aftercare.domain.planning.engine.arrays import Floats, Ints
from aftercare.domain.planning.engine.exposure import Base, Claims, retirement
from aftercare.domain.planning.engine.forecasting import Parts

SOLD_FOR = 24
DELAYS = np.array([0.5, 0.3, 0.15, 0.05])


@dataclass(frozen=True)
class World:
    """
    A generated company with its truth.

    base and claims are what a planner would know by month `now`, with the months of the reports of
    the claims (R,); expected (G, H) and actual (G, H)
    are the demand of the months after; history (G, T) what was reported before.
    """

    base: Base
    parts: Parts
    claims: Claims
    reported: Ints
    history: Floats
    expected: Floats
    actual: Floats
    propensity: Floats


def make_world(
    rng: np.random.Generator,
    *,
    models: int = 40,
    parts_each: int = 10,
    now: int = 36,
    horizon: int = 60,
    life: str = "Weibull",
    believed_propensity: float = 0.40,
) -> World:
    """
    Return a company of `models`, seen in month `now`, with the truth of `horizon` months after.

    life: `Weibull` or `lognormal`. The true propensity is 0.40 ± 0.08, whatever is believed.
    """
    sales = _sales(rng, models)
    model = np.repeat(np.arange(models), parts_each)
    groups, ages = len(model), now + horizon
    hazard = _true_failures(rng, groups, ages, life)
    warranty = rng.choice([12.0, 24.0, 36.0], models)
    propensity = np.clip(rng.normal(0.40, 0.08, models), 0.1, 0.8)
    median = rng.normal(83, 10, models)
    within = np.arange(ages) < warranty[:, None]
    come = np.where(within, 1.0, propensity[:, None]) * retirement(median, ages)
    failures = _failures(rng, sales, model, hazard * come[model])
    known, claims, reported = _reports(rng, failures, (groups, ages), now)
    expected = _expected(sales, model, hazard * come[model], now, horizon)
    believed = np.full(models, believed_propensity)
    in_use = retirement(np.full(models, 83.0), ages)
    base = Base(sales, warranty, now, in_use, believed, DELAYS, repaired=False)
    parts = Parts(model, np.ones(groups), np.zeros(groups, np.int64))
    return World(
        base, parts, claims, reported, known[:, :now], expected, known[:, now:], propensity
    )


def _sales(rng: np.random.Generator, models: int) -> Floats:
    """Return launches, peaks and declines around 20,000 units, very different ones."""
    month = np.arange(SOLD_FOR) + 0.5
    peak, shape = rng.uniform(6, 14, (models, 1)), rng.uniform(1.5, 3, (models, 1))
    curve = (month / peak) ** (shape - 1) * np.exp(-((month / peak) ** shape))
    volume = np.exp(rng.normal(np.log(20_000), 0.8, (models, 1)))
    mean = curve / curve.sum(axis=1, keepdims=True) * volume
    return np.asarray(rng.poisson(mean), np.float64)


def _true_failures(rng: np.random.Generator, groups: int, ages: int, life: str) -> Floats:
    edges = np.arange(ages + 1.0)
    scale = np.exp(rng.normal(np.log(900), 0.9, (groups, 1)))
    if life == "Weibull":
        survival = np.exp(-((edges / scale) ** np.exp(rng.normal(np.log(1.25), 0.25, (groups, 1)))))
    else:
        sigma = np.exp(rng.normal(np.log(1.6), 0.2, (groups, 1)))
        logs = np.log(np.maximum(edges, 1e-9))
        survival = np.exp(log_ndtr(-(logs - np.log(2 * scale)) / sigma))
    return -np.diff(survival, axis=1)


def _failures(
    rng: np.random.Generator, sales: Floats, model: Ints, failing: Floats
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return month of sale, month of failure, group and count of all failures that come to us."""
    rows = []
    for sold in range(sales.shape[1]):
        ages = failing.shape[1] - sold
        count = rng.poisson(sales[model, sold : sold + 1] * failing[:, :ages])
        group, age = np.nonzero(count)
        rows.append((np.full_like(group, sold), sold + age, group, count[group, age]))
    sold_by, failed_by, groups, counts = (np.concatenate(each) for each in zip(*rows, strict=True))
    return sold_by, failed_by, groups, counts


def _reports(
    rng: np.random.Generator,
    failures: tuple[Ints, Ints, Ints, Ints],
    shape: tuple[int, int],
    now: int,
) -> tuple[Floats, Claims, Ints]:
    """Return failures by group and month of report (G, T + H), and claims known by `now`."""
    sold, failed, group, count = failures
    known, claims = np.zeros(shape), []
    left, gone = count.copy(), 0.0
    for delay, share in enumerate(DELAYS):
        some = rng.binomial(left, min(1.0, share / (1 - gone)))
        left, gone = left - some, gone + share
        month = failed + delay
        inside = (month < shape[1]) & (some > 0)
        np.add.at(known, (group[inside], month[inside]), some[inside])
        seen = (month < now) & (some > 0)
        claims.append(
            (group[seen], sold[seen], failed[seen], some[seen].astype(float), month[seen])
        )
    *columns, reported = (np.concatenate(each) for each in zip(*claims, strict=True))
    return known, Claims(*columns), reported


def _expected(sales: Floats, model: Ints, failing: Floats, now: int, horizon: int) -> Floats:
    spread = np.apply_along_axis(np.convolve, 1, sales, DELAYS)
    total = np.zeros_like(failing)
    for sold in range(spread.shape[1]):
        total[:, sold:] += spread[model, sold : sold + 1] * failing[:, : failing.shape[1] - sold]
    return total[:, now : now + horizon]
