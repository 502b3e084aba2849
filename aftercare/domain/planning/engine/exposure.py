"""
What was at risk, and what failed, at each age: sales × repairs without a serial number.

A cohort of N units sold in month s is seen at age a as N · U(a) · Q(a) · G(T − 1 − s − a): still in
use, failures of that age coming to us, and reported by now (month T has not begun). Units sold
lately (right censoring), records that begin late (left truncation) and delayed reports are exact in
this form: an age nobody could have seen is a cell with nothing at risk. (Nevada format; Meeker &
Escobar 1998, ch. 16; for delayed reports Kalbfleisch, Lawless & Robinson 1991.)
"""

from dataclasses import dataclass, field, replace

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats, Ints

UNKNOWN = -1
"""The month of sale of a unit that nobody knows."""


@dataclass(frozen=True)
class Base:
    """
    What was sold, by model.

    sales (M, C): units sold in month 0 … C − 1; months from `now` on are planned sales.
    warranty (M,): months of guarantee. now: months seen, T. records_from: the first month that
    repairs were written down. in_use (M, A): share of units still in use at the middle of each
    age; propensity (M,): share of failures after the guarantee that come to us. delays (D,): share
    of failures reported 0, 1, … months later. repaired: a failed unit gets a new part and goes on;
    else it is exchanged and gone.
    """

    sales: Floats
    warranty: Floats
    now: int
    in_use: Floats
    propensity: Floats
    delays: Floats = field(default_factory=lambda: np.ones(1))
    records_from: int = 0
    repaired: bool = True

    def returning(self, ages: int) -> Floats:
        """Return Q (M, A), the share of failures of each age that come to us."""
        within = within_warranty(self.warranty, ages)
        return within + (1 - within) * self.propensity[:, None]

    def of(self, models: Ints) -> "Base":
        """Return what was sold of some models."""
        return replace(
            self,
            sales=self.sales[models],
            warranty=self.warranty[models],
            in_use=self.in_use[models],
            propensity=self.propensity[models],
        )


@dataclass(frozen=True)
class Claims:
    """
    Parts replaced, one row for each group, month of sale and month of failure that differ.

    group (R,); sold (R,), the month of sale, or of the last replacement of this part in this unit
    where that is known, or UNKNOWN; failed (R,): the month it failed (or was reported, if that is
    all that is known and `Base.delays` is one); count (R,), which may be a fraction.
    """

    group: Ints
    sold: Ints
    failed: Ints
    count: Floats


def retirement(median: Floats, ages: int, shape: float = 2.5) -> Floats:
    """Return the share (M, A) still in use when half are given up after `median` (M,) months."""
    middle = np.arange(ages) + 0.5
    return np.asarray(np.exp(-np.log(2) * (middle / median[:, None]) ** shape))


def within_warranty(warranty: Floats, ages: int) -> Floats:
    """Return the share (M, A) of each month of age that lies within the guarantee."""
    return np.clip(warranty[:, None] - np.arange(ages), 0, 1)


def delay_law(delay: Ints, reported_ago: Ints, longest: int = 12) -> Floats:
    """
    Return the share (D,) of failures reported 0, 1, … months later, from reports up to now.

    `delay` (R,) months from failure to report and `reported_ago` (R,) months since the report.
    Long delays of late failures cannot have been seen yet; the reverse hazard corrects for it
    (Lagakos, Barraj & De Gruttola 1988).
    """
    total = np.ones(longest + 1)
    seen_for = delay + reported_ago
    for months in range(longest, 0, -1):
        could = (seen_for >= months) & (delay <= months)
        share = (could & (delay == months)).sum() / max(could.sum(), 1)
        total[months - 1] = total[months] * (1 - share)
    return np.trim_zeros(np.diff(total, prepend=0.0), "b")


def known_by_now(base: Base, sold: int, ages: int) -> Floats:
    """Return the share (A,) of failures of the cohort sold in month `sold` that is known by now."""
    month = sold + np.arange(ages)
    reported = np.concatenate([np.cumsum(base.delays), np.ones(ages + base.now)])
    left = base.now - 1 - month
    known = np.where(left >= 0, reported[np.maximum(left, 0)], 0.0)
    return np.where(month >= base.records_from, known, 0.0)


