"""The pane of a case: whole, or what of it may have changed while somebody looks at it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from aftercare.base.people.queries import has_unread_about
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import visible_cases
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.cases.asked import asked_by
from aftercare.interfaces.workspace.cases.shown import CHOICES, shown_case
from aftercare.interfaces.workspace.cases.told import answers_since
from aftercare.kit import clock

P = ParamSpec("P")
Action = Callable[Concatenate[ActorRequest, Case, P], HttpResponse | None]
CLOSES = "close-dialog"


def case_for(request: ActorRequest, code: str) -> Case:
    """Return the case of this number, or 404 if there is none for whoever asks."""
    cases = visible_cases(request.actor).annotate(has_news=has_unread_about(request.actor, "case"))
    related = cases.select_related("contact__account", "account", "assignee", "team")
    return get_object_or_404(related.select_related("service_level"), code=code)


def on_case(action: Action[P]) -> Callable[..., HttpResponse]:
    """Find the case an action is about, and answer with what has changed of it."""

    @require_POST
    @wraps(action)
    def view(request: ActorRequest, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        case = get_object_or_404(visible_cases(request.actor), code=code)
        return action(request, case, *args, **kwargs) or live_answer(request, case)

    return view


def live_answer(request: ActorRequest, case: Case) -> HttpResponse:
    """Answer with what may have changed of a case; the composer stays as it is."""
    if request.headers.get("HX-Request") != "true":
        return redirect("workspace:case", code=case.code)
    context = case_context(request, case_for(request, case.code))
    response = render(request, "workspace/cases/_live.html", context)
    response.headers["HX-Trigger"] = CLOSES
    return response


def pane_answer(request: ActorRequest, case: Case | None) -> HttpResponse:
    """Answer with the whole pane of a case, or with the empty one."""
    asked = asked_by(request)
    address = reverse("workspace:case", args=[case.code]) if case else reverse("workspace:inbox")
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{address}?{asked.parameters}")
    context: dict[str, Any] = {"asked": asked}
    if case:
        context = case_context(request, case_for(request, case.code))
    response = render(request, "workspace/cases/_case.html", context)
    response.headers["HX-Push-Url"] = f"{address}?{asked.parameters}"
    response.headers["HX-Retarget"] = "#case"
    response.headers["HX-Reswap"] = "outerHTML"
    response.headers["HX-Trigger"] = CLOSES
    return response


def case_context(request: ActorRequest, case: Case) -> dict[str, Any]:
    """Return everything the pane of a case shows."""
    at = clock.now()
    asked = asked_by(request)
    heard = request.GET.get("heard", "")
    return {
        "case": case,
        "shown": shown_case(case, request.actor, at),
        "others_said": answers_since(case, int(heard), request.actor) if heard.isdecimal() else [],
        "at": at,
        "asked": asked,
        **CHOICES,
    }


def wrong(request: ActorRequest, form: forms.Form) -> HttpResponse:
    """Answer with a form and what is wrong in it."""
    return render(request, "workspace/cases/_wrong.html", {"form": form}, status=422)
