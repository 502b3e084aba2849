"""What can be done with a case: one operation for each address."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.answers import add_note, save_draft, take_back_reply
from aftercare.domain.cases.operations.composed import answer_case
from aftercare.domain.cases.operations.joint import answer_escalation, escalate_case
from aftercare.domain.cases.operations.numbers import confirm_number, dismiss_number
from aftercare.domain.cases.operations.order import (
    link_cases,
    merge_cases,
    split_case,
    undo_merge,
    unlink_cases,
)
from aftercare.domain.cases.operations.outcome import reopen_case, solve_case
from aftercare.domain.cases.operations.work import (
    assign_case,
    snooze_case,
    sort_case,
    take_case,
    wait_for,
    wake_case,
    watch_case,
)
from aftercare.domain.cases.queries import (
    escalations_of,
    links_of,
    messages_in,
    numbers_in,
    visible_cases,
)
from aftercare.domain.cases.states import Changes, LinkKind, WaitingFor
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast, toast_with_undo
from aftercare.interfaces.workspace.cases.forms import (
    AnswerForm,
    AssignForm,
    EscalateForm,
    EscalationAnswerForm,
    LinkForm,
    MergeForm,
    NoteForm,
    SnoozeForm,
    SolveForm,
    SortForm,
)
from aftercare.interfaces.workspace.cases.views import case_answer
from aftercare.kit import clock

P = ParamSpec("P")
Action = Callable[Concatenate[ActorRequest, Case, P], HttpResponse | None]


def on_case(action: Action[P]) -> Callable[..., HttpResponse]:
    """Find the case an action is about, and answer with it as it is afterwards."""

    @require_POST
    def view(request: ActorRequest, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        case = get_object_or_404(visible_cases(request.actor), code=code)
        return action(request, case, *args, **kwargs) or case_answer(request, case)

    view.__name__ = action.__name__
    return view


def _wrong(request: ActorRequest, form: forms.Form) -> HttpResponse:
    return render(request, "workspace/cases/_wrong.html", {"form": form}, status=422)


@on_case
def answer(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Answer the customer, and change the case with it."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    sent = form.cleaned_data
    message = answer_case(
        case,
        text=sent["text"],
        changes=Changes(status=sent["status"] or None, waiting_for=sent["waiting_for"] or None),
        cc=[each.strip() for each in sent["cc"].split(",") if "@" in each],
        is_solution=sent["is_solution"],
        due_at=sent["due_at"],
        reason=sent["reason"],
        seen=sent["seen"],
        actor=request.actor,
        at=clock.now(),
    )
    undo = reverse("workspace:case-undo-send", args=[case.code, message.pk])
    toast_with_undo(request, _("The answer goes out in ten seconds."), undo=undo)
    return None


@on_case
def undo_send(request: ActorRequest, case: Case, message_id: int) -> None:
    """Take an answer back that has not gone out yet."""
    message = get_object_or_404(messages_in(case), pk=message_id)
    take_back_reply(case, message, actor=request.actor, at=clock.now())
    toast(request, _("Taken back. The text is a draft again."))


@on_case
def note(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Tell the others something."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    add_note(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    return None


@on_case
def draft(request: ActorRequest, case: Case, kind: str) -> HttpResponse:
    """Keep what somebody is writing."""
    text = request.POST.get("text", "")[:100_000]
    save_draft(case, kind=kind, text=text, actor=request.actor, at=clock.now())
    return HttpResponse(status=204)


@on_case
def take(request: ActorRequest, case: Case) -> None:
    """Work on a case from now on."""
    take_case(case, actor=request.actor, at=clock.now())
    toast(request, _("It is yours now."))


@on_case
def assign(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Give a case to a team or a person."""
    form = AssignForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    assign_case(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("The case was handed over."))
    return None


