from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from aftercare.base.journal.steps import announce
from aftercare.domain.stock.events import (
    ConditionChanged,
    ConsignedSettled,
    ConsignedTakenBack,
    GoodsArrived,
    GoodsConsigned,
    GoodsIssued,
    GoodsPassedOn,
    GoodsPutAway,
    GoodsReceived,
    GoodsReturned,
    GoodsScrapped,
    GoodsSent,
    OldPartRemoved,
    PartsHarvested,
)
from aftercare.domain.stock.models import Movement
from aftercare.domain.stock.states import Line, MovementKind
from aftercare.domain.stock.steps.ledger import post
from aftercare.domain.stock.steps.lines import Posting
from aftercare.kit.actors import Actor

EVENTS: Mapping[MovementKind, Any] = {
    MovementKind.RECEIVED: GoodsReceived,
    MovementKind.PUT_AWAY: GoodsPutAway,
    MovementKind.ISSUED: GoodsIssued,
    MovementKind.RETURNED: GoodsReturned,
    MovementKind.SENT: GoodsSent,
    MovementKind.ARRIVED: GoodsArrived,
    MovementKind.SCRAPPED: GoodsScrapped,
    MovementKind.CHANGED: ConditionChanged,
    MovementKind.HARVESTED: PartsHarvested,
    MovementKind.REMOVED: OldPartRemoved,
    MovementKind.PASSED_ON: GoodsPassedOn,
    MovementKind.CONSIGNED: GoodsConsigned,
    MovementKind.TAKEN_BACK: ConsignedTakenBack,
    MovementKind.SETTLED: ConsignedSettled,
}
"""What is told of each kind of movement; counts and corrections tell of themselves."""


def announce_move(
    posting: Posting, lines: Sequence[Line], *, actor: Actor, at: datetime
) -> list[Movement]:
    """Move goods and tell of it. Raises what `post` raises."""
    moved = post(posting, lines, actor=actor, at=at)
    return announce_posted(EVENTS[posting.kind], moved, actor=actor, at=at)


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
