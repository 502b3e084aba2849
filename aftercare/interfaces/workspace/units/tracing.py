"""From lots and date codes to the units that hold them, and whose they are."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from aftercare.domain.catalog.models import Item
from aftercare.domain.units.models import Lot
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.queries import (
    Traced,
    key_of,
    lots_made_in,
    trace_lots,
    trace_page,
    visible_lots,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.units.forms import WindowForm
from aftercare.interfaces.workspace.units.registrations import count_waiting
from aftercare.interfaces.workspace.units.with_us import with_us
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.scans.date_codes import Window, window_of

PAGE = 50
MOST_LOTS = 200
ALWAYS = date(1970, 1, 1)


@require_GET
def lots(request: ActorRequest) -> HttpResponse:
    """Show the lots asked for by number, item, date code or days, and what they went into."""
    form = WindowForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    is_asked = any(wanted.values())
    windows = _windows(wanted)
    found = list(asked_lots(request.actor, wanted)[: MOST_LOTS + 1])
    may_trace = request.actor.may(UnitPermission.TRACE) and is_asked
    traced = trace_lots([each.pk for each in found[:MOST_LOTS]]) if may_trace and found else None
    context = {
        "waiting": count_waiting(request.actor),
        "form": form,
        "windows": windows,
        "lots": found[:MOST_LOTS],
        "too_many": len(found) > MOST_LOTS,
        "most": MOST_LOTS,
        "is_asked": is_asked,
        **_shown(traced),
        "with_us": with_us([each.pk for each in found[:MOST_LOTS]], request.actor)
        if traced
        else None,
    }
    return page(request, "workspace/units/lots.html#rows", context)


def asked_lots(actor: Actor, wanted: dict[str, Any]) -> QuerySet[Lot]:
    """Return the lots that answer a question, the newest first."""
    rows = visible_lots(actor).order_by("-pk")
    if key := key_of(wanted.get("q") or ""):
        rows = rows.filter(number_key__startswith=key)
    if item := wanted.get("item"):
        rows = rows.filter(item__code__iexact=item)
    if maker := wanted.get("maker"):
        rows = rows.filter(maker__icontains=maker)
    if windows := _windows(wanted):
        made = lots_made_in(windows[0].first, windows[0].last)
        for each in windows[1:]:
            made |= lots_made_in(each.first, each.last)
        rows = rows.filter(made)
    if wanted.get("first") or wanted.get("last"):
        today = clock.now().date()
        rows = rows.filter(lots_made_in(wanted["first"] or ALWAYS, wanted["last"] or today))
    return rows


def _windows(wanted: dict[str, Any]) -> tuple[Window, ...]:
    code = wanted.get("code") or ""
    return window_of(code, by=clock.now().date() + timedelta(days=1)) if code else ()


def _shown(traced: Traced | None) -> dict[str, Any]:
    items = Item.objects.in_bulk([key for key, _count in traced.by_item]) if traced else {}
    return {
        "traced": traced,
        "by_item": [(items[key], count) for key, count in traced.by_item] if traced else [],
    }


@require_GET
def lot(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Show a lot, and every unit that holds a piece of it."""
    found = get_object_or_404(visible_lots(request.actor), pk=lot_id)
    context: dict[str, Any] = {"lot": found, "may_trace": False}
    if request.actor.may(UnitPermission.TRACE):
        after = request.GET.get("after", "")
        begin = int(after) if after.isdecimal() else 0
        traced, units = trace_page([found.pk], after=begin, most=PAGE + 1)
        context |= {
            "may_trace": True,
            "units": units[:PAGE],
            "after": units[PAGE - 1].unit.pk if units[PAGE:] else None,
            "is_first": not begin,
            "trace_query": f"lot={found.pk}",
            **_shown(traced),
            "with_us": with_us([found.pk], request.actor),
        }
    return page(request, "workspace/units/lot.html#units", context)
