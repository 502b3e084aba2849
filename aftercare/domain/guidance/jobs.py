from datetime import timedelta

from procrastinate.contrib.django import app

from aftercare.base.company.queries import setting
from aftercare.domain.cases.queries import automatic_message
from aftercare.domain.cases.states import Occasion
from aftercare.domain.guidance.operations.telling import remind_by_rule
from aftercare.domain.guidance.queries import REMIND_HOURS, sessions_to_remind_of
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

MOST = 500


@app.periodic(cron="*/10 * * * *")
@app.task(name="guidance.remind_guests", queueing_lock="guidance.remind_guests")
def remind_guests_of_sessions(timestamp: int) -> None:
    """Remind guests of what comes up, if somebody has switched that on."""
    if not automatic_message(Occasion.GUIDANCE).active:
        return
    at = clock.now()
    until = at + timedelta(hours=int(setting(REMIND_HOURS.name)))
    for session in sessions_to_remind_of(until=until, at=at)[:MOST]:
        remind_by_rule(session, actor=SYSTEM, at=at)
