"""Carriers are ordered to fetch what waits for them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from aftercare.domain.shipping.operations.pick_ups import order_pick_up
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.queries import address_of_site, parcels_waiting_at, visible_pick_ups
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.parcels.forms import PickUpForm
from aftercare.kit import clock

SHOWN = 15


@require_http_methods(["GET", "POST"])
def pick_ups(request: ActorRequest) -> HttpResponse:
    """Show which pick-ups were ordered, and order another one for what waits."""
    request.actor.must(ShippingPermission.SEND)
    form = PickUpForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        return _order(request, form)
    context = {"form": form, "pick_ups": visible_pick_ups(request.actor)[:SHOWN]}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/parcels/pick_ups.html", context, status=status)


def _order(request: ActorRequest, form: PickUpForm) -> HttpResponse:
    given: dict[str, Any] = form.cleaned_data
    waiting = list(parcels_waiting_at(given["site"].pk, given["account"].pk))
    order_pick_up(
        given["account"],
        site=given["site"],
        address=address_of_site(given["site"]),
        parcels=waiting,
        note=given["note"],
        **form.window(),
        actor=request.actor,
        at=clock.now(),
    )
    count = len(waiting)
    said = ngettext("%(count)s parcel is fetched.", "%(count)s parcels are fetched.", count)
    toast(request, said % {"count": count})
    return redirect("workspace:pick-ups")
