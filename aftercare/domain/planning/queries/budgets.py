"""A budget shared among parts that can be bought for the last time: most for the money."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.last_buy import (
    Costs,
    Outlook,
    cheapest_stock,
    outlook,
    spend_rest,
    whole_packs,
    within_budget,
)
from aftercare.domain.planning.models import PartPlan, PlanException
from aftercare.domain.planning.queries.inputs import MONTHS
from aftercare.domain.planning.queries.last_orders import HOLDING, demand_in, half_years, offers_in
from aftercare.domain.planning.queries.settings import BuyTerms
from aftercare.domain.planning.states import wish_of
from aftercare.domain.supply.queries import Offer, cheapest_order

Due = tuple[PlanException, PartPlan]


@dataclass(frozen=True)
class Allotted:
    """
    What one part gets of a budget.

    price: of one, at a supplier if one sells it; without, with_it: the chances that it runs out
    before the end, bought none and bought so many; filled: the share of demand that is then served.
    """

    row: PlanException
    price: float
    quantity: int
    without: float
    with_it: float
    filled: float

    @property
    def wanted(self) -> float:
        """Return what all that is proposed costs."""
        return self.price * self.row.quantity

    @property
    def cost(self) -> float:
        """Return what it gets costs."""
        return self.price * self.quantity


@dataclass(frozen=True)
class _Parts:
    """The parts of a budget, all (G,): demand, costs, what is there, how they are sold."""

    ahead: Outlook
    costs: Costs
    at_hand: Floats
    least: Floats
    pack: Floats

    def order(self, budget: float) -> Floats:
        """Return how many of each (G,) to buy so that the budget is kept."""
        target = within_budget(self.ahead, self.costs, self.at_hand, budget)
        few = whole_packs(target - self.at_hand, least=self.least, pack=self.pack)
        first = np.maximum(np.ceil(self.least / self.pack), 1) * self.pack
        steps = np.stack([first, self.pack])
        return spend_rest(
            few, budget, at_hand=self.at_hand, steps=steps, ahead=self.ahead, costs=self.costs
        )


def share_out(due: Sequence[Due], budget: Decimal | None, *, terms: BuyTerms) -> list[Allotted]:
    """
    Return what each part gets of a budget, those with the largest sums first; none: all it asks.

    Where the budget suffices each gets what is proposed. Else money goes where it saves most: what
    others may stand in for, or a planner left out, counts as there already.
    """
    if not due:
        return []
    parts = _parts(due, terms)
    wanted = np.array([float(row.quantity) for row, _plan in due])
    enough = budget is None or float(wanted @ parts.costs.price) <= float(budget)
    order = wanted if enough else np.minimum(parts.order(float(budget or 0)), wanted)
    short = [1 - parts.ahead.below(parts.at_hand + each + 1)[:, -1] for each in (0 * order, order)]
    mean = parts.ahead.reached[:, :, -1].mean(axis=1)
    filled = 1 - parts.ahead.missed(parts.at_hand + order)[:, -1] / np.maximum(mean, 1e-12)
    return [
        Allotted(row, price, int(quantity), without, with_it, share)
        for (row, _plan), price, quantity, without, with_it, share in zip(
            due,
            parts.costs.price.tolist(),
            order.tolist(),
            *(each.clip(0, 1).tolist() for each in (*short, filled)),
            strict=True,
        )
    ]


def _parts(due: Sequence[Due], terms: BuyTerms) -> _Parts:
    rates, sold = [], []
    for row, plan in due:
        wanted = demand_in(plan, wish_of(plan.figures["assumed"], plan.figures["now"]))[1]
        # What is asked for once stock serves nobody any more is no reason to buy.
        wanted[:, plan.figures.get("last", {}).get("until", MONTHS) :] = 0
        rates.append(wanted)
        sold.append(_sold(plan, row.quantity))
    ahead = outlook(np.stack(rates), half_years())
    value = np.array([plan.price or 1.0 for _row, plan in due])
    price, least, pack = (np.array(each) for each in zip(*sold, strict=True))
    costs = Costs(
        price, HOLDING * price, terms.missing * value, 0 * price, terms.interest, terms.falls
    )
    position = np.array([np.floor(plan.at_hand + plan.on_order) for _row, plan in due])
    asked = np.array([float(row.numbers.get("needed", row.quantity)) for row, _plan in due])
    helped = np.maximum(cheapest_stock(ahead, costs) - position - asked, 0)
    return _Parts(ahead, costs, position + helped, least, pack)


def _sold(plan: PartPlan, wanted: int) -> tuple[float, float, float]:
    """Return what one costs, the least that is sold of it, and in which packs."""
    offers = offers_in(plan.figures)
    best = cheapest_order(offers, Decimal(wanted))
    offer = best[0] if best else Offer(Decimal(1), Decimal(1), Decimal(str(plan.price or 1)))
    return float(offer.unit_price), float(offer.least(Decimal(1))), float(offer.pack)
