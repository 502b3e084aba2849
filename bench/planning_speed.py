"""The speed goals of planning, on a generated company of any size."""

import resource
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import numpy as np
import psutil

from aftercare.domain.planning.engine.allocation import place_within_budget
from aftercare.domain.planning.engine.arrays import Floats, Ints, in_pieces, slices
from aftercare.domain.planning.engine.counts import forecast_counts, learn_panel
from aftercare.domain.planning.engine.echelons import Network
from aftercare.domain.planning.engine.exposure import Base, retirement
from aftercare.domain.planning.engine.families import WEIBULL
from aftercare.domain.planning.engine.fitting import Prior, Seen, fit_family
from aftercare.domain.planning.engine.forecasting import Doubts, Parts, forecast_demand
from aftercare.domain.planning.engine.last_buy import Costs, Outlook, cheapest_stock, outlook
from aftercare.domain.planning.engine.panel import fit_again, fit_panel
from bench.planning_accuracy import read_car_parts

Lines = Iterator[tuple[str, str, str, str]]
_STATIONS = 47


def generated(parts: int, ages: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return units at risk and failed of Weibull parts, sold over time."""
    scale = np.exp(rng.normal(np.log(400), 0.6, parts))
    shape = np.exp(rng.normal(np.log(1.3), 0.25, parts))
    edges = np.arange(ages + 1.0)
    hazard = -np.expm1(-np.diff((edges / scale[:, None]) ** shape[:, None], axis=1))
    sold = rng.integers(500, 20_000, (parts, 1)).astype(float)
    at_risk = np.floor(sold * np.linspace(1, 0.1, ages))
    return at_risk, rng.binomial(at_risk.astype(np.int64), hazard).astype(float)


def panel(parts: int) -> Lines:
    """Measure G7: fits of a Weibull to a panel, one core."""
    at_risk, failed = generated(parts, 60, np.random.default_rng(0))
    mean = np.tile([6, np.log(1.3)], (parts, 1))
    prior, edges = Prior(mean, np.diag([1.0, 16.0])), np.arange(61.0)

    def some(rows: slice) -> object:
        return fit_family(WEIBULL, Seen(at_risk, failed, edges).of(rows), prior.of(rows))

    begun, used = time.perf_counter(), time.process_time()
    in_pieces(some, slices(parts, 500))
    wall, micro = time.perf_counter() - begun, (time.process_time() - used) / parts * 1e6
    found = f"{wall / parts * 1e6:.0f} µs, processor {micro:.0f} µs"
    yield "G7", f"{parts:,} Weibull fits of 60 ages, each", found, "goal ≤ 100 µs"


def counting(folder: Path, parts: int, executor: Executor) -> Lines:
    """Measure G11: distributions of many series, beside SBA's time."""
    demand = read_car_parts(folder)
    demand = np.tile(demand, (parts // len(demand) + 1, 1))[:parts]
    clock = _Clock()
    known = learn_panel(demand)
    quantiles = forecast_counts(demand, known, executor).month().quantiles(np.array([0.5, 0.95]))
    found = clock.lap()
    goal = f"goal ≤ {8.8 * parts / 100_000:.1f} s (4 × statsforecast's SBA)"
    yield "G11", f"distributions of {len(quantiles):,} × 51 months, two cores", found, goal


def company(parts: int, executor: Executor) -> Lines:
    """Measure G10: fit, forecast, 100 draws, LTB and 47 stations; then 1 % of it again."""
    rng = np.random.default_rng(1)
    models = max(parts // 10, 10)
    base, group = _company(models, parts, rng)
    at_risk, failed = generated(parts, 60, rng)
    clock = _Clock()
    fit = fit_panel(at_risk, failed, passes=6, executor=executor)
    yield "G10", f"{parts:,} parts: four families fitted and weighed", clock.lap(), ""
    doubts = Doubts(base.propensity, 0.2 * base.propensity)
    everything = Parts(group, np.ones(parts), np.zeros(parts, np.int64))
    forecast = forecast_demand(
        fit, base, everything, doubts, (0, 24, 60), draws=100, rng=rng, executor=executor
    )
    yield "G10", "… forecast, 60 months, 100 draws", clock.lap(), ""
    price = np.exp(rng.normal(3, 1, parts))
    ahead, costs = (
        outlook(forecast.rates, [24, 36]),
        Costs(price, 0.01 * price, 8 * price, 0 * price),
    )
    pieces = ((ahead.of(rows), costs.of(rows)) for rows in slices(parts, 2000))
    in_pieces(_bought, pieces, executor)
    yield "G10", "… last-time buy", clock.lap(), ""
    network = _network(forecast.mean[:, 0] / 24, rng)
    budget = float((network.central_pipeline * 1.5 * price).sum())
    place_within_budget(network, price, budget, executor=executor)
    yield "G10", f"… a center and {_STATIONS} stations within a budget", clock.lap(), ""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    found = f"{clock.total()}, {memory:.1f} GB"
    yield "G10", "… all together", found, f"goal ≤ {180 * parts / 100_000:.0f} s, ≤ 3 GB"
    touched = np.arange(0, parts, 100)
    some = Parts(group[touched], np.ones(len(touched)), np.zeros(len(touched), np.int64))
    clock = _Clock()
    again = fit_again(fit, at_risk[touched], failed[touched], touched)
    anew = forecast_demand(again, base, some, doubts, (0, 24, 60), draws=100, rng=rng)
    cheapest_stock(outlook(anew.rates, [24, 36]), costs_of(costs, touched))
    yield "G10", "… 1 % of it touched: fit, forecast, last-time buy", clock.lap(), "goal ≤ 5 s"


def costs_of(costs: Costs, rows: Ints) -> Costs:
    """Return the costs of some parts."""
    return Costs(costs.price[rows], costs.holding[rows], costs.missing[rows], costs.left_over[rows])


def _bought(piece: tuple[Outlook, Costs]) -> Floats:
    return cheapest_stock(*piece)


def _company(models: int, parts: int, rng: np.random.Generator) -> tuple[Base, Ints]:
    sales = rng.poisson(np.exp(rng.normal(6, 0.8, (models, 1))) * np.ones((1, 24)))
    padded = np.concatenate([sales.astype(float), np.zeros((models, 36))], axis=1)
    in_use = retirement(np.full(models, 83.0), 120)
    base = Base(padded, np.full(models, 24.0), 60, in_use, np.full(models, 0.4), repaired=False)
    return base, np.sort(rng.integers(0, models, parts))


def _network(monthly: Floats, rng: np.random.Generator) -> Network:
    share = rng.dirichlet(np.ones(_STATIONS), len(monthly))
    shape = share.shape
    demand = np.minimum(monthly, 300)[:, None] * share
    order = np.broadcast_to(rng.uniform(2, 10, _STATIONS) / 30, shape)
    none = np.zeros(shape)
    return Network(demand, none, none, order, rng.uniform(20, 60, len(monthly)) / 30)


class _Clock:
    """Seconds on the wall and of processors (ours and our children's) since the last lap."""

    def __init__(self) -> None:
        self.begun = self.last = (time.perf_counter(), _processor())

    def lap(self) -> str:
        """Return what went by since the last lap."""
        before, self.last = self.last, (time.perf_counter(), _processor())
        return _seconds(before, self.last)

    def total(self) -> str:
        """Return what went by since the start."""
        return _seconds(self.begun, self.last)


def _processor() -> float:
    ours = psutil.Process()
    times = [each.cpu_times() for each in (ours, *ours.children(recursive=True))]
    return float(sum(each.user + each.system for each in times))


def _seconds(before: tuple[float, float], after: tuple[float, float]) -> str:
    return f"{after[0] - before[0]:.1f} s, processor {after[1] - before[1]:.1f} s"
