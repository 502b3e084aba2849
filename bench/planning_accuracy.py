"""The accuracy goals of planning, against published data, published figures and known truth."""

import csv
import gzip
import json
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np

from aftercare.domain.planning.engine.allocation import efficient_points, exact_allocation
from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.baselines import adida, croston, imapa, sba, tsb
from aftercare.domain.planning.engine.blending import blended
from aftercare.domain.planning.engine.counts import forecast_counts, learn_panel
from aftercare.domain.planning.engine.echelons import Network, exact_backorders, metric, vari_metric
from aftercare.domain.planning.engine.exposure import risk_sets, units_at_risk
from aftercare.domain.planning.engine.forecasting import Forecast, forecast_demand, learn_propensity
from aftercare.domain.planning.engine.generator import World, make_world
from aftercare.domain.planning.engine.last_buy import Costs, cheapest_stock, outlook
from aftercare.domain.planning.engine.lifedata import Lives, fit_lives, lives
from aftercare.domain.planning.engine.panel import fit_panel

Lines = Iterator[tuple[str, str, str, str]]
PEERS = Path(__file__).parent / "peers"
_NINE = np.arange(1, 10) / 10
_SHARES = np.array([*_NINE, 0.95, 0.99])
_YEAR = 12


def read_car_parts(folder: Path) -> Floats:
    """Return 2,674 parts × 51 months, NaN where nothing is known."""
    with gzip.open(folder / "carparts_2674x51.csv.gz", "rt") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows])


def asked(python: str, script: str, *arguments: str) -> Any:
    """Return what a peer says, in an environment of its own; None without one."""
    if not python:
        return None
    command = [python, str(PEERS / script), *arguments]
    return json.loads(subprocess.check_output(command, text=True))  # noqa: S603  # named by who measures


def car_parts(folder: Path, statsforecast: str) -> Lines:
    """Measure G1, G2, G3: train on all but the last months, test on the next twelve."""
    demand = read_car_parts(folder)
    losses = []
    for origin in (12, 18, 24):
        past, future = demand[:, :-origin], demand[:, -origin:][:, :_YEAR]
        forecast = forecast_counts(past, learn_panel(past))
        months = range(1, _YEAR + 1)
        quantiles = np.stack([forecast.month(each).quantiles(_SHARES) for each in months], axis=1)
        losses.append(weighted_loss(future, quantiles[:, :, : len(_NINE)]))
        peer = "published best 0.890, ADIDA conformal 1.153" if origin == _YEAR else ""
        yield "G1", f"wQL, car parts, origin −{origin} (goal ≤ 0.90)", f"{losses[-1]:.4f}", peer
        mean = np.stack([forecast.expected(each) for each in months], axis=1)
        yield from point_errors(past, future, mean, origin, statsforecast)
        if origin == _YEAR:
            known = ~np.isnan(future[:, 0])
            first = (future[:, :1] <= quantiles[:, 0])[known].mean(axis=0)
            covered = f"{first[-2]:.4f} / {first[-1]:.4f}"
            yield "G3", "coverage of 0.95 / 0.99, one month", covered, "goal .945–.975 / .985–.997"
    yield "G1", "mean of the three (goal ≤ 0.92)", f"{np.mean(losses):.4f}", ""


def weighted_loss(future: Floats, quantiles: Floats) -> float:
    """Return the mean over quantiles of 2 Σ pinball / Σ |y|, missing months left out."""
    error = future[:, :, None] - quantiles
    pinball = np.maximum(_NINE * error, (_NINE - 1) * error)
    return float(2 * np.nansum(pinball) / len(_NINE) / np.nansum(np.abs(future)))


