"""The way of a file: uploaded, mapped, checked, written, undone."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.spreadsheets.models import Import
from aftercare.base.spreadsheets.operations.imports import (
    MOST_ROWS,
    begin_import,
    cancel_import,
    map_columns,
    read_import_as,
    start_import,
    undo_import,
)
from aftercare.base.spreadsheets.queries import (
    Sheet,
    counts_of,
    earlier_import_of,
    importable_sheets,
    progress_of,
    sheet_of,
    visible_imports,
)
from aftercare.base.spreadsheets.states import DELIMITERS, ENCODINGS, ImportStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.imports.rows import shown_rows
from aftercare.interfaces.workspace.imports.sections import IMPORTS
from aftercare.interfaces.workspace.settings.screens import part_of, settings_page
from aftercare.kit import clock

LATEST = 30
STATE = "workspace/imports/import.html#state"


class FileForm(Form):
    """A file from the reader's machine."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Excel (.xlsx) or CSV in any encoding. Nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv,.zip"}),
    )


class ColumnsForm(Form):
    """Which column of a file goes where."""

    def __init__(self, data: Any, *, run: Import) -> None:
        super().__init__(data)
        self.titles = {each.name: str(each.title) for each in sheet_of(run).columns}
        choices = [("", _("Leave out")), *self.titles.items()]
        for place in range(len(run.headers)):
            name = f"column-{place}"
            self.fields[name] = forms.ChoiceField(choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of two columns that go into the same."""
        given = super().clean() or self.cleaned_data
        chosen = list(filter(None, given.values()))
        twice = [title for name, title in self.titles.items() if chosen.count(name) > 1]
        if twice:
            raise forms.ValidationError(
                _("More than one column goes into: %(names)s. Leave the others out.")
                % {"names": ", ".join(twice)}
            )
        return given

    def chosen(self) -> dict[str, int]:
        """Return the place in the file of each column that is taken over."""
        given = self.cleaned_data.items()
        return {name: int(field.removeprefix("column-")) for field, name in given if name}


@require_GET
@part_of(IMPORTS)
def index(request: ActorRequest) -> HttpResponse:
    """Show what can be imported, and what was."""
    sheets = importable_sheets(request.actor)
    titles = {sheet.name: sheet.title for sheet in sheets}
    runs = [(run, titles[run.sheet]) for run in visible_imports(request.actor)[:LATEST]]
    return settings_page(request, "workspace/imports/index.html", {"sheets": sheets, "runs": runs})


@require_http_methods(["GET", "POST"])
@part_of(IMPORTS)
def new(request: ActorRequest, sheet: str) -> HttpResponse:
    """Take in a file, and go on to its columns."""
    wanted = sheet_for(request, sheet)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        run = begin_import(
            wanted, content=file, name=file.name, actor=request.actor, at=clock.now()
        )
        return _to(run)
    context = {"form": form, "sheet": wanted, "most": MOST_ROWS}
    status = 422 if form.is_bound else 200
    return settings_page(request, "workspace/imports/new.html", context, status=status)


def sheet_for(request: ActorRequest, name: str) -> Sheet:
    """Return the sheet of this name. Raises `Http404` for who may not import it."""
    for sheet in importable_sheets(request.actor):
        if sheet.name == name:
            return sheet
    raise Http404


def run_of(request: ActorRequest, code: str) -> Import:
    """Return an import the reader may see. Raises `Http404`."""
    return get_object_or_404(visible_imports(request.actor), code=code)


def _to(run: Import) -> HttpResponse:
    return redirect("workspace:import", code=run.code)


@require_GET
@part_of(IMPORTS)
def show(request: ActorRequest, code: str) -> HttpResponse:
    """Show how far an import is, and what is to be done next."""
    return _page_of(request, run_of(request, code))


def _page_of(
    request: ActorRequest, run: Import, form: ColumnsForm | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"run": run, "sheet": sheet_of(run), "title": run.code, "form": form}
    changes_columns = run.status == ImportStatus.READY and (form or "columns" in request.GET)
    if run.status == ImportStatus.DRAFT or changes_columns:
        context |= {"is_mapped": True, **_mapping(run, form)}
    elif run.is_at_work:
        done, total = progress_of(run)
        context |= {"done": done, "total": total, "percent": 100 * done // max(total, 1)}
    else:
        context |= {"counts": counts_of(run), **shown_rows(request, run)}
        context["back"] = reverse("workspace:imports")
    return settings_page(request, STATE, context, status=status)


def _mapping(run: Import, form: ColumnsForm | None) -> dict[str, Any]:
    names = {place: name for name, place in run.columns.items()}
    if form:
        names = {place: form[f"column-{place}"].value() for place in range(len(run.headers))}
    samples = [
        [row[place] for row in run.sample if place < len(row)] for place in range(len(run.headers))
    ]
    headers = [
        (place, header, samples[place], names.get(place, ""))
        for place, header in enumerate(run.headers)
        if header or any(samples[place])
    ]
    known = {each.name for each in sheet_of(run).columns if each.name in run.columns}
    return {
        "headers": headers,
        "known": len(known),
        "encodings": ENCODINGS,
        "delimiters": list(zip(DELIMITERS, (",", ";", _("Tab"), "|"), strict=True)),
        "earlier": earlier_import_of(run),
    }


@require_POST
@part_of(IMPORTS)
def read_as(request: ActorRequest, code: str) -> HttpResponse:
    """Read the file in the encoding somebody chose."""
    run = run_of(request, code)
    encoding = request.POST.get("encoding", "")
    read_import_as(
        run,
        encoding=encoding if encoding in ENCODINGS else "",
        delimiter=request.POST.get("delimiter", "")[:1],
        actor=request.actor,
        at=clock.now(),
    )
    return _to(run)


@require_POST
@part_of(IMPORTS)
def columns(request: ActorRequest, code: str) -> HttpResponse:
    """Take over which column is which, and have the rows checked."""
    run = run_of(request, code)
    form = ColumnsForm(request.POST, run=run)
    if not form.is_valid():
        return _page_of(request, run, form, status=422)
    map_columns(run, columns=form.chosen(), actor=request.actor, at=clock.now())
    return _to(run)


@require_POST
@part_of(IMPORTS)
def start(request: ActorRequest, code: str) -> HttpResponse:
    """Write what was checked."""
    run = run_of(request, code)
    start_import(run, actor=request.actor, at=clock.now())
    return _to(run)


@require_POST
@part_of(IMPORTS)
def cancel(request: ActorRequest, code: str) -> HttpResponse:
    """Go no further."""
    run = run_of(request, code)
    cancel_import(run, actor=request.actor, at=clock.now())
    toast(request, _("The import goes no further."))
    return _to(run)


@require_POST
@part_of(IMPORTS)
def undo(request: ActorRequest, code: str) -> HttpResponse:
    """Take back what was written."""
    run = run_of(request, code)
    undo_import(run, actor=request.actor, at=clock.now())
    return _to(run)
