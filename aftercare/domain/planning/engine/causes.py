"""Causes of failure that compete: a part fails by whichever comes first."""

from collections.abc import Sequence

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats


def competing(failing: Sequence[Floats]) -> Floats:
    """
    Return the failures of a part (…, A) from those by each cause (…, A), were it the only one.

    Each cause is fitted by its own failures over what was at risk of all: failures by another cause
    are censored (Kalbfleisch & Prentice 2002, ch. 8). Their hazards add up.
    """
    survival = np.ones_like(failing[0])
    for each in failing:
        survival = survival * (1 - np.cumsum(each, axis=-1))
    before = np.concatenate([np.ones_like(survival[..., :1]), survival[..., :-1]], axis=-1)
    return before - survival
