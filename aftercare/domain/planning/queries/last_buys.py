"""How many of each part to buy the last time."""

from dataclasses import dataclass

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.forecasting import Forecast
from aftercare.domain.planning.engine.last_buy import (
    Costs,
    Curve,
    Outlook,
    buckets_within,
    cheapest_stock,
    curve,
    expected_cost,
    outlook,
    spend_rest,
    stock_for_service,
    to_order,
    whole_packs,
    within_budget,
)
from aftercare.domain.planning.queries.answers import (
    Answer,
    Row,
    Series,
    demand_ahead,
    notes_of,
    rounded,
)
from aftercare.domain.planning.queries.joining import Wholes, net_of_cores, wholes_of
from aftercare.domain.planning.queries.studies import Study


@dataclass(frozen=True)
class Wanted:
    """How a last-time buy is decided: by cost, unless a share filled or a certainty is wanted."""

    fill: float = 0.0
    certainty: float = 0.0
    budget: float | None = None
    interest: float = 0.0


def costs_of(wholes: Wholes, interest: float = 0.0) -> Costs:
    """Return what units cost, from the table of parts."""
    price = wholes.column("price", 1.0)
    missing, holding = wholes.column("missing", np.nan), wholes.column("holding", np.nan)
    return Costs(
        price,
        np.where(np.isnan(holding), 0.005 * price, holding),
        np.where(np.isnan(missing), 8 * price, missing),
        -wholes.column("salvage", 0.0),
        interest,
    )


def _net_outlook(wholes: Wholes) -> tuple[Forecast, Outlook]:
    """Return demand for new parts by half years: repaired cores are taken off."""
    study = wholes.study
    edges = (*range(0, study.assumed.months, 6), study.assumed.months)
    forecast = wholes.join(demand_ahead(study, edges))
    months = np.diff(edges).astype(float)
    return forecast, outlook(net_of_cores(wholes, forecast.rates, months), months)


def last_buys(study: Study, wanted: Wanted | None = None) -> Answer:
    """Say how many of each part to buy the last time, with what more or fewer would mean."""
    wanted = wanted or Wanted()
    wholes = wholes_of(study)
    forecast, ahead = _net_outlook(wholes)
    costs = costs_of(wholes, wanted.interest)
    at_hand = wholes.column("stock", 0.0) + wholes.column("on_order", 0.0)
    target = _target(wholes, ahead, costs, at_hand, wanted)
    least, pack = wholes.column("least_order", 0.0), np.maximum(wholes.column("pack", 1.0), 1)
    if wanted.budget is None:
        order = to_order(target, at_hand, least=least, pack=pack, ahead=ahead, costs=costs)
    else:
        few = whole_packs(target - at_hand, least=least, pack=pack)
        steps = np.stack([np.maximum(np.ceil(least / pack), 1) * pack, pack])
        order = spend_rest(
            few, wanted.budget, at_hand=at_hand, steps=steps, ahead=ahead, costs=costs
        )
    rows, series, curves = [], [], []
    for group, silent in enumerate(forecast.cannot_tell() > 0):
        one, own = ahead.of(slice(group, group + 1)), costs.of(slice(group, group + 1))
        shown = _shown(one, own, float(at_hand[group]), float(target[group]))
        identity = wholes.identity(group)
        told = _decision(order[group], target[group], own, silent=bool(silent))
        rows.append(
            identity | told | _outcome(one, own, float(at_hand[group]), float(order[group]))
        )
        curves += _curve_rows(identity, shown)
        marks = {} if silent else {"wanted": float(target[group])}
        lines = {"cost": shown.cost.tolist()}
        series.append(Series(wholes.title(group), shown.quantity.tolist(), lines, None, marks))
    return Answer("last-buy", rows, series, notes_of(study), {"curves": curves})


def _decision(order: float, target: float, costs: Costs, *, silent: bool) -> Row:
    """Return what to order, or nothing if the models cannot tell."""
    names = ("order", "stock wanted", "price of the order")
    values = (rounded(order, 0), rounded(target, 0), rounded(order * costs.price[0], 2))
    told: Row = {name: None if silent else v for name, v in zip(names, values, strict=True)}
    return told | {"cannot tell": silent}


def _outcome(ahead: Outlook, costs: Costs, at_hand: float, order: float) -> Row:
    """Return what the order would mean until the end."""
    with_it = curve(ahead, costs, np.array([at_hand + order]))
    without = expected_cost(ahead, costs, np.array([at_hand]))
    return {
        "at hand": rounded(at_hand),
        "share filled": rounded(with_it.fill[0], 4),
        "chance of shortage": rounded(with_it.shortage[0], 4),
        "left over": rounded(with_it.left_over[0]),
        "cost until the end": rounded(with_it.cost[0], 2),
        "cost if nothing is ordered": rounded(without[0], 2),
    }


def _target(
    wholes: Wholes, ahead: Outlook, costs: Costs, at_hand: Floats, wanted: Wanted
) -> Floats:
    if wanted.fill or wanted.certainty:
        target = stock_for_service(ahead, fill=wanted.fill, certainty=wanted.certainty)
    elif wanted.budget is not None:
        target = within_budget(ahead, costs, at_hand, wanted.budget)
    else:
        target = cheapest_stock(ahead, costs)
    keeps = wholes.column("shelf_life", np.inf)
    for group in np.flatnonzero(keeps < ahead.months.sum()):
        few = buckets_within(ahead.months, float(keeps[group]))
        only = slice(int(group), int(group) + 1)
        part = cheapest_stock(ahead.of(only).until(few), costs.of(only))
        target[group] = min(target[group], part[0])
    return target


def _shown(ahead: Outlook, costs: Costs, at_hand: float, target: float) -> Curve:
    """Return the curve around what matters: from nothing to well beyond what is wanted."""
    most = max(2 * target, at_hand, float(ahead.reached[0, :, -1].max()) * 1.3, 10)
    points = np.unique(np.round(np.append(np.linspace(0, most, 41), [target, at_hand])))
    return curve(ahead, costs, points)


def _curve_rows(identity: Row, shown: Curve) -> list[Row]:
    columns = (shown.quantity, shown.cost, shown.fill, shown.shortage, shown.left_over)
    names = ("stock", "cost", "share filled", "chance of shortage", "left over")
    return [
        identity | {name: round(float(v), 4) for name, v in zip(names, values, strict=True)}
        for values in zip(*columns, strict=True)
    ]
