"""Lists that leave the house: who took which out."""

from datetime import datetime
from typing import IO

from django.db import transaction

from aftercare.base.files.steps import store
from aftercare.base.journal.steps import announce, later
from aftercare.base.spreadsheets.events import ListExported
from aftercare.base.spreadsheets.models import Export
from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.base.spreadsheets.states import ExportStatus
from aftercare.kit.actors import Actor

LARGEST = 500 * 2**20


@transaction.atomic
def note_export(*, listed: str, count: int, kind: str, actor: Actor, at: datetime) -> None:
    """Note that somebody takes a list out of the house."""
    actor.must(SpreadsheetPermission.EXPORT)
    announce(ListExported(listed=listed, count=count, kind=kind), actor=actor, at=at)


@transaction.atomic
def begin_export(
    *, listed: str, query: str, kind: str, language: str, count: int, actor: Actor, at: datetime
) -> Export:
    """Have a long list made into a file, in a job."""
    actor.must(SpreadsheetPermission.EXPORT)
    export = Export.objects.create(
        listed=listed, query=query, kind=kind, language=language, count=count, by_id=actor.id, at=at
    )
    later("workspace.make_export", export_id=export.pk)
    taken = ListExported(listed=listed, count=count, kind=kind, export_id=export.pk)
    announce(taken, actor=actor, at=at)
    return export


@transaction.atomic
def keep_export(
    export: Export, *, content: IO[bytes], count: int, actor: Actor, at: datetime
) -> None:
    """Keep the file that was made, for who asked for it."""
    actor.must(SpreadsheetPermission.EXPORT)
    export.file = store(content, at=at, largest=LARGEST)
    export.status, export.count = ExportStatus.DONE, count
    export.save(update_fields=["file", "status", "count"])
    made = ListExported(listed=export.listed, count=count, kind=export.kind, export_id=export.pk)
    announce(made, actor=actor, at=at)
