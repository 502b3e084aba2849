"""A part goes out of a unit, another goes in."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.domain.units.operations.parts import swap_part
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.queries import Node, tree_of
from aftercare.domain.units.states import NewPart, OldPart
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.units.edits import form_page, unit_for
from aftercare.interfaces.workspace.units.forms import SwapForm
from aftercare.kit import clock


@require_http_methods(["GET", "POST"])
def swap(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Swap a part of a unit."""
    found = unit_for(request, unit_id)
    request.actor.must(UnitPermission.SWAP)
    choices = parts_in(tree_of(found))
    form = SwapForm(request.POST or None, initial={"out": request.GET.get("out", "")})
    form.fields["out"].choices = [("", _("nothing")), *choices]  # type: ignore[attr-defined]  # it is a choice
    back = reverse("workspace:unit", args=[unit_id])
    if not form.is_valid():
        return form_page(request, form, _("Swap a part of %(unit)s") % {"unit": found}, back)
    facts = form.cleaned_data
    out = old_part(facts["out"])
    names = ("item", "serial", "lot", "date_code")
    place = facts["designator"] or (out.designator if out else "")
    swap_part(
        found,
        out=out,
        put_in=NewPart(designator=place, **{name: facts[name] for name in names})
        if facts["item"]
        else None,
        why=facts["why"],
        actor=request.actor,
        at=clock.now(),
    )
    toast(request, _("What is inside is true again."))
    return redirect(back)


def parts_in(tree: Node) -> list[tuple[str, str]]:
    """Return what is directly in a unit, to choose from."""
    boards = [
        (
            f"part:{each.built_in_id}:{each.designator}",
            f"{each.designator} {each.unit.item} {each.unit}",
        )
        for each in tree.parts
    ]
    loose = [
        (f"part:{each.pk}:{each.designator}", f"{each.designator} {each.item}")
        for each in tree.loose
    ]
    pieces = [
        (
            f"part:{lot.built_in_id}:{place}"
            if lot.built_in_id
            else f"lot:{lot.batch_lot_id}:{place}",
            f"{place} {lot.lot.item} {lot.lot}",
        )
        for lot in tree.lots
        for place in lot.designators or ("",)
    ]
    return [(key, label.strip()) for key, label in boards + loose + pieces]


def old_part(chosen: str) -> OldPart | None:
    """Return what was chosen to go out."""
    kind, _colon, rest = chosen.partition(":")
    key, _colon, place = rest.partition(":")
    if kind == "part":
        return OldPart(built_in_id=int(key), designator=place)
    return OldPart(batch_lot_id=int(key), designator=place) if kind == "lot" else None
