"""Why parts fail: which causes can be told apart, how each ages, and what is expected of it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from aftercare.domain.planning.engine.arrays import Floats, Ints
from aftercare.domain.planning.engine.causes import (
    FEWEST,
    Apart,
    fit_apart,
    strike_apart,
    struck_first,
)
from aftercare.domain.planning.engine.exposure import Claims, failures_seen, spread_unknown
from aftercare.domain.planning.engine.forecasting import expected_of_causes
from aftercare.domain.planning.queries.studies import Study, fitted

_LEAST = 0.005
"""Of failures, or of a share ahead: less than this shows nowhere."""
UNTOLD = 0
"""The place among the causes of a study of what nobody knows, or strikes too rarely to be told."""


@dataclass(frozen=True)
class Told:
    """Causes (C,) told apart in groups of a study, and the place (C,) of each among its causes."""

    apart: Apart
    cause: Ints


class WhyOfPart(NamedTuple):
    """
    A cause by which a part fails, or several that cannot be told apart ("").

    seen: failures so far; expected: its share of what is expected until the end; age: the month by
    which half of them have struck. None where its causes are too few to tell apart.
    """

    cause: str
    seen: float
    expected: float | None = None
    age: int | None = None


def tell_apart(study: Study) -> Told | None:
    """
    Return the causes that strike at ages of their own, fitted; None where there are none such.

    Failures of which nobody knows the cause, or of a rare one, are one cause more. They are not
    spread over the others: what is looked into may fail at other ages than what is not.
    """
    fit, _doubts = fitted(study)
    size, claims = len(study.causes), study.claims
    every, place = np.unique(claims.group * size + study.cause, return_inverse=True)
    often = np.bincount(place, claims.count) >= FEWEST
    cause = np.where(often, every % size, UNTOLD)
    kept, place = np.unique((every - every % size + cause)[place], return_inverse=True)
    group, cause = np.divmod(kept, size)
    could = np.bincount(group[cause != UNTOLD], minlength=len(study.names)) > 1
    if not could.any():
        return None
    chosen = could[claims.group]
    some = Claims(place[chosen], claims.sold[chosen], claims.failed[chosen], claims.count[chosen])
    steps = fit.steps(fit.edges)[group]
    some = spread_unknown(some, study.base, study.parts.model[group], steps)
    failed = failures_seen(some, study.base, len(kept), study.ages)
    for one in np.flatnonzero(could):
        could[one] = strike_apart(failed[(group == one) & (cause != UNTOLD)])
    rows = np.flatnonzero(could[group])
    if not len(rows):
        return None
    apart = fit_apart(study.at_risk, failed[rows], group[rows], study.common)
    return Told(apart, cause[rows])


def why_of_parts(
    study: Study, told: Told | None, part: Ints, expected: Floats, edges: tuple[int, ...]
) -> list[list[WhyOfPart]]:
    """
    Return of each part (P,) why it fails, what struck most often first.

    part (G,): of each group of the study; expected (G, B): what it will ask for between `edges`.
    """
    of_groups = np.zeros((len(part), len(study.causes)))
    np.add.at(of_groups, (study.claims.group, study.cause), study.claims.count)
    seen = np.zeros((int(part.max()) + 1, len(study.causes)))
    np.add.at(seen, part, of_groups)
    names = study.causes
    found = [_as_seen(names, each) for each in seen]
    if told is None:
        return found
    apart = told.apart
    likely = expected_of_causes(apart, study.base, study.parts.model, edges)
    whole = np.zeros_like(expected)
    np.add.at(whole, apart.group, likely)
    ahead = (likely / np.maximum(whole, 1e-12)[apart.group] * expected[apart.group]).sum(axis=1)
    total = np.maximum(np.bincount(part, expected.sum(axis=1)), 1e-12)
    share = ahead / total[part[apart.group]]
    # What is planned as one, in another model, goes on as it did so far.
    as_one = of_groups / np.maximum(of_groups.sum(axis=1, keepdims=True), 1e-12)
    as_one[apart.group] = 0
    so_far = np.zeros_like(seen)
    np.add.at(so_far, part, as_one * (expected.sum(axis=1) / total[part])[:, None])
    struck = struck_first(apart, study.base.now + edges[-1]) * apart.fit.failures[:, None]
    of_part = part[apart.group]
    for one in np.unique(of_part).tolist():
        mine = np.flatnonzero(of_part == one)
        causes = _Causes(names, seen[one], so_far[one])
        found[one] = _as_told(causes, told.cause[mine], share[mine], struck[mine])
    return found


def _as_seen(names: list[str], seen: Floats) -> list[WhyOfPart]:
    rows = [WhyOfPart(names[cause], float(seen[cause])) for cause in np.flatnonzero(seen)]
    return sorted(rows, key=lambda row: (not row.cause, -row.seen))


class _Causes(NamedTuple):
    """The causes (C,) of a part: failures so far, and the share ahead of what is planned as one."""

    names: list[str]
    seen: Floats
    as_one: Floats


def _as_told(causes: _Causes, cause: Ints, share: Floats, struck: Floats) -> list[WhyOfPart]:
    """Return why a part fails of which causes (R,), perhaps in several models, were told apart."""
    rows = []
    for one in np.unique(cause[cause != UNTOLD]).tolist():
        of_it = cause == one
        ahead = float(share[of_it].sum() + causes.as_one[one])
        age = _half_by(struck[of_it].sum(axis=0))
        rows.append(WhyOfPart(causes.names[one], float(causes.seen[one]), ahead, age))
    rows.sort(key=lambda row: -row.seen)
    others = float(causes.seen.sum()) - sum(row.seen for row in rows)
    left = 1 - sum(row.expected or 0.0 for row in rows)
    if others > _LEAST or left > _LEAST:
        rest = struck[cause == UNTOLD].sum(axis=0)
        half = _half_by(rest) if rest.any() else None
        rows.append(WhyOfPart("", max(others, 0.0), max(left, 0.0), half))
    return rows


def _half_by(struck: Floats) -> int:
    """Return by which month of age half of what will ever be seen has struck."""
    reached = np.cumsum(struck)
    return int(np.argmax(2 * reached >= reached[-1])) + 1