def point_errors(
    past: Floats, future: Floats, mean: Floats, origin: int, statsforecast: str
) -> Lines:
    """Measure the point forecast: ours is the mean of the mixture's and IMAPA's."""
    months = np.ones((1, _YEAR))
    by_imapa = imapa(past)[:, None] * months
    others: dict[str, Callable[[Floats], Floats]] = {
        "croston": croston,
        "sba": sba,
        "tsb": tsb,
        "adida": adida,
    }
    forecasts = {"ours": (mean + by_imapa) / 2, "mixture alone": mean, "imapa": by_imapa}
    forecasts |= {name: method(past)[:, None] * months for name, method in others.items()}
    said = None
    if origin == _YEAR and statsforecast:
        with NamedTemporaryFile(suffix=".npy") as file:
            np.save(file.name, np.concatenate([past, future], axis=1))
            said = asked(statsforecast, "point_forecasts.py", file.name)
    months_goal, total_goal = both_errors(future, by_imapa)
    goal = f"goal ≤ {1.02 * months_goal:.4f} / {1.02 * total_goal:.3f}"
    for name, point in forecasts.items():
        found = "{:.4f} / {:.3f}".format(*both_errors(future, point))
        peer = "" if not said or name not in said else f"statsforecast {said[name]}"
        what = f"RMSE / of the 12-month sum, origin −{origin}: {name}"
        yield "G2", what, found, peer or (goal if name == "ours" else "")


def both_errors(future: Floats, point: Floats) -> tuple[float, float]:
    """Return the RMSE of months and of their sum."""
    months = np.sqrt(np.nanmean(np.square(future - point)))
    total = np.nansum(future, axis=1) - np.where(np.isnan(future), 0, point).sum(axis=1)
    return float(months), float(np.sqrt(np.mean(np.square(total))))


def forecast_world(world: World, edges: tuple[int, ...], executor: Executor | None) -> Forecast:
    """Return what a planner would say who knows only what `world` shows by now."""
    base, parts, models = world.base, world.parts, len(world.base.sales)
    everybody = replace(base, propensity=np.ones(models))
    could = units_at_risk(everybody, base.now)[parts.model]
    believed = base
    for passes in (4, 4, 8):
        at_risk, failed = risk_sets(base, world.claims, parts.model, parts.per_unit)
        fit = fit_panel(at_risk, failed, passes=passes, executor=executor)
        steps = fit.steps(fit.edges)
        doubts = learn_propensity(believed, parts, steps=steps, failed=failed, could=could)
        base = replace(base, propensity=doubts.propensity)
    recent = world.history[:, -_YEAR:].sum(axis=1)
    return forecast_demand(
        fit,
        base,
        parts,
        doubts,
        edges,
        rng=np.random.default_rng(1),
        recent=recent,
        executor=executor,
    )


def end_of_production(models: int, executor: Executor) -> Lines:
    """Measure G4: 60 months after the end of production, right and wrong beliefs."""
    goal = {True: "goal ≤ 0.19, |bias| ≤ 5 %, 86–94 %", False: "goal ≤ 0.35"}
    for seed in (7, 8):
        for life, believed in (
            ("Weibull", 0.40),
            ("Weibull", 0.28),
            ("Weibull", 0.52),
            ("lognormal", 0.40),
        ):
            world = make_world(
                np.random.default_rng(seed), models=models, life=life, believed_propensity=believed
            )
            by_base = forecast_world(world, tuple(range(61)), executor)
            what = f"WAPE, bias, cover 90: {life}, believed {believed:.2f}, world {seed}"
            found = _outcome(world, with_what_came(world, by_base))
            yield "G4", what, found, goal[life == "Weibull" and believed == 0.40]  # noqa: PLR2004  # the truth
            yield "G4", "… by the installed base alone", _outcome(world, by_base), ""
    actual = world.actual.sum(axis=1)
    flat = world.history[:, -_YEAR:].sum(axis=1) * 5
    error = np.abs(flat - actual).sum() / actual.sum()
    yield "G4", "… the last twelve months, five times", f"{error:.3f}", "best statsforecast 0.96"


def with_what_came(world: World, by_base: Forecast) -> Forecast:
    """Return a forecast of the base, by month, blended with what past months tell."""
    history = world.history[:, -3 * _YEAR :]
    counted = forecast_counts(history, learn_panel(history))
    draws, months = by_base.rates.shape[1:]
    rates = counted.rates(draws, months, np.random.default_rng(4))
    return blended(by_base, rates, np.arange(months, dtype=np.float64) + 0.5)


