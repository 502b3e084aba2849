"""What items are made of, and what may take their place."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.domain.catalog.models import Bom, BomLine, Item, Substitute
from aftercare.domain.catalog.operations.boms import (
    Part,
    remove_bom,
    remove_bom_line,
    save_bom,
    set_bom_line,
)
from aftercare.domain.catalog.operations.substitutes import allow_substitute, withdraw_substitute
from aftercare.domain.catalog.queries import visible_boms, with_lines
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.catalog.edits import editable, form_page
from aftercare.interfaces.workspace.catalog.forms import BomForm, PartForm, SubstituteForm
from aftercare.kit import clock


def _bom(request: ActorRequest, item: Item, bom_id: int) -> Bom:
    return get_object_or_404(with_lines(visible_boms(request.actor).filter(item=item)), pk=bom_id)


def _page_of(bom: Bom) -> str:
    return f"{reverse('workspace:item', args=[bom.item.code])}?bom={bom.pk}#made-of"


@require_http_methods(["GET", "POST"])
def new_bom(request: ActorRequest, code: str) -> HttpResponse:
    """Say what an item is made of, in general or in one production."""
    found = editable(request, code)
    pattern = request.GET.get("from", "")
    initial = BomForm.initial_of(_bom(request, found, int(pattern))) if pattern.isdecimal() else {}
    return form_page(
        request,
        BomForm(request.POST or None, initial=initial),
        title=_("What %(item)s is made of") % {"item": found.code},
        back=reverse("workspace:item", args=[code]),
        save=lambda data: save_bom(found, **data, actor=request.actor, at=clock.now()),
    )


@require_http_methods(["GET", "POST"])
def change_bom(request: ActorRequest, code: str, bom_id: int) -> HttpResponse:
    """Correct what an item is made of; for which production stays."""
    found = editable(request, code)
    bom = _bom(request, found, bom_id)
    form = BomForm(request.POST or None, initial=BomForm.initial_of(bom))
    for name in ("batch", "serial_from", "from_on"):
        form.fields[name].disabled = True
    return form_page(
        request,
        form,
        title=_("What %(item)s is made of") % {"item": found.code},
        back=_page_of(bom),
        save=lambda data: save_bom(found, **data, actor=request.actor, at=clock.now()),
        text=_("For another production, add a bill of its own; this one can be copied there."),
    )


@require_POST
def set_part(request: ActorRequest, code: str, bom_id: int) -> HttpResponse:
    """Put a part into a bill of materials, or correct it."""
    found = editable(request, code)
    bom = _bom(request, found, bom_id)
    return form_page(
        request,
        PartForm(request.POST),
        title=_("What %(item)s is made of") % {"item": found.code},
        back=_page_of(bom),
        save=lambda data: set_bom_line(bom, Part(**data), actor=request.actor, at=clock.now()),
    )


@require_POST
def remove_part(request: ActorRequest, code: str, bom_id: int, line_id: int) -> HttpResponse:
    """Take a part out of a bill of materials."""
    bom = _bom(request, editable(request, code), bom_id)
    lines = BomLine.objects.select_related("bom", "item").filter(bom=bom)
    line = get_object_or_404(lines, pk=line_id)
    remove_bom_line(line, actor=request.actor, at=clock.now())
    toast(request, _("%(item)s is taken out.") % {"item": line.item.code})
    return redirect(_page_of(bom))


@require_POST
def drop_bom(request: ActorRequest, code: str, bom_id: int) -> HttpResponse:
    """Take back what was said of one production."""
    bom = _bom(request, editable(request, code), bom_id)
    remove_bom(bom, actor=request.actor, at=clock.now())
    toast(request, _("The bill of materials is removed."))
    return redirect("workspace:item", code=code)


@require_http_methods(["GET", "POST"])
def new_substitute(request: ActorRequest, code: str) -> HttpResponse:
    """Say what may take the place of an item; said again, correct it."""
    found = editable(request, code)
    initial: dict[str, object] = {"kind": "one_way"}
    pattern = request.GET.get("from", "")
    rows = Substitute.objects.select_related("by", "assembly").filter(item=found)
    if known := rows.filter(pk=int(pattern) if pattern.isdecimal() else 0).first():
        initial = {name: getattr(known, name) for name in SubstituteForm.base_fields}
    return form_page(
        request,
        SubstituteForm(request.POST or None, initial=initial),
        title=_("What may take the place of %(item)s") % {"item": found.code},
        back=reverse("workspace:item", args=[code]),
        save=lambda data: allow_substitute(found, **data, actor=request.actor, at=clock.now()),
    )


@require_POST
def drop_substitute(request: ActorRequest, code: str, substitute_id: int) -> HttpResponse:
    """Say that an item may take the place of another no longer."""
    found = editable(request, code)
    known = get_object_or_404(Substitute.objects.filter(item=found), pk=substitute_id)
    withdraw_substitute(known, actor=request.actor, at=clock.now())
    toast(request, _("It may take its place no longer."))
    return redirect("workspace:item", code=code)
