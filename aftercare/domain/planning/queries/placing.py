"""Where to keep parts: levels of the center, other sites and partners; what to send where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aftercare.domain.planning.engine.allocation import Placed, guarded, place_at_price, rebalance
from aftercare.domain.planning.engine.arrays import Bools, Floats
from aftercare.domain.planning.engine.echelons import Network, station_moments
from aftercare.domain.planning.engine.exact_placing import placed_exactly
from aftercare.domain.planning.engine.shares import Habit, learn_habit
from aftercare.domain.planning.policies.exceptions import Shelf
from aftercare.domain.planning.queries.inputs import PartInput
from aftercare.domain.planning.queries.settings import Usual

YEARLY = 2.0
"""A site that uses fewer in a year, and is served in time, has no stock of its own."""
PROMISED = 0.25
"""Months within which a part has to be there."""
LEAST_BORNE = 0.001
EXACT_PLACES, EXACT_UNITS = 12, 12.0
"""Up to so many places, and so many on order at the center on average, the exact law is used."""


@dataclass(frozen=True)
class Habits:
    """The places there are, and which share of demand each usually has."""

    places: tuple[str, ...]
    habit: Habit | None

    def shares(self, part: PartInput) -> Floats:
        """Return the share (N,) of each place in the demand of a part."""
        used = _by_place([part], self.places)
        shares = self.habit.shares(used) if self.habit else used
        return np.asarray(shares[0])


def habits_of(parts: Sequence[PartInput], center: str) -> Habits:
    """Return what the use of parts at places has in common."""
    spread = [part for part in parts if _is_spread(part)]
    named = {place for part in spread for place, _there, _used in part.shelves}
    places = tuple(sorted({center} | named)) if spread else ()
    return Habits(places, learn_habit(_by_place(spread, places)) if spread else None)


def levels_of(
    parts: Sequence[PartInput], monthly: Mapping[str, float], usual: Usual, habits: Habits
) -> dict[str, tuple[Shelf, ...]]:
    """
    Return by part what each place has and should have, where more than one uses it or has it.

    Places are sites of ours and partners that keep goods of ours; monthly: what will be asked for
    in a month. A further unit is kept, or sent, anywhere while that saves more than the share of
    shortages we bear (1 − service).
    """
    spread = [part for part in parts if _is_spread(part)]
    if not spread:
        return {}
    places, column = habits.places, habits.places.index(usual.center)
    network = _network(spread, monthly, habits, usual)
    allowed = guarded(network, yearly=YEARLY, promised=PROMISED)
    bear = max(1 - usual.service, LEAST_BORNE)
    placed = _placed(network, bear, allowed)
    wanted = placed.stations.copy()
    wanted[:, column] += placed.center
    there = np.array([[_there(part, place) for place in places] for part in spread])
    moved = _moves(network, there, placed.center, allowed, (column, bear))
    return {
        part.code: tuple(
            Shelf(place, there[row, at], float(wanted[row, at]), float(moved[row, at]))
            for at, place in enumerate(places)
            if there[row, at] or wanted[row, at]
        )
        for row, part in enumerate(spread)
    }


def _placed(network: Network, bear: float, allowed: Bools) -> Placed:
    """Return what to keep where, by VARI-METRIC, and by the exact law where that costs little."""
    price = np.ones(len(network.demand))
    found = place_at_price(network, price, bear, allowed=allowed)
    if network.demand.shape[1] > EXACT_PLACES:
        return found
    few = np.flatnonzero(network.central_pipeline <= EXACT_UNITS)
    return placed_exactly(network, price, bear, allowed=allowed, start=found, rows=few)


def _moves(
    network: Network, there: Floats, center: Floats, allowed: Bools, known: tuple[int, float]
) -> Floats:
    """
    Return what to send to each place (P, N), less than nothing: from there.

    known: the column of the center, and what a move has to save. Of what lies at the center its
    level for all is left alone; the rest may go. What need not be kept somewhere is free to go.
    """
    column, bear = known
    own = np.minimum(there[:, column], center)
    free = there.copy()
    free[:, column] -= own
    mean, variance = (np.where(allowed, each, 0.0) for each in station_moments(network, own))
    after = [
        rebalance(np.floor(free[row]), mean[row], variance[row], bear) for row in range(len(free))
    ]
    return np.asarray(np.stack(after) - np.floor(free))


def _network(
    parts: Sequence[PartInput], monthly: Mapping[str, float], habits: Habits, usual: Usual
) -> Network:
    demand = np.stack([monthly[part.code] * habits.shares(part) for part in parts])
    order_time = np.full(demand.shape, usual.transfer)
    order_time[:, habits.places.index(usual.center)] = 0.0
    none: Floats = np.zeros(demand.shape)
    return Network(demand, none, none, order_time, np.array([_wait(part, usual) for part in parts]))


def _wait(part: PartInput, usual: Usual) -> float:
    """Return after how many months the center has a part again: repaired, or bought."""
    lead, cores = usual.lead if part.lead is None else part.lead, part.cores
    return cores.recovered * cores.turn_around + (1 - cores.recovered) * lead


def _by_place(parts: Sequence[PartInput], places: Sequence[str]) -> Floats:
    """Return what was used of parts at places in a year (P, N)."""
    column = {place: number for number, place in enumerate(places)}
    used = np.zeros((len(parts), len(places)))
    for row, part in enumerate(parts):
        for place, _there, count in part.shelves:
            used[row, column[place]] = max(count, 0.0)
    return used


def _is_spread(part: PartInput) -> bool:
    return len(part.shelves) > 1 and used_of(part) > 0


def used_of(part: PartInput) -> float:
    """Return how many were used of a part in a year at all places."""
    return sum(max(used, 0.0) for _place, _there, used in part.shelves)


def _there(part: PartInput, place: str) -> float:
    return sum(there for each, there, _used in part.shelves if each == place)
