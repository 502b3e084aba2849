from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftercare.base.journal.models import Entry
from aftercare.base.journal.operations import check_chain
from aftercare.base.journal.permissions import JournalPermission
from aftercare.base.journal.queries import chain_state, visible_entries
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import send_made
from aftercare.interfaces.ui.pages import page, toast, wants_fragment
from aftercare.interfaces.workspace.audit.export import MOST_ROWS, journal_table
from aftercare.interfaces.workspace.audit.forms import AuditForm
from aftercare.interfaces.workspace.audit.shown import shown
from aftercare.kit import clock

PAGE = 50
CHAIN = "workspace/audit/audit.html#chain"


@require_GET
def audit(request: ActorRequest) -> HttpResponse:
    """Show who did what, the newest first, and how the chain stands."""
    form, entries = _asked_for(request)
    rows = list(_from_place(entries, request.GET.get("before", ""))[: PAGE + 1])
    asked = {name: value for name, value in form.data.items() if name in form.fields and value}
    context = {
        "form": form,
        "rows": shown(rows[:PAGE], request.actor),
        "before": f"{rows[PAGE - 1].at.isoformat()}_{rows[PAGE - 1].pk}" if rows[PAGE:] else "",
        "is_first": "before" not in request.GET,
        "asked": urlencode(asked),
        "most": MOST_ROWS,
    }
    status = 200 if form.is_valid() else 422
    return page(request, "workspace/audit/audit.html", context | _chain(), status=status)


def _asked_for(request: ActorRequest) -> tuple[AuditForm, QuerySet[Entry]]:
    if not request.actor.may(JournalPermission.AUDIT):
        raise Http404
    form, entries = AuditForm(request.GET), visible_entries(request.actor)
    return form, form.narrow(entries, request.actor) if form.is_valid() else entries.none()


def _from_place(entries: QuerySet[Entry], before: str) -> QuerySet[Entry]:
    moment, _line, key = before.rpartition("_")
    try:
        at, number = datetime.fromisoformat(moment), int(key)
    except ValueError:
        return entries
    return entries.filter(Q(at__lt=at) | Q(at=at, pk__lt=number), at__lte=at)


def _chain() -> dict[str, Any]:
    state = chain_state()
    return {"chain": state, "is_late": state.is_late(clock.now())}


def _chain_or_page(request: ActorRequest) -> HttpResponse:
    if wants_fragment(request):
        return page(request, CHAIN, _chain())
    return redirect("workspace:audit")


@require_GET
def chain(request: ActorRequest) -> HttpResponse:
    """Show how the chain stands, and how far a look at it has come."""
    if not request.actor.may(JournalPermission.AUDIT):
        raise Http404
    return (
        page(request, CHAIN, _chain()) if wants_fragment(request) else redirect("workspace:audit")
    )


@require_POST
def check(request: ActorRequest) -> HttpResponse:
    """Look at the whole chain, now."""
    if not request.actor.may(JournalPermission.AUDIT):
        raise Http404
    check_chain(actor=request.actor, at=clock.now())
    toast(request, _("The journal is being checked. You can leave this page."))
    return (
        page(request, CHAIN, _chain()) if wants_fragment(request) else redirect("workspace:audit")
    )


@require_GET
def export(request: ActorRequest) -> HttpResponseBase:
    """Hand out the entries that were asked for, as a table."""
    form, entries = _asked_for(request)
    if not form.is_valid():
        return redirect("workspace:audit")
    table = journal_table(entries, request.actor)
    return send_made(request, table, name=f"journal-{localdate()}.csv", kind="text/csv")
