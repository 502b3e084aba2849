"""Demand that comes in lumps: several pieces at once, in some months and not in others."""

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats

_FARTHEST = 2.0
"""So many times at most a month is moved, where few draws have met a lump."""


def in_lumps(rates: Floats, at_once: float, rng: np.random.Generator) -> Floats:
    """
    Return draws (J, H) of rates around which Poisson counts vary as lumps do.

    rates (J, H): expected demand; at_once: pieces that one repair takes, E[q²] / E[q] where it is
    not always the same. The demand is a compound Poisson, of variance at_once × rate. What is drawn
    here has the variance (at_once − 1) × rate, and counts around it add their own.
    """
    more = at_once - 1
    if more <= 0:
        return rates
    return with_means(more * rng.poisson(rates / more).astype(float), rates.mean(axis=0))


def with_means(rates: Floats, expected: Floats) -> Floats:
    """Return draws (…, J, H) moved to the means (…, H) that are known: few draws scatter widely."""
    found = rates.mean(axis=-2)
    factor = np.where(found > 0, expected / np.maximum(found, 1e-12), 1.0)
    return np.asarray(rates * np.clip(factor, 1 / _FARTHEST, _FARTHEST)[..., None, :])
