"""Lists that leave the house: who took which out; long ones are made by a job."""

from datetime import datetime, timedelta
from typing import IO

from django.db import transaction

from aftercare.base.files.steps import let_go, store
from aftercare.base.journal.steps import announce, later
from aftercare.base.spreadsheets.events import ExportChanged, ListExported
from aftercare.base.spreadsheets.models import Export
from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.base.spreadsheets.queries import exports_to_let_go
from aftercare.base.spreadsheets.states import EXPORT_MOVES, ExportStatus
from aftercare.kit.actors import Actor
from aftercare.kit.states import move

LARGEST = 1024 * 2**20


@transaction.atomic
def note_export(*, listed: str, count: int, kind: str, actor: Actor, at: datetime) -> None:
    """Note that somebody takes a list out of the house."""
    actor.must(SpreadsheetPermission.EXPORT)
    announce(ListExported(listed=listed, count=count, kind=kind), actor=actor, at=at)


@transaction.atomic
def begin_export(
    *, listed: str, query: str, count: int, kind: str, language: str, actor: Actor, at: datetime
) -> Export:
    """Have a long list made into a file, in a job, and note that somebody takes it out."""
    actor.must(SpreadsheetPermission.EXPORT)
    wanted = {"listed": listed, "query": query, "kind": kind, "language": language}
    export = Export.objects.create(by_id=actor.id, at=at, total=count, **wanted)
    later("workspace.make_export", export_id=export.pk)
    told = ListExported(listed=listed, count=count, kind=kind, export_id=export.pk)
    announce(told, actor=actor, at=at)
    return export


@transaction.atomic
def note_progress(export: Export, *, done: int, actor: Actor, at: datetime) -> bool:
    """Say how many rows are in the file by now, and return whether somebody still wants it."""
    actor.must(SpreadsheetPermission.EXPORT)
    making = Export.objects.filter(pk=export.pk, status=ExportStatus.MAKING)
    return bool(making.update(done=done))


@transaction.atomic
def keep_export(
    export: Export, content: IO[bytes], *, name: str, done: int, actor: Actor, at: datetime
) -> None:
    """Keep the file of a list for who asked for it. Raises `IllegalMove` if it was given up."""
    actor.must(SpreadsheetPermission.EXPORT)
    file = store(content, at=at, largest=LARGEST)
    given = {"file": file, "name": name, "done": done, "ready_at": at}
    move(export, ExportStatus.READY, moves=EXPORT_MOVES, **given)
    announce(ExportChanged(export_id=export.pk, change="ready"), actor=actor, at=at)


@transaction.atomic
def cancel_export(export: Export, *, actor: Actor, at: datetime) -> None:
    """Make no file of a list. Raises `IllegalMove` if it is made already."""
    actor.must(SpreadsheetPermission.EXPORT)
    move(export, ExportStatus.CANCELLED, moves=EXPORT_MOVES)
    announce(ExportChanged(export_id=export.pk, change="cancelled"), actor=actor, at=at)


@transaction.atomic
def let_go_of_old_exports(*, keep_days: int, actor: Actor, at: datetime) -> None:
    """Remove the files of lists some days after they were made."""
    actor.must(SpreadsheetPermission.EXPORT)
    old = list(exports_to_let_go(at - timedelta(days=keep_days))[:100])
    keys = [export.file_id for export in old if export.file_id]
    for export in old:
        move(export, ExportStatus.GONE, moves=EXPORT_MOVES, file=None)
        announce(ExportChanged(export_id=export.pk, change="removed"), actor=actor, at=at)
    let_go(keys)
