"""
What a plan says of each part, in rows of plain values with the reasons beside them.

Numbers that the models cannot agree on are left empty; what each of them says is always there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from aftercare.domain.planning.engine.alarms import cohorts, epidemics, frailty
from aftercare.domain.planning.engine.arrays import Bools, Floats
from aftercare.domain.planning.engine.counts import forecast_counts
from aftercare.domain.planning.engine.failing import draw_failures
from aftercare.domain.planning.engine.forecasting import Forecast, forecast_demand
from aftercare.domain.planning.engine.panel import PanelFit
from aftercare.domain.planning.engine.stock import review_stock
from aftercare.domain.planning.policies.cells import month_text
from aftercare.domain.planning.policies.exceptions import enough_to_count
from aftercare.domain.planning.queries.causing import Told, tell_apart
from aftercare.domain.planning.queries.joining import net_of_cores, wholes_of
from aftercare.domain.planning.queries.linking import NothingToPlan, Table, number_in
from aftercare.domain.planning.queries.studies import Assumed, Study, fitted

Row = dict[str, Any]
_BAND = (0.1, 0.5, 0.9)
_RECENT = 12
_USUAL = 0.98
"""The frailty of batches is learned without the few that stand out most."""
_SMOOTH = 10
"""Counts drawn for each draw of a rate, so that bands of months are smooth."""


@dataclass(frozen=True)
class Series:
    """What a chart of one part shows: a line with a band over x, perhaps more lines."""

    part: str
    x: list[float]
    lines: dict[str, list[float]]
    band: tuple[list[float], list[float]] | None = None
    marks: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """Rows for a table, series for charts, and in words what was taken for granted."""

    subject: str
    rows: list[Row]
    series: list[Series]
    notes: list[str]
    more: dict[str, list[Row]] = field(default_factory=dict)


def rounded(value: float, digits: int = 1) -> float:
    """Return a number as it is shown."""
    return round(float(value), digits)


def identity_of(study: Study, group: int) -> Row:
    """Return the columns that say which part this is."""
    return {"part": study.names[group], "model": study.models[int(study.parts.model[group])]}


def lifetimes(study: Study) -> Answer:
    """Say how each part ages: failures seen, families and weights, the share failed by age."""
    fit, _doubts = fitted(study)
    horizon = study.base.now + study.assumed.months
    rng = np.random.default_rng(study.assumed.seed)
    draws = study.assumed.draws
    rows, series = [], []
    for group in range(len(study.names)):
        one = fit.of(slice(group, group + 1))
        chance = draw_failures(one, ages=horizon, draws=draws, rng=rng)[0]
        band = np.quantile(np.cumsum(chance, axis=1), _BAND, axis=0)
        rows.append(_lifetime(study, fit, group, band))
        low, middle, high = band.tolist()
        ages = [float(age) for age in range(1, horizon + 1)]
        marks = {"oldest age seen": float(fit.oldest[group])}
        lines = {"share failed": middle}
        series.append(Series(title_of(study, group), ages, lines, (low, high), marks))
    alarms = epidemics_in(study, fit)
    notes = notes_of(study)
    if alarms:
        notes.append(f"{len(alarms)} cohorts fail more than chance allows: lifetime-cohorts.csv.")
    return Answer("lifetime", rows, series, notes, {"cohorts": alarms} if alarms else {})


def _lifetime(study: Study, fit: PanelFit, group: int, band: Floats) -> Row:
    """Return what is known of one part; band (3, A): the share failed by each age."""
    row = identity_of(study, group) | {
        "failures": rounded(fit.failures[group]),
        "units at risk": rounded(study.at_risk[group].max(initial=0), 0),
        "oldest age seen": int(fit.oldest[group]),
    }
    for age in (each for each in (12, 24, 36, 60) if each <= band.shape[1]):
        low, middle, high = band[:, age - 1]
        row[f"failed by {age} months"] = rounded(middle, 5)
        row[f"from {age}"] = rounded(low, 5)
        row[f"to {age}"] = rounded(high, 5)
    for place, family in enumerate(fit.families):
        row[f"weight of {family.name}"] = rounded(fit.weights[group, place], 3)
    return row


def epidemics_in(study: Study, fit: PanelFit) -> list[Row]:
    """Return the months of sale whose units fail more than chance and usual ones explain."""
    parts = study.parts
    steps = fit.steps(fit.edges)
    seen, expected = cohorts(study.base, study.claims, parts.model, parts.per_unit, steps)
    alarms, unlikely = standing_out(seen, expected)
    return [
        {
            "model": study.models[model],
            "sold": study.month(int(sold)),
            **alarm_of(seen[model, sold], expected[model, sold], unlikely[model, sold]),
        }
        for model, sold in np.argwhere(alarms)
    ]


def standing_out(seen: Floats, expected: Floats) -> tuple[Bools, Floats]:
    """Return which cohorts fail too often, and how unlikely each is, given how the rest differ."""
    unusual = (seen - expected) / np.sqrt(np.maximum(expected, 1))
    usual = unusual <= np.quantile(unusual, _USUAL) if unusual.size else unusual > 0
    return epidemics(seen, expected, frailty(seen[usual], expected[usual]))


def alarm_of(seen: float, expected: float, unlikely: float) -> Row:
    """Return the numbers behind an alarm."""
    return {
        "replaced": rounded(seen),
        "expected": rounded(expected),
        "chance of so many": float(f"{unlikely:.2g}"),
    }


def title_of(study: Study, group: int) -> str:
    """Return the title of a chart of one part."""
    return f"{study.names[group]} · {study.models[int(study.parts.model[group])]}"


def notes_of(study: Study) -> list[str]:
    """Return what was seen, and what was assumed."""
    base = study.base
    units, replaced = base.sales[:, : base.now].sum(), study.claims.count.sum()
    seen = (
        f"Seen up to {study.month(base.now - 1)}: {units:,.0f} units of {len(study.models)} models"
    )
    return [f"{seen}, {replaced:,.0f} parts replaced.", *study.notes]


def demand_uncut(study: Study, edges: tuple[int, ...], told: Told | None) -> Forecast:
    """Return the forecast as if service never ended, in the buckets between edges."""
    fit, doubts = fitted(study)
    recent = study.history()[:, -_RECENT:].sum(axis=1)
    forecast = forecast_demand(
        fit,
        study.base,
        study.parts,
        doubts,
        edges,
        draws=study.assumed.draws,
        rng=np.random.default_rng(study.assumed.seed),
        recent=recent,
        apart=told.apart if told else None,
    )
    return forecast.times(study.at_once)


def demand_ahead(study: Study, edges: tuple[int, ...]) -> Forecast:
    """Return the forecast of the study in the buckets between edges, months from now."""
    return demand_uncut(study, edges, tell_apart(study)).until(service_share(study, edges))


def service_share(study: Study, edges: tuple[int, ...]) -> Floats:
    """Return the share (G, B) of each bucket in which the model of a group is served."""
    ends = study.service_ahead()[study.parts.model]
    starts, lengths = np.array(edges[:-1]), np.diff(edges)
    return np.asarray(np.clip((ends[:, None] - starts) / lengths, 0, 1))


def forecasts(study: Study) -> Answer:
    """Say what will be asked for, by part in total and by month, and where the doubt comes from."""
    months = study.assumed.months
    forecast = demand_ahead(study, tuple(range(months + 1)))
    rng = np.random.default_rng(study.assumed.seed + 1)
    totals = np.quantile(forecast.totals(rng), _BAND, axis=1)
    silent, apart = forecast.cannot_tell(), forecast.disagreement()
    sources, history = forecast.sources(), study.history() * study.at_once[:, None]
    rows, monthly, series = [], [], []
    for group in range(len(study.names)):
        row = identity_of(study, group) | {"method": "installed base", "months": months}
        row |= _told(forecast.rates[group].sum(axis=1).mean(), totals[:, group], silent[group] > 0)
        row |= {
            f"by {name}": rounded(value)
            for name, value in zip(forecast.families, forecast.by_family[group], strict=True)
        }
        row["mean within the guarantee"] = (
            None if silent[group] else rounded(forecast.within[group].sum())
        )
        row["families apart"] = round(float(apart[group]), 2)
        row["cannot tell"] = bool(silent[group])
        row |= {f"doubt from {name}": round(float(v[group]), 3) for name, v in sources.items()}
        rows.append(row)
        counts = rng.poisson(np.minimum(np.repeat(forecast.rates[group], _SMOOTH, axis=0), 1e9))
        low, _middle, high = np.quantile(counts, _BAND, axis=0)
        mean = forecast.rates[group].mean(axis=0)
        for month in range(months):
            named = identity_of(study, group) | {"month": study.month(study.base.now + month)}
            told = {"mean": round(float(mean[month]), 2), "P10": low[month], "P90": high[month]}
            monthly.append(named | told)
        series.append(_picture(title_of(study, group), history[group], mean, low, high))
    counted = counted_forecasts(study.tables, study.assumed)
    return Answer(
        "forecast",
        rows + counted.rows,
        series + counted.series,
        notes_of(study) + counted.notes,
        {"monthly": monthly + counted.more.get("monthly", [])},
    )


def _told(mean: float, band: Floats, silent: bool) -> Row:  # noqa: FBT001  # a fact, no switch
    if silent:
        return {"mean": None, "P10": None, "P50": None, "P90": None}
    values = (mean, *band.tolist())
    return {
        name: rounded(value)
        for name, value in zip(("mean", "P10", "P50", "P90"), values, strict=True)
    }


def _picture(title: str, history: Floats, mean: Floats, low: Floats, high: Floats) -> Series:
    before = [None] * len(history)
    x = [float(month) for month in range(-len(history), len(mean))]
    nan = float("nan")
    return Series(
        title,
        x,
        {
            "reported": history.tolist() + [nan] * len(mean),
            "expected": [nan] * len(before) + mean.tolist(),
        },
        ([nan] * len(before) + low.tolist(), [nan] * len(before) + high.tolist()),
    )


def counted_forecasts(tables: Mapping[str, Table], assumed: Assumed) -> Answer:
    """Say the same of parts without an installed base, from the table of their demand."""
    table = tables.get("demand")
    if not table or not len(table["part"]):
        return Answer("forecast", [], [], [])
    names, net, now = _monthly_demand(table, assumed)
    months, demand = assumed.months, np.maximum(net, 0.0)
    silent = [not enough_to_count(int(seen)) for seen in (demand > 0).sum(axis=1)]
    forecast = forecast_counts(demand)
    totals = forecast.total(months).quantiles(np.array(_BAND))
    ahead = [forecast.month(month).quantiles(np.array(_BAND)) for month in range(1, months + 1)]
    low, _middle, high = np.stack(ahead, axis=2).transpose(1, 0, 2)
    expected = np.stack([forecast.expected(month) for month in range(1, months + 1)], axis=1)
    rows, monthly, series = [], [], []
    for place, name in enumerate(names):
        row: Row = {"part": name, "model": "", "method": "counts", "months": months}
        row |= _told(expected[place].sum(), totals[place], silent[place])
        rows.append(row | {"cannot tell": silent[place]})
        for month in range(months):
            mean = None if silent[place] else round(float(expected[place, month]), 2)
            told = {"mean": mean, "P10": low[place, month], "P90": high[place, month]}
            monthly.append({"part": name, "model": "", "month": month_text(now + month)} | told)
        series.append(_picture(name, demand[place], expected[place], low[place], high[place]))
    return Answer("forecast", rows, series, _said_of(net, sum(silent)), {"monthly": monthly})


def _said_of(net: Floats, silent: int) -> list[str]:
    """Return what there is to say of demand by month (P, T)."""
    notes = [f"{len(net)} parts without an installed base: a mixture of count models."]
    if silent:
        notes.append(f"{silent} of them were asked for in too few months: no number is said.")
    if (few := int((net < 0).sum())) > 0:
        notes.append(f"demand: in {few} months more came back than was asked for: none, it is.")
    return notes


def _monthly_demand(table: Table, assumed: Assumed) -> tuple[list[str], Floats, int]:
    """Return parts, what was asked for (P, T) by month, and the first month not seen."""
    months = [each if isinstance(each, int) else -1 for each in table["month"]]
    seen = [each for each in months if each >= 0 and each <= (assumed.today or each)]
    if not seen:
        raise NothingToPlan("No row of demand has a part and a month that has been.")
    now = assumed.now or max(seen) + 1
    first = min([*seen, now - 1])
    names = sorted({str(each) for each in table["part"]})
    place = {name: row for row, name in enumerate(names)}
    demand = np.zeros((len(names), now - first))
    quantities = table.get("quantity") or [1.0] * len(months)
    for part, month, quantity in zip(table["part"], months, quantities, strict=True):
        if first <= month < now:
            demand[place[str(part)], month - first] += number_in(quantity, 1.0)
    return names, demand, now


def reviews(study: Study) -> Answer:
    """Say what is odd about the stock of each part, with the numbers behind it."""
    months = study.assumed.months
    wholes = wholes_of(study)
    forecast = wholes.join(demand_ahead(study, tuple(range(months + 1))))
    forecast = replace(forecast, rates=net_of_cores(wholes, forecast.rates, np.ones(months)))
    totals = forecast.totals(np.random.default_rng(study.assumed.seed + 1))
    on_order = wholes.column("on_order", 0.0)
    stock = wholes.column("stock", 0.0) + on_order
    price = wholes.column("price", 1.0)
    review = review_stock(stock, forecast.mean, totals, price, forecast.cannot_tell())
    rows: list[Row] = []
    for group in range(len(wholes.names)):
        flags = [flag.value for flag, where in review.flags.items() if where[group]]
        rows.append(
            wholes.identity(group)
            | {
                "flags": ", ".join(flag.replace("_", " ") for flag in flags),
                "proposed": _proposal(flags),
                "stock": rounded(stock[group]),
                "of it on order": rounded(on_order[group]),
                "cover in months": rounded(review.cover[group], 0),
                "expected to the end": rounded(forecast.mean[group].sum()),
                "chance of shortage": round(float(review.shortage[group]), 3),
                "chance of any demand": round(float(review.any_demand[group]), 3),
                "excess": rounded(review.excess[group]),
                "money in it": rounded(review.dead_money[group], 2),
            }
        )
    lacking = np.maximum(forecast.mean.sum(axis=1) - stock, 0) * price
    sums = dict(zip(wholes.names, np.maximum(review.dead_money, lacking), strict=True))
    rows.sort(key=lambda row: (not row["flags"], -sums[row["part"]]))
    return Answer("check", rows, [], notes_of(study))


def _proposal(flags: list[str]) -> str:
    words = {
        "obsolete": "Sell or scrap: no more demand is expected.",
        "excess": "Offer elsewhere, or use in production.",
        "runs_out": "Plan a last-time buy, a substitute or repairs of cores.",
        "cannot_tell": "Wait for more failures, or decide by the families' numbers apart.",
    }
    return next((words[flag] for flag in words if flag in flags), "")


QUESTIONS: dict[str, Callable[[Study], Answer]] = {
    "lifetime": lifetimes,
    "forecast": forecasts,
    "check": reviews,
}
