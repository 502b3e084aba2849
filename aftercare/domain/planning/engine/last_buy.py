"""
The last-time buy: how many units, when there is no second chance.

Demand by time t, N(t), is Poisson around the rates of each draw, so every probability is a mean of
incomplete gammas over draws: exact, without sampling. The n-th unit is worth buying while

    Δ(n) = c + h ∫ P(N(t) < n) dt + (disposal − salvage) P(N(T) < n) − p P(N(T) ≥ n) ≤ 0,

which rises with n, so halving finds the optimum. (Fortuin 1980; Teunter & Fortuin 1999.)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammainc, gammaincc

from aftercare.domain.planning.engine.arrays import Bools, Floats, Ints, in_pieces, slices

PIECE = 500


@dataclass(frozen=True)
class Outlook:
    """
    Demand up to the end of each bucket.

    reached (G, J, B): expected demand of each draw from now on; months (B,): length of each bucket.
    """

    reached: Floats
    months: Floats

    def of(self, rows: slice | Ints) -> "Outlook":
        """Return the outlook of some parts."""
        return Outlook(self.reached[rows], self.months)

    def until(self, buckets: int) -> "Outlook":
        """Return the outlook of the first buckets only."""
        return Outlook(self.reached[:, :, :buckets], self.months[:buckets])

    def below(self, count: Floats) -> Floats:
        """Return P(N(t) < count) (G, B) for count (G,) from 1."""
        law = gammaincc(np.maximum(count, 1)[:, None, None], np.maximum(self.reached, 1e-12))
        return np.where(count[:, None] < 1, 0.0, law.mean(axis=1))

    def missed(self, count: Floats) -> Floats:
        """Return E(N(t) − count)⁺ (G, B)."""
        mean = np.maximum(self.reached, 1e-12)
        stock = count[:, None, None]
        at_least = np.where(stock < 1, 1.0, gammainc(np.maximum(stock, 1), mean))
        loss = mean * at_least - stock * gammainc(stock + 1, mean)
        return np.asarray(np.maximum(loss, 0).mean(axis=1))


@dataclass(frozen=True)
class Costs:
    """
    What a unit of each part costs, all (G,) in one currency.

    price to buy; holding of one unit for a month; missing: the cheapest other way to help when it
    is not there (exchange, refund, custom order); left_over: to get rid of it, less its salvage.
    interest: a month, to discount what is paid later; falling: a month, by how much the other way
    to help gets cheaper (sets lose value, newer ones come).
    """

    price: Floats
    holding: Floats
    missing: Floats
    left_over: Floats
    interest: float = 0.0
    falling: float = 0.0

    def of(self, rows: slice | Ints) -> "Costs":
        """Return the costs of some parts."""
        return replace(
            self,
            price=self.price[rows],
            holding=self.holding[rows],
            missing=self.missing[rows],
            left_over=self.left_over[rows],
        )

    def fading(self, months: Floats) -> Floats:
        """Return what is left of `missing` at the end of each bucket (B,), as a share."""
        return np.asarray((1 - self.falling) ** np.cumsum(months))


def outlook(rates: Floats, months: Sequence[float] | Floats) -> Outlook:
    """Return the outlook of rates (G, J, B) in buckets of `months` (B,)."""
    return Outlook(np.cumsum(rates, axis=2), np.asarray(months, float))


def discounts(costs: Costs, months: Floats) -> tuple[Floats, Floats]:
    """Return what 1 is worth at the end of each bucket (B,), and its months (B,), so discounted."""
    ends = np.cumsum(months)
    worth = (1 + costs.interest) ** -ends
    middle = (1 + costs.interest) ** -(ends - months / 2)
    return worth, months * middle


def marginal_cost(ahead: Outlook, costs: Costs, count: Floats) -> Floats:
    """Return Δ (G,), the expected cost of having the `count`-th unit (G,) rather than not."""
    worth, held = discounts(costs, ahead.months)
    below = ahead.below(count)
    needed = np.diff(1 - below, axis=1, prepend=0.0)
    return np.asarray(
        costs.price
        + costs.holding * (below @ held)
        + costs.left_over * worth[-1] * below[:, -1]
        - costs.missing * (needed @ (worth * costs.fading(ahead.months)))
    )


def expected_cost(ahead: Outlook, costs: Costs, count: Floats) -> Floats:
    """Return the expected cost (G,) of buying `count` (G,) now: price, holding, missed, left."""
    worth, held = discounts(costs, ahead.months)
    missed = ahead.missed(count)
    mean = ahead.reached.mean(axis=1)
    left = count[:, None] - mean + missed
    when = np.diff(missed, axis=1, prepend=0.0) @ (worth * costs.fading(ahead.months))
    return np.asarray(
        costs.price * count
        + costs.holding * (left @ held)
        + costs.left_over * worth[-1] * left[:, -1]
        + costs.missing * when
    )


class _Question:
    """Whether so many (G,) are not yet enough, for each part."""

    def of(self, rows: Ints) -> "_Question":
        raise NotImplementedError

    def still(self, count: Floats) -> Bools:
        raise NotImplementedError


def _largest(question: _Question, guess: Floats) -> Floats:
    """
    Return the largest n (G,) for which the question is answered yes; it is for 0.

    The answer is sought around a guess, first in steps that grow, then by halving.
    """
    step = np.ceil(np.sqrt(guess)) + 1
    low, high = np.maximum(np.floor(guess) - step, 0), np.floor(guess) + step
    reach = step.copy()
    rows = np.flatnonzero(low > 0)
    while len(rows := rows[~question.of(rows).still(low[rows])]):
        high[rows] = low[rows]
        reach[rows] *= 3
        low[rows] = np.maximum(low[rows] - reach[rows], 0)
        rows = rows[low[rows] > 0]
    rows = np.arange(len(guess))
    while len(rows := rows[question.of(rows).still(high[rows])]):
        low[rows] = high[rows]
        step[rows] *= 3
        high[rows] += step[rows]
    while len(rows := np.flatnonzero(high - low > 1)):
        middle = np.floor((low[rows] + high[rows]) / 2)
        more = question.of(rows).still(middle)
        low[rows] = np.where(more, middle, low[rows])
        high[rows] = np.where(more, high[rows], middle)
    return np.asarray(low)


@dataclass(frozen=True)
class _StillWorth(_Question):
    ahead: Outlook
    costs: Costs

    def of(self, rows: Ints) -> "_StillWorth":
        return _StillWorth(self.ahead.of(rows), self.costs.of(rows))

    def still(self, count: Floats) -> Bools:
        return marginal_cost(self.ahead, self.costs, count) <= 0


@dataclass(frozen=True)
class _StillShort(_Question):
    ahead: Outlook
    fill: float
    certainty: float

    def of(self, rows: Ints) -> "_StillShort":
        return _StillShort(self.ahead.of(rows), self.fill, self.certainty)

    def still(self, count: Floats) -> Bools:
        before = count - 1
        mean = self.ahead.reached[:, :, -1].mean(axis=1)
        missed = self.ahead.missed(before)[:, -1]
        filled = 1 - missed / np.maximum(mean, 1e-12) < self.fill
        sure = self.ahead.below(before + 1)[:, -1] < self.certainty
        return np.asarray(filled | sure)


def cheapest_stock(ahead: Outlook, costs: Costs) -> Floats:
    """Return the stock (G,) with the least expected cost until the end."""

    def piece(rows: slice) -> Floats:
        some, own = ahead.of(rows), costs.of(rows)
        ratio = np.clip((own.missing - own.price) / (own.missing + own.left_over), 0.01, 0.999)
        ordered = np.sort(some.reached[:, :, -1], axis=1)
        at = (ratio * (ordered.shape[1] - 1)).astype(np.int64)
        return _largest(_StillWorth(some, own), ordered[np.arange(len(at)), at])

    return np.concatenate(in_pieces(piece, slices(len(ahead.reached), PIECE)))


def stock_for_service(ahead: Outlook, *, fill: float = 0.0, certainty: float = 0.0) -> Floats:
    """Return the least stock (G,) with this share of demand filled, and this P(N(T) ≤ stock)."""

    def piece(rows: slice) -> Floats:
        some = ahead.of(rows)
        middle = some.reached[:, :, -1].mean(axis=1)
        return _largest(_StillShort(some, fill, certainty), middle)

    return np.concatenate(in_pieces(piece, slices(len(ahead.reached), PIECE)))


def to_order(
    stock: Floats, at_hand: Floats, *, least: Floats, pack: Floats, ahead: Outlook, costs: Costs
) -> Floats:
    """
    Return the order (G,) that brings usable stock and open orders `at_hand` near to `stock`.

    Whole packs and at least the least order, or nothing: whichever costs less in the end.
    """
    wanted = np.maximum(stock - at_hand, 0)
    packs = np.ceil(wanted / pack) * pack
    order = np.where(wanted > 0, np.maximum(packs, np.ceil(least / pack) * pack), 0)
    with_it = expected_cost(ahead, costs, at_hand + order)
    without = expected_cost(ahead, costs, at_hand)
    return np.where((order > wanted) & (without <= with_it), 0.0, order)


def whole_packs(wanted: Floats, *, least: Floats, pack: Floats) -> Floats:
    """Return orders (G,) of whole packs that are no more than wanted: so a budget is kept."""
    packs = np.floor(np.maximum(wanted, 0) / pack) * pack
    return np.where(packs >= least, packs, 0.0)


def spend_rest(
    order: Floats, budget: float, *, at_hand: Floats, steps: Floats, ahead: Outlook, costs: Costs
) -> Floats:
    """
    Return orders (G,) with what is left of the budget spent, on what saves most for its money.

    steps (2, G): the least order, for a part that has none, and the packs after it.
    """
    order = order.copy()
    step = np.where(order > 0, steps[1], steps[0])

    def saved(rows: Ints) -> Floats:
        some, own, stock = ahead.of(rows), costs.of(rows), (at_hand + order)[rows]
        return expected_cost(some, own, stock) - expected_cost(some, own, stock + step[rows])

    gain = saved(np.arange(len(order)))
    while True:
        price = step * costs.price
        left = budget - float(order @ costs.price)
        worth = np.where((price <= left) & (gain > 0), gain / np.maximum(price, 1e-12), 0)
        best = np.array([int(np.argmax(worth))])
        if worth[best[0]] <= 0:
            return order
        order[best] += step[best]
        step[best] = steps[1][best]
        gain[best] = saved(best)


def buckets_within(months: Floats, shelf_life: float) -> int:
    """Return how many buckets of `months` (B,) a unit lasts on the shelf of so many months."""
    return max(int((np.cumsum(months) <= shelf_life + 1e-9).sum()), 1)


def within_budget(ahead: Outlook, costs: Costs, at_hand: Floats, budget: float) -> Floats:
    """
    Return the stocks (G,) that cost least while what is bought stays within the budget.

    A price on money (Lagrange) is halved until the budget is kept; each part then takes as much as
    is worth it at that price.
    """

    def bought(charge: float) -> tuple[Floats, float]:
        dearer = replace(costs, price=costs.price * (1 + charge))
        stock = np.maximum(cheapest_stock(ahead, dearer), at_hand)
        return stock, float(((stock - at_hand) * costs.price).sum())

    stock, spent = bought(0.0)
    if spent <= budget:
        return stock
    low, high = 0.0, 1.0
    while bought(high)[1] > budget:
        low, high = high, 4 * high
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if bought(middle)[1] > budget else (low, middle)
    return bought(high)[0]


@dataclass(frozen=True)
class Curve:
    """What each quantity (Q,) of one part means until the end."""

    quantity: Floats
    cost: Floats
    fill: Floats
    shortage: Floats
    left_over: Floats


def curve(ahead: Outlook, costs: Costs, quantities: Floats, until: int | None = None) -> Curve:
    """
    Return the curve of one part (G = 1) over stocks (Q,).

    until: the bucket from which on stock serves nobody and all are helped otherwise; what is left
    over and the chance of shortage are those of that moment.
    """
    later = _Later.of(ahead, costs, until)
    served = later.served
    many = served.of(np.zeros(len(quantities), np.int64))
    ones = np.ones(len(quantities))
    spread = replace(
        costs,
        price=costs.price * ones,
        holding=costs.holding * ones,
        missing=costs.missing * ones,
        left_over=costs.left_over * ones,
    )
    missed = many.missed(quantities)[:, -1]
    mean = many.reached[:, :, -1].mean(axis=1)
    whole = np.maximum(mean + later.demand, 1e-12)
    return Curve(
        quantities,
        expected_cost(many, spread, quantities) + later.cost,
        1 - (missed + later.demand) / whole,
        1 - many.below(quantities + 1)[:, -1],
        quantities - mean + missed,
    )


@dataclass(frozen=True)
class _Later:
    """The buckets of one part that stock serves; demand after them, and what helping it costs."""

    served: Outlook
    demand: float
    cost: float

    @classmethod
    def of(cls, ahead: Outlook, costs: Costs, until: int | None) -> "_Later":
        if until is None or until >= len(ahead.months):
            return cls(ahead, 0.0, 0.0)
        served = max(until, 1)
        each = np.diff(ahead.reached.mean(axis=1)[0], prepend=0.0)[served:]
        worth, _held = discounts(costs, ahead.months)
        paid = float(costs.missing[0]) * (worth * costs.fading(ahead.months))[served:]
        return cls(ahead.until(served), float(each.sum()), float(each @ paid))
