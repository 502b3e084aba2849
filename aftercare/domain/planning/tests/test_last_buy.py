"""The last-time buy: published anchors, laws of cost, a simulation as oracle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.domain.planning.engine.last_buy import (
    Costs,
    buckets_within,
    cheapest_stock,
    curve,
    expected_cost,
    marginal_cost,
    outlook,
    stock_for_service,
    to_order,
    within_budget,
)
from aftercare.domain.planning.engine.switching import months_it_lasts, switch_time


def costs_of(parts=1, *, price=1.0, holding=0.0, missing=8.0, left_over=0.0, **rates):
    ones = np.ones(parts)
    return Costs(price * ones, holding * ones, missing * ones, left_over * ones, **rates)


def ahead_of(seed=1, *, parts=5, mean=40.0, spread=0.4):
    rng = np.random.default_rng(seed)
    level = mean * np.exp(rng.normal(0, spread, (parts, 80, 1)))
    return outlook(level * np.array([0.4, 0.3, 0.2, 0.1]), [12, 12, 12, 12])


def test_the_newsvendor_is_as_published():
    # Poisson(50), a unit over costs .18, a unit missing .70: 56 units, cost 1.797235…
    ahead = outlook(np.full((1, 1, 1), 50.0), [1.0])
    costs = costs_of(price=0.0, missing=0.70, left_over=0.18)

    assert cheapest_stock(ahead, costs).tolist() == [56]
    assert expected_cost(ahead, costs, np.array([56.0]))[0] == pytest.approx(1.797235211809178)


@given(
    mean=st.floats(0.2, 300),
    missing=st.floats(1.5, 50),
    holding=st.floats(0, 0.05),
    left_over=st.floats(-0.5, 1),
)
def test_the_stock_is_the_cheapest_of_all(mean, missing, holding, left_over):
    ahead = ahead_of(parts=1, mean=mean)
    costs = costs_of(missing=missing, holding=holding, left_over=left_over)
    best = cheapest_stock(ahead, costs)[0]
    at = np.array([best - 1, best, best + 1])
    around = curve(ahead, costs, at[at >= 0]).cost

    assert around.min() == pytest.approx(around[1 if best else 0], abs=1e-9)


@given(st.integers(1, 200), st.floats(0, 0.1), st.floats(0, 0.1))
def test_marginal_costs_are_differences_that_rise(count, interest, falling):
    rates = {"interest": interest, "falling": falling}
    ahead, costs = ahead_of(), costs_of(5, holding=0.02, left_over=0.3, **rates)
    each = np.full(5, float(count))
    difference = expected_cost(ahead, costs, each) - expected_cost(ahead, costs, each - 1)

    assert difference == pytest.approx(marginal_cost(ahead, costs, each), abs=1e-9)
    assert (
        marginal_cost(ahead, costs, each + 1) >= marginal_cost(ahead, costs, each) - 1e-12
    ).all()


def simulated(ahead):
    """Return what was asked for by the end of each bucket, in many worlds."""
    rng = np.random.default_rng(9)
    draw = rng.integers(0, 80, 100_000)
    rates = np.diff(ahead.reached[0], axis=1, prepend=0.0)[draw]
    return np.cumsum(rng.poisson(rates), axis=1)


def test_costs_are_those_of_a_simulation():
    ahead, costs = ahead_of(parts=1), costs_of(holding=0.02, left_over=0.4)
    asked = simulated(ahead)
    left = np.maximum(50 - asked, 0)
    paid = 50 + 0.02 * 12 * left.sum(axis=1) + 0.4 * left[:, -1]
    paid = paid + 8 * np.maximum(asked[:, -1] - 50, 0)

    assert expected_cost(ahead, costs, np.array([50.0]))[0] == pytest.approx(paid.mean(), rel=0.01)


def test_more_service_means_more_stock_and_is_kept():
    ahead = ahead_of()
    low, high = (stock_for_service(ahead, fill=fill) for fill in (0.9, 0.99))
    sure = stock_for_service(ahead, certainty=0.95)

    assert (low < high).all()
    missed = ahead.missed(high)[:, -1] / ahead.reached[:, :, -1].mean(axis=1)
    assert (1 - missed >= 0.99).all()
    assert (ahead.below(sure + 1)[:, -1] >= 0.95).all()
    assert (ahead.below(sure)[:, -1] < 0.95).all()


def test_dearer_shortages_never_mean_less():
    ahead = ahead_of()
    stocks = [cheapest_stock(ahead, costs_of(5, missing=each)) for each in (2, 4, 8, 100)]

    assert (np.diff(stocks, axis=0) >= 0).all()


def test_orders_come_in_packs_or_not_at_all():
    ahead, costs = ahead_of(parts=3, mean=20), costs_of(3)
    stock = cheapest_stock(ahead, costs)
    at_hand = np.array([0.0, stock[1] - 1, stock[2] + 5])
    order = to_order(
        stock, at_hand, least=np.full(3, 500.0), pack=np.full(3, 10.0), ahead=ahead, costs=costs
    )

    assert order.tolist() == [0, 0, 0]
    packs = to_order(
        stock, at_hand, least=np.zeros(3), pack=np.full(3, 10.0), ahead=ahead, costs=costs
    )
    assert packs[0] == np.ceil(stock[0] / 10) * 10
    assert packs[2] == 0


def test_a_budget_is_kept_and_spent_where_it_helps_most():
    ahead = ahead_of(parts=4)
    costs = Costs(np.array([1.0, 2, 4, 8]), np.zeros(4), np.full(4, 30.0), np.zeros(4))
    full = within_budget(ahead, costs, np.zeros(4), 1e9)
    tight = within_budget(ahead, costs, np.zeros(4), 300.0)

    assert (full == cheapest_stock(ahead, costs)).all()
    assert 270 < (tight * costs.price).sum() <= 300
    assert tight[0] > tight[3]


def test_another_way_of_helping_shortens_what_is_bought():
    ahead, costs = ahead_of(parts=1), costs_of(price=5, holding=0.1, missing=20.0)
    never = switch_time(ahead, costs, np.full(4, 100.0))
    soon = switch_time(ahead, costs, np.array([20.0, 4.0, 2.0, 1.0]))

    assert never.bucket == 4
    assert soon.bucket == 1
    assert soon.stock < never.stock
    assert soon.cost == soon.costs.min()


def test_shelf_life_ends_what_a_unit_can_serve():
    assert buckets_within(np.array([12.0, 12, 12, 12]), 30) == 2
    assert buckets_within(np.array([12.0, 12]), 6) == 1


def test_what_is_paid_later_and_gets_cheaper_is_as_in_a_simulation():
    rates = {"interest": 0.01, "falling": 0.02}
    ahead, costs = ahead_of(parts=1), costs_of(holding=0.02, left_over=0.4, **rates)
    asked = simulated(ahead)
    until = asked[:, :3]
    left, missed = np.maximum(30 - until, 0), np.maximum(until - 30, 0)
    ends = np.array([12.0, 24, 36, 48])
    worth, other = 1.01**-ends, 8 * 0.98**ends
    held = 0.02 * 12 * left @ 1.01 ** -(ends[:3] - 6)
    short = np.diff(missed, axis=1, prepend=0) @ (worth * other)[:3]
    later = (asked[:, 3] - asked[:, 2]) * worth[3] * other[3]
    paid = 30 + held + 0.4 * worth[2] * left[:, -1] + short + later
    shown = curve(ahead, costs, np.array([30.0]), until=3)

    assert shown.cost[0] == pytest.approx(paid.mean(), rel=0.01)
    filled = 1 - (missed[:, -1] + asked[:, 3] - asked[:, 2]).mean() / asked[:, 3].mean()
    assert shown.fill[0] == pytest.approx(filled, abs=0.005)
    assert shown.left_over[0] == pytest.approx(left[:, -1].mean(), rel=0.02)


def test_what_gets_cheaper_or_is_paid_later_never_means_more():
    ahead = ahead_of()
    for name in ("falling", "interest"):
        stocks = [
            cheapest_stock(ahead, costs_of(5, **{name: each})) for each in (0, 0.01, 0.03, 0.1)
        ]
        assert (np.diff(stocks, axis=0) <= 0).all()


def test_it_is_switched_once_helping_otherwise_costs_less_and_never_after_stock_is_too_old():
    ahead = ahead_of(parts=1)
    kept = costs_of(price=5, holding=0.1, missing=20.0)
    fast = costs_of(price=5, holding=0.1, missing=20.0, falling=0.15)

    assert switch_time(ahead, kept).bucket == 4
    assert switch_time(ahead, kept, latest=2).bucket == 2
    assert switch_time(ahead, fast).bucket < 3
    assert switch_time(ahead, kept, latest=2).cost > switch_time(ahead, kept).cost
    costs = curve(ahead, kept, np.array([switch_time(ahead, kept, latest=2).stock]), until=2).cost
    assert costs[0] == pytest.approx(switch_time(ahead, kept, latest=2).cost)


def test_a_stock_lasts_until_demand_has_taken_it():
    steady = outlook(np.full((1, 1, 480), 0.1), np.full(480, 0.1))

    # One a month: the fifth is taken after five months, none after the end at 48.
    assert months_it_lasts(steady, np.array([4.0]))[0] == pytest.approx(5, abs=0.01)
    assert months_it_lasts(steady, np.array([1e4]))[0] == pytest.approx(48)
