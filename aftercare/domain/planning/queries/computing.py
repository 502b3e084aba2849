"""From what is known to numbers: how parts age, or what was asked for before; in draws."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.blending import blended
from aftercare.domain.planning.engine.counts import Panel, forecast_counts, learn_panel
from aftercare.domain.planning.engine.forecasting import Forecast
from aftercare.domain.planning.engine.lumps import with_means
from aftercare.domain.planning.policies.exceptions import FEWEST_MONTHS
from aftercare.domain.planning.queries.answers import Row, demand_uncut, epidemics_in, service_share
from aftercare.domain.planning.queries.batches import epidemic_batches
from aftercare.domain.planning.queries.causing import WhyOfPart, tell_apart, why_of_parts
from aftercare.domain.planning.queries.inputs import MONTHS, Inputs, Table
from aftercare.domain.planning.queries.joining import added, joined
from aftercare.domain.planning.queries.keeping import Known, fit_in_bytes
from aftercare.domain.planning.queries.linking import NothingToPlan
from aftercare.domain.planning.queries.placing import Habits, habits_of
from aftercare.domain.planning.queries.studies import (
    Assumed,
    Study,
    fit_study,
    fit_study_again,
    fitted,
    read_study,
)

DRAWS = 100
EDGES = tuple(range(MONTHS + 1))
HISTORY = 36
"""Months of the past that are counted."""
_MIDDLES: Floats = np.arange(MONTHS, dtype=np.float64) + 0.5


@dataclass(frozen=True)
class Ahead:
    """
    What will be asked for of some parts, month by month.

    forecast: of the parts (P,), as if service never ended; served (P, H): the share of it that
    service lasts for; propensity (P,): after the guarantee, NaN where it plays no part;
    why (P): by which causes they fail, where repairs tell; uneven (P, J, H): rates that come and go
    as past months tell, where nothing else is known.
    """

    codes: list[str]
    forecast: Forecast
    served: Floats
    propensity: Floats
    failures: Floats
    why: Sequence[Sequence[WhyOfPart]] = ()
    uneven: Floats | None = None


@dataclass
class Prepared:
    """A company that is ready to be reckoned with, part by part."""

    inputs: Inputs
    seed: int
    study: Study | None
    groups: dict[str, list[int]]
    history: Floats
    panel: Panel | None
    is_learned_anew: bool
    place: dict[str, int] = field(default_factory=dict)
    """Of every part: its row in the history."""
    habits: Habits = field(default_factory=lambda: Habits((), None))

    def kept(self) -> bytes | None:
        """Return what was learned, for the next day."""
        return fit_in_bytes(self.study, self.panel) if self.study else None

    def history_of(self, codes: Sequence[str]) -> Floats:
        """Return what was asked for (N, T) by month."""
        return self.history[[self.place[code] for code in codes]]

    def rates_of(self, codes: Sequence[str]) -> Floats:
        """Return draws of rates (N, J, H) as past months tell them."""
        if not self.panel:
            return np.zeros((len(codes), DRAWS, MONTHS))
        told = forecast_counts(self.history_of(codes), self.panel)
        return told.rates(DRAWS, MONTHS, np.random.default_rng(self.seed))

    def uneven_of(self, codes: Sequence[str], rates: Floats) -> Floats:
        """Return the same rates (N, J, H) as they come and go."""
        if not self.panel:
            return rates
        told = forecast_counts(self.history_of(codes), self.panel)
        drawn = told.uneven(DRAWS, MONTHS, np.random.default_rng(self.seed))
        return with_means(drawn, rates.mean(axis=1))

    def epidemics(self) -> list[Row]:
        """Return the batches and months of sale whose units fail more than chance explains."""
        if not self.study:
            return []
        batches = epidemic_batches(self.study, self.inputs.today.replace(day=1))
        return [*batches, *epidemics_in(self.study, fitted(self.study)[0])]


def _reported(inputs: Inputs) -> dict[str, dict[int, float]]:
    """Return what repairs asked for by part and month."""
    reported: dict[str, dict[int, float]] = {}
    table = inputs.tables["repairs"]
    columns = (table["part"], table["reported"], table["quantity"])
    for part, month, quantity in zip(*columns, strict=True):
        months = reported.setdefault(part, {})
        months[month] = months.get(month, 0.0) + quantity
    return reported


def asked_by_month(inputs: Inputs) -> dict[str, dict[int, float]]:
    """Return what was asked for by part and month: by repairs where they tell most of it."""
    reported = _reported(inputs)
    by_base = plannable_by_base(inputs)
    return {
        code: reported[code] if code in by_base else dict(inputs.demand.get(code, {}))
        for code in inputs.parts
    }


def plannable_by_base(inputs: Inputs) -> set[str]:
    """Return the parts of which repairs in models that were sold tell at least a half."""
    sold = set(inputs.tables["sales"]["model"])
    claims: dict[str, float] = {}
    table = inputs.tables["repairs"]
    for part, model, quantity in zip(table["part"], table["model"], table["quantity"], strict=True):
        if model in sold:
            claims[part] = claims.get(part, 0.0) + quantity
    return {
        code
        for code, count in claims.items()
        if 2 * count >= sum(inputs.demand.get(code, {}).values())
    }


def prepare(
    inputs: Inputs, *, seed: int, touched: Collection[str], known: Known | None
) -> Prepared:
    """
    Return a company whose parts `touched` can be reckoned.

    How parts age is learned anew from all, unless `known` is about nearly the same ones in the same
    months: then only those touched, or new, are looked at again.
    """
    by_base = plannable_by_base(inputs)
    groups: dict[str, list[int]] = {}
    study, anew = None, True
    try:
        study = _read(inputs, by_base, seed)
    except NothingToPlan:
        by_base = set()
    if study:
        for row, name in enumerate(study.names):
            groups.setdefault(name, []).append(row)
        taken = known.of(study) if known else None
        anew = taken is None
        if taken:
            fit, doubts, new = taken
            rows = {row for code in touched for row in groups.get(code, ())} | set(new.tolist())
            fit_study_again(study, fit, doubts, np.array(sorted(rows), np.int64))
        else:
            fit_study(study)
    codes = sorted(inputs.parts)
    history = _history(inputs, codes)
    panel = known.panel if known and not anew else None
    if panel is None and np.nansum(history):
        panel = learn_panel(history)
    place = {code: row for row, code in enumerate(codes)}
    habits = habits_of(list(inputs.parts.values()), inputs.usual.center)
    return Prepared(inputs, seed, study, groups, history, panel, anew, place, habits)


def _read(inputs: Inputs, codes: Collection[str], seed: int) -> Study:
    tables = dict(inputs.tables)
    for name in ("repairs", "parts"):
        tables[name] = _only(tables[name], codes)
    usual = inputs.usual
    if not codes or not tables["sales"]["model"]:
        raise NothingToPlan("Nothing is known of an installed base.")
    assumed = Assumed(
        warranty=usual.guarantee,
        propensity=usual.propensity,
        in_use=usual.in_use,
        months=MONTHS,
        now=inputs.now,
        records_from=inputs.records_from,
        draws=DRAWS,
        seed=seed,
    )
    return read_study(tables, assumed)


def _only(table: Table, codes: Collection[str]) -> Table:
    kept = [row for row, part in enumerate(table["part"]) if part in codes]
    return {name: [column[row] for row in kept] for name, column in table.items()}


def _history(inputs: Inputs, codes: Sequence[str]) -> Floats:
    """
    Return what was asked for (N, T) by month: as repairs say, or stock, whichever is more.

    Months before the first that repairs, or stock, have anything to tell of are unknown (NaN).
    """
    sources = _reported(inputs), inputs.demand
    starts = [min((min(each) for each in one.values() if each), default=0) for one in sources]
    known = [start for start in starts if start]
    first = max(min([*known, inputs.now - FEWEST_MONTHS]), inputs.now - HISTORY)
    history = np.zeros((len(codes), inputs.now - first))
    for row, code in enumerate(codes):
        told = [sum(one.get(code, {}).values()) for one in sources]
        best = int(told[1] >= told[0])
        history[row, : max(starts[best] - first, 0)] = np.nan
        for month, quantity in sources[best].get(code, {}).items():
            if first <= month < inputs.now:
                history[row, month - first] = quantity
    return history


def look_ahead(ready: Prepared, codes: Sequence[str]) -> list[Ahead]:
    """Return what will be asked for of some parts: those of an installed base, and the others."""
    by_base = [code for code in codes if code in ready.groups]
    others = [code for code in codes if code in ready.place and code not in ready.groups]
    found = []
    if by_base and ready.study:
        found.append(_by_base(ready, ready.study, by_base))
    if others:
        found.append(_by_counts(ready, others))
    return found


def _by_base(ready: Prepared, study: Study, codes: list[str]) -> Ahead:
    groups = ready.groups
    rows = np.array([row for code in codes for row in groups[code]], np.int64)
    part = np.array([place for place, code in enumerate(codes) for _row in groups[code]], np.int64)
    some = study.of(rows)
    told = tell_apart(some)
    forecast = demand_uncut(some, EDGES, told)
    served = service_share(some, EDGES)
    mean = forecast.mean
    why = why_of_parts(some, told, part, mean * served, EDGES)
    whole = blended(joined(forecast, part, len(codes)), ready.rates_of(codes), _MIDDLES)
    uncut = added(mean, part, len(codes))
    share = added(mean * served, part, len(codes)) / np.maximum(uncut, 1e-12)
    _fit, doubts = fitted(study)
    weight = mean.sum(axis=1) + 1e-12
    spread = added(weight * doubts.propensity[some.parts.model], part, len(codes))
    propensity = spread / added(weight, part, len(codes))
    failures = added(some.failed.sum(axis=1), part, len(codes))
    return Ahead(codes, whole, np.clip(share, 0, 1), propensity, failures, why)


def _by_counts(ready: Prepared, codes: list[str]) -> Ahead:
    history, rates = ready.history_of(codes), ready.rates_of(codes)
    total = rates.sum(axis=2)
    forecast = Forecast(
        rates,
        by_family=total.mean(axis=1)[:, None],
        settled=total,
        within=np.zeros((len(codes), MONTHS)),
        weights=np.ones((len(codes), 1)),
        families=("counts",),
    )
    left = np.array([_months_left(ready.inputs, code) for code in codes])
    served = (np.arange(MONTHS) < left[:, None]).astype(float)
    demands = (history > 0).sum(axis=1).astype(float)
    untold = np.full(len(codes), np.nan)
    return Ahead(codes, forecast, served, untold, demands, uneven=ready.uneven_of(codes, rates))


def _months_left(inputs: Inputs, code: str) -> int:
    until = inputs.parts[code].service_until
    return MONTHS if until is None else max(until + 1 - inputs.now, 0)
