"""Steps about a damage, whatever it is about; and goodwill, from the page of a decision."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aftercare.base.search.queries import ref_of
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
from aftercare.domain.coverage.queries.decisions import decisions_about, visible_damage_looks
from aftercare.domain.coverage.states import ENDINGS, LookStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.cases.panes import case_for
from aftercare.interfaces.workspace.coverage.asking import ask_again, class_of, decision_about
from aftercare.interfaces.workspace.coverage.deciding import decision_page
from aftercare.interfaces.workspace.coverage.steps_forms import (
    ChargeForm,
    FirstLookForm,
    GoodwillForm,
    ShownForms,
    WordsForm,
    shown_in_forms,
)
from aftercare.interfaces.workspace.coverage.subjects import Subject, subject_called
from aftercare.kit import clock
from aftercare.kit.refs import Ref, ref

P = ParamSpec("P")
Wrong = dict[str, Any]
"""Forms with what is wrong in them, by where they stand on the page; none if all went well."""
Step = Callable[Concatenate[ActorRequest, DamageLook, P], Wrong]


def _shown_after(request: ActorRequest, subject: Subject, wrong: Wrong) -> HttpResponse:
    """Show what a step has made of something, or the page it came from with what is wrong."""
    newest = subject.newest(request.actor)
    if not wrong:
        toast(request, _("Noted."))
        return redirect(subject.url_of(newest) if newest else subject.asks_at)
    if newest is None:
        return ask_again(request, subject, **wrong)
    if subject.case:
        return decision_page(request, subject.case, newest, **wrong)
    return decision_about(request, subject, newest, **wrong)


@require_POST
def first_look(request: ActorRequest, subject_kind: str, subject_id: int) -> HttpResponse:
    """Note at first look that somebody has damaged a unit."""
    subject = subject_called(Ref(subject_kind, subject_id), request.actor)
    form, rows = (
        FirstLookForm(request.POST),
        ShownForms(request.POST, request.FILES, prefix="shown"),
    )
    if form.is_valid() and rows.is_valid():
        look_at_damage(
            subject.about,
            item_class=class_of(subject, subject.newest(request.actor)),
            words=form.cleaned_data["words"],
            evidence=shown_in_forms(rows),
            actor=request.actor,
            at=clock.now(),
        )
        return _shown_after(request, subject, {})
    return _shown_after(request, subject, {"first_look_form": form, "shown_forms": rows})


def _on_look(step: Step[P]) -> Callable[..., HttpResponse]:
    """Make a step, and show what it is about with what has become of it."""

    @require_POST
    @wraps(step)
    def view(
        request: ActorRequest, look_id: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        look = get_object_or_404(visible_damage_looks(request.actor), pk=look_id)
        subject = subject_called(ref_of(look.subject), request.actor)
        return _shown_after(request, subject, step(request, look, *args, **kwargs))

    return view


def _ending(request: ActorRequest) -> LookStatus:
    """Return which button was pressed; anything else is refused by who is asked."""
    said = request.POST.get("to", "")
    return next((each for each in ENDINGS if each == said), LookStatus.FOUND)


@_on_look
def second_look(request: ActorRequest, look: DamageLook) -> Wrong:
    """Confirm or clear a damage at second look."""
    form, rows = WordsForm(request.POST), ShownForms(request.POST, request.FILES, prefix="shown")
    if form.is_valid() and rows.is_valid():
        look_again(
            look,
            to=_ending(request),
            words=form.cleaned_data["words"],
            evidence=shown_in_forms(rows),
            actor=request.actor,
            at=clock.now(),
        )
        return {}
    return {"words_form": form, "shown_forms": rows}


@_on_look
def statement(request: ActorRequest, look: DamageLook) -> Wrong:
    """Note what the customer says."""
    form = WordsForm(request.POST)
    if form.is_valid():
        take_statement(look, **form.cleaned_data, actor=request.actor, at=clock.now())
        return {}
    return {"words_form": form}


@_on_look
def charge(request: ActorRequest, look: DamageLook) -> Wrong:
    """Charge the material at its lowest cost."""
    form = ChargeForm(request.POST)
    if form.is_valid():
        charge_material(look, **form.cleaned_data, actor=request.actor, at=clock.now())
        return {}
    return {"charge_form": form}


@_on_look
def appeal(request: ActorRequest, look: DamageLook) -> Wrong:
    """Note that the customer does not accept it."""
    form = WordsForm(request.POST)
    if form.is_valid():
        appeal_damage(look, **form.cleaned_data, actor=request.actor, at=clock.now())
        return {}
    return {"words_form": form}


@_on_look
def answer(request: ActorRequest, look: DamageLook) -> Wrong:
    """Answer an appeal: the damage stays, or it was a defect; either is decided anew."""
    form = WordsForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["words"]
        answer_appeal(look, to=_ending(request), words=words, actor=request.actor, at=clock.now())
        return {}
    return {"words_form": form}


@require_POST
def goodwill(request: ActorRequest, code: str, decision_id: int) -> HttpResponse:
    """Pay though we need not."""
    case = case_for(request, code)
    stored = get_object_or_404(decisions_about(ref(case), request.actor), pk=decision_id)
    form = GoodwillForm(request.POST)
    if not form.is_valid():
        return decision_page(request, case, stored, goodwill_form=form)
    grant_goodwill(ref(case), **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Noted."))
    return redirect("workspace:case-decision", code=code, decision_id=decision_id)
