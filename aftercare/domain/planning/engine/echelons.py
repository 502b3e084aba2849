"""
A central warehouse and stations: what is missing where, for given stocks.

Orders outstanding at the center are Poisson (Palm); its backorders, thinned to each station, plus
what is on the way or in repair there, are what a station waits for. The exact law convolves the
binomial thinning with a Poisson (Simon 1971; Graves 1985); VARI-METRIC matches its mean and
variance by a negative binomial; METRIC (Sherbrooke 1968) takes a Poisson, and understates.
Axes: P parts, N stations; demand and times in one unit of time, say months.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, gammainc, gammaln

from aftercare.domain.planning.engine.arrays import TINY, Floats, Ints

_FURTHEST = 1e-12


@dataclass(frozen=True)
class Network:
    """
    One part at a center and N stations, for P parts.

    demand (P, N); repaired (P, N): the share that the station repairs itself, in `repair_time`
    (P, N); order_time (P, N): from the center, if it has one; turn_around (P,): of the center
    itself, from its supplier or repair shop.
    """

    demand: Floats
    repaired: Floats
    repair_time: Floats
    order_time: Floats
    turn_around: Floats

    @property
    def central_demand(self) -> Floats:
        """Return what stations ask of the center (P, N)."""
        return self.demand * (1 - self.repaired)

    @property
    def central_pipeline(self) -> Floats:
        """Return the mean of what the center has on order (P,)."""
        return np.asarray(self.central_demand.sum(axis=1) * self.turn_around)

    @property
    def share(self) -> Floats:
        """Return the share of each station in what the center is asked for (P, N)."""
        asked = self.central_demand
        return np.asarray(asked / np.maximum(asked.sum(axis=1, keepdims=True), TINY))

    @property
    def own_pipeline(self) -> Floats:
        """Return what a station has in repair or on the way, were the center never short."""
        return self.demand * self.repaired * self.repair_time + (
            self.central_demand * self.order_time
        )

    def of(self, rows: slice | Ints) -> "Network":
        """Return the network of some parts."""
        return Network(
            self.demand[rows],
            self.repaired[rows],
            self.repair_time[rows],
            self.order_time[rows],
            self.turn_around[rows],
        )


def poisson_backorders(mean: Floats, stock: Floats | Ints) -> Floats:
    """Return E(X − stock)⁺ of a Poisson X."""
    mean, stock = np.broadcast_arrays(np.maximum(mean, TINY), stock)
    at_least = np.where(stock < 1, 1.0, gammainc(np.maximum(stock, 1), mean))
    return np.asarray(np.maximum(mean * at_least - stock * gammainc(stock + 1, mean), 0))


def center_moments(mean: Floats, stock: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of the backorders of the center, (X − stock)⁺ with Poisson X."""
    mean, stock = np.broadcast_arrays(np.maximum(mean, TINY), stock)
    short = poisson_backorders(mean, stock)
    tails = [
        np.where(stock + shift < 1, 1.0, gammainc(np.maximum(stock + shift, 1), mean))
        for shift in (-1, 0, 1)
    ]
    pairs = mean**2 * tails[0] - 2 * stock * mean * tails[1] + stock * (stock + 1) * tails[2]
    pairs = np.maximum(pairs, 0)
    return short, np.maximum(pairs + short - short**2, 0)


def station_moments(network: Network, center: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance (P, N) of what stations wait for, center (P,) being its stock."""
    short, variance = (each[:, None] for each in center_moments(network.central_pipeline, center))
    share, own = network.share, network.own_pipeline
    mean = own + share * short
    return mean, own + share**2 * variance + share * (1 - share) * short


def negative_binomial_backorders(mean: Floats, variance: Floats, stock: Floats) -> Floats:
    """Return E(X − stock)⁺ of the negative binomial (or Poisson) with this mean and variance."""
    mean, variance, stock = np.broadcast_arrays(np.maximum(mean, TINY), variance, stock)
    wide = variance > mean * (1 + 1e-7)
    size = mean**2 / np.where(wide, variance - mean, 1.0)
    more = np.where(wide, 1 - mean / np.where(wide, variance, 1.0), 0.5)
    size = np.where(wide, size, 1.0)
    beyond = betainc(stock + 1, size, more)
    at_least = np.where(stock < 1, 1.0, betainc(np.maximum(stock, 1), size + 1, more))
    loss = mean * at_least - stock * beyond
    return np.where(wide, np.maximum(loss, 0), poisson_backorders(mean, stock))


def vari_metric(network: Network, center: Floats, stations: Floats) -> Floats:
    """Return the expected backorders (P, N) of stations by VARI-METRIC."""
    mean, variance = station_moments(network, center)
    return negative_binomial_backorders(mean, variance, stations)


def metric(network: Network, center: Floats, stations: Floats) -> Floats:
    """Return the expected backorders (P, N) by METRIC: to compare with, it understates."""
    return poisson_backorders(station_moments(network, center)[0], stations)


def exact_backorders(network: Network, center: Floats, stations: Floats) -> Floats:
    """Return the expected backorders (P, N) by the exact law."""
    result = np.empty_like(network.demand)
    for part in range(len(network.demand)):
        for station, waiting in enumerate(waiting_laws(network, part, float(center[part]))):
            over = np.maximum(np.arange(len(waiting)) - stations[part, station], 0)
            result[part, station] = over @ waiting
    return result


def waiting_laws(network: Network, part: int, center: float) -> list[Floats]:
    """Return for each station the law (K,) of what it waits for of one part, exactly."""
    thinned = _thinned(float(network.central_pipeline[part]), center, network.share[part])
    own = network.own_pipeline[part].tolist()
    return [np.convolve(law, _poisson(each)) for law, each in zip(thinned, own, strict=True)]


def _poisson(mean: float) -> Floats:
    reach = int(mean + 12 * np.sqrt(mean) + 30)
    counts = np.arange(reach)
    return np.asarray(np.exp(counts * np.log(max(mean, TINY)) - mean - gammaln(counts + 1)))


def _thinned(pipeline: float, stock: float, share: Floats) -> Floats:
    """Return the law (N, K) of the center's backorders that are for each station."""
    law = _poisson(pipeline)
    cut = int(stock)
    backorders = np.concatenate([[law[: cut + 1].sum()], law[cut + 1 :]])
    backorders = backorders[: max(int(np.flatnonzero(backorders > _FURTHEST)[-1]) + 1, 1)]
    number = np.arange(len(backorders))
    chosen = number[:, None] - number[None]
    ways = gammaln(number[:, None] + 1) - gammaln(number + 1) - gammaln(np.maximum(chosen, 0) + 1)
    chance = np.clip(share, TINY, 1 - 1e-16)[:, None, None]
    log = ways + number * np.log(chance) + chosen * np.log1p(-chance)
    thinning = np.where(chosen >= 0, np.exp(np.minimum(log, 0)), 0)
    return np.asarray(np.einsum("b,nbk->nk", backorders, thinning))
