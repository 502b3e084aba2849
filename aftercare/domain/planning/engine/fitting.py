"""
Fit one family to many groups at once, from what was at risk and failed at each age.

The likelihood is that of interval data, l = Σ_a d log(1 − exp(−ΔH)) − (n − d) ΔH, with a normal
prior on the parameters. Fisher scoring needs first slopes only and its matrix is always positive;
a damping for each group (Levenberg, Marquardt) keeps far starts from running away.
"""

from dataclasses import dataclass

import numpy as np

from aftercare.domain.planning.engine.arrays import TINY, Floats, Ints
from aftercare.domain.planning.engine.families import Family

_ROUNDS = 60
_CLOSE = 1e-6
_LONGEST_STEP = 1.5
_SMALLEST_STEP = 1e-13
"""A bin without hazard: an early edge far below the scale."""


@dataclass(frozen=True)
class Seen:
    """Units at risk and failed (G, A) at ages in bins between `edges` (A + 1,), in months."""

    at_risk: Floats
    failed: Floats
    edges: Floats

    def of(self, rows: slice | Ints) -> "Seen":
        """Return what was seen of some groups."""
        return Seen(self.at_risk[rows], self.failed[rows], self.edges)


@dataclass(frozen=True)
class Prior:
    """A normal prior: means (G, K) and one precision for all (K, K), or one each (G, K, K)."""

    mean: Floats
    precision: Floats

    def of(self, rows: slice | Ints) -> "Prior":
        """Return the prior of some groups."""
        each = self.precision[rows] if self.precision.ndim > 2 else self.precision  # noqa: PLR2004  # axes
        return Prior(self.mean[rows], each)


@dataclass(frozen=True)
class Fit:
    """
    The most likely parameters and how sure they are.

    theta (G, K); covariance (G, K, K), of Laplace; log likelihood (G,); evidence (G,), the log of
    the likelihood averaged over the prior, by which families are weighed.
    """

    theta: Floats
    covariance: Floats
    log_likelihood: Floats
    evidence: Floats

    def of(self, rows: slice | Ints) -> "Fit":
        """Return the fit of some groups."""
        return Fit(
            self.theta[rows], self.covariance[rows], self.log_likelihood[rows], self.evidence[rows]
        )


def fit_family(family: Family, seen: Seen, prior: Prior, start: Floats | None = None) -> Fit:
    """Return the fit of one family to all groups; `start` (G, K): where to begin, if not there."""
    seen = Seen(np.maximum(seen.at_risk, seen.failed), seen.failed, seen.edges)
    theta = (prior.mean if start is None else start).copy()
    damping = np.full(len(theta), 1e-3)
    value, pull, matrix = _climb(family, theta, seen, prior)
    active = np.arange(len(theta))
    for _ in range(_ROUNDS):
        step = _step(matrix[active], pull[active], damping[active])
        tried = theta[active] + step
        new = _climb(family, tried, seen.of(active), prior.of(active))
        better = new[0] >= value[active] - 1e-10 * np.abs(value[active])
        kept = active[better]
        theta[kept], value[kept], pull[kept], matrix[kept] = (
            each[better] for each in (tried, *new)
        )
        damping[active] = np.where(better, damping[active] / 9, damping[active] * 7 + 1e-3)
        small = np.abs(step).max(axis=1) < _CLOSE
        active = active[~(small | (damping[active] > 1e9))]  # noqa: PLR2004  # stuck for good
        if not len(active):
            break
    return _finished(theta, value, matrix, prior)


def _step(matrix: Floats, pull: Floats, damping: Floats) -> Floats:
    diagonal = np.einsum("gkk->gk", matrix)
    damped = matrix + (damping[:, None] * diagonal + 1e-12)[:, :, None] * np.eye(pull.shape[1])
    step: Floats = np.linalg.solve(damped, pull[:, :, None])[:, :, 0]
    longest = np.abs(step).max(axis=1, keepdims=True)
    return np.asarray(step * np.minimum(1, _LONGEST_STEP / np.maximum(longest, TINY)))


def _climb(
    family: Family, theta: Floats, seen: Seen, prior: Prior
) -> tuple[Floats, Floats, Floats]:
    """Return the penalized likelihood (G,), its slope (G, K) and its information (G, K, K)."""
    at_risk, failed = seen.at_risk, seen.failed
    steps, slopes = family.steps_with_slopes(theta, seen.edges)
    steps = np.maximum(steps, _SMALLEST_STEP)
    odds = 1 / np.expm1(np.minimum(steps, 500))
    gone = -np.log1p(odds)
    value = (failed * gone - (at_risk - failed) * steps).sum(axis=1)
    pull = np.einsum("kga,ga->gk", slopes, failed * odds - (at_risk - failed))
    weighed = slopes * (at_risk * odds)
    size = theta.shape[1]
    matrix = np.empty((len(theta), size, size))
    for row in range(size):
        for column in range(row + 1):
            entry = np.einsum("ga,ga->g", weighed[row], slopes[column])
            matrix[:, row, column] = matrix[:, column, row] = entry
    away = prior.mean - theta
    toward = (prior.precision @ away[:, :, None])[:, :, 0]
    value = value - 0.5 * (away * toward).sum(axis=1)
    return value, pull + toward, matrix + prior.precision


def _finished(theta: Floats, value: Floats, matrix: Floats, prior: Prior) -> Fit:
    covariance = np.asarray(np.linalg.inv(matrix), np.float64)
    away = prior.mean - theta
    distance = np.einsum("gk,gk->g", away, (prior.precision @ away[:, :, None])[:, :, 0])
    evidence = value + 0.5 * (np.linalg.slogdet(prior.precision)[1] - np.linalg.slogdet(matrix)[1])
    return Fit(theta, covariance, value + 0.5 * distance, evidence)
