"""What lies where, and the card of one item."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from aftercare.base.labels.permissions import LabelPermission
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import visible_items
from aftercare.domain.planning.queries.plans import levels_by_site
from aftercare.domain.stock.models import Balance, Movement, Reservation
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import (
    availability_of,
    consigned_by_station,
    visible_balances,
    visible_movements,
    visible_reservations,
    worth_of,
)
from aftercare.domain.units.queries import find_lots, find_units
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.addresses import Known, known_as
from aftercare.interfaces.workspace.catalog.lists import items_called
from aftercare.interfaces.workspace.stock.forms import FilterForm
from aftercare.kit.actors import Actor

PAGE = 50
MOST_BALANCES = 200
Row = TypeVar("Row", Movement, Reservation)


@require_GET
def stock(request: ActorRequest) -> HttpResponse:
    """Show what lies at places of ours, and answers what is asked."""
    request.actor.must(StockPermission.VIEW)
    form = FilterForm(request.GET, actor=request.actor)
    wanted = form.cleaned_data if form.is_valid() else {}
    balances = filtered_balances(request.actor, wanted)
    after = _place_of(request.GET.get("after", ""))
    rows = list(_behind(balances, after).order_by("item_id", "pk")[: PAGE + 1])
    context = {
        "rows": rows[:PAGE],
        "after": f"{rows[PAGE - 1].item_id}_{rows[PAGE - 1].pk}" if rows[PAGE:] else "",
        "is_first": after is None,
        "form": form,
        "is_filtered": any(wanted.values()),
        "may_move": request.actor.may(StockPermission.MOVE),
        "may_print": request.actor.may(LabelPermission.PRINT),
    }
    return page(request, "workspace/stock/list.html#rows", context)


def filtered_balances(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Balance]:
    """Return what lies at places of ours that answers a filter."""
    balances = visible_balances(actor)
    if text := wanted.get("q"):
        # Keys, so that each of the three is looked up by an index of its own.
        lots = list(find_lots([text]).values_list("pk", flat=True))
        units = list(find_units([text]).values_list("pk", flat=True))
        items = Q(item__in=items_called(text, actor))
        balances = balances.filter(items | Q(lot__in=lots) | Q(unit__in=units))
    for name in ("place", "condition", "owner"):
        if wanted.get(name):
            balances = balances.filter(**{name: wanted[name]})
    return balances


def _place_of(after: str) -> tuple[int, int] | None:
    item, _line, key = after.partition("_")
    return (int(item), int(key)) if item.isdecimal() and key.isdecimal() else None


def _behind(balances: QuerySet[Balance], after: tuple[int, int] | None) -> QuerySet[Balance]:
    if after is None:
        return balances
    item, key = after
    return balances.filter(Q(item__gt=item) | Q(item=item, pk__gt=key))


@require_GET
def consigned(request: ActorRequest) -> HttpResponse:
    """Show what each station keeps for us."""
    request.actor.must(StockPermission.VIEW)
    context = {
        "stations": consigned_by_station(request.actor),
        "may_move": request.actor.may(StockPermission.MOVE),
    }
    return render(request, "workspace/stock/consigned.html", context)


@require_GET
def item_card(request: ActorRequest, code: str) -> HttpResponse:
    """Show where an item lies, what is held, what it is worth, and how it moved."""
    item = get_object_or_404(visible_items(request.actor), code=code)
    request.actor.must(StockPermission.VIEW)
    balances = visible_balances(request.actor).filter(item=item)
    held = visible_reservations(request.actor).filter(balance__item=item)
    available = availability_of(item, actor=request.actor)
    levels = levels_by_site(item.pk, request.actor) if len(available) > 1 else {}
    movements, before = _movements(request.actor, item, request.GET.get("before", ""))
    context = {
        "item": item,
        "balances": balances.order_by("place__code", "condition", "pk")[:MOST_BALANCES],
        "available": [(each, levels.get(each.site)) for each in available],
        "has_levels": bool(levels),
        "good": sum((each.good for each in available), Decimal(0)),
        "free": sum((each.free for each in available), Decimal(0)),
        "worth": worth_of(item),
        "reservations": with_document(held[:PAGE], request.actor),
        "movements": with_document(movements, request.actor),
        "before": before,
        "is_first": "before" not in request.GET,
        "may_correct": request.actor.may(StockPermission.CORRECT),
        "may_print": request.actor.may(LabelPermission.PRINT),
    }
    return page(request, "workspace/stock/item.html#movements", context)


def with_document(rows: Iterable[Row], actor: Actor) -> list[tuple[Row, Known | None]]:
    """Return movements or reservations, each with what it is for."""
    rows = list(rows)
    known = known_as({row.document for row in rows if row.document}, actor)
    return [(row, known.get(row.document)) for row in rows]


def _movements(actor: Actor, item: Item, before: str) -> tuple[Sequence[Movement], str]:
    movements = visible_movements(actor).filter(item=item)
    if before.isdecimal():
        movements = movements.filter(pk__lt=int(before))
    rows = list(movements[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if rows[PAGE:] else ""
