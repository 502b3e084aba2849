"""Parts that come back, stand in for others, or lie where they should not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.domain.planning.engine.repairables import (
    circulating_stock,
    in_repair,
    new_parts,
    new_parts_in_time,
    repair_times,
    yield_after_repeats,
)
from aftercare.domain.planning.engine.stock import (
    Flag,
    moves,
    order_up_to,
    review_stock,
    safety_stock,
)
from aftercare.domain.planning.engine.substitution import family_last_buy, family_shortage, reach


def test_repaired_cores_replace_new_parts():
    # 12 a year, 80 % come back, 70 % of them can be repaired: 5.28 new ones.
    rates = np.full((1, 1, 1), 12.0)

    assert new_parts(rates, np.array([0.8]), np.array([0.7]))[0, 0, 0] == pytest.approx(5.28)
    bought = new_parts(rates, np.array([0.8]), np.array([0.7]), np.array([[6.0]]))
    assert bought[0, 0, 0] == 0


@given(st.floats(0, 0.9), st.floats(0.1, 12), st.floats(1, 2.2))
def test_cores_serve_once_they_are_repaired(share, mean, ratio):
    rates = np.random.default_rng(4).uniform(0, 9, (1, 3, 6))
    months = np.array([6.0, 6, 6, 6, 6, 3])
    recovered = np.array([share])
    times = repair_times(np.array([mean]), np.array([mean * ratio]))
    at_once = new_parts_in_time(rates, months, recovered, np.zeros((1, 9)))
    later = new_parts_in_time(rates, months, recovered, times)

    assert at_once == pytest.approx(new_parts(rates, recovered, np.ones(1)))
    assert times.mean() == pytest.approx(mean)
    assert (np.diff(times) >= -1e-9).all()
    assert (np.cumsum(later, axis=2) >= np.cumsum(at_once, axis=2) - 1e-9).all()
    assert (later.sum(axis=2) <= rates.sum(axis=2) + 1e-9).all()


def test_the_time_of_repairs_is_as_in_a_simulation():
    rng = np.random.default_rng(6)
    asked = np.sort(rng.uniform(0, 24, 200_000))
    sigma = 0.5
    took = 3 * np.exp(sigma * rng.standard_normal(len(asked)) - sigma**2 / 2)
    good = (asked + took)[rng.random(len(asked)) < 0.6]
    edges = np.arange(0, 25, 6)
    new = np.histogram(asked, edges)[0] - np.histogram(good, edges)[0]
    late = np.quantile(took, 0.9)
    rates = np.full((1, 1, 4), len(asked) / 4)
    times = repair_times(np.array([3.0]), np.array([late]))
    found = new_parts_in_time(rates, np.full(4, 6.0), np.array([0.6]), times)

    assert found[0, 0] == pytest.approx(new, rel=0.02)


def test_cores_that_were_repaired_before_lower_the_yield():
    same = yield_after_repeats(np.array([0.7]), np.array([1.0]), np.array([0.8]))
    worse = yield_after_repeats(np.array([0.7]), np.array([0.6]), np.array([0.8]))

    assert same == pytest.approx([0.7])
    assert 0.4 < worse[0] < 0.65


def test_circulating_stock_covers_what_is_in_repair():
    rate, share, time = np.array([1.0, 8.0]), np.array([0.8, 0.8]), np.array([2.0, 2.0])

    assert in_repair(rate, share, time) == pytest.approx([1.6, 12.8])
    assert circulating_stock(rate * share, time, 0.95).tolist() == [4, 19]


def test_a_newer_part_serves_the_older_but_not_the_other_way():
    serves = reach(np.array([[False, False], [True, False]]))
    demand = np.array([[3.0, 1.0], [0.0, 5.0], [6.0, 2.0]])
    stock = np.array([2.0, 3.0])
    over = np.maximum(stock[1] - demand[:, 1], 0)
    expected = np.maximum(demand[:, 1] - stock[1], 0)
    expected = expected + np.maximum(demand[:, 0] - stock[0] - over, 0)

    assert (family_shortage(demand, stock, serves) == expected).all()


def test_chains_reach_over_several_steps():
    replaces = np.zeros((3, 3), bool)
    replaces[1, 0] = replaces[2, 1] = True

    assert reach(replaces)[2].tolist() == [True, True, True]
    assert reach(replaces)[0].tolist() == [True, False, False]


def test_the_general_part_is_bought_for_all():
    rng = np.random.default_rng(1)
    demand = rng.poisson([20.0, 20.0], (4000, 2)).astype(float)
    serves = reach(np.array([[False, False], [True, False]]))
    bought = family_last_buy(demand, np.zeros(2), serves, price=np.array([1.0, 1.0]), missing=10.0)
    alone = family_last_buy(
        demand, np.zeros(2), np.eye(2, dtype=bool), price=np.array([1.0, 1.0]), missing=10.0
    )

    assert bought.sum() < alone.sum()
    assert bought[1] > alone[1]


def test_rework_makes_the_general_part_serve_less():
    rng = np.random.default_rng(1)
    demand = rng.poisson([20.0, 20.0], (2000, 2)).astype(float)
    serves, alone = reach(np.array([[False, False], [True, False]])), np.eye(2, dtype=bool)
    costs = {"price": np.array([1.0, 1.0]), "missing": 10.0}

    def bought(rework):
        stock = family_last_buy(demand, np.zeros(2), serves, as_it_is=alone, rework=rework, **costs)
        return stock.tolist()

    freely = family_last_buy(demand, np.zeros(2), serves, **costs).tolist()
    by_themselves = family_last_buy(demand, np.zeros(2), alone, **costs).tolist()
    assert bought(0.0) == freely
    assert bought(10.0) == bought(99.0) == by_themselves
    assert freely[0] < bought(3.0)[0] <= by_themselves[0]


def test_order_levels_cover_the_service_asked_for():
    demand = np.random.default_rng(2).poisson(6.0, (3, 5000)).astype(float)
    level = order_up_to(demand, 0.95)

    assert level.tolist() == [10, 10, 10]
    assert safety_stock(demand, 0.95) == pytest.approx([4, 4, 4], abs=0.2)


def test_a_review_flags_what_is_odd_with_its_numbers():
    rng = np.random.default_rng(4)
    rates = np.array([10.0, 10, 0.001, 10])
    totals = rng.poisson(rates[:, None], (4, 2000)).astype(float)
    review = review_stock(
        np.array([5.0, 60, 4, 14]),
        np.tile(rates[:, None] / 10, (1, 10)),
        totals,
        np.full(4, 2.0),
        np.array([0, 0, 0, 1.0]),
    )

    assert review.flags[Flag.RUNS_OUT].tolist() == [True, False, False, False]
    assert review.flags[Flag.EXCESS].tolist() == [False, True, True, False]
    assert review.flags[Flag.OBSOLETE].tolist() == [False, False, True, False]
    assert review.flags[Flag.CANNOT_TELL].tolist() == [False, False, False, True]
    assert review.cover[0] == 4
    assert review.dead_money[1] == pytest.approx(2 * (60 - 15), abs=2)


def test_moves_bring_stock_to_where_it_is_needed():
    assert moves(np.array([9.0, 0, 2]), np.array([2.0, 4, 4])) == [(0, 1, 4.0), (0, 2, 2.0)]
