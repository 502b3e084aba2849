"""Lists as files: short ones at once, long ones made by a job and fetched when they are ready."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftercare.base.company.queries import setting
from aftercare.base.spreadsheets.models import Export
from aftercare.base.spreadsheets.operations.exports import begin_export, cancel_export, note_export
from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.base.spreadsheets.queries import EXPORT_DAYS, visible_exports
from aftercare.base.spreadsheets.states import ExportStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download, send_made
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.ui.spreadsheets import CSV, XLSX
from aftercare.interfaces.workspace.exports.table import ExportedList, file_of
from aftercare.interfaces.workspace.exports.tables import LISTS
from aftercare.kit import clock
from aftercare.kit.actors import Actor

MOST_AT_ONCE = 10_000
"""Longer lists are made by a job, so that nobody waits before a page that does nothing."""
LATEST = 30


@require_POST
def export(request: ActorRequest, listed: str) -> HttpResponseBase:
    """Hand out a list with the filter and the columns of its page, and note who took it."""
    table = _list_for(request.actor, listed).table(request)
    kind = "xlsx" if request.POST.get("as") == "xlsx" else "csv"
    taken: dict[str, Any] = {"listed": listed, "count": table.count(), "kind": kind}
    taken |= {"actor": request.actor, "at": clock.now()}
    if taken["count"] > MOST_AT_ONCE:
        return _made_later(request, taken)
    note_export(**taken)
    made = file_of(table, table.lines(), title=listed, kind=kind)
    name = f"{listed}-{localdate()}.{kind}"
    return send_made(request, made, name=name, kind=XLSX if kind == "xlsx" else CSV)


def _made_later(request: ActorRequest, taken: dict[str, Any]) -> HttpResponse:
    asked = request.GET.urlencode()
    begun = begin_export(**taken, query=asked, language=get_language() or "")
    return redirect("workspace:made-list", export_id=begun.pk)


def _list_for(actor: Actor, listed: str) -> ExportedList:
    """Return the list of this name. Raises `Http404` for who may not take it along."""
    exported = LISTS.get(listed)
    may = actor.may(SpreadsheetPermission.EXPORT)
    if exported is None or not may or not actor.may(exported.permission):
        raise Http404
    return exported


def _made(request: ActorRequest, export_id: int) -> Export:
    return get_object_or_404(visible_exports(request.actor), pk=export_id)


@require_GET
def made_lists(request: ActorRequest) -> HttpResponse:
    """Show the long lists the reader asked for."""
    request.actor.must(SpreadsheetPermission.EXPORT)
    exports = visible_exports(request.actor)[:LATEST]
    context = {"exports": exports, "days": setting(EXPORT_DAYS.name)}
    return page(request, "workspace/exports/made_lists.html", context)


@require_GET
def made_list(request: ActorRequest, export_id: int) -> HttpResponse:
    """Show how far a long list is, and its file when it is ready."""
    context = {"export": _made(request, export_id), "days": setting(EXPORT_DAYS.name)}
    return page(request, "workspace/exports/made_list.html#state", context)


@require_GET
def fetch(request: ActorRequest, export_id: int) -> HttpResponseBase:
    """Hand out the file of a long list to who asked for it and may still see the list."""
    found = _made(request, export_id)
    _list_for(request.actor, found.listed)
    if found.status != ExportStatus.READY or found.file is None:
        raise Http404
    return download(request, found.file, found.name)


@require_POST
def cancel(request: ActorRequest, export_id: int) -> HttpResponse:
    """Make no file of a long list."""
    cancel_export(_made(request, export_id), actor=request.actor, at=clock.now())
    toast(request, _("The file is not made."))
    return redirect("workspace:made-list", export_id=export_id)
