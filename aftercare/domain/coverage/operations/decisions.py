"""Decisions: made, kept with all they were made from, and made again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from aftercare.base.journal.steps import announce
from aftercare.domain.coverage.events import DecisionReplayed
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.policies.decisions import canonical
from aftercare.domain.coverage.queries.decisions import decision_again
from aftercare.domain.coverage.steps.deciding import keep_decision
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref


@transaction.atomic
def decide_coverage(
    subject: Ref, *, facts: dict[str, Any], actor: Actor, at: datetime
) -> StoredDecision:
    """
    Decide what a customer may claim and who pays, and keep it with all it was made from.

    The same facts about the same subject are decided once. Raises `FactsAreMissing`,
    `FactsNotUnderstood`.
    """
    actor.must(CoveragePermission.DECIDE)
    stored, decided = keep_decision(subject, facts=facts, actor=actor, at=at)
    if decided:
        announce(decided, actor=actor, at=at)
    return stored


@transaction.atomic
def replay_decision(stored: StoredDecision, *, actor: Actor, at: datetime) -> bool:
    """Make a decision again from what was kept, and return whether it is the same to the byte."""
    actor.must(CoveragePermission.DECIDE)
    same = canonical(decision_again(stored)) == stored.text
    replayed = DecisionReplayed(subject=stored.subject, stored_decision_id=stored.pk, same=same)
    announce(replayed, actor=actor, at=at)
    return same
