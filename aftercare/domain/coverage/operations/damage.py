"""Human damage: looked at twice by two people, heard, charged, appealed, decided anew."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.domain.coverage.models import DamageLook, StoredDecision
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.decisions import charges_minimum
from aftercare.domain.coverage.states import MOVES, LookStatus, LookStep
from aftercare.domain.coverage.steps.damage import announce_look, begin_look, note_look
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move


class AlreadyLookedAt(Refused):
    """The damage is being looked at."""


class EvidenceIsMissing(Refused):
    """Who says that somebody has damaged a unit has to show it."""


class SameEyes(Refused):
    """The second look is somebody else's."""


class NothingDecidedYet(Refused):
    """Material is charged by a decision only."""


@transaction.atomic
def look_at_damage(
    subject: Ref, *, words: str, evidence: list[dict[str, str]], actor: Actor, at: datetime
) -> DamageLook:
    """
    Note at first look that a unit was damaged by somebody, and what shows it.

    Nothing is charged before somebody else has looked. Raises `AlreadyLookedAt`,
    `EvidenceIsMissing`.
    """
    actor.must(CoveragePermission.ADJUDICATE)
    if not evidence:
        raise EvidenceIsMissing(_("Say what shows the damage: a photo, a mark, a reading."))
    look = begin_look(subject, words=words, evidence=evidence, actor=actor, at=at)
    if look is None:
        raise AlreadyLookedAt(_("This damage is being looked at already."))
    announce_look(look, LookStep.FIRST, actor=actor, at=at)
    return look


@transaction.atomic
def look_again(look: DamageLook, *, to: LookStatus, words: str, actor: Actor, at: datetime) -> None:
    """
    Confirm or clear a damage at second look.

    Raises `SameEyes` if it is who looked first, `IllegalMove`, `StaleRow`.
    """
    actor.must(CoveragePermission.ADJUDICATE)
    if look.steps.filter(kind=LookStep.FIRST, by=str(actor.ref)).exists():
        raise SameEyes(_("The second look has to be somebody else's. Ask a colleague."))
    move(look, to, moves=MOVES)
    note_look(look, LookStep.SECOND, words, actor=actor, at=at)
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
    decision = StoredDecision.objects.filter(subject=look.subject).order_by("-pk").first()
    if decision is None or not charges_minimum(decision):
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
    look: DamageLook, *, facts: dict[str, Any], words: str, actor: Actor, at: datetime
) -> StoredDecision:
    """
    Answer an appeal with a new decision: the damage is confirmed by its facts, or cleared.

    Raises `SameEyes`, what `decide_coverage` raises, `IllegalMove`, `StaleRow`.
    """
    actor.must(CoveragePermission.ADJUDICATE)
    if look.steps.filter(kind=LookStep.FIRST, by=str(actor.ref)).exists():
        raise SameEyes(_("The answer has to be somebody else's than the first look."))
    decision = decide_coverage(Ref(*_parts(look.subject)), facts=facts, actor=actor, at=at)
    is_human = decision.facts.get("fault", {}).get("cause") == "human_damage"
    move(look, LookStatus.CONFIRMED if is_human else LookStatus.CLEARED, moves=MOVES)
    note_look(look, LookStep.ANSWER, words, actor=actor, at=at, decision=decision)
    announce_look(look, LookStep.ANSWER, actor=actor, at=at)
    return decision


def _parts(subject: str) -> tuple[str, int]:
    kind, _colon, number = subject.partition(":")
    return kind, int(number)
