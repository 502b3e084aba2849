from procrastinate.contrib.django import app

from aftercare.base.search.steps import refresh_figures
from aftercare.kit import clock


@app.periodic(cron="*/20 * * * *")
@app.task(name="search.refresh_figures", queueing_lock="search.refresh_figures")
def count_terms(timestamp: int) -> None:
    """Count now and then how often terms occur."""
    refresh_figures(at=clock.now())
