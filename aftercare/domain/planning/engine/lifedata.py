"""
Lifetimes of single units: exact, censored on either side, between two inspections, entered late.

Weibull and lognormal by maximum likelihood in the location μ and log scale of log time, with exact
first and second slopes (Newton). z = (log t − μ) / σ is never exponentiated where it overflows.
(Lawless 2003, ch. 5; Meeker & Escobar 1998, ch. 8.)
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from aftercare.domain.planning.engine.arrays import TINY, Floats

_ROUNDS = 200
_LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True)
class Lives:
    """
    What is known of each unit (R,): failed after `lower` and by `upper`.

    Equal: failed at that very time. upper infinite: still running. lower 0: failed before the
    first look. entry > 0: watched only since then, had it failed before nobody would know. count:
    how many such units.
    """

    lower: Floats
    upper: Floats
    entry: Floats
    count: Floats


@dataclass(frozen=True)
class LifeFit:
    """
    A fitted lifetime of one kind, by its location and log scale of log time.

    For Weibull η = exp(location) and β = exp(−log_scale); covariance (2, 2) of the two.
    """

    family: str
    location: float
    log_scale: float
    log_likelihood: float
    covariance: Floats

    def quantile(self, share: float) -> float:
        """Return the age by which a share has failed."""
        if self.family == "weibull":
            z = float(np.log(-np.log1p(-share)))
        else:
            from scipy.special import ndtri  # noqa: PLC0415  # rare

            z = float(ndtri(share))
        return float(np.exp(self.location + np.exp(self.log_scale) * z))


_Slopes = tuple[Floats, Floats, Floats]
_Law = tuple[Callable[[Floats], _Slopes], Callable[[Floats], _Slopes], Callable[[Floats], Floats]]
"""log density, log survival (each with two slopes in z), log of the share failed."""


def _sev_density(z: Floats) -> _Slopes:
    grown = np.exp(np.minimum(z, 700))
    return z - grown, 1 - grown, -grown


def _sev_survival(z: Floats) -> _Slopes:
    grown = np.exp(np.minimum(z, 700))
    return -grown, -grown, -grown


def _sev_failed(z: Floats) -> Floats:
    grown = np.exp(np.minimum(z, 700))
    return np.asarray(np.log(np.maximum(-np.expm1(-grown), TINY)))


def _normal_density(z: Floats) -> _Slopes:
    return -0.5 * z * z - 0.5 * _LOG_2PI, -z, np.full_like(z, -1.0)


def _normal_survival(z: Floats) -> _Slopes:
    log_survival = log_ndtr(-z)
    rate = np.exp(-0.5 * z * z - 0.5 * _LOG_2PI - log_survival)
    return log_survival, -rate, -rate * (rate - z)


def _normal_failed(z: Floats) -> Floats:
    return np.asarray(log_ndtr(z))


_LAWS: dict[str, _Law] = {
    "weibull": (_sev_density, _sev_survival, _sev_failed),
    "lognormal": (_normal_density, _normal_survival, _normal_failed),
}


def lives(
    lower: Floats,
    upper: Floats | None = None,
    *,
    failed: Floats | None = None,
    entry: Floats | None = None,
    count: Floats | None = None,
) -> Lives:
    """Return lives from times (R,) with a flag `failed`, or from bounds `lower` and `upper`."""
    lower = np.asarray(lower, float)
    if upper is None:
        flags = np.ones_like(lower) if failed is None else np.asarray(failed)
        upper = np.where(flags > 0, lower, np.inf)
    none = np.zeros_like(lower)
    return Lives(
        lower,
        np.asarray(upper, float),
        none if entry is None else np.asarray(entry, float),
        none + 1 if count is None else np.asarray(count, float),
    )


def fit_lives(family: str, data: Lives) -> LifeFit:
    """Return the most likely `weibull` or `lognormal`. Raises `ValueError` without two failures."""
    if (data.count * np.isfinite(data.upper)).sum() < 2:  # noqa: PLR2004  # two parameters
        raise ValueError("Two failures at least are needed for two parameters.")
    point = _start(data)
    value, slope, curve = _likelihood(family, data, point)
    for _ in range(_ROUNDS):
        step = _uphill(curve, slope)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), TINY))
        for _half in range(40):
            tried = _likelihood(family, data, point + step)
            if tried[0] >= value - 1e-12 * abs(value):
                break
            step = step / 2
        point = point + step
        value, slope, curve = tried
        if float(np.abs(step).max()) < 1e-11:  # noqa: PLR2004  # as exact as floats are
            break
    return LifeFit(
        family,
        float(point[0]),
        float(point[1]),
        value,
        np.asarray(-np.linalg.inv(curve), np.float64),
    )


def _start(data: Lives) -> Floats:
    """Where the middle of what is known would put it."""
    known = np.where(np.isfinite(data.upper), (data.lower + data.upper) / 2, data.lower)
    logs = np.log(np.maximum(known, TINY))[np.isfinite(data.upper)]
    running = data.count[~np.isfinite(data.upper)].sum()
    ends = data.count[np.isfinite(data.upper)].sum()
    return np.array([logs.mean() + np.log1p(running / ends) / 2, np.log(max(logs.std(), 0.3))])


def _uphill(curve: Floats, slope: Floats) -> Floats:
    """Return the step of Newton, or of the nearest curve that leads up."""
    values, vectors = np.linalg.eigh(-curve)
    return np.asarray(vectors @ ((vectors.T @ slope) / np.maximum(np.abs(values), 1e-8)))


def _likelihood(family: str, data: Lives, point: Floats) -> tuple[float, Floats, Floats]:
    """Return the log likelihood with its slope (2,) and curve (2, 2)."""
    density, survival, failed = _LAWS[family]
    value, slope, curve = 0.0, np.zeros(2), np.zeros((2, 2))

    def add(weight: Floats, times: Floats, slopes: _Slopes) -> None:
        nonlocal value, slope, curve
        z = (np.log(times) - point[0]) / np.exp(point[1])
        value += float((weight * slopes[0]).sum())
        slope, curve = _with((slope, curve), weight, z, slopes[1:], point[1])

    def standard(times: Floats) -> Floats:
        return np.asarray((np.log(times) - point[0]) / np.exp(point[1]))

    exact = data.lower == data.upper
    times, weight = data.lower[exact], data.count[exact]
    add(weight, times, density(standard(times)))
    value -= float((weight * (point[1] + np.log(times))).sum())
    slope[1] -= weight.sum()
    running = ~np.isfinite(data.upper) & (data.lower > 0)
    add(data.count[running], data.lower[running], survival(standard(data.lower[running])))
    late = data.entry > 0
    gone_in = survival(standard(data.entry[late]))
    add(-data.count[late], data.entry[late], gone_in)
    between = ~exact & np.isfinite(data.upper)
    low = standard(np.maximum(data.lower[between], TINY))
    high = standard(data.upper[between])
    part = _between(density, survival, failed, low, high)
    value += float((data.count[between] * part[0]).sum())
    for end, place in ((low, 0), (high, 1)):
        first, second = part[1][place], part[2][place]
        slope, curve = _with((slope, curve), data.count[between], end, (first, second), point[1])
    cross = data.count[between] * part[3]
    curve = curve + _cross(cross, low, high, point[1])
    return value, slope, curve


def _with(
    so_far: tuple[Floats, Floats],
    weight: Floats,
    z: Floats,
    slopes: tuple[Floats, Floats],
    log_scale: float,
) -> tuple[Floats, Floats]:
    """Add Σ weight · g(z), by the chain rule of z = (log t − μ) exp(−τ)."""
    (slope, curve), (first, second) = so_far, slopes
    inner = np.stack([np.full_like(z, -np.exp(-log_scale)), -z])
    slope = slope + (inner * (weight * first)).sum(axis=1)
    outer = np.einsum("ir,jr->ij", inner * (weight * second), inner)
    mixed = (weight * first * np.exp(-log_scale)).sum()
    bend = np.array([[0.0, mixed], [mixed, float((weight * first * z).sum())]])
    return slope, curve + outer + bend


def _cross(weight: Floats, low: Floats, high: Floats, log_scale: float) -> Floats:
    inner_low = np.stack([np.full_like(low, -np.exp(-log_scale)), -low])
    inner_high = np.stack([np.full_like(high, -np.exp(-log_scale)), -high])
    both = np.einsum("ir,jr->ij", inner_low * weight, inner_high)
    return np.asarray(both + both.T)


def _between(
    density: Callable[[Floats], _Slopes],
    survival: Callable[[Floats], _Slopes],
    failed: Callable[[Floats], Floats],
    low: Floats,
    high: Floats,
) -> tuple[Floats, tuple[Floats, Floats], tuple[Floats, Floats], Floats]:
    """log(F(high) − F(low)) with slopes and curves in both, from whichever tail is the smaller."""
    f_low, f_high = failed(low), failed(high)
    s_low, s_high = survival(low)[0], survival(high)[0]
    upper_tail = s_low < f_low
    big, small = np.where(upper_tail, s_low, f_high), np.where(upper_tail, s_high, f_low)
    total = big + np.log(np.maximum(-np.expm1(small - big), TINY))
    ends = []
    for z, sign in ((low, -1.0), (high, 1.0)):
        log_density, bend, _unused = density(z)
        ratio = sign * np.exp(np.minimum(log_density - total, 700))
        ends.append((ratio, ratio * bend - ratio * ratio))
    return total, (ends[0][0], ends[1][0]), (ends[0][1], ends[1][1]), -ends[0][0] * ends[1][0]
