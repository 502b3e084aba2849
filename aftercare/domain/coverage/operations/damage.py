"""Human damage: looked at twice by two people, heard, charged, appealed, decided anew."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.base.search.queries import ref_of
from aftercare.domain.coverage.models import DamageLook, StoredDecision
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.decisions import charges_minimum, newest_decision
from aftercare.domain.coverage.queries.evidence import as_evidence, evidence_missing, shown_in
from aftercare.domain.coverage.states import ENDINGS, MOVES, LookStatus, LookStep, Shown
from aftercare.domain.coverage.steps.damage import (
    announce_look,
    begin_look,
    note_look,
    show_in_look,
)
from aftercare.domain.coverage.steps.deciding import keep_decision
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move


class AlreadyLookedAt(Refused):
    """The damage is being looked at."""


class EvidenceIsMissing(Refused):
    """Who says that somebody has damaged a unit has to show it."""


class NotAnAnswer(Refused):
    """A look or an appeal ends in one of two ways: it is human damage, or it is none."""


class SameEyes(Refused):
    """The second look is somebody else's."""


class NothingDecidedYet(Refused):
    """Material is charged by a decision only."""


@transaction.atomic
def look_at_damage(
    subject: Ref,
    *,
    item_class: str = "",
    words: str,
    evidence: Sequence[Shown],
    actor: Actor,
    at: datetime,
) -> DamageLook:
    """
    Note at first look that a unit was damaged by somebody, with all that has to show it.

    Nothing is charged before somebody else has looked. Raises `AlreadyLookedAt`,
    `EvidenceIsMissing`, `FileTooLarge`.
    """
    actor.must(CoveragePermission.ADJUDICATE)
    _must_show(item_class, {each.kind for each in evidence})
    look = begin_look(subject, item_class=item_class, words=words, actor=actor, at=at)
    if look is None:
        raise AlreadyLookedAt(_("This damage is being looked at already."))
    show_in_look(look, LookStep.FIRST, evidence, at=at)
    announce_look(look, LookStep.FIRST, actor=actor, at=at)
    return look


def _must_show(item_class: str, kinds: Collection[str]) -> None:
    if missing := evidence_missing(item_class, kinds):
        raise EvidenceIsMissing(
            _("Human damage has to be shown. Still missing: %(kinds)s.")
            % {"kinds": ", ".join(missing)}
        )


@transaction.atomic
def look_again(
    look: DamageLook,
    *,
    to: LookStatus,
    words: str,
    evidence: Sequence[Shown] = (),
    actor: Actor,
    at: datetime,
) -> None:
    """
    Confirm or clear a damage at second look; what shows it may be added.

    Raises `SameEyes` if it is who looked first, `EvidenceIsMissing` if what confirms it is not
    all that is asked for, `NotAnAnswer`, `FileTooLarge`, `IllegalMove`, `StaleRow`.
    """
    actor.must(CoveragePermission.ADJUDICATE)
    if to not in ENDINGS:
        raise NotAnAnswer(_("Say whether it is human damage or not."))
    if look.steps.filter(kind=LookStep.FIRST, by=str(actor.ref)).exists():
        raise SameEyes(_("The second look has to be somebody else's. Ask a colleague."))
    if to == LookStatus.CONFIRMED:
        kinds = [each["kind"] for each in shown_in(look)]
        _must_show(look.item_class, [*kinds, *(each.kind for each in evidence)])
    move(look, to, moves=MOVES)
    note_look(look, LookStep.SECOND, words, actor=actor, at=at)
    show_in_look(look, LookStep.SECOND, evidence, at=at)
    announce_look(look, LookStep.SECOND, actor=actor, at=at)


@transaction.atomic
def take_statement(look: DamageLook, *, words: str, actor: Actor, at: datetime) -> None:
    """Note what the customer says about a damage."""
    actor.must(CoveragePermission.ADJUDICATE)
    note_look(look, LookStep.STATEMENT, words, actor=actor, at=at)
    announce_look(look, LookStep.STATEMENT, actor=actor, at=at)


@transaction.atomic
def charge_material(
    look: DamageLook, *, amount: Decimal, currency: str, words: str, actor: Actor, at: datetime
) -> None:
    """
    Charge the material at its lowest cost, by the decision that says so.

    Raises `NothingDecidedYet`, `IllegalMove`, `StaleRow`.
    """
    actor.must(CoveragePermission.ADJUDICATE)
    decision = newest_decision(look.subject)
    if not charges_minimum(decision):
        raise NothingDecidedYet(_("Decide on the coverage first, with human damage as the cause."))
    move(look, LookStatus.CHARGED, moves=MOVES)
    charge = {"decision": decision, "amount": amount, "currency": currency}
    note_look(look, LookStep.CHARGE, words, actor=actor, at=at, **charge)
    announce_look(look, LookStep.CHARGE, actor=actor, at=at)


@transaction.atomic
def appeal_damage(look: DamageLook, *, words: str, actor: Actor, at: datetime) -> None:
    """Note that the customer does not accept it. Raises `IllegalMove`, `StaleRow`."""
    actor.must(CoveragePermission.ADJUDICATE)
    move(look, LookStatus.APPEALED, moves=MOVES)
    note_look(look, LookStep.APPEAL, words, actor=actor, at=at)
    announce_look(look, LookStep.APPEAL, actor=actor, at=at)


@transaction.atomic
def answer_appeal(
    look: DamageLook, *, to: LookStatus, words: str, actor: Actor, at: datetime
) -> StoredDecision:
    """
    Answer an appeal with a decision of its own: it stays human damage, or it was a defect.

    It is decided on what was known of the claim, as of its day, so that nobody loses a guarantee
    by waiting for us. Raises `SameEyes`, `NotAnAnswer`, `NothingDecidedYet`, what
    `decide_coverage` raises, `IllegalMove`, `StaleRow`.
    """
    actor.must(CoveragePermission.ADJUDICATE)
    actor.must(CoveragePermission.DECIDE)
    if to not in ENDINGS:
        raise NotAnAnswer(_("Say whether it is human damage or not."))
    if look.steps.filter(kind=LookStep.FIRST, by=str(actor.ref)).exists():
        raise SameEyes(_("The answer has to be somebody else's than the first look."))
    before = newest_decision(look.subject)
    appealed = look.steps.filter(kind=LookStep.APPEAL).order_by("-pk").first()
    if before is None:
        raise NothingDecidedYet(_("Decide on the coverage first, then answer the appeal."))
    move(look, to, moves=MOVES)
    decision, decided = keep_decision(
        ref_of(look.subject),
        facts=_facts_for(look, to, before.facts),
        because=str(ref(appealed)) if appealed else "",
        actor=actor,
        at=at,
    )
    if decided:
        announce(decided, actor=actor, at=at)
    note_look(look, LookStep.ANSWER, words, actor=actor, at=at, decision=decision)
    announce_look(look, LookStep.ANSWER, actor=actor, at=at)
    return decision


def _facts_for(look: DamageLook, to: LookStatus, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a claim with the cause the answer says, and what shows it."""
    cause = "human_damage" if to == LookStatus.CONFIRMED else "defect"
    shown = [*facts.get("evidence", []), *as_evidence(shown_in(look))]
    once = {(each["shows"], each["kind"], each["what"]): each for each in shown}
    fault = facts.get("fault", {}) | {"cause": cause}
    return facts | {"fault": fault, "evidence": list(once.values())}
