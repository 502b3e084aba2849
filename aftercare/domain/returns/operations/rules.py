"""What returns go by: why things are sent back, and which returns need no person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.returns.events import ApprovalRuleChanged, ReturnReasonChanged
from aftercare.domain.returns.models import ApprovalRule, ReturnReason
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.states import EvidenceKind, FreightRule
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class ReasonIncomplete(Refused):
    """A reason has a code and a name."""


class RuleIncomplete(Refused):
    """A rule has a name of its own, and asks for something."""


@transaction.atomic
def save_return_reason(
    *,
    code: str,
    name: str,
    names: Mapping[str, str] | None = None,
    evidence: Sequence[EvidenceKind] = (),
    freight: FreightRule = FreightRule.COVERAGE,
    actor: Actor,
    at: datetime,
) -> ReturnReason:
    """Offer a reason for returns, or correct it by its code. Raises `ReasonIncomplete`."""
    actor.must(ReturnPermission.SET_UP)
    code = code.strip().upper()
    if not code or not name.strip():
        raise ReasonIncomplete(_("A reason needs a code and a name."))
    last = ReturnReason.objects.aggregate(last=Max("position"))["last"] or 0
    said = {tag: text.strip() for tag, text in (names or {}).items() if text.strip()}
    asked = set(evidence)
    told = {
        "name": name.strip()[:120],
        "names": said,
        "evidence": [str(kind) for kind in EvidenceKind if kind in asked],
        "freight": freight,
        "retired": False,
    }
    reason, _is_new = ReturnReason.objects.update_or_create(
        code=code, defaults=told, create_defaults=told | {"position": last + 1}
    )
    announce(ReturnReasonChanged(reason.pk), actor=actor, at=at)
    return reason


@transaction.atomic
def retire_return_reason(reason: ReturnReason, *, actor: Actor, at: datetime) -> None:
    """Offer a reason no longer; where it was given it stays."""
    actor.must(ReturnPermission.SET_UP)
    ReturnReason.objects.filter(pk=reason.pk).update(retired=True)
    announce(ReturnReasonChanged(reason.pk), actor=actor, at=at)


@transaction.atomic
def save_approval_rule(
    rule: ApprovalRule | None,
    *,
    name: str,
    reason: ReturnReason | None = None,
    needs_guarantee: bool = True,
    needs_evidence: bool = True,
    most_value: Decimal | None = None,
    most_quantity: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> ApprovalRule:
    """
    Say which returns are approved without a person, or correct a rule. Raises `RuleIncomplete`.

    A rule that asks for nothing approves everything; so one has to ask for something.
    """
    actor.must(ReturnPermission.SET_UP)
    asks = needs_guarantee or needs_evidence or most_value or most_quantity
    if not name.strip() or not asks:
        raise RuleIncomplete(_("A rule needs a name, and asks at least for one thing."))
    last = ApprovalRule.objects.aggregate(last=Max("position"))["last"] or 0
    rule = rule or ApprovalRule(position=last + 1)
    rule.name, rule.reason, rule.active = name.strip()[:120], reason, True
    rule.needs_guarantee, rule.needs_evidence = needs_guarantee, needs_evidence
    rule.most_value, rule.most_quantity = most_value, most_quantity
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError:
        raise RuleIncomplete(_("There is a rule with this name.")) from None
    announce(ApprovalRuleChanged(rule.pk), actor=actor, at=at)
    return rule


@transaction.atomic
def switch_approval_rule(rule: ApprovalRule, *, active: bool, actor: Actor, at: datetime) -> None:
    """Let a rule rest, or hold again."""
    actor.must(ReturnPermission.SET_UP)
    ApprovalRule.objects.filter(pk=rule.pk).update(active=active)
    announce(ApprovalRuleChanged(rule.pk), actor=actor, at=at)
