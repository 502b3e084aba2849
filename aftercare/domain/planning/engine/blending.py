"""
Two forecasts of the same parts as one: the installed base, and what was asked for by month.

Rates are combined on the log scale by inverse variance. What past months say of a rate gets less
sure the further one looks: the variance of its log grows linearly with the horizon. What the base
says does not, as it knows how units age and leave. So the near months lean on what came, the far
ones on the base. (Bates & Granger 1969.)
"""

from dataclasses import replace

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.forecasting import Forecast

DOUBLED_IN = 3.0
"""Months in which the variance of a rate that past months tell grows by what it is now."""
_LEAST = 1e-4
"""Rates a month below this are as good as none."""


def blended(base: Forecast, counted: Floats, middles: Floats) -> Forecast:
    """
    Return a forecast of the base with the rates that it and past demand say together.

    counted (G, J, B): draws of rates by past demand; middles (B,): months from now to the middle of
    each bucket. Each bucket of all draws is scaled; their spread stays that of the base. Where past
    demand says nothing (all of its rates are zero) the base stays as it is.
    """
    weight = weight_of_base(base.rates, counted, middles)
    mean, other = base.mean, counted.mean(axis=1)
    logs = np.log(np.maximum(other, _LEAST)) - np.log(np.maximum(mean, _LEAST))
    factor = np.exp((1 - weight) * logs)
    factor = np.where(other.sum(axis=1, keepdims=True) > 0, factor, 1.0)
    rates = base.rates * factor[:, None]
    whole = rates.sum(axis=(1, 2)) / np.maximum(base.rates.sum(axis=(1, 2)), 1e-12)
    return replace(
        base,
        rates=rates,
        within=base.within * factor,
        by_family=base.by_family * whole[:, None],
        settled=base.settled * whole[:, None],
    )


def weight_of_base(rates: Floats, counted: Floats, middles: Floats) -> Floats:
    """Return the weight (G, B) of the base: its precision in the sum of both."""
    own = _spread(rates.sum(axis=2))[:, None]
    other = _spread(counted[:, :, 0])[:, None] * (1 + middles / DOUBLED_IN)
    return np.asarray(other / (own + other))


def _spread(rates: Floats) -> Floats:
    """Return the variance (G,) of the logs of draws (G, J)."""
    return np.asarray(np.log(np.maximum(rates, _LEAST)).var(axis=1)) + 1e-9
