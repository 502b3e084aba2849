"""
How many of each part will be asked for: what was sold × how parts age × who comes to us.

μ(t) = Σ_a f(a) U(a) Q(a) E(a, t), with E(a, t) the units of age a in month t (delays of reports
folded in), f the probability that a part fails at age a (renewals added where parts fail more than
once), U still in use and Q coming to us. Every draw takes one family by its weight, parameters from
its covariance, one propensity and one speed of retirement for each model.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats, Ints, in_pieces, slices
from aftercare.domain.planning.engine.causes import (
    Apart,
    draws_together,
    likely_together,
    struck_again,
    struck_first,
    weights_together,
)
from aftercare.domain.planning.engine.exposure import Base, within_warranty
from aftercare.domain.planning.engine.failing import (
    CONSIDERED,
    draw_failures,
    likely_failures,
    renewals,
)
from aftercare.domain.planning.engine.panel import PanelFit

PIECE = 250
_STEADY = 5.0
"""As many imagined claims hold the recent ones to what the model says."""
_LEAST_DOUBT = 0.08
"""However many claims confirm a propensity: what they are compared with is extrapolated."""
_DISAGREE = 2.0


@dataclass(frozen=True)
class Parts:
    """Groups (G,): in which model each is, how many a unit has, and its kind for the prior."""

    model: Ints
    per_unit: Floats
    kin: Ints


@dataclass(frozen=True)
class Doubts:
    """
    What is not known beside the ages at failure, by model (M,).

    propensity and its standard deviation; retirement: the deviation of the log of how fast units
    are given up, against `Base.in_use`.
    """

    propensity: Floats
    propensity_deviation: Floats
    retirement: float = 0.3


@dataclass(frozen=True)
class Forecast:
    """
    The demand of each group.

    rates (G, J, B): expected demand of each draw in each bucket of months; by_family (G, F): the
    total of each family at its most likely parameters; settled (G, J): rates over all buckets if
    propensity and retirement were known; within (G, B): what of the mean falls within the
    guarantee; weights (G, F) of the families.
    """

    rates: Floats
    by_family: Floats
    settled: Floats
    within: Floats
    weights: Floats
    families: tuple[str, ...]

    @property
    def mean(self) -> Floats:
        """Return the expected demand (G, B)."""
        return np.asarray(self.rates.mean(axis=1))

    def until(self, share: Floats) -> "Forecast":
        """Return the forecast of that share (G, B) of each bucket that is before service ends."""
        rates = self.rates * share[:, None]
        kept = rates.sum(axis=(1, 2)) / np.maximum(self.rates.sum(axis=(1, 2)), 1e-12)
        return replace(
            self,
            rates=rates,
            within=self.within * share,
            by_family=self.by_family * kept[:, None],
            settled=self.settled * kept[:, None],
        )

    def times(self, pieces: Floats) -> "Forecast":
        """Return the forecast of pieces, so many (G,) each time, from that of how often."""
        if (pieces == 1).all():  # else it all stood there twice
            return self
        return replace(
            self,
            rates=self.rates * pieces[:, None, None],
            within=self.within * pieces[:, None],
            by_family=self.by_family * pieces[:, None],
            settled=self.settled * pieces[:, None],
        )

    def totals(self, rng: np.random.Generator) -> Floats:
        """Return draws (G, J) of the demand over all buckets."""
        counts = rng.poisson(np.minimum(self.rates.sum(axis=2), 1e12))
        return np.asarray(counts, np.float64)

    def disagreement(self) -> Floats:
        """Return how far (G,) the families worth considering are apart, as a ratio."""
        counted = self.weights >= CONSIDERED
        most = np.where(counted, self.by_family, 0).max(axis=1)
        least = np.where(counted, self.by_family, np.inf).min(axis=1)
        return np.asarray((most + 1) / (least + 1))

    def cannot_tell(self) -> Floats:
        """Return where (G,) no single number may be shown, as 0 and 1."""
        return (self.disagreement() > _DISAGREE).astype(float)

    def sources(self) -> dict[str, Floats]:
        """Return what the variance of the total (G,) comes from, as shares that add up to 1."""
        total = self.rates.sum(axis=2)
        middle = np.maximum(total.mean(axis=1), 1e-9)
        aging = np.minimum(self.settled.var(axis=1), 1e18)
        center = (self.weights * self.by_family).sum(axis=1, keepdims=True)
        form = (self.weights * np.square(self.by_family - center)).sum(axis=1)
        form = np.minimum(form * np.square(middle / np.maximum(center[:, 0], 1e-9)), aging)
        returning = np.maximum(total.var(axis=1) - aging, 0)
        parts = {
            "form of the lifetime": form,
            "its parameters": aging - form,
            "return propensity and retirement": returning,
            "chance": middle,
        }
        whole = sum(parts.values())
        return {name: value / whole for name, value in parts.items()}


def exposure_ahead(base: Base, edges: Sequence[int], ages: int) -> tuple[Floats, Floats]:
    """
    Return units by age and bucket (M, A, B) within the guarantee and after it.

    Buckets lie between `edges` (B + 1), in months from now; those before now look back.
    """
    spread = np.apply_along_axis(np.convolve, 1, base.sales, base.delays)
    sums = np.concatenate([np.zeros((len(spread), 1)), np.cumsum(spread, axis=1)], axis=1)
    months = base.now + np.asarray(edges)[None] - np.arange(ages)[:, None]
    reached = sums[:, np.clip(months, 0, sums.shape[1] - 1)]
    units = np.diff(reached, axis=2)
    within = within_warranty(base.warranty, ages)[:, :, None]
    return units * within, units * (1 - within)


def learn_propensity(
    base: Base,
    parts: Parts,
    *,
    steps: Floats,
    failed: Floats,
    could: Floats,
    deviation: float = 0.2,
) -> Doubts:
    """
    Return the propensity after the guarantee, as claims so far confirm or correct it.

    steps and failed (G, A); could (G, A): units at risk of each age if every failure came to us. A
    common factor is learned from all models (the prior may be wrong for all of them), then one for
    each model; `deviation` is relative.
    """
    ages = steps.shape[1]
    after = 1 - within_warranty(base.warranty, ages)
    expected = could * -np.expm1(-steps) * after[parts.model]
    seen = np.bincount(parts.model, (failed * after[parts.model]).sum(axis=1), len(after))
    might = np.bincount(parts.model, expected.sum(axis=1), len(after))
    strength = 1 / deviation**2
    common = (seen.sum() + strength / 2) / ((might * base.propensity).sum() + strength / 2)
    middle = base.propensity * common
    learned = (strength + seen) / (strength + might * middle)
    sure = np.sqrt(1 / (strength + seen) + _LEAST_DOUBT**2)
    value = np.clip(middle * learned, 0, 1)
    return Doubts(value, value * sure)


def forecast_demand(
    fit: PanelFit,
    base: Base,
    parts: Parts,
    doubts: Doubts,
    edges: Sequence[int],
    *,
    draws: int = 100,
    rng: np.random.Generator,
    recent: Floats | None = None,
    recent_months: int = 12,
    apart: Apart | None = None,
    executor: Executor | None = None,
) -> Forecast:
    """
    Return the demand of every group in the buckets between `edges`, months from now.

    recent (G,): claims reported in the last `recent_months`; each draw is scaled by what it would
    have said of them. apart: causes of some groups, which then say how those fail.
    """
    models = _draws_of_models(len(base.sales), doubts, draws, rng)
    asked = _Asked(tuple(edges), draws, recent_months)
    cut = (
        _Piece.of(
            (fit, apart), base, parts, models, recent, rows=rows, seed=int(rng.integers(2**63))
        )
        for rows in slices(len(parts.model), PIECE)
    )
    pieces = in_pieces(partial(_forecast_some, asked), cut, executor)
    rates, by_family, settled, within = (np.concatenate(each) for each in zip(*pieces, strict=True))
    names = tuple(family.name for family in fit.families)
    weights = weights_together(fit.weights, apart) if apart else fit.weights
    return Forecast(rates, by_family, settled, within, weights, names)


class _Models(NamedTuple):
    """Draws for each model: propensity (M, J), exponents of the share in use (M, J); means."""

    propensity: Floats
    speed: Floats
    middle: Floats


def _draws_of_models(models: int, doubts: Doubts, draws: int, rng: np.random.Generator) -> _Models:
    wide = doubts.propensity_deviation[:, None]
    propensity = doubts.propensity[:, None] + wide * rng.standard_normal((models, draws))
    speed = np.exp(doubts.retirement * rng.standard_normal((models, draws)))
    return _Models(np.clip(propensity, 0.005, 1), speed, doubts.propensity)


@dataclass(frozen=True)
class _Asked:
    """What is asked of every piece."""

    edges: tuple[int, ...]
    draws: int
    recent_months: int


@dataclass(frozen=True)
class _Piece:
    """Some parts with all that their forecast needs; `place` (G,) finds a part's model in it."""

    fit: PanelFit
    apart: Apart | None
    base: Base
    per_unit: Floats
    place: Ints
    models: _Models
    recent: Floats | None
    seed: int

    @classmethod
    def of(  # what a forecast is made of, cut
        cls,
        fitted: tuple[PanelFit, Apart | None],
        base: Base,
        parts: Parts,
        models: _Models,
        recent: Floats | None,
        *,
        rows: slice,
        seed: int,
    ) -> "_Piece":
        """Cut out some parts, and of the models only theirs."""
        chosen, place = np.unique(parts.model[rows], return_inverse=True)
        of_models = _Models(*(each[chosen] for each in models))
        fit, apart = fitted
        return cls(
            fit.of(rows),
            apart.of(rows) if apart else None,
            base.of(chosen),
            parts.per_unit[rows],
            place,
            of_models,
            None if recent is None else recent[rows],
            seed,
        )


