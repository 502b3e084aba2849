"""
Where to keep parts, and how many: the least backorders for the money.

For one place, units are bought where one more saves most backorders for its price; because savings
fall with every unit, the points reached are the efficient ones (Fox 1966). For a center with
stations a price on money (θ) separates parts and stations: the stock of each station is the first
whose next unit is not worth θ × price, and the center's is tried out. The budget finds θ.
"""

import heapq
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from aftercare.domain.planning.engine.arrays import Bools, Floats, Ints, in_pieces, slices
from aftercare.domain.planning.engine.echelons import (
    Network,
    negative_binomial_backorders,
    poisson_backorders,
    station_moments,
)

PIECE = 200
_SAMPLE = 1000


@dataclass(frozen=True)
class Point:
    """An efficient point: what it costs, the backorders it leaves, the stock (P,) it means."""

    cost: float
    backorders: float
    stock: tuple[int, ...]


def efficient_points(pipeline: Floats, price: Floats, budget: float) -> list[Point]:
    """Return the efficient points up to a budget, for parts with Poisson pipelines (P,)."""
    stock = np.zeros(len(price), np.int64)
    short = poisson_backorders(pipeline, stock)
    gains = [(-_gain(float(pipeline[part]), 0) / price[part], part) for part in range(len(price))]
    heapq.heapify(gains)
    cost = 0.0
    points = [Point(0.0, float(short.sum()), tuple(stock.tolist()))]
    while cost + price[gains[0][1]] <= budget:
        _worth, part = heapq.heappop(gains)
        stock[part] += 1
        cost += float(price[part])
        short[part] = poisson_backorders(pipeline[part], stock[part])
        points.append(Point(cost, float(short.sum()), tuple(stock.tolist())))
        gain = _gain(float(pipeline[part]), int(stock[part]))
        heapq.heappush(gains, (-gain / price[part], part))
    return points


def _gain(pipeline: float, stock: int) -> float:
    """Return what one more unit saves, P(X > stock)."""
    return float(
        poisson_backorders(np.asarray(pipeline), np.asarray(stock))
        - poisson_backorders(np.asarray(pipeline), np.asarray(stock + 1))
    )


def exact_allocation(pipeline: Floats, price: Ints, budget: int) -> Point:
    """
    Return the very best stocks, by dynamic programming over money.

    pipeline (P,): units on order or in repair on average; price (P,): whole units of money.
    """
    best = np.zeros(budget + 1)
    choices = []
    for part in range(len(price)):
        most = budget // int(price[part])
        short = poisson_backorders(pipeline[part], np.arange(most + 1))
        reached = np.full(budget + 1, np.inf)
        choice = np.zeros(budget + 1, np.int64)
        for units in range(most + 1):
            spent = units * int(price[part])
            total = np.full(budget + 1, np.inf)
            total[spent:] = best[: budget + 1 - spent] + short[units]
            better = total < reached - 1e-15
            reached, choice = np.where(better, total, reached), np.where(better, units, choice)
        best = reached
        choices.append(choice)
    left, stock = budget, []
    for part in reversed(range(len(price))):
        units = int(choices[part][left])
        stock.append(units)
        left -= units * int(price[part])
    return Point(float(budget - left), float(best[budget]), tuple(reversed(stock)))


@dataclass(frozen=True)
class Placed:
    """Stocks of the center (P,) and of stations (P, N), with the backorders (P,) they leave."""

    center: Floats
    stations: Floats
    backorders: Floats

    def cost(self, price: Floats) -> float:
        """Return what all of it costs."""
        return float(((self.center + self.stations.sum(axis=1)) * price).sum())


def guarded(
    network: Network, *, yearly: float, promised: Floats | float, per_year: float = 12.0
) -> Bools:
    """
    Return where (P, N) stock may lie: not where it is hardly used and can come in time.

    yearly: the least annual use of a station that has stock of its own; promised: the time within
    which a part has to be there.
    """
    hardly = network.demand * per_year < yearly
    return np.asarray(~(hardly & (network.order_time <= promised)))


