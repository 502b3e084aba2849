from procrastinate.contrib.django import app

from aftercare.base.company.queries import setting
from aftercare.domain.catalog.operations.self_help import MOST_AT_ONCE, drop_old_help_visits
from aftercare.domain.catalog.queries.self_help import HELP_KEEP_DAYS
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


@app.periodic(cron="35 3 * * *")
@app.task(name="catalog.drop_old_help_visits", queueing_lock="catalog.drop_old_help_visits")
def drop_visits_nobody_counts(timestamp: int) -> None:
    """Remove every night what was shown beside forms longer ago than reports look back."""
    days = setting(HELP_KEEP_DAYS.name)
    while drop_old_help_visits(keep_days=days, actor=SYSTEM, at=clock.now()) == MOST_AT_ONCE:
        pass
