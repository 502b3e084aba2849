"""A return: opened, looked at, and everything that is done with it and its lines."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.base.files.queries import visible_links
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import units_of, visible_cases
from aftercare.domain.returns.models import Rma, RmaLine
from aftercare.domain.returns.operations.asking import open_return
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import (
    amounts_of,
    arrivals_of,
    changes_of_return,
    files_of_return,
    freight_of,
    lines_of,
    parcels_of,
    visible_returns,
)
from aftercare.domain.returns.queries.rules import evidence_lacking
from aftercare.domain.returns.states import EvidenceKind, LineStatus, ReturnPromise, RmaStatus, Wish
from aftercare.domain.units.queries import visible_units
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.customers.story import story_about
from aftercare.interfaces.workspace.parcels.shown import tone_of
from aftercare.interfaces.workspace.return_texts import RETURNS_TOLD
from aftercare.interfaces.workspace.returns.forms import EvidenceForm, NewReturnForm
from aftercare.interfaces.workspace.returns.shown import (
    LINE_TONES,
    NEXT,
    TONES,
    owed_for,
    sent_on_to,
    steps_of,
    waits_of,
)
from aftercare.interfaces.workspace.returns.verbs import (
    LINE_VERBS,
    VERBS,
    line_verbs_for,
    next_step,
    replacement_of,
    verbs_for,
)
from aftercare.kit import clock
from aftercare.kit.refs import ref

MOST_PARCELS = 12
TOLD_OF_RETURN = RETURNS_TOLD.keys() | {
    "promises.promise_moved",
    "promises.promise_broken",
    "supply.shortage_opened",
    "supply.way_out_chosen",
    "supply.shortage_solved",
}


def return_for(request: ActorRequest, code: str) -> Rma:
    """Return the return of this number, or 404 if there is none for whoever asks."""
    return get_object_or_404(visible_returns(request.actor), code=code)


@require_http_methods(["GET", "POST"])
def new_return(request: ActorRequest) -> HttpResponse:
    """Write down what a customer sends back, with all a case or a unit knows filled in."""
    request.actor.must(ReturnPermission.OPEN)
    case = _case(request)
    sent = request.method == "POST"
    form = NewReturnForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial={"things": _things(request, case), "words": case.subject if case else ""},
    )
    if form.is_valid():
        given = form.cleaned_data
        owner = None if given["account"] or (case and _has_customer(case)) else given["owner"]
        rma = open_return(
            Wish(given["lines"], given["words"], form.shown(), case.language if case else ""),
            reason=given["reason"],
            site=given["site"],
            case=case,
            account=given["account"] or (owner.account if owner else None),
            contact=owner.contact if owner else None,
            actor=request.actor,
            at=clock.now(),
        )
        toast(request, _("%(return)s is open.") % {"return": rma})
        return redirect("workspace:return", code=rma.code)
    back = reverse("workspace:case", args=[case.code]) if case else reverse("workspace:returns")
    return _form_page(request, form, title=_("New return"), back=back)


def _has_customer(case: Case) -> bool:
    return bool(case.account_id or case.contact_id)


def _case(request: ActorRequest) -> Case | None:
    code = request.GET.get("case", "")
    return get_object_or_404(visible_cases(request.actor), code=code) if code else None


def _things(request: ActorRequest, case: Case | None) -> str:
    number = request.GET.get("unit", "")
    if number.isdecimal():
        return str(get_object_or_404(visible_units(request.actor), pk=int(number)).serial)
    units = units_of(case, request.actor) if case else []
    return "\n".join(unit.serial for unit in units if unit.serial)


def _form_page(
    request: ActorRequest,
    form: Any,
    *,
    title: Any,
    back: str,
    rma: Rma | None = None,
    line: RmaLine | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "rma": rma, "line": line}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/returns/form.html", context, status=status)


@require_GET
def show_return(request: ActorRequest, code: str) -> HttpResponse:
    """Show a return: where it stands, its lines, what came, and who owes whom what."""
    found = return_for(request, code)
    at = clock.now()
    owed = owed_for(found, at)
    # A replacement that is waited for is promised: where none is, nobody need look for it.
    promised = any(each.row.kind == ReturnPromise.REPLACEMENT for each in owed)
    waits = waits_of(found, request.actor) if promised else {}
    lines = list(lines_of(found))
    context = {
        "rma": found,
        "tone": TONES.get(RmaStatus(found.status), "blue"),
        "steps": steps_of(found, list(changes_of_return(found))),
        "owed": owed,
        "lines": [
            (
                line,
                LINE_TONES.get(LineStatus(line.status), "blue"),
                line_verbs_for(line, request.actor, is_wanted=line.pk in waits),
                waits.get(line.pk),
            )
            for line in lines
        ],
        "suppliers": sent_on_to(lines),
        "next": next_step(found, request.actor),
        "next_words": NEXT.get(RmaStatus(found.status), ""),
        "verbs": list(verbs_for(found, request.actor, is_replaced=any(map(replacement_of, lines)))),
        "at": at,
        "story": story_about(
            [ref(found)], request.actor, events=TOLD_OF_RETURN, after=request.GET.get("after", "")
        ),
    }
    context |= _beside(request, found)
    return page(request, "workspace/returns/return.html#story", context)


def _beside(request: ActorRequest, rma: Rma) -> dict[str, Any]:
    links = {each.file_id: each for each in visible_links(request.actor, ref(rma))}
    freight = freight_of(rma)
    return {
        "files": [(each, links.get(each.file_id)) for each in files_of_return(rma)],
        "lacking": [EvidenceKind(each).label for each in evidence_lacking(rma)],
        "surprises": [each for each in arrivals_of(rma) if each.state != "taken"],
        "amounts": amounts_of(rma),
        "freight": freight,
        "freight_because": freight.because.label,
        "parcels": [(each, tone_of(each)) for each in parcels_of(rma)[:MOST_PARCELS]],
        "instruction": request.build_absolute_uri(
            reverse("portal:return-instruction", args=[rma.token])
        ),
        "may_receive": request.actor.may(ReturnPermission.RECEIVE),
    }


@require_http_methods(["GET", "POST"])
def do(request: ActorRequest, code: str, verb: str) -> HttpResponse:
    """Do one thing with a return, after its form is filled in where it has one."""
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    found = return_for(request, code)
    request.actor.must(chosen.permission)
    back = reverse("workspace:return", args=[code])
    form = _form_of(request, chosen.form)
    if form is not None and not form.is_valid():
        return _form_page(request, form, title=chosen.title, back=back, rma=found)
    if form is None and request.method != "POST":
        return redirect(back)
    chosen.call(found, **_facts(form), actor=request.actor, at=clock.now())
    toast(request, _("Done."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
def do_line(request: ActorRequest, code: str, rma_line_id: int, verb: str) -> HttpResponse:
    """Do one thing with a line of a return."""
    chosen = LINE_VERBS.get(verb)
    if chosen is None:
        raise Http404
    found = return_for(request, code)
    line = get_object_or_404(lines_of(found), pk=rma_line_id)
    request.actor.must(chosen.permission)
    back = reverse("workspace:return", args=[code])
    form = _form_of(request, chosen.form)
    if form is not None and not form.is_valid():
        return _form_page(request, form, title=chosen.title, back=back, rma=found, line=line)
    if form is None and request.method != "POST":
        return redirect(back)
    chosen.call(line, **_facts(form), actor=request.actor, at=clock.now())
    toast(request, _("Done."))
    return redirect(back)


def _form_of(request: ActorRequest, form: Any) -> Any:
    if form is None:
        return None
    if request.method != "POST":
        return form()
    return form(request.POST, request.FILES)


def _facts(form: Any) -> dict[str, Any]:
    if isinstance(form, EvidenceForm):
        return form.facts()
    return dict(form.cleaned_data) if form is not None else {}
