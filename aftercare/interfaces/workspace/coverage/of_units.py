"""What could be claimed for a unit, asked without a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.cases.models import Case
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.decisions import visible_decisions
from aftercare.domain.coverage.queries.guarantee import guarantee_of
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import visible_units
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.coverage.asking import ask, show_decision
from aftercare.interfaces.workspace.coverage.shown import language_now
from aftercare.interfaces.workspace.coverage.subjects import subject_of_unit
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref


@require_http_methods(["GET", "POST"])
def decide(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Ask what could be claimed for a unit today, with all that is known filled in already."""
    return ask(request, subject_of_unit(_unit(request, unit_id)))


@require_GET
def show(request: ActorRequest, unit_id: int, decision_id: int) -> HttpResponse:
    """Show what was decided about a unit."""
    request.actor.must(CoveragePermission.VIEW)
    return show_decision(request, subject_of_unit(_unit(request, unit_id)), decision_id)


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
