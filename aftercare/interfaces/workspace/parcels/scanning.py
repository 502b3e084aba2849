"""Parcels by scanner alone: handed to the carrier, or arrived with us, one after the other."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.operations.parcels import report_parcel
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.queries import find_parcels
from aftercare.domain.shipping.states import ParcelStatus, ParcelWay
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.parcels.forms import ScanForm
from aftercare.kit import clock

TURNS = {
    "out": (gettext_lazy("Hand to the carrier"), ParcelWay.OUT, ParcelStatus.COLLECTED),
    "in": (gettext_lazy("Arrived with us"), ParcelWay.IN, ParcelStatus.DELIVERED),
}


@require_http_methods(["GET", "POST"])
def scan(request: ActorRequest) -> HttpResponse:
    """Say by one scan that a parcel was handed over or has come; the next can follow."""
    request.actor.must(ShippingPermission.RECEIVE)
    turn = request.GET.get("turn", "out")
    turn = turn if turn in TURNS else "out"
    form = ScanForm(request.POST or None)
    done = None
    if form.is_valid():
        done = _found(request, form, turn)
        if done:
            report_parcel(done, TURNS[turn][2], actor=request.actor, at=clock.now())
            form = ScanForm()
    context = {
        "form": form,
        "turn": turn,
        "turns": [(key, title) for key, (title, *_rest) in TURNS.items()],
        "done": done,
        "said": TURNS[turn][2].label,
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/parcels/scan.html", context, status=status)


def _found(request: ActorRequest, form: ScanForm, turn: str) -> Parcel | None:
    way = TURNS[turn][1]
    found = find_parcels(form.cleaned_data["code"], request.actor).order_by("-pk")
    parcel = found.filter(way=way).first()
    if parcel is None:
        other = found.first()
        if other:
            told = {"parcel": other, "way": other.get_way_display()}
            form.add_error("code", _("%(parcel)s goes the other way: %(way)s.") % told)
        else:
            form.add_error("code", _("No parcel has this code or number. Look at the label."))
    return parcel
