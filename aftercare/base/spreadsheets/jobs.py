from django.utils.translation import override
from procrastinate.contrib.django import app

from aftercare.base.company.queries import setting
from aftercare.base.people.models import User
from aftercare.base.people.queries import actor_for
from aftercare.base.spreadsheets.models import Import
from aftercare.base.spreadsheets.operations.exports import let_go_of_old_exports
from aftercare.base.spreadsheets.operations.work import (
    check_rows,
    let_go_of_old_files,
    undo_next_rows,
    write_next_rows,
)
from aftercare.base.spreadsheets.queries import EXPORT_DAYS, KEEP_DAYS
from aftercare.base.spreadsheets.steps import Judge, lines_of
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


def _run(import_id: int) -> Import:
    return Import.objects.select_related("file").get(pk=import_id)


@app.task(name="spreadsheets.check", retry=5)
def check_import(*, import_id: int, user_id: int) -> None:
    """Judge all rows of a file, in the name and the language of who asked."""
    run, user = _run(import_id), User.objects.get(pk=user_id)
    actor, lines = actor_for(user), lines_of(run)
    with override(user.language or None):
        judge = Judge(run)
        while not check_rows(run, lines, judge=judge, actor=actor, at=clock.now()):
            pass


@app.task(name="spreadsheets.write", retry=5)
def write_import(*, import_id: int, user_id: int) -> None:
    """Write what was checked, in the name of who asked."""
    run, user = _run(import_id), User.objects.get(pk=user_id)
    actor, judge = actor_for(user), Judge(run)
    with override(user.language or None):
        while not write_next_rows(run, judge=judge, actor=actor, at=clock.now()):
            pass


@app.task(name="spreadsheets.undo", retry=5)
def take_import_back(*, import_id: int, user_id: int) -> None:
    """Take back what an import has written, in the name of who asked."""
    run, user = _run(import_id), User.objects.get(pk=user_id)
    actor = actor_for(user)
    with override(user.language or None):
        while not undo_next_rows(run, actor=actor, at=clock.now()):
            pass


@app.periodic(cron="50 3 * * *")
@app.task(name="spreadsheets.let_go", queueing_lock="spreadsheets.let_go")
def let_go_of_what_is_old(timestamp: int) -> None:
    """Remove every night files of imports that nobody needs any longer."""
    let_go_of_old_files(keep_days=setting(KEEP_DAYS.name), actor=SYSTEM, at=clock.now())


@app.periodic(cron="55 3 * * *")
@app.task(name="spreadsheets.let_exports_go", queueing_lock="spreadsheets.let_exports_go")
def let_exports_go(timestamp: int) -> None:
    """Remove every night files of lists whose time is over."""
    let_go_of_old_exports(keep_days=setting(EXPORT_DAYS.name), actor=SYSTEM, at=clock.now())
