"""What a repair costs: quoted by the tariff and the decision, and questions answered."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations.quoting import answer_question, make_quote
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import (
    Proposal,
    proposal_for,
    visible_questions,
    visible_work_orders,
)
from aftercare.domain.repairs.states import Cost, Priced
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.units.forms import DayInput
from aftercare.kit import clock

AMOUNT: Any = {"min_value": 0, "max_digits": 12, "decimal_places": 2, "required": False}


class QuoteForm(Form):
    """What a repair costs in full; what of it the customer pays follows from the decision."""

    parts = forms.DecimalField(label=Cost.PARTS.label, **AMOUNT)
    parts_words = forms.CharField(label=_("Which parts"), max_length=200, required=False)
    labor = forms.DecimalField(label=Cost.LABOR.label, **AMOUNT)
    freight = forms.DecimalField(label=Cost.FREIGHT.label, **AMOUNT)
    ready_on = forms.DateField(label=_("Ready on"), widget=DayInput)
    note = forms.CharField(
        label=_("For the customer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one cost at least."""
        given = super().clean() or self.cleaned_data
        if all(given.get(cost) is None for cost in Cost):
            raise forms.ValidationError(_now("Name at least one cost. It may be 0."))
        return given

    def lines(self) -> list[Priced]:
        """Return what is quoted."""
        given = self.cleaned_data
        words = {Cost.PARTS: given["parts_words"]}
        return [
            Priced(cost, words.get(cost, ""), given[cost])
            for cost in Cost
            if given[cost] is not None
        ]


def _order(request: ActorRequest, code: str) -> WorkOrder:
    return get_object_or_404(visible_work_orders(request.actor), code=code)


@require_http_methods(["GET", "POST"])
def quote(request: ActorRequest, code: str) -> HttpResponse:
    """Quote a repair, with what the tariff and the decision say filled in."""
    order = _order(request, code)
    request.actor.must(RepairPermission.QUOTE)
    proposal = proposal_for(order, day=clock.now().date())
    form = QuoteForm(request.POST or None, initial=_known(proposal))
    if form.is_valid():
        given = form.cleaned_data
        make_quote(
            order,
            lines=form.lines(),
            ready_on=given["ready_on"],
            note=given["note"],
            actor=request.actor,
            at=clock.now(),
        )
        toast(request, _now("Quoted. Send the customer the link."))
        return redirect("workspace:order", code=code)
    shares = [(Cost(cost).label, proposal.shares.get(cost, 100)) for cost in Cost]
    context = {"form": form, "order": order, "proposal": proposal, "shares": shares}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/repairs/quote.html", context, status=status)


def _known(proposal: Proposal) -> dict[str, Any]:
    return {"labor": proposal.labor, "parts": proposal.parts, "parts_words": proposal.parts_words}


@require_POST
def answer(request: ActorRequest, code: str, question_id: int) -> HttpResponse:
    """Answer what a customer asked on the page of the repair."""
    questions = visible_questions(request.actor).filter(order=_order(request, code))
    question = get_object_or_404(questions, pk=question_id)
    given = request.POST.get("answer", "")
    answer_question(question, answer=given, actor=request.actor, at=clock.now())
    toast(request, _now("Answered. The customer reads it on the page."))
    return redirect("workspace:order", code=code)
