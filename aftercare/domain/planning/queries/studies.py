"""From tables to arrays: what is known of models, parts, sales, repairs, and what is assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats, Ints
from aftercare.domain.planning.engine.exposure import (
    Base,
    Claims,
    delay_law,
    retirement,
    risk_sets,
    spread_unknown,
    units_at_risk,
)
from aftercare.domain.planning.engine.forecasting import Doubts, Parts, learn_propensity
from aftercare.domain.planning.engine.panel import PanelFit, fit_again, fit_panel, put_back
from aftercare.domain.planning.policies.cells import month_text
from aftercare.domain.planning.queries.linking import (
    NothingToPlan,
    Table,
    claims_in,
    column_of,
    counted,
    groups_in,
    number_in,
)

_PASSES = 3


@dataclass(frozen=True)
class Assumed:
    """
    What is taken where the tables say nothing.

    now: the first month that has not begun; without it the one after the last that is told of, as
    far as that is none after `today`.
    """

    warranty: float = 12.0
    propensity: float = 0.40
    propensity_deviation: float = 0.2
    in_use: float = 96.0
    months: int = 60
    now: int | None = None
    today: int | None = None
    records_from: int | None = None
    repaired: bool = True
    draws: int = 200
    seed: int = 1


@dataclass
class Study:
    """
    A company as arrays, fitted.

    first: the month that is 0 in them, as months since year 0; part_rows: for each group its row in
    the table of parts or None; notes: what was assumed or left out, in words; cause (R,): of each
    claim its place among `causes`, of which the first is that nobody knows; common (F,): how common
    families are among all groups.
    """

    models: list[str]
    names: list[str]
    first: int
    base: Base
    parts: Parts
    claims: Claims
    tables: Mapping[str, Table]
    part_rows: list[int | None]
    assumed: Assumed
    ages: int
    notes: list[str] = field(default_factory=list)
    at_risk: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    failed: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    fit: PanelFit | None = None
    doubts: Doubts | None = None
    cause: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    causes: list[str] = field(default_factory=lambda: [""])
    common: Floats = field(default_factory=lambda: np.zeros(0))
    at_once: Floats = field(default_factory=lambda: np.ones(0))

    def of_parts(self, column: str, default: float) -> Floats:
        """Return a column of numbers of the table of parts for each group (G,)."""
        cells = self.tables.get("parts", {}).get(column)
        return np.array(
            [
                default if cells is None or row is None else number_in(cells[row], default)
                for row in self.part_rows
            ]
        )

    def of(self, rows: Ints) -> "Study":
        """Return the study of some groups, fitted as they are."""
        place = np.full(len(self.names), -1)
        place[rows] = np.arange(len(rows))
        kept = place[self.claims.group] >= 0
        claims, parts = self.claims, self.parts
        return replace(
            self,
            names=[self.names[row] for row in rows],
            parts=Parts(parts.model[rows], parts.per_unit[rows], parts.kin[rows]),
            claims=Claims(
                place[claims.group[kept]],
                claims.sold[kept],
                claims.failed[kept],
                claims.count[kept],
            ),
            cause=self.cause[kept],
            part_rows=[self.part_rows[row] for row in rows],
            at_once=self.at_once[rows],
            at_risk=self.at_risk[rows],
            failed=self.failed[rows],
            fit=self.fit.of(rows) if self.fit else None,
        )

    def service_ahead(self) -> Floats:
        """Return how many months from now each model (M,) is served; without an end infinite."""
        table = self.tables.get("models", {})
        ends = {
            str(name): cell - self.first + 1 - self.base.now
            for name, cell in zip(
                table.get("model", []), column_of(table, "end_of_service", None), strict=True
            )
            if isinstance(cell, int)
        }
        return np.array([max(ends.get(name, np.inf), 0) for name in self.models])

    def history(self) -> Floats:
        """Return how often each was replaced (G, T) by month as reported."""
        result = np.zeros((len(self.names), self.base.now))
        month = np.clip(self.claims.failed, 0, self.base.now - 1)
        np.add.at(result, (self.claims.group, month), self.claims.count)
        return result

    def month(self, number: int) -> str:
        """Return the name of a month of the arrays."""
        return month_text(self.first + number)


def study_of(tables: Mapping[str, Table], assumed: Assumed) -> Study:
    """Return the fitted study of tables by name. Raises `NothingToPlan`."""
    study = read_study(tables, assumed)
    fit_study(study)
    return study


def read_study(tables: Mapping[str, Table], assumed: Assumed) -> Study:
    """Return the study before it is fitted. Raises `NothingToPlan`."""
    for needed in ("sales", "repairs"):
        if not tables.get(needed):
            raise NothingToPlan(f"A table of {needed} is needed.")
    sales, repairs = tables["sales"], tables["repairs"]
    models = _models_in(sales)
    notes: list[str] = []
    first, now = _span(tables, assumed, notes)
    facts = _Facts(tables.get("models", {}), models, notes)
    base = _base(sales, facts, (first, now), assumed)
    groups, part_rows = groups_in(tables, models, notes)
    claims, said = claims_in(repairs, groups, (first, now), notes)
    base = replace(base, delays=_delays(repairs, first, now, notes))
    kin = _kin(tables, part_rows)
    model = np.array([models.index(each) for _part, each in groups])
    study = Study(
        models,
        [part for part, _model in groups],
        first,
        base,
        Parts(model, np.ones(len(groups)), kin),
        claims,
        tables,
        part_rows,
        assumed,
        now,
        notes,
    )
    causes, study.cause = np.unique(["", *said], return_inverse=True)
    study.causes, study.cause = causes.tolist(), study.cause[1:]
    study.at_once = at_once = np.maximum(study.of_parts("at_once", 1.0), 1.0)
    study.parts = Parts(model, study.of_parts("per_unit", 1.0) / at_once, kin)
    study.claims = replace(claims, count=claims.count / at_once[claims.group])
    return study


def _span(tables: Mapping[str, Table], assumed: Assumed, notes: list[str]) -> tuple[int, int]:
    """Return the first month that is told of, and how many are seen. Raises `NothingToPlan`."""
    months = [int(each) for each in tables["sales"]["month"] if isinstance(each, int)]
    if not months:
        raise NothingToPlan("No row of sales has a model and a month.")
    first = min(months)
    now = _now(tables, assumed, notes) - first
    if now < 2:  # noqa: PLR2004  # months to see anything in
        raise NothingToPlan("Sales and repairs of two months at least are needed.")
    return first, now


def _now(tables: Mapping[str, Table], assumed: Assumed, notes: list[str]) -> int:
    """Return the first month that has not begun."""
    if assumed.now is not None:
        return assumed.now
    seen = [
        int(each)
        for sheet, columns in (("sales", ["month"]), ("repairs", ["reported", "failed"]))
        for column in columns
        for each in tables[sheet].get(column, [])
        if isinstance(each, int)
    ]
    come = [each for each in seen if assumed.today is None or each <= assumed.today]
    if late := len(seen) - len(come):
        notes.append(f"{counted(late, 'month')} to come, and none in which anything was seen.")
    return max(come) + 1 if come else 0


def _models_in(sales: Table) -> list[str]:
    # Who sends a line of totals along has a name there, and no month.
    rows = zip(sales["model"], sales["month"], strict=True)
    return sorted({str(model) for model, month in rows if isinstance(month, int)})


@dataclass(frozen=True)
class _Facts:
    """What the table of models says of each, or else what is assumed, with a note."""

    table: Table
    models: list[str]
    notes: list[str]

    def of(self, column: str, default: float) -> Floats:
        """Return a column of numbers (M,)."""
        cells = self.table.get(column)
        rows: dict[str, int] = {}
        for row, name in enumerate(self.table.get("model", [])):
            rows.setdefault(str(name), row)
        found = [
            None if cells is None or name not in rows else cells[rows[name]] for name in self.models
        ]
        if lacking := sum(each is None for each in found):
            self.notes.append(
                f"{column}: {default:g} is assumed for {lacking} of {len(found)} models."
            )
        return np.array([number_in(each, default) for each in found])


def _base(sales: Table, facts: _Facts, span: tuple[int, int], assumed: Assumed) -> Base:
    """Return what was sold from the first month on; `span` is that month and how many are seen."""
    first, now = span
    place = {name: number for number, name in enumerate(facts.models)}
    months = [each - first for each in sales["month"] if isinstance(each, int)]
    units = np.zeros((len(place), max(now, max(months) + 1)))
    for model, month, quantity in zip(
        sales["model"], sales["month"], column_of(sales, "quantity", 1.0), strict=True
    ):
        if isinstance(month, int):
            units[place[str(model)], month - first] += number_in(quantity, 1.0)
    if (few := int((units < 0).sum())) > 0:
        facts.notes.append(f"sales: in {few} months more came back than was sold: none, it is.")
        units = np.maximum(units, 0.0)
    start = 0 if assumed.records_from is None else max(assumed.records_from - first, 0)
    return Base(
        units,
        facts.of("warranty", assumed.warranty),
        now,
        retirement(facts.of("in_use", assumed.in_use), now + assumed.months),
        facts.of("propensity", assumed.propensity),
        records_from=start,
        repaired=assumed.repaired,
    )


def _delays(repairs: Table, first: int, now: int, notes: list[str]) -> Floats:
    pairs = [
        (reported - failed, now - 1 - (reported - first))
        for failed, reported in zip(
            column_of(repairs, "failed", None), repairs["reported"], strict=True
        )
        if isinstance(failed, int) and isinstance(reported, int) and reported >= failed
    ]
    if len(pairs) < 30:  # noqa: PLR2004  # too few to learn a law from
        return np.ones(1)
    delay, ago = (np.array(each) for each in zip(*pairs, strict=True))
    law = delay_law(np.minimum(delay, 12), ago)
    notes.append(f"Reports come {float(law @ np.arange(len(law))):.1f} months after failures.")
    return law


def _kin(tables: Mapping[str, Table], part_rows: list[int | None]) -> Ints:
    kinds = tables.get("parts", {}).get("kind")
    names = ["" if kinds is None or row is None else str(kinds[row] or "") for row in part_rows]
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def fitted(study: Study) -> tuple[PanelFit, Doubts]:
    """Return what was fitted. Raises `NothingToPlan` before it was."""
    if study.fit is None or study.doubts is None:
        raise NothingToPlan("Nothing has been fitted yet.")
    return study.fit, study.doubts


def fit_study(study: Study) -> None:
    """Fit what was read, with sales that are unknown and propensity learned on the way."""
    base, parts, prior = study.base, study.parts, study.base.propensity
    ages = study.ages
    everybody = replace(base, propensity=np.ones(len(study.models)))
    could = units_at_risk(everybody, ages)[parts.model] * parts.per_unit[:, None]
    steps = np.full((len(study.names), ages), 1e-3)
    for number in range(_PASSES):
        claims = spread_unknown(study.claims, base, parts.model, steps)
        study.at_risk, study.failed = risk_sets(base, claims, parts.model, parts.per_unit, ages)
        passes = 8 if number == _PASSES - 1 else 4
        study.fit = fit_panel(study.at_risk, study.failed, kin=parts.kin, passes=passes)
        steps = study.fit.steps(study.fit.edges)
        study.doubts = learn_propensity(
            replace(base, propensity=prior),
            parts,
            steps=steps,
            failed=study.failed,
            could=could,
            deviation=study.assumed.propensity_deviation,
        )
        base = replace(base, propensity=study.doubts.propensity)
        study.common = study.fit.weights.mean(axis=0)
    study.base = base


def fit_study_again(study: Study, fit: PanelFit, doubts: Doubts, rows: Ints) -> None:
    """
    Fit only the groups `rows` (R,) anew, by what an earlier fit of the same groups has learned.

    What all groups have in common (priors, propensity) stays as it was.
    """
    base, parts = replace(study.base, propensity=doubts.propensity), study.parts
    claims = spread_unknown(study.claims, base, parts.model, fit.steps(fit.edges))
    study.at_risk, study.failed = risk_sets(base, claims, parts.model, parts.per_unit, study.ages)
    study.fit, study.doubts, study.base = fit, doubts, base
    study.common = fit.weights.mean(axis=0)
    if len(rows):
        some = fit_again(fit, study.at_risk[rows], study.failed[rows], rows)
        study.fit = put_back(fit, some, rows)
