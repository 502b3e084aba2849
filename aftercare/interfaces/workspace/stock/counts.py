"""Counts without seeing what should be there, their approval, and tests that are due."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.people.queries import users_by_id
from aftercare.domain.stock.models import CountLine, StockCount
from aftercare.domain.stock.operations.counting import (
    approve_count,
    begin_count,
    hand_in_count,
    note_counted,
    reject_count,
)
from aftercare.domain.stock.operations.retesting import record_retest
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import (
    due_retests,
    places_to_count,
    visible_balances,
    visible_counts,
    visible_places,
)
from aftercare.domain.stock.states import OURS, CountStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.stock.forms import CountForm, DecisionForm, RetestForm
from aftercare.kit import clock

LATEST = 50
PAGE = 50


@require_GET
def counts(request: ActorRequest) -> HttpResponse:
    """Show what is to be counted, is being counted, waits for approval, and was counted."""
    request.actor.must(StockPermission.VIEW)
    context = {
        "due": places_to_count(clock.now().date())[:LATEST],
        "places": visible_places(request.actor).filter(kind__in=sorted(OURS)),
        "counts": visible_counts(request.actor)[:LATEST],
        "may_count": request.actor.may(StockPermission.COUNT),
    }
    return render(request, "workspace/stock/counts.html", context)


@require_POST
def begin(request: ActorRequest) -> HttpResponse:
    """Begin to count a place, or go on with one's own count of it."""
    request.actor.must(StockPermission.COUNT)
    place = get_object_or_404(
        visible_places(request.actor).filter(kind__in=sorted(OURS)),
        code=request.POST.get("place", ""),
    )
    begun = visible_counts(request.actor).filter(place=place, status=CountStatus.COUNTING)
    if own := begun.filter(counter=str(request.actor.ref)).first():
        return redirect("workspace:stock-count", code=own.code)
    count = begin_count(place, actor=request.actor, at=clock.now())
    return redirect("workspace:stock-count", code=count.code)


def _count(request: ActorRequest, code: str) -> StockCount:
    return get_object_or_404(visible_counts(request.actor), code=code)


@require_http_methods(["GET", "POST"])
def count(request: ActorRequest, code: str) -> HttpResponse:
    """Take down what is there, one scan after the other; afterwards show what differs."""
    found = _count(request, code)
    request.actor.must(StockPermission.VIEW)
    form = CountForm(request.POST or None, place=found.place, actor=request.actor)
    if form.is_valid():
        quantity = form.quantity_said()
        note_counted(found, form.goods(), quantity=quantity, actor=request.actor, at=clock.now())
        return redirect("workspace:stock-count", code=code)
    is_own = found.counter == str(request.actor.ref)
    context = {
        "count": found,
        "form": form,
        "lines": _lines(found),
        "is_own": is_own,
        "is_open": found.is_open,
        "counted_by": _named(found.counter),
        "decided_by": _named(found.decided_by),
        "may_begin": found.status == CountStatus.REJECTED
        and request.actor.may(StockPermission.COUNT),
        "may_decide": found.status == CountStatus.COUNTED
        and not is_own
        and request.actor.may(StockPermission.APPROVE),
        "decision": DecisionForm(None, actor=request.actor),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/stock/count.html", context, status=status)


def _lines(count: StockCount) -> list[CountLine]:
    """Return what was counted, the last first; once it is handed in, what differs before that."""
    rows = CountLine.objects.filter(count=count).select_related("item", "lot", "unit")
    lines = list(rows.order_by("-pk"))
    return lines if count.is_open else sorted(lines, key=lambda row: not row.difference)


def _named(who: str) -> str:
    kind, _colon, key = who.partition(":")
    known = users_by_id([int(key)]) if kind == "user" else {}
    return str(known[int(key)]) if known else ""


@require_POST
def hand_in(request: ActorRequest, code: str) -> HttpResponse:
    """Finish a count."""
    hand_in_count(_count(request, code), actor=request.actor, at=clock.now())
    toast(request, _("Handed in. Somebody else looks at the differences."))
    return redirect("workspace:stock-counts")


@require_POST
def approve(request: ActorRequest, code: str) -> HttpResponse:
    """Post the differences of a count."""
    found = _count(request, code)
    form = DecisionForm(request.POST, actor=request.actor)
    if form.is_valid():
        approve_count(found, **form.cleaned_data, actor=request.actor, at=clock.now())
        toast(request, _("The differences are booked."))
    return redirect("workspace:stock-count", code=code)


@require_POST
def reject(request: ActorRequest, code: str) -> HttpResponse:
    """Have a place counted again."""
    found = _count(request, code)
    reason = request.POST.get("reason", "")[:200]
    reject_count(found, reason=reason, actor=request.actor, at=clock.now())
    return redirect("workspace:stock-count", code=code)


@require_GET
def retests(request: ActorRequest) -> HttpResponse:
    """Show what has lain so long that it is tested again."""
    request.actor.must(StockPermission.VIEW)
    due = due_retests(clock.now().date(), actor=request.actor)
    after = request.GET.get("after", "")
    rows = list(_behind(due, after)[: PAGE + 1])
    shown = rows[:PAGE]
    context = {
        "due": shown,
        "after": f"{shown[-1].due_on}_{shown[-1].pk}" if rows[PAGE:] else "",
        "is_first": not after,
        "may_test": request.actor.may(StockPermission.MOVE),
    }
    return page(request, "workspace/stock/retests.html#rows", context)


def _behind(rows: QuerySet[Any], after: str) -> QuerySet[Any]:
    day, _line, key = after.partition("_")
    try:
        due_on, number = date.fromisoformat(day), int(key)
    except ValueError:
        return rows
    return rows.filter(Q(due_on__gt=due_on) | Q(pk__gt=number), due_on__gte=due_on)


@require_http_methods(["GET", "POST"])
def retest(request: ActorRequest, balance_id: int) -> HttpResponse:
    """Note how a test of stored goods went."""
    balance = get_object_or_404(visible_balances(request.actor), pk=balance_id)
    request.actor.must(StockPermission.MOVE)
    form = RetestForm(request.POST or None, initial={"passed": "1"})
    if form.is_valid():
        record_retest(balance, **form.cleaned_data, actor=request.actor, at=clock.now())
        toast(request, _("Noted."))
        return redirect("workspace:stock-retests")
    context = {"form": form, "balance": balance}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/stock/retest.html", context, status=status)
