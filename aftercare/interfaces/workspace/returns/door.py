"""The door where returns come in: by scanner and keyboard alone."""

from decimal import Decimal
from uuid import uuid4

from django.contrib.messages import WARNING
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.base.company.models import Site
from aftercare.domain.returns.models import Arrival, Rma
from aftercare.domain.returns.operations.receiving import (
    add_arrival,
    receive_return,
    set_arrival_aside,
)
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import (
    arrivals_of,
    lines_of,
    return_in,
    visible_arrivals,
    visible_returns,
)
from aftercare.domain.returns.states import AS_AGREED, ArrivalKind, Seen
from aftercare.domain.shipping.queries import find_parcels
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.returns.forms import AddArrivalForm, ScanForm, WhyForm
from aftercare.interfaces.workspace.stock.reading import Read, read_goods
from aftercare.interfaces.workspace.stock.scanned_twice import scanned_before, sent_once_more
from aftercare.kit import clock

MOST_SHOWN = 12


@require_http_methods(["GET", "POST"])
def receive(request: ActorRequest) -> HttpResponse:
    """Take in what is scanned: first the number of the return, then each thing in the parcel."""
    request.actor.must(ReturnPermission.RECEIVE)
    rma = _return_in(request)
    form = ScanForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        if named := _numbered(request, given["text"]):
            return redirect(_here(named, given["site"]))
        read = read_goods(given["text"])
        if (key := _key_for(rma, read, form)) is None:
            form.add_error("text", scanned_before(read.package if read else ""))
        else:
            arrival = receive_return(
                rma,
                seen=_seen(given["text"], read, given["quantity"]),
                site=given["site"],
                key=key,
                actor=request.actor,
                at=clock.now(),
            )
            _say(request, arrival)
            return redirect(_here(arrival.rma or rma, given["site"]))
    return _shown(request, rma, form)


def _shown(request: ActorRequest, rma: Rma | None, form: ScanForm) -> HttpResponse:
    context = {
        "rma": rma,
        "form": form,
        "once_more": sent_once_more(form),
        "key": uuid4(),
        "sites": Site.objects.order_by("pk"),
        "site": request.GET.get("site", ""),
        "lines": lines_of(rma) if rma else [],
        "came": list(arrivals_of(rma).reverse()[:MOST_SHOWN]) if rma else [],
        "surprises": visible_arrivals(request.actor)[:MOST_SHOWN],
    }
    status = 422 if form.is_bound else 200
    return page(request, "workspace/returns/receive.html", context, status=status)


def _key_for(rma: Rma | None, read: Read | None, form: ScanForm) -> str | None:
    """Return what tells this scan from others, or None where its label was scanned before."""
    key = str(form.cleaned_data["key"])
    if rma is None or read is None or not read.mark:
        return key
    marked = f"{rma.pk}-{read.mark}"
    if not arrivals_of(rma).filter(key=marked).exists():
        return marked
    return key if form.cleaned_data["again"] and not read.package else None


def _return_in(request: ActorRequest) -> Rma | None:
    code = request.GET.get("rma", "")
    return get_object_or_404(visible_returns(request.actor), code=code) if code else None


def _numbered(request: ActorRequest, text: str) -> Rma | None:
    """Return the return of this number, or the one that comes in the parcel of this label."""
    visible = visible_returns(request.actor)
    found = visible.filter(code__iexact=text.strip()).first()
    parcel = None if found else find_parcels(text, request.actor).first()
    coming = return_in(parcel) if parcel else None
    return visible.filter(pk=coming.pk).first() if coming else found


def _here(rma: Rma | None, site: Site) -> str:
    query = {"site": site.code} | ({"rma": rma.code} if rma else {})
    return reverse("workspace:return-receive", query=query)


def _seen(text: str, read: Read | None, counted: Decimal | None) -> Seen:
    """Return what a scan shows; how many somebody counted goes before what the label says."""
    if read is None:
        return Seen(text, quantity=counted or Decimal(1))
    if read.unit:
        return Seen(text, read.item.pk, unit_id=read.unit.pk)
    lot = read.lot.pk if read.lot else None
    return Seen(text, read.item.pk, lot_id=lot, quantity=counted or read.quantity or Decimal(1))


def _say(request: ActorRequest, arrival: Arrival) -> None:
    kind = ArrivalKind(arrival.kind)
    said = {"thing": arrival.text[:60], "kind": kind.label}
    if kind in AS_AGREED:
        toast(request, _("%(thing)s: %(kind)s") % said)
    else:
        toast(request, _("%(thing)s: %(kind)s. Lay it apart.") % said, level=WARNING)


@require_http_methods(["GET", "POST"])
def settle(request: ActorRequest, arrival_id: int, way: str) -> HttpResponse:
    """Say what becomes of something that came unexpected."""
    arrival = get_object_or_404(visible_arrivals(request.actor), pk=arrival_id)
    if way not in ("add", "aside"):
        raise Http404
    return _add(request, arrival) if way == "add" else _set_aside(request, arrival)


def _add(request: ActorRequest, arrival: Arrival) -> HttpResponse:
    known = {"number": arrival.rma.code if arrival.rma else ""}
    form = AddArrivalForm(request.POST or None, initial=known)
    if not form.is_valid():
        return _form_page(request, form, arrival, title=_("Add to a return"))
    number = form.cleaned_data["number"].strip()
    rma = get_object_or_404(visible_returns(request.actor), code__iexact=number) if number else None
    line = add_arrival(
        arrival, rma=rma, why=form.cleaned_data["why"], actor=request.actor, at=clock.now()
    )
    toast(request, _("It is on the return now."))
    return redirect("workspace:return", code=line.rma.code)


def _set_aside(request: ActorRequest, arrival: Arrival) -> HttpResponse:
    form = WhyForm(request.POST or None)
    if not form.is_valid():
        return _form_page(request, form, arrival, title=_("Set aside"))
    set_arrival_aside(arrival, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("It is set aside."))
    return redirect("workspace:return-receive")


def _form_page(
    request: ActorRequest, form: AddArrivalForm | WhyForm, arrival: Arrival, *, title: str
) -> HttpResponse:
    back = reverse("workspace:return-receive")
    context = {"form": form, "title": title, "back": back, "arrival": arrival}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/returns/form.html", context, status=status)
