"""The rows of an import on the screen, and what is corrected in them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from aftercare.base.spreadsheets.models import Import, ImportRow
from aftercare.base.spreadsheets.operations.imports import correct_cell
from aftercare.base.spreadsheets.queries import sheet_of, visible_import_rows
from aftercare.base.spreadsheets.states import ImportStatus, RowFate, RowVerdict
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, wants_fragment
from aftercare.interfaces.workspace.imports.sections import IMPORTS
from aftercare.interfaces.workspace.settings.screens import part_of
from aftercare.kit import clock

PAGE = 50
TONES = {"new": "green", "changed": "azure", "same": "secondary", "error": "red"}


@dataclass(frozen=True)
class ShownCell:
    """A cell of a row under its heading; `is_wrong` if it is that which has to be mended."""

    name: str
    title: Any
    text: str
    is_wrong: bool


@dataclass(frozen=True)
class ShownRow:
    """A row as a line of the table."""

    row: ImportRow
    tone: str
    cells: list[ShownCell]


def shown_row(row: ImportRow, run: Import) -> ShownRow:
    """Return a row with the cells of the columns that were mapped, in the order of the file."""
    sheet = sheet_of(run)
    cells = [
        ShownCell(
            name,
            sheet.column(name).title,
            row.cells[place] if place < len(row.cells) else "",
            row.verdict == RowVerdict.ERROR and row.column == name,
        )
        for name, place in sorted(run.columns.items(), key=lambda each: each[1])
    ]
    return ShownRow(row, TONES.get(row.verdict, "secondary"), cells)


def shown_rows(request: ActorRequest, run: Import) -> dict[str, Any]:
    """Return some rows: of one verdict or fate, behind a line that an earlier page named."""
    rows = visible_import_rows(request.actor).filter(import_run=run)
    show, after = request.GET.get("show", ""), request.GET.get("after", "")
    if show in RowVerdict.values:
        rows = rows.filter(verdict=show)
    elif show in RowFate.values and show:
        rows = rows.filter(fate=show)
    if after.isdecimal():
        rows = rows.filter(line__gt=int(after[:9]))
    found = list(rows[: PAGE + 1])
    return {
        "rows": [shown_row(row, run) for row in found[:PAGE]],
        "headings": [cell.title for cell in shown_row(ImportRow(), run).cells],
        "show": show,
        "after": found[PAGE - 1].line if found[PAGE:] else None,
        "is_first": not after,
        "may_correct": run.status == ImportStatus.READY,
    }


@require_POST
@part_of(IMPORTS)
def correct(request: ActorRequest, code: str, row_id: int) -> HttpResponse:
    """Put something else into a cell, and show what the row does now."""
    rows = visible_import_rows(request.actor).filter(import_run__code=code)
    row = get_object_or_404(rows.select_related("import_run"), pk=row_id)
    correct_cell(
        row,
        column=request.POST.get("column", ""),
        text=request.POST.get("text", "")[:2000],
        actor=request.actor,
        at=clock.now(),
    )
    if not wants_fragment(request):
        return redirect("workspace:import", code=code)
    context = {"each": shown_row(row, row.import_run), "run": row.import_run, "may_correct": True}
    return page(request, "workspace/imports/_row.html", context)
