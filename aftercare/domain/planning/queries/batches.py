"""Production batches that fail more often than others: asked for when all is learned anew."""

from datetime import date

import numpy as np

from aftercare.domain.planning.engine.alarms import cohorts
from aftercare.domain.planning.queries import sql
from aftercare.domain.planning.queries.answers import Row, alarm_of, standing_out
from aftercare.domain.planning.queries.inputs import AGES_FROM
from aftercare.domain.planning.queries.studies import Study, fitted


def epidemic_batches(study: Study, until: date) -> list[Row]:
    """
    Return the batches whose units fail more than chance and usual batches explain. Two queries.

    Only first failures count, as only those are expected of what was sold; units whose batch or
    date of sale nobody knows are left out on both sides. `until`: the first day not seen.
    """
    asked = {"until": until, "kinds": AGES_FROM}
    made, failed = sql.ask(sql.BATCHES, asked), sql.ask(sql.BATCH_FAILURES, asked)
    (fit, _doubts), parts, base = fitted(study), study.parts, study.base
    steps = fit.steps(fit.edges)
    _seen, of_months = cohorts(base, study.claims, parts.model, parts.per_unit, steps)
    each = of_months / np.maximum(base.sales[:, : base.now], 1e-12)
    models = {name: row for row, name in enumerate(study.models)}
    batches = sorted({(model, batch) for model, batch, *_rest in made if model in models})
    place = {batch: row for row, batch in enumerate(batches)}
    expected, seen = np.zeros(len(batches)), np.zeros(len(batches))
    for model, batch, month, quantity in made:
        if model in models and 0 <= month - study.first < base.now:
            expected[place[model, batch]] += quantity * each[models[model], month - study.first]
    named = zip(study.names, (study.models[row] for row in parts.model), strict=True)
    at_once = dict(zip(named, study.at_once, strict=True))
    for part, model, batch, quantity in failed:
        if (part, model) in at_once:
            seen[place[model, batch]] += quantity / at_once[part, model]
    alarms, unlikely = standing_out(seen, expected)
    return [
        {"model": model, "batch": batch, **alarm_of(seen[row], expected[row], unlikely[row])}
        for row, (model, batch) in enumerate(batches)
        if alarms[row]
    ]
