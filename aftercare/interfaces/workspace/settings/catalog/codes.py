"""The tree of fault codes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.catalog.operations.fault_codes import (
    restore_fault_code,
    retire_fault_code,
    save_fault_code,
)
from aftercare.domain.catalog.queries import visible_fault_codes
from aftercare.domain.catalog.states import FaultCodeKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.catalog.forms import FaultCodeForm
from aftercare.interfaces.workspace.settings.catalog.sections import FAULT_CODES
from aftercare.interfaces.workspace.settings.names import NamedForm
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.kit import clock


@dataclass(frozen=True)
class Branch:
    """A code with those that stand below it."""

    fault: FaultCode
    below: list["Branch"]


def _kind(name: str) -> FaultCodeKind:
    return FaultCodeKind(name) if name in FaultCodeKind.values else FaultCodeKind.SYMPTOM


@require_GET
@part_of(FAULT_CODES)
def codes(request: ActorRequest) -> HttpResponse:
    """Show the codes of a kind as a tree."""
    kind = _kind(request.GET.get("kind", ""))
    found = list(visible_fault_codes(request.actor).filter(kind=kind))
    context = {"kind": kind, "kinds": list(FaultCodeKind), "tree": _tree(found)}
    return settings_page(request, "workspace/settings/catalog/codes.html", context)


def _tree(found: list[FaultCode]) -> list[Branch]:
    below: dict[int | None, list[FaultCode]] = {}
    for each in found:
        below.setdefault(each.parent_id, []).append(each)

    def branches(key: int | None) -> list[Branch]:
        return [Branch(each, branches(each.pk)) for each in below.get(key, [])]

    return branches(None)


def _list_of(kind: str) -> str:
    return f"{reverse('workspace:fault-codes')}?kind={kind}"


@require_http_methods(["GET", "POST"])
@part_of(FAULT_CODES)
def new_code(request: ActorRequest) -> HttpResponse:
    """Take a code into the tree."""
    kind = _kind(request.GET.get("kind", ""))
    form = FaultCodeForm(request.POST or None, initial={"parent": request.GET.get("parent")})
    _offer_parents(form, visible_fault_codes(request.actor).filter(kind=kind))
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"].strip()
        if visible_fault_codes(request.actor).filter(code__iexact=code).exists():
            form.add_error("code", _("This code is in the tree already. Choose another one."))
    return form_page(
        request,
        form,
        title=_("New code: %(kind)s") % {"kind": kind.label},
        back=_list_of(kind),
        save=lambda data: save_fault_code(kind=kind, **data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
        fields="workspace/settings/catalog/_code_fields.html",
    )


@require_http_methods(["GET", "POST"])
@part_of(FAULT_CODES)
def change_code(request: ActorRequest, code_id: int) -> HttpResponse:
    """Correct a code, or put it somewhere else in its tree."""
    fault = get_object_or_404(visible_fault_codes(request.actor), pk=code_id)
    form = FaultCodeForm(request.POST or None, initial=_initial(fault))
    form.fields["code"].disabled = True
    same = visible_fault_codes(request.actor).filter(kind=fault.kind)
    _offer_parents(form, same.exclude(pk=fault.pk))
    return form_page(
        request,
        form,
        title=str(fault),
        back=_list_of(fault.kind),
        save=lambda data: save_fault_code(
            kind=fault.kind, **data, actor=request.actor, at=clock.now()
        ),
        said=_("Saved."),
        fields="workspace/settings/catalog/_code_fields.html",
        below="workspace/settings/catalog/_code_below.html",
        fault=fault,
    )


def _initial(fault: FaultCode) -> dict[str, Any]:
    shown = {name: getattr(fault, name) for name in ("code", "name", "parent", "item_class")}
    return shown | NamedForm.names_of(fault.names)


def _offer_parents(form: FaultCodeForm, parents: QuerySet[FaultCode]) -> None:
    form.fields["parent"].queryset = parents.filter(retired=False)  # type: ignore[attr-defined]  # a field of choices


@require_POST
@part_of(FAULT_CODES)
def retire(request: ActorRequest, code_id: int) -> HttpResponse:
    """Offer a code, and those below it, no longer."""
    fault = get_object_or_404(visible_fault_codes(request.actor), pk=code_id)
    retire_fault_code(fault, actor=request.actor, at=clock.now())
    undo = reverse("workspace:fault-code-restore", args=[fault.pk])
    said = _("%(code)s is offered no longer.") % {"code": fault.code}
    return done(request, said, _list_of(fault.kind), undo=undo)


@require_POST
@part_of(FAULT_CODES)
def restore(request: ActorRequest, code_id: int) -> HttpResponse:
    """Offer a code again."""
    fault = get_object_or_404(visible_fault_codes(request.actor), pk=code_id)
    restore_fault_code(fault, actor=request.actor, at=clock.now())
    said = _("%(code)s is offered again.") % {"code": fault.code}
    return done(request, said, _list_of(fault.kind))
