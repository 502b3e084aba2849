from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from aftercare.domain.stock.models import Reservation
from aftercare.domain.stock.queries import goods_of
from aftercare.domain.stock.states import Line, MovementKind, ReservationStatus
from aftercare.domain.stock.steps.lines import Posting

DRAWING = {MovementKind.ISSUED, MovementKind.SENT, MovementKind.PUT_AWAY}


def draw_reserved(posting: Posting, lines: Sequence[Line], *, at: datetime) -> list[Line]:
    """
    Take what the document has reserved at the source before anything else there.

    The lines say how much of them it is; the ledger lets go of as much.
    """
    if posting.kind not in DRAWING or not lines:
        return list(lines)
    held = list(_held(posting))
    return [_draw(line, held, at) for line in lines] if held else list(lines)


def _held(posting: Posting) -> QuerySet[Reservation]:
    rows = Reservation.objects.select_for_update(of=("self",)).select_related("balance")
    return rows.filter(
        document=posting.named, status=ReservationStatus.HELD, balance__place=posting.source
    ).order_by("pk")


def _draw(line: Line, held: Sequence[Reservation], at: datetime) -> Line:
    drawn = Decimal(0)
    for each in held:
        left = each.quantity - each.used
        if left and goods_of(each.balance) == line.goods and (wanted := line.quantity - drawn):
            taken = min(left, wanted)
            drawn += taken
            each.used += taken
            if each.used == each.quantity:
                each.status, each.closed_at = ReservationStatus.USED, at
            each.save(update_fields=["used", "status", "closed_at"])
    return replace(line, reserved=drawn)
