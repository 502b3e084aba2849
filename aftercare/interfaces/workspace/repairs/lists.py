"""The lists of the workshop: work orders by what is due, and how much each team has."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from aftercare.base.people.models import Team, User
from aftercare.domain.cases.models import Case
from aftercare.domain.catalog.queries import items_numbered
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import (
    missing_parts,
    open_orders,
    orders_needing,
    visible_work_orders,
    work_by_team,
)
from aftercare.domain.repairs.states import CLOSED, OrderStatus
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import units_alike
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.repairs.forms import ListFilterForm
from aftercare.interfaces.workspace.repairs.shown import TONES
from aftercare.kit import clock
from aftercare.kit.actors import Actor

PAGE = 40
LATELY = timedelta(days=90)
COLUMNS = (
    *("code", "complaint", "status", "waiting_for", "waiting_reason"),
    *("received_at", "due_at", "closed_at", "case", "team", "assignee", "item__code"),
    *("unit__serial", "unit__quantity", "unit__lot", "account__code", "account__name"),
    "contact__name",
)
"""What a row says: to build all of seven things for each takes three times as long."""
MOST_NAMED = 2_000
"""Orders that a text may name and still be looked up before the others are read."""


@require_GET
def orders(request: ActorRequest) -> HttpResponse:
    """Show the work orders that answer what is asked, what is due first."""
    request.actor.must(RepairPermission.VIEW)
    at = clock.now()
    form = ListFilterForm(request.GET, actor=request.actor)
    wanted = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    found = _in_short(filtered_orders(request.actor, wanted, at))
    rows = list(_behind(found, after)[: PAGE + 1])
    shown = rows[:PAGE]
    context = {
        "form": form,
        "orders": [(order, TONES.get(OrderStatus(order.status), "blue")) for order in shown],
        "after": f"{shown[-1].due_at.isoformat()}_{shown[-1].pk}" if rows[PAGE:] else "",
        "is_first": not after,
        "part": wanted.get("part"),
        "is_filtered": any(wanted.values()),
        "may_open": request.actor.may(RepairPermission.OPEN),
        "at": at,
        "closed": CLOSED,
    }
    return page(request, "workspace/repairs/list.html#rows", context)


def _in_short(orders: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    """Read of work orders what rows say. Joined by eight tables, planning takes longest of all."""
    joined = orders.select_related(None).select_related("item", "unit", "account", "contact")
    return joined.only(*COLUMNS).prefetch_related(
        Prefetch("case", Case.objects.only("code")),
        Prefetch("team", Team.objects.only("name")),
        Prefetch("assignee", User.objects.only("name")),
    )


def filtered_orders(actor: Actor, wanted: Mapping[str, Any], at: datetime) -> QuerySet[WorkOrder]:
    """Return the work orders that answer a filter, in the order of the list."""
    show = wanted.get("show", "")
    rows = open_orders(actor)
    if show == "closed":
        rows = visible_work_orders(actor).filter(status__in=CLOSED).order_by("-due_at", "-pk")
    elif show == "all":
        rows = visible_work_orders(actor).order_by("-due_at", "-pk")
    elif show == "mine":
        rows = rows.filter(assignee=actor.id)
    elif show == "late":
        rows = rows.filter(due_at__lt=at, waiting_for="")
    elif show == "waiting":
        rows = rows.filter(status=OrderStatus.WAITING)
    if team := wanted.get("team"):
        rows = rows.filter(team=team)
    if part := wanted.get("part"):
        # Causes other than these, as the page of a part asks for them.
        besides = [each for each in wanted["besides"].split(",") if each]
        rows = rows.filter(pk__in=orders_needing(part, cause=wanted["cause"], besides=besides))
    if text := wanted.get("q", "").strip():
        named = _named(text)
        keys = list(named.values_list("pk", flat=True)[: MOST_NAMED + 1])
        rows = rows.filter(pk__in=keys if len(keys) <= MOST_NAMED else named)
    return rows


def _named(text: str) -> QuerySet[WorkOrder, Any]:
    """Return the keys of what a text names, one index after the other: many are closed."""
    orders = WorkOrder.objects.order_by().values("pk")
    units = Unit.objects.filter(units_alike(text)).order_by()
    return orders.filter(code=text.upper()).union(
        orders.filter(unit__in=units.values("pk")),
        orders.filter(item__in=items_numbered(text).order_by().values("pk")),
        orders.filter(account__name__icontains=text),
    )


def _behind(rows: QuerySet[WorkOrder], after: str) -> QuerySet[WorkOrder]:
    moment, _line, key = after.rpartition("_")
    try:
        due_at, number = datetime.fromisoformat(moment), int(key)
    except ValueError:
        return rows
    if rows.query.order_by[0] == "due_at":
        return rows.filter(Q(due_at__gt=due_at) | Q(pk__gt=number), due_at__gte=due_at)
    return rows.filter(Q(due_at__lt=due_at) | Q(pk__lt=number), due_at__lte=due_at)


@require_GET
def load(request: ActorRequest) -> HttpResponse:
    """Show how much each team has to do, how old it is, and how long repairs took lately."""
    request.actor.must(RepairPermission.VIEW)
    at = clock.now()
    context = {
        "teams": work_by_team(request.actor, since=at - LATELY, at=at),
        "missing": missing_parts(request.actor),
        "at": at,
    }
    return page(request, "workspace/repairs/load.html", context)
