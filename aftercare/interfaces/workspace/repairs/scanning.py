"""
The line at the bench into which everything is scanned: words, values and parts.

PASS and FAIL, or a measured value, answer the next point of the test; NEXT does the next step; the
label of a part leads to fitting it.
"""

from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.messages import SUCCESS, WARNING
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aftercare.domain.repairs.models import FinalTestPoint, WorkOrder
from aftercare.domain.repairs.operations.bench import begin_soak, note_test
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import missing_points, results_of, visible_work_orders
from aftercare.domain.repairs.states import OrderStatus, PointKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.repairs.verbs import next_step
from aftercare.interfaces.workspace.repairs.views import order_page
from aftercare.interfaces.workspace.stock.reading import read_goods
from aftercare.kit import clock

NEXT, PASS, FAIL = "NEXT", "PASS", "FAIL"
"""Words that are printed as codes beside the bench."""
LONGEST = 2000
TOO_MUCH = Decimal(10) ** 10


class LineForm(Form):
    """The line at the bench. What is refused is told above it, and the next scan can follow."""

    code = forms.CharField(required=False)


@require_POST
def scan(request: ActorRequest, code: str) -> HttpResponse:
    """Do what was scanned at the bench."""
    order = get_object_or_404(visible_work_orders(request.actor), code=code)
    request.actor.must(RepairPermission.WORK)
    form = LineForm(request.POST)
    if not form.is_valid():
        return order_page(request, order, wrong=form.non_field_errors())
    text = form.cleaned_data["code"][:LONGEST]
    if text.upper() == NEXT:
        return do_next(request, order)
    if order.status == OrderStatus.TESTING:
        told, level = _tested(request, order, text)
        toast(request, told, level=level)
    elif order.status == OrderStatus.REPAIRING and read_goods(text):
        query = urlencode({"code": text})
        return redirect(f"{reverse('workspace:order-fit', args=[code])}?{query}")
    else:
        told = _("Nothing can be done with this now. Scan NEXT for the next step.")
        toast(request, told, level=WARNING)
    return redirect("workspace:order", code=code)


def do_next(request: ActorRequest, order: WorkOrder) -> HttpResponse:
    """Do the next step of a repair, or show what it asks."""
    step = next_step(order, request.actor)
    if step and step[1].form:
        return redirect("workspace:order-do", code=order.code, verb=step[0])
    if step:
        step[1].call(order, actor=request.actor, at=clock.now())
        toast(request, _("Done."))
    return redirect("workspace:order", code=order.code)


def _tested(request: ActorRequest, order: WorkOrder, text: str) -> tuple[str, int]:
    """Answer the next point of the test; return what is told of it, and how."""
    point = next(iter(missing_points(order)), None)
    if point is None:
        return _("All points are passed. Scan NEXT."), WARNING
    if text.upper() == PASS and _is_to_begin(order, point):
        return _runs(request, order, point), SUCCESS
    answer = _answer(point, text)
    if answer is None:
        asked = _("%(point)s: scan PASS or FAIL, or type what was measured.")
        return asked % {"point": point.name}, WARNING
    result = note_test(order, point=point, **answer, actor=request.actor, at=clock.now())
    said = _("%(point)s passed.") if result.passed else _("%(point)s has not passed.")
    return said % {"point": point.name}, SUCCESS if result.passed else WARNING


def _runs(request: ActorRequest, order: WorkOrder, point: FinalTestPoint) -> str:
    begin_soak(order, point=point, actor=request.actor, at=clock.now())
    return _("%(point)s runs.") % {"point": point.name}


def _is_to_begin(order: WorkOrder, point: FinalTestPoint) -> bool:
    return point.kind == PointKind.SOAK and not results_of(order).filter(point=point).exists()


def _answer(point: FinalTestPoint, text: str) -> dict[str, Any] | None:
    if point.kind == PointKind.VALUE:
        try:
            value = Decimal(text.replace(",", "."))
        except InvalidOperation:
            return None
        # So large is no measured value: a bar code was scanned, and the books have no room for it.
        return {"value": value} if value.is_finite() and abs(value) < TOO_MUCH else None
    return {"passed": text.upper() == PASS} if text.upper() in (PASS, FAIL) else None
