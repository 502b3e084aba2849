"""The door where purchases come in: by scanner and keyboard alone."""

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.domain.stock.models import Balance, Place
from aftercare.domain.stock.states import PlaceKind
from aftercare.domain.supply.models import PurchaseLine, PurchaseOrder
from aftercare.domain.supply.operations.receiving import receive_purchase
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries import (
    lines_of_purchase,
    open_purchases,
    receipts_of,
    visible_purchases,
)
from aftercare.domain.supply.states import AWAITED, Came
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.stock.reading import Read, read_goods
from aftercare.interfaces.workspace.stock.scanned_twice import scanned_before, sent_once_more
from aftercare.interfaces.workspace.supply.forms import DeliveryForm
from aftercare.kit import clock

MOST_SHOWN = 12


@require_http_methods(["GET", "POST"])
def receive(request: ActorRequest) -> HttpResponse:
    """Take in what is scanned: first the number of the order, then each thing that came."""
    request.actor.must(SupplyPermission.RECEIVE)
    order = _order_in(request)
    form = DeliveryForm(request.POST or None, actor=request.actor, order=order)
    if form.is_valid():
        given = form.cleaned_data
        if named := _numbered(request, given["text"]):
            return redirect(_here(named))
        read = read_goods(given["text"])
        line = _line_for(order, read)
        if order is None or read is None or line is None:
            form.add_error("text", _not_found(order, given["text"]))
        elif (key := _key_for(order, read, form)) is None:
            form.add_error("text", scanned_before(read.package))
        else:
            came = _came(line, read, given["quantity"])
            receive_purchase(
                order,
                came=[came],
                place=given["place"],
                paper=given["paper"],
                key=key,
                actor=request.actor,
                at=clock.now(),
            )
            said = {"quantity": f"{came.quantity.normalize():f}", "item": line.item}
            toast(request, _("%(quantity)s × %(item)s taken in.") % said)
            return redirect(_here(order))
    return _shown(request, order, form)


def _key_for(order: PurchaseOrder, read: Read, form: DeliveryForm) -> str | None:
    """Return what tells this scan from others, or None where its label was scanned before."""
    key: str = form.cleaned_data["key"].hex
    if not read.mark:
        return key
    if not receipts_of(order).filter(key=read.mark).exists():
        return read.mark
    return key if form.cleaned_data["again"] and not read.package else None


def _shown(request: ActorRequest, order: PurchaseOrder | None, form: DeliveryForm) -> HttpResponse:
    context = {
        "order": order,
        "form": form,
        "once_more": sent_once_more(form),
        "lines": lines_of_purchase(order) if order else [],
        "came": receipts_of(order)[:MOST_SHOWN] if order else [],
        "place": _usual_place(order) if order else None,
        "awaited": open_purchases(request.actor).filter(status__in=AWAITED)[:MOST_SHOWN],
    }
    status = 422 if form.is_bound else 200
    return page(request, "workspace/supply/receive.html", context, status=status)


def _order_in(request: ActorRequest) -> PurchaseOrder | None:
    code = request.GET.get("order", "")
    return get_object_or_404(visible_purchases(request.actor), code=code) if code else None


def _numbered(request: ActorRequest, text: str) -> PurchaseOrder | None:
    return visible_purchases(request.actor).filter(code__iexact=text.strip()).first()


def _here(order: PurchaseOrder) -> str:
    return reverse("workspace:purchase-receive", query={"order": order.code})


def _line_for(order: PurchaseOrder | None, read: Read | None) -> PurchaseLine | None:
    """Return the line a scanned thing is for: of its item, one that is open if there is."""
    if order is None or read is None:
        return None
    lines = list(lines_of_purchase(order).filter(item=read.item))
    return next((line for line in lines if line.open), lines[0] if lines else None)


def _came(line: PurchaseLine, read: Read, counted: Decimal | None) -> Came:
    """Return what came; how many somebody counted goes before what the label says."""
    quantity = Decimal(1) if read.unit else counted or read.quantity or Decimal(1)
    lot = read.lot.pk if read.lot else None
    return Came(line.number, quantity, lot, read.unit.pk if read.unit else None)


def _not_found(order: PurchaseOrder | None, text: str) -> str:
    if order is None:
        return _("No purchase order has this number. Scan the number on the papers.")
    return _("“%(text)s” is not on this order. Lay it apart.") % {"text": text[:60]}


def _usual_place(order: PurchaseOrder) -> Place | None:
    """Return where something of this order lies already at its site, else any bin there."""
    items = lines_of_purchase(order).values("item")
    here = Balance.objects.filter(
        item__in=items, place__site=order.site_id, place_kind=PlaceKind.BIN, quantity__gt=0
    )
    known = here.select_related("place").order_by("-quantity").first()
    bins = Place.objects.filter(site=order.site_id, kind=PlaceKind.BIN, closed_at=None)
    return known.place if known else bins.order_by("code").first()
