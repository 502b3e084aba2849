"""
Lifetime families: cumulative hazards of age, with their slopes.

Each takes parameters (G, K) and the edges of age bins (A + 1,) in months, and returns the step of
cumulative hazard in each bin (G, A) and, for the fit, its slopes (K, G, A). Parameters live on the
whole line (logarithms and logits), so that any normal draw is a lawful one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_ndtr

from aftercare.domain.planning.engine.arrays import TINY, Floats

_LARGEST = 60.0
"""Beyond a logarithm of 60 a cumulative hazard is death itself; it must not overflow."""


@dataclass(frozen=True)
class Family:
    """
    A form of lifetime.

    `cumulative` maps (G, K), (A + 1,) to H (G, A + 1); `with_slopes` also to dH (K, G, A + 1).
    `center` and `spread` are the prior (normal) of each parameter; the first one is moved to the
    scale of the data.
    """

    name: str
    parameters: tuple[str, ...]
    cumulative: Callable[[Floats, Floats], Floats]
    with_slopes: Callable[[Floats, Floats], tuple[Floats, Floats]]
    scale_of: Callable[[Floats], Floats]
    center: tuple[float, ...]
    spread: tuple[float, ...]

    def steps(self, theta: Floats, edges: Floats) -> Floats:
        """Return the steps of cumulative hazard (G, A)."""
        return np.diff(self.cumulative(theta, edges), axis=-1)

    def steps_with_slopes(self, theta: Floats, edges: Floats) -> tuple[Floats, Floats]:
        """Return the steps (G, A) and their slopes (K, G, A)."""
        hazard, slopes = self.with_slopes(theta, edges)
        return np.diff(hazard, axis=-1), np.diff(slopes, axis=-1)


def _logs(edges: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(edges, TINY)))


def _weibull(theta: Floats, edges: Floats) -> Floats:
    shape = np.exp(theta[:, 1:2])
    return np.asarray(np.exp(np.minimum(shape * (_logs(edges) - theta[:, 0:1]), _LARGEST)))


def _weibull_with_slopes(theta: Floats, edges: Floats) -> tuple[Floats, Floats]:
    shape = np.exp(theta[:, 1:2])
    exponent = np.minimum(shape * (_logs(edges) - theta[:, 0:1]), _LARGEST)
    hazard = np.exp(exponent)
    return hazard, np.stack([-shape * hazard, exponent * hazard])


def _standardized(theta: Floats, edges: Floats) -> tuple[Floats, Floats]:
    sigma = np.exp(theta[:, 1:2])
    return np.clip((_logs(edges) - theta[:, 0:1]) / sigma, -1e8, 1e8), sigma


def _lognormal(theta: Floats, edges: Floats) -> Floats:
    return np.asarray(-log_ndtr(-_standardized(theta, edges)[0]))


def _lognormal_with_slopes(theta: Floats, edges: Floats) -> tuple[Floats, Floats]:
    z, sigma = _standardized(theta, edges)
    log_survival = log_ndtr(-z)
    density = np.exp(np.maximum(-0.5 * z * z - 0.5 * np.log(2 * np.pi) - log_survival, -700))
    return -log_survival, np.stack([-density / sigma, -z * density])


def _limited(theta: Floats, edges: Floats) -> Floats:
    failed = expit(theta[:, 2:3]) * -np.expm1(-_weibull(theta, edges))
    return np.asarray(-np.log1p(-failed))


def _limited_with_slopes(theta: Floats, edges: Floats) -> tuple[Floats, Floats]:
    hazard, slopes = _weibull_with_slopes(theta, edges)
    share = expit(theta[:, 2:3])
    failed = -share * np.expm1(-hazard)
    survival = np.maximum(1 - failed, TINY)
    inner = share * np.exp(-hazard) / survival
    of_share = failed * (1 - share) / survival
    return -np.log(survival), np.stack([*(inner * slopes), of_share])


def _change_point(theta: Floats, edges: Floats) -> Floats:
    return _change_point_with_slopes(theta, edges)[0]


def _change_point_with_slopes(theta: Floats, edges: Floats) -> tuple[Floats, Floats]:
    early = np.exp(-theta[:, 0:1])
    late = early * np.exp(theta[:, 1:2])
    change = np.exp(theta[:, 2:3])
    after = np.maximum(edges - change, 0) * late
    hazard = np.minimum(edges, change) * early + after
    of_change = np.where(edges > change, change * (early - late), 0)
    return hazard, np.stack([-hazard, after, of_change])


def _log_of_inverse(rate: Floats) -> Floats:
    return -np.log(rate)


def _weibull_scale(rate: Floats) -> Floats:
    # With shape 1.3, by the rate of about two years.
    return np.asarray((-np.log(rate * 24) / 1.3) + np.log(24))


def _lognormal_scale(rate: Floats) -> Floats:
    share = np.minimum(rate * 24, 0.5)
    return np.asarray(np.log(24) + 1.3 * np.sqrt(2 * np.maximum(-np.log(share), 0.1)))


WEIBULL = Family(
    "Weibull",
    ("log scale", "log shape"),
    _weibull,
    _weibull_with_slopes,
    _weibull_scale,
    (0, 0.25),
    (1.5, 0.35),
)
LOGNORMAL = Family(
    "lognormal",
    ("mean of logs", "log of their deviation"),
    _lognormal,
    _lognormal_with_slopes,
    _lognormal_scale,
    (0, 0.25),
    (1.5, 0.35),
)
LIMITED = Family(
    "limited failure population",
    ("log scale", "log shape", "logit of the share that can fail"),
    _limited,
    _limited_with_slopes,
    _weibull_scale,
    (-1.0, 0.25, -1.5),
    (1.5, 0.35, 1.5),
)
CHANGE_POINT = Family(
    "change point",
    ("log of months to a failure at first", "log ratio after the change", "log age of the change"),
    _change_point,
    _change_point_with_slopes,
    _log_of_inverse,
    (0, 0, 2.5),
    (1.5, 0.7, 0.6),
)
FAMILIES = (WEIBULL, LOGNORMAL, LIMITED, CHANGE_POINT)
