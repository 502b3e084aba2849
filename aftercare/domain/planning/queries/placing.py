"""Where to keep parts: levels of the center and the other sites, by VARI-METRIC."""

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
    parts: Sequence[PartInput], monthly: Mapping[str, float], usual: Usual, *, center: int
) -> dict[str, tuple[Shelf, ...]]:
    """
    Return by part what each site has and should have, where more than one site uses it or has it.

    monthly: what will be asked for in a month; center: the site that orders for all. A further unit
    is kept anywhere while that saves more than the share of shortages we bear (1 − service).
    """
    spread = [part for part in parts if len(part.shelves) > 1 and used_of(part)]
    if not spread:
        return {}
    sites = sorted({center} | {site for part in spread for site, _there, _used in part.shelves})
    network = _network(spread, monthly, sites, center, usual)
    allowed = guarded(network, yearly=YEARLY, promised=PROMISED)
    bear = max(1 - usual.service, LEAST_BORNE)
    placed = place_at_price(network, np.ones(len(spread)), bear, allowed=allowed)
    wanted = placed.stations.copy()
    wanted[:, sites.index(center)] += placed.center
    return {
        part.code: tuple(
            Shelf(site, _there(part, site), float(wanted[row, column]))
            for column, site in enumerate(sites)
            if _there(part, site) or wanted[row, column]
        )
        for row, part in enumerate(spread)
    }


def _network(
    parts: Sequence[PartInput],
    monthly: Mapping[str, float],
    sites: Sequence[int],
    center: int,
    usual: Usual,
) -> Network:
    demand = np.zeros((len(parts), len(sites)))
    for row, part in enumerate(parts):
        for site, _there, used in part.shelves:
            demand[row, sites.index(site)] = monthly[part.code] * used / used_of(part)
    order_time = np.full(demand.shape, usual.transfer)
    order_time[:, sites.index(center)] = 0.0
    none: Floats = np.zeros(demand.shape)
    leads = [usual.lead if part.lead is None else part.lead for part in parts]
    return Network(demand, none, none, order_time, np.array(leads))


def used_of(part: PartInput) -> float:
    """Return how many all sites used of a part in a year."""
    return sum(used for _site, _there, used in part.shelves)


def _there(part: PartInput, site: int) -> float:
    return sum(there for each, there, _used in part.shelves if each == site)
