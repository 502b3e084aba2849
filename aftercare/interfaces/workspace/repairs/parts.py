"""Parts at the bench: needed by number, fitted by scan; a scanned word does the next step."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.domain.catalog.queries import find_item
from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.repairs.operations.parts import (
    do_without_part,
    drop_part,
    fit_part,
    need_part,
)
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import parts_of, visible_work_orders
from aftercare.domain.repairs.states import OldPartGoes, Scanned
from aftercare.domain.units.queries import scan_rules
from aftercare.domain.units.states import Upload
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.repairs.scanning import NEXT, do_next
from aftercare.interfaces.workspace.scan_input import ScanInput
from aftercare.interfaces.workspace.stock.reading import read_goods
from aftercare.kit import clock
from aftercare.kit.scans.reading import read_scan


def _scan() -> str:
    return uuid4().hex


class NeedForm(Form):
    """Which part a repair needs."""

    item = forms.CharField(
        label=_("Part number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    quantity = forms.DecimalField(
        label=_("How many"), min_value=0, max_digits=9, decimal_places=3, initial=1
    )
    designator = forms.CharField(label=_("Designator"), max_length=20, required=False)

    def clean_item(self) -> Any:
        """Find the part."""
        item = find_item(self.cleaned_data["item"])
        if item is None:
            raise forms.ValidationError(_now("No item is called so. Scan its label."))
        return item


class FitForm(Form):
    """What was scanned, and where the old part goes."""

    code = forms.CharField(
        label=_("Scan the part"),
        max_length=2000,
        widget=ScanInput(stays=True),
        help_text=_("Or scan NEXT to do the next step."),
    )
    old_goes = forms.ChoiceField(
        label=_("The old part goes"), choices=OldPartGoes.choices, initial=OldPartGoes.KEPT
    )
    old_number = forms.CharField(
        label=_("Lot or serial of the old part"), max_length=60, required=False
    )
    proof = forms.FileField(
        label=_("Photo of the old part"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    instruction_read = forms.BooleanField(
        label=_("I have read the instruction of the substitute"), required=False
    )
    scan = forms.CharField(initial=_scan, max_length=60, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Find out what the code means."""
        given = super().clean() or self.cleaned_data
        code = given.get("code", "")
        given["read"] = read_goods(code) if code and code.upper() != NEXT else None
        if code and code.upper() != NEXT and given["read"] is None:
            self.add_error("code", _now("Nothing is known by this. Scan the label of the part."))
        return given

    def facts(self) -> dict[str, Any]:
        """Return all the operation asks."""
        given = self.cleaned_data
        read, proof = given["read"], given["proof"]
        scanned = Scanned(
            read.item.pk,
            read.lot.pk if read.lot else None,
            read.unit.pk if read.unit else None,
            read_scan(given["code"], scan_rules()).revision or "",
        )
        return {
            "scanned": scanned,
            "scan": given["scan"],
            "old_goes": OldPartGoes(given["old_goes"]),
            "old_number": given["old_number"],
            "proof": Upload(str(proof.name), proof) if proof else None,
            "instruction_read": given["instruction_read"],
        }


def _order(request: ActorRequest, code: str) -> WorkOrder:
    order = get_object_or_404(visible_work_orders(request.actor), code=code)
    request.actor.must(RepairPermission.WORK)
    return order


def _page(request: ActorRequest, form: forms.Form, order: WorkOrder, title: Any) -> HttpResponse:
    back = reverse("workspace:order", args=[order.code])
    context = {"form": form, "order": order, "title": title, "back": back, "parts": parts_of(order)}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/repairs/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def need(request: ActorRequest, code: str) -> HttpResponse:
    """Say which part a repair needs."""
    order = _order(request, code)
    form = NeedForm(request.POST or None)
    if not form.is_valid():
        return _page(request, form, order, _("Part needed"))
    part = need_part(order, **form.cleaned_data, actor=request.actor, at=clock.now())
    said = {"part": part, "status": part.get_status_display()}
    toast(request, _now("%(part)s: %(status)s.") % said)
    return redirect("workspace:order", code=code)


@require_http_methods(["GET", "POST"])
def fit(request: ActorRequest, code: str) -> HttpResponse:
    """Fit what is scanned; the word NEXT does the next step instead."""
    order = _order(request, code)
    sent = request.method == "POST"
    if sent and request.POST.get("code", "").strip().upper() == NEXT:
        return do_next(request, order)
    form = FitForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial={"code": request.GET.get("code", "")},
    )
    if not form.is_valid():
        return _page(request, form, order, _("Fit a part"))
    part = fit_part(order, **form.facts(), actor=request.actor, at=clock.now())
    toast(request, _now("Fitted: %(part)s.") % {"part": part.used})
    return redirect("workspace:order-fit", code=code)


@require_POST
def without(request: ActorRequest, code: str, part_id: int) -> HttpResponse:
    """Repair without a part that is not to be had."""
    part = get_object_or_404(RepairPart, order=_order(request, code), pk=part_id)
    do_without_part(part, actor=request.actor, at=clock.now())
    toast(
        request, _now("Done without %(part)s. Planning knows that it was missed.") % {"part": part}
    )
    return redirect("workspace:order", code=code)


@require_POST
def drop(request: ActorRequest, code: str, part_id: int) -> HttpResponse:
    """Say that a part was never needed."""
    part = get_object_or_404(RepairPart, order=_order(request, code), pk=part_id)
    drop_part(part, actor=request.actor, at=clock.now())
    return redirect("workspace:order", code=code)
