"""Steps about a damage, and goodwill, from the page of a decision."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aftercare.domain.cases.models import Case
from aftercare.domain.coverage.models import DamageLook
from aftercare.domain.coverage.operations.damage import (
    answer_appeal,
    appeal_damage,
    charge_material,
    look_again,
    look_at_damage,
    take_statement,
)
from aftercare.domain.coverage.operations.goodwill import grant_goodwill
from aftercare.domain.coverage.queries.decisions import damage_looks_about, decisions_about
from aftercare.domain.coverage.states import LookStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.cases.panes import case_for
from aftercare.interfaces.workspace.coverage.deciding import decision_page
from aftercare.interfaces.workspace.coverage.steps_forms import (
    ChargeForm,
    FirstLookForm,
    GoodwillForm,
    WordsForm,
)
from aftercare.kit import clock
from aftercare.kit.refs import ref

P = ParamSpec("P")
Step = Callable[Concatenate[ActorRequest, Case, P], Form]
PLACES: dict[type, str] = {
    FirstLookForm: "first_look_form",
    WordsForm: "words_form",
    ChargeForm: "charge_form",
    GoodwillForm: "goodwill_form",
}
"""Where on the page of the decision each form stands."""


def _on_decision(step: Step[P]) -> Callable[..., HttpResponse]:
    """Make a step, and show the decision it is about with what has become of it."""

    @require_POST
    @wraps(step)
    def view(
        request: ActorRequest, code: str, decision_id: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        case = case_for(request, code)
        stored = get_object_or_404(decisions_about(ref(case), request.actor), pk=decision_id)
        form = step(request, case, *args, **kwargs)
        if not form.is_valid():
            return decision_page(request, case, stored, **{PLACES[type(form)]: form})
        toast(request, _("Noted."))
        newest = decisions_about(ref(case), request.actor)[:1][0]
        return redirect("workspace:case-decision", code=code, decision_id=newest.pk)

    return view


def _look(request: ActorRequest, case: Case, look_id: int) -> DamageLook:
    return get_object_or_404(damage_looks_about(ref(case), request.actor), pk=look_id)


@_on_decision
def first_look(request: ActorRequest, case: Case) -> Form:
    """Note at first look that somebody has damaged a unit."""
    form = FirstLookForm(request.POST)
    if form.is_valid():
        look_at_damage(
            ref(case),
            words=form.cleaned_data["words"],
            evidence=form.evidence(),
            actor=request.actor,
            at=clock.now(),
        )
    return form


@_on_decision
def second_look(request: ActorRequest, case: Case, look_id: int) -> Form:
    """Confirm or clear a damage at second look."""
    form = WordsForm(request.POST)
    cleared = request.POST.get("to") == LookStatus.CLEARED
    to = LookStatus.CLEARED if cleared else LookStatus.CONFIRMED
    if form.is_valid():
        look = _look(request, case, look_id)
        look_again(look, to=to, **form.cleaned_data, actor=request.actor, at=clock.now())
    return form


@_on_decision
def statement(request: ActorRequest, case: Case, look_id: int) -> Form:
    """Note what the customer says."""
    form = WordsForm(request.POST)
    if form.is_valid():
        look = _look(request, case, look_id)
        take_statement(look, **form.cleaned_data, actor=request.actor, at=clock.now())
    return form


@_on_decision
def charge(request: ActorRequest, case: Case, look_id: int) -> Form:
    """Charge the material at its lowest cost."""
    form = ChargeForm(request.POST)
    if form.is_valid():
        look = _look(request, case, look_id)
        charge_material(look, **form.cleaned_data, actor=request.actor, at=clock.now())
    return form


@_on_decision
def appeal(request: ActorRequest, case: Case, look_id: int) -> Form:
    """Note that the customer does not accept it."""
    form = WordsForm(request.POST)
    if form.is_valid():
        look = _look(request, case, look_id)
        appeal_damage(look, **form.cleaned_data, actor=request.actor, at=clock.now())
    return form


@_on_decision
def answer(request: ActorRequest, case: Case, look_id: int) -> Form:
    """Answer an appeal: the damage stays, or the newest facts are decided as a defect."""
    form = WordsForm(request.POST)
    if form.is_valid():
        look = _look(request, case, look_id)
        facts = decisions_about(ref(case), request.actor)[:1][0].facts
        if request.POST.get("to") == LookStatus.CLEARED:
            facts = facts | {"fault": facts.get("fault", {}) | {"cause": "defect"}}
        words = form.cleaned_data["words"]
        answer_appeal(look, facts=facts, words=words, actor=request.actor, at=clock.now())
    return form


@_on_decision
def goodwill(request: ActorRequest, case: Case) -> Form:
    """Pay though we need not."""
    form = GoodwillForm(request.POST)
    if form.is_valid():
        grant_goodwill(ref(case), **form.cleaned_data, actor=request.actor, at=clock.now())
    return form
