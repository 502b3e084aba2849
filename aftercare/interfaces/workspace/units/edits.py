"""What people note on units: that they are, dates, owners."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.domain.units.models import Unit
from aftercare.domain.units.operations.records import (
    change_owner,
    edit_unit,
    introduce_unit,
    note_date,
    note_lot,
)
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.queries import visible_lots, visible_units
from aftercare.domain.units.states import DateKind, OwnedBy
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.units.forms import (
    DateForm,
    LotForm,
    NewUnitForm,
    OwnerForm,
    UnitForm,
    upload_of,
)
from aftercare.kit import clock


def form_page(request: HttpRequest, form: forms.Form, title: str, back: str) -> HttpResponse:
    """Show a form on a page of its own; sent with something wrong in it, it comes back."""
    context = {"form": form, "title": title, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/units/form.html", context, status=status)


def unit_for(request: ActorRequest, unit_id: int) -> Unit:
    """Return the unit, or 404 if there is none for whoever asks."""
    return get_object_or_404(visible_units(request.actor), pk=unit_id)


@require_http_methods(["GET", "POST"])
def new_unit(request: ActorRequest) -> HttpResponse:
    """Take note of a unit we hear of for the first time."""
    request.actor.must(UnitPermission.EDIT)
    typed = {name: request.GET.get(name, "") for name in ("serial", "item", "lot")}
    form = NewUnitForm(request.POST or None, initial={**typed, "quantity": 1})
    if not form.is_valid():
        return form_page(request, form, _("New unit"), reverse("workspace:units"))
    made = introduce_unit(**form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("%(unit)s is known now.") % {"unit": made})
    return redirect("workspace:unit", unit_id=made.pk)


@require_http_methods(["GET", "POST"])
def change_unit(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Correct the card of a unit."""
    found = unit_for(request, unit_id)
    request.actor.must(UnitPermission.EDIT)
    initial = {name: getattr(found, name) for name in UnitForm.base_fields}
    form = UnitForm(request.POST or None, initial=initial)
    back = reverse("workspace:unit", args=[unit_id])
    if not form.is_valid():
        return form_page(request, form, str(found), back)
    edit_unit(found, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Saved."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
def change_lot(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Correct what is known of a lot: its date code, maker and supplier."""
    found = get_object_or_404(visible_lots(request.actor), pk=lot_id)
    request.actor.must(UnitPermission.EDIT)
    initial = {name: getattr(found, name) for name in LotForm.base_fields}
    form = LotForm(request.POST or None, initial=initial)
    back = reverse("workspace:lot", args=[lot_id])
    if not form.is_valid():
        return form_page(request, form, str(found), back)
    named = {"item": found.item.code, "number": found.number}
    note_lot(**named, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Saved."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
def date(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Note a date in the life of a unit, with what proves it."""
    found = unit_for(request, unit_id)
    request.actor.must(UnitPermission.EDIT)
    form = DateForm(
        request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")}
    )
    back = reverse("workspace:unit", args=[unit_id])
    if not form.is_valid():
        return form_page(request, form, _("Date of %(unit)s") % {"unit": found}, back)
    facts = form.cleaned_data
    note_date(
        found,
        kind=DateKind(facts["kind"]),
        on=facts["on"],
        source=facts["source"],
        proof=upload_of(facts["proof"]),
        actor=request.actor,
        at=clock.now(),
    )
    toast(request, _("Saved."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
def owner(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Say whose a unit is."""
    found = unit_for(request, unit_id)
    request.actor.must(UnitPermission.EDIT)
    at = clock.now()
    form = OwnerForm(request.POST or None, actor=request.actor, initial={"since": at.date()})
    back = reverse("workspace:unit", args=[unit_id])
    if not form.is_valid():
        return form_page(request, form, _("Owner of %(unit)s") % {"unit": found}, back)
    account, contact = form.cleaned_data["owner"]
    change_owner(
        found,
        account=account,
        contact=contact,
        how=OwnedBy(form.cleaned_data["how"]),
        since=form.cleaned_data["since"],
        actor=request.actor,
        at=at,
    )
    toast(request, _("Saved."))
    return redirect(back)
