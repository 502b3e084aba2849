"""
Where to keep few units at few places: by the exact law, begun where VARI-METRIC ends.

For a stock of the center each station takes the first stock s with P(X > s) ≤ θ × price, X by the
exact law; the center's stock goes up or down by one while backorders + θ × cost fall (Graves 1985).
"""

import numpy as np

from aftercare.domain.planning.engine.allocation import Placed
from aftercare.domain.planning.engine.arrays import Bools, Floats, Ints
from aftercare.domain.planning.engine.echelons import Network, waiting_laws


def placed_exactly(
    network: Network, price: Floats, theta: float, *, allowed: Bools, start: Placed, rows: Ints
) -> Placed:
    """Return the stocks of a start in which those of the parts `rows` (R,) are by the exact law."""
    center, stations = start.center.copy(), start.stations.copy()
    backorders = start.backorders.copy()
    for row in rows.tolist():
        level = np.where(allowed[row], theta * price[row], np.inf)
        search = _Search(network, row, level, theta * float(price[row]))
        best = search.from_center(int(center[row]))
        center[row], (stations[row], backorders[row]) = best, search.covered(best)
    return Placed(center, stations, backorders)


class _Search:
    """What stocks of the center mean for one part; each is reckoned once."""

    def __init__(self, network: Network, row: int, level: Floats, charge: float) -> None:
        self.network, self.row, self.level, self.charge = network, row, level, charge
        self.known: dict[int, tuple[Floats, float]] = {}

    def covered(self, center: int) -> tuple[Floats, float]:
        """Return the stocks (N,) of stations and all backorders, for a stock of the center."""
        if center not in self.known:
            laws = waiting_laws(self.network, self.row, float(center))
            found = [_cover(law, float(at)) for law, at in zip(laws, self.level, strict=True)]
            self.known[center] = (
                np.array([stock for stock, _short in found]),
                sum(short for _stock, short in found),
            )
        return self.known[center]

    def cost(self, center: int) -> float:
        """Return backorders and what all of the stock is charged with."""
        stations, short = self.covered(center)
        return short + self.charge * (center + float(stations.sum()))

    def from_center(self, center: int) -> int:
        """Return the stock of the center from which no step leads to less."""
        while True:
            near = [each for each in (center - 1, center, center + 1) if each >= 0]
            best = min(near, key=self.cost)
            if best == center:
                return center
            center = best


def _cover(law: Floats, level: float) -> tuple[float, float]:
    """Return the first stock with P(X > stock) ≤ level, and the backorders it leaves."""
    beyond = np.maximum(1 - np.cumsum(law), 0)
    stock = int(np.argmax(beyond <= level)) if level < np.inf else 0
    return float(stock), float(np.maximum(np.arange(len(law)) - stock, 0) @ law)
