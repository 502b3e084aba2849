"""Files that go with an import: an empty table to fill in, and the rows that were wrong."""

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftercare.base.spreadsheets.queries import sheet_of, visible_import_rows
from aftercare.base.spreadsheets.states import Column, RowVerdict
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import send_made
from aftercare.interfaces.ui.spreadsheets import XLSX, xlsx_of
from aftercare.interfaces.workspace.imports.sections import IMPORTS
from aftercare.interfaces.workspace.imports.views import run_of, sheet_for
from aftercare.interfaces.workspace.settings.screens import part_of


@require_GET
@part_of(IMPORTS)
def template(request: ActorRequest, sheet: str) -> HttpResponseBase:
    """Hand out an empty table with the headings, and notes on what goes where."""
    wanted = sheet_for(request, sheet)
    content = xlsx_of(
        [str(column.title) for column in wanted.columns],
        [],
        title=str(wanted.title),
        notes=[(str(column.title), _note_on(column)) for column in wanted.columns],
        notes_title=_("Notes"),
    )
    return send_made(request, content, name=f"{wanted.name}.xlsx", kind=XLSX)


def _note_on(column: Column) -> str:
    parts = [_("Has to be filled in.")] if column.is_required else []
    parts += [str(column.help)] if column.help else []
    if column.choices:
        parts.append(", ".join(str(name) for _value, name in column.choices))
    if column.example:
        parts.append(_("For example: %(example)s") % {"example": column.example})
    return " ".join(parts)


@require_GET
@part_of(IMPORTS)
def errors(request: ActorRequest, code: str) -> HttpResponseBase:
    """Hand out the rows that were wrong, each with the reason, to be mended and sent again."""
    run = run_of(request, code)
    sheet = sheet_of(run)
    titles = {column.name: str(column.title) for column in sheet.columns}
    wrong = visible_import_rows(request.actor).filter(import_run=run, verdict=RowVerdict.ERROR)
    width = len(run.headers)
    rows = (
        [*(row.cells + [""] * width)[:width], row.line, titles.get(row.column, ""), row.reason]
        for row in wrong.iterator(chunk_size=1000)
    )
    header = [*run.headers, _("Row"), _("Column"), _("Why not")]
    content = xlsx_of(header, rows, title=_("Errors"))
    return send_made(request, content, name=f"{run.code}-errors.xlsx", kind=XLSX)
