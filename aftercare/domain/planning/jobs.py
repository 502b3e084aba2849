from datetime import UTC

from procrastinate.contrib.django import app

from aftercare.domain.planning.models import PlanRun
from aftercare.domain.planning.operations.reviews import open_review
from aftercare.domain.planning.operations.runs import begin_plan, finish_plan
from aftercare.domain.planning.queries.inputs import month_number
from aftercare.domain.planning.queries.reviews import warehouses_to_review
from aftercare.domain.planning.states import RunStatus
from aftercare.domain.planning.steps.reckoning import reckon_run
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


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
        learned = reckon_run(run, at=clock.now())
        finish_plan(run, **learned, actor=SYSTEM, at=clock.now())
