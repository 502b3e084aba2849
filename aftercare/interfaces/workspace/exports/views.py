from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from aftercare.base.spreadsheets.operations.exports import note_export
from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import send_made
from aftercare.interfaces.ui.spreadsheets import CSV, XLSX, csv_of, xlsx_of
from aftercare.interfaces.workspace.exports.table import MOST_ROWS
from aftercare.interfaces.workspace.exports.tables import LISTS
from aftercare.kit import clock


@require_POST
def export(request: ActorRequest, listed: str) -> HttpResponseBase:
    """Hand out a list with the filter and the columns of its page, and note who took it."""
    exported = LISTS.get(listed)
    may = request.actor.may(SpreadsheetPermission.EXPORT)
    if exported is None or not may or not request.actor.may(exported.permission):
        raise Http404
    table = exported.table(request)
    kind = "xlsx" if request.POST.get("as") == "xlsx" else "csv"
    count = table.rows.order_by()[:MOST_ROWS].count()
    note_export(listed=listed, count=count, kind=kind, actor=request.actor, at=clock.now())
    name = f"{listed}-{localdate()}.{kind}"
    if kind == "xlsx":
        made = xlsx_of(table.header, table.lines(), title=listed)
        return send_made(request, made, name=name, kind=XLSX)
    return send_made(request, csv_of(table.header, table.lines()), name=name, kind=CSV)
