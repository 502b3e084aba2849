"""Goods are moved: by one form for every way, made for a scanner."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from aftercare.base.search.queries import document_called
from aftercare.domain.stock.models import Movement
from aftercare.domain.stock.operations.changing import (
    change_condition,
    correct_movement,
    harvest_parts,
    scrap_goods,
)
from aftercare.domain.stock.operations.consigning import (
    consign_goods,
    settle_consigned,
    take_back_consigned,
)
from aftercare.domain.stock.operations.cores import give_in_exchange
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
from aftercare.interfaces.workspace.stock.forms import ReasonForm
from aftercare.interfaces.workspace.stock.moving_forms import (
    ChangeForm,
    ExchangeForm,
    HarvestForm,
    IncomingForm,
    MoveForm,
    ScrapForm,
    SettleForm,
    ShelfForm,
)
from aftercare.kit import clock
from aftercare.kit.actors import Actor

Given = dict[str, Any]
DOCUMENTS = ("work_order", "case", "return", "purchase", "parcel", "shortage")
"""What goods are moved for, if its number is given."""
KEPT = ("source", "target", "unit", "account", "condition", "purpose", "owner", "reason", "paper")
"""What is said once for all that is moved one after the other."""
FILLED_IN = (*KEPT, "code", "quantity")
"""What an address may fill in."""


@dataclass(frozen=True)
class Way:
    """A way in which goods are moved by hand: its form, and the operation behind it."""

    kind: MovementKind
    title: Any
    icon: str
    post: Callable[[Any, Given], list[Movement]]
    form: type[MoveForm] = ShelfForm
    permission: StockPermission = StockPermission.MOVE
    word: Any = ""
    """What its tab says, where the kind of movement does not."""

    @property
    def tab(self) -> Any:
        return self.word or self.kind.label


def _paper(form: MoveForm) -> Given:
    return {"paper": form.cleaned_data["paper"]}


def _receive(form: IncomingForm, who: Given) -> list[Movement]:
    return receive_goods([form.line()], **form.ends(), **_paper(form), **who)


def _put_away(form: ShelfForm, who: Given) -> list[Movement]:
    return put_away_goods([form.line()], **form.ends(), **who)


def _issue(form: ShelfForm, who: Given) -> list[Movement]:
    return issue_goods([form.line()], **form.ends(), **_paper(form), **who)


def _return(form: IncomingForm, who: Given) -> list[Movement]:
    return return_goods([form.line()], **form.ends(), **_paper(form), **who)


def _send(form: ShelfForm, who: Given) -> list[Movement]:
    ends = form.ends()
    way = {"source": ends["source"], "transit": ends["target"]}
    return send_goods([form.line()], **way, **_paper(form), **who)


def _arrive(form: ShelfForm, who: Given) -> list[Movement]:
    ends = form.ends()
    way = {"transit": ends["source"], "target": ends["target"]}
    return take_in_arrival([form.line()], **way, **who)


def _scrap(form: ScrapForm, who: Given) -> list[Movement]:
    given = form.cleaned_data
    proof = {"proof": given["proof"], "proof_name": given["proof"].name}
    return scrap_goods([form.line()], **form.ends(), reason=given["reason"], **proof, **who)


def _change(form: ChangeForm, who: Given) -> list[Movement]:
    given = form.cleaned_data
    return change_condition([form.line()], place=given["source"], reason=given["reason"], **who)


def _consign(form: ShelfForm, who: Given) -> list[Movement]:
    return consign_goods([form.line()], **form.ends(), **_paper(form), **who)


def _take_back(form: ShelfForm, who: Given) -> list[Movement]:
    return take_back_consigned([form.line()], **form.ends(), **_paper(form), **who)


def _settle(form: SettleForm, who: Given) -> list[Movement]:
    return settle_consigned([form.line()], **form.ends(), **_paper(form), **who)


def _exchange(form: ExchangeForm, who: Given) -> list[Movement]:
    account, source = form.cleaned_data["account"], form.cleaned_data["source"]
    return give_in_exchange(account, form.line(), source=source, **_paper(form), **who)


def _harvest(form: HarvestForm, who: Given) -> list[Movement]:
    who = {name: who[name] for name in ("actor", "at")}
    return harvest_parts(form.cleaned_data["unit"], lines=[form.line()], **form.ends(), **who)


WAYS = {
    "receive": Way(MovementKind.RECEIVED, _("Receive goods"), "download", _receive, IncomingForm),
    "put-away": Way(MovementKind.PUT_AWAY, _("Put goods away"), "box", _put_away),
    "issue": Way(MovementKind.ISSUED, _("Give out goods"), "upload", _issue),
    "return": Way(
        MovementKind.RETURNED, _("Take goods back"), "corner-up-left", _return, IncomingForm
    ),
    "send": Way(MovementKind.SENT, _("Send to another place"), "truck", _send),
    "arrive": Way(MovementKind.ARRIVED, _("Take in an arrival"), "package-import", _arrive),
    "change": Way(
        MovementKind.CHANGED,
        _("Change condition or purpose"),
        "arrows-exchange",
        _change,
        ChangeForm,
    ),
    "consign": Way(MovementKind.CONSIGNED, _("Send on consignment"), "building-store", _consign),
    "take-back": Way(
        MovementKind.TAKEN_BACK, _("Take back from a station"), "corner-up-left", _take_back
    ),
    "settle": Way(
        MovementKind.SETTLED, _("Settle what a station used"), "report-money", _settle, SettleForm
    ),
    "exchange": Way(
        MovementKind.ISSUED,
        _("Give in exchange"),
        "rotate",
        _exchange,
        ExchangeForm,
        word=_("In exchange"),
    ),
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
    here = reverse("workspace:stock-move", args=[way])
    if sent and (told := form.said_by_scan()):
        return redirect(f"{here}?{urlencode(_said(form, *KEPT, 'quantity') | told)}")
    if form.is_valid():
        document = document_called(form.cleaned_data.get("paper", ""), DOCUMENTS, request.actor)
        who = {"document": document, "actor": request.actor, "at": clock.now()}
        (moved,) = chosen.post(form, who)
        said = {
            "quantity": f"{moved.quantity.normalize():f}",
            "item": form.cleaned_data["read"].item,
        }
        toast(request, _now("Booked: %(quantity)s × %(item)s.") % said)
        return redirect(f"{here}?{urlencode(_said(form, *KEPT))}")
    form.initial.update({name: request.GET[name] for name in FILLED_IN if name in request.GET})
    context = {"form": form, "way": chosen, "name": way, "ways": ways_for(request.actor)}
    return render(request, "workspace/stock/move.html", context, status=422 if sent else 200)


def _said(form: MoveForm, *names: str) -> dict[str, str]:
    """Return what somebody has said in these fields."""
    return {name: said for name in names if name in form.fields and (said := form.data.get(name))}


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
