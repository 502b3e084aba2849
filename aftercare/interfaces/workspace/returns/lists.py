"""The list of returns, by what is due, narrowed down by words, state and reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from aftercare.domain.catalog.queries import items_numbered
from aftercare.domain.returns.models import Rma, RmaLine
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import open_returns, visible_arrivals, visible_returns
from aftercare.domain.returns.states import ENDED, RmaStatus
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import key_of, units_alike
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.returns.forms import ListFilterForm
from aftercare.interfaces.workspace.returns.shown import listed
from aftercare.kit import clock
from aftercare.kit.actors import Actor

PAGE = 40


@require_GET
def returns(request: ActorRequest) -> HttpResponse:
    """Show the returns that answer what is asked, what is due first."""
    request.actor.must(ReturnPermission.VIEW)
    form = ListFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    rows = list(_behind(filtered_returns(request.actor, wanted), after)[: PAGE + 1])
    shown = rows[:PAGE]
    context = {
        "form": form,
        "returns": listed(shown),
        "after": f"{shown[-1].due_at.isoformat()}_{shown[-1].pk}" if rows[PAGE:] else "",
        "is_first": not after,
        "is_filtered": any(wanted.values()),
        "surprises": visible_arrivals(request.actor).count(),
        "may_open": request.actor.may(ReturnPermission.OPEN),
        "may_receive": request.actor.may(ReturnPermission.RECEIVE),
        "at": clock.now(),
    }
    return page(request, "workspace/returns/list.html#rows", context)


def filtered_returns(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Rma]:
    """Return the returns that answer a filter, in the order of the list."""
    show = wanted.get("show", "")
    rows = open_returns(actor)
    if show == "ended":
        rows = visible_returns(actor).filter(status__in=ENDED).order_by("-due_at", "-pk")
    elif show:
        rows = rows.filter(status=RmaStatus(show))
    if reason := wanted.get("reason"):
        rows = rows.filter(reason=reason)
    if text := wanted.get("q", "").strip():
        units = Unit.objects.filter(units_alike(text)).order_by()
        named = Q(unit__in=units.values("pk")) | Q(lot__number_key=key_of(text))
        named |= Q(item__in=items_numbered(text).order_by().values("pk"))
        lines = RmaLine.objects.filter(named).values("rma")
        rows = rows.filter(
            Q(code__iexact=text) | Q(account__name__icontains=text) | Q(pk__in=lines)
        )
    return rows


def _behind(rows: QuerySet[Rma], after: str) -> QuerySet[Rma]:
    moment, _line, key = after.rpartition("_")
    try:
        due_at, number = datetime.fromisoformat(moment), int(key)
    except ValueError:
        return rows
    if rows.query.order_by[0] == "due_at":
        return rows.filter(Q(due_at__gt=due_at) | Q(pk__gt=number), due_at__gte=due_at)
    return rows.filter(Q(due_at__lt=due_at) | Q(pk__lt=number), due_at__lte=due_at)
