"""The inbox and the page of a case."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.base.files.models import StoredFile
from aftercare.base.search.queries import Chip, Query, parse_query
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.intake import open_case
from aftercare.domain.cases.queries import (
    CasePage,
    matching_cases,
    messages_in,
    page_of,
    visible_cases,
    visible_views,
)
from aftercare.domain.conversations.models import MessageFile
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.queries import find_identity
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.cases.forms import (
    AssignForm,
    EscalateForm,
    LinkForm,
    MergeForm,
    NewCaseForm,
    SnoozeForm,
    SolveForm,
    SortForm,
)
from aftercare.interfaces.workspace.cases.shown import CHOICES, shown_case
from aftercare.kit import clock

INBOX = "status:open (assignee:me OR assignee:none)"


@require_GET
def inbox(request: ActorRequest) -> HttpResponse:
    """Show a list of cases; the first thing our people see in the morning."""
    return page(request, "workspace/cases/inbox.html#list", _list(request))


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """Show a case with everything said, noted and promised, beside its list."""
    case = _case(request, code)
    context = _case_context(request, case)
    if request.headers.get("HX-Target", "").endswith("thread"):
        return render(request, "workspace/cases/inbox.html#thread", context)
    if request.headers.get("HX-Target", "").endswith("case"):
        return render(request, "workspace/cases/inbox.html#case", context)
    return page(request, "workspace/cases/inbox.html", context | _list(request))


def case_answer(request: ActorRequest, case: Case, *, status: int = 200) -> HttpResponse:
    """Answer with the case as it is now: its pane for htmx, else the whole page."""
    if request.headers.get("HX-Request") != "true":
        return redirect("workspace:case", code=case.code)
    case = _case(request, case.code)
    context = _case_context(request, case)
    return render(request, "workspace/cases/inbox.html#case", context, status=status)


def _case(request: ActorRequest, code: str) -> Case:
    cases = visible_cases(request.actor)
    related = cases.select_related("contact__account", "account", "assignee", "team")
    return get_object_or_404(related, code=code)


def _list(request: ActorRequest) -> dict[str, Any]:
    text = request.GET.get("q", INBOX)
    query = parse_query(text)
    cases = matching_cases(query, actor=request.actor, at=clock.now())
    found: CasePage = page_of(cases, after=request.GET.get("after", ""))
    view = next((each for each in visible_views(request.actor) if each.query == text), None)
    return {
        "list": found,
        "query": query,
        "query_text": text,
        "chips": _chips(query),
        "title": view.name if view else (_("Inbox") if text == INBOX else _("Cases")),
        "at": clock.now(),
    }


def _chips(query: Query) -> list[dict[str, str]]:
    return [{"label": _chip_label(chip), "text": chip.without} for chip in query.chips()]


def _chip_label(chip: Chip) -> str:
    field = f"{chip.field}{chip.operator} " if chip.field else ""
    return f"{'− ' if chip.negated else ''}{field}{chip.value}"


def _case_context(request: ActorRequest, case: Case) -> dict[str, Any]:
    at = clock.now()
    return {
        "case": case,
        "shown": shown_case(case, request.actor, at),
        "at": at,
        "query_text": request.GET.get("q", INBOX),
        "forms": {
            "assign": AssignForm(initial={"team": case.team_id, "assignee": case.assignee_id}),
            "sort": SortForm(
                initial={
                    "subject": case.subject,
                    "priority": case.priority,
                    "kind": case.kind,
                    "tags": ", ".join(case.tags),
                }
            ),
            "snooze": SnoozeForm(),
            "solve": SolveForm(initial={"solution": case.solution, "cause": case.cause}),
            "escalate": EscalateForm(),
            "merge": MergeForm(),
            "link": LinkForm(),
        },
        **CHOICES,
    }


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Take up a matter somebody tells us by phone or at the counter."""
    form = NewCaseForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "workspace/cases/new.html", {"form": form}, status=status)

    facts = form.cleaned_data
    case = open_case(
        _known_contact(facts["email"]),
        subject=facts["subject"],
        text=_with_caller(facts),
        channel=facts["channel"],
        kind=facts["kind"],
        priority=facts["priority"],
        team=facts["team"],
        actor=request.actor,
        at=clock.now(),
    )
    toast(request, _("%(case)s is open.") % {"case": case})
    return redirect("workspace:case", code=case.code)


def _known_contact(email: str) -> Contact | None:
    known = find_identity("email", email) if email else None
    return known.contact if known else None


def _with_caller(facts: dict[str, Any]) -> str:
    caller = " ".join(part for part in (facts["name"], facts["email"]) if part)
    return f"{caller}\n{facts['text']}".strip()


@require_GET
def original(request: ActorRequest, code: str, message_id: int) -> HttpResponse:
    """Show a mail as its sender formatted it, in a frame that may do nothing."""
    case = _case(request, code)
    message = get_object_or_404(messages_in(case), pk=message_id)
    response = render(request, "workspace/cases/original.html", {"message": message})
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; sandbox"
        if request.GET.get("images") == "yes"
        else "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_GET
def raw(request: ActorRequest, code: str, message_id: int) -> HttpResponseBase:
    """Hand out a mail byte by byte, as it came."""
    case = _case(request, code)
    came = messages_in(case).filter(pk=message_id)
    letter = get_object_or_404(StoredFile, pk__in=came.values("envelope__raw"))
    return download(request, letter, f"{case}.eml")


@require_GET
def file(request: ActorRequest, code: str, file_id: int) -> HttpResponseBase:
    """Hand out a file of a message to who may see its case."""
    case = _case(request, code)
    files = MessageFile.objects.filter(message__in=messages_in(case)).select_related("file")
    found = get_object_or_404(files, pk=file_id)
    return download(request, found.file, found.name)
