"""Forecasts against a company of which everything is known."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from aftercare.domain.planning.engine.alarms import cohorts, epidemics, frailty, more_than
from aftercare.domain.planning.engine.failing import renewals
from aftercare.domain.planning.engine.forecasting import forecast_demand
from aftercare.domain.planning.tests.worlds import fitted_world


@pytest.fixture(scope="module")
def weibull():
    return fitted_world(models=60)


@pytest.fixture(scope="module")
def lognormal():
    return fitted_world(models=40, life="lognormal", believed=0.52)


def forecast_of(fitted, **given):
    world, fit, doubts = fitted
    base = replace(world.base, propensity=doubts.propensity)
    facts = {"edges": (0, 60), "rng": np.random.default_rng(1), "recent": None}
    facts |= {"recent": world.history[:, -12:].sum(axis=1), **given}
    return forecast_demand(fit, base, world.parts, doubts, **facts)


def error_of(forecast, actual):
    return np.abs(forecast.mean.sum(axis=1) - actual).sum() / actual.sum()


def test_five_years_ahead_are_near_the_truth(weibull):
    actual = weibull[0].actual.sum(axis=1)
    forecast = forecast_of(weibull)
    low, high = np.quantile(forecast.totals(np.random.default_rng(2)), [0.05, 0.95], axis=1)

    assert error_of(forecast, actual) < 0.19
    assert np.mean((actual >= low) & (actual <= high)) == pytest.approx(0.9, abs=0.05)


def test_wrong_beliefs_and_another_truth_are_found_out(lognormal):
    world, fit, doubts = lognormal

    assert fit.weights.mean(axis=0).argmax() == 1
    assert np.abs(doubts.propensity - world.propensity).mean() < 0.09
    assert error_of(forecast_of(lognormal), world.actual.sum(axis=1)) < 0.25


def test_the_common_prior_is_that_of_the_panel(weibull):
    prior = weibull[1].priors[0]

    assert prior.mean[0] == pytest.approx([np.log(900), np.log(1.25)], abs=0.2)
    assert np.sqrt(np.linalg.inv(prior.precision)[0, 0]) == pytest.approx(0.9, abs=0.2)


def test_buckets_add_up_and_cores_do_not_matter(weibull):
    whole = forecast_of(weibull)
    years = forecast_of(weibull, edges=tuple(range(0, 61, 12)))
    with ThreadPoolExecutor(2) as executor:
        spread = forecast_of(weibull, executor=executor)

    assert years.rates.sum(axis=2) == pytest.approx(whole.rates[:, :, 0])
    assert (spread.rates == whole.rates).all()


def test_the_sources_of_doubt_add_up(weibull):
    shares = np.stack(list(forecast_of(weibull).sources().values()))

    assert shares.sum(axis=0) == pytest.approx(1)
    assert (shares >= -1e-9).all()


def test_no_number_is_shown_when_families_are_far_apart(weibull):
    forecast = forecast_of(weibull)
    apart = replace(
        forecast,
        weights=np.tile([0.5, 0.5, 0, 0], (len(forecast.weights), 1)),
        by_family=forecast.by_family * [1, 3, 1, 1],
    )
    large = forecast.by_family[:, 0] > 100

    assert apart.cannot_tell()[large].mean() > 0.7
    assert forecast.cannot_tell().mean() < 0.05


def test_replaced_parts_fail_again():
    # A constant hazard stays constant when parts are renewed.
    chance = np.full(40, 0.05) * 0.95 ** np.arange(40)

    assert renewals(chance[None, None])[0, 0] == pytest.approx(np.full(40, 0.05))


def test_service_that_ends_is_not_planned_for(weibull):
    years = forecast_of(weibull, edges=tuple(range(0, 61, 12)))
    share = np.tile([1, 1, 0.5, 0, 0], (len(years.rates), 1))
    ended = years.until(share)

    assert ended.mean[:, 3:].sum() == 0
    assert ended.mean[:, 2] == pytest.approx(years.mean[:, 2] / 2)
    assert (ended.by_family <= years.by_family + 1e-9).all()


def test_what_is_promised_ends_with_the_guarantee(weibull):
    years = forecast_of(weibull, edges=tuple(range(0, 61, 12)))

    # Sold until month 24, planned in month 36, three years at most, reports up to 3 months late.
    assert (years.within <= years.mean + 1e-9).all()
    assert years.within[:, 0].sum() > 0
    assert years.within[:, 3:].sum() == 0


def test_cohorts_are_expected_as_they_fail(weibull):
    world, fit, doubts = weibull
    base = replace(world.base, propensity=doubts.propensity)
    seen, expected = cohorts(
        base, world.claims, world.parts.model, world.parts.per_unit, fit.steps(fit.edges)
    )

    assert seen.sum() == world.claims.count.sum()
    assert expected.sum() == pytest.approx(seen.sum(), rel=0.03)
    assert np.corrcoef(seen.ravel(), expected.ravel())[0, 1] > 0.95


def test_an_epidemic_batch_is_told_from_batches_that_differ():
    rng = np.random.default_rng(4)
    expected = rng.uniform(5, 50, 2000)
    seen = rng.poisson(expected * rng.gamma(10, 0.1, 2000)).astype(float)
    variance = frailty(seen, expected)
    seen[17] = 5 * expected[17]

    alarms, _unlikely = epidemics(seen, expected, variance)

    assert variance == pytest.approx(0.1, abs=0.03)
    assert alarms[17]
    assert alarms.sum() < 12


def test_tails_are_those_of_the_counts():
    rng = np.random.default_rng(6)
    poisson, mixed = rng.poisson(4.0, 200_000), rng.poisson(rng.gamma(2, 2, 200_000))

    assert more_than(6, 4.0, 4.0) == pytest.approx((poisson > 6).mean(), abs=0.003)
    assert more_than(6, 4.0, 12.0) == pytest.approx((mixed > 6).mean(), abs=0.003)
    assert more_than(-1, 4.0, 12.0) == 1