def units_at_risk(base: Base, ages: int) -> Floats:
    """Return what was at risk (M, A) at each age, before earlier failures are taken off."""
    total = np.zeros((len(base.sales), ages))
    for sold in range(min(base.now, base.sales.shape[1])):
        total += base.sales[:, sold : sold + 1] * known_by_now(base, sold, ages)
    return total * base.in_use[:, :ages] * base.returning(ages)


def risk_sets(
    base: Base, claims: Claims, model: Ints, per_unit: Floats, ages: int | None = None
) -> tuple[Floats, Floats]:
    """
    Return what was at risk and what failed, both (G, A).

    model (G,): in which model a group is; per_unit (G,): how many of the part a unit has. What
    failed is replaced by a part that starts at age 0, at the time of the failure.
    """
    ages = ages or base.now
    groups = len(model)
    failed = failures_seen(claims, base, groups, ages)
    seen = (base.in_use[:, :ages] * base.returning(ages))[model]
    at_risk = units_at_risk(base, ages)[model] * per_unit[:, None]
    at_risk = at_risk - _losses(claims, base, groups, ages) * seen
    return np.maximum(at_risk, failed), failed


def failures_seen(claims: Claims, base: Base, groups: int, ages: int) -> Floats:
    """Return what failed (G, A) by age, of which the month of sale is known."""
    age = claims.failed - claims.sold
    valid = (claims.sold != UNKNOWN) & (age >= 0) & (age < ages) & (claims.failed < base.now)
    failed = np.zeros((groups, ages))
    np.add.at(failed, (claims.group[valid], age[valid]), claims.count[valid])
    return failed


def _losses(claims: Claims, base: Base, groups: int, ages: int) -> Floats:
    """Return what failed before each age and would be seen there, less parts put in for it."""
    change = np.zeros((groups, ages + 1))
    age = claims.failed - claims.sold
    valid = (claims.sold != UNKNOWN) & (age >= 0) & (age < ages) & (claims.failed < base.now)
    group, count = claims.group[valid], claims.count[valid]
    last = np.minimum(base.now - claims.sold[valid], ages)
    after = np.minimum(age[valid] + 1, last)
    np.add.at(change, (group, after), count)
    np.add.at(change, (group, last), -count)
    if not base.repaired:
        return np.asarray(np.cumsum(change, axis=1)[:, :ages])
    renewed = np.minimum(base.now - claims.failed[valid], ages)
    np.add.at(change, (group, np.zeros_like(group)), -count)
    np.add.at(change, (group, renewed), count)
    return np.asarray(np.cumsum(change, axis=1)[:, :ages])


def spread_unknown(claims: Claims, base: Base, model: Ints, steps: Floats) -> Claims:
    """
    Return the claims with those of unknown sale spread over the months they may come from.

    The weight of month s is N(s) · U(a) · Q(a) · ΔH(a) at age a = failed − s: one step of EM, given
    the steps of cumulative hazard (G, A) believed so far. Begin with ones, fit, spread again.
    """
    lost = np.flatnonzero(claims.sold == UNKNOWN)
    if not len(lost):
        return claims
    ages = steps.shape[1]
    months = np.arange(base.now)
    age = claims.failed[lost, None] - months
    in_reach = (age >= 0) & (age < ages)
    age = np.where(in_reach, age, 0)
    group = claims.group[lost]
    of_model = model[group][:, None]
    seen = base.in_use[:, :ages] * base.returning(ages)
    weight = base.sales[:, : base.now][model[group]] * seen[of_model, age]
    weight = np.where(in_reach, weight * steps[group[:, None], age], 0)
    total = weight.sum(axis=1, keepdims=True)
    weight = weight / np.where(total > 0, total, 1) * claims.count[lost, None]
    row, month = np.nonzero(weight)
    known = np.setdiff1d(np.arange(len(claims.sold)), lost)
    return Claims(
        np.concatenate([claims.group[known], group[row]]),
        np.concatenate([claims.sold[known], month]),
        np.concatenate([claims.failed[known], claims.failed[lost][row]]),
        np.concatenate([claims.count[known], weight[row, month]]),
    )
