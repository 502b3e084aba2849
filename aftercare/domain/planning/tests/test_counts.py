"""Distributions of counts: against known truths, and laws of any distribution."""

import numpy as np
import pytest

from aftercare.domain.planning.engine.baselines import adida, croston, imapa, sba, tsb
from aftercare.domain.planning.engine.counts import forecast_counts, learn_panel
from aftercare.domain.planning.engine.lumps import in_lumps, with_means

SHARES = np.array([0.1, 0.5, 0.9, 0.95, 0.99])


@pytest.fixture(scope="module")
def panel():
    """Rates that differ, some parts that died: 900 parts, 48 months, the next 12 kept back."""
    rng = np.random.default_rng(11)
    rate = rng.gamma(0.7, 1.0, (900, 1))
    alive = np.arange(60) < np.where(rng.random((900, 1)) < 0.2, 24, 999)
    return rng.poisson(rate * alive).astype(float)


@pytest.fixture(scope="module")
def forecast(panel):
    return forecast_counts(panel[:, :48], learn_panel(panel[:, :48]))


def test_quantiles_cover_what_they_say(panel, forecast):
    quantiles = forecast.month().quantiles(SHARES)
    covered = (panel[:, 48:49] <= quantiles).mean(axis=0)

    assert covered[3] == pytest.approx(0.965, abs=0.025)
    assert covered[4] == pytest.approx(0.99, abs=0.01)
    assert (np.diff(quantiles, axis=1) >= 0).all()


def test_a_year_together_is_foretold(panel, forecast):
    year = panel[:, 48:].sum(axis=1)
    mixture = forecast.total(12)
    low, high = mixture.quantiles(np.array([0.05, 0.95])).T

    assert 0.85 < ((year >= low) & (year <= high)).mean() < 0.99
    draws = mixture.draws(400, np.random.default_rng(1))
    assert draws.mean() == pytest.approx(year.mean(), rel=0.15)


def test_quantiles_are_the_inverse_of_the_law(forecast):
    quantiles = forecast.month(3).quantiles(SHARES)

    for place, share in enumerate(SHARES):
        at = quantiles[:, place]
        assert (forecast.month(3).at_most(at) >= share - 1e-9).all()
        below = forecast.month(3).at_most(at - 1)[at > 0]
        assert (below < share + 1e-9).all()


def test_large_demands_have_quantiles_too():
    rng = np.random.default_rng(2)
    demand = rng.poisson(500.0, (60, 40)).astype(float)
    quantiles = forecast_counts(demand).month().quantiles(SHARES)

    assert np.median(quantiles[:, 1]) == pytest.approx(500, rel=0.02)
    assert (quantiles[:, 4] > 530).all()


def test_the_order_of_parts_does_not_matter(panel, forecast):
    turned = forecast_counts(panel[::-1, :48], learn_panel(panel[:, :48]))

    assert turned.expected()[::-1] == pytest.approx(forecast.expected())


def test_zeros_at_the_end_mean_less_and_missing_months_mean_nothing():
    base = np.array([0, 1, 0, 2, 0, 0, 1, 0, 1, 0, 0, 2] * 3, float)
    ended = np.concatenate([base, np.zeros(12)])
    unknown = np.concatenate([base, np.full(12, np.nan)])
    panel = learn_panel(np.tile(np.stack([ended, unknown]), (30, 1)))
    dying, silent = forecast_counts(np.stack([ended, unknown]), panel).expected()

    assert dying < 0.6 * silent


def test_baselines_are_as_published():
    # By hand: sizes 2, 4; intervals 2, 3 with alpha 0.1 → 2.2 / 2.1.
    demand = np.array([[0, 2, 0, 0, 4, 0]], float)

    assert croston(demand) == pytest.approx(2.2 / 2.1)
    assert sba(demand) == pytest.approx(0.95 * 2.2 / 2.1)
    assert tsb(demand)[0] == pytest.approx(2.4 * 0.8 * (0.8 * 0.8 * 0.8 * 0.2 + 0.2))


@pytest.mark.parametrize("method", [croston, sba, tsb, adida, imapa])
def test_baselines_scale_with_demand_and_start_from_nothing(method):
    demand = np.random.default_rng(3).poisson(0.5, (40, 36)).astype(float)

    assert method(3 * demand) == pytest.approx(3 * method(demand))
    assert method(np.zeros((2, 12))).tolist() == [0, 0]


def test_a_history_too_short_to_tell_who_is_right_asks_all_alike():
    demand = np.zeros((3, 5))
    demand[:, 1] = 8

    forecast = forecast_counts(demand)

    assert np.allclose(forecast.weights.sum(axis=0), 1)


@pytest.fixture(scope="module")
def lumpy():
    """Parts of which now and then a whole box is asked for: 150, 48 months and 12 kept back."""
    rng = np.random.default_rng(5)
    comes = rng.random((150, 60)) < rng.uniform(0.1, 0.35, (150, 1))
    return comes * (1 + rng.poisson(rng.uniform(6, 20, (150, 1)), (150, 60))).astype(float)


@pytest.mark.parametrize("world", ["panel", "lumpy"])
def test_counts_around_uneven_rates_have_the_law_of_the_mixture(request, world):
    demand = request.getfixturevalue(world)
    forecast = forecast_counts(demand[:, :48])
    rates = forecast.uneven(2000, 12, np.random.default_rng(7))

    counts = np.random.default_rng(8).poisson(rates)

    month, year = forecast.month(), forecast.total(12)
    for value in (0, 3, 15):
        drawn = (counts[:, :, 0] <= value).mean(axis=1)
        assert drawn.mean() == pytest.approx(
            month.at_most(np.full(len(demand), value)).mean(), abs=0.02
        )
    together = counts.sum(axis=2)
    drawn = year.draws(2000, np.random.default_rng(9))
    assert together.mean() == pytest.approx(drawn.mean(), rel=0.03)
    assert np.quantile(together, 0.9, axis=1).sum() == pytest.approx(
        np.quantile(drawn, 0.9, axis=1).sum(), rel=0.1
    )


def test_a_year_of_boxes_is_foretold(lumpy):
    rates = forecast_counts(lumpy[:, :48]).uneven(2000, 12, np.random.default_rng(7))
    counts = np.random.default_rng(8).poisson(rates)

    low, high = np.quantile(counts.sum(axis=2), [0.1, 0.9], axis=1)

    year = lumpy[:, 48:].sum(axis=1)
    assert 0.7 < ((year >= low) & (year <= high)).mean() < 0.9
    assert (counts[:, :, 0] == 0).mean() == pytest.approx((lumpy[:, 48:] == 0).mean(), abs=0.05)


def test_what_is_replaced_together_scatters_in_lumps():
    rng = np.random.default_rng(4)
    rates = np.tile(rng.gamma(2.0, 3.0, 36), (4000, 1))

    counts = rng.poisson(in_lumps(rates, 12.0, rng))

    assert counts.mean(axis=0) == pytest.approx(rates[0], rel=0.05)
    assert counts.var(axis=0) == pytest.approx(12 * rates[0], rel=0.15)
    assert (counts[:, np.argmin(rates[0])] == 0).mean() > 0.5
    assert in_lumps(rates, 1.0, rng) is rates


def test_few_draws_keep_the_mean_that_is_known():
    rng = np.random.default_rng(4)
    expected = np.full((3, 24), 4.0)

    drawn = with_means(20.0 * (rng.random((3, 100, 24)) < 0.2), expected)

    assert drawn.mean(axis=1) == pytest.approx(expected)
    assert with_means(np.zeros((3, 100, 24)), expected).max() == 0
