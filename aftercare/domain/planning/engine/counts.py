"""
Distributions of demand for parts without an installed base: a panel of experts on counts.

Each expert is a small Bayesian model of one idea: a rate that drifts (discounted gamma-Poisson,
widened to a negative binomial) for a part that may have died (zeros make it likely, a demand proves
it wrong), or demand that comes now and then (discounted beta) in sizes of its own. How much an
expert is worth is learned from the whole panel (EM), then for each part by how well it foretold
that part. (Discounting: West & Harrison 1997; death: Fader, Hardie & Lee 2005.)
"""

from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.special import betainc, gammaln

from aftercare.domain.planning.engine.arrays import Floats, Ints, in_pieces, slices

PIECE = 400
_MEMORIES = (0.75, 0.85, 0.9, 0.95, 0.98, 1.0)
_WIDTHS = (0.05, 0.15, 0.35, 0.7, 1.5, 3.0)
_SURVIVALS = (1.0, 0.97)
_SIZE_MEMORIES = (0.8, 1.0)
_SIZE_WIDTHS = (0.3, 1.0, 4.0)
_WARM_UP = 6
"""So many months teach an expert before it is judged."""
_LEARNERS = 2500
_WORTH = 0.01
"""Experts that the panel gives less are let go: they cost time and change nothing."""
_COUNTED = 64
"""Probabilities are summed up to here; further on quantiles are sought by halving."""


@dataclass(frozen=True)
class Panel:
    """
    What is common to all parts: prior rate, chance and size of a demand, weights (E,) of experts.

    An expert of weight 0 is not asked.
    """

    rate: float
    chance: float
    size: float
    weights: Floats


@dataclass(frozen=True)
class CountForecast:
    """
    What each expert says of each part, and the weights (E, N) of what they say.

    A demand comes with probability `live` (E, N), fading by `survival` (E,) a month; it is `shift`
    (E,) plus a negative binomial with `mean` and `size` (E, N), whose size shrinks by `memory`.
    `doubt` (E, N) is the variance of the log of chance times size where demands come now and then:
    a few of them tell little of many years.
    """

    weights: Floats
    live: Floats
    mean: Floats
    size: Floats
    shift: Floats
    survival: Floats
    memory: Floats
    doubt: Floats

    def expected(self, ahead: int = 1) -> Floats:
        """Return the expected demand (N,) of the month that is `ahead` months away."""
        live = self.live * self.survival[:, None] ** ahead
        return np.asarray((self.weights * live * (self.mean + self.shift[:, None])).sum(axis=0))

    def month(self, ahead: int = 1) -> "Mixture":
        """Return the distribution of the demand of one month."""
        live = self.live * self.survival[:, None] ** ahead
        size = np.maximum(self.size * self.memory[:, None] ** ahead, 1e-6)
        return Mixture(self.weights, live, self.mean, size, self.shift)

    def total(self, months: int) -> "Mixture":
        """
        Return the distribution of the demand of `months` together.

        A drifting rate stays what it is; demands now and then are matched in mean and variance,
        with the doubt of both.
        """
        rated = self.shift[:, None] == 0
        alive = self.live * self.survival[:, None] ** (months / 2)
        mean, shifted = self.mean, self.mean + self.shift[:, None]
        each = mean * (1 + mean / self.size)
        variance = months * self.live * (each + (1 - self.live) * shifted**2)
        middle = np.where(rated, mean, self.live * shifted) * months
        variance = variance + self.doubt * middle**2
        size = self.size * self.memory[:, None] ** months
        matched = middle**2 / np.maximum(variance - middle, middle * 1e-3)
        size = np.maximum(np.where(rated, size, matched), 1e-6)
        live = np.where(rated, alive, 1.0)
        return Mixture(self.weights, live, middle, size, np.zeros_like(self.shift))

    def rates(self, draws: int, months: int, rng: np.random.Generator) -> Floats:
        """
        Return draws (N, J, H) of the monthly rates behind the mixture: what is not known of them.

        Each draw takes an expert by its weight and a rate by its gamma law, lives or not, and fades
        as the expert says. Demands now and then are an even trickle here.
        """
        drawn = self._drawn(draws, rng)
        lumpy = drawn.shift > 0
        lives = rng.random(lumpy.shape) < drawn.live
        rate = rng.gamma(drawn.size, drawn.mean / drawn.size) + drawn.shift
        return self._fading(drawn, rate * np.where(lumpy, drawn.live, lives), months)

    def uneven(self, draws: int, months: int, rng: np.random.Generator) -> Floats:
        """
        Return draws (N, J, H) of monthly rates around which Poisson counts have the mixture's law.

        Demands now and then come or not month by month, in sizes of their own, around a level that
        is in doubt. (Where one piece at least is asked for, none may be drawn.)
        """
        drawn = self._drawn(draws, rng)
        lives = rng.random(drawn.live.shape) < drawn.live
        rates = self._fading(drawn, rng.gamma(drawn.size, drawn.mean / drawn.size) * lives, months)
        lumpy = np.nonzero(drawn.shift)
        live, mean, size, shift, doubt = (each[lumpy][:, None] for each in drawn[1:])
        lumps = rng.gamma(size, mean / size, (len(size), months)) + shift
        level = rng.gamma(1 / doubt, doubt)
        rates[lumpy] = level * lumps * (rng.random(lumps.shape) < live)
        return rates

    def _drawn(self, draws: int, rng: np.random.Generator) -> "_Drawn":
        parts = self.weights.shape[1]
        cumulated = np.cumsum(self.weights / self.weights.sum(axis=0), axis=0)
        expert = (rng.random((parts, draws, 1)) > cumulated.T[:, None]).sum(axis=2)
        expert = np.minimum(expert, len(cumulated) - 1)
        row = np.arange(parts)[:, None]
        size = np.maximum(self.size[expert, row], 1e-6)
        live, mean, doubt = (each[expert, row] for each in (self.live, self.mean, self.doubt))
        return _Drawn(expert, live, mean, size, self.shift[expert], doubt)

    def _fading(self, drawn: "_Drawn", rate: Floats, months: int) -> Floats:
        fading = self.survival[drawn.expert][:, :, None] ** np.arange(1, months + 1)
        return np.asarray(rate[:, :, None] * fading)


