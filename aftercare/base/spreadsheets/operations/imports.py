"""What a person does with an import: begin, map, correct, start, cancel, undo."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.files.steps import store, tidy
from aftercare.base.journal.steps import announce, later
from aftercare.base.spreadsheets.events import ImportChanged
from aftercare.base.spreadsheets.models import Import, ImportRow, KnownHeader
from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.base.spreadsheets.policies.cells import headings_of, match_columns
from aftercare.base.spreadsheets.policies.tables import header_place, heading, read_table
from aftercare.base.spreadsheets.queries import Sheet, known_headers, rows_to_write, sheet_of
from aftercare.base.spreadsheets.states import MOVES, ImportStatus, RowFate
from aftercare.base.spreadsheets.steps import Judge, keep_package
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move

MOST_ROWS = 200_000
LARGEST = 60 * 2**20
SAMPLE = 3
"""Rows that are shown while columns are mapped."""


class NothingInIt(Refused):
    """A file without a row below its headings."""


class TooManyRows(Refused):
    """More rows than one import may have."""


class ColumnsMissing(Refused):
    """Columns without which no row can be taken over."""


class NotNow(Refused):
    """The import has gone on meanwhile."""


@transaction.atomic
def begin_import(
    sheet: Sheet, *, content: IO[bytes], name: str, actor: Actor, at: datetime
) -> Import:
    """
    Take in a file and find out how it is to be read. Nothing is written yet.

    A ZIP brings files that the rows of its table name. Raises `FileTooLarge`, `UnreadableFile`,
    `NothingInIt`, `TooManyRows`.
    """
    actor.must(SpreadsheetPermission.IMPORT)
    actor.must(sheet.permission)
    file = store(content, at=at, largest=LARGEST)
    run = Import(sheet=sheet.name, name=tidy(name)[:200], file=file, by_id=actor.id, at=at)
    with file.open() as kept:
        raw = kept.read()
    run.sha256 = sha256(raw).hexdigest()
    _read(run, raw, sheet, actor)
    run.code = next_code("IM", at=at)
    run.save()
    keep_package(run, raw, at=at)
    _announce(run, "begun", actor=actor, at=at, count=run.total)
    return run


@transaction.atomic
def read_import_as(
    run: Import, *, encoding: str, delimiter: str, actor: Actor, at: datetime
) -> None:
    """Read the file in another way than was found. Raises as `begin_import`, and `NotNow`."""
    actor.must(SpreadsheetPermission.IMPORT)
    if run.status != ImportStatus.DRAFT or run.file is None:
        raise NotNow(_("This import was read already. Begin a new one."))
    with run.file.open() as kept:
        raw = kept.read()
    _read(run, raw, sheet_of(run), actor, encoding=encoding, delimiter=delimiter)
    run.save()
    _announce(run, "read_anew", actor=actor, at=at, count=run.total)


def _read(
    run: Import, raw: bytes, sheet: Sheet, actor: Actor, *, encoding: str = "", delimiter: str = ""
) -> None:
    table = read_table(raw, encoding=encoding, delimiter=delimiter)
    known = {word for column in sheet.columns for word in headings_of(column)}
    place = header_place(table.lines, known)
    rows = len(table.lines) - place - 1
    if rows < 1:
        raise NothingInIt(_("There is no row below the headings in this file."))
    if rows > MOST_ROWS:
        raise TooManyRows(
            _("At most %(most)s rows at once. Divide the file up.") % {"most": MOST_ROWS}
        )
    header = table.lines[place]
    run.encoding, run.delimiter = table.encoding, table.delimiter
    run.header_line, run.headers, run.total = header.number, header.cells, rows
    run.sample = [line.cells for line in table.lines[place + 1 : place + 1 + SAMPLE]]
    run.columns = match_columns(header.cells, sheet.columns, known_headers(actor, sheet))


@transaction.atomic
def map_columns(run: Import, *, columns: Mapping[str, int], actor: Actor, at: datetime) -> None:
    """
    Say which column is which, remember it for the next time, and have all rows checked.

    Raises `ColumnsMissing`, `NotNow`.
    """
    actor.must(SpreadsheetPermission.IMPORT)
    sheet = sheet_of(run)
    actor.must(sheet.permission)
    missing = [each for each in sheet.columns if each.is_required and each.name not in columns]
    if missing:
        names = ", ".join(str(each.title) for each in missing)
        raise ColumnsMissing(_("Say which column holds: %(names)s.") % {"names": names})
    move(run, ImportStatus.CHECKING, moves=MOVES, columns=dict(columns), checked=0)
    ImportRow.objects.filter(import_run=run).delete()
    _remember(run, actor)
    later("spreadsheets.check", import_id=run.pk, user_id=actor.id)
    _announce(run, "mapped", actor=actor, at=at, count=run.total)


def _remember(run: Import, actor: Actor) -> None:
    names = {place: name for name, place in run.columns.items()}
    headers = {heading(each)[:120]: names.get(place, "") for place, each in enumerate(run.headers)}
    headers.pop("", None)
    said = [
        KnownHeader(by_id=actor.id, sheet=run.sheet, header=header, column=name)
        for header, name in headers.items()
    ]
    KnownHeader.objects.bulk_create(
        said,
        update_conflicts=True,
        unique_fields=["by", "sheet", "header"],
        update_fields=["column"],
    )


@transaction.atomic
def correct_cell(row: ImportRow, *, column: str, text: str, actor: Actor, at: datetime) -> None:
    """Put something else into a cell, and judge the row anew. Raises `NotNow`."""
    actor.must(SpreadsheetPermission.IMPORT)
    run = Import.objects.select_for_update(of=("self",)).get(pk=row.import_run_id)
    place = run.columns.get(column)
    if run.status != ImportStatus.READY or place is None:
        raise NotNow(_("This import has gone on meanwhile. Reload the page."))
    row.cells += [""] * (place + 1 - len(row.cells))
    row.cells[place] = text.strip()
    row.doubts.pop(str(place), None)
    Judge(run).judge([row])
    row.save()
    _announce(run, "corrected", actor=actor, at=at, count=row.line)


@transaction.atomic
def start_import(run: Import, *, actor: Actor, at: datetime) -> None:
    """Write what was checked, in a job. Rows with errors stay out. Raises `NothingInIt`."""
    actor.must(SpreadsheetPermission.IMPORT)
    actor.must(sheet_of(run).permission)
    if not rows_to_write(run).exists():
        raise NothingInIt(_("No row would change anything."))
    move(run, ImportStatus.RUNNING, moves=MOVES)
    later("spreadsheets.write", import_id=run.pk, user_id=actor.id)
    _announce(run, "started", actor=actor, at=at, count=rows_to_write(run).count())


@transaction.atomic
def cancel_import(run: Import, *, actor: Actor, at: datetime) -> None:
    """Go no further. What is written stays until it is undone."""
    actor.must(SpreadsheetPermission.IMPORT)
    move(run, ImportStatus.CANCELLED, moves=MOVES, ended_at=at)
    _announce(run, "cancelled", actor=actor, at=at)


@transaction.atomic
def undo_import(run: Import, *, actor: Actor, at: datetime) -> None:
    """Take back, in a job, all that an import has written. Raises `NotNow`."""
    actor.must(SpreadsheetPermission.IMPORT)
    actor.must(sheet_of(run).permission)
    if not run.rows.filter(fate=RowFate.DONE).exists():
        raise NotNow(_("There is nothing left that could be undone."))
    move(run, ImportStatus.UNDOING, moves=MOVES)
    later("spreadsheets.undo", import_id=run.pk, user_id=actor.id)
    _announce(run, "undo_started", actor=actor, at=at)


def _announce(run: Import, change: str, *, actor: Actor, at: datetime, count: int = 0) -> None:
    event = ImportChanged(import_id=run.pk, sheet=run.sheet, change=change, count=count)
    announce(event, actor=actor, at=at)