def _outcome(world: World, forecast: Forecast) -> str:
    """Return WAPE, bias and coverage of 90 % over the whole time."""
    actual, mean = world.actual.sum(axis=1), forecast.mean.sum(axis=1)
    draws = forecast.totals(np.random.default_rng(2))
    low, high = np.quantile(draws, [0.05, 0.95], axis=1)
    covered = np.mean((actual >= low) & (actual <= high))
    wape = np.abs(mean - actual).sum() / actual.sum()
    return f"{wape:.3f} {(mean - actual).sum() / actual.sum():+.3f} {covered:.3f}"


def last_buy(models: int, executor: Executor) -> Lines:
    """Measure G5: what a last-time buy costs in the end, above who knows the true rates."""
    world = make_world(np.random.default_rng(7), models=models)
    forecast = forecast_world(world, (0, 60), executor)
    actual = world.actual.sum(axis=1)
    rng = np.random.default_rng(3)
    price = np.exp(rng.normal(3, 1, len(actual)))
    costs = Costs(price, 0 * price, 8 * price, 0 * price)
    ahead = outlook(forecast.rates, [60])
    truth = outlook(world.expected.sum(axis=1)[:, None, None], [60])
    plain = outlook(forecast.mean[:, None, :], [60])

    def paid(stock: Floats) -> float:
        return float((price * stock + 8 * price * np.maximum(actual - stock, 0)).sum())

    oracle = paid(cheapest_stock(truth, costs))
    for name, stock, peer in (
        (
            "all draws (goal ≤ 0.30)",
            cheapest_stock(ahead, costs),
            "newsvendor on best peer 0.92–1.09",
        ),
        ("Poisson around the mean", cheapest_stock(plain, costs), ""),
        ("last twelve months × 5, Poisson", flat_stock(world, costs), ""),
    ):
        yield "G5", f"regret over the oracle: {name}", f"{paid(stock) / oracle - 1:.3f}", peer


def flat_stock(world: World, costs: Costs) -> Floats:
    """Return the last-time buy of who takes the last year for all years."""
    flat = world.history[:, -_YEAR:].sum(axis=1) * 5
    return cheapest_stock(outlook(np.maximum(flat, 0.1)[:, None, None], [60]), costs)


def lives_of_units(folder: Path, lifelines: str) -> Lines:
    """Measure G6: published lives, and right, left, interval censoring with late entry."""
    with (folder / "smrd_shockabsorber.csv").open() as file:
        rows = list(csv.DictReader(file))
    miles = np.array([float(row["miles"]) for row in rows])
    failed = np.array([row["event"] == "Failure" for row in rows])
    yield _published("shock absorber", lives(miles, failed=failed), (27718.718, 3.16047031))
    with (folder / "smrd_bearingcage.csv").open() as file:
        rows = list(csv.DictReader(file))
    hours = np.array([float(row["hours"]) for row in rows])
    failed = np.array([row["event"] == "Failed" for row in rows])
    count = np.array([float(row["count"]) for row in rows])
    cage = lives(hours, failed=failed, count=count)
    yield _published("bearing cage", cage, (11792.178, 2.03531861))
    huge = fit_lives("weibull", lives(hours * 1e120, failed=failed, count=count))
    found = f"β {np.exp(-huge.log_scale):.8f}"
    yield "G6", "bearing cage in units of 1e-120 h: no overflow", found, "β 2.03531861"
    yield from _against(lifelines)


def _published(name: str, data: Lives, known: tuple[float, float]) -> tuple[str, str, str, str]:
    fit = fit_lives("weibull", data)
    scale, shape = np.exp(fit.location), np.exp(-fit.log_scale)
    error = max(abs(scale / known[0] - 1), abs(shape / known[1] - 1))
    found = f"{scale:.3f} {shape:.7f} {fit.log_likelihood:.5f}"
    return "G6", f"η, β, log L: {name}, relative error {error:.0e} (goal ≤ 1e-6)", found, str(known)


