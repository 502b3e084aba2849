"""Makers' notices of change, with all they touch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.catalog.models import ChangeNotice, Item
from aftercare.domain.catalog.operations.notices import close_notice, enter_notice, reopen_notice
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.queries import (
    Reach,
    Touched,
    reach_of,
    stages_of,
    substitutes_for,
    touched_by,
    visible_notices,
    where_used,
)
from aftercare.domain.units.queries import lots_reached
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.catalog.edits import form_page
from aftercare.interfaces.workspace.catalog.forms import DecisionForm, NoticeForm
from aftercare.interfaces.workspace.catalog.shown import TONES
from aftercare.kit import clock

PAGE = 40
MOST_WITH_CHOICES = 20
MOST_TOUCHED = 50
MOST_LOTS = 50

PAGES: Mapping[str, Callable[[str], str]] = {
    "units": lambda code: f"{reverse('workspace:units')}?{urlencode({'item': code})}",
    "contracts": lambda code: reverse("workspace:contract", args=[code]),
    "stock": lambda code: reverse("workspace:stock-item", args=[code]),
}
"""Where what a notice touches is looked at, by who holds it."""


@dataclass(frozen=True)
class ShownHolding:
    """What somebody holds of the items of a notice: how many in all, and of which."""

    title: Any
    total: Decimal
    lines: list[tuple[Touched, str]]
    more: int


@require_GET
def notices(request: ActorRequest) -> HttpResponse:
    """Show the notices, the newest first; those that wait for a decision, or all."""
    show = "all" if request.GET.get("show") == "all" else ""
    listed = asked_notices(request)
    place = _older_than(request.GET.get("after", ""))
    found = list((listed.filter(place) if place else listed)[: PAGE + 1])
    context = {
        "notices": found[:PAGE],
        "after": _place_of(found[PAGE - 1]) if found[PAGE:] else "",
        "is_first": place is None,
        "show": show,
        "may_edit": request.actor.may(CatalogPermission.EDIT),
    }
    return page(request, "workspace/catalog/notices.html", context)


def asked_notices(request: ActorRequest) -> QuerySet[ChangeNotice]:
    """Return the notices that wait for a decision, or all of them if that is asked."""
    listed = visible_notices(request.actor)
    return listed if request.GET.get("show") == "all" else listed.filter(closed_at=None)


def _place_of(notice: ChangeNotice) -> str:
    return f"{notice.issued_on}_{notice.pk}"


def _older_than(after: str) -> Q | None:
    issued, _line, key = after.partition("_")
    try:
        day, number = date.fromisoformat(issued), int(key)
    except ValueError:
        return None
    return Q(issued_on__lt=day) | Q(issued_on=day, pk__lt=number)


@require_GET
def notice(request: ActorRequest, change_notice_id: int) -> HttpResponse:
    """Show a notice with the boards and sets it touches, and what others hold of them."""
    found = get_object_or_404(visible_notices(request.actor), pk=change_notice_id)
    named = list(Item.objects.filter(pk__in=found.items.values("item")).order_by("code"))
    uses = where_used(*(each.pk for each in named))
    reach = reach_of(found, (each.pk for each in named), (use.item.pk for use in uses))
    lots = list(lots_reached(reach, request.actor)[: MOST_LOTS + 1]) if reach.is_narrowed else []
    stages = stages_of(named, localdate(clock.now()))
    lines = [
        (
            each,
            stages.get(each.pk),
            TONES[stages[each.pk]] if each.pk in stages else "",
            substitutes_for(each) if len(named) <= MOST_WITH_CHOICES else [],
        )
        for each in named
    ]
    context = {
        "notice": found,
        "named": lines,
        "uses": uses,
        "assemblies": len({use.item.pk for use in uses}),
        "touched": _touched(request, reach),
        "reach": reach,
        "lots": lots[:MOST_LOTS],
        "more_lots": len(lots) > MOST_LOTS,
        "may_edit": request.actor.may(CatalogPermission.EDIT),
        "form": DecisionForm(initial={"decision": found.decision}),
    }
    return page(request, "workspace/catalog/notice.html", context)


def _touched(request: ActorRequest, reach: Reach) -> list[ShownHolding]:
    """Return what others hold of what a notice is about, in numbers, with the page of each."""
    shown = []
    for holder, found in touched_by(reach, request.actor):
        address = PAGES.get(holder.name)
        lines = [(each, address(each.code) if address else "") for each in found[:MOST_TOUCHED]]
        counted = len(found) if holder.is_counted_itself else sum(each.count for each in found)
        total = Decimal(counted)
        shown.append(ShownHolding(holder.title, total, lines, len(found) - len(lines)))
    return shown


@require_http_methods(["GET", "POST"])
def new_notice(request: ActorRequest) -> HttpResponse:
    """Take in a maker's notice."""
    request.actor.must(CatalogPermission.EDIT)
    initial = {"kind": "pcn", "issued_on": localdate(clock.now())}
    return form_page(
        request,
        NoticeForm(request.POST or None, request.FILES or None, initial=initial),
        title=_("New change notice"),
        back=reverse("workspace:change-notices"),
        save=lambda data: _enter(request, data),
        text=_("Boards and sets that contain the items are found by themselves."),
    )


@require_http_methods(["GET", "POST"])
def change_notice(request: ActorRequest, change_notice_id: int) -> HttpResponse:
    """Correct what is known of a notice; maker and number stay."""
    found = _editable(request, change_notice_id)
    names = [name for name in NoticeForm.base_fields if name not in ("items", "file")]
    codes = found.items.order_by("item__code").values_list("item__code", flat=True)
    initial = {name: getattr(found, name) for name in names}
    initial |= {"items": "\n".join(codes), "lots": "\n".join(found.lots)}
    form = NoticeForm(request.POST or None, request.FILES or None, initial=initial)
    for name in ("maker", "number"):
        form.fields[name].disabled = True
    return form_page(
        request,
        form,
        title=str(found),
        back=reverse("workspace:change-notice", args=[found.pk]),
        save=lambda data: _enter(request, data),
    )


def _enter(request: ActorRequest, data: dict[str, Any]) -> ChangeNotice:
    name = data["file"].name if data["file"] else ""
    return enter_notice(**data, file_name=name, actor=request.actor, at=clock.now())


def _editable(request: ActorRequest, key: int) -> ChangeNotice:
    found = get_object_or_404(visible_notices(request.actor), pk=key)
    request.actor.must(CatalogPermission.EDIT)
    return found


@require_POST
def close(request: ActorRequest, change_notice_id: int) -> HttpResponse:
    """Write down what we do about a notice."""
    found = _editable(request, change_notice_id)
    return form_page(
        request,
        DecisionForm(request.POST),
        title=str(found),
        back=reverse("workspace:change-notice", args=[found.pk]),
        save=lambda data: close_notice(found, **data, actor=request.actor, at=clock.now()),
    )


@require_POST
def reopen(request: ActorRequest, change_notice_id: int) -> HttpResponse:
    """Look at a notice again."""
    found = _editable(request, change_notice_id)
    reopen_notice(found, actor=request.actor, at=clock.now())
    toast(request, _("The notice waits for a decision again."))
    return redirect("workspace:change-notice", change_notice_id=found.pk)


@require_GET
def file(request: ActorRequest, change_notice_id: int) -> HttpResponseBase:
    """Hand out the notice as its maker sent it."""
    found = get_object_or_404(visible_notices(request.actor), pk=change_notice_id)
    if found.file is None:
        raise Http404
    return download(request, found.file, found.file_name)
