"""What can be done with a case: one operation for each address."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.joint import answer_escalation, escalate_case
from aftercare.domain.cases.operations.merging import merge_cases, undo_merge
from aftercare.domain.cases.operations.numbers import confirm_number, dismiss_number, unname_unit
from aftercare.domain.cases.operations.order import link_cases, split_case, unlink_cases
from aftercare.domain.cases.operations.outcome import commit_to_date, reopen_case, solve_case
from aftercare.domain.cases.operations.spam import bring_back, mark_as_spam
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
    units_of,
    visible_cases,
)
from aftercare.domain.cases.queries.spam import sender_of, what_blocks
from aftercare.domain.cases.states import Block, LinkKind, WaitingFor
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast, toast_with_undo
from aftercare.interfaces.workspace.cases.asked import asked_by
from aftercare.interfaces.workspace.cases.forms import (
    AssignForm,
    DateForm,
    EscalateForm,
    EscalationAnswerForm,
    LinkForm,
    MergeForm,
    SnoozeForm,
    SolveForm,
    SortForm,
    SpamForm,
)
from aftercare.interfaces.workspace.cases.panes import on_case, pane_answer, wrong
from aftercare.kit import clock

MORNING = time(9)


@on_case
def take(request: ActorRequest, case: Case) -> None:
    """Work on a case from now on."""
    undo = _way_back(case)
    take_case(case, actor=request.actor, at=clock.now())
    toast_with_undo(request, _("It is yours now."), **undo)


@on_case
def assign(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Give a case to a team or a person."""
    form = AssignForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    undo = _way_back(case)
    assign_case(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast_with_undo(request, _("The case was handed over."), **undo)
    return None


def _way_back(case: Case) -> dict[str, Any]:
    return {
        "undo": reverse("workspace:case-assign", args=[case.code]),
        "team": case.team_id or "",
        "assignee": case.assignee_id or "",
    }


@on_case
def sort(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Change what a case is about and how much it presses."""
    form = SortForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    before = {
        "undo": reverse("workspace:case-sort", args=[case.code]),
        "subject": case.subject,
        "priority": case.priority,
        "kind": case.kind,
        "tags": ", ".join(case.tags),
    }
    sort_case(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast_with_undo(request, _("Sorted."), **before)
    return None


@on_case
def wait(request: ActorRequest, case: Case, what: str) -> None:
    """Wait for the customer, a part or a supplier."""
    if what not in WaitingFor.values:
        raise Http404
    wait_for(case, WaitingFor(what), actor=request.actor, at=clock.now())
    undo = reverse("workspace:case-reopen", args=[case.code])
    toast_with_undo(request, _("The case waits. What stays owed is seen beside it."), undo=undo)


@on_case
def snooze(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Take a case out of the lists for a while."""
    until = _moment(request.POST.get("when", ""), clock.now())
    if until is None:
        form = SnoozeForm(request.POST)
        if not form.is_valid():
            return wrong(request, form)
        until = form.cleaned_data["until"]
    snooze_case(case, until=until, actor=request.actor, at=clock.now())
    undo = reverse("workspace:case-wake", args=[case.code])
    toast_with_undo(request, _("Snoozed."), undo=undo)
    return None


def _moment(named: str, at: datetime) -> datetime | None:
    today = timezone.localtime(at)
    morning = timezone.make_aware(datetime.combine(today, MORNING))
    return {
        "hour": at + timedelta(hours=1),
        "afternoon": at + timedelta(hours=4),
        "tomorrow": morning + timedelta(days=1),
        "monday": morning + timedelta(days=7 - today.weekday()),
    }.get(named)


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
    """Settle a matter; with `then=next`, show the next one of the list."""
    form = SolveForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    goes_on = request.POST.get("then") == "next"
    follow = asked_by(request).next_to(case, request) if goes_on else case
    solve_case(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    undo = reverse("workspace:case-reopen", args=[case.code])
    toast_with_undo(request, _("%(case)s is solved.") % {"case": case}, undo=undo)
    return pane_answer(request, follow) if goes_on else None


@on_case
def reopen(request: ActorRequest, case: Case) -> None:
    """Go on with a matter."""
    reopen_case(case, actor=request.actor, at=clock.now())


@on_case
def spam(request: ActorRequest, case: Case) -> HttpResponse:
    """Say that a case is spam, perhaps block who sent it, and show the next one of the list."""
    form = SpamForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    follow = asked_by(request).next_to(case, request)
    blocks = Block(form.cleaned_data["blocks"])
    mark_as_spam(case, blocks=blocks, actor=request.actor, at=clock.now())
    undo = reverse("workspace:case-not-spam", args=[case.code])
    toast_with_undo(
        request, _("%(case)s is spam. Nothing is owed for it.") % {"case": case}, undo=undo
    )
    return pane_answer(request, follow)


@on_case
def not_spam(request: ActorRequest, case: Case) -> HttpResponse:
    """Say that a case is no spam: it stands as before, and what is owed counts from now."""
    bring_back(case, actor=request.actor, at=clock.now())
    if blocked := what_blocks(sender_of(case)):
        toast(
            request,
            _("It is back. What else comes from %(domain)s is still kept as spam.")
            % {"domain": blocked},
        )
    else:
        toast(request, _("It is back, and what is owed counts from now."))
    return pane_answer(request, case)


@on_case
def commit(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Promise the solution by a date, or move the date that was promised."""
    form = DateForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    commit_to_date(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("The date is promised. Tell the customer."))
    if request.POST.get("back") == "board":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return None


@on_case
def escalate(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Ask another team for help."""
    form = EscalateForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    escalate_case(case, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("The team was asked and sees the case."))
    return None


@on_case
def answer_asked(request: ActorRequest, case: Case, escalation_id: int) -> HttpResponse | None:
    """Answer for the team that was asked."""
    form = EscalationAnswerForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    asked = get_object_or_404(escalations_of(case), pk=escalation_id)
    answer_escalation(asked, **form.cleaned_data, actor=request.actor, at=clock.now())
    return None


@on_case
def merge(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Go on with a case in another one."""
    form = MergeForm(request.POST)
    other = _named(request, form, "into")
    if other is None:
        return wrong(request, form)
    merge_cases(case, into=other, actor=request.actor, at=clock.now())
    undo = reverse("workspace:case-unmerge", args=[case.code])
    toast_with_undo(request, _("Merged into %(case)s.") % {"case": other}, undo=undo)
    return pane_answer(request, other)


@on_case
def unmerge(request: ActorRequest, case: Case) -> HttpResponse:
    """Make a merged case one of its own again."""
    undo_merge(case, actor=request.actor, at=clock.now())
    return pane_answer(request, case)


@on_case
def split(request: ActorRequest, case: Case, message_id: int) -> HttpResponse:
    """Let a message begin a case of its own."""
    message = get_object_or_404(messages_in(case), pk=message_id)
    part = split_case(
        case, message, subject=request.POST.get("subject", ""), actor=request.actor, at=clock.now()
    )
    toast(request, _("%(case)s was split off.") % {"case": part})
    return pane_answer(request, part)


@on_case
def link(request: ActorRequest, case: Case) -> HttpResponse | None:
    """Say how a case has to do with another."""
    form = LinkForm(request.POST)
    other = _named(request, form, "other")
    if other is None:
        return wrong(request, form)
    kind = LinkKind(form.cleaned_data["kind"])
    link_cases(case, other=other, kind=kind, actor=request.actor, at=clock.now())
    return None


@on_case
def unlink(request: ActorRequest, case: Case, link_id: int) -> None:
    """Forget a link."""
    found = get_object_or_404(links_of(case), pk=link_id)
    undo = {
        "undo": reverse("workspace:case-link", args=[found.case.code]),
        "other": found.other.code,
        "kind": found.kind,
    }
    unlink_cases(found, actor=request.actor, at=clock.now())
    toast_with_undo(request, _("The link is gone."), **undo)


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


@on_case
def unname(request: ActorRequest, case: Case, unit_id: int) -> None:
    """Say that a matter is not about a unit after all."""
    unit = get_object_or_404(units_of(case, request.actor), pk=unit_id)
    unname_unit(case, unit, actor=request.actor, at=clock.now())


def _named(request: ActorRequest, form: Any, name: str) -> Case | None:
    if not form.is_valid():
        return None
    code = form.cleaned_data[name].strip().upper()
    other = visible_cases(request.actor).filter(code=code).first()
    if other is None:
        form.add_error(name, _("There is no case of this number for you."))
    return other
