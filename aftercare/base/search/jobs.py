from procrastinate.contrib.django import app

from aftercare.base.search.steps import file_rows, refresh_figures
from aftercare.kit import clock


@app.periodic(cron="*/20 * * * *")
@app.task(name="search.refresh_figures", queueing_lock="search.refresh_figures")
def count_terms(timestamp: int) -> None:
    """Count now and then how often terms occur."""
    refresh_figures(at=clock.now())


@app.task(name="search.file_rows", retry=5)
def file_what_was_written(*, kind: str, keys: list[int]) -> None:
    """File many rows that were written at once."""
    file_rows(kind, keys, at=clock.now())
