from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aftercare.base.files.steps import link, store
from aftercare.base.journal.steps import announce
from aftercare.domain.coverage.events import DamageLookedAt
from aftercare.domain.coverage.models import DamageLook, DamageStep
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.states import LookStatus, LookStep, Shown
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref

READERS = [f"may:{CoveragePermission.VIEW}"]


def begin_look(
    subject: Ref, *, item_class: str, words: str, actor: Actor, at: datetime
) -> DamageLook | None:
    """Note that somebody seems to have damaged a unit; None if it is being looked at already."""
    open_looks = DamageLook.objects.filter(subject=str(subject))
    if open_looks.exclude(status=LookStatus.CLEARED).exists():
        return None
    look = DamageLook.objects.create(
        subject=str(subject), item_class=item_class, status=LookStatus.FOUND, opened_at=at
    )
    note_look(look, LookStep.FIRST, words, actor=actor, at=at)
    return look


def show_in_look(
    look: DamageLook, kind: LookStep, evidence: Sequence[Shown], *, at: datetime
) -> None:
    """Keep with a step what shows a damage, and its files. Raises `FileTooLarge`."""
    step = look.steps.filter(kind=kind).order_by("-pk")[0]
    step.evidence = [_kept(look, each, at=at) for each in evidence]
    step.save(update_fields=["evidence"])


def _kept(look: DamageLook, shown: Shown, *, at: datetime) -> dict[str, str]:
    said = {"shows": "human_damage", "kind": shown.kind, "what": shown.what}
    if shown.upload is None:
        return said
    file = store(shown.upload.content, at=at)
    kept = link(file, ref(look), name=shown.upload.name, readers=READERS, at=at)
    return said | {"file": str(kept.pk)}


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
