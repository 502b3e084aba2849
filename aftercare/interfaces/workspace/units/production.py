"""What production delivers, taken in from a file."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.domain.units.operations.production import take_in_production
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.queries import visible_batches
from aftercare.domain.units.states import BuiltInBoard, MadeBatch, MadeUnit, UsedLot
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.units.forms import DeliveryForm
from aftercare.kit import clock
from aftercare.kit.refusals import Refused

BATCHES = 30


class DeliveryUnreadable(Refused):
    """The file is not what production should deliver."""


@require_http_methods(["GET", "POST"])
def deliver(request: ActorRequest) -> HttpResponse:
    """Take in a file of production, and show what was taken in last."""
    request.actor.must(UnitPermission.TAKE_IN)
    form = DeliveryForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        context = {"form": form, "batches": visible_batches(request.actor)[:BATCHES]}
        status = 422 if form.is_bound else 200
        return render(request, "workspace/units/production.html", context, status=status)
    file = form.cleaned_data["file"]
    made = read_delivery(file.read(), source=str(file.name))
    batch = take_in_production(made, actor=request.actor, at=clock.now())
    toast(request, _("Batch %(batch)s was taken in.") % {"batch": batch})
    return redirect("workspace:production")


def read_delivery(content: bytes, *, source: str) -> MadeBatch:
    """
    Return what a file of production says; docs/units.md describes it.

    Raises `DeliveryUnreadable`.
    """
    try:
        told = json.loads(content)
        return MadeBatch(
            code=str(told["batch"]),
            item=str(told["item"]),
            bom=str(told.get("bom", "")),
            made_from=_day(told.get("made_from")),
            made_until=_day(told.get("made_until")),
            units=[_unit(each) for each in told["units"]],
            lots=[_lot(each) for each in told.get("lots", [])],
            source=source[:200],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise DeliveryUnreadable(
            _("The file cannot be read at: %(place)s. Nothing was taken in.") % {"place": wrong}
        ) from wrong


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _unit(told: str | Mapping[str, Any]) -> MadeUnit:
    if isinstance(told, str):
        return MadeUnit(told)
    boards = [
        BuiltInBoard(str(each["item"]), str(each["serial"]), str(each.get("designator", "")))
        for each in told.get("parts", [])
    ]
    return MadeUnit(str(told["serial"]), boards)


def _lot(told: Mapping[str, Any]) -> UsedLot:
    texts = ("date_code", "maker", "supplier", "first", "last")
    return UsedLot(
        item=str(told["item"]),
        number=str(told["lot"]),
        designators=[str(each) for each in told.get("designators", [])],
        **{name: str(told.get(name, "")) for name in texts},
    )
