"""Dialogs about a case, asked for when they are opened, so they show what is so now."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import messages_in, notes_on, visible_cases
from aftercare.domain.cases.queries.merging import outlook_of_merge
from aftercare.domain.cases.queries.spam import sender_of
from aftercare.domain.cases.states import CaseStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.cases.forms import (
    AssignForm,
    DateForm,
    EscalateForm,
    LinkForm,
    MergeForm,
    SnoozeForm,
    SolveForm,
    SortForm,
    SpamForm,
    SplitForm,
)
from aftercare.interfaces.workspace.cases.panes import case_for
from aftercare.interfaces.workspace.cases.shown import CHOICES, promise_label, state_of
from aftercare.kit import clock


def _assign(case: Case) -> forms.Form:
    return AssignForm(initial={"team": case.team_id, "assignee": case.assignee_id})


def _sort(case: Case) -> forms.Form:
    names = ("subject", "priority", "kind")
    given: dict[str, Any] = {name: getattr(case, name) for name in names}
    return SortForm(initial=given | {"tags": ", ".join(case.tags)})


def _solve(case: Case) -> forms.Form:
    return SolveForm(initial={"solution": case.solution, "cause": case.cause})


def _spam(case: Case) -> forms.Form:
    return SpamForm(sender=sender_of(case))


DIALOGS: dict[str, tuple[Any, Callable[[Case], forms.Form]]] = {
    "assign": (_("Give to"), _assign),
    "sort": (_("Priority, kind, tags"), _sort),
    "snooze": (_("Snooze"), lambda case: SnoozeForm()),
    "solve": (_("Solve"), _solve),
    "spam": (_("Spam"), _spam),
    "commit": (_("Promise a date"), lambda case: DateForm()),
    "escalate": (_("Ask another team"), lambda case: EscalateForm()),
    "merge": (_("Merge into another case"), lambda case: MergeForm()),
    "link": (_("Link to another case"), lambda case: LinkForm()),
}


@require_GET
def dialog(request: ActorRequest, code: str, name: str) -> HttpResponse:
    """Show the form for something that can be done with a case."""
    if name not in DIALOGS:
        raise Http404
    case = case_for(request, code)
    title, form = DIALOGS[name]
    context = {
        "case": case,
        "name": name,
        "title": title,
        "form": form(case),
        "action": reverse(f"workspace:case-{name}", args=[case.code]),
        "back": request.GET.get("back", ""),
    }
    return render(request, "workspace/cases/_dialog.html", context)


@require_GET
def status(request: ActorRequest, code: str) -> HttpResponse:
    """Show how a case may go on."""
    context = {"case": case_for(request, code), **CHOICES}
    return render(request, "workspace/cases/_status.html", context)


@require_GET
def split(request: ActorRequest, code: str, message_id: int) -> HttpResponse:
    """Ask under which subject a message begins a case of its own."""
    case = case_for(request, code)
    message = get_object_or_404(messages_in(case), pk=message_id)
    context = {
        "case": case,
        "name": "split",
        "title": _("Make it a case of its own"),
        "form": SplitForm(initial={"subject": message.subject or case.subject}),
        "action": reverse("workspace:case-split", args=[case.code, message.pk]),
    }
    return render(request, "workspace/cases/_dialog.html", context)


def _outlook(case: Case, other: Case) -> dict[str, Any]:
    outlook, at = outlook_of_merge(case, other), clock.now()
    owed = [(promise_label(each.kind), state_of(each, at), each.due_at) for each in outlook.owed]
    return {"goes_on": outlook.status != other.status, "owed": owed}


@require_GET
def merge_preview(request: ActorRequest, code: str) -> HttpResponse:
    """Say what a merge would do, while the number of the other case is typed."""
    case = case_for(request, code)
    typed = request.GET.get("into", "").strip().upper()
    others = visible_cases(request.actor).exclude(pk=case.pk).exclude(status=CaseStatus.MERGED)
    same = others.filter(contact=case.contact_id) if case.contact_id else others.none()
    other = others.filter(code=typed).select_related("contact").first() if typed else None
    context = {
        "case": case,
        "typed": typed,
        "other": other,
        **(_outlook(case, other) if other else {}),
        "same": same.order_by("-active_at")[:4],
        "messages": messages_in(case).count(),
        "notes": notes_on(case).count(),
    }
    return render(request, "workspace/cases/_merge_preview.html", context)
