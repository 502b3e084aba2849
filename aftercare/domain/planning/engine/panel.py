"""
Fit families to a whole panel, so that parts with few failures learn from their kin.

Empirical Bayes: the prior of each family is what its own fits say of the panel (EM over means and
covariances), and so is the prior weight of each family (EM over their evidence). A panel that is
all Weibull ends as Weibull; where it cannot tell, both stay, and the forecast says so.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats, Ints, in_pieces, slices
from aftercare.domain.planning.engine.families import FAMILIES, Family
from aftercare.domain.planning.engine.fitting import Fit, Prior, Seen, fit_family

PIECE = 1000
_LEARNERS = 2000
"""More groups than this teach a prior nothing new; it is learned on as many, evenly taken."""
_OWN = 4.0
"""As many imagined groups stand behind the prior that we began with."""


@dataclass(frozen=True)
class PanelFit:
    """
    Every family fitted to every group.

    weights (G, F); fits one for each family; priors likewise; edges (A + 1,) in months;
    failures (G,) seen; oldest (G,) the highest age in months that anything was seen at.
    """

    families: tuple[Family, ...]
    fits: tuple[Fit, ...]
    priors: tuple[Prior, ...]
    weights: Floats
    edges: Floats
    failures: Floats
    oldest: Floats

    def of(self, rows: slice | Ints) -> "PanelFit":
        """Return the fit of some groups."""
        return replace(
            self,
            fits=tuple(fit.of(rows) for fit in self.fits),
            priors=tuple(prior.of(rows) for prior in self.priors),
            weights=self.weights[rows],
            failures=self.failures[rows],
            oldest=self.oldest[rows],
        )

    def steps(self, edges: Floats) -> Floats:
        """Return the averaged steps of cumulative hazard (G, A) at the most likely parameters."""
        total = np.zeros((len(self.weights), len(edges) - 1))
        for place, (family, fit) in enumerate(zip(self.families, self.fits, strict=True)):
            total += self.weights[:, place : place + 1] * family.steps(fit.theta, edges)
        return total


def fit_panel(
    at_risk: Floats,
    failed: Floats,
    *,
    kin: Ints | None = None,
    families: Sequence[Family] = FAMILIES,
    passes: int = 6,
    executor: Executor | None = None,
) -> PanelFit:
    """
    Fit `families` to (G, A) units at risk and failed in each month of age.

    `kin` (G,) numbers families of parts from 0: parts of one kind share the mean of their prior.
    """
    groups, ages = failed.shape
    edges = np.arange(ages + 1.0)
    all_seen = Seen(at_risk, failed, edges)
    kin = np.zeros(groups, np.int64) if kin is None else kin
    fits, priors = [], []
    for family in families:
        prior = learn_prior(family, all_seen, kin=kin, passes=passes)
        pieces = _cut(all_seen, prior)
        fits.append(joined_fits(in_pieces(partial(_fit_some, family), pieces, executor)))
        priors.append(prior)
    evidence = np.stack([fit.evidence for fit in fits], axis=1)
    oldest = np.where(at_risk > 0, edges[1:], 0).max(axis=1)
    weights = family_weights(evidence)
    return PanelFit(
        tuple(families), tuple(fits), tuple(priors), weights, edges, failed.sum(axis=1), oldest
    )


_Piece = tuple[Seen, Prior, Floats | None]


def _cut(seen: Seen, prior: Prior, start: Floats | None = None) -> Iterator[_Piece]:
    for rows in slices(len(seen.failed), PIECE):
        yield seen.of(rows), prior.of(rows), None if start is None else start[rows]


def _fit_some(family: Family, piece: _Piece) -> Fit:
    return fit_family(family, *piece)


def joined_fits(pieces: Sequence[Fit]) -> Fit:
    """Return the fits of pieces of a panel as one."""
    return Fit(
        np.concatenate([each.theta for each in pieces]),
        np.concatenate([each.covariance for each in pieces]),
        np.concatenate([each.log_likelihood for each in pieces]),
        np.concatenate([each.evidence for each in pieces]),
    )


def fit_again(fit: PanelFit, at_risk: Floats, failed: Floats, rows: Ints) -> PanelFit:
    """
    Return the fit of the groups `rows` (R,) from what is new about them (R, A), by known priors.

    A day's repairs touch few parts: the panel need not be learned again for them.
    """
    some, seen = fit.of(rows), Seen(at_risk, failed, fit.edges)
    fits = tuple(
        joined_fits(in_pieces(partial(_fit_some, family), _cut(seen, prior, each.theta)))
        for family, prior, each in zip(some.families, some.priors, some.fits, strict=True)
    )
    common = fit.weights.mean(axis=0)
    evidence = np.stack([each.evidence for each in fits], axis=1)
    weights = np.exp(evidence - evidence.max(axis=1, keepdims=True)) * common
    weights = weights / weights.sum(axis=1, keepdims=True)
    return replace(some, fits=fits, weights=weights, failures=failed.sum(axis=1))


def put_back(fit: PanelFit, some: PanelFit, rows: Ints) -> PanelFit:
    """Return a fit in which the groups `rows` (R,) are as in `some`."""

    def put(whole: Floats, part: Floats) -> Floats:
        changed = whole.copy()
        changed[rows] = part
        return changed

    fits = tuple(
        Fit(
            put(old.theta, new.theta),
            put(old.covariance, new.covariance),
            put(old.log_likelihood, new.log_likelihood),
            put(old.evidence, new.evidence),
        )
        for old, new in zip(fit.fits, some.fits, strict=True)
    )
    weights = put(fit.weights, some.weights)
    return replace(fit, fits=fits, weights=weights, failures=put(fit.failures, some.failures))


def learn_prior(family: Family, seen: Seen, *, kin: Ints, passes: int) -> Prior:
    """Return the prior that the panel has of its own members, a mean for each kin."""
    chosen = np.unique(np.linspace(0, len(kin) - 1, _LEARNERS).astype(np.int64))
    some, kinds = seen.of(chosen), kin[chosen]
    own = _own_prior(family, seen)
    spread = np.diag(np.square(family.spread))
    means = np.repeat(own[None], kin.max() + 1, axis=0)
    theta: Floats | None = None
    for _ in range(passes):
        prior = Prior(means[kinds], np.linalg.inv(spread))
        pieces = _cut(some, prior, theta)
        fit = joined_fits(in_pieces(partial(_fit_some, family), pieces))
        theta = fit.theta
        means, spread = _moments(family, fit, kinds, means, own)
    return Prior(means[kin], np.linalg.inv(spread))


def _own_prior(family: Family, seen: Seen) -> Floats:
    """Return the middle before anything is learned: the scale is that of the panel."""
    rate = (seen.failed.sum() + 0.5) / max(seen.at_risk.sum(), 1.0)
    center = np.array(family.center, dtype=float)
    center[0] += float(family.scale_of(np.asarray(rate)))
    return center


def _moments(
    family: Family, fit: Fit, kin: Ints, means: Floats, own: Floats
) -> tuple[Floats, Floats]:
    """One step of EM: means by kin, drawn to the mean of all; one covariance within the kin."""
    overall = (fit.theta.sum(axis=0) + _OWN * own) / (len(fit.theta) + _OWN)
    members = np.bincount(kin, minlength=len(means))[:, None]
    sums = np.zeros_like(means)
    np.add.at(sums, kin, fit.theta)
    means = (sums + _OWN * overall) / (members + _OWN)
    away = fit.theta - means[kin]
    scatter = np.einsum("gi,gj->ij", away, away) + fit.covariance.sum(axis=0)
    start = np.diag(np.square(family.spread))
    return means, (scatter + _OWN * start) / (len(away) + _OWN)


def family_weights(evidence: Floats, passes: int = 30) -> Floats:
    """Return the weights (G, F) of families; how common each is in the panel is learned."""
    relative = np.exp(evidence - evidence.max(axis=1, keepdims=True))
    common = np.full(evidence.shape[1], 1 / evidence.shape[1])
    weights = relative
    for _ in range(passes):
        weights = relative * common
        weights = weights / weights.sum(axis=1, keepdims=True)
        common = (weights.sum(axis=0) + 1) / (len(evidence) + evidence.shape[1])
    return np.asarray(weights)
