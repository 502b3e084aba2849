"""Where stock lies: published anchors, the exact law as oracle, laws of allocation."""

import numpy as np
import pytest

from aftercare.domain.planning.engine.allocation import (
    cover,
    efficient_points,
    exact_allocation,
    guarded,
    place_at_price,
    place_within_budget,
    rebalance,
)
from aftercare.domain.planning.engine.echelons import (
    Network,
    exact_backorders,
    metric,
    poisson_backorders,
    vari_metric,
)

# Nine parts of an examination in systems engineering (KTH SF2863, 2021).
DEMAND = np.array([50, 40, 45, 50, 25, 48, 60, 35, 15]) / 1000
TIME = np.array([6, 8, 14, 25, 12, 18, 33, 8, 12.0])
PRICE = np.array([12, 14, 21, 20, 11, 45, 75, 30, 22])


def sherbrooke():
    """Five bases that ask 23.2 times a year (Sherbrooke 1992)."""
    each = np.ones((1, 5))
    return Network(23.2 * each, 0.2 * each, 0.01 * each, 0.01 * each, np.array([0.02531]))


def networks(parts=40, stations=6, seed=5):
    rng = np.random.default_rng(seed)
    shape = (parts, stations)
    return Network(
        np.exp(rng.normal(0, 1, shape)),
        rng.uniform(0, 0.6, shape),
        rng.uniform(0.05, 1, shape),
        rng.uniform(0.05, 1, shape),
        rng.uniform(0.1, 2, parts),
    )


def test_backorders_of_a_poisson_are_as_published():
    expected = [4, 3.0183, 2.1099, 1.3480, 0.7815, 0.4103]

    assert poisson_backorders(np.asarray(4.0), np.arange(6)) == pytest.approx(expected, abs=5e-5)


def test_efficient_points_are_as_published():
    points = efficient_points(DEMAND * TIME, PRICE.astype(float), 500)
    found = {point.cost: round(point.backorders, 5) for point in points}

    assert list(found.items())[:4] == [(0, 6.104), (20, 5.3905), (31, 5.13132), (52, 4.66391)]
    assert found[431] == 0.85978


def test_the_exact_allocation_is_as_published_and_no_efficient_point_beats_it():
    best = exact_allocation(DEMAND * TIME, PRICE, 500)

    assert best.stock == (1, 2, 2, 2, 1, 2, 3, 1, 1)
    assert best.backorders == pytest.approx(0.6319, abs=5e-5)
    for point in efficient_points(DEMAND * TIME, PRICE.astype(float), 500)[::4]:
        exact = exact_allocation(DEMAND * TIME, PRICE, int(point.cost))
        assert exact.backorders == pytest.approx(point.backorders)


@pytest.mark.parametrize(
    ("law", "expected"), [(metric, 0.03932), (vari_metric, 0.05328), (exact_backorders, 0.05308)]
)
def test_twelve_units_of_sherbrooke_are_as_published(law, expected):
    found = []
    for center in range(13):
        each, more = divmod(12 - center, 5)
        stations = np.array([[each + 1.0] * more + [each] * (5 - more)])
        found.append(law(sherbrooke(), np.array([float(center)]), stations).sum())

    assert min(found) == pytest.approx(expected, abs=5e-6)


def test_the_exact_law_is_that_of_a_simulation():
    rng = np.random.default_rng(3)
    network = networks(parts=1, stations=3)
    center, stations = np.array([2.0]), np.array([[1.0, 2, 0]])
    runs = 200_000
    short = np.maximum(rng.poisson(network.central_pipeline[0], runs) - center[0], 0).astype(int)
    split = rng.multinomial(short, network.share[0])
    waiting = split + rng.poisson(network.own_pipeline[0], (runs, 3))
    simulated = np.maximum(waiting - stations, 0).mean(axis=0)

    assert exact_backorders(network, center, stations)[0] == pytest.approx(simulated, rel=0.02)


def test_vari_metric_is_near_the_exact_law_and_metric_is_not():
    network = networks()
    center = np.floor(network.central_pipeline)
    stations = np.floor(network.own_pipeline) + 1
    exact = exact_backorders(network, center, stations).sum(axis=1)
    errors = [
        np.abs(law(network, center, stations).sum(axis=1) / exact - 1)
        for law in (vari_metric, metric)
    ]

    assert np.median(errors[0]) < 0.002
    assert np.quantile(errors[0], 0.95) < 0.03
    assert np.median(errors[1]) > 5 * np.median(errors[0])


def test_a_price_on_money_finds_what_trying_everything_finds():
    network = networks(parts=6, stations=2)
    price, theta = np.linspace(1, 3, 6), 0.05
    placed = place_at_price(network, price, theta)
    value = placed.backorders + theta * price * (placed.center + placed.stations.sum(axis=1))
    for center in range(12):
        for first in range(8):
            for second in range(8):
                stations = np.tile([float(first), second], (6, 1))
                short = vari_metric(network, np.full(6, float(center)), stations).sum(axis=1)
                tried = short + theta * price * (center + first + second)
                assert (value <= tried + 1e-6).all()


def test_a_budget_is_kept_and_more_money_means_fewer_backorders():
    network, price = networks(), np.linspace(1, 9, 40)
    placed = [place_within_budget(network, price, budget) for budget in (200.0, 400.0, 800.0)]
    short = [vari_metric(network, each.center, each.stations).sum() for each in placed]

    for each, budget in zip(placed, (200, 400, 800), strict=True):
        assert budget - price.max() < each.cost(price) <= budget
        assert each.backorders.sum() == pytest.approx(
            vari_metric(network, each.center, each.stations).sum()
        )
    assert short[0] > short[1] > short[2]


def test_stock_stays_away_from_where_it_is_hardly_used():
    network, price = networks(), np.linspace(1, 9, 40)
    allowed = guarded(network, yearly=12.0, promised=0.5)
    placed = place_at_price(network, price, 0.001, allowed=allowed)

    assert 0 < allowed.sum() < allowed.size
    assert placed.stations[~allowed].sum() == 0
    assert placed.stations[allowed].sum() > 0


def test_cover_is_the_first_stock_that_is_enough():
    stock, short = cover(np.array([[4.0]]), np.array([[4.0]]), np.array([[0.2]]))

    assert stock.tolist() == [[6]]
    assert short[0, 0] == pytest.approx(
        poisson_backorders(np.asarray(4.0), np.asarray(6.0)), abs=1e-5
    )


def test_moves_between_stations_keep_the_total_and_save_backorders():
    mean, stock = np.array([0.2, 2.0, 5.0]), np.array([4.0, 2, 1])
    moved = rebalance(stock, mean, mean, least=0.05)

    assert moved.sum() == 7
    assert moved.tolist() == [0, 2, 5]
    before, after = (poisson_backorders(mean, each).sum() for each in (stock, moved))
    assert after < before - 2
