"""From what is known to numbers: how parts age, or what was asked for before; in draws."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats
from aftercare.domain.planning.engine.counts import (
    CountForecast,
    Panel,
    forecast_counts,
    learn_panel,
)
from aftercare.domain.planning.engine.forecasting import Forecast
from aftercare.domain.planning.policies.exceptions import FEWEST_MONTHS
from aftercare.domain.planning.queries.answers import Row, demand_uncut, epidemics_in, service_share
from aftercare.domain.planning.queries.inputs import MONTHS, Inputs, Table
from aftercare.domain.planning.queries.joining import added, joined
from aftercare.domain.planning.queries.keeping import Known, fit_in_bytes
from aftercare.domain.planning.queries.studies import (
    Assumed,
    NothingToPlan,
    Study,
    fit_study,
    fit_study_again,
    fitted,
    read_study,
)

DRAWS = 100
EDGES = tuple(range(MONTHS + 1))
HISTORY = 36
"""Months of the past that are counted, where nothing is known of the installed base."""


@dataclass(frozen=True)
class Ahead:
    """
    What will be asked for of some parts, month by month.

    forecast: of the parts (P,), as if service never ended; served (P, H): the share of it that
    service lasts for; propensity (P,): after the guarantee, NaN where it plays no part.
    """

    codes: list[str]
    forecast: Forecast
    served: Floats
    propensity: Floats
    failures: Floats


@dataclass
class Prepared:
    """A company that is ready to be reckoned with, part by part."""

    inputs: Inputs
    seed: int
    study: Study | None
    groups: dict[str, list[int]]
    counted: list[str]
    history: Floats
    panel: Panel | None
    is_learned_anew: bool
    first: int = 0
    place: dict[str, int] = field(default_factory=dict)

    def kept(self) -> bytes | None:
        """Return what was learned, for the next day."""
        return fit_in_bytes(self.study) if self.study else None

    def epidemics(self) -> list[Row]:
        """Return the months of sale whose units fail more than chance explains."""
        return epidemics_in(self.study, fitted(self.study)[0]) if self.study else []


def asked_by_month(inputs: Inputs) -> dict[str, dict[int, float]]:
    """Return what was asked for by part and month: by repairs where they tell most of it."""
    reported: dict[str, dict[int, float]] = {}
    table = inputs.tables["repairs"]
    columns = (table["part"], table["reported"], table["quantity"])
    for part, month, quantity in zip(*columns, strict=True):
        months = reported.setdefault(part, {})
        months[month] = months.get(month, 0.0) + quantity
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

    How parts age is learned anew from all, unless `known` is about the same ones in the same
    months: then only those touched are looked at again.
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
        anew = not (known and known.fits(study))
        rows = np.array([row for code in touched for row in groups.get(code, ())], np.int64)
        if known and not anew:
            fit_study_again(study, known.fit, known.doubts, rows)
        else:
            fit_study(study)
    counted = sorted(set(inputs.parts) - by_base)
    first, history = _history(inputs, counted)
    panel = learn_panel(history) if history.any() else None
    place = {code: row for row, code in enumerate(counted)}
    return Prepared(inputs, seed, study, groups, counted, history, panel, anew, first, place)


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


def _history(inputs: Inputs, codes: Sequence[str]) -> tuple[int, Floats]:
    """Return the first month that counts, and what was asked for (N, T) from it on."""
    seen = [min(inputs.demand[code]) for code in codes if inputs.demand.get(code)]
    first = max(min([*seen, inputs.now - FEWEST_MONTHS]), inputs.now - HISTORY)
    history = np.zeros((len(codes), inputs.now - first))
    for row, code in enumerate(codes):
        for month, quantity in inputs.demand.get(code, {}).items():
            if first <= month < inputs.now:
                history[row, month - first] = quantity
    return first, history


def look_ahead(ready: Prepared, codes: Sequence[str]) -> list[Ahead]:
    """Return what will be asked for of some parts: those of an installed base, and the others."""
    by_base = [code for code in codes if code in ready.groups]
    others = [code for code in codes if code in ready.place]
    found = []
    if by_base and ready.study:
        found.append(_by_base(ready.study, ready.groups, by_base))
    if others:
        found.append(_by_counts(ready, others))
    return found


def _by_base(study: Study, groups: Mapping[str, list[int]], codes: list[str]) -> Ahead:
    rows = np.array([row for code in codes for row in groups[code]], np.int64)
    part = np.array([place for place, code in enumerate(codes) for _row in groups[code]], np.int64)
    some = study.of(rows)
    forecast = demand_uncut(some, EDGES)
    served = service_share(some, EDGES)
    mean = forecast.mean
    whole = joined(forecast, part, len(codes))
    share = added(mean * served, part, len(codes)) / np.maximum(whole.mean, 1e-12)
    _fit, doubts = fitted(study)
    weight = mean.sum(axis=1) + 1e-12
    spread = added(weight * doubts.propensity[some.parts.model], part, len(codes))
    propensity = spread / added(weight, part, len(codes))
    failures = added(some.failed.sum(axis=1), part, len(codes))
    return Ahead(codes, whole, np.clip(share, 0, 1), propensity, failures)


def _by_counts(ready: Prepared, codes: list[str]) -> Ahead:
    rows = np.array([ready.place[code] for code in codes])
    history = ready.history[rows]
    rates = np.zeros((len(codes), DRAWS, MONTHS))
    if ready.panel:
        counted = forecast_counts(history, ready.panel)
        rates = latent_rates(counted, np.random.default_rng(ready.seed))
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
    return Ahead(codes, forecast, served, np.full(len(codes), np.nan), demands)


def _months_left(inputs: Inputs, code: str) -> int:
    until = inputs.parts[code].service_until
    return MONTHS if until is None else max(until + 1 - inputs.now, 0)


def latent_rates(counted: CountForecast, rng: np.random.Generator) -> Floats:
    """
    Return draws (N, J, H) of the monthly rates behind a mixture of laws of counts.

    Each draw takes an expert by its weight and a rate by its gamma law, lives or not, and fades as
    the expert says; Poisson counts around it have the law of the mixture.
    """
    parts = counted.weights.shape[1]
    cumulated = np.cumsum(counted.weights / counted.weights.sum(axis=0), axis=0)
    chosen = (rng.random((parts, DRAWS, 1)) > cumulated.T[:, None]).sum(axis=2)
    chosen = np.minimum(chosen, len(cumulated) - 1)
    row = np.arange(parts)[:, None]
    mean, size = counted.mean[chosen, row], np.maximum(counted.size[chosen, row], 1e-6)
    live, shift = counted.live[chosen, row], counted.shift[chosen]
    rated = shift == 0
    lives = np.where(rated, rng.random(chosen.shape) < live, 1.0)
    rate = rng.gamma(size, mean / size) + shift
    rate = np.where(rated, rate, rate * live) * lives
    fading = counted.survival[chosen][:, :, None] ** np.arange(1, MONTHS + 1)
    return np.asarray(rate[:, :, None] * fading)
