"""What every lifetime family promises to the fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.domain.planning.engine.families import FAMILIES, WEIBULL
from aftercare.domain.planning.engine.fitting import Prior, Seen, fit_family

EDGES = np.arange(121.0)
LINE = st.floats(-3, 3)


def theta_of(family, values):
    center = np.array(family.center, float)
    center[0] += 5
    return (center + np.array(values[: len(center)]))[None]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@given(values=st.tuples(LINE, LINE, LINE))
def test_hazard_never_falls_with_age(family, values):
    hazard = family.cumulative(theta_of(family, values), EDGES)

    assert np.isfinite(hazard).all()
    assert (np.diff(hazard) >= 0).all()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_slopes_are_those_of_the_hazard(family):
    theta = theta_of(family, (-1.0, 0.3, 0.4))
    slopes = family.with_slopes(theta, EDGES)[1]

    for place in range(theta.shape[1]):
        step = np.zeros_like(theta)
        step[:, place] = 1e-6
        rise = family.cumulative(theta + step, EDGES) - family.cumulative(theta - step, EDGES)
        assert slopes[place] == pytest.approx(rise / 2e-6, abs=1e-6)


def test_monthly_counts_are_intervals_not_times():
    # Three inspections: 9, 7, 5 failed; 146, 134 withdrawn between them.
    at_risk, failed = np.array([[390.0, 235, 94]]), np.array([[9.0, 7, 5]])
    vague = Prior(np.array([[4.0, 0]]), np.eye(2) * 1e-12)

    fit = fit_family(WEIBULL, Seen(at_risk, failed, np.arange(4.0)), vague)

    assert np.exp(fit.theta[0]) == pytest.approx([15.35, 1.39], rel=0.01)
