"""Few units at few places by the exact law: against all there is to try, and VARI-METRIC."""

from itertools import product

import numpy as np
import pytest

from aftercare.domain.planning.engine.allocation import place_at_price
from aftercare.domain.planning.engine.echelons import Network, exact_backorders
from aftercare.domain.planning.engine.exact_placing import placed_exactly


def network(seed):
    rng = np.random.default_rng(seed)
    shape = (1, 2)
    return Network(
        rng.uniform(0.1, 1.2, shape),
        np.zeros(shape),
        np.zeros(shape),
        rng.uniform(0.1, 1.0, shape),
        rng.uniform(0.3, 2.5, 1),
    )


def cost_of(some, center, stations, theta):
    short = exact_backorders(some, np.array([float(center)]), np.array([stations], float)).sum()
    return short + theta * (center + sum(stations))


@pytest.mark.parametrize("seed", range(12))
def test_no_other_stocks_cost_less(seed):
    some, price, theta = network(seed), np.ones(1), 0.05
    allowed = np.ones((1, 2), bool)
    start = place_at_price(some, price, theta, allowed=allowed)
    rows = np.array([0])
    found = placed_exactly(some, price, theta, allowed=allowed, start=start, rows=rows)
    mine = cost_of(some, found.center[0], found.stations[0], theta)
    least = min(
        cost_of(some, center, stations, theta)
        for center in range(9)
        for stations in product(range(6), repeat=2)
    )

    assert mine == pytest.approx(least, abs=1e-9)
    assert mine <= cost_of(some, start.center[0], start.stations[0], theta) + 1e-12
    assert found.backorders[0] == pytest.approx(
        exact_backorders(some, found.center, found.stations).sum()
    )


def test_what_may_not_lie_somewhere_does_not_and_others_stay_as_they_were():
    one, two = network(1), network(2)
    both = Network(
        *(
            np.concatenate([getattr(each, name) for each in (one, two)])
            for name in ("demand", "repaired", "repair_time", "order_time", "turn_around")
        )
    )
    allowed = np.array([[True, False], [True, True]])
    start = place_at_price(both, np.ones(2), 0.05, allowed=allowed)
    rows = np.array([0])
    found = placed_exactly(both, np.ones(2), 0.05, allowed=allowed, start=start, rows=rows)

    assert found.stations[0, 1] == 0
    assert found.stations[1].tolist() == start.stations[1].tolist()
    assert found.center[1] == start.center[1]
