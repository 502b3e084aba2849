"""What people correct of an item: what it is, its life, its parameters."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.domain.catalog.models import Item, ParameterValue
from aftercare.domain.catalog.operations.items import edit_item, register_item, set_milestone
from aftercare.domain.catalog.operations.parameters import set_parameters
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.queries import find_item, visible_items, visible_parameters
from aftercare.domain.catalog.states import Audience, LifecycleStage
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.catalog.forms import (
    ItemForm,
    LifeForm,
    ParametersForm,
    shown_parameters,
)
from aftercare.kit import clock


def editable(request: ActorRequest, code: str) -> Item:
    """Return an item for who may change it; for others it is not there, or refused."""
    found = get_object_or_404(visible_items(request.actor), code=code)
    request.actor.must(CatalogPermission.EDIT)
    return found


def form_page(
    request: ActorRequest,
    form: forms.Form,
    *,
    title: object,
    back: str,
    save: Callable[[dict[str, Any]], object],
    template: str = "workspace/catalog/form.html",
    **context: object,
) -> HttpResponse:
    """Show a form on a page of its own; sent and right, save it and lead back; wrong, show it."""
    if form.is_bound and form.is_valid():
        save(form.cleaned_data)
        toast(request, _("Saved."))
        return redirect(back)
    shown = {"form": form, "title": title, "back": back} | context
    return render(request, template, shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def new_item(request: ActorRequest) -> HttpResponse:
    """Take an item into the catalog."""
    request.actor.must(CatalogPermission.EDIT)
    form = ItemForm(request.POST or None, initial={"audience": Audience.INTERNAL})
    if form.is_bound and form.is_valid() and _is_known(form):
        form.add_error("code", _("An item of this code is in the catalog already. Edit it there."))
    if not form.is_bound or form.errors:
        return form_page(
            request,
            form,
            title=_("New item"),
            back=reverse("workspace:items"),
            save=_saved_elsewhere,
            template="workspace/catalog/item_form.html",
        )
    made = register_item(**form.cleaned_data, actor=request.actor, at=clock.now())
    return redirect("workspace:item", code=made.code)


def _is_known(form: ItemForm) -> bool:
    known = find_item(form.cleaned_data["code"])
    return known is not None and known.code.upper() == form.cleaned_data["code"].strip().upper()


def _saved_elsewhere(_data: dict[str, Any]) -> None:
    """Do nothing: only a form that is wrong, or not sent yet, is shown."""


@require_http_methods(["GET", "POST"])
def change_item(request: ActorRequest, code: str) -> HttpResponse:
    """Correct what we know of an item."""
    found = editable(request, code)
    initial = {name: getattr(found, name) for name in ItemForm.base_fields}
    form = ItemForm(request.POST or None, initial=initial | ItemForm.names_of(found.names))
    if not (form.is_bound and form.is_valid()):
        return form_page(
            request,
            form,
            title=found.name,
            back=reverse("workspace:item", args=[code]),
            save=_saved_elsewhere,
            template="workspace/catalog/item_form.html",
        )
    edit_item(found, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Saved."))
    return redirect("workspace:item", code=form.cleaned_data["code"])


@require_http_methods(["GET", "POST"])
def milestone(request: ActorRequest, code: str) -> HttpResponse:
    """Say from when on an item stands at a stage of its life."""
    found = editable(request, code)
    known = found.lifecycle.filter(stage=request.GET.get("stage", "")).first()
    initial = {"stage": known.stage, "on": known.on, "source": known.source} if known else {}
    return form_page(
        request,
        LifeForm(request.POST or None, initial=initial),
        title=_("Life of %(item)s") % {"item": found.code},
        back=reverse("workspace:item", args=[code]),
        save=lambda data: set_milestone(
            found,
            LifecycleStage(data["stage"]),
            on=data["on"],
            source=data["source"],
            actor=request.actor,
            at=clock.now(),
        ),
    )


@require_http_methods(["GET", "POST"])
def parameters(request: ActorRequest, code: str) -> HttpResponse:
    """Say what parameters of an item are."""
    found = editable(request, code)
    known = list(visible_parameters(request.actor))
    said = dict(ParameterValue.objects.filter(item=found).values_list("parameter", "text"))
    alike = ParameterValue.objects.filter(item__kind=found.kind, item__item_class=found.item_class)
    usual = set(alike.values_list("parameter", flat=True).distinct())
    shown, others = shown_parameters(known, set(said), usual)
    return form_page(
        request,
        ParametersForm(
            request.POST or None,
            shown=shown,
            others=others,
            initial={f"of_{each.code}": said.get(each.pk, "") for each in shown},
        ),
        title=_("Parameters of %(item)s") % {"item": found.code},
        back=reverse("workspace:item", args=[code]),
        save=lambda data: set_parameters(found, data, actor=request.actor, at=clock.now()),
        text=_("Written as usual: 4k7, 100nF, 3V3, 2.7…3.6 V, ±5 %. Empty takes a value back."),
    )
