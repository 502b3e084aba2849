"""What a plan says of each part, in numbers that are kept; and what would be if."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.last_buy import Costs, Outlook, cheapest_stock, curve, outlook
from aftercare.domain.planning.models import PartPlan
from aftercare.domain.planning.policies.exceptions import (
    PartFacts,
    Shelf,
    enough_to_count,
    findings_of,
)
from aftercare.domain.planning.policies.wishes import shares_kept
from aftercare.domain.planning.queries.computing import Ahead, Prepared, asked_by_month, look_ahead
from aftercare.domain.planning.queries.inputs import MONTHS, Inputs, PartInput
from aftercare.domain.planning.queries.placing import levels_of
from aftercare.domain.planning.states import Method, Silence, Wish, wish_of

SMOOTH = 5
"""Counts drawn for each draw of a rate."""
BUCKET = 6
"""Months of a bucket in which the draws of a part are kept."""
SHOWN_HISTORY = 24
POINTS = 24
HOLDING = 0.005
"""What keeping a part for a month costs, as a share of its price."""
REVIEW = 1.0
YEAR = 12
_BAND = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class _Stock:
    """What the stock of one part does: chances by month, levels, what is too much."""

    short: Floats
    order_up_to: float
    safety: float
    soon: float
    cheapest: float
    most: float
    any_demand: float

    def figures(self) -> dict[str, Any]:
        """Return what is kept of it beside the levels."""
        return {"short": _rounded(self.short), "cheapest": self.cheapest}


def plans_of(ready: Prepared, codes: Sequence[str], digests: dict[str, str]) -> list[PartPlan]:
    """Return what is said of some parts, with what a planner has to look at; not stored yet."""
    asked = asked_by_month(ready.inputs)
    drafts: dict[str, tuple[PartPlan, _Stock]] = {}
    for ahead in look_ahead(ready, codes):
        rng = np.random.default_rng(ready.seed + 1)
        for place, code in enumerate(ahead.codes):
            plan, stock = _plan(ready, ahead, place, asked.get(code, {}), rng)
            plan.digest = digests[code]
            drafts[code] = (plan, stock)
    levels = _levels(ready, {code: plan for code, (plan, _stock) in drafts.items()})
    for code, (plan, stock) in drafts.items():
        shelves = levels.get(code, ())
        plan.figures["levels"] = [[each.site, each.stock, each.needed] for each in shelves]
        plan.figures["findings"] = _findings(ready.inputs, code, plan, stock, shelves)
    return [plan for plan, _stock in drafts.values()]


def _levels(ready: Prepared, plans: Mapping[str, PartPlan]) -> dict[str, tuple[Shelf, ...]]:
    """Return what each site should have of parts of which a number may be said."""
    inputs = ready.inputs
    sites = {site for part in inputs.parts.values() for site, _there, _used in part.shelves}
    monthly = {
        code: float(np.mean(plan.figures["mean"][:YEAR]))
        for code, plan in plans.items()
        if not plan.silence
    }
    parts = [inputs.parts[code] for code in monthly]
    return levels_of(parts, monthly, inputs.usual, center=min(sites, default=0))


def _plan(
    ready: Prepared, ahead: Ahead, place: int, asked: dict[int, float], rng: np.random.Generator
) -> tuple[PartPlan, _Stock]:
    part = ready.inputs.parts[ahead.codes[place]]
    usual = ready.inputs.usual
    demand = _demand(ready, ahead, place, rng)
    stock = _stock(
        part,
        demand,
        (usual.lead if part.lead is None else part.lead, usual.missing, usual.service),
        rng,
    )
    plan = _columns(part, demand, stock)
    plan.method = Method.COUNTS if demand.propensity is None else Method.BASE
    plan.silence = _silence(ahead, place)
    plan.failures = float(ahead.failures[place])
    plan.rates = _bucketed(ahead.forecast.rates[place]).astype("<f4").tobytes()
    plan.figures = _figures(ready, ahead, place, asked) | demand.figures() | stock.figures()
    return plan, stock


@dataclass(frozen=True)
class _Demand:
    """What will be asked for of one part (J, H), what of it needs a new part; counts around it."""

    wanted: Floats
    net: Floats
    counts: Floats
    within: Floats
    propensity: float | None
    price: float
    months: int

    def figures(self) -> dict[str, Any]:
        """Return what is kept of it by month."""
        low, middle, high = np.quantile(self.counts, _BAND, axis=0)
        return {
            "mean": _rounded(self.wanted.mean(axis=0)),
            "low": low.tolist(),
            "middle": middle.tolist(),
            "high": high.tolist(),
            "within": _rounded(self.within),
            "propensity": self.propensity,
        }


def _demand(ready: Prepared, ahead: Ahead, place: int, rng: np.random.Generator) -> _Demand:
    part = ready.inputs.parts[ahead.codes[place]]
    rates, mean = ahead.forecast.rates[place], ahead.forecast.mean[place]
    within = np.clip(ahead.forecast.within[place] / np.maximum(mean, 1e-12), 0, 1)
    within = within * (1 - part.damaged)
    propensity = None if np.isnan(ahead.propensity[place]) else float(ahead.propensity[place])
    wish = wish_of(part.assumed, ready.inputs.now)
    kept = shares_kept(
        Wish(propensity=wish.propensity, months=wish.months, repaired=0.0),
        within=within.tolist(),
        propensity=propensity,
        served=ahead.served[place].tolist(),
        repaired=0.0,
    )
    wanted = rates * np.array(kept)
    recovered = part.recovered if wish.repaired is None else wish.repaired
    return _Demand(
        wanted,
        wanted * (1 - recovered),
        rng.poisson(np.repeat(wanted, SMOOTH, axis=0)).astype(float),
        within,
        propensity,
        part.price if wish.price is None else wish.price,
        int(np.count_nonzero(kept)),
    )


def _columns(part: PartInput, demand: _Demand, stock: _Stock) -> PartPlan:
    low, middle, high = np.quantile(demand.counts.sum(axis=1), _BAND).tolist()
    next_low, _middle, next_high = np.quantile(demand.counts[:, 0], _BAND).tolist()
    gone = stock.short >= 0.5  # noqa: PLR2004  # as likely as not
    mean = demand.wanted.mean(axis=0)
    return PartPlan(
        item_id=part.item_id,
        months=demand.months,
        mean=float(mean.sum()),
        low=low,
        middle=middle,
        high=high,
        next_low=next_low,
        next_mean=float(mean[0]),
        next_high=next_high,
        at_hand=part.at_hand,
        on_order=part.on_order,
        price=demand.price,
        shortage=float(stock.short[-1]),
        runs_out_in=int(np.argmax(gone)) if gone.any() else None,
        order_up_to=stock.order_up_to,
        safety=stock.safety,
        last_buy=float(part.assumed.get("last_buy", stock.cheapest)),
        excess=max(part.at_hand - ceil(stock.most), 0.0),
    )


def _figures(ready: Prepared, ahead: Ahead, place: int, asked: dict[int, float]) -> dict[str, Any]:
    part, now = ready.inputs.parts[ahead.codes[place]], ready.inputs.now
    sources = ahead.forecast.sources().items()
    return {
        "now": now,
        "history": [asked.get(now - back, 0.0) for back in range(SHOWN_HISTORY, 0, -1)],
        "uncut": _rounded(ahead.forecast.mean[place]),
        "served": _rounded(ahead.served[place]),
        "recovered": part.recovered,
        "apart": float(ahead.forecast.disagreement()[place]),
        "families": _families(ahead, place),
        "sources": {name: round(float(share[place]), 3) for name, share in sources},
        "models": list(part.models),
        "assumed": {name: str(value) for name, value in part.assumed.items()},
    }


def _stock(
    part: PartInput, demand: _Demand, usual: tuple[float, float, float], rng: np.random.Generator
) -> _Stock:
    net, (lead, missing, service) = demand.net, usual
    covered = np.clip(lead + REVIEW - np.arange(MONTHS), 0, 1)
    soon = rng.poisson(np.repeat((net * covered).sum(axis=1), SMOOTH)).astype(float)
    ahead = outlook(net[None], np.ones(MONTHS))
    position = np.array([part.at_hand + part.on_order])
    short = 1 - ahead.below(np.floor(position) + 1)[0]
    halves = outlook(_bucketed(net)[None], _lengths())
    total = net.sum(axis=1)
    everything = rng.poisson(np.repeat(total, SMOOTH)).astype(float)
    level = float(np.quantile(soon, service, method="inverted_cdf"))
    return _Stock(
        short=np.clip(short, 0, 1),
        order_up_to=level,
        safety=max(level - float(soon.mean()), 0.0),
        soon=float((soon > position[0]).mean()),
        cheapest=float(cheapest_stock(halves, _costs(demand.price, missing))[0]),
        most=float(np.quantile(everything, 0.95)),
        any_demand=float(-np.expm1(-total).mean()),
    )


def _costs(price: float, missing: float) -> Costs:
    """Return the costs of one part; one whose price nobody knows is weighed as if it cost 1."""
    price = price or 1.0
    one = np.ones(1)
    return Costs(price * one, HOLDING * price * one, missing * price * one, 0 * one)


def _bucketed(rates: Floats) -> Floats:
    """Return rates (J, H) by half years (J, B)."""
    return np.asarray(np.add.reduceat(rates, np.arange(0, MONTHS, BUCKET), axis=1))


def _lengths() -> Floats:
    return np.full(-(-MONTHS // BUCKET), float(BUCKET))


def _rounded(values: Floats) -> list[float]:
    return [round(float(value), 4) for value in values]


def _silence(ahead: Ahead, place: int) -> Silence:
    if np.isnan(ahead.propensity[place]):
        enough = enough_to_count(int(ahead.failures[place]))
        return Silence.NONE if enough else Silence.TOO_LITTLE
    return Silence.APART if ahead.forecast.cannot_tell()[place] else Silence.NONE


def _families(ahead: Ahead, place: int) -> list[dict[str, Any]]:
    forecast = ahead.forecast
    columns = (forecast.families, forecast.weights[place], forecast.by_family[place])
    return [
        {"name": name, "weight": round(float(weight), 3), "total": round(float(total), 1)}
        for name, weight, total in zip(*columns, strict=True)
    ]


def _findings(
    inputs: Inputs, code: str, plan: PartPlan, stock: _Stock, shelves: tuple[Shelf, ...]
) -> list[dict[str, Any]]:
    last = inputs.parts[code].last_order_on
    left = None if last is None else (last - inputs.today).days
    facts = PartFacts(
        at_hand=plan.at_hand,
        on_order=plan.on_order,
        price=plan.price,
        mean=plan.mean,
        most=stock.most,
        soon=stock.soon,
        to_end=plan.shortage,
        any_demand=stock.any_demand,
        order_up_to=plan.order_up_to,
        last_buy=plan.last_buy,
        silence=plan.silence,
        apart=plan.figures["apart"],
        runs_out_in=plan.runs_out_in,
        last_order_in=left,
        ended=left is not None and left < 0,
        shelves=shelves,
    )
    return [asdict(finding) for finding in findings_of(facts)]


def what_if(plan: PartPlan, wish: Wish, *, missing: float) -> dict[str, Any]:
    """
    Return what a plan would say under a wish: the demand, and the curve of the last buy.

    Months keep their draws and are scaled, half a year at once; nothing is stored.
    """
    figures = plan.figures
    wish = wish.over(wish_of(figures["assumed"], figures["now"]))
    facts = {name: figures[name] for name in ("within", "served", "propensity")}
    kept = np.array(shares_kept(wish, repaired=figures["recovered"], **facts))
    uncut = np.array(figures["uncut"])
    mean = uncut * kept
    draws = np.frombuffer(bytes(plan.rates), "<f4").reshape(-1, len(_lengths())).astype(float)
    starts = np.arange(0, MONTHS, BUCKET)
    parts = np.add.reduceat(mean, starts) / np.maximum(np.add.reduceat(uncut, starts), 1e-12)
    ahead = outlook((draws * parts)[None], _lengths())
    price = plan.price if wish.price is None else wish.price
    costs = _costs(price, missing)
    cheapest = float(cheapest_stock(ahead, costs)[0])
    points = _points(ahead, cheapest, plan.at_hand, wish.quantity)
    shown = curve(ahead, costs, points)
    return {
        "mean": mean.tolist(),
        "total": float(mean.sum()),
        "cheapest": cheapest,
        "rows": [
            {"quantity": q, "cost": c, "fill": f, "shortage": s, "left_over": rest}
            for q, c, f, s, rest in zip(
                shown.quantity.tolist(),
                shown.cost.tolist(),
                shown.fill.tolist(),
                shown.shortage.tolist(),
                shown.left_over.tolist(),
                strict=True,
            )
        ],
    }


def _points(ahead: Outlook, cheapest: float, at_hand: float, quantity: int | None) -> Floats:
    """Return stocks from none to well beyond what is wanted, those asked about among them."""
    far = float(np.quantile(ahead.reached[0, :, -1], 0.95)) * 1.4
    most = max(2 * cheapest, far, 10.0)
    asked = [cheapest, *([float(quantity)] if quantity is not None else [])]
    asked += [at_hand] if at_hand <= most else []
    return np.unique(np.round([*np.linspace(0, most, POINTS), *asked]))