@on_case
def sort(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Change what a case is about and how much it presses."""
    form = SortForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    sort_case(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    return None


@on_case
def wait(request: ActorRequest, case: Case, what: str) -> None:
    """Wait for the customer, a part or a supplier."""
    wait_for(case, WaitingFor(what), actor=request.actor, at=clock.now())
    toast(request, _("The clocks stand still until then."))


@on_case
def snooze(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Take a case out of the lists for a while."""
    if hours := request.POST.get("hours", ""):
        until = clock.now() + timedelta(hours=int(hours) if hours.isdecimal() else 1)
    else:
        form = SnoozeForm(request.POST)
        if not form.is_valid():
            return _wrong(request, form)
        until = form.cleaned_data["until"]
    snooze_case(case, until=_aware(until), actor=request.actor, at=clock.now())
    undo = reverse("workspace:case-wake", args=[case.code])
    toast_with_undo(request, _("Snoozed."), undo=undo)
    return None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.astimezone()


@on_case
def wake(request: ActorRequest, case: Case) -> None:
    """Bring a case back into the lists."""
    wake_case(case, actor=request.actor, at=clock.now())


@on_case
def watch(request: ActorRequest, case: Case) -> None:
    """Hear of everything in a case, or no longer."""
    watching = request.POST.get("watching") != "no"
    watch_case(case, watching=watching, actor=request.actor, at=clock.now())
    toast(request, _("You hear of everything here.") if watching else _("You hear no more of it."))


@on_case
def solve(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Settle a matter."""
    form = SolveForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    solve_case(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    undo = reverse("workspace:case-reopen", args=[case.code])
    toast_with_undo(request, _("%(case)s is solved.") % {"case": case}, undo=undo)
    return None


@on_case
def reopen(request: ActorRequest, case: Case) -> None:
    """Go on with a matter."""
    reopen_case(case, actor=request.actor, at=clock.now())


@on_case
def escalate(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Ask another team for help."""
    form = EscalateForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    escalate_case(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("The team was asked and sees the case."))
    return None


@on_case
def answer_asked(request: ActorRequest, case: Case, escalation_id: int) -> HttpResponse | None:
    """Answer for the team that was asked."""
    form = EscalationAnswerForm(request.POST)
    if not form.is_valid():
        return _wrong(request, form)
    asked = get_object_or_404(escalations_of(case), pk=escalation_id)
    answer_escalation(asked, **form.cleaned_data, actor=request.actor, at=clock.now())
    return None


@on_case
def merge(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Go on with a case in another one."""
    form = MergeForm(request.POST)
    other = _named(request, form, "into")
    if other is None:
        return _wrong(request, form)
    merge_cases(case, into=other, actor=request.actor, at=clock.now())
    undo = reverse("workspace:case-unmerge", args=[case.code])
    toast_with_undo(request, _("Merged into %(case)s.") % {"case": other}, undo=undo)
    return case_answer(request, other)


@on_case
def unmerge(request: ActorRequest, case: Case) -> None:
    """Make a merged case one of its own again."""
    undo_merge(case, actor=request.actor, at=clock.now())


@on_case
def split(request: ActorRequest, case: Case, message_id: int) -> HttpResponse:
    """Let a message begin a case of its own."""
    message = get_object_or_404(messages_in(case), pk=message_id)
    part = split_case(
        case, message, subject=request.POST.get("subject", ""), actor=request.actor, at=clock.now()
    )
    toast(request, _("%(case)s was split off.") % {"case": part})
    return case_answer(request, part)


@on_case
def link(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Say how a case has to do with another."""
    form = LinkForm(request.POST)
    other = _named(request, form, "other")
    if other is None:
        return _wrong(request, form)
    kind = LinkKind(form.cleaned_data["kind"])
    link_cases(case, other=other, kind=kind, actor=request.actor, at=clock.now())
    return None


@on_case
def unlink(request: ActorRequest, case: Case, link_id: int) -> None:
    """Forget a link."""
    found = get_object_or_404(links_of(case), pk=link_id)
    unlink_cases(found, actor=request.actor, at=clock.now())


@on_case
def confirm(request: ActorRequest, case: Case, number_id: int) -> None:
    """Say that a number belongs to the matter."""
    number = get_object_or_404(numbers_in(case), pk=number_id)
    confirm_number(number, actor=request.actor, at=clock.now())


@on_case
def dismiss(request: ActorRequest, case: Case, number_id: int) -> None:
    """Say that a number has nothing to do with the matter."""
    number = get_object_or_404(numbers_in(case), pk=number_id)
    dismiss_number(number, actor=request.actor, at=clock.now())


def _named(request: ActorRequest, form: Any, name: str) -> Case | None:
    if not form.is_valid():
        return None
    code = form.cleaned_data[name].strip().upper()
    other = visible_cases(request.actor).filter(code=code).first()
    if other is None:
        form.add_error(name, _("There is no case of this number for you."))
    return other