def _against(lifelines: str) -> Lines:
    """Compare with lifelines on the same censored lives."""
    rng = np.random.default_rng(3)
    life = 50 * rng.weibull(1.7, 3000)
    entry = rng.integers(0, 2, 3000) * rng.uniform(0, 20, 3000)
    watched = life > entry
    life, entry = life[watched], entry[watched]
    lower, upper = np.floor(life / 7) * 7, np.floor(life / 7) * 7 + 7
    lower, upper = np.where(life > 60, 60, lower), np.where(life > 60, np.inf, upper)  # noqa: PLR2004  # end of the test
    entry = np.minimum(entry, lower)
    for family in ("weibull", "lognormal"):
        fit = fit_lives(family, lives(lower, upper, entry=entry))
        given = json.dumps([family, lower.tolist(), upper.tolist(), entry.tolist()])
        said = asked(lifelines, "lives.py", given) if lifelines else None
        peer = f"lifelines {said[0]:.6f} {said[1]:.6f} {said[2]:.6f}" if said else "—"
        found = f"{fit.location:.6f} {fit.log_scale:.6f} {fit.log_likelihood:.6f}"
        yield "G6", f"{family}: intervals, left, right, late entry: μ, log σ, log L", found, peer


def backorders(cases: int) -> Lines:
    """Measure G8: METRIC and VARI-METRIC against the exact law, in random systems."""
    rng = np.random.default_rng(5)
    errors: dict[str, list[float]] = {"METRIC": [], "VARI-METRIC": []}
    for _ in range(cases):
        shape = (1, int(rng.integers(2, 12)))
        network = Network(
            np.exp(rng.normal(0, 1, shape)),
            rng.uniform(0, 0.6, shape),
            rng.uniform(0.05, 1, shape),
            rng.uniform(0.05, 1, shape),
            rng.uniform(0.1, 2, 1),
        )
        most = int(network.central_pipeline[0] * 1.5) + 2
        center = np.array([float(rng.integers(0, most))])
        own = network.own_pipeline
        stations = np.floor(own + rng.uniform(-1, 2, shape) * np.sqrt(own)).clip(0)
        exact = exact_backorders(network, center, stations).sum()
        for name, law in (("METRIC", metric), ("VARI-METRIC", vari_metric)):
            errors[name].append(abs(float(law(network, center, stations).sum() / exact) - 1))
    for name, each in errors.items():
        found = f"median {np.median(each):.2%}, p95 {np.quantile(each, 0.95):.2%}"
        peer = "goal median ≤ 0.2 %, p95 ≤ 3 %" if name == "VARI-METRIC" else "the peer"
        yield "G8", f"{name} against the exact law, {cases} systems", found, peer


def allocation() -> Lines:
    """Measure G9: the examination of KTH, efficient points and dynamic programming."""
    demand = np.array([50, 40, 45, 50, 25, 48, 60, 35, 15]) / 1000
    pipeline = demand * np.array([6, 8, 14, 25, 12, 18, 33, 8, 12])
    price = np.array([12, 14, 21, 20, 11, 45, 75, 30, 22])
    points = efficient_points(pipeline, price.astype(float), 500)
    best = exact_allocation(pipeline, price, 500)
    found = f"{best.backorders:.4f} {best.stock}"
    yield "G9", "dynamic programming, budget 500", found, ".6319 (1, 2, 2, 2, 1, 2, 3, 1, 1)"
    gap = max(point.cost - _cheapest(pipeline, price, point.backorders) for point in points[1::3])
    found = f"{gap:.0f}, cheapest unit {price.min()}"
    yield "G9", "efficient points: money above the exact optimum", found, "goal ≤ one unit"


def _cheapest(pipeline: Floats, price: Any, backorders: float) -> float:
    """Return the least money that reaches so few backorders."""
    low, high = 0, 500
    while low < high:
        middle = (low + high) // 2
        enough = exact_allocation(pipeline, price, middle).backorders <= backorders + 1e-9
        low, high = (low, middle) if enough else (middle + 1, high)
    return float(low)
