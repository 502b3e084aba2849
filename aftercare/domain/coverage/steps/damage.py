from datetime import datetime
from typing import Any

from aftercare.base.journal.steps import announce
from aftercare.domain.coverage.events import DamageLookedAt
from aftercare.domain.coverage.models import DamageLook, DamageStep
from aftercare.domain.coverage.states import LookStatus, LookStep
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref


def begin_look(
    subject: Ref, *, words: str, evidence: list[dict[str, str]], actor: Actor, at: datetime
) -> DamageLook | None:
    """Note what shows that somebody has damaged a unit; None if it is being looked at already."""
    open_looks = DamageLook.objects.filter(subject=str(subject))
    if open_looks.exclude(status=LookStatus.CLEARED).exists():
        return None
    look = DamageLook.objects.create(subject=str(subject), status=LookStatus.FOUND, opened_at=at)
    note_look(look, LookStep.FIRST, words, actor=actor, at=at, evidence=evidence)
    return look


def note_look(
    look: DamageLook, kind: LookStep, words: str, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Keep what somebody has done about a damage, and what they said."""
    DamageStep.objects.create(
        look=look, kind=kind, words=words.strip(), by=str(actor.ref), at=at, **details
    )


def announce_look(look: DamageLook, step: LookStep, *, actor: Actor, at: datetime) -> None:
    """Announce that somebody has looked at a damage."""
    event = DamageLookedAt(
        subject=look.subject, damage_look_id=look.pk, step=step, status=look.status
    )
    announce(event, actor=actor, at=at)
