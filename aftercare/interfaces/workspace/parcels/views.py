"""A parcel: looked at, and everything that is done with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.files.queries import visible_links
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.repairs.queries import visible_work_orders
from aftercare.domain.returns.queries import visible_returns
from aftercare.domain.shipping.models import CarrierRate, Parcel
from aftercare.domain.shipping.operations.labels import (
    keep_rates,
    note_own_label,
    order_label,
    try_label_again,
)
from aftercare.domain.shipping.operations.parcels import (
    cancel_parcel,
    pack_parcel,
    put_delivery_off,
    report_parcel,
)
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.ports import ask_carriers, carrier_of
from aftercare.domain.shipping.queries import (
    access_of,
    consignment_of,
    contents_of,
    open_purchase,
    rates_of,
    sightings_of,
    visible_carriers,
    visible_parcels,
)
from aftercare.domain.shipping.states import MOVES, ParcelStatus, ParcelWay, PurchaseStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.cases.shown import state_of
from aftercare.interfaces.workspace.customers.story import story_about
from aftercare.interfaces.workspace.parcel_texts import PARCELS_TOLD, freight_rule_told
from aftercare.interfaces.workspace.parcels.forms import OwnLabelForm, PutOffForm, WordsForm
from aftercare.interfaces.workspace.parcels.shown import (
    line_of,
    measures_of,
    owed_for_parcel,
    shown_packing,
    shown_rates,
    tone_of,
)
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

ASKED_FOR = (PurchaseStatus.WANTED, PurchaseStatus.BUYING, PurchaseStatus.CANCELLING)
Who = dict[str, Any]


def _report(status: ParcelStatus) -> Callable[[Parcel, Any, Who], None]:
    def say(parcel: Parcel, form: Any, who: Who) -> None:
        words = form.cleaned_data["words"] if form else ""
        report_parcel(parcel, status, words=words, **who)

    return say


def _put_off(parcel: Parcel, form: PutOffForm, who: Who) -> None:
    due_at = form.due_at(parcel)
    put_delivery_off(parcel, due_at=due_at, why=form.cleaned_data["why"], **who)


def _again(parcel: Parcel, form: Any, who: Who) -> None:
    if purchase := open_purchase(parcel):
        try_label_again(purchase, **who)


@dataclass(frozen=True)
class Verb:
    """Something that can be done with a parcel; `to` is where it goes by it."""

    title: Any
    icon: str
    call: Callable[[Parcel, Any, Who], Any]
    to: str = ""
    form: type[forms.Form] | None = None
    permission: ShippingPermission = ShippingPermission.RECEIVE


VERBS = {
    "pack": Verb(
        pgettext_lazy("parcel", "Packed"),
        "package-export",
        lambda parcel, _form, who: pack_parcel(parcel, **who),
        permission=ShippingPermission.SEND,
    ),
    "collected": Verb(
        _("Handed to the carrier"),
        "truck-loading",
        _report(ParcelStatus.COLLECTED),
        ParcelStatus.COLLECTED,
    ),
    "delivered": Verb(
        _("It has arrived"), "circle-check", _report(ParcelStatus.DELIVERED), ParcelStatus.DELIVERED
    ),
    "lost": Verb(
        _("It is lost"), "alert-octagon", _report(ParcelStatus.LOST), ParcelStatus.LOST, WordsForm
    ),
    "damaged": Verb(
        _("It is damaged"),
        "alert-octagon",
        _report(ParcelStatus.DAMAGED),
        ParcelStatus.DAMAGED,
        WordsForm,
    ),
    "refused": Verb(
        _("It was refused"), "ban", _report(ParcelStatus.REFUSED), ParcelStatus.REFUSED, WordsForm
    ),
    "sent-back": Verb(
        _("It went back to its sender"),
        "truck-return",
        _report(ParcelStatus.SENT_BACK),
        ParcelStatus.SENT_BACK,
    ),
    "put-off": Verb(
        _("Agree on another day"),
        "calendar-due",
        _put_off,
        form=PutOffForm,
        permission=ShippingPermission.SEND,
    ),
    "again": Verb(
        _("Ask the carrier again"), "refresh", _again, permission=ShippingPermission.SEND
    ),
    "cancel": Verb(
        _("Do not send it"),
        "x",
        lambda parcel, _form, who: cancel_parcel(parcel, **who),
        ParcelStatus.CANCELLED,
        permission=ShippingPermission.SEND,
    ),
}
"""What is done with a parcel besides choosing its carrier."""


def _verbs_for(parcel: Parcel, actor: Actor, *, is_owed: bool, is_unsure: bool) -> Iterator[Any]:
    fits = {
        "pack": parcel.packed_at is None and parcel.way == ParcelWay.OUT and not parcel.is_closed,
        "put-off": is_owed,
        "again": is_unsure,
    }
    for name, verb in VERBS.items():
        may_go = fits[name] if name in fits else verb.to in MOVES[parcel.status]
        if name == "delivered" and parcel.status == ParcelStatus.DRAFT:
            may_go = parcel.way == ParcelWay.IN or parcel.is_collected
        if may_go and actor.may(verb.permission):
            yield name, verb


def _parcel(request: ActorRequest, code: str) -> Parcel:
    return get_object_or_404(visible_parcels(request.actor), code=code)


@require_GET
def parcel(request: ActorRequest, code: str) -> HttpResponse:
    """Show a parcel: where it is, what is in it, who carries it and why, how it is packed."""
    found = _parcel(request, code)
    request.actor.must(ShippingPermission.VIEW)
    at = clock.now()
    owed, purchase = owed_for_parcel(found), open_purchase(found)
    context = {
        "parcel": found,
        "tone": tone_of(found),
        "line": line_of(found),
        "measures": measures_of(found),
        "freight_rule": freight_rule_told(found.paid_because, found.paid_share),
        "contents": contents_of(found),
        "things": list(_things(request, found)),
        "packing": shown_packing(found),
        "rates": shown_rates(rates_of(found)),
        "purchase": purchase,
        "is_asked": purchase is not None and purchase.status in ASKED_FOR,
        "sightings": sightings_of([found]),
        "owed": owed,
        "owed_state": state_of(owed, at) if owed else "",
        "label": visible_links(request.actor, ref(found)).last(),
        "is_draft": found.status == ParcelStatus.DRAFT,
        "may_send": request.actor.may(ShippingPermission.SEND),
        "verbs": list(
            _verbs_for(
                found,
                request.actor,
                is_owed=bool(owed and not owed.kept_at and not owed.withdrawn_at),
                is_unsure=bool(purchase and purchase.status == PurchaseStatus.UNSURE),
            )
        ),
        "story": story_about(
            [ref(found)],
            request.actor,
            events=PARCELS_TOLD.keys() | {"promises.promise_kept", "promises.promise_broken"},
            after=request.GET.get("after", ""),
        ),
    }
    return page(request, "workspace/parcels/parcel.html#live", context)


def _things(request: ActorRequest, parcel: Parcel) -> Iterator[tuple[str, str, str]]:
    """Yield what a parcel is for, as far as whoever asks may see it: icon, name, address."""
    named = [each.partition(":")[::2] for each in parcel.about]
    orders = [int(key) for kind, key in named if kind == "work_order"]
    cases = [int(key) for kind, key in named if kind == "case"]
    returns = [int(key) for kind, key in named if kind == "rma"]
    for order in visible_work_orders(request.actor).filter(pk__in=orders) if orders else ():
        yield "tool", order.code, reverse("workspace:order", args=[order.code])
    for case in visible_cases(request.actor).filter(pk__in=cases) if cases else ():
        yield "mail", case.code, reverse("workspace:case", args=[case.code])
    for rma in visible_returns(request.actor).filter(pk__in=returns) if returns else ():
        yield "truck-return", rma.code, reverse("workspace:return", args=[rma.code])


@require_POST
def ask(request: ActorRequest, code: str) -> HttpResponse:
    """Ask the carriers in use what they would take for a parcel, and keep what they say."""
    found = _parcel(request, code)
    request.actor.must(ShippingPermission.SEND)
    accounts = visible_carriers(request.actor).filter(active=True)
    asked = [each for each in accounts if carrier_of(each.kind).capabilities.rates]
    at = clock.now()
    answers = ask_carriers(consignment_of(found, at=at), list(map(access_of, asked)))
    keep_rates(found, answers, actor=request.actor, at=at)
    if not any(each.offers for each in answers):
        toast(request, _now("No carrier proposes anything. Get a label by hand."))
    return redirect(reverse("workspace:parcel", args=[code]) + "#carrier")


@require_POST
def buy(request: ActorRequest, code: str, rate_id: int) -> HttpResponse:
    """Choose a carrier, and have its label bought."""
    found = _parcel(request, code)
    rate = get_object_or_404(CarrierRate.objects.filter(parcel=found), pk=rate_id)
    order_label(rate, actor=request.actor, at=clock.now())
    toast(request, _now("The label is being bought. It appears here."))
    return redirect("workspace:parcel", code=code)


@require_http_methods(["GET", "POST"])
def own_label(request: ActorRequest, code: str) -> HttpResponse:
    """Note the label that somebody got at a carrier."""
    found = _parcel(request, code)
    request.actor.must(ShippingPermission.SEND)
    form = OwnLabelForm(
        request.POST or None,
        request.FILES or None,
        actor=request.actor,
        initial=_known_of_label(request, found),
    )
    if form.is_valid():
        note_own_label(
            found,
            form.label(),
            account=form.cleaned_data["account"],
            actor=request.actor,
            at=clock.now(),
        )
        toast(request, _now("Saved."))
        return redirect("workspace:parcel", code=code)
    return _form_page(request, form, found, _("Label by hand"))


def _known_of_label(request: ActorRequest, parcel: Parcel) -> dict[str, Any]:
    chosen = request.GET.get("rate", "")
    rates = CarrierRate.objects.filter(parcel=parcel, price__isnull=False)
    rate = rates.filter(pk=int(chosen) if chosen.isdecimal() else 0).first()
    if rate is None:
        return {}
    return {
        "account": rate.account_id,
        "service": rate.service,
        "price": rate.price,
        "currency": rate.currency,
        "expected_on": rate.deliver_on,
    }


def _form_page(request: ActorRequest, form: Any, parcel: Parcel, title: Any) -> HttpResponse:
    context = {"form": form, "parcel": parcel, "title": title}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/parcels/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def do(request: ActorRequest, code: str, verb: str) -> HttpResponse:
    """Do one thing with a parcel, after its form is filled in where it has one."""
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    found = _parcel(request, code)
    request.actor.must(chosen.permission)
    sent = request.POST if request.method == "POST" else None
    form = chosen.form(sent) if chosen.form else None
    if form is not None and not form.is_valid():
        return _form_page(request, form, found, chosen.title)
    if form is None and request.method != "POST":
        return redirect("workspace:parcel", code=code)
    chosen.call(found, form, {"actor": request.actor, "at": clock.now()})
    toast(request, _now("Done."))
    return redirect("workspace:parcel", code=code)
