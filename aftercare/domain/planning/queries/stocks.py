"""How much to keep where: levels for parts that can be bought, a center and its stations."""

from collections.abc import Callable, Mapping

import numpy as np

from aftercare.domain.planning.engine.allocation import guarded, place_at_price, place_within_budget
from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.echelons import Network
from aftercare.domain.planning.engine.stock import order_up_to, safety_stock
from aftercare.domain.planning.queries.answers import Answer, Row, demand_ahead
from aftercare.domain.planning.queries.joining import waits_of, wholes_of
from aftercare.domain.planning.queries.linking import Table
from aftercare.domain.planning.queries.studies import Study

_REVIEW = 1.0
_KEEPING = 0.005
_AT_STATIONS = {"demand": 0.0, "order_time": 0.25, "repaired": 0.0, "repair_time": 0.25}
"""What is taken where the table of stations says nothing; times in months."""


def levels(study: Study, service: float) -> Answer:
    """Say up to which level to order parts that can still be bought."""
    wholes = wholes_of(study)
    lead = waits_of(wholes) + _REVIEW
    longest = int(np.ceil(lead.max()))
    forecast = wholes.join(demand_ahead(study, tuple(range(longest + 1))))
    share = np.clip(lead[:, None] - np.arange(longest), 0, 1)
    rates = (forecast.rates * share[:, None]).sum(axis=2)
    rng = np.random.default_rng(study.assumed.seed + 2)
    demand = rng.poisson(np.repeat(rates, 10, axis=1)).astype(float)
    level, safety = order_up_to(demand, service), safety_stock(demand, service)
    at_hand = wholes.column("stock", 0.0) + wholes.column("on_order", 0.0)
    rows: list[Row] = [
        wholes.identity(group)
        | {
            "months to cover": round(float(lead[group]), 2),
            "expected in them": round(float(rates[group].mean()), 1),
            "order up to": float(level[group]),
            "of it for safety": round(float(safety[group]), 1),
            "at hand": float(at_hand[group]),
            "order now": float(max(level[group] - at_hand[group], 0)),
        }
        for group in range(len(wholes.names))
    ]
    note = f"Service {service:.0%} over lead time and a review of {_REVIEW:g} month."
    return Answer("stock", rows, [], [note, *study.notes])


def places(
    tables: Mapping[str, Table],
    *,
    budget: float | None,
    worth: float,
    yearly: float,
    promised: float,
) -> Answer:
    """
    Say what to keep at the center and at each station.

    budget: money for all of it; else `worth`, what one part missing for a month costs, is weighed
    against keeping a unit for a month at half a percent of its price. A station
    with a yearly use below `yearly` that is served within `promised` has none.
    """
    table, parts = tables["stations"], tables.get("parts", {})
    names = sorted({str(each) for each in table["part"]})
    sites = sorted({str(each) for each in table["station"]})
    network, price = _network(table, parts, names, sites)
    allowed = guarded(network, yearly=yearly, promised=promised)
    if budget is None:
        placed = place_at_price(network, price, _KEEPING / max(worth, 1e-9), allowed=allowed)
    else:
        placed = place_within_budget(network, price, budget, allowed=allowed)
    rows: list[Row] = []
    for row, part in enumerate(names):
        stock: Row = {"part": part, "center": float(placed.center[row])}
        stock |= {site: float(placed.stations[row, column]) for column, site in enumerate(sites)}
        stock["backorders expected"] = round(float(placed.backorders[row]), 4)
        stock["price of it"] = round(
            float((placed.center[row] + placed.stations[row].sum()) * price[row]), 2
        )
        rows.append(stock)
    spent, short = placed.cost(price), placed.backorders.sum()
    note = (
        f"{spent:,.2f} for {len(names)} parts at {len(sites)} stations and the center;"
        f" {short:,.2f} backorders expected at any time (VARI-METRIC)."
    )
    return Answer("stock", rows, [], [note, *_assumed_at_stations(table)])


def _assumed_at_stations(table: Table) -> list[str]:
    """Return in words what was taken where the table of stations says nothing."""
    rows = len(table["part"])
    repairs = any(table.get("repaired", []))
    lacking = {
        name: sum(not isinstance(cell, float | int) for cell in table.get(name, [None] * rows))
        for name in ("order_time", *(["repair_time"] if repairs else []))
    }
    return [
        f"{name}: {_AT_STATIONS[name]:g} months are assumed in {count} of {rows} rows."
        for name, count in lacking.items()
        if count
    ]


def _waits(of_parts: Callable[[str, float], Floats]) -> Floats:
    """Return after how many months the center has a part again (P,): repaired, or bought."""
    repair = of_parts("turn_around", 0.0)
    again = np.where(repair > 0, of_parts("returned", 0.0) * of_parts("repaired", 0.0), 0.0)
    return np.asarray(again * repair + (1 - again) * of_parts("lead_time", 3.0))


def _network(
    table: Table, parts: Table, names: list[str], sites: list[str]
) -> tuple[Network, Floats]:
    shape = (len(names), len(sites))
    values = {name: np.full(shape, usual) for name, usual in _AT_STATIONS.items()}
    row_of = {name: row for row, name in enumerate(names)}
    column_of = {site: column for column, site in enumerate(sites)}
    where = [
        (row_of[str(part)], column_of[str(site)])
        for part, site in zip(table["part"], table["station"], strict=True)
    ]
    for name, array in values.items():
        for place, cell in zip(where, table.get(name, []), strict=False):
            if isinstance(cell, float | int):
                array[place] = float(cell)

    def of_parts(column: str, default: float) -> Floats:
        found = {
            str(part): float(cell)
            for part, cell in zip(parts.get("part", []), parts.get(column, []), strict=False)
            if isinstance(cell, float | int)
        }
        return np.array([found.get(name, default) for name in names])

    network = Network(
        values["demand"],
        values["repaired"],
        values["repair_time"],
        values["order_time"],
        _waits(of_parts),
    )
    return network, of_parts("price", 1.0)
