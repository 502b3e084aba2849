"""The list of purchase orders, by what comes first, narrowed down by words, state and supplier."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from aftercare.domain.catalog.queries import items_numbered
from aftercare.domain.supply.models import PurchaseLine, PurchaseOrder
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries import open_purchases, visible_purchases
from aftercare.domain.supply.states import AWAITED, ENDED, PurchaseStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.supply.forms import PurchaseFilterForm
from aftercare.interfaces.workspace.supply.shown import listed
from aftercare.kit import clock
from aftercare.kit.actors import Actor

PAGE = 40


@require_GET
def purchases(request: ActorRequest) -> HttpResponse:
    """Show the purchase orders that answer what is asked, what comes first at the top."""
    request.actor.must(SupplyPermission.VIEW)
    form = PurchaseFilterForm(request.GET, actor=request.actor)
    wanted = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    at = clock.now()
    rows = list(behind(filtered_purchases(request.actor, wanted, at), after)[: PAGE + 1])
    shown = rows[:PAGE]
    context = {
        "form": form,
        "purchases": listed(shown, at),
        "after": f"{shown[-1].due_at.isoformat()}_{shown[-1].pk}" if rows[PAGE:] else "",
        "is_first": not after,
        "is_filtered": any(wanted.values()),
        "may_request": request.actor.may(SupplyPermission.REQUEST),
        "may_receive": request.actor.may(SupplyPermission.RECEIVE),
        "at": at,
    }
    return page(request, "workspace/supply/purchases.html#rows", context)


def filtered_purchases(
    actor: Actor, wanted: Mapping[str, Any], at: datetime
) -> QuerySet[PurchaseOrder]:
    """Return the purchase orders that answer a filter, in the order of the list."""
    show = wanted.get("show", "")
    rows = open_purchases(actor)
    if show == "ended":
        rows = visible_purchases(actor).filter(status__in=ENDED).order_by("-due_at", "-pk")
    elif show == "late":
        rows = rows.filter(status__in=AWAITED, due_at__lt=at)
    elif show:
        rows = rows.filter(status=PurchaseStatus(show))
    if supplier := wanted.get("supplier"):
        rows = rows.filter(supplier=supplier)
    if text := wanted.get("q", "").strip():
        named = items_numbered(text).order_by().values("pk")
        lines = PurchaseLine.objects.filter(item__in=named).values("order")
        rows = rows.filter(
            Q(code__iexact=text)
            | Q(their_number__iexact=text)
            | Q(supplier__account__name__icontains=text)
            | Q(pk__in=lines)
        )
    return rows


def behind(rows: QuerySet[Any], after: str) -> QuerySet[Any]:
    """Return what comes behind a place in a list that goes by `due_at`."""
    moment, _line, key = after.rpartition("_")
    try:
        due_at, number = datetime.fromisoformat(moment), int(key)
    except ValueError:
        return rows
    if rows.query.order_by[0] == "due_at":
        return rows.filter(Q(due_at__gt=due_at) | Q(pk__gt=number), due_at__gte=due_at)
    return rows.filter(Q(due_at__lt=due_at) | Q(pk__lt=number), due_at__lte=due_at)
