from procrastinate.contrib.django import app

from aftercare.base.people.queries import actor_for
from aftercare.domain.cases.models import BulkChange, Case
from aftercare.domain.cases.operations.bulk import change_next_in_bulk
from aftercare.domain.cases.operations.work import wake_case
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


@app.periodic(cron="* * * * *")
@app.task(name="cases.wake_snoozed", queueing_lock="cases.wake_snoozed")
def wake_snoozed_cases(timestamp: int) -> None:
    """Bring back every minute the cases whose snooze is over."""
    at = clock.now()
    for case in Case.objects.filter(snoozed_until__lte=at):
        wake_case(case, actor=SYSTEM, at=at)


@app.task(name="cases.run_bulk_change", retry=5)
def run_bulk_change(*, bulk_id: int) -> None:
    """Make a bulk change case by case, in the name of who asked for it."""
    bulk = BulkChange.objects.select_related("by").get(pk=bulk_id)
    actor = actor_for(bulk.by)
    while change_next_in_bulk(bulk, actor=actor, at=clock.now()):
        pass
