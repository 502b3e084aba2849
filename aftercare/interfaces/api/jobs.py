from datetime import timedelta

from procrastinate.contrib.django import app

from aftercare.interfaces.api.models import GivenAnswer
from aftercare.kit import clock

KEPT = timedelta(hours=24)
"""How long a request that comes again is answered as it was the first time."""


@app.periodic(cron="5 * * * *")
@app.task(name="api.drop_answers", queueing_lock="api.drop_answers")
def drop_old_answers(timestamp: int) -> None:
    """Remove every hour the answers that nobody may ask for again."""
    GivenAnswer.objects.filter(at__lt=clock.now() - KEPT).delete()
