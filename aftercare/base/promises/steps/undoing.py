"""What was done about a promise, and has come to nothing."""

from collections.abc import Iterable
from datetime import datetime

from aftercare.base.promises.events import PromiseOwedAgain
from aftercare.base.promises.models import Promise
from aftercare.base.promises.queries import open_promise, open_promises
from aftercare.base.promises.steps import announce_promise, note_move, warn_time
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref


def owe_kept_again(keys: Iterable[int], *, actor: Actor, at: datetime) -> None:
    """Owe again, by the same date, what was kept by something nobody has got."""
    kept = Promise.objects.filter(pk__in=keys, kept_at__isnull=False).order_by("pk")
    for owed in kept.select_for_update():
        if open_promises().filter(subject=owed.subject, kind=owed.kind).exists():
            continue
        owed.kept_at = None
        if owed.warn_at > at:
            owed.warned_at = None
        owed.save(update_fields=["kept_at", "warned_at"])
        note_move(owed, owed.due_at, reason="", actor=actor, at=at)
        due_at = owed.due_at.isoformat()
        announce_promise(PromiseOwedAgain, owed, actor=actor, at=at, due_at=due_at)


def owe_withdrawn_again(subject: Ref, kind: str) -> None:
    """Owe again, by its date, what was withdrawn last, unless it was owed anew since."""
    last = Promise.objects.filter(subject=str(subject), kind=kind).order_by("pk").last()
    if last and last.withdrawn_at and last.kept_at is None:
        last.withdrawn_at = None
        last.save(update_fields=["withdrawn_at"])


def move_back(subject: Ref, kind: str, *, actor: Actor, at: datetime) -> None:
    """Owe this by the date it had before it moved last. Both dates stay to be seen."""
    owed = open_promise(subject, kind)
    last = owed.moves.order_by("pk").last() if owed else None
    if owed and last:
        due_before = owed.due_at
        owed.due_at, owed.warn_at = last.due_before, warn_time(last.due_before, at=owed.made_at)
        owed.save(update_fields=["due_at", "warn_at"])
        note_move(owed, due_before, reason="", actor=actor, at=at)
