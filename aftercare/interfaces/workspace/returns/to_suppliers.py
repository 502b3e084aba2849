"""What goes on to suppliers: what waits, one return to a supplier, and what came of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.returns.models import SupplierReturn, SupplierReturnLine
from aftercare.domain.returns.operations.suppliers import (
    call_off_supplier_return,
    note_supplier_answer,
    open_supplier_return,
    send_to_supplier,
    take_back_supplier_answer,
)
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import (
    faults_of_lines,
    lines_to_supplier,
    parcels_to_supplier,
    parts_for_suppliers,
    site_of_line,
    visible_supplier_returns,
)
from aftercare.domain.returns.queries.papers import supplier_paper
from aftercare.domain.returns.states import SupplierReturnStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import show_made
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.customers.story import story_about
from aftercare.interfaces.workspace.parcels.shown import tone_of
from aftercare.interfaces.workspace.return_texts import RETURNS_TOLD
from aftercare.interfaces.workspace.returns.supplier_forms import (
    OpenForm,
    SupplierAnswerForm,
    TheirNumberForm,
)
from aftercare.kit import clock
from aftercare.kit.refs import ref

MOST_WAITING = 200
MOST_RETURNS = 40
TONES = {
    SupplierReturnStatus.OPEN: "orange",
    SupplierReturnStatus.SENT: "blue",
    SupplierReturnStatus.SETTLED: "green",
    SupplierReturnStatus.CALLED_OFF: "secondary",
}
ANSWER_TONES = {"credited": "green", "replaced": "green", "sent_back": "orange", "refused": "red"}


@require_http_methods(["GET", "POST"])
def supplier_returns(request: ActorRequest) -> HttpResponse:
    """Show what waits to go to suppliers and what is there; send several things on at once."""
    request.actor.must(ReturnPermission.VIEW)
    sent = request.method == "POST"
    form = OpenForm(request.POST if sent else None, actor=request.actor)
    if sent and form.is_valid():
        going = open_supplier_return(**form.facts(), actor=request.actor, at=clock.now())
        toast(request, _("%(return)s is open.") % {"return": going})
        return redirect("workspace:supplier-return", code=going.code)
    context = {
        "form": form,
        "ticked": request.POST.getlist("parts"),
        "waiting": parts_for_suppliers(request.actor)[:MOST_WAITING],
        "returns": [
            (each, TONES[SupplierReturnStatus(each.status)])
            for each in visible_supplier_returns(request.actor)[:MOST_RETURNS]
        ],
        "may_decide": request.actor.may(ReturnPermission.DECIDE),
    }
    return render(
        request, "workspace/returns/to_suppliers.html", context, status=422 if sent else 200
    )


def _found(request: ActorRequest, code: str) -> SupplierReturn:
    return get_object_or_404(visible_supplier_returns(request.actor), code=code)


@require_GET
def show_supplier_return(request: ActorRequest, code: str) -> HttpResponse:
    """Show a return to a supplier: its lines, where each came from, what was given for it."""
    found = _found(request, code)
    status = SupplierReturnStatus(found.status)
    lines = list(lines_to_supplier(found))
    faults = faults_of_lines(lines)
    may_decide = request.actor.may(ReturnPermission.DECIDE)
    context = {
        "going": found,
        "tone": TONES[status],
        "lines": [
            (line, ANSWER_TONES.get(line.answer, "secondary"), faults.get(line.part_id or 0))
            for line in lines
        ],
        "parcels": [(each, tone_of(each)) for each in parcels_to_supplier(found)],
        "may_send": status == SupplierReturnStatus.OPEN
        and request.actor.may(ReturnPermission.RECEIVE),
        "may_call_off": status == SupplierReturnStatus.OPEN and may_decide,
        "may_answer": status == SupplierReturnStatus.SENT and may_decide,
        "may_take_back": may_decide and status != SupplierReturnStatus.CALLED_OFF,
        "story": story_about(
            [ref(found)], request.actor, events=RETURNS_TOLD, after=request.GET.get("after", "")
        ),
    }
    return page(request, "workspace/returns/supplier_return.html#story", context)


@require_http_methods(["GET", "POST"])
def send_on(request: ActorRequest, code: str) -> HttpResponse:
    """Send it to the supplier, under their number."""
    found = _found(request, code)
    request.actor.must(ReturnPermission.RECEIVE)
    form = TheirNumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        send_to_supplier(found, **form.cleaned_data, actor=request.actor, at=clock.now())
        toast(request, _("Done."))
        return redirect("workspace:supplier-return", code=code)
    return _form_page(request, form, found, title=_("Send it to the supplier"))


@require_POST
def call_off(request: ActorRequest, code: str) -> HttpResponse:
    """Keep with us what was to go to the supplier."""
    call_off_supplier_return(_found(request, code), actor=request.actor, at=clock.now())
    toast(request, _("Done."))
    return redirect("workspace:supplier-return", code=code)


@require_http_methods(["GET", "POST"])
def answer(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Note what the supplier gives for a line."""
    found = _found(request, code)
    request.actor.must(ReturnPermission.DECIDE)
    line = get_object_or_404(lines_to_supplier(found), number=number)
    data = request.POST if request.method == "POST" else None
    form = SupplierAnswerForm(data, actor=request.actor, site=site_of_line(line))
    if form.is_valid():
        note_supplier_answer(line, form.answered(), actor=request.actor, at=clock.now())
        toast(request, _("Done."))
        return redirect("workspace:supplier-return", code=code)
    return _form_page(request, form, found, title=_("What the supplier answered"), line=line)


@require_POST
def take_back(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Undo what was noted as the answer for a line."""
    found = _found(request, code)
    line = get_object_or_404(lines_to_supplier(found), number=number)
    take_back_supplier_answer(line, actor=request.actor, at=clock.now())
    toast(request, _("Done."))
    return redirect("workspace:supplier-return", code=code)


@require_GET
def paper(request: ActorRequest, code: str) -> HttpResponse:
    """Hand out what goes with the goods as a PDF, in the language of the supplier."""
    found = _found(request, code)
    made = supplier_paper(found, language=found.supplier.language or "en", at=clock.now())
    return show_made(made, name=f"{found.code}.pdf", kind="application/pdf")


def _form_page(
    request: ActorRequest,
    form: Any,
    going: SupplierReturn,
    *,
    title: str,
    line: SupplierReturnLine | None = None,
) -> HttpResponse:
    back = reverse("workspace:supplier-return", args=[going.code])
    context = {"form": form, "title": title, "back": back, "about": going.code, "line": line}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/returns/form.html", context, status=status)