def place_at_price(
    network: Network,
    price: Floats,
    theta: float,
    *,
    allowed: Bools | None = None,
    executor: Executor | None = None,
) -> Placed:
    """
    Return the stocks with the least backorders + θ × cost.

    price (P,): of one unit; theta: backorders that are worth a unit of money; allowed (P, N): where
    a station may have stock.
    """
    free = np.ones(network.demand.shape, bool) if allowed is None else allowed
    cut = (
        (network.of(rows), theta * price[rows], free[rows]) for rows in slices(len(price), PIECE)
    )
    pieces = in_pieces(_place_some, cut, executor)
    return Placed(
        np.concatenate([each.center for each in pieces]),
        np.concatenate([each.stations for each in pieces]),
        np.concatenate([each.backorders for each in pieces]),
    )


def place_within_budget(
    network: Network,
    price: Floats,
    budget: float,
    *,
    allowed: Bools | None = None,
    executor: Executor | None = None,
) -> Placed:
    """
    Return the stocks with the least backorders within a budget; a sample says where θ lies.

    price (P,): of one unit, in the money of the budget; allowed (P, N) as in `place_at_price`.
    """
    free = np.ones(network.demand.shape, bool) if allowed is None else allowed
    low, high = _bracket(network, price, budget, free)
    placed = place_at_price(network, price, high, allowed=free, executor=executor)
    while placed.cost(price) > budget:
        low, high = high, high * 1.5
        placed = place_at_price(network, price, high, allowed=free, executor=executor)
    for _ in range(3):
        middle = float(np.sqrt(low * high))
        tried = place_at_price(network, price, middle, allowed=free, executor=executor)
        if tried.cost(price) > budget:
            low = middle
        else:
            high, placed = middle, tried
    return _filled_up(network, price, budget, free, placed)


def _bracket(network: Network, price: Floats, budget: float, free: Bools) -> tuple[float, float]:
    """Seek θ on some of the parts, with their part of the budget."""
    rows = np.unique(np.linspace(0, len(price) - 1, _SAMPLE).astype(np.int64))
    some = network.of(rows)
    weight = float((network.central_pipeline * price).sum())
    part = budget * float((some.central_pipeline * price[rows]).sum()) / max(weight, 1e-300)
    low, high = 1e-9, 10.0
    for _ in range(16):
        middle = float(np.sqrt(low * high))
        placed = place_at_price(some, price[rows], middle, allowed=free[rows])
        low, high = (middle, high) if placed.cost(price[rows]) > part else (low, middle)
    return low / 1.05, high


def _place_some(piece: tuple[Network, Floats, Bools]) -> Placed:
    some, level, open_to = piece
    pipeline = some.central_pipeline
    stride = np.maximum(np.floor(np.sqrt(pipeline) / 2), 1)
    steps = int(np.max(np.ceil((pipeline + 4 * np.sqrt(pipeline)) / stride)))
    best = _Best(some, level, open_to)
    for number in range(steps + 2):
        best.try_center(number * stride, patience=3)
    best.reopen()
    middle = best.center.copy()
    for away in range(1, int(stride.max())):
        for sign in (-1, 1):
            near = (away < stride) & (middle + sign * away >= 0)
            best.try_center(np.where(near, middle + sign * away, middle), patience=10**9)
    return Placed(best.center, best.stations, best.backorders)


