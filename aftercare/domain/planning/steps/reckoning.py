"""A run is reckoned, piece by piece."""

from datetime import datetime
from typing import Any

from aftercare.domain.planning.models import PlanRun
from aftercare.domain.planning.policies.families import in_pieces
from aftercare.domain.planning.queries.inputs import fingerprint_of, read_inputs
from aftercare.domain.planning.queries.plans import current_digests, last_fit, planned_in
from aftercare.domain.planning.steps.runs import keep_plans, lay_out_run

PIECE = 100
"""Parts that are reckoned and written together."""


def reckon_run(run: PlanRun, *, at: datetime) -> dict[str, Any]:
    """
    Reckon the parts whose records have changed; a run that was killed goes on where it was.

    Returns what `finish_plan` needs: the parts that are planned, and what was learned of all.
    """
    # A worker that has nothing to plan need not carry numpy and scipy.
    from aftercare.domain.planning.queries.computing import prepare  # noqa: PLC0415  # see above
    from aftercare.domain.planning.queries.keeping import fit_from_bytes  # noqa: PLC0415  # see above
    from aftercare.domain.planning.queries.reckoning import plans_of  # noqa: PLC0415  # see above

    inputs = read_inputs(run.at)
    digests, old = inputs.digests(), current_digests()
    touched = sorted(code for code in digests if old.get(code) != digests[code])
    lay_out_run(
        run, fingerprint=fingerprint_of(digests), month=inputs.now, total=len(touched), at=at
    )
    kept = last_fit()
    known = fit_from_bytes(kept) if kept else None
    ready = prepare(inputs, seed=run.seed, touched=touched, known=known)
    written = planned_in(run)
    for piece in in_pieces(touched, inputs.families, size=PIECE):
        if not written.issuperset(piece):
            keep_plans(run, plans_of(ready, piece, digests))
    learned = ready.is_learned_anew
    return {
        "known": [part.item_id for part in inputs.parts.values()],
        "cohorts": ready.epidemics() if learned else None,
        "fit": ready.kept() if learned else None,
    }
