"""Causes that compete, against a company of which both are known."""

import numpy as np
import pytest

from aftercare.domain.planning.engine.causes import (
    Apart,
    competing,
    fit_apart,
    strike_apart,
    struck_again,
    struck_first,
)
from aftercare.domain.planning.engine.failing import renewals
from aftercare.domain.planning.engine.forecasting import (
    Doubts,
    Parts,
    expected_of_causes,
    forecast_demand,
)
from aftercare.domain.planning.engine.panel import fit_panel
from aftercare.domain.planning.tests.worlds import world_of_two_causes

EDGES = (0, 12, 24, 36, 48, 60)


def forecasts_of(world, *, rows=None):
    """Return the forecast of all causes as one, and with those of `rows` (all) apart."""
    base, at_risk, failed, _expected = world
    groups = np.arange(len(failed))
    fit = fit_panel(at_risk, failed.sum(axis=1))
    chosen = groups if rows is None else rows
    apart = fit_apart(
        at_risk,
        failed[chosen].reshape(-1, failed.shape[2]),
        np.repeat(chosen, 2),
        fit.weights.mean(axis=0),
    )
    parts = Parts(groups, np.ones(len(groups)), groups * 0)
    sure = Doubts(np.ones(len(groups)), np.full(len(groups), 1e-9), 1e-9)
    return apart, *(
        forecast_demand(fit, base, parts, sure, EDGES, rng=np.random.default_rng(1), apart=each)
        for each in (None, apart)
    )


def error_of(forecast, expected):
    return np.abs(forecast.mean.sum(axis=1) - expected.sum(axis=1)).sum() / expected.sum()


@pytest.fixture(scope="module")
def early_and_wear():
    world = world_of_two_causes(units=5000)
    return world, *forecasts_of(world)


def test_causes_that_compete_add_their_hazards():
    first = 0.02 * 0.98 ** np.arange(60)
    second = 0.05 * 0.95 ** np.arange(60)
    both = 1 - 0.98 * 0.95

    assert competing([first, second]) == pytest.approx(both * (1 - both) ** np.arange(60))


def test_infants_and_wear_apart_are_nearer_to_the_truth_than_one_law(early_and_wear):
    (_base, _risk, _failed, expected), _apart, whole, told = early_and_wear

    # All that is asked for after the last month seen: one law takes wear for the end of infants.
    assert error_of(whole, expected) > 0.8
    assert error_of(told, expected) < 0.35
    truth = np.add.reduceat(expected, EDGES[:-1], axis=1)
    assert (np.abs(told.mean - truth) < np.abs(whole.mean - truth)).mean() > 0.8


def test_the_range_holds_the_truth_where_one_law_does_not(early_and_wear):
    (_base, _risk, _failed, expected), _apart, *both = early_and_wear
    actual = np.random.default_rng(3).poisson(expected.sum(axis=1))
    inside = [
        np.mean((actual >= low) & (actual <= high))
        for low, high in (
            np.quantile(each.totals(np.random.default_rng(2)), (0.05, 0.95), axis=1)
            for each in both
        )
    ]

    assert inside[0] < 0.2
    assert inside[1] > 0.85


def test_groups_that_are_not_told_apart_stay_as_they_were():
    world = world_of_two_causes(units=2000, groups=12)
    rows = np.array([2, 7])
    _apart, whole, told = forecasts_of(world, rows=rows)

    same = np.setdiff1d(np.arange(12), rows)
    for name in ("rates", "by_family", "settled", "weights"):
        before, after = getattr(whole, name), getattr(told, name)
        assert (before[same] == after[same]).all()
        assert not (before[rows] == after[rows]).all()


def test_only_causes_that_strike_at_other_ages_are_told_apart():
    _base, _risk, failed, _expected = world_of_two_causes(units=2000)
    _base, _risk, alike, _expected = world_of_two_causes(units=2000, groups=200, alike=True)

    assert np.mean([strike_apart(each) for each in failed]) > 0.9
    assert np.mean([strike_apart(each) for each in alike]) < 0.03
    assert not strike_apart(np.array([[4.0, 0, 0], [0, 0, 40]]))
    assert strike_apart(np.array([[6.0, 0, 0], [0, 0, 40]]))
    assert not strike_apart(np.array([[6.0, 0, 0], [40, 0, 0]]))
    assert not strike_apart(np.array([[600.0, 0, 40]]))


def test_causes_share_what_fails_at_all(early_and_wear):
    (base, *_rest), apart, _whole, told = early_and_wear

    struck = struck_first(apart, 60)
    early, wear = struck[0::2], struck[1::2]
    assert (early[:, 0] > 10 * wear[:, 0]).all()
    assert (wear[:, 59] > early[:, 59]).mean() > 0.95
    one = Apart(apart.fit.of(slice(0, 2)), apart.group[:2])
    again = struck_again(50 * struck[:2], one.group)
    whole = renewals(50 * struck[:2].sum(axis=0)[None, None])[0, 0]
    assert again.sum(axis=0) == pytest.approx(whole)
    expected = expected_of_causes(apart, base, np.arange(len(base.sales)), EDGES)
    total = expected[0::2] + expected[1::2]
    assert total.sum() == pytest.approx(told.mean.sum(), rel=0.25)  # the mean of draws is higher