class _Best:
    """The best stocks found so far; parts that got worse several times are left alone."""

    def __init__(self, network: Network, level: Floats, free: Bools) -> None:
        self.network, self.level, self.free = network, level, free
        parts = len(level)
        self.value = np.full(parts, np.inf)
        self.center = np.zeros(parts)
        self.stations = np.zeros(network.demand.shape)
        self.backorders = np.zeros(parts)
        self.worse = np.zeros(parts)

    def reopen(self) -> None:
        self.worse[:] = 0

    def try_center(self, center: Floats, patience: int) -> None:
        new = (center != self.center) | ~np.isfinite(self.value)
        open_ones = np.flatnonzero(new & (self.worse < patience))
        if not len(open_ones):
            return
        mean, variance = station_moments(self.network.of(open_ones), center[open_ones])
        level = np.where(self.free[open_ones], self.level[open_ones, None], np.inf)
        stations, short = cover(mean, variance, level)
        backorders = short.sum(axis=1)
        held = center[open_ones] + stations.sum(axis=1)
        value = backorders + self.level[open_ones] * held
        better = value < self.value[open_ones]
        found = open_ones[better]
        self.value[found], self.center[found] = value[better], center[found]
        self.stations[found], self.backorders[found] = stations[better], backorders[better]
        self.worse[open_ones] = np.where(better, 0, self.worse[open_ones] + 1)


def cover(mean: Floats, variance: Floats, level: Floats) -> tuple[Floats, Floats]:
    """Return the first stocks with P(X > stock) ≤ level, and the backorders they leave."""
    flat = np.maximum(mean.ravel(), 1e-12)
    wide = np.maximum(variance.ravel(), flat * (1 + 1e-7))
    limit = np.broadcast_to(level, mean.shape).ravel()
    size, ratio = flat * flat / (wide - flat), 1 - flat / wide
    chance = np.exp(size * np.log(flat / wide))
    stock, missed = np.zeros(len(flat)), flat.copy()
    active = np.flatnonzero(1 - chance > limit)
    # The columns of what is still open: size, ratio, chance, P(X > count), backorders, limit.
    columns = np.stack([size, ratio, chance, 1 - chance, flat, limit])[:, active]
    count = 0
    while len(active):
        size, ratio, chance, beyond, short, limit = columns
        short -= beyond
        chance *= ratio * (size + count) / (count + 1)
        beyond -= chance
        count += 1
        left = beyond > limit
        if not left.all():
            done = active[~left]
            stock[done], missed[done] = count, short[~left]
            active, columns = active[left], columns[:, left]
    return stock.reshape(mean.shape), np.maximum(missed, 0).reshape(mean.shape)


def _filled_up(
    network: Network, price: Floats, budget: float, free: Bools, placed: Placed
) -> Placed:
    """Spend what is left on single units at stations, the best for its price first."""
    left = budget - placed.cost(price)
    mean, variance = station_moments(network, placed.center)
    gain = negative_binomial_backorders(mean, variance, placed.stations) - (
        negative_binomial_backorders(mean, variance, placed.stations + 1)
    )
    worth = np.where(free, gain / price[:, None], 0).ravel()
    order = np.argsort(-worth)[: 10 * len(price)]
    costs = price[order // free.shape[1]]
    take = (np.cumsum(costs) <= left) & (worth[order] > 0)
    chosen = order[take]
    stations = placed.stations.copy()
    np.add.at(stations.reshape(-1), chosen, 1)
    saved = np.bincount(chosen // free.shape[1], gain.ravel()[chosen], len(price))
    return Placed(placed.center, stations, placed.backorders - saved)


def rebalance(stock: Floats, mean: Floats, variance: Floats, least: float) -> Floats:
    """
    Return stocks (N,) of one part after moves between stations that save `least` backorders each.

    A unit goes from where it is missed least to where it helps most, while that is worth a parcel.
    """
    stock = stock.astype(float).copy()
    while True:
        now = negative_binomial_backorders(mean, variance, stock)
        gain = now - negative_binomial_backorders(mean, variance, stock + 1)
        loss = negative_binomial_backorders(mean, variance, np.maximum(stock - 1, 0)) - now
        loss = np.where(stock >= 1, loss, np.inf)
        source, target = int(np.argmin(loss)), int(np.argmax(gain))
        if gain[target] - loss[source] < least or source == target:
            return stock
        stock[source] -= 1
        stock[target] += 1
