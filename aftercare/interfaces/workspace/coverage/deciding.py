"""The decision on a case: asked, shown, told to the customer, appealed against."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.company.queries import settings_now
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.drafts import save_draft
from aftercare.domain.cases.queries import my_draft
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.operations.decisions import replay_decision
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.decisions import (
    decisions_about,
    goodwill_about,
    letter_about,
    usual_goodwill_split,
)
from aftercare.domain.repairs.queries import CURRENCY
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.cases.panes import case_for
from aftercare.interfaces.workspace.coverage.asking import MOST_EARLIER, ask, damage_shown
from aftercare.interfaces.workspace.coverage.forms import LetterForm
from aftercare.interfaces.workspace.coverage.shown import language_now, shown_decision
from aftercare.interfaces.workspace.coverage.steps_forms import GoodwillForm
from aftercare.interfaces.workspace.coverage.subjects import subject_of_case
from aftercare.interfaces.workspace.spares_shown import spares_left
from aftercare.kit import clock
from aftercare.kit.languages import nearest_language
from aftercare.kit.refs import ref


@require_http_methods(["GET", "POST"])
def decide(request: ActorRequest, code: str) -> HttpResponse:
    """Ask for a decision on a case, with all that is known filled in already."""
    case = case_for(request, code)
    return ask(request, subject_of_case(case, request.actor))


def _decision(request: ActorRequest, case: Case, decision_id: int) -> StoredDecision:
    return get_object_or_404(decisions_about(ref(case), request.actor), pk=decision_id)


@require_GET
def show(request: ActorRequest, code: str, decision_id: int) -> HttpResponse:
    """Show a decision with its reasons, and what the customer is told."""
    request.actor.must(CoveragePermission.VIEW)
    case = case_for(request, code)
    return decision_page(request, case, _decision(request, case, decision_id))


def decision_page(
    request: ActorRequest, case: Case, stored: StoredDecision, **wrong: Any
) -> HttpResponse:
    """Show a decision; of its forms those that are `wrong` with what was typed and why."""
    text = letter_about(stored, nearest_language(case.language or language_now()))
    context = {
        "case": case,
        "stored": stored,
        "shown": shown_decision(stored),
        "letter": LetterForm(initial={"text": text}),
        "earlier": decisions_about(ref(case), request.actor)[:MOST_EARLIER],
        "spares_left": spares_left(case.account, request.actor),
        "goodwill": goodwill_about(ref(case), request.actor),
        "goodwill_form": GoodwillForm(initial=_usual_goodwill(stored)),
    }
    context |= damage_shown(subject_of_case(case, request.actor), stored, request.actor)
    status = 422 if wrong else 200
    return render(request, "workspace/coverage/decision.html", context | wrong, status=status)


def _usual_goodwill(stored: StoredDecision) -> dict[str, Any]:
    """Return who usually bears goodwill, in the currency in which the customer has paid."""
    paid = stored.facts.get("price", {}).get("currency")
    now = settings_now()
    return {"currency": paid or now[CURRENCY.name]} | usual_goodwill_split(now)


@require_POST
def tell(request: ActorRequest, code: str, decision_id: int) -> HttpResponse:
    """Put what the customer is told into the answer that is being written."""
    case = case_for(request, code)
    stored = _decision(request, case, decision_id)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return decision_page(request, case, stored, letter=form)
    draft = my_draft(case, "reply", request.actor)
    texts = [draft.text if draft else "", form.cleaned_data["text"]]
    text = "\n\n".join(each.strip() for each in texts if each.strip())
    save_draft(case, kind="reply", text=text, actor=request.actor, at=clock.now())
    toast(request, _("It stands in your answer. Read it once more, then send."))
    return redirect(reverse("workspace:case", args=[code]))


@require_POST
def again(request: ActorRequest, code: str, decision_id: int) -> HttpResponse:
    """Make a decision again from what was kept of it, and say whether it is the same."""
    case = case_for(request, code)
    stored = _decision(request, case, decision_id)
    same = replay_decision(stored, actor=request.actor, at=clock.now())
    toast(
        request,
        _("Made again: the same to the byte.") if same else _("Made again: it is not the same."),
    )
    return redirect("workspace:case-decision", code=code, decision_id=decision_id)
