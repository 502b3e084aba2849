"""A claim is asked, whatever it is about: with all that is known filled in already."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime

from aftercare.base.company.queries import setting
from aftercare.domain.cases.queries import numbers_in
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.decisions import (
    damage_looks_about,
    decisions_about,
    letter_about,
)
from aftercare.domain.coverage.queries.evidence import damage_found, evidence_wanted
from aftercare.domain.coverage.queries.known import known_for
from aftercare.domain.coverage.queries.rulebooks import known_classes, known_parts, said
from aftercare.domain.coverage.states import LookStatus
from aftercare.domain.repairs.queries import CURRENCY, material_for
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.coverage.forms import Claim
from aftercare.interfaces.workspace.coverage.shown import language_now, shown_decision
from aftercare.interfaces.workspace.coverage.steps_forms import (
    ChargeForm,
    FirstLookForm,
    WordsForm,
    shown_forms,
)
from aftercare.interfaces.workspace.coverage.subjects import Subject
from aftercare.interfaces.workspace.spares_shown import spares_left
from aftercare.kit import clock
from aftercare.kit.actors import Actor

MOST_EARLIER = 12


def ask(request: ActorRequest, subject: Subject) -> HttpResponse:
    """Ask for a decision about something; what a rule has to know first is marked."""
    request.actor.must(CoveragePermission.DECIDE)
    newest = subject.newest(request.actor)
    claim = _claim(subject, newest, request.POST or None)
    if request.method == "POST" and claim.is_decidable():
        made = decide_coverage(
            subject.about, facts=claim.facts, actor=request.actor, at=clock.now()
        )
        return redirect(subject.url_of(made))
    status = 422 if request.method == "POST" else 200
    return _question(request, subject, claim, newest, status=status)


def ask_again(request: ActorRequest, subject: Subject, **wrong: Any) -> HttpResponse:
    """Show the question where nothing is decided yet, with forms about a damage gone `wrong`."""
    return _question(request, subject, _claim(subject, None), None, status=422, **wrong)


def _question(
    request: ActorRequest,
    subject: Subject,
    claim: Claim,
    newest: StoredDecision | None,
    *,
    status: int,
    **wrong: Any,
) -> HttpResponse:
    context = {
        "about": subject.name,
        "back": subject.back,
        "back_label": subject.back_label,
        "newest_url": newest and subject.url_of(newest),
        "claim": claim,
        "classes": known_classes(),
        "parts": known_parts(),
        "numbers": numbers_in(subject.case) if subject.case else (),
    }
    if not newest:
        # Where nothing is decided there is no other page on which a damage could be looked at.
        context |= damage_shown(subject, newest, request.actor)
    return render(request, "workspace/coverage/decide.html", context | wrong, status=status)


def show_decision(request: ActorRequest, subject: Subject, decision_id: int) -> HttpResponse:
    """Show one of the decisions about something that is no case."""
    stored = get_object_or_404(decisions_about(subject.about, request.actor), pk=decision_id)
    return decision_about(request, subject, stored)


def decision_about(
    request: ActorRequest, subject: Subject, stored: StoredDecision, **wrong: Any
) -> HttpResponse:
    """
    Show what was decided about something that is no case: nobody is told from here.

    Of its forms those that are `wrong` with what was typed and why.
    """
    decided = decisions_about(subject.about, request.actor)
    context = {
        "subject": subject,
        "stored": stored,
        "shown": shown_decision(stored),
        "letter": letter_about(stored, language_now()),
        "earlier": [(each, subject.url_of(each)) for each in decided[:MOST_EARLIER]],
        "spares_left": spares_left(subject.account, request.actor),
    } | damage_shown(subject, stored, request.actor)
    status = 422 if wrong else 200
    return render(request, "workspace/coverage/unit_decision.html", context | wrong, status=status)


def _claim(subject: Subject, newest: StoredDecision | None, sent: QueryDict | None = None) -> Claim:
    known = known_for(subject.account, subject.unit, newest.facts if newest else None)
    is_damaged, shown = damage_found(subject.about)
    if is_damaged:
        known["fault"] = {"cause": "human_damage"} | known.get("fault", {})
    known["evidence"] = [*known.get("evidence", []), *_unsaid(shown, known.get("evidence", []))]
    today = localtime(clock.now()).date()
    return Claim(sent, known=known, account=subject.account, unit=subject.unit, today=today)


def _unsaid(shown: list[dict[str, str]], said_before: list[dict[str, str]]) -> list[dict[str, str]]:
    known = {(each["kind"], each["what"]) for each in said_before}
    return [each for each in shown if (each["kind"], each["what"]) not in known]


def damage_shown(subject: Subject, stored: StoredDecision | None, actor: Actor) -> dict[str, Any]:
    """Return what the card of human damage shows of something, with its forms."""
    wanted = evidence_wanted(class_of(subject, stored))
    looks = list(damage_looks_about(subject.about, actor))
    is_to_charge = any(look.status == LookStatus.CONFIRMED for look in looks)
    return {
        "looks": looks,
        "may_adjudicate": actor.may(CoveragePermission.ADJUDICATE),
        "about_ref": subject.about,
        "first_look_form": FirstLookForm(),
        "words_form": WordsForm(),
        "shown_forms": shown_forms(wanted),
        "evidence_wanted": [said(kind, language_now()) for kind in wanted],
        "charge_form": ChargeForm(initial=_charge(subject)) if is_to_charge else None,
    }


def class_of(subject: Subject, stored: StoredDecision | None) -> str:
    """Return the class of the goods: as it was decided on, else of the unit."""
    item_class: str = (stored.facts if stored else {}).get("item_class", "")
    return item_class or subject.item_class


def _charge(subject: Subject) -> dict[str, Any]:
    """Return what could be charged: the parts of the repair, at their lowest cost."""
    if subject.order is None:
        return {"currency": setting(CURRENCY.name)}
    material = material_for(subject.order, day=clock.now().date())
    return {
        "amount": material.amount or None,
        "currency": material.currency,
        "words": material.words,
    }
