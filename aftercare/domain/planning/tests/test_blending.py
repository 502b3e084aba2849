"""The installed base and past demand as one: limits, laws, and a world whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.domain.planning.engine.blending import blended, weight_of_base
from aftercare.domain.planning.engine.counts import forecast_counts, learn_panel
from aftercare.domain.planning.engine.forecasting import Forecast, forecast_demand
from aftercare.domain.planning.tests.worlds import fitted_world

MIDDLES = np.arange(12) + 0.5


def draws(mean, spread, *, seed=1):
    rng = np.random.default_rng(seed)
    level = mean * np.exp(spread * rng.standard_normal((1, 400, 1)))
    return np.repeat(level, 12, axis=2)


def base_of(rates):
    total = rates.sum(axis=2)
    ones = np.ones((1, 1))
    within = 0.5 * rates.mean(axis=1)
    return Forecast(rates, total.mean(axis=1)[:, None], total, within, ones, ("Weibull",))


@given(
    base=st.floats(0.1, 100),
    counted=st.floats(0.1, 100),
    own=st.floats(0.05, 1),
    other=st.floats(0.05, 1),
)
def test_it_lies_between_both_and_leans_on_the_base_the_further_one_looks(
    base, counted, own, other
):
    first, second = base_of(draws(base, own)), draws(counted, other, seed=2)
    weight = weight_of_base(first.rates, second, MIDDLES)
    mean = blended(first, second, MIDDLES).mean[0]
    ends = sorted([first.mean[0, 0], second.mean(axis=1)[0, 0]])

    assert ((weight > 0) & (weight < 1)).all()
    assert (np.diff(weight) > 0).all()
    assert (mean >= ends[0] * (1 - 1e-9)).all()
    assert (mean <= ends[1] * (1 + 1e-9)).all()
    away = np.abs(np.log(mean / first.mean[0]))
    assert (np.diff(away) <= 1e-12).all()


def test_who_is_surer_has_more_of_a_say_and_nothing_is_changed_by_nothing():
    base = base_of(draws(10.0, 0.3))
    sure, unsure = (blended(base, draws(30.0, each), MIDDLES).mean[0, 0] for each in (0.05, 1.0))

    assert sure > 2.5 * base.mean[0, 0]
    assert base.mean[0, 0] < unsure < 1.5 * base.mean[0, 0]
    assert blended(base, np.zeros((1, 400, 12)), MIDDLES).rates == pytest.approx(base.rates)
    both = blended(base, draws(30.0, 0.3), MIDDLES)
    assert both.within / both.mean == pytest.approx(base.within / base.mean)
    assert both.by_family.sum() == pytest.approx(both.mean.sum(), rel=0.01)


def test_in_a_world_of_which_the_truth_is_known_both_are_better_than_either():
    world, fit, doubts = fitted_world(models=40, believed=0.28)
    recent = world.history[:, -12:].sum(axis=1)
    given = {"rng": np.random.default_rng(1), "recent": recent}
    base = forecast_demand(fit, world.base, world.parts, doubts, range(61), **given)
    history = world.history[:, -36:]
    counted = forecast_counts(history, learn_panel(history))
    rates = counted.rates(100, 60, np.random.default_rng(2))
    both = blended(base, rates, np.arange(60) + 0.5)

    def error(mean):
        actual = world.actual.sum(axis=1)
        return np.abs(mean.sum(axis=1) - actual).sum() / actual.sum()

    assert error(both.mean) < error(base.mean) < error(rates.mean(axis=1))
