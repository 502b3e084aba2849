"""The list of parcels, newest first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from aftercare.domain.catalog.queries import items_numbered
from aftercare.domain.shipping.models import Parcel, ParcelLine
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.queries import late_parcels, visible_parcels
from aftercare.domain.shipping.states import CLOSED, TROUBLED, ParcelStatus, ParcelWay
from aftercare.domain.units.queries import find_units
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.parcels.forms import ParcelFilterForm
from aftercare.interfaces.workspace.parcels.shown import tone_of
from aftercare.kit import clock
from aftercare.kit.actors import Actor

PAGE = 40


@require_GET
def parcels(request: ActorRequest) -> HttpResponse:
    """Show the parcels that answer what is asked, the newest first."""
    request.actor.must(ShippingPermission.VIEW)
    form = ParcelFilterForm(request.GET, actor=request.actor)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = filtered_parcels(request.actor, wanted, clock.now())
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    context = {
        "form": form,
        "parcels": [(each, tone_of(each)) for each in found[:PAGE]],
        "after": found[PAGE - 1].pk if found[PAGE:] else "",
        "is_first": not after,
        "is_filtered": any(wanted.values()),
        "may_send": request.actor.may(ShippingPermission.SEND),
        "may_receive": request.actor.may(ShippingPermission.RECEIVE),
    }
    return page(request, "workspace/parcels/list.html#rows", context)


def filtered_parcels(actor: Actor, wanted: Mapping[str, Any], at: datetime) -> QuerySet[Parcel]:
    """Return the parcels that answer a filter."""
    show, rows = wanted.get("show", ""), visible_parcels(actor)
    rows = rows.filter(status__in=CLOSED) if show == "closed" else rows.exclude(status__in=CLOSED)
    if show in ParcelWay.values:
        rows = rows.filter(way=show)
    elif show == "waiting":
        rows = rows.filter(status=ParcelStatus.LABELED, way=ParcelWay.OUT)
    elif show == "trouble":
        rows = rows.filter(Q(status__in=TROUBLED) | Q(pk__in=late_parcels(at)))
    if carrier := wanted.get("carrier"):
        rows = rows.filter(carrier=carrier)
    if text := wanted.get("q", "").strip():
        rows = rows.filter(_named(text))
    return rows


def _named(text: str) -> Q:
    inside = ParcelLine.objects.filter(
        Q(item__in=items_numbered(text)) | Q(unit__in=find_units([text]))
    )
    named = Q(code__iexact=text) | Q(number__iexact=text) | Q(pk__in=inside.values("parcel"))
    return named | Q(account__name__icontains=text) | Q(contact__name__icontains=text)
