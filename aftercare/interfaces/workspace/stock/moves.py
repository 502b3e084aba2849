"""Goods are moved: by one form for every way, made for a scanner."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from aftercare.domain.stock.models import Movement
from aftercare.domain.stock.operations.changing import correct_movement, harvest_parts, scrap_goods
from aftercare.domain.stock.operations.moving import (
    issue_goods,
    put_away_goods,
    receive_goods,
    return_goods,
    send_goods,
    take_in_arrival,
)
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import visible_movements
from aftercare.domain.stock.states import MovementKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.stock.forms import HarvestForm, MoveForm, ReasonForm, ScrapForm
from aftercare.kit import clock
from aftercare.kit.actors import Actor

Given = dict[str, Any]
ENDS = ("source", "target")


@dataclass(frozen=True)
class Way:
    """A way in which goods are moved by hand: its form, and the operation behind it."""

    kind: MovementKind
    title: Any
    icon: str
    post: Callable[[MoveForm, Given], list[Movement]]
    form: type[MoveForm] = MoveForm
    permission: StockPermission = StockPermission.MOVE


def _ends(form: MoveForm) -> Given:
    return {"source": form.cleaned_data["source"], "target": form.cleaned_data["target"]}


def _paper(form: MoveForm) -> Given:
    return {"paper": form.cleaned_data["paper"]}


def _receive(form: MoveForm, who: Given) -> list[Movement]:
    return receive_goods([form.line()], **_ends(form), **_paper(form), **who)


def _put_away(form: MoveForm, who: Given) -> list[Movement]:
    return put_away_goods([form.line()], **_ends(form), **who)


def _issue(form: MoveForm, who: Given) -> list[Movement]:
    return issue_goods([form.line()], **_ends(form), **_paper(form), **who)


def _return(form: MoveForm, who: Given) -> list[Movement]:
    return return_goods([form.line()], **_ends(form), **_paper(form), **who)


def _send(form: MoveForm, who: Given) -> list[Movement]:
    ends = _ends(form)
    way = {"source": ends["source"], "transit": ends["target"]}
    return send_goods([form.line()], **way, **_paper(form), **who)


def _arrive(form: MoveForm, who: Given) -> list[Movement]:
    ends = _ends(form)
    way = {"transit": ends["source"], "target": ends["target"]}
    return take_in_arrival([form.line()], **way, **who)


def _scrap(form: MoveForm, who: Given) -> list[Movement]:
    given = form.cleaned_data
    proof = {"proof": given["proof"], "proof_name": given["proof"].name}
    return scrap_goods([form.line()], **_ends(form), reason=given["reason"], **proof, **who)


def _harvest(form: MoveForm, who: Given) -> list[Movement]:
    who = {name: who[name] for name in ("actor", "at")}
    return harvest_parts(form.cleaned_data["unit"], lines=[form.line()], **_ends(form), **who)


WAYS = {
    "receive": Way(MovementKind.RECEIVED, _("Receive goods"), "download", _receive),
    "put-away": Way(MovementKind.PUT_AWAY, _("Put goods away"), "box", _put_away),
    "issue": Way(MovementKind.ISSUED, _("Give out goods"), "upload", _issue),
    "return": Way(MovementKind.RETURNED, _("Take goods back"), "corner-up-left", _return),
    "send": Way(MovementKind.SENT, _("Send to another place"), "truck", _send),
    "arrive": Way(MovementKind.ARRIVED, _("Take in an arrival"), "package-import", _arrive),
    "scrap": Way(
        MovementKind.SCRAPPED,
        pgettext_lazy("stock", "Scrap goods"),
        "trash",
        _scrap,
        ScrapForm,
        StockPermission.SCRAP,
    ),
    "harvest": Way(
        MovementKind.HARVESTED,
        _("Harvest parts"),
        "recycle",
        _harvest,
        HarvestForm,
        StockPermission.SCRAP,
    ),
}


def ways_for(actor: Actor) -> list[tuple[str, Way]]:
    """Return the ways in which `actor` may move goods."""
    return [(name, way) for name, way in WAYS.items() if actor.may(way.permission)]


@require_http_methods(["GET", "POST"])
def move_goods(request: ActorRequest, way: str) -> HttpResponse:
    """Move some goods; then the form is there for the next, between the same places."""
    chosen = WAYS.get(way)
    if chosen is None:
        raise Http404
    request.actor.must(chosen.permission)
    sent = request.method == "POST"
    form = chosen.form(
        request.POST if sent else None,
        request.FILES if sent else None,
        kind=chosen.kind,
        actor=request.actor,
    )
    if form.is_valid():
        who = {"document": request.actor.ref, "actor": request.actor, "at": clock.now()}
        (moved,) = chosen.post(form, who)
        said = {
            "quantity": f"{moved.quantity.normalize():f}",
            "item": form.cleaned_data["read"].item,
        }
        toast(request, _now("Booked: %(quantity)s × %(item)s.") % said)
        ends = _ends(form)
        address = reverse("workspace:stock-move", args=[way])
        return redirect(f"{address}?source={ends['source'].pk}&target={ends['target'].pk}")
    form.initial.update({end: request.GET[end] for end in ENDS if end in request.GET})
    context = {"form": form, "way": chosen, "name": way, "ways": ways_for(request.actor)}
    return render(request, "workspace/stock/move.html", context, status=422 if sent else 200)


@require_http_methods(["GET", "POST"])
def correct(request: ActorRequest, movement_id: int) -> HttpResponse:
    """Post the opposite of a movement that was wrong."""
    movement = get_object_or_404(visible_movements(request.actor), pk=movement_id)
    request.actor.must(StockPermission.CORRECT)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        correct_movement(
            movement, reason=form.cleaned_data["reason"], actor=request.actor, at=clock.now()
        )
        toast(request, _now("Corrected. Book what is right as a new movement."))
        return redirect("workspace:stock-item", code=movement.item.code)
    context = {"form": form, "movement": movement}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/stock/correct.html", context, status=status)
