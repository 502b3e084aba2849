"""The page of an item."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from aftercare.domain.catalog.models import Bom, Item, ParameterValue
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.queries import (
    Made,
    bom_for,
    notices_of,
    read_lines,
    substitutes_for,
    substitutes_of,
    visible_boms,
    visible_documents,
    visible_items,
    visible_prices,
    wear_parts_of,
    where_used,
)
from aftercare.domain.catalog.states import LifecycleStage, Reading
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.catalog.forms import PartForm
from aftercare.interfaces.workspace.catalog.shown import TONES, life_bar, story_lines
from aftercare.kit import clock

MOST_USES = 100
READ_IN_VAIN = Q(reading=Reading.DONE, text="")
"""Broken, locked, or pictures only."""


@require_GET
def item(request: ActorRequest, code: str) -> HttpResponse:
    """Show what an item is, what it is made of, where it is used and what replaces it."""
    found = get_object_or_404(visible_items(request.actor), code=code)
    context = {
        "item": found,
        "name": found.name_in(get_language() or ""),
        "may_edit": request.actor.may(CatalogPermission.EDIT),
        **_life(found, localdate(clock.now())),
        "parameters": ParameterValue.objects.filter(item=found)
        .select_related("parameter")
        .order_by("parameter__name"),
        "documents": list(
            visible_documents(request.actor)
            .filter(item=found)
            .annotate(says_nothing=ExpressionWrapper(READ_IN_VAIN, BooleanField()))
            .defer("text")
        ),
    }
    if request.actor.may(CatalogPermission.VIEW):
        context |= _inside(request, found)
    return page(request, "workspace/catalog/item.html#made-of", context)


def _inside(request: ActorRequest, found: Item) -> dict[str, Any]:
    """Return what only our own people see: structure, substitutes, notices, story."""
    boms = list(visible_boms(request.actor).filter(item=found))
    bom = _made_by(found, request) or _chosen(boms, request.GET.get("bom", ""))
    uses = where_used(found.pk)
    story, earlier = story_lines(found, request.GET.get("after", ""))
    return {
        "inside": True,
        "boms": boms,
        "bom": bom,
        "part_form": PartForm(),
        "uses": uses[:MOST_USES],
        "more_uses": len(uses) > MOST_USES,
        "choices": substitutes_for(found),
        "substitutes": list(substitutes_of(found)),
        "wear_parts": list(wear_parts_of(found)) if bom else [],
        "notices": list(notices_of(found)),
        "prices": list(visible_prices(request.actor).filter(item=found)),
        "story": story,
        "earlier": earlier,
    }


def _made_by(found: Item, request: ActorRequest) -> Bom | None:
    """Return the bill by which a unit was made, where the reader comes from one."""
    serial, batch = (request.GET.get(name, "") for name in ("serial", "batch"))
    return bom_for(found, Made(batch=batch, serial=serial)) if serial or batch else None


def _chosen(boms: Sequence[Bom], wanted: str) -> Bom | None:
    """Return the bill that is asked for, else the first, with its lines."""
    bom = next((each for each in boms if str(each.pk) == wanted), next(iter(boms), None))
    if bom:
        read_lines(bom)
    return bom


def _life(found: Item, today: date) -> dict[str, Any]:
    dates = list(found.lifecycle.order_by("on", "pk"))
    order = list(LifecycleStage)
    reached = [LifecycleStage(each.stage) for each in dates if each.on <= today]
    stage = max(reached, key=order.index, default=None)
    return {
        "dates": [(each, TONES[LifecycleStage(each.stage)]) for each in dates],
        "bar": life_bar(dates, today),
        "stage": stage,
        "tone": TONES[stage] if stage else "",
        "today": today,
    }
