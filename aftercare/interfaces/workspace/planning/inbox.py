"""What a planner decides: each odd thing with its numbers and one proposal."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.operations.deciding import (
    approve_exception,
    reopen_exception,
    snooze_exception,
)
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.queries.actuals import outcomes_of
from aftercare.domain.planning.queries.plans import orders_that_stand, visible_exceptions
from aftercare.domain.planning.states import ExceptionKind, ExceptionStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, page_of, toast, toast_with_undo, wants_fragment
from aftercare.interfaces.workspace.planning.charts import month_name
from aftercare.interfaces.workspace.planning.forms import DecisionForm, SnoozeForm
from aftercare.interfaces.workspace.planning.plan_texts import numbers_said
from aftercare.kit import clock

PAGE = 25
SNOOZED_DAYS = 14


@require_GET
def inbox(request: ActorRequest) -> HttpResponse:
    """Show what waits for a planner, what is put off, and what was decided."""
    request.actor.must(PlanningPermission.VIEW)
    status = request.GET.get("status", "")
    status = status if status in ExceptionStatus.values else ExceptionStatus.OPEN
    kind = request.GET.get("kind", "")
    found = visible_exceptions(request.actor).filter(status=status)
    counts = dict(found.order_by().values_list("kind").annotate(count=Count("pk")))
    if kind in ExceptionKind.values:
        found = found.filter(kind=kind)
    text = request.GET.get("page", "")
    number = int(text) if text.isdecimal() and len(text) < 7 else 0  # noqa: PLR2004  # millions of pages
    rows = list(found[PAGE * number : PAGE * number + PAGE + 1])
    tomorrow = clock.now() + timedelta(days=SNOOZED_DAYS)
    context: dict[str, Any] = {
        "rows": [(row, numbers_said(row)) for row in rows[:PAGE]],
        "status": status,
        "kind": kind,
        "kinds": [(each, counts[each]) for each in ExceptionKind if each in counts],
        "total": sum(counts.values()),
        "statuses": ExceptionStatus,
        "before": str(number - 1) if number else "",
        "after": str(number + 1) if rows[PAGE:] else "",
        "may_decide": request.actor.may(PlanningPermission.DECIDE),
        "snooze_until": tomorrow.date().isoformat(),
    }
    return page(request, "workspace/planning/inbox.html#rows", context)


@require_GET
def actuals(request: ActorRequest) -> HttpResponse:
    """Show what came against what was planned for it."""
    request.actor.must(PlanningPermission.VIEW)
    months, parts = outcomes_of(request.actor)
    context = {
        "months": [(month_name(row.month), row) for row in months],
        "newest": month_name(months[0].month) if months else "",
        "parts": parts,
    }
    return render(request, "workspace/planning/actuals.html", context)


@require_POST
def approve(request: ActorRequest, exception_id: int) -> HttpResponse:
    """Approve what is proposed, or another quantity with a reason."""
    row = _row(request, exception_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        for wrong in form.errors.get("quantity", []):
            toast(request, str(wrong), level=messages.ERROR)
        return _to_the_list(request)
    quantity, reason = form.cleaned_data["quantity"], form.cleaned_data["reason"]
    wanted = row.quantity if quantity is None else quantity
    approve_exception(row, quantity=wanted, reason=reason, actor=request.actor, at=clock.now())
    return _done(request, row, _("Approved."))


@require_POST
def snooze(request: ActorRequest, exception_id: int) -> HttpResponse:
    """Put something off until a day."""
    row = _row(request, exception_id)
    form = SnoozeForm(request.POST)
    now = clock.now()
    day = form.cleaned_data["until"] if form.is_valid() else now.date()
    until = datetime.combine(day, time(6), get_current_timezone())
    snooze_exception(row, until=until, reason="", actor=request.actor, at=now)
    return _done(request, row, _("Put off."))


@require_POST
def reopen(request: ActorRequest, exception_id: int) -> HttpResponse:
    """Take a decision back."""
    row = _row(request, exception_id)
    reopen_exception(row, actor=request.actor, at=clock.now())
    if orders := orders_that_stand(row):
        told = _("Taken back. %(orders)s is ordered already: who buys can call it off.")
        toast(request, told % {"orders": ", ".join(orders)}, level=messages.WARNING)
    else:
        toast(request, _("Taken back."))
    return _to_the_list(request)


def _row(request: ActorRequest, exception_id: int) -> PlanException:
    return get_object_or_404(visible_exceptions(request.actor), pk=exception_id)


def _done(request: ActorRequest, row: PlanException, text: str) -> HttpResponse:
    undo = reverse("workspace:plan-exception-reopen", args=[row.pk])
    toast_with_undo(request, text, undo=undo)
    return _to_the_list(request)


def _to_the_list(request: ActorRequest) -> HttpResponse:
    """Lead back to the list, as it was asked for if htmx has sent the form out of it."""
    where = reverse("workspace:plan-inbox")
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": page_of(request) or where})
    return redirect(where)