class _Drawn(NamedTuple):
    """Experts drawn for each part (N, J), and what they say of it."""

    expert: Ints
    live: Floats
    mean: Floats
    size: Floats
    shift: Floats
    doubt: Floats


@dataclass(frozen=True)
class Mixture:
    """A mixture of E laws of counts for each of N parts."""

    weights: Floats
    live: Floats
    mean: Floats
    size: Floats
    shift: Floats

    def at_most(self, count: Floats, parts: Ints | slice = slice(None)) -> Floats:
        """Return P(X ≤ count) for some parts, count (N,)."""
        mean, size = self.mean[:, parts], self.size[:, parts]
        place = np.floor(count) - self.shift[:, None]
        inside = betainc(size, np.maximum(place, 0) + 1, size / (size + mean))
        live = self.live[:, parts]
        law = 1 - live + live * np.where(place < 0, 0, inside)
        return np.asarray((self.weights[:, parts] * law).sum(axis=0))

    def quantiles(self, shares: Floats) -> Floats:
        """Return the smallest counts (N, Q) that reach the `shares` (Q,), which ascend."""
        parts = self.weights.shape[1]
        found = np.full((parts, len(shares)), -1.0)
        active = np.arange(parts)
        ratio = self.mean / (self.size + self.mean)
        zero = np.exp(-self.size * np.log1p(self.mean / self.size))
        carried = self.weights * self.live * zero
        plain, shifted = self.shift == 0, self.shift > 0
        reached = (self.weights * (1 - self.live)).sum(axis=0) + carried[plain].sum(axis=0)
        size = self.size
        for count in range(_COUNTED):
            open_ones = (found[active] < 0) & (reached[:, None] >= shares - 1e-12)
            found[active] = np.where(open_ones, count, found[active])
            left = found[active, -1] < 0
            active, reached = active[left], reached[left]
            if not len(active):
                return found
            carried, ratio, size = carried[:, left], ratio[:, left], size[:, left]
            reached = reached + carried[shifted].sum(axis=0)
            carried = carried * ratio * (size + count) / (count + 1)
            reached = reached + carried[plain].sum(axis=0)
        for place, share in enumerate(shares):
            missing = active[found[active, place] < 0]
            found[missing, place] = self._sought(missing, float(share))
        return found

    def _sought(self, parts: Ints, share: float) -> Floats:
        """Halve the reach of a quantile, for parts with large demands."""
        low = np.full(len(parts), _COUNTED - 1.0)
        high = 2.0 * low
        while (short := self.at_most(high, parts) < share).any():
            low, high = np.where(short, high, low), np.where(short, 2 * high, high)
        while ((high - low) > 1).any():
            middle = np.floor((low + high) / 2)
            reached = self.at_most(middle, parts) >= share
            low, high = np.where(reached, low, middle), np.where(reached, middle, high)
        return high

    def draws(self, count: int, rng: np.random.Generator) -> Floats:
        """Return draws (N, J)."""
        parts = self.weights.shape[1]
        reach = np.cumsum(self.weights, axis=0)
        at = rng.random((count, parts))
        expert = (at[:, None, :] > reach[None, :-1]).sum(axis=1)
        where = np.arange(parts)
        size, mean = self.size[expert, where], self.mean[expert, where]
        rate = rng.gamma(size, mean / size)
        alive = rng.random((count, parts)) < self.live[expert, where]
        return np.asarray((alive * (self.shift[expert] + rng.poisson(rate))).T, np.float64)


