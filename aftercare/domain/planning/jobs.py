from datetime import UTC

from procrastinate.contrib.django import app

from aftercare.domain.planning.models import PlanRun
from aftercare.domain.planning.operations.reviews import open_review
from aftercare.domain.planning.operations.runs import begin_plan, finish_plan
from aftercare.domain.planning.policies.families import in_pieces
from aftercare.domain.planning.queries.inputs import fingerprint_of, month_number, read_inputs
from aftercare.domain.planning.queries.plans import current_digests, last_fit, planned_in
from aftercare.domain.planning.queries.reviews import warehouses_to_review
from aftercare.domain.planning.states import RunStatus
from aftercare.domain.planning.steps.runs import keep_plans, lay_out_run
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

PIECE = 100
"""Parts that are reckoned and written together."""


@app.periodic(cron="20 2 * * *")
@app.task(name="planning.plan_daily", queueing_lock="planning.plan_daily")
def plan_daily(timestamp: int) -> None:
    """Have a plan made every night of what has changed."""
    begin_plan(actor=SYSTEM, at=clock.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="planning.open_reviews", queueing_lock="planning.open_reviews")
def open_reviews(timestamp: int) -> None:
    """Have each warehouse reviewed once a month has ended; what is under way already stays."""
    at = clock.now()
    month = month_number(at.astimezone(UTC).date()) - 1
    for site in warehouses_to_review(month):
        open_review(site, month=month, actor=SYSTEM, at=at)


@app.task(name="planning.make_plan", lock="planning.make_plan", retry=5)
def make_plan(*, run_id: int) -> None:
    """Make a plan, piece by piece. Killed and begun again it goes on where it was."""
    run = PlanRun.objects.defer("fit").get(pk=run_id)
    if run.status != RunStatus.DONE:
        _make(run)


def _make(run: PlanRun) -> None:
    # A worker that has nothing to plan need not carry numpy and scipy.
    from aftercare.domain.planning.queries.computing import prepare  # noqa: PLC0415  # see above
    from aftercare.domain.planning.queries.keeping import fit_from_bytes  # noqa: PLC0415  # see above
    from aftercare.domain.planning.queries.reckoning import plans_of  # noqa: PLC0415  # see above

    inputs = read_inputs(run.at)
    digests, old = inputs.digests(), current_digests()
    touched = sorted(code for code in digests if old.get(code) != digests[code])
    lay_out_run(
        run,
        fingerprint=fingerprint_of(digests),
        month=inputs.now,
        total=len(touched),
        at=clock.now(),
    )
    kept = last_fit()
    known = fit_from_bytes(kept) if kept else None
    ready = prepare(inputs, seed=run.seed, touched=touched, known=known)
    written = planned_in(run)
    for piece in in_pieces(touched, inputs.families, size=PIECE):
        if not written.issuperset(piece):
            keep_plans(run, plans_of(ready, piece, digests))
    learned = ready.is_learned_anew
    finish_plan(
        run,
        known=[part.item_id for part in inputs.parts.values()],
        cohorts=ready.epidemics() if learned else None,
        fit=ready.kept() if learned else None,
        actor=SYSTEM,
        at=clock.now(),
    )