def _forecast_some(asked: _Asked, piece: _Piece) -> tuple[Floats, Floats, Floats, Floats]:
    base, per_unit, place, models = piece.base, piece.per_unit, piece.place, piece.models
    ages = base.now + max(asked.edges)
    within, after = exposure_ahead(base, asked.edges, ages)
    in_use = _in_use(base, ages)
    chance, likely = _failing(piece, ages, asked.draws)
    used = chance * (in_use[:, None, :] ** models.speed[:, :, None])[place]
    first, later = used @ within[place], used @ after[place]
    rates = per_unit[:, None, None] * (first + models.propensity[place][:, :, None] * later)
    promised = per_unit[:, None] * first.mean(axis=1)
    plain = chance * in_use[place][:, None]
    whole = within.sum(axis=2) + models.middle[:, None] * after.sum(axis=2)
    settled = per_unit[:, None] * (plain @ whole[place][:, :, None])[:, :, 0]
    if piece.recent is not None:
        look_back = _LookBack(base, place, per_unit, piece.recent, asked.recent_months)
        factor = look_back.factor(used, models.propensity)
        rates, promised = rates * factor[:, :, None], promised * factor
        settled = settled * look_back.factor(plain, models.middle[:, None])
    units = (in_use * whole)[place] * per_unit[:, None]
    return rates, (likely * units[:, None]).sum(axis=2), settled, promised


