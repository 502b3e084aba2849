from io import BytesIO

from xlsxwriter import Workbook

from aftercare.base.spreadsheets.jobs import check_import, take_import_back, write_import
from aftercare.base.spreadsheets.operations.imports import (
    begin_import,
    map_columns,
    start_import,
    undo_import,
)


def xlsx(*rows, formulas=()):
    """Return a workbook of these rows; a text in `formulas` is written as a formula."""
    content = BytesIO()
    book = Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Data")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell in formulas:
                sheet.write_formula(number, place, cell, value="7")
            else:
                sheet.write(number, place, cell)
    book.close()
    return content.getvalue()


def import_written(sheet, text, *, actor, at):
    """Return an import of this text after its jobs have checked and written it."""
    given = {"actor": actor, "at": at}
    run = begin_import(sheet, content=BytesIO(text.encode()), name="table.csv", **given)
    map_columns(run, columns=run.columns, **given)
    check_import(import_id=run.pk, user_id=actor.id)
    run.refresh_from_db()
    start_import(run, **given)
    write_import(import_id=run.pk, user_id=actor.id)
    run.refresh_from_db()
    return run


def import_taken_back(run, *, actor, at):
    """Have an import undone, and the job of that run."""
    undo_import(run, actor=actor, at=at)
    take_import_back(import_id=run.pk, user_id=actor.id)
