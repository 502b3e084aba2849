"""Suppliers: whom we buy of, on which terms, for how much."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.supply.models import Supplier
from aftercare.domain.supply.operations.orders import draft_spares_with_production
from aftercare.domain.supply.operations.suppliers import (
    agree_on_spares,
    save_supplier,
    set_supplier_price,
)
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries import (
    visible_purchases,
    visible_shares,
    visible_supplier_prices,
    visible_suppliers,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.supply.forms import (
    ProductionForm,
    SparesShareForm,
    SupplierForm,
    SupplierPriceForm,
)
from aftercare.interfaces.workspace.supply.shown import listed
from aftercare.interfaces.workspace.supply.views import form_page
from aftercare.kit import clock

PAGE = 40
MOST_SHOWN = 8


def _supplier_for(request: ActorRequest, supplier_id: int) -> Supplier:
    return get_object_or_404(visible_suppliers(request.actor), pk=supplier_id)


@require_GET
def suppliers(request: ActorRequest) -> HttpResponse:
    """List the suppliers by name."""
    request.actor.must(SupplyPermission.VIEW)
    rows = asked_suppliers(request)
    name, _line, key = request.GET.get("after", "").rpartition("_")
    if key.isdecimal():
        rows = rows.filter(Q(account__name__gt=name) | Q(account__name=name, pk__gt=int(key)))
    shown = list(rows[: PAGE + 1])
    last = shown[PAGE - 1] if len(shown) > PAGE else None
    context = {
        "suppliers": shown[:PAGE],
        "q": request.GET.get("q", ""),
        "after": f"{last.account.name}_{last.pk}" if last else "",
        "is_first": not key,
        "may_set_up": request.actor.may(SupplyPermission.SET_UP),
    }
    return page(request, "workspace/supply/suppliers.html#rows", context)


def asked_suppliers(request: ActorRequest) -> QuerySet[Supplier]:
    """Return the suppliers as the page is asked for them, by name."""
    rows = visible_suppliers(request.actor)
    text = request.GET.get("q", "").strip()
    called = Q(account__name__icontains=text) | Q(account__code__iexact=text)
    return rows.filter(called) if text else rows


@require_GET
def supplier(request: ActorRequest, supplier_id: int) -> HttpResponse:
    """Show a supplier: terms, prices, shares of spares, the last orders."""
    found = _supplier_for(request, supplier_id)
    at = clock.now()
    orders = list(visible_purchases(request.actor).filter(supplier=found)[:MOST_SHOWN])
    context = {
        "supplier": found,
        "prices": visible_supplier_prices(request.actor).filter(supplier=found),
        "shares": visible_shares(request.actor).filter(supplier=found),
        "orders": listed(orders, at),
        "may_set_up": request.actor.may(SupplyPermission.SET_UP),
        "may_request": request.actor.may(SupplyPermission.REQUEST),
    }
    return page(request, "workspace/supply/supplier.html", context)


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Let an account be a supplier."""
    request.actor.must(SupplyPermission.SET_UP)
    form = SupplierForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        made = save_supplier(
            form.cleaned_data["account"], terms=form.terms(), actor=request.actor, at=clock.now()
        )
        toast(request, _("Saved."))
        return redirect("workspace:supplier", made.pk)
    return form_page(request, form, title=_("New supplier"), back=reverse("workspace:suppliers"))


@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, supplier_id: int) -> HttpResponse:
    """Change the terms of a supplier."""
    found = _supplier_for(request, supplier_id)
    request.actor.must(SupplyPermission.SET_UP)
    known = {name: getattr(found, name) for name in ("currency", "lead_days", "conditions")}
    form = SupplierForm(request.POST or None, initial=known)
    back = reverse("workspace:supplier", args=[found.pk])
    if form.is_valid():
        save_supplier(found.account, terms=form.terms(), actor=request.actor, at=clock.now())
        toast(request, _("Saved."))
        return redirect(back)
    return form_page(request, form, title=_("Terms"), back=back, about=str(found))


@require_http_methods(["GET", "POST"])
def price(request: ActorRequest, supplier_id: int) -> HttpResponse:
    """Say what a supplier asks for an item."""
    found = _supplier_for(request, supplier_id)
    request.actor.must(SupplyPermission.SET_UP)
    form = SupplierPriceForm(request.POST or None)
    back = reverse("workspace:supplier", args=[found.pk])
    if form.is_valid():
        set_supplier_price(
            found,
            form.cleaned_data["item"],
            offered=form.offered(found),
            actor=request.actor,
            at=clock.now(),
        )
        toast(request, _("Saved."))
        return redirect(back)
    return form_page(request, form, title=_("Price of the supplier"), back=back, about=str(found))


@require_http_methods(["GET", "POST"])
def share(request: ActorRequest, supplier_id: int) -> HttpResponse:
    """Say how many spares a contract gives us with mass production."""
    found = _supplier_for(request, supplier_id)
    request.actor.must(SupplyPermission.SET_UP)
    form = SparesShareForm(request.POST or None)
    back = reverse("workspace:supplier", args=[found.pk])
    if form.is_valid():
        given = dict(form.cleaned_data)
        item = given.pop("item")
        agree_on_spares(found, item, **given, actor=request.actor, at=clock.now())
        toast(request, _("Saved."))
        return redirect(back)
    return form_page(
        request, form, title=_("Spares with mass production"), back=back, about=str(found)
    )


@require_http_methods(["GET", "POST"])
def draft_spares(request: ActorRequest, share_id: int) -> HttpResponse:
    """Draft the spares that go with an order for mass production."""
    found = get_object_or_404(visible_shares(request.actor), pk=share_id)
    request.actor.must(SupplyPermission.REQUEST)
    form = ProductionForm(request.POST or None)
    if form.is_valid():
        order = draft_spares_with_production(
            found, **form.cleaned_data, actor=request.actor, at=clock.now()
        )
        toast(request, _("%(order)s is drafted.") % {"order": order})
        return redirect("workspace:purchase", code=order.code)
    back = reverse("workspace:supplier", args=[found.supplier_id])
    title = _("Spares with mass production")
    return form_page(request, form, title=title, back=back, about=str(found.item))
