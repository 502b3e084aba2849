"""A purchase order: drafted, looked at, and everything that is done with it."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.catalog.queries import visible_items
from aftercare.domain.supply.models import PurchaseOrder
from aftercare.domain.supply.operations.orders import draft_order, edit_draft
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries import (
    changes_of_purchase,
    lines_of_purchase,
    receipts_of,
    total_of,
    visible_purchases,
)
from aftercare.domain.supply.queries.papers import purchase_paper
from aftercare.domain.supply.states import PurchaseStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import show_made
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.customers.story import story_about
from aftercare.interfaces.workspace.supply.forms import PurchaseForm, things_of
from aftercare.interfaces.workspace.supply.shown import (
    NEXT,
    is_late,
    steps_of_purchase,
    tone_of,
    why_so,
)
from aftercare.interfaces.workspace.supply.verbs import (
    PURCHASE_VERBS,
    next_for_purchase,
    verbs_for_purchase,
)
from aftercare.interfaces.workspace.supply_texts import SUPPLY_TOLD
from aftercare.kit import clock
from aftercare.kit.refs import ref


def purchase_for(request: ActorRequest, code: str) -> PurchaseOrder:
    """Return the purchase order of this number, or 404 if there is none for whoever asks."""
    return get_object_or_404(visible_purchases(request.actor), code=code)


@require_http_methods(["GET", "POST"])
def new_purchase(request: ActorRequest) -> HttpResponse:
    """Draft a purchase order, perhaps of an item whose page led here."""
    request.actor.must(SupplyPermission.REQUEST)
    form = PurchaseForm(
        request.POST or None, actor=request.actor, initial={"things": _wished(request)}
    )
    if form.is_valid():
        given = dict(form.cleaned_data)
        supplier = given.pop("supplier")
        order = draft_order(
            supplier.pk if supplier else None, **given, actor=request.actor, at=clock.now()
        )
        toast(request, _("%(order)s is drafted.") % {"order": order})
        return redirect("workspace:purchase", code=order.code)
    return form_page(
        request, form, title=_("New purchase order"), back=reverse("workspace:purchases")
    )


def _wished(request: ActorRequest) -> str:
    code = request.GET.get("item", "")
    item = get_object_or_404(visible_items(request.actor), code=code) if code else None
    return f"{item.code} 1" if item else ""


@require_http_methods(["GET", "POST"])
def edit_purchase(request: ActorRequest, code: str) -> HttpResponse:
    """Write a draft anew."""
    found = purchase_for(request, code)
    request.actor.must(SupplyPermission.REQUEST)
    lines = list(lines_of_purchase(found))
    known = {
        "supplier": found.supplier_id,
        "site": found.site_id,
        "words": found.words,
        "things": things_of(lines),
        "kind": lines[0].kind if lines else None,
    }
    form = PurchaseForm(request.POST or None, actor=request.actor, initial=known)
    back = reverse("workspace:purchase", args=[code])
    if form.is_valid():
        edit_draft(found, **form.cleaned_data, actor=request.actor, at=clock.now())
        toast(request, _("Saved."))
        return redirect(back)
    return form_page(request, form, title=_("Change the draft"), back=back, about=found.code)


def form_page(
    request: ActorRequest,
    form: forms.Form,
    *,
    title: Any,
    back: str,
    about: str = "",
    does: Any = "",
) -> HttpResponse:
    """Show a form of supply, again where something is wrong with it, with the button `does`."""
    context = {"form": form, "title": title, "back": back, "about": about, "does": does}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/supply/form.html", context, status=status)


@require_GET
def show_purchase(request: ActorRequest, code: str) -> HttpResponse:
    """Show a purchase order: where it stands, its lines, what came, and its story."""
    found = purchase_for(request, code)
    at = clock.now()
    lines = list(lines_of_purchase(found))
    status = PurchaseStatus(found.status)
    changes = list(changes_of_purchase(found))
    context = {
        "order": found,
        "tone": tone_of(found, at),
        "is_late": is_late(found, at),
        "steps": steps_of_purchase(found, changes),
        "why_so": why_so(found, changes),
        "next_words": NEXT.get(status, ""),
        "lines": lines,
        "total": total_of([(line.quantity, line.unit_price) for line in lines]),
        "receipts": receipts_of(found),
        "next": next_for_purchase(found, request.actor),
        "verbs": list(verbs_for_purchase(found, request.actor)),
        "may_edit": status == PurchaseStatus.DRAFT and request.actor.may(SupplyPermission.REQUEST),
        "may_receive": found.is_awaited and request.actor.may(SupplyPermission.RECEIVE),
        "at": at,
        "story": story_about(
            [ref(found)],
            request.actor,
            events=SUPPLY_TOLD.keys() | {"promises.promise_moved", "promises.promise_broken"},
            after=request.GET.get("after", ""),
        ),
    }
    return page(request, "workspace/supply/purchase.html#story", context)


@require_http_methods(["GET", "POST"])
def do(request: ActorRequest, code: str, verb: str) -> HttpResponse:
    """Do one thing with a purchase order, after its form is filled in where it has one."""
    chosen = PURCHASE_VERBS.get(verb)
    if chosen is None:
        raise Http404
    found = purchase_for(request, code)
    request.actor.must(chosen.permission)
    back = reverse("workspace:purchase", args=[code])
    form = chosen.form(request.POST if request.method == "POST" else None) if chosen.form else None
    if form is not None and not form.is_valid():
        return form_page(
            request, form, title=chosen.title, back=back, about=found.code, does=chosen.title
        )
    if form is None and request.method != "POST":
        return redirect(back)
    given = dict(form.cleaned_data) if form is not None else {}
    chosen.call(found, **given, actor=request.actor, at=clock.now())
    toast(request, _("Done."))
    return redirect(back)


@require_GET
def paper(request: ActorRequest, code: str) -> HttpResponse:
    """Hand out a purchase order as a PDF, in the language of the supplier."""
    found = purchase_for(request, code)
    language = found.supplier.account.language if found.supplier else ""
    made = purchase_paper(found, language=language or "en", at=clock.now())
    return show_made(made, name=f"{found.code}.pdf", kind="application/pdf")
