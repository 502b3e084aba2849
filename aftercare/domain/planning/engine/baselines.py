"""
The usual point forecasts of intermittent demand, as they are published: to compare with.

Each takes monthly demands (N, T), NaN where nothing is known, and returns one forecast (N,) for
every month ahead. (Croston 1972; Syntetos & Boylan 2005; Teunter, Syntetos & Babai 2011;
Nikolopoulos et al. 2011; Petropoulos & Kourentzes 2015.)
"""

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats, Ints

_ALPHAS = np.round(np.arange(0.1, 0.301, 0.02), 2)


def croston(demand: Floats, alpha: float = 0.1) -> Floats:
    """Return smoothed size over smoothed interval."""
    return _croston(demand, alpha)


def sba(demand: Floats, alpha: float = 0.1) -> Floats:
    """Return Croston's forecast with the correction of Syntetos and Boylan."""
    return (1 - alpha / 2) * _croston(demand, alpha)


def _croston(demand: Floats, alpha: float) -> Floats:
    size, interval = np.zeros(len(demand)), np.zeros(len(demand))
    waited = np.zeros(len(demand))
    for seen in demand.T:
        waited += ~np.isnan(seen)
        some = seen > 0
        began = some & (interval == 0)
        weight = np.where(began, 1.0, alpha) * some
        size += weight * (np.nan_to_num(seen) - size)
        interval += weight * (waited - interval)
        waited = np.where(some, 0.0, waited)
    return np.divide(size, interval, out=np.zeros_like(size), where=interval > 0)


def tsb(demand: Floats, alpha_size: float = 0.2, alpha_chance: float = 0.2) -> Floats:
    """Return smoothed size × smoothed chance, which falls where nothing is asked for any more."""
    size, chance = np.zeros(len(demand)), np.zeros(len(demand))
    known = np.zeros(len(demand))
    for seen in demand.T:
        here, some = ~np.isnan(seen), seen > 0
        weight = np.where(size == 0, 1.0, alpha_size) * some
        size += weight * (np.nan_to_num(seen) - size)
        weight = np.where(known == 0, 1.0, alpha_chance) * here
        chance += weight * (some - chance)
        known += here
    return size * chance


def adida(demand: Floats) -> Floats:
    """Return the forecast of demands added up over their mean interval, spread again."""
    series, known = _packed(demand)
    interval = _intervals(series, known)
    result = np.zeros(len(series))
    for level in np.unique(interval):
        some = interval == level
        result[some] = _aggregated(series[some], known[some], int(level))
    return result


def imapa(demand: Floats) -> Floats:
    """Return the mean of the forecasts at all levels of adding up, to the mean interval."""
    series, known = _packed(demand)
    interval = _intervals(series, known)
    total = np.zeros(len(series))
    for level in range(1, int(interval.max(initial=1)) + 1):
        some = interval >= level
        total[some] += _aggregated(series[some], known[some], level)
    return np.asarray(total / interval)


def _packed(demand: Floats) -> tuple[Floats, Ints]:
    """Return the known months of each part moved to the end, zeros before, and how many."""
    here = ~np.isnan(demand)
    order = np.argsort(here, axis=1, kind="stable")
    return np.nan_to_num(np.take_along_axis(demand, order, axis=1)), here.sum(axis=1)


def _intervals(series: Floats, known: Ints) -> Ints:
    """Return the mean months between demands, rounded, at least 1."""
    months = series.shape[1]
    last = np.where(series > 0, np.arange(months), -1).max(axis=1)
    times = (series > 0).sum(axis=1)
    waited = last - (months - known) + 1
    mean = np.where(times > 0, waited / np.maximum(times, 1), 1)
    return np.maximum(np.rint(mean), 1).astype(np.int64)


def _aggregated(series: Floats, known: Ints, level: int) -> Floats:
    """Smooth sums of `level` months, by the constant that would have foretold them best."""
    blocks = series.shape[1] // level
    sums = series[:, series.shape[1] - blocks * level :].reshape(-1, blocks, level).sum(axis=2)
    first = np.maximum(blocks - known // level, 0)[:, None]
    smooth = np.zeros((len(series), len(_ALPHAS)))
    missed = np.zeros_like(smooth)
    for block in range(blocks):
        seen = sums[:, block : block + 1]
        error = seen - smooth
        missed += np.where(block > first, np.square(error), 0)
        smooth += np.where(block == first, error, np.where(block > first, _ALPHAS * error, 0))
    best = np.argmin(missed, axis=1)
    return np.asarray(smooth[np.arange(len(smooth)), best] / level)