def expected_of_causes(apart: Apart, base: Base, model: Ints, edges: Sequence[int]) -> Floats:
    """
    Return what is asked for by cause (C, B) in the buckets between `edges`, at its most likely.

    model (G,): of the groups of the causes, of which a unit has one.
    """
    ages = base.now + max(edges)
    chosen, place = np.unique(model[apart.group], return_inverse=True)
    some = base.of(chosen)
    within, after = exposure_ahead(some, edges, ages)
    units = _in_use(some, ages)[:, :, None] * (within + some.propensity[:, None, None] * after)
    failing = struck_first(apart, ages)
    if base.repaired:
        failing = struck_again(failing, apart.group)
    expected = np.empty((len(failing), len(edges) - 1))
    for number, each in enumerate(units):
        expected[place == number] = failing[place == number] @ each
    return expected


def _failing(piece: _Piece, ages: int, draws: int) -> tuple[Floats, Floats]:
    """Return failures in draws (G, J, A), and at the most likely by family (G, F, A)."""
    rng = np.random.default_rng(piece.seed)
    chance = draw_failures(piece.fit, ages=ages, draws=draws, rng=rng)
    likely = likely_failures(piece.fit, ages)
    if piece.apart:
        chance = draws_together(chance, piece.apart, rng)
        likely = likely_together(likely, piece.apart)
    if not piece.base.repaired:
        return chance, likely
    # Each family by itself: one that says little fails is not renewed.
    alone = likely.reshape(-1, 1, ages)
    return renewals(chance), renewals(alone).reshape(likely.shape)


def _in_use(base: Base, ages: int) -> Floats:
    """Return the share in use at all ages; what is not given is held at the last one."""
    given = base.in_use[:, :ages]
    return np.pad(given, ((0, 0), (0, ages - given.shape[1])), mode="edge")


@dataclass(frozen=True)
class _LookBack:
    """What recent claims say of the level of a forecast."""

    base: Base
    place: Ints
    per_unit: Floats
    recent: Floats
    months: int

    def factor(self, used: Floats, rate: Floats) -> Floats:
        """
        Return the factor (G, 1) that brings what was said of recent months near to what was.

        used (G, J, A): failures of units in use; rate (M, J): share that comes after the guarantee.
        """
        start = max(-self.months, self.base.records_from - self.base.now)
        within, after = exposure_ahead(self.base, (start, 0), used.shape[2])
        first = (used @ within[self.place])[:, :, 0]
        later = (used @ after[self.place])[:, :, 0]
        said = (first + rate[self.place] * later).mean(axis=1) * self.per_unit
        return np.asarray((self.recent + _STEADY) / (said + _STEADY))[:, None]
