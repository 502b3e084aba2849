"""What is written in a case: answers with files and prepared texts, notes, notices."""

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftercare.base.people.queries import visible_teams, visible_users
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.answers import add_note, send_reply_again, take_back_reply
from aftercare.domain.cases.operations.composed import answer_case, use_macro
from aftercare.domain.cases.operations.drafts import (
    attach_to_draft,
    detach_from_draft,
    drop_notice,
    save_draft,
    use_notice,
)
from aftercare.domain.cases.queries import (
    draft_files,
    macro_changes,
    macro_text,
    messages_in,
    my_draft,
    visible_macros,
)
from aftercare.domain.cases.states import Changes
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast, toast_with_undo
from aftercare.interfaces.workspace.cases.asked import asked_by
from aftercare.interfaces.workspace.cases.forms import AnswerForm, NoteForm
from aftercare.interfaces.workspace.cases.panes import case_for, on_case, pane_answer, wrong
from aftercare.interfaces.workspace.cases.told import answers_since, changes_in_words
from aftercare.kit import clock
from aftercare.kit.actors import Actor

MOST_OFFERED = 8
KINDS = {"reply", "note"}


@on_case
def answer(request: ActorRequest, case: Case) -> HttpResponse:
    """Answer the customer, and change the case with it."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    sent = form.cleaned_data
    if sent["seen"] is not None and sent["seen"] != case.version:
        return _meanwhile(request, case, sent["heard"])
    follow = _follow(request, case)
    files = draft_files(my_draft(case, "reply", request.actor))
    message = answer_case(
        case,
        text=sent["text"],
        changes=Changes(status=sent["status"] or None, waiting_for=sent["waiting_for"] or None),
        cc=form.copies(),
        files=[(each.file, each.name) for each in files],
        is_solution=sent["is_solution"],
        due_at=sent["due_at"],
        reason=sent["reason"],
        macro=visible_macros(request.actor).filter(pk=sent["macro"] or 0).first(),
        seen=sent["seen"],
        actor=request.actor,
        at=clock.now(),
    )
    undo = reverse("workspace:case-undo-send", args=[case.code, message.pk])
    toast_with_undo(request, _("The answer goes out in ten seconds."), undo=undo)
    return pane_answer(request, follow)


def _follow(request: ActorRequest, case: Case) -> Case | None:
    """Return the case that is shown after an answer, as the person likes it."""
    wish = getattr(request.user, "after_send", "stay")
    if wish == "next":
        return asked_by(request).next_to(case, request)
    return None if wish == "close" else case


def _meanwhile(request: ActorRequest, case: Case, heard: int | None) -> HttpResponse:
    said = answers_since(case, heard or 0, request.actor, also_customers=True)
    context = {"case": case, "said": said}
    response = render(request, "workspace/cases/_meanwhile.html", context, status=409)
    response.headers["HX-Retarget"] = "#composer-problems"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


@on_case
def undo_send(request: ActorRequest, case: Case, message_id: int) -> HttpResponse:
    """Take an answer back that has not gone out yet."""
    message = get_object_or_404(messages_in(case), pk=message_id)
    take_back_reply(case, message, actor=request.actor, at=clock.now())
    toast(request, _("Taken back. The text is a draft again."))
    return pane_answer(request, case)


@on_case
def send_again(request: ActorRequest, case: Case, message_id: int) -> None:
    """Let an answer that may not have arrived go out once more."""
    message = get_object_or_404(messages_in(case), pk=message_id)
    send_reply_again(case, message, actor=request.actor, at=clock.now())
    toast(request, _("It goes out once more."))


@on_case
def note(request: ActorRequest, case: Case) -> HttpResponse:
    """Tell the others something."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    add_note(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    return pane_answer(request, case)


@on_case
def draft(request: ActorRequest, case: Case, kind: str) -> HttpResponse:
    """Keep what somebody is writing."""
    text = request.POST.get("text", "")[:100_000]
    save_draft(case, kind=_known(kind), text=text, actor=request.actor, at=clock.now())
    return HttpResponse(status=204)


@on_case
def attach(request: ActorRequest, case: Case) -> HttpResponse:
    """Let a file go with the answer that is being written."""
    upload = request.FILES.get("file")
    if upload is None:
        raise BadRequest
    attach_to_draft(
        case,
        kind="reply",
        content=upload.file,  # type: ignore[arg-type]  # what Django hands out can be read
        name=upload.name or "",
        actor=request.actor,
        at=clock.now(),
    )
    return _attached(request, case)


@on_case
def detach(request: ActorRequest, case: Case, link_id: int) -> HttpResponse:
    """Take a file off the answer that is being written."""
    for each in draft_files(my_draft(case, "reply", request.actor)):
        if each.pk == link_id:
            detach_from_draft(case, each, kind="reply", actor=request.actor, at=clock.now())
    return _attached(request, case)


def _attached(request: ActorRequest, case: Case) -> HttpResponse:
    files = draft_files(my_draft(case, "reply", request.actor))
    context = {"case": case, "attached": files}
    return render(request, "workspace/cases/_attached.html", context)


@on_case
def take_notice(request: ActorRequest, case: Case) -> HttpResponse:
    """Put the drafted notice into the answer."""
    use_notice(case, actor=request.actor, at=clock.now())
    return pane_answer(request, case)


@on_case
def throw_notice(request: ActorRequest, case: Case) -> HttpResponse:
    """Throw the drafted notice away."""
    drop_notice(case, actor=request.actor, at=clock.now())
    toast(request, _("The notice is gone. Nothing was sent."))
    return pane_answer(request, case)


@require_GET
def insert(request: ActorRequest, code: str) -> HttpResponse:
    """Offer what may stand behind `/` (prepared answers) and `@` (people and teams)."""
    case = case_for(request, code)
    q = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"case": case}
    if request.GET.get("key") == "/":
        macros = visible_macros(request.actor)
        context["macros"] = macros.filter(name__icontains=q)[:MOST_OFFERED]
    else:
        context |= _people(request.actor, q)
    return render(request, "workspace/cases/_insert.html", context)


def _people(actor: Actor, q: str) -> dict[str, Any]:
    named = Q(handle__istartswith=q) | Q(name__icontains=q)
    users = visible_users(actor).filter(named, is_active=True, kind="user")
    teams = visible_teams(actor).filter(Q(code__istartswith=q) | Q(name__icontains=q))
    return {"users": users[:MOST_OFFERED], "teams": teams[:4]}


@require_GET
def macro(request: ActorRequest, code: str, macro_id: int) -> HttpResponse:
    """Show a prepared answer as the customer would read it, and what it changes."""
    case = case_for(request, code)
    prepared = get_object_or_404(visible_macros(request.actor), pk=macro_id)
    context = {
        "case": case,
        "macro": prepared,
        "text": macro_text(prepared, case, request.actor),
        "changes": changes_in_words(macro_changes(prepared)),
    }
    return render(request, "workspace/cases/_macro.html", context)


@on_case
def apply_macro(request: ActorRequest, case: Case, macro_id: int) -> None:
    """Make the changes of a prepared answer without its text."""
    prepared = get_object_or_404(visible_macros(request.actor), pk=macro_id)
    use_macro(case, prepared, actor=request.actor, at=clock.now())
    toast(request, _("Changed as in “%(macro)s”.") % {"macro": prepared})


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise BadRequest
    return kind
