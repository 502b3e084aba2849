"""Why things are returned, and which returns need no person to be approved."""

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.queries.guarantee import guarantee_of
from aftercare.domain.returns.models import ApprovalRule, ReturnReason, Rma, RmaFile, RmaLine
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.policies import missing_evidence
from aftercare.domain.returns.states import Claim, Rule
from aftercare.domain.stock.models import Valuation
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

RUNS = ("covered", "parts")


def visible_reasons(actor: Actor) -> QuerySet[ReturnReason]:
    """Return all reasons in their order, for who sets them."""
    rows = ReturnReason.objects.order_by("retired", "position", "pk")
    return rows if actor.may(ReturnPermission.SET_UP) else rows.none()


def offered_reasons() -> QuerySet[ReturnReason]:
    """Return the reasons that may be given, in their order."""
    return ReturnReason.objects.filter(retired=False).order_by("position", "pk")


def visible_rules(actor: Actor) -> QuerySet[ApprovalRule]:
    """Return by which rules returns are approved, for who sets them."""
    rows = ApprovalRule.objects.select_related("reason").order_by("-active", "position", "pk")
    return rows if actor.may(ReturnPermission.SET_UP) else rows.none()


def approval_rules() -> list[Rule]:
    """Return the rules by which returns are approved without a person, in their order."""
    rows = ApprovalRule.objects.filter(active=True).select_related("reason")
    return [each.as_rule for each in rows.order_by("position", "pk")]


def evidence_lacking(rma: Rma) -> list[str]:
    """Return which evidence is asked for by the reason and not there."""
    shown = set(RmaFile.objects.filter(rma=rma).values_list("kind", flat=True))
    return missing_evidence(rma.reason.evidence, shown)


def claim_of(rma: Rma, *, at: datetime) -> Claim:
    """Return what rules look at: guarantee, evidence, worth and quantity of a return."""
    lines = list(RmaLine.objects.filter(rma=rma).select_related("unit__account", "unit__item"))
    return Claim(
        reason=rma.reason.code,
        in_guarantee=_is_covered(rma, lines, at),
        evidence_complete=not evidence_lacking(rma),
        value=_worth_of(lines),
        quantity=sum((line.quantity for line in lines), Decimal(0)),
    )


def _is_covered(rma: Rma, lines: list[RmaLine], at: datetime) -> bool:
    """Return whether it is decided, or all units would be covered if they failed today."""
    subjects = [str(ref(rma)), *([f"case:{rma.case_id}"] if rma.case_id else [])]
    decided = StoredDecision.objects.filter(subject__in=subjects).order_by("-pk").first()
    if decided:
        return decided.verdict == "covered"
    return all(line.unit and _runs(line.unit, at) for line in lines)


def _runs(unit: Unit, at: datetime) -> bool:
    return guarantee_of(unit, today=at.date(), language="en").verdict in RUNS


def _worth_of(lines: list[RmaLine]) -> Decimal | None:
    """Return what goods are worth to us by the moving average; None if it is not known of all."""
    items = {line.item_id for line in lines}
    rows = Valuation.objects.filter(item__in=items, quantity__gt=0)
    worth = {row.item_id: row.value / row.quantity for row in rows}
    if items - set(worth):
        return None
    return sum((worth[line.item_id] * line.quantity for line in lines), Decimal(0))
