"""What a plan says of each part, in numbers that are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from math import ceil
from typing import Any

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.last_buy import outlook
from aftercare.domain.planning.engine.lumps import in_lumps
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
from aftercare.domain.planning.queries.last_orders import (
    HOLDING,
    LastBuy,
    by_half_years,
    costs_of_one,
    half_years,
    known_demand,
    last_buy_of,
    ordered_of,
)
from aftercare.domain.planning.queries.placing import levels_of
from aftercare.domain.planning.queries.settings import Usual
from aftercare.domain.planning.queries.standing_in import Helped, Member, helped_in, told_of
from aftercare.domain.planning.states import Method, Silence, wish_of

SMOOTH = 5
"""Counts drawn for each draw of a rate."""
SHOWN_HISTORY = 24
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
    last: LastBuy
    most: float
    any_demand: float
    rates: tuple[Floats, Floats]
    """What needs a new part, by draw: until an order could come, and until the end."""

    def figures(self) -> dict[str, Any]:
        """Return what is kept of it beside the levels."""
        return {"short": _rounded(self.short), "cheapest": self.last.stock}


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
    helped = _stood_in(ready, drafts)
    for code, (plan, stock) in drafts.items():
        shelves = levels.get(code, ())
        plan.figures["levels"] = [[each.place, each.stock, each.needed] for each in shelves]
        found = _findings(ready.inputs, code, plan, stock, (shelves, helped.get(code)))
        plan.figures["findings"] = found
    return [plan for plan, _stock in drafts.values()]


def _stood_in(ready: Prepared, drafts: Mapping[str, tuple[PartPlan, _Stock]]) -> dict[str, Helped]:
    """Return what standing in does for parts of families, and write it into their plans."""
    usual = ready.inputs.usual
    found: dict[str, Helped] = {}
    for family in ready.inputs.families:
        if family.codes[0] not in drafts:
            continue
        members = {code: _member(ready.inputs, code, *drafts[code]) for code in family.codes}
        rng = np.random.default_rng(ready.seed + 2)
        # Where a price is not known, parts are weighed by 1, and rework by nothing.
        priced = all(drafts[code][0].price for code in family.codes)
        rework = usual.rework if priced else 0.0
        helped = helped_in(family, members, service=usual.service, rework=rework, rng=rng)
        for code in family.codes:
            drafts[code][0].figures["family"] = told_of(code, helped, members)
        found |= helped
    return found


def _member(inputs: Inputs, code: str, plan: PartPlan, stock: _Stock) -> Member:
    last = inputs.parts[code].last_order_on
    price = plan.price or 1.0
    kept = price * (1 + HOLDING * plan.months) if last else price
    return Member(
        *stock.rates,
        at_hand=plan.at_hand,
        on_order=plan.on_order,
        price=np.inf if last and last < inputs.today else kept,
        missing=price * inputs.usual.buy.missing,
        is_last=last is not None,
    )


def _levels(ready: Prepared, plans: Mapping[str, PartPlan]) -> dict[str, tuple[Shelf, ...]]:
    """Return what each place should have of parts of which a number may be said."""
    inputs = ready.inputs
    monthly = {
        code: float(np.mean(plan.figures["mean"][:YEAR]))
        for code, plan in plans.items()
        if not plan.silence
    }
    parts = [inputs.parts[code] for code in monthly]
    return levels_of(parts, monthly, inputs.usual, ready.habits)


def _plan(
    ready: Prepared, ahead: Ahead, place: int, asked: dict[int, float], rng: np.random.Generator
) -> tuple[PartPlan, _Stock]:
    part = ready.inputs.parts[ahead.codes[place]]
    usual = ready.inputs.usual
    rates = _uneven(part, ahead, place, rng)
    demand = _demand(ready, ahead, place, rates, rng)
    stock = _stock(part, demand, usual, rng)
    plan = _columns(part, demand, stock)
    plan.method = Method.COUNTS if demand.propensity is None else Method.BASE
    plan.silence = _silence(ahead, place)
    plan.failures = float(ahead.failures[place])
    plan.rates = by_half_years(rates).astype("<f4").tobytes()
    plan.figures = _figures(ready, ahead, place, asked) | demand.figures() | stock.figures()
    plan.figures["families"] = _families(ahead, place, demand.kept)
    plan.figures["last"] = stock.last.figures(usual.buy, part.keeps)
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
    kept: Floats
    """The share (H,) of what each month would see without end of service and wishes."""

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


def _uneven(part: PartInput, ahead: Ahead, place: int, rng: np.random.Generator) -> Floats:
    """Return draws of rates (J, H) in the lumps they come in; counts are drawn around them."""
    if ahead.uneven is not None:
        return np.asarray(ahead.uneven[place])
    return in_lumps(ahead.forecast.rates[place], part.at_once, rng)


def _demand(
    ready: Prepared, ahead: Ahead, place: int, rates: Floats, rng: np.random.Generator
) -> _Demand:
    part = ready.inputs.parts[ahead.codes[place]]
    mean = ahead.forecast.mean[place]
    within = np.clip(ahead.forecast.within[place] / np.maximum(mean, 1e-12), 0, 1)
    within = within * (1 - part.damaged)
    propensity = None if np.isnan(ahead.propensity[place]) else float(ahead.propensity[place])
    wish = wish_of(part.assumed, ready.inputs.now)
    kept = shares_kept(
        wish, within=within.tolist(), propensity=propensity, served=ahead.served[place].tolist()
    )
    wanted = rates * np.array(kept)
    new = part.cores.under(wish).shares_new(wanted.mean(axis=0).tolist())
    owed = known_demand(part.owed)
    return _Demand(
        wanted + owed,
        wanted * np.array(new) + owed,
        rng.poisson(np.repeat(wanted, SMOOTH, axis=0)) + owed,
        within,
        propensity,
        part.price if wish.price is None else wish.price,
        np.array(kept),
    )


def _columns(part: PartInput, demand: _Demand, stock: _Stock) -> PartPlan:
    low, middle, high = np.quantile(demand.counts.sum(axis=1), _BAND).tolist()
    next_low, _middle, next_high = np.quantile(demand.counts[:, 0], _BAND).tolist()
    gone = stock.short >= 0.5  # noqa: PLR2004  # as likely as not
    mean = demand.wanted.mean(axis=0)
    return PartPlan(
        item_id=part.item_id,
        months=int(np.count_nonzero(demand.kept)),
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
        last_buy=float(part.assumed.get("last_buy", stock.last.stock)),
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
        "cores": asdict(part.cores),
        "owed": part.owed,
        "apart": float(ahead.forecast.disagreement()[place]),
        "why": [list(each) for each in ahead.why[place]] if ahead.why else [],
        "sources": {name: round(float(share[place]), 3) for name, share in sources},
        "models": list(part.models),
        "offers": [list(map(str, astuple(each))) for each in part.offers],
        "assumed": {name: str(value) for name, value in part.assumed.items()},
    }


def _stock(part: PartInput, demand: _Demand, usual: Usual, rng: np.random.Generator) -> _Stock:
    net, lead = demand.net, usual.lead if part.lead is None else part.lead
    covered = np.clip(lead + REVIEW - np.arange(MONTHS), 0, 1)
    until = (net * covered).sum(axis=1)
    soon = rng.poisson(np.repeat(until, SMOOTH)).astype(float)
    ahead = outlook(net[None], np.ones(MONTHS))
    position = np.array([part.at_hand + part.on_order])
    short = 1 - ahead.below(np.floor(position) + 1)[0]
    halves = outlook(by_half_years(net)[None], half_years())
    total = net.sum(axis=1)
    everything = rng.poisson(np.repeat(total, SMOOTH)).astype(float)
    level = float(np.quantile(soon, usual.service, method="inverted_cdf"))
    return _Stock(
        short=np.clip(short, 0, 1),
        order_up_to=level,
        safety=max(level - float(soon.mean()), 0.0),
        soon=float((soon > position[0]).mean()),
        last=last_buy_of(
            halves,
            costs_of_one(demand.price, usual.buy),
            float(position[0]),
            part.offers,
            part.keeps,
        ),
        most=float(np.quantile(everything, 0.95)),
        any_demand=float(-np.expm1(-total).mean()),
        rates=(until, total),
    )


def _rounded(values: Floats) -> list[float]:
    return [round(float(value), 4) for value in values]


def _silence(ahead: Ahead, place: int) -> Silence:
    if np.isnan(ahead.propensity[place]):
        enough = enough_to_count(int(ahead.failures[place]))
        return Silence.NONE if enough else Silence.TOO_LITTLE
    return Silence.APART if ahead.forecast.cannot_tell()[place] else Silence.NONE


def _families(ahead: Ahead, place: int, kept: Floats) -> list[dict[str, Any]]:
    """Return what each estimate says until the end, as what is expected until then."""
    forecast = ahead.forecast
    mean = forecast.mean[place]
    share = float((mean * kept).sum() / max(mean.sum(), 1e-12))
    columns = (forecast.families, forecast.weights[place], forecast.by_family[place])
    return [
        {"name": name, "weight": round(float(weight), 3), "total": round(float(total) * share, 1)}
        for name, weight, total in zip(*columns, strict=True)
    ]


def _findings(
    inputs: Inputs,
    code: str,
    plan: PartPlan,
    stock: _Stock,
    known: tuple[tuple[Shelf, ...], Helped | None],
) -> list[dict[str, Any]]:
    """Return what is odd about a part; known: its shelves, and what standing in does for it."""
    (shelves, helped), part = known, inputs.parts[code]
    last, assumed = part.last_order_on, part.assumed
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
        ordered=ordered_of(part.offers),
    )
    if helped:
        facts = _with_help(facts, helped, plan.figures["family"], is_said="last_buy" in assumed)
    return [asdict(finding) for finding in findings_of(facts)]


def _with_help(
    facts: PartFacts, helped: Helped, family: Mapping[str, Any], *, is_said: bool
) -> PartFacts:
    """Return what counts of a part once others stand in; what a planner said of it stays."""
    at_most = min(facts.last_buy, facts.position + helped.lacking[1])
    stock = at_most if facts.ended else helped.stock
    return replace(
        facts,
        soon=helped.soon,
        to_end=helped.to_end,
        alone=helped.alone,
        order_up_to=facts.position + helped.lacking[0],
        last_buy=facts.last_buy if is_said else stock,
        most=max(facts.most, helped.most),
        any_demand=max(facts.any_demand, helped.any_demand),
        stand_ins=tuple(
            (each["code"], each["at_hand"]) for each in family["parts"] if each["stands_in"]
        ),
    )
