"""How parts fail at each age: in draws, at the most likely parameters, and with those put in."""

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.panel import PanelFit

_RENEWED_FROM = 0.15
"""Parts of which so many fail within their time are replaced more than once."""


CONSIDERED = 0.05
"""Families with less weight than this are not heard."""


def likely_failures(fit: PanelFit, ages: int) -> Floats:
    """Return first failures (G, F, A) at the most likely parameters of each family."""
    edges = np.arange(ages + 1.0)
    failing = [
        -np.diff(np.exp(-family.cumulative(each.theta, edges)), axis=1)
        for family, each in zip(fit.families, fit.fits, strict=True)
    ]
    return np.stack(failing, axis=1)


def draw_failures(fit: PanelFit, *, ages: int, draws: int, rng: np.random.Generator) -> Floats:
    """Return draws (G, J, A) of the first failures of a part at each month of its unit's age."""
    groups = len(fit.weights)
    reach = np.cumsum(fit.weights, axis=1)
    at = (np.arange(draws) + rng.random((groups, 1))) / draws
    family_of = (at[:, :, None] > reach[:, None, :-1]).sum(axis=2)
    family_of = rng.permuted(family_of, axis=1)
    edges = np.arange(ages + 1.0)
    failing = np.empty((groups, draws, ages))
    for number, (family, each) in enumerate(zip(fit.families, fit.fits, strict=True)):
        group, draw = np.nonzero(family_of == number)
        if not len(group):
            continue
        root = np.linalg.cholesky(each.covariance)
        normal = np.clip(rng.standard_normal((len(group), root.shape[2])), -3, 3)
        theta = each.theta[group] + (root[group] @ normal[:, :, None])[:, :, 0]
        failing[group, draw] = -np.diff(np.exp(-family.cumulative(theta, edges)), axis=1)
    return failing


def renewals(failing: Floats) -> Floats:
    """Return failures with those of the replaced parts (…, A), from first failures (…, A)."""
    often = np.flatnonzero(failing.sum(axis=2).max(axis=1) > _RENEWED_FROM)
    if not len(often):
        return failing
    first = failing[often]
    all_of_them = first.copy()
    for age in range(1, first.shape[2]):
        past = all_of_them[:, :, :age]
        all_of_them[:, :, age] += (past * first[:, :, age - 1 :: -1][:, :, :age]).sum(axis=2)
    result = failing.copy()
    result[often] = all_of_them
    return result
