"""The list of cases beside everything, and the lists worth coming back to."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftercare.base.search.queries import known_fields, parse_query
from aftercare.domain.cases.models import SavedView
from aftercare.domain.cases.operations.rules import move_view, remove_rule, save_view
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import PAGE, count_up_to, page_of, visible_views
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.cases.asked import INBOX, SORT_NAMES, Asked, asked_by
from aftercare.interfaces.workspace.cases.chips import chips_of
from aftercare.interfaces.workspace.cases.forms import ViewForm
from aftercare.interfaces.workspace.cases.panes import CLOSES
from aftercare.kit import clock
from aftercare.kit.actors import Actor

MOST_COUNTED = 10_000
LISTS = (
    (gettext_lazy("Mine"), "status:open assignee:me", "user"),
    (gettext_lazy("Nobody's"), "status:open assignee:none", "user-off"),
    (gettext_lazy("Due within the hour"), "sla:<1h", "alarm"),
    (gettext_lazy("Waiting"), "status:waiting", "player-pause"),
    (gettext_lazy("Snoozed"), "snoozed:yes", "clock-pause"),
    (gettext_lazy("Solved"), "status:solved", "check"),
    (gettext_lazy("Spam"), "status:spam", "mail-off"),
    (gettext_lazy("All"), "", "stack-2"),
)


@require_GET
def inbox(request: ActorRequest) -> HttpResponse:
    """Show a list of cases; the first thing our people see in the morning."""
    if "kept" in request.GET:  # what was typed narrows the list that is shown
        both = parse_query(f"{request.GET['kept']} {request.GET.get('q', '')}")
        text = " ".join(dict.fromkeys(chip.text for chip in both.chips()))
        return redirect(f"{reverse('workspace:inbox')}?{urlencode({'q': text})}")
    return page(request, "workspace/cases/inbox.html#list", list_context(request))


def list_context(request: ActorRequest, *, rows: int = PAGE) -> dict[str, Any]:
    """Return what the list of cases shows, at most so many of them."""
    asked = asked_by(request)
    query = parse_query(asked.text)
    found = asked.cases(request)
    return {
        "list": page_of(found, sort=asked.sort, after=asked.after, size=rows, in_short=True),
        "asked": asked,
        "query": query,
        "chips": chips_of(query),
        "lists": LISTS,
        "sorts": SORT_NAMES,
        "fields": known_fields().values(),
        "title": _title_of(asked.text, request.actor),
        "at": clock.now(),
    }


def _title_of(text: str, actor: Actor) -> str:
    names = {known: name for name, known, _icon in LISTS} | {INBOX: _("Inbox")}
    if text in names:
        return str(names[text])
    view = visible_views(actor).filter(query=text).first()
    return view.name_in(get_language() or "") if view else _("Cases")


@require_GET
def count_matching(request: ActorRequest) -> HttpResponse:
    """Say how many cases a list has; asked only by who wants to change all of them."""
    found = count_up_to(MOST_COUNTED + 1, asked_by(request).cases(request))
    return render(request, "workspace/cases/_matching.html", {"found": found})


@require_GET
def views(request: ActorRequest) -> HttpResponse:
    """Show the lists somebody keeps, to be named, ordered and removed."""
    return _views_answer(request)


@require_POST
def keep_view(request: ActorRequest) -> HttpResponse:
    """Keep the list somebody looks at under a name."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _views_answer(request, form=form, status=422)
    asked = asked_by(request)
    save_view(
        None,
        name=form.cleaned_data["name"],
        query=asked.text,
        sort=asked.sort,
        team=form.team(request.actor),
        shared=form.cleaned_data["reach"] == "all",
        actor=request.actor,
        at=clock.now(),
    )
    toast(request, _("The list is kept. It stands on the left."))
    return _reload(asked)


@require_POST
def rename_view(request: ActorRequest, view_id: int) -> HttpResponse:
    """Give a kept list another name."""
    view = _view(request, view_id)
    save_view(
        view,
        name=request.POST.get("name", ""),
        query=view.query,
        sort=view.sort,
        team=view.team,
        shared=view.owner_id is None,
        actor=request.actor,
        at=clock.now(),
    )
    return _views_answer(request)


@require_POST
def shift_view(request: ActorRequest, view_id: int) -> HttpResponse:
    """Let a kept list stand one place earlier or later."""
    earlier = request.POST.get("earlier") == "yes"
    move_view(_view(request, view_id), earlier=earlier, actor=request.actor, at=clock.now())
    return _views_answer(request)


@require_POST
def drop_view(request: ActorRequest, view_id: int) -> HttpResponse:
    """Forget a kept list; its cases stay."""
    remove_rule(_view(request, view_id), actor=request.actor, at=clock.now())
    return _views_answer(request)


def _view(request: ActorRequest, view_id: int) -> SavedView:
    return get_object_or_404(visible_views(request.actor).select_related("team"), pk=view_id)


def _views_answer(
    request: ActorRequest, *, form: ViewForm | None = None, status: int = 200
) -> HttpResponse:
    asked = asked_by(request)
    context = {
        "form": form or ViewForm(),
        "views": list(visible_views(request.actor).select_related("team")),
        "asked": asked,
        "may_share": request.actor.may(CasePermission.SET_UP),
    }
    return render(request, "workspace/cases/_views.html", context, status=status)


def _reload(asked: Asked) -> HttpResponse:
    address = f"{reverse('workspace:inbox')}?{asked.parameters}"
    response = redirect(address)
    response.status_code = 204
    del response.headers["Location"]
    response.headers["HX-Redirect"] = address
    response.headers["HX-Trigger"] = CLOSES
    return response
