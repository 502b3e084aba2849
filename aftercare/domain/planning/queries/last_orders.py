"""What a last order of a part is worth: the curve over quantities, and what would be if."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.last_buy import (
    Costs,
    Outlook,
    buckets_within,
    cheapest_stock,
    curve,
    expected_cost,
    outlook,
)
from aftercare.domain.planning.engine.switching import months_it_lasts, switch_time
from aftercare.domain.planning.models import PartPlan
from aftercare.domain.planning.policies.wishes import shares_kept
from aftercare.domain.planning.queries.inputs import MONTHS
from aftercare.domain.planning.queries.plans import cores_in
from aftercare.domain.planning.queries.settings import BuyTerms
from aftercare.domain.planning.states import Wish, wish_of
from aftercare.domain.supply.queries import Offer, cheapest_order

BUCKET = 6
"""Months of a bucket in which the draws of a part are kept."""
POINTS = 24
HOLDING = 0.005
"""What keeping a part for a month costs, as a share of its price."""


@dataclass(frozen=True)
class LastBuy:
    """
    The stock to have for the last time.

    until: the bucket from which on it serves nobody; because: `spoils` (it was on the shelf for too
    long), `cheaper` (helping otherwise costs less), or nothing: service ends; lasts: months it
    lasts on average.
    """

    stock: float
    until: int
    because: str
    lasts: float

    @property
    def months(self) -> int:
        """Return for how many months it serves."""
        return min(BUCKET * self.until, MONTHS)

    def figures(self, terms: BuyTerms, keeps: float | None) -> dict[str, Any]:
        """Return what is kept of it, with what it was weighed with."""
        return {
            "until": self.until,
            "because": self.because,
            "lasts": round(self.lasts, 1),
            "keeps": keeps,
            "missing": terms.missing,
            "falls": round(1 - (1 - terms.falls) ** 12, 4),
            "interest": round((1 + terms.interest) ** 12 - 1, 4),
        }


def costs_of_one(price: float, terms: BuyTerms) -> Costs:
    """Return the costs of one part; one whose price nobody knows is weighed as if it cost 1."""
    price = price or 1.0
    one = np.ones(1)
    holding, missing = HOLDING * price * one, terms.missing * price * one
    return Costs(price * one, holding, missing, 0 * one, terms.interest, terms.falls)


def last_buy_of(
    ahead: Outlook, costs: Costs, position: float, offers: Sequence[Offer], keeps: float | None
) -> LastBuy:
    """
    Return the cheapest stock of one part, and until when to serve from it.

    keeps: months until what is bought now is too old. Whether to switch to another way of helping
    is asked where that gets cheaper than a part that is bought now and kept as long.
    """
    until, because = _served_until(ahead, costs, keeps)
    if not until:
        return LastBuy(position, 0, because, 0.0)
    served = ahead.until(until)
    stock = cheapest_to_have(served, costs, position, offers)
    lasts = float(months_it_lasts(served, np.array([np.floor(max(stock, position))]))[0])
    return LastBuy(stock, until, because, lasts)


def _served_until(ahead: Outlook, costs: Costs, keeps: float | None) -> tuple[int, str]:
    """Return the bucket from which on stock serves nobody, and why."""
    asked = np.diff(ahead.reached.mean(axis=1)[0], prepend=0.0) > 0
    end = int(np.flatnonzero(asked)[-1]) + 1 if asked.any() else len(asked)
    latest = end if keeps is None else min(end, buckets_within(ahead.months, keeps))
    because = "spoils" if latest < end else ""
    kept = np.cumsum(ahead.months)[latest - 1]
    dear = costs.price[0] + costs.holding[0] * kept
    if costs.missing[0] * costs.fading(ahead.months)[latest - 1] >= dear:
        return latest, because
    best = switch_time(ahead.until(end), costs, latest=latest).bucket
    return best, "cheaper" if best < latest else because


def ordered_of(offers: Sequence[Offer]) -> Callable[[float], float]:
    """Return how many are bought to have so many: whole ones, or as suppliers sell them."""

    def ordered(wanted: float) -> float:
        found = cheapest_order(offers, Decimal(ceil(wanted))) if wanted > 0 else None
        return float(found[1]) if found else float(max(ceil(wanted), 0))

    return ordered


def cheapest_to_have(
    ahead: Outlook, costs: Costs, position: float, offers: Sequence[Offer]
) -> float:
    """
    Return the stock of one part that costs least until the end, of those that can be had.

    Suppliers may sell more at once than is wanted, or whole packs for less: then it is that, the
    next that is less, or nothing, whichever is cheapest with what is paid for it.
    """
    stock = float(cheapest_stock(ahead, costs)[0])
    wanted = stock - position
    best = cheapest_order(offers, Decimal(ceil(wanted))) if wanted > 0 else None
    if best is None or (len(offers) == 1 and best[1] <= ceil(wanted)):
        return stock
    usual = float(best[0].unit_price)
    # What is paid less or more for a piece than where what is wanted is cheapest, by order.
    saved = {0.0: 0.0}
    for offer in offers:
        for few in {offer.most(Decimal(int(wanted))), offer.least(Decimal(ceil(wanted)))}:
            less = (usual - float(offer.unit_price)) * float(few)
            saved[float(few)] = max(saved.get(float(few), less), less)
    stocks = position + np.array(list(saved))
    rows = np.zeros(len(stocks), np.int64)
    paid = expected_cost(ahead.of(rows), costs.of(rows), stocks) - np.array(list(saved.values()))
    return float(stocks[np.argmin(paid)])


def by_half_years(rates: Floats) -> Floats:
    """Return rates (J, H) by half years (J, B)."""
    return np.asarray(np.add.reduceat(rates, np.arange(0, MONTHS, BUCKET), axis=1))


def half_years() -> Floats:
    """Return the months of each bucket (B,)."""
    return np.full(-(-MONTHS // BUCKET), float(BUCKET))


def known_demand(owed: float) -> Floats:
    """Return by month (H,) what is owed already, and may be asked for any day: all in the first."""
    known = np.zeros(MONTHS)
    known[0] = owed
    return known


def demand_in(plan: PartPlan, wish: Wish) -> tuple[Floats, Floats]:
    """
    Return what a plan expects by month in a wish (H,), and draws of what of it needs a new part.

    The draws (J, B) are by half years.
    """
    figures = plan.figures
    facts = {name: figures[name] for name in ("within", "served", "propensity")}
    uncut = np.array(figures["uncut"])
    mean = uncut * np.array(shares_kept(wish, **facts))
    net = mean * np.array(cores_in(figures).under(wish).shares_new(mean.tolist()))
    draws = np.frombuffer(bytes(plan.rates), "<f4").reshape(-1, len(half_years())).astype(float)
    starts = np.arange(0, MONTHS, BUCKET)
    parts = np.add.reduceat(net, starts) / np.maximum(np.add.reduceat(uncut, starts), 1e-12)
    known = known_demand(figures.get("owed", 0.0))
    return mean + known, draws * parts + np.add.reduceat(known, starts)


def what_if(plan: PartPlan, wish: Wish, *, terms: BuyTerms) -> dict[str, Any]:
    """
    Return what a plan would say under a wish: the demand, and the curve of the last buy.

    Months keep their draws and are scaled, half a year at once; nothing is stored.
    """
    figures = plan.figures
    wish = wish.over(wish_of(figures["assumed"], figures["now"]))
    mean, rates = demand_in(plan, wish)
    ahead = outlook(rates[None], half_years())
    price = plan.price if wish.price is None else wish.price
    costs = costs_of_one(price, terms)
    position, offers = plan.at_hand + plan.on_order, offers_in(figures)
    ordered = ordered_of(offers)
    keeps = figures.get("last", {}).get("keeps")
    last = last_buy_of(ahead, costs, position, offers, keeps)
    points = _points(ahead, last.stock, plan.at_hand, wish.quantity)
    points = np.unique([_to_be_had(point, position, ordered) for point in points])
    shown = curve(ahead, costs, points, last.until)
    return {
        "mean": mean.tolist(),
        "total": float(mean.sum()),
        "cheapest": last.stock,
        "last": last.figures(terms, keeps) | {"months": last.months},
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


def _to_be_had(stock: float, position: float, ordered: Callable[[float], float]) -> float:
    """Return the stock one ends with who wants so many, and has to buy as suppliers sell."""
    return stock if stock <= position else position + ordered(stock - position)


def offers_in(figures: Mapping[str, Any]) -> list[Offer]:
    """Return what suppliers sold of a part when it was planned."""
    return [Offer(*map(Decimal, each)) for each in figures.get("offers", ())]


def _points(ahead: Outlook, cheapest: float, at_hand: float, quantity: int | None) -> Floats:
    """Return stocks from none to well beyond what is wanted, those asked about among them."""
    far = float(np.quantile(ahead.reached[0, :, -1], 0.95)) * 1.4
    most = max(2 * cheapest, far, 10.0)
    asked = [cheapest, *([float(quantity)] if quantity is not None else [])]
    asked += [at_hand] if at_hand <= most else []
    return np.unique(np.round([*np.linspace(0, most, POINTS), *asked]))
