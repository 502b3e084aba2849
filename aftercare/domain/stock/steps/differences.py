from datetime import datetime

from django.db.models import F

from aftercare.domain.stock.models import CountLine, Place, StockCount
from aftercare.domain.stock.queries import goods_of
from aftercare.domain.stock.states import Line, MovementKind
from aftercare.domain.stock.steps.ledger import post
from aftercare.domain.stock.steps.lines import Posting
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref


def post_differences(
    count: StockCount, outside: Place, *, reason: str, actor: Actor, at: datetime
) -> int:
    """Move what was found too much from outside, what is missing there; return how many lines."""
    rows = CountLine.objects.filter(count=count).exclude(counted=F("expected")).order_by("pk")
    lines = [
        Line(
            goods_of(row),
            abs(row.counted - row.expected),
            key=str(row.pk),
            backwards=row.counted > row.expected,
        )
        for row in rows
    ]
    if lines:
        posting = Posting(MovementKind.COUNTED, count.place, outside, ref(count), reason=reason)
        post(posting, lines, actor=actor, at=at)
    return len(lines)
