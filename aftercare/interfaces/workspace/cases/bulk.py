"""The same change for many cases: chosen in the list, made by a job, told case by case."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from aftercare.domain.cases.models import BulkChange, Case
from aftercare.domain.cases.operations.bulk import MOST_CASES, start_bulk_change, undo_bulk_change
from aftercare.domain.cases.queries import visible_bulk_changes, visible_cases
from aftercare.domain.cases.states import Changes
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.cases.asked import asked_by
from aftercare.interfaces.workspace.cases.forms import BulkForm
from aftercare.interfaces.workspace.cases.panes import CLOSES, wrong
from aftercare.interfaces.workspace.cases.told import changes_in_words
from aftercare.kit import clock

SHOWN = 200
"""Cases a page tells of one by one; refusals come first."""


@require_GET
def dialog(request: ActorRequest) -> HttpResponse:
    """Ask what to change in the chosen cases."""
    return render(request, "workspace/cases/_bulk_dialog.html", {"form": BulkForm()})


@require_POST
def start(request: ActorRequest) -> HttpResponse:
    """Change the chosen cases, or all of the list, the same way."""
    form = BulkForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    bulk = start_bulk_change(
        _chosen(request), changes=form.changes(request.actor), actor=request.actor, at=clock.now()
    )
    response = render(request, "workspace/cases/_bulk_progress.html", _progress(bulk))
    response.headers["HX-Trigger"] = f"{CLOSES}, untick"
    return response


def _chosen(request: ActorRequest) -> list[Case]:
    if request.POST.get("all") == "yes":
        return list(asked_by(request).cases(request)[: MOST_CASES + 1])
    codes = request.POST.getlist("case")[: MOST_CASES + 1]
    return list(visible_cases(request.actor).filter(code__in=codes).order_by("pk"))


@require_GET
def latest(request: ActorRequest) -> HttpResponse:
    """Show how far the newest change of many cases is, unless it was seen to the end."""
    bulk = visible_bulk_changes(request.actor).filter(finished_at=None).first()
    if bulk is None:
        return HttpResponse()
    return render(request, "workspace/cases/_bulk_progress.html", _progress(bulk))


@require_GET
def show(request: ActorRequest, bulk_id: int) -> HttpResponse:
    """Show a change of many cases: how far it is, and what became of each case."""
    bulk = _bulk(request, bulk_id)
    if request.headers.get("HX-Target", "").endswith("#bulk-progress"):
        return render(request, "workspace/cases/_bulk_progress.html", _progress(bulk))
    items = bulk.items.select_related("case__contact").order_by("-state", "pk")
    context = _progress(bulk) | {
        "items": items[:SHOWN],
        "words": changes_in_words(Changes.from_data(bulk.changes)),
    }
    return page(request, "workspace/cases/bulk.html", context)


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Show what somebody has changed in many cases lately."""
    changes = visible_bulk_changes(request.actor)[:30]
    rows = [
        _progress(bulk) | {"words": changes_in_words(Changes.from_data(bulk.changes))}
        for bulk in changes
    ]
    return page(request, "workspace/cases/bulk_list.html", {"rows": rows})


@require_POST
def undo(request: ActorRequest, bulk_id: int) -> HttpResponse:
    """Put the cases back to what they were."""
    bulk = _bulk(request, bulk_id)
    count = undo_bulk_change(bulk, actor=request.actor, at=clock.now())
    text = ngettext("%(n)s case is as it was.", "%(n)s cases are as they were.", count)
    toast(request, text % {"n": count})
    bulk.refresh_from_db()
    return render(request, "workspace/cases/_bulk_progress.html", _progress(bulk))


def _bulk(request: ActorRequest, bulk_id: int) -> BulkChange:
    return get_object_or_404(visible_bulk_changes(request.actor), pk=bulk_id)


def _progress(bulk: BulkChange) -> dict[str, object]:
    states = list(bulk.items.values_list("state", flat=True))
    done = len(states) - states.count("waiting")
    return {
        "bulk": bulk,
        "total": len(states),
        "done": done,
        "refused": states.count("refused"),
        "percent": round(100 * done / len(states)) if states else 100,
        "label": _("Changing cases"),
    }
