"""
Causes of failure that compete: a part fails by whichever comes first.

Each cause is fitted by its own failures over what was at risk of all: failures by another cause are
censored, and hazards add up (Kalbfleisch & Prentice 2002, ch. 8).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from aftercare.domain.planning.engine.arrays import TINY, Floats, Ints
from aftercare.domain.planning.engine.failing import (
    CONSIDERED,
    draw_failures,
    likely_failures,
    renewals,
)
from aftercare.domain.planning.engine.families import FAMILIES, Family
from aftercare.domain.planning.engine.fitting import Prior, Seen, fit_family
from aftercare.domain.planning.engine.panel import PanelFit

FEWEST = 5
"""Failures by which a cause can be told from others."""
_BY_CHANCE = 0.01
"""So often causes that strike alike are taken for different ones."""
_WIDER = 2.0
"""Single causes differ more than whole parts: from infants (shape 0.4) to wear (shape 4)."""


@dataclass(frozen=True)
class Apart:
    """How causes (C,) fail, each as if it were the only one, and of which group (C,) each is."""

    fit: PanelFit
    group: Ints

    def of(self, rows: slice) -> "Apart":
        """Return the causes of some groups."""
        kept = np.flatnonzero((self.group >= rows.start) & (self.group < rows.stop))
        return Apart(self.fit.of(kept), self.group[kept] - rows.start)


def competing(failing: Sequence[Floats] | Floats) -> Floats:
    """Return failures of a part (…, A) from those by each cause (…, A), were it the only one."""
    survival = np.ones_like(failing[0])
    for each in failing:
        survival = survival * np.maximum(1 - np.cumsum(each, axis=-1), 0)
    before = np.concatenate([np.ones_like(survival[..., :1]), survival[..., :-1]], axis=-1)
    return before - survival


def strike_apart(failed: Floats) -> bool:
    """
    Return whether causes (K, A), each of enough failures, strike at other ages than each other.

    All are at risk together, so at each age a failure is of a cause by the ratio of hazards: the
    same at all ages, unless shapes differ (Kruskal & Wallis 1952, on ages at failure with ties).
    """
    number = failed.sum(axis=1)
    kept = failed[number >= FEWEST]
    if len(kept) < 2:  # noqa: PLR2004  # nothing to compare
        return False
    tied, number = kept.sum(axis=0), number[number >= FEWEST]
    rank = np.cumsum(tied) - tied / 2 - tied.sum() / 2
    spread = (tied * rank * rank).sum() / (tied.sum() - 1)
    between = np.square((kept * rank).sum(axis=1)) / number
    return bool(chdtrc(len(kept) - 1, between.sum() / max(spread, TINY)) < _BY_CHANCE)


def fit_apart(at_risk: Floats, failed: Floats, group: Ints, common: Floats) -> Apart:
    """
    Return the fit of causes by their failures (C, A), each of a `group` (C,) at risk (G, A).

    Each begins at its own rate with a wide prior. Families are as likely before as they are
    `common` (F,) among parts; else nothing is learned from other parts.
    """
    seen = Seen(at_risk[group], failed, np.arange(failed.shape[1] + 1.0))
    fits = tuple(fit_family(family, seen, _prior(family, seen)) for family in FAMILIES)
    evidence = np.stack([fit.evidence for fit in fits], axis=1)
    weights = np.exp(evidence - evidence.max(axis=1, keepdims=True)) * common
    weights = weights / weights.sum(axis=1, keepdims=True)
    oldest = np.where(seen.at_risk > 0, seen.edges[1:], 0).max(axis=1, initial=0)
    fit = PanelFit(FAMILIES, fits, (), weights, seen.edges, failed.sum(axis=1), oldest)
    return Apart(fit, group)


def _prior(family: Family, seen: Seen) -> Prior:
    rate = (seen.failed.sum(axis=1) + 0.5) / np.maximum(seen.at_risk.sum(axis=1), 1.0)
    mean = np.tile(np.array(family.center, float), (len(rate), 1))
    mean[:, 0] += family.scale_of(rate)
    return Prior(mean, np.diag(1 / np.square(_WIDER * np.array(family.spread))))


def draws_together(chance: Floats, apart: Apart, rng: np.random.Generator) -> Floats:
    """Return draws of first failures (G, J, A), those of groups with causes by their causes."""
    _groups, draws, ages = chance.shape
    by_cause = draw_failures(apart.fit, ages=ages, draws=draws, rng=rng)
    return _with_causes(chance, apart.group, by_cause)


def likely_together(likely: Floats, apart: Apart) -> Floats:
    """
    Return likely first failures (G, F, A), those of groups with causes by their causes.

    A family that a cause rules out says of it what the others say.
    """
    by_cause = likely_failures(apart.fit, likely.shape[2])
    weights = apart.fit.weights[:, :, None]
    mean = (weights * by_cause).sum(axis=1, keepdims=True)
    return _with_causes(likely, apart.group, np.where(weights >= CONSIDERED, by_cause, mean))


def _with_causes(failing: Floats, group: Ints, by_cause: Floats) -> Floats:
    result = failing.copy()
    for one in np.unique(group):
        result[one] = competing(by_cause[group == one])
    return result


def weights_together(weights: Floats, apart: Apart) -> Floats:
    """Return the weights (G, F) of families, of groups with causes by how often each struck."""
    result, fit = weights.copy(), apart.fit
    for one in np.unique(apart.group):
        of_it = apart.group == one
        result[one] = np.average(fit.weights[of_it], axis=0, weights=fit.failures[of_it])
    return result


def struck_first(apart: Apart, ages: int) -> Floats:
    """Return first failures by each cause (C, A) at each age, as all causes compete."""
    alone = (apart.fit.weights[:, :, None] * likely_failures(apart.fit, ages)).sum(axis=1)
    survival = np.maximum(1 - np.cumsum(alone, axis=1), TINY)
    hazard = -np.diff(np.log(survival), axis=1, prepend=0.0)
    struck: Floats = np.empty_like(alone)
    for one in np.unique(apart.group):
        of_it = apart.group == one
        share = hazard[of_it] / np.maximum(hazard[of_it].sum(axis=0), TINY)
        struck[of_it] = competing(alone[of_it]) * share
    return struck


def struck_again(struck: Floats, group: Ints) -> Floats:
    """Return failures by each cause (C, A), with those of the parts put in, by any cause."""
    again = struck.copy()
    for one in np.unique(group):
        of_it = group == one
        whole = renewals(struck[of_it].sum(axis=0)[None, None])[0, 0]
        for row in np.flatnonzero(of_it):
            again[row, 1:] += np.convolve(whole, struck[row])[: struck.shape[1] - 1]
    return again
