from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import F

from aftercare.domain.stock.models import Balance, CountLine, Place, StockCount
from aftercare.domain.stock.queries import goods_of
from aftercare.domain.stock.states import Line, MovementKind
from aftercare.domain.stock.steps.ledger import hold_values, post
from aftercare.domain.stock.steps.lines import Posting
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref


def post_differences(
    count: StockCount, outside: Place, *, reason: str, actor: Actor, at: datetime
) -> int:
    """
    Move what was found too much from outside, what is missing there; return how many lines.

    A unit that was found comes from where it is booked, for it can be in one place only.
    """
    differing = CountLine.objects.filter(count=count).exclude(counted=F("expected")).order_by("pk")
    rows = list(differing)
    booked = _booked(rows)
    hold_values(*{row.item_id for row in rows})
    lines = [
        Line(
            goods_of(row),
            abs(row.counted - row.expected),
            key=str(row.pk),
            backwards=row.counted > row.expected,
        )
        for row in rows
        if row.unit_id not in booked
    ]
    if lines:
        posting = Posting(MovementKind.COUNTED, count.place, outside, ref(count), reason=reason)
        post(posting, lines, actor=actor, at=at)
    for row in rows:
        if row.unit_id in booked and row.counted:
            was = booked[row.unit_id]
            posting = Posting(
                MovementKind.COUNTED, was.place, count.place, ref(count), reason=reason
            )
            post(posting, [_found(row, was)], actor=actor, at=at)
    return len(rows)


def _booked(rows: Sequence[CountLine]) -> Mapping[int | None, Balance]:
    """Return where the books have the units that were found and not expected."""
    found = [row.unit_id for row in rows if row.unit_id and row.counted > row.expected]
    known = Balance.objects.filter(unit__in=found, quantity__gt=0).select_related("place")
    return {each.unit_id: each for each in known}


def _found(row: CountLine, was: Balance) -> Line:
    line = Line(goods_of(was), key=str(row.pk), condition=row.condition, purpose=row.purpose)
    if (row.owner, row.account_id) != (was.owner, was.account_id):
        line = replace(line, owner=row.owner, account_id=row.account_id)
    return line
