"""The list of items: narrowed down, and turned over by code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from aftercare.base.search.queries import find, suggest
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.queries import (
    Condition,
    conditions_in,
    items_at_stage,
    items_with,
    items_with_last_buy,
    stages_of,
    visible_items,
)
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.catalog.forms import ENDING, SOON, FilterForm
from aftercare.interfaces.workspace.catalog.shown import TONES
from aftercare.kit import clock
from aftercare.kit.actors import Actor

PAGE = 50
MOST_HITS = 100
PROPOSED = 12
FEWEST_SIGNS = 2


@dataclass(frozen=True)
class ShownItem:
    """A line of the list."""

    item: Item
    stage: LifecycleStage | None
    tone: str


@require_GET
def items(request: ActorRequest) -> HttpResponse:
    """Show the items that answer what is asked."""
    form = FilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    today = localdate(clock.now())
    conditions, words = conditions_in(wanted.get("q", "").strip())
    listed = items_with(narrowed(visible_items(request.actor), wanted, today), conditions)
    after = request.GET.get("after", "")
    found = _found(listed, words, request.actor) if words else _next(listed, after)
    here = found[:PAGE] if not words else found
    stages = stages_of(here, today)
    context = {
        "rows": [_line(item, stages) for item in here],
        "after": here[-1].code if not words and found[PAGE:] else "",
        "is_first": not after,
        "form": form,
        "is_filtered": any(wanted.values()),
        "conditions": [(each, _without(request, each)) for each in conditions],
        "may_edit": request.actor.may(CatalogPermission.EDIT),
    }
    return page(request, "workspace/catalog/list.html#rows", context)


@require_GET
def numbers(request: ActorRequest) -> HttpResponse:
    """Propose items for what was typed of a number or name so far."""
    typed = str(next(iter(request.GET.values()), "")).strip()
    proposed: list[Item] = []
    if len(typed) >= FEWEST_SIGNS:
        proposed = _found(visible_items(request.actor), typed, request.actor)[:PROPOSED]
    return render(request, "workspace/catalog/_numbers.html", {"items": proposed})


def narrowed(listed: QuerySet[Item], wanted: Mapping[str, Any], today: date) -> QuerySet[Item]:
    """Return the items of a kind that stand at a stage of life."""
    if wanted.get("kind"):
        listed = listed.filter(kind=wanted["kind"])
    stage = wanted.get("stage")
    if stage == ENDING:
        return items_with_last_buy(listed, today, today + SOON)
    return items_at_stage(listed, LifecycleStage(stage), today) if stage else listed


def _without(request: ActorRequest, condition: Condition) -> str:
    """Return the address of the list without one of the conditions."""
    asked = request.GET.copy()
    asked.pop("after", None)
    asked["q"] = " ".join(asked.get("q", "").replace(condition.asked.typed, " ", 1).split())
    return f"?{asked.urlencode()}"


def asked_items(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Item]:
    """Return the items that answer what is asked, for who takes the list along."""
    conditions, words = conditions_in(wanted.get("q", "").strip())
    listed = narrowed(visible_items(actor), wanted, localdate(clock.now()))
    listed = items_with(listed, conditions)
    if not words:
        return listed
    return listed.filter(pk__in=[item.pk for item in _found(listed, words, actor)])


def items_called(words: str, actor: Actor) -> list[int]:
    """Return the items that begin like what was typed so far, and the best the search finds."""
    items = visible_items(actor)
    codes = items.filter(code__istartswith=words).values_list("pk", flat=True)[:MOST_HITS]
    named = suggest(words, actor=actor, kinds=["item"], each=MOST_HITS).get("item", [])
    found = [item.pk for item in _found(items, words, actor)]
    return [*codes, *(each.subject.id for each in named), *found]


def _found(listed: QuerySet[Item], words: str, actor: Actor) -> list[Item]:
    """Return what the search finds of some items, the best first."""
    hits = find(words, actor=actor, kinds=["item"], limit=MOST_HITS, at=clock.now()).hits
    known = listed.in_bulk([hit.subject.id for hit in hits])
    return [known[hit.subject.id] for hit in hits if hit.subject.id in known]


def _next(listed: QuerySet[Item], after: str) -> list[Item]:
    return list((listed.filter(code__gt=after) if after else listed)[: PAGE + 1])


def _line(item: Item, stages: Mapping[int, LifecycleStage]) -> ShownItem:
    stage = stages.get(item.pk)
    return ShownItem(item, stage, TONES[stage] if stage else "secondary")
