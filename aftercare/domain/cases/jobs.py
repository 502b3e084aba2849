import logging
from datetime import timedelta

from procrastinate.contrib.django import app

from aftercare.base.people.models import User
from aftercare.base.people.queries import actor_for
from aftercare.domain.cases.models import BulkChange, Case
from aftercare.domain.cases.operations.bulk import change_next_in_bulk
from aftercare.domain.cases.operations.levels import follow_service_level
from aftercare.domain.cases.operations.work import wake_case
from aftercare.domain.cases.queries.levels import cases_beside_levels
from aftercare.domain.cases.steps.figures import refresh_figures
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.worktime import NoWorkingTime

log = logging.getLogger(__name__)

LATELY = timedelta(days=2)


@app.periodic(cron="* * * * *")
@app.task(name="cases.wake_snoozed", queueing_lock="cases.wake_snoozed")
def wake_snoozed_cases(timestamp: int) -> None:
    """Bring back every minute the cases whose snooze is over."""
    at = clock.now()
    for case in Case.objects.filter(snoozed_until__lte=at):
        wake_case(case, actor=SYSTEM, at=at)


@app.task(name="cases.apply_service_levels", retry=5)
def apply_service_levels_to_cases(*, user_id: int, reason: str) -> None:
    """Let the open cases follow their service levels, one by one, in the name of who asked."""
    actor = actor_for(User.objects.get(pk=user_id))
    for case in cases_beside_levels():
        try:
            follow_service_level(case, reason=reason, actor=actor, at=clock.now())
        except NoWorkingTime as refusal:  # a calendar without hours: the others go on
            log.warning("%s keeps its promises: %s", case, refusal)


@app.task(name="cases.run_bulk_change", retry=5)
def run_bulk_change(*, bulk_id: int) -> None:
    """Make a bulk change case by case, in the name of who asked for it."""
    bulk = BulkChange.objects.select_related("by").get(pk=bulk_id)
    actor = actor_for(bulk.by)
    while change_next_in_bulk(bulk, actor=actor, at=clock.now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="cases.refresh_figures", queueing_lock="cases.refresh_figures")
def refresh_figures_of_cases(timestamp: int) -> None:
    """Bring every minute the figures of what has changed up to date."""
    refresh_figures(since=clock.now() - LATELY)


@app.periodic(cron="20 2 * * *")
@app.task(name="cases.refresh_all_figures", queueing_lock="cases.refresh_all_figures")
def refresh_figures_of_all_cases(timestamp: int) -> None:
    """Bring every night the figures of all cases up to date, whatever was missed."""
    refresh_figures(since=None)


@app.task(name="cases.count_figures", retry=5)
def count_figures_of_cases(*, keys: list[int]) -> None:
    """Count the figures of cases that were taken over: what happened in them is long ago."""
    refresh_figures(since=None, cases=keys)
