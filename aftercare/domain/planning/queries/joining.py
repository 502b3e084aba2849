"""Parts as a whole: one that is in several models has one stock, one price, one order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats, Ints
from aftercare.domain.planning.engine.forecasting import Forecast
from aftercare.domain.planning.engine.repairables import new_parts_in_time, repair_times
from aftercare.domain.planning.queries.studies import Study


def added(values: Floats, part: Ints, parts: int) -> Floats:
    """Return the sums by part (P, …) of values by group (G, …)."""
    total = np.zeros((parts, *values.shape[1:]))
    np.add.at(total, part, values)
    return total


def joined(forecast: Forecast, part: Ints, parts: int) -> Forecast:
    """Return the forecast of parts, each the sum of its groups; weights by their demand."""
    share = forecast.mean.sum(axis=1)[:, None] + 1e-12
    weights = added(forecast.weights * share, part, parts)
    return replace(
        forecast,
        rates=added(forecast.rates, part, parts),
        by_family=added(forecast.by_family, part, parts),
        settled=added(forecast.settled, part, parts),
        within=added(forecast.within, part, parts),
        weights=weights / weights.sum(axis=1, keepdims=True),
    )


@dataclass(frozen=True)
class Wholes:
    """The parts of a study (P,): their names, in which models they are, of each group its part."""

    study: Study
    names: Sequence[str]
    models: Sequence[str]
    part: Ints

    def join(self, forecast: Forecast) -> Forecast:
        """Return the forecast of parts, from that of groups."""
        return joined(forecast, self.part, len(self.names))

    def column(self, name: str, default: float) -> Floats:
        """Return a column of the table of parts (P,): of each part the first that is given."""
        found = np.full(len(self.names), np.nan)
        for part, value in zip(self.part, self.study.of_parts(name, np.nan), strict=True):
            if np.isnan(found[part]):
                found[part] = value
        return np.where(np.isnan(found), default, found)

    def identity(self, row: int) -> dict[str, str]:
        """Return the columns that say which part this is."""
        return {"part": self.names[row], "model": self.models[row]}

    def title(self, row: int) -> str:
        """Return the title of a chart of one part."""
        return f"{self.names[row]} · {self.models[row]}"


def wholes_of(study: Study) -> Wholes:
    """Return the parts of a study, by name."""
    names, part = np.unique(study.names, return_inverse=True)
    models: list[list[str]] = [[] for _name in names]
    for place, model in zip(part, study.parts.model, strict=True):
        models[place].append(study.models[int(model)])
    return Wholes(study, names.tolist(), [", ".join(each) for each in models], part)


def net_of_cores(wholes: Wholes, rates: Floats, months: Floats) -> Floats:
    """Return what needs a new part (P, J, B) of rates in buckets of `months` (B,)."""
    return new_parts_in_time(rates, months, recovered_of(wholes), _times_of(wholes))


def recovered_of(wholes: Wholes) -> Floats:
    """Return the share (P,) of demand whose old part comes back and is repaired."""
    return wholes.column("returned", 0.0) * wholes.column("repaired", 0.0)


def waits_of(wholes: Wholes) -> Floats:
    """
    Return after how many months (P,) a part is there again: repaired, or bought.

    Where nobody says how long repairs take, it is bought.
    """
    times, lead = _times_of(wholes).mean(axis=1), wholes.column("lead_time", 3.0)
    again = np.where(times > 0, recovered_of(wholes), 0.0)
    return np.asarray(again * times + (1 - again) * lead)


def _times_of(wholes: Wholes) -> Floats:
    """Return months of repair of cores (P, Q): none if they are not said."""
    mean, late = wholes.column("turn_around", np.nan), wholes.column("turn_around_90", np.nan)
    # Who only knows by when nine of ten are good takes that for all of them.
    mean = np.where(np.isnan(mean), np.where(np.isnan(late), 0.0, late), mean)
    return repair_times(mean, np.where(np.isnan(late), mean, late))