def _experts() -> tuple[Floats, Floats]:
    rated = np.array(list(product(_SURVIVALS, _MEMORIES, _WIDTHS)))
    now_and_then = np.array(list(product(_MEMORIES, _SIZE_MEMORIES, _SIZE_WIDTHS)))
    return rated, now_and_then


def learn_panel(demand: Floats, passes: int = 60) -> Panel:
    """Return what a panel (N, T) of monthly demands has in common; what is missing is NaN."""
    rate = float(np.nanmean(demand))
    chance = float(np.nanmean(np.where(np.isnan(demand), np.nan, demand > 0)))
    size = rate / max(chance, 1e-9)
    chosen = np.unique(np.linspace(0, len(demand) - 1, _LEARNERS).astype(np.int64))
    experts = sum(map(len, _experts()))
    panel = Panel(rate, chance, size, np.full(experts, 1 / experts))
    likelihood = _judged(demand[chosen], panel)[0]
    likely = np.exp(likelihood - likelihood.max(axis=0))
    weights = panel.weights
    for _ in range(passes):
        share = likely * weights[:, None]
        weights = (share / share.sum(axis=0)).mean(axis=1) + 1e-9
        weights = weights / weights.sum()
    worth = np.where(weights < _WORTH, 0, weights)
    weights = worth if worth.any() else weights  # some months tell nothing of who is right
    return Panel(rate, chance, size, weights / weights.sum())


def forecast_counts(
    demand: Floats, panel: Panel | None = None, executor: Executor | None = None
) -> CountForecast:
    """Return the forecast of each part from its monthly demands (N, T)."""
    panel = panel or learn_panel(demand)
    cut = (demand[rows] for rows in slices(len(demand), PIECE))
    pieces = in_pieces(partial(_forecast_some, panel), cut, executor)
    weights, live, mean, size, doubt = (
        np.concatenate(each, axis=1) for each in zip(*pieces, strict=True)
    )
    rated, now_and_then = _experts()
    used = panel.weights > 0
    none, ones = np.zeros(len(rated)), np.ones(len(now_and_then))
    shift = np.concatenate([none, ones])[used]
    survival = np.concatenate([rated[:, 0], ones])[used]
    memory = np.concatenate([rated[:, 1], ones])[used]
    return CountForecast(weights, live, mean, size, shift, survival, memory, doubt)


def _forecast_some(panel: Panel, demand: Floats) -> tuple[Floats, ...]:
    likelihood, live, mean, size, doubt = _judged(demand, panel)
    share = np.exp(likelihood - likelihood.max(axis=0)) * panel.weights[panel.weights > 0, None]
    return share / share.sum(axis=0), live, mean, size, doubt


def _judged(demand: Floats, panel: Panel) -> tuple[Floats, ...]:
    """Return log likelihoods, and what experts say next: live, mean, size, doubt; all (E, N)."""
    rated, now_and_then = _experts()
    used = panel.weights > 0
    first = _drifting(demand, panel, rated[used[: len(rated)]])
    second = _now_and_then(demand, panel, now_and_then[used[len(rated) :]])
    return tuple(np.concatenate(each) for each in zip(first, second, strict=True))


