"""Rules of returns: no database, no clock."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from aftercare.domain.returns.states import (
    BORNE_BY_SENDER,
    Claim,
    ComesBy,
    EvidenceKind,
    FreightRule,
    LineStatus,
    RmaStatus,
    Rule,
    Side,
)
from aftercare.domain.shipping.states import BorneBecause


def missing_evidence(asked: Iterable[str], shown: Collection[str]) -> list[str]:
    """Return which kinds of evidence are asked for and not there, in the order of the list."""
    return [str(kind) for kind in EvidenceKind if kind in set(asked) and kind not in shown]


def approves(rule: Rule, claim: Claim) -> bool:
    """
    Return whether a rule approves a return without a person.

    A value nobody knows is never below a limit.
    """
    return (
        rule.reason in ("", claim.reason)
        and (claim.in_guarantee or not rule.needs_guarantee)
        and (claim.evidence_complete or not rule.needs_evidence)
        and (
            rule.most_value is None or (claim.value is not None and claim.value <= rule.most_value)
        )
        and (rule.most_quantity is None or claim.quantity <= rule.most_quantity)
    )


def rule_for(rules: Iterable[Rule], claim: Claim) -> Rule | None:
    """Return the first rule that approves, if any does."""
    return next((rule for rule in rules if approves(rule, claim)), None)


def who_bears_freight(
    rule: str, *, shares: Mapping[str, int], found: Collection[str]
) -> tuple[int | None, BorneBecause]:
    """
    Return how many percent of the freight the customer bears, and why.

    Our own mistake is ours whatever is found. What turns out to be no fault of ours is the
    sender's. Else the decision on coverage says it; None where nobody has decided.
    """
    if rule == FreightRule.US:
        return 0, BorneBecause.REASON
    if found and all(each in BORNE_BY_SENDER for each in found):
        return 100, BorneBecause.FOUND
    if rule == FreightRule.CUSTOMER:
        return 100, BorneBecause.REASON
    return (
        (shares["freight"], BorneBecause.DECISION)
        if "freight" in shares
        else (None, BorneBecause.OPEN)
    )


def usual_way(customer: int | None) -> ComesBy:
    """Return how a return comes if nobody says so: who bears a part of the freight, sends."""
    return ComesBy.SENT if customer is None or customer > 0 else ComesBy.LABEL


def moved_by(amount: Decimal, *, customer: int, paid_by: str) -> Decimal:
    """Return how much of a freight bill the one who has not paid it owes the other."""
    share = customer if paid_by == Side.US else 100 - customer
    return (amount * share / 100).quantize(Decimal("0.01"))


def status_by_lines(statuses: Collection[str], now: str) -> str:
    """Return where a return stands by its lines, once something of it has come."""
    came = [each for each in statuses if each not in (LineStatus.EXPECTED, LineStatus.NOT_COMING)]
    if not came:
        return now
    if LineStatus.EXPECTED not in statuses and all(each == LineStatus.DONE for each in came):
        return RmaStatus.CLOSED
    settled = (LineStatus.DECIDED, LineStatus.DONE)
    return RmaStatus.DECIDED if all(each in settled for each in came) else RmaStatus.RECEIVED
