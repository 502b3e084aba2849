from procrastinate.contrib.django import app

from aftercare.base.company.queries import setting
from aftercare.base.files.operations import AT_ONCE, remove_forsaken_files
from aftercare.base.files.queries import KEEP_DAYS
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

A_LIFE = 40 * 365
"""Days in which everything else was stored."""


@app.periodic(cron="40 3 * * *")
@app.task(name="files.remove_forsaken", queueing_lock="files.remove_forsaken")
def remove_what_is_forsaken(timestamp: int) -> None:
    """Remove every night what nothing speaks of any longer."""
    days = setting(KEEP_DAYS.name)
    while remove_forsaken_files(keep_days=days, actor=SYSTEM, at=clock.now()) == AT_ONCE:
        pass


@app.task(name="files.remove_what_was_let_go", retry=5)
def remove_what_was_let_go() -> None:
    """Remove at once what somebody asked us to erase: it bears a date of long ago."""
    while remove_forsaken_files(keep_days=A_LIFE, actor=SYSTEM, at=clock.now()) == AT_ONCE:
        pass
