"""The shortage desk: what is short, the most urgent first, and what can be done about it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftercare.base.promises.queries import promises_for
from aftercare.domain.catalog.queries import items_numbered
from aftercare.domain.customers.models import Account
from aftercare.domain.repairs.states import RepairPromise
from aftercare.domain.returns.states import ReturnPromise
from aftercare.domain.supply.models import Shortage
from aftercare.domain.supply.operations.shortages import choose_again, choose_way_out
from aftercare.domain.supply.operations.transfers import (
    harvest_for_shortage,
    send_transfer,
    take_in_transfer,
)
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries.shortages import (
    arrived_for,
    held_for,
    may_choose_again,
    open_shortages,
    papers_of,
    sent_for,
    visible_shortages,
    ways_for,
)
from aftercare.domain.supply.states import WANTING, ShortageStatus, WayOut
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.cases.shown import state_of
from aftercare.interfaces.workspace.customers.story import story_about
from aftercare.interfaces.workspace.spares_shown import spares_left
from aftercare.interfaces.workspace.supply.forms import ShortageFilterForm
from aftercare.interfaces.workspace.supply.lists import behind
from aftercare.interfaces.workspace.supply_texts import SUPPLY_TOLD
from aftercare.interfaces.workspace.ways_shown import ICONS, shown_ways, what_is
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref

PAGE = 40
SHORTAGE_TONES = {
    ShortageStatus.OPEN: "orange",
    ShortageStatus.SOLVED: "green",
    ShortageStatus.ENDED: "secondary",
}
WAITING = {"rma": "workspace:return"}
"""Where documents other than repairs are shown that wait for goods."""
STEPS: Mapping[str, Callable[..., None]] = {
    "again": choose_again,
    "send": send_transfer,
    "take-in": take_in_transfer,
    "harvest": harvest_for_shortage,
}


@require_GET
def shortages(request: ActorRequest) -> HttpResponse:
    """Show what is short, the most urgent first."""
    request.actor.must(SupplyPermission.VIEW)
    form = ShortageFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    rows = list(behind(filtered_shortages(request.actor, wanted), after)[: PAGE + 1])
    shown = rows[:PAGE]
    context = {
        "form": form,
        "shortages": [_listed(each) for each in shown],
        "after": f"{shown[-1].due_at.isoformat()}_{shown[-1].pk}" if rows[PAGE:] else "",
        "is_first": not after,
        "is_filtered": any(wanted.values()),
        "at": clock.now(),
    }
    return page(request, "workspace/supply/shortages.html#rows", context)


def _listed(shortage: Shortage) -> dict[str, Any]:
    return {
        "row": shortage,
        "tone": SHORTAGE_TONES.get(ShortageStatus(shortage.status), "blue"),
        "icon": ICONS.get(WayOut(shortage.way)) if shortage.way else "",
    }


def filtered_shortages(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Shortage]:
    """Return the shortages that answer a filter, in the order of the list."""
    show = wanted.get("show", "")
    rows = open_shortages(actor)
    if show == "ended":
        rows = visible_shortages(actor).exclude(status__in=WANTING).order_by("-due_at", "-pk")
    elif show:
        rows = rows.filter(status=ShortageStatus(show))
    if text := wanted.get("q", "").strip():
        named = items_numbered(text).order_by().values("pk")
        rows = rows.filter(
            Q(code__iexact=text)
            | Q(work_order__code__iexact=text)
            | Q(want__paper__iexact=text)
            | Q(item__in=named)
        )
    return rows


@require_GET
def shortage(request: ActorRequest, code: str) -> HttpResponse:
    """Show a shortage: who waits for it, the ways out side by side, or what was chosen."""
    found = get_object_or_404(visible_shortages(request.actor), code=code)
    at = clock.now()
    ways = shown_ways(ways_for(found, request.actor, at=at))
    context = {
        "shortage": found,
        "tone": SHORTAGE_TONES.get(ShortageStatus(found.status), "blue"),
        "ways": ways,
        "owed": _owed(found),
        "waiting": _waiting(found),
        "may_solve": request.actor.may(SupplyPermission.SOLVE),
        "spares_left": spares_left(_customer(found), request.actor),
        "at": at,
        "story": story_about(
            [ref(found)],
            request.actor,
            events=SUPPLY_TOLD.keys(),
            after=request.GET.get("after", ""),
        ),
    }
    if context["owed"]:
        context["owed_state"] = state_of(context["owed"], at)
    return page(request, "workspace/supply/shortage.html#story", context | _chosen(request, found))


def _customer(found: Shortage) -> Account | None:
    return found.work_order.account if found.work_order else None


def _owed(found: Shortage) -> Any:
    kind, _colon, key = found.document.partition(":")
    owed = promises_for(Ref(kind, int(key))).filter(
        kind__in=[RepairPromise.READY, ReturnPromise.REPLACEMENT]
    )
    return owed.order_by("-pk").first()


def _waiting(found: Shortage) -> str:
    """Return the address of what waits for goods and is no repair."""
    kind, _colon, _key = found.document.partition(":")
    name = WAITING.get(kind)
    return reverse(name, args=[found.paper]) if name else ""


def _chosen(request: ActorRequest, found: Shortage) -> dict[str, Any]:
    """Return what was chosen, what was made for it, and what is to be done next."""
    if not found.way:
        return {}
    purchases, orders = papers_of(found)
    sent = sent_for(found)
    came = arrived_for(found)
    is_chosen = found.status == ShortageStatus.CHOSEN
    facts = found.chosen.get("facts", {})
    on_way = sent is not None and (came is None or came.pk < sent.pk)
    return {
        "way_icon": ICONS[WayOut(found.way)],
        "way_what": what_is(found.way, facts),
        "instructions": facts.get("instructions") or [],
        "purchases": purchases,
        "orders": orders,
        "sent": sent,
        "may_again": may_choose_again(found) and request.actor.may(SupplyPermission.SOLVE),
        "may_send": is_chosen and not sent and held_for(found).exists(),
        "may_take_in": is_chosen and on_way,
        "may_harvest": is_chosen and found.way == WayOut.HARVEST,
        "may_move": request.actor.may(SupplyPermission.RECEIVE),
    }


@require_POST
def choose(request: ActorRequest, code: str) -> HttpResponse:
    """Choose a way out."""
    found = get_object_or_404(visible_shortages(request.actor), code=code)
    chosen = choose_way_out(
        found, key=request.POST.get("way", ""), actor=request.actor, at=clock.now()
    )
    if chosen.status == ShortageStatus.SOLVED:
        toast(request, _("Solved. What was short is reserved."))
    else:
        toast(request, _("Chosen. What is needed for it is prepared."))
    return redirect("workspace:shortage", code=code)


@require_POST
def do(request: ActorRequest, code: str, verb: str) -> HttpResponse:
    """Do the next thing of what was chosen, or take it back."""
    step = STEPS.get(verb)
    if step is None:
        raise Http404
    found = get_object_or_404(visible_shortages(request.actor), code=code)
    step(found, actor=request.actor, at=clock.now())
    toast(request, _("Done."))
    return redirect("workspace:shortage", code=code)
