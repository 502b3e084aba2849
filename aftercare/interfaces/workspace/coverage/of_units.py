"""What could be claimed for a unit, asked without a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.cases.models import Case
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.decisions import (
    decisions_about,
    letter_about,
    visible_decisions,
)
from aftercare.domain.coverage.queries.guarantee import guarantee_of
from aftercare.domain.coverage.queries.known import known_for
from aftercare.domain.coverage.queries.rulebooks import known_classes, known_parts
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import visible_units
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.coverage.forms import Claim
from aftercare.interfaces.workspace.coverage.shown import language_now, shown_decision
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

MOST_EARLIER = 12


@require_http_methods(["GET", "POST"])
def decide(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Ask what could be claimed for a unit today, with all that is known filled in already."""
    request.actor.must(CoveragePermission.DECIDE)
    unit = _unit(request, unit_id)
    newest = decisions_about(ref(unit), request.actor).first()
    claim = _claim(request, unit, newest)
    if request.method == "POST" and claim.is_decidable():
        made = decide_coverage(ref(unit), facts=claim.facts, actor=request.actor, at=clock.now())
        return redirect("workspace:unit-decision", unit_id=unit.pk, decision_id=made.pk)
    context = {
        "about": f"{unit} {unit.item.name}",
        "back": reverse("workspace:unit", args=[unit.pk]),
        "back_label": _("Back to the unit"),
        "newest_url": newest and reverse("workspace:unit-decision", args=[unit.pk, newest.pk]),
        "claim": claim,
        "classes": known_classes(),
        "parts": known_parts(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workspace/coverage/decide.html", context, status=status)


def _claim(request: ActorRequest, unit: Unit, newest: StoredDecision | None) -> Claim:
    account = unit.account or (unit.contact.account if unit.contact else None)
    known = known_for(account, unit, newest.facts if newest else None)
    today = localtime(clock.now()).date()
    return Claim(request.POST or None, known=known, account=account, unit=unit, today=today)


@require_GET
def show(request: ActorRequest, unit_id: int, decision_id: int) -> HttpResponse:
    """Show what was decided about a unit."""
    request.actor.must(CoveragePermission.VIEW)
    unit = _unit(request, unit_id)
    decided = decisions_about(ref(unit), request.actor)
    stored = get_object_or_404(decided, pk=decision_id)
    context = {
        "unit": unit,
        "stored": stored,
        "shown": shown_decision(stored),
        "letter": letter_about(stored, language_now()),
        "earlier": decided[:MOST_EARLIER],
    }
    return render(request, "workspace/coverage/unit_decision.html", context)


def _unit(request: ActorRequest, unit_id: int) -> Unit:
    return get_object_or_404(visible_units(request.actor), pk=unit_id)


@dataclass(frozen=True)
class LastDecision:
    """The newest decision made for a unit, by itself or in a case about it."""

    stored: StoredDecision
    url: str
    code: str = ""


def coverage_of(unit: Unit, cases: Sequence[Case], actor: Actor) -> dict[str, Any]:
    """Return what the page of a unit says of who pays, as far as `actor` may see it."""
    if not actor.may(CoveragePermission.VIEW):
        return {}
    today = localtime(clock.now()).date()
    return {
        "guarantee": guarantee_of(unit, today=today, language=language_now()),
        "decision": _last_decision(unit, cases, actor),
        "may_decide": actor.may(CoveragePermission.DECIDE),
    }


def _last_decision(unit: Unit, cases: Sequence[Case], actor: Actor) -> LastDecision | None:
    codes = {str(ref(case)): case.code for case in cases}
    stored = visible_decisions(actor).filter(subject__in=[str(ref(unit)), *codes]).first()
    if stored is None:
        return None
    code = codes.get(stored.subject, "")
    if code:
        return LastDecision(
            stored, reverse("workspace:case-decision", args=[code, stored.pk]), code
        )
    return LastDecision(stored, reverse("workspace:unit-decision", args=[unit.pk, stored.pk]))
