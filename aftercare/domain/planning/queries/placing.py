"""Where to keep parts: levels of the center, the other sites and partners, by VARI-METRIC."""

from collections.abc import Mapping, Sequence

import numpy as np

from aftercare.domain.planning.engine.allocation import guarded, place_at_price
from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.echelons import Network
from aftercare.domain.planning.policies.exceptions import Shelf
from aftercare.domain.planning.queries.inputs import PartInput
from aftercare.domain.planning.queries.settings import Usual

YEARLY = 2.0
"""A site that uses fewer in a year, and is served in time, has no stock of its own."""
PROMISED = 0.25
"""Months within which a part has to be there."""
LEAST_BORNE = 0.001


def levels_of(
    parts: Sequence[PartInput], monthly: Mapping[str, float], usual: Usual
) -> dict[str, tuple[Shelf, ...]]:
    """
    Return by part what each place has and should have, where more than one uses it or has it.

    Places are sites of ours and partners that keep goods of ours; monthly: what will be asked for
    in a month. A further unit is kept anywhere while that saves more than the share of shortages we
    bear (1 − service).
    """
    spread = [part for part in parts if len(part.shelves) > 1 and used_of(part)]
    if not spread:
        return {}
    center = usual.center
    places = sorted({center} | {place for part in spread for place, _there, _used in part.shelves})
    network = _network(spread, monthly, places, usual)
    allowed = guarded(network, yearly=YEARLY, promised=PROMISED)
    bear = max(1 - usual.service, LEAST_BORNE)
    placed = place_at_price(network, np.ones(len(spread)), bear, allowed=allowed)
    wanted = placed.stations.copy()
    wanted[:, places.index(center)] += placed.center
    return {
        part.code: tuple(
            Shelf(place, _there(part, place), float(wanted[row, column]))
            for column, place in enumerate(places)
            if _there(part, place) or wanted[row, column]
        )
        for row, part in enumerate(spread)
    }


def _network(
    parts: Sequence[PartInput], monthly: Mapping[str, float], places: Sequence[str], usual: Usual
) -> Network:
    demand = np.zeros((len(parts), len(places)))
    for row, part in enumerate(parts):
        for place, _there, used in part.shelves:
            demand[row, places.index(place)] = monthly[part.code] * used / used_of(part)
    order_time = np.full(demand.shape, usual.transfer)
    order_time[:, places.index(usual.center)] = 0.0
    none: Floats = np.zeros(demand.shape)
    return Network(demand, none, none, order_time, np.array([_wait(part, usual) for part in parts]))


def _wait(part: PartInput, usual: Usual) -> float:
    """Return after how many months the center has a part again: repaired, or bought."""
    lead, cores = usual.lead if part.lead is None else part.lead, part.cores
    return cores.recovered * cores.turn_around + (1 - cores.recovered) * lead


def used_of(part: PartInput) -> float:
    """Return how many were used of a part in a year at all places."""
    return sum(used for _place, _there, used in part.shelves)


def _there(part: PartInput, place: str) -> float:
    return sum(there for each, there, _used in part.shelves if each == place)
