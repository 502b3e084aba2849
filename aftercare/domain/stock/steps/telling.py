from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from aftercare.base.journal.steps import announce
from aftercare.domain.stock.models import Movement
from aftercare.kit.actors import Actor


def announce_posted(
    event_type: Any, moved: tuple[Sequence[Movement], bool], *, actor: Actor, at: datetime
) -> list[Movement]:
    """Tell of what was moved, if it was moved just now, and return it."""
    movements, is_new = moved
    if is_new:
        event = event_type(
            document=movements[0].document,
            items=_sorted(each.item_id for each in movements),
            units=_sorted(each.unit_id for each in movements),
            lots=_sorted(each.lot_id for each in movements),
            places=_sorted(key for each in movements for key in (each.source_id, each.target_id)),
            movements=_sorted(each.pk for each in movements),
        )
        announce(event, actor=actor, at=at)
    return list(movements)


def _sorted(keys: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted({key for key in keys if key is not None}))
