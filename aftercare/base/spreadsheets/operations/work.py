"""What jobs do for an import: some rows in one transaction, with how far it has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from aftercare.base.files.steps import let_go, unlink_all
from aftercare.base.journal.steps import announce
from aftercare.base.spreadsheets.events import ImportChanged
from aftercare.base.spreadsheets.models import Import
from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.base.spreadsheets.policies.tables import Line
from aftercare.base.spreadsheets.queries import (
    counts_of,
    imports_to_let_go,
    rows_to_undo,
    rows_to_write,
    sheet_of,
)
from aftercare.base.spreadsheets.states import (
    MOVES,
    ImportStatus,
    Outcome,
    Record,
    RowFate,
    RowVerdict,
)
from aftercare.base.spreadsheets.steps import Judge, lines_of, save_what_became_of
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move

AT_ONCE = 1000


@transaction.atomic
def check_rows(
    run: Import,
    lines: Sequence[Line] = (),
    *,
    judge: Judge | None = None,
    actor: Actor,
    at: datetime,
) -> bool:
    """
    Judge the next rows of the file; return whether that is all.

    A killed worker goes on where it was. Whoever goes through a long file gives all its `lines`
    and the same `judge` every time, so that neither is made anew.
    """
    actor.must(SpreadsheetPermission.IMPORT)
    run = _held(run)
    if run.status != ImportStatus.CHECKING:
        return True
    lines, judge = lines or lines_of(run), judge or Judge(run)
    some = [judge.row_of(line) for line in lines[run.checked : run.checked + AT_ONCE]]
    if not some:
        move(run, ImportStatus.READY, moves=MOVES)
        _announce(run, "checked", actor=actor, at=at, count=run.checked)
        return True
    judge.judge(some)
    insert_all(some)
    run.checked += len(some)
    run.save(update_fields=["checked"])
    return False


@transaction.atomic
def write_next_rows(run: Import, *, judge: Judge | None = None, actor: Actor, at: datetime) -> bool:
    """Write the next rows of an import, and note what they did; return whether that is all."""
    actor.must(SpreadsheetPermission.IMPORT)
    run = _held(run)
    if run.status != ImportStatus.RUNNING:
        return True
    rows = list(rows_to_write(run)[:AT_ONCE])
    if not rows:
        move(run, ImportStatus.DONE, moves=MOVES, ended_at=at)
        written = counts_of(run).get(RowFate.DONE, 0)
        _announce(run, "finished", actor=actor, at=at, count=written)
        return True
    judge = judge or Judge(run)
    records = [judge.read(row)[0] for row in rows]
    for row, outcome in zip(rows, _written(run, records, actor, at), strict=True):
        is_refused = outcome.state == RowVerdict.ERROR
        row.fate = RowFate.FAILED if is_refused else RowFate.DONE
        row.verdict = outcome.state
        row.subject, row.before, row.after = outcome.subject, outcome.before, outcome.after
        row.reason = outcome.reason[:300] if is_refused else row.reason
    save_what_became_of(rows)
    return False


def _written(run: Import, records: Sequence[Record], actor: Actor, at: datetime) -> list[Outcome]:
    """Write rows together; if one of them cannot be, each by itself."""
    apply = sheet_of(run).apply
    try:
        with transaction.atomic():
            return apply(records, actor=actor, at=at)
    except (Refused, IntegrityError) as problem:
        if len(records) == 1:
            reason = problem.message if isinstance(problem, Refused) else str(problem)
            return [Outcome(RowVerdict.ERROR, reason=reason)]
    return [each for one in records for each in _written(run, [one], actor, at)]


@transaction.atomic
def undo_next_rows(run: Import, *, actor: Actor, at: datetime) -> bool:
    """Take back what the next rows did, the last first; return whether that is all."""
    actor.must(SpreadsheetPermission.IMPORT)
    run = _held(run)
    if run.status != ImportStatus.UNDOING:
        return True
    rows = list(rows_to_undo(run)[:AT_ONCE])
    if not rows:
        move(run, ImportStatus.UNDONE, moves=MOVES, undone_at=at)
        undone = counts_of(run).get(RowFate.UNDONE, 0)
        _announce(run, "undone", actor=actor, at=at, count=undone)
        return True
    done = [Outcome(row.verdict, row.subject, row.before, row.after) for row in rows]
    reasons = sheet_of(run).undo(done, actor=actor, at=at)
    for row, reason in zip(rows, reasons, strict=True):
        row.fate = RowFate.KEPT if reason else RowFate.UNDONE
        row.reason = reason[:300]
    save_what_became_of(rows)
    return False


@transaction.atomic
def let_go_of_old_files(*, keep_days: int, actor: Actor, at: datetime) -> None:
    """Remove what rows said and the files they came in, some time after."""
    actor.must(SpreadsheetPermission.IMPORT)
    old = list(imports_to_let_go(at - timedelta(days=keep_days))[:100])
    let_go([run.file.pk for run in old if run.file])
    for run in old:
        run.rows.all().delete()
        unlink_all(ref(run))
        run.file = None
        run.save(update_fields=["file"])
        _announce(run, "let_go", actor=actor, at=at)


def _held(run: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).get(pk=run.pk)


def _announce(run: Import, change: str, *, actor: Actor, at: datetime, count: int = 0) -> None:
    event = ImportChanged(import_id=run.pk, sheet=run.sheet, change=change, count=count)
    announce(event, actor=actor, at=at)