def _drifting(demand: Floats, panel: Panel, experts: Floats) -> tuple[Floats, ...]:
    """Judge rates that drift and parts that die; states have the axes (E, N)."""
    survival, memory, width = (experts[:, place, None] for place in range(3))
    shape = (len(experts), len(demand))
    events = np.full(shape, 0.3 * panel.rate)
    months = np.full(shape, 0.3)
    alive = np.ones(shape)
    log = np.zeros(shape)
    for month, seen in enumerate(demand.T):
        events, months = np.maximum(events * memory, 1e-4), months * memory
        events = np.where(months < 0.02, events * 0.02 / months, events)  # noqa: PLR2004  # no end
        months = np.maximum(months, 0.02)
        alive = alive * survival
        size = events * width
        zero = seen == 0
        some = np.flatnonzero(seen > 0)
        odds = 1 / (months * width)
        still = alive * np.exp(-size * np.log1p(odds))
        chance = still + (1 - alive)
        if len(some):
            chance[:, some] = alive[:, some] * _negative_binomial(
                seen[some], size[:, some], odds[:, some]
            )
        judged = np.log(chance + 1e-300) if month >= _WARM_UP else 0.0
        log += np.where(np.isnan(seen), 0.0, judged)
        alive = np.where(zero, still / np.maximum(chance, 1e-300), alive)
        alive[:, some] = 1
        months += np.where(np.isnan(seen), 0.0, alive)
        events += np.nan_to_num(seen)
    return log, alive, events / months, events * width, np.zeros(shape)


def _negative_binomial(count: Floats, size: Floats, odds: Floats) -> Floats:
    """Return the probability of a count at mean / size = odds."""
    log = gammaln(count + size) - gammaln(size) - gammaln(count + 1)
    return np.asarray(np.exp(log - size * np.log1p(odds) + count * np.log(odds / (1 + odds))))


def _now_and_then(demand: Floats, panel: Panel, experts: Floats) -> tuple[Floats, ...]:
    """Judge demands that come now and then: whether one comes, and its size, apart."""
    if not len(experts):
        return (np.zeros((0, len(demand))),) * 5
    memories, coming = np.unique(experts[:, 0], return_inverse=True)
    sizes, sized = np.unique(experts[:, 1:], axis=0, return_inverse=True)
    came_log, chance, came = (each[coming] for each in _coming(demand, panel, memories[:, None]))
    size_log, mean, times = (each[sized] for each in _sizes(demand, panel, sizes))
    width = np.broadcast_to(sizes[sized, 1][:, None], mean.shape)
    differing = (mean + mean**2 / width) / (mean + 1) ** 2
    doubt = (1 - chance) / np.maximum(came, 0.5) + differing / np.maximum(times, 0.5)
    return came_log + size_log, chance, mean, width, doubt


def _coming(demand: Floats, panel: Panel, memory: Floats) -> tuple[Floats, Floats, Floats]:
    """Return log likelihoods, chances of a demand, and how many have told of it; all (C, N)."""
    shape = (len(memory), len(demand))
    came = np.full(shape, panel.chance)
    stayed = np.full(shape, 1 - panel.chance)
    log = np.zeros(shape)
    for month, seen in enumerate(demand.T):
        came = came * memory + (1 - memory) * panel.chance * 0.02
        stayed = stayed * memory + (1 - memory) * (1 - panel.chance) * 0.02
        chance = came / (came + stayed)
        if month >= _WARM_UP:
            judged = np.log(np.where(seen > 0, chance, 1 - chance) + 1e-300)
            log += np.where(np.isnan(seen), 0.0, judged)
        came += seen > 0
        stayed += seen == 0
    return log, came / (came + stayed), came


def _sizes(demand: Floats, panel: Panel, experts: Floats) -> tuple[Floats, Floats, Floats]:
    """Return log likelihoods, sizes beyond the first piece, and how many told of it; all (C, N)."""
    memory, width = experts[:, :1], experts[:, 1:]
    shape = (len(experts), len(demand))
    total, times = np.full(shape, panel.size * 0.5), np.full(shape, 0.5)
    log = np.zeros(shape)
    for month, seen in enumerate(demand.T):
        some = np.flatnonzero(seen > 0)
        mean = np.maximum(total[:, some] / times[:, some] - 1, 0.02)
        if month >= _WARM_UP:
            size = np.broadcast_to(width, mean.shape)
            chance = _negative_binomial(seen[some] - 1, size, mean / size)
            log[:, some] += np.log(chance + 1e-300)
        total[:, some] = total[:, some] * memory + seen[some]
        times[:, some] = times[:, some] * memory + 1
    return log, np.maximum(total / times - 1, 0.02), times
