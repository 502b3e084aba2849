"""A parcel is prepared: of a work order with all that is known filled in, or of anything."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.base.company.models import Site
from aftercare.base.company.queries import setting
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import units_of, visible_cases
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.queries.decisions import decisions_about
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.queries import (
    CURRENCY,
    customer_shares,
    decision_for,
    visible_work_orders,
)
from aftercare.domain.repairs.states import NOT_HERE
from aftercare.domain.shipping.operations.parcels import change_parcel, draft_parcel
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.queries import (
    address_of_customer,
    address_of_site,
    as_wished,
    visible_parcels,
)
from aftercare.domain.shipping.states import (
    BorneBecause,
    PaidBy,
    ParcelFacts,
    ParcelWay,
    PostalAddress,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.parcels.forms import NewParcelForm, ParcelForm
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref, ref


@dataclass(frozen=True)
class Occasion:
    """What a parcel is sent for, and what that tells of it."""

    back: str
    title: str
    belongs_to: Ref | None = None
    about: tuple[Ref, ...] = ()
    account: Account | None = None
    contact: Contact | None = None
    known: dict[str, Any] = field(default_factory=dict)


@require_http_methods(["GET", "POST"])
def new_parcel(request: ActorRequest) -> HttpResponse:
    """Prepare a parcel; who it is for and what is in it is known from what it is sent for."""
    request.actor.must(ShippingPermission.SEND)
    occasion = _occasion(request)
    form = NewParcelForm(request.POST or None, initial=occasion.known)
    if form.is_valid():
        given = form.cleaned_data
        site: Site = given["site"]
        parcel = draft_parcel(
            given["way"],
            form.facts(given["way"], address_of_site(site)),
            belongs_to=occasion.belongs_to,
            about=occasion.about,
            contents=form.contents(),
            site=site,
            account=occasion.account,
            contact=occasion.contact,
            actor=request.actor,
            at=clock.now(),
        )
        toast(request, _("%(parcel)s is prepared. Choose a carrier next.") % {"parcel": parcel})
        return redirect("workspace:parcel", code=parcel.code)
    return _form_page(request, form, title=occasion.title, back=occasion.back)


@require_http_methods(["GET", "POST"])
def edit_parcel(request: ActorRequest, code: str) -> HttpResponse:
    """Say otherwise what is known of a parcel that has no label."""
    request.actor.must(ShippingPermission.SEND)
    parcel = get_object_or_404(visible_parcels(request.actor), code=code)
    form = ParcelForm(request.POST or None, initial=ParcelForm.values_of(parcel))
    back = reverse("workspace:parcel", args=[code])
    if form.is_valid():
        is_out = parcel.way == ParcelWay.OUT
        ours = parcel.from_address if is_out else parcel.to_address
        facts = form.facts(parcel.way, ours)
        change_parcel(parcel, facts, actor=request.actor, at=clock.now())
        toast(request, _("Saved."))
        return redirect(back)
    return _form_page(request, form, title=parcel.code, back=back)


def _form_page(request: ActorRequest, form: ParcelForm, *, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/parcels/send.html", context, status=status)


def _occasion(request: ActorRequest) -> Occasion:
    if code := request.GET.get("order"):
        order = get_object_or_404(visible_work_orders(request.actor), code=code)
        return _of_order(order)
    if code := request.GET.get("case"):
        return _of_case(request, get_object_or_404(visible_cases(request.actor), code=code))
    known = {"declared_currency": setting(CURRENCY.name)}
    return Occasion(reverse("workspace:parcels"), _("New parcel"), known=known)


def _of_order(order: WorkOrder) -> Occasion:
    """Return what a work order tells: a unit that has not come is sent to us, else home."""
    to_us = order.status in NOT_HERE
    usual = address_of_customer(order.account, order.contact)
    known = {
        "way": ParcelWay.IN if to_us else ParcelWay.OUT,
        "site": order.site_id,
        "item": order.item.code,
        "serial": order.unit.serial if order.unit else "",
        "declared_currency": setting(CURRENCY.name),
    }
    known |= _freight_by(decision_for(order))
    return Occasion(
        reverse("workspace:order", args=[order.code]),
        _("Parcel to us for %(order)s") % {"order": order}
        if to_us
        else _("Send home: %(order)s") % {"order": order},
        belongs_to=ref(order),
        about=(Ref("case", order.case_id),) if order.case_id else (),
        account=order.account,
        contact=order.contact,
        known=known | (usual.kept() if to_us else _as_wished(order, usual)),
    )


def _as_wished(order: WorkOrder, usual: PostalAddress) -> dict[str, Any]:
    """Return where a unit goes home to, and how its customer wants to get it."""
    facts = as_wished(ParcelFacts(address_of_site(order.site), usual), ref(order))
    wished = {f"wish_{name}": value for name, value in asdict(facts.wish).items()}
    return facts.recipient.kept() | wished | {"wish": facts.wish.wish}


def _freight_by(decision: StoredDecision | None) -> dict[str, Any]:
    """Return who pays the freight by a decision on coverage, as far as one says it."""
    share = customer_shares(decision).get("freight")
    if share is None:
        return {"paid_by": PaidBy.UNDECIDED}
    ruled = {"paid_because": BorneBecause.DECISION, "paid_share": share}
    return {"paid_by": PaidBy.by_share(share), **ruled}


def _of_case(request: ActorRequest, case: Case) -> Occasion:
    unit = units_of(case, request.actor).first()
    known = {
        **_freight_by(decisions_about(ref(case), SYSTEM).first()),
        "item": unit.item.code if unit else "",
        "serial": unit.serial if unit else "",
        "declared_currency": setting(CURRENCY.name),
    }
    return Occasion(
        reverse("workspace:case", args=[case.code]),
        _("Parcel for %(case)s") % {"case": case.code},
        belongs_to=ref(case),
        account=case.account,
        contact=case.contact,
        known=known | address_of_customer(case.account, case.contact).kept(),
    )
