"""Which repair of a unit comes after which, once past ones are known."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from aftercare.domain.repairs.states import OrderStatus

RELINK = """
UPDATE repairs_workorder AS later SET repeats_id = found.earlier
FROM (
    SELECT orders.id, (
        SELECT ended.id FROM repairs_workorder AS ended
        WHERE ended.unit_id = orders.unit_id AND ended.id <> orders.id
            AND ended.status = %(ended)s AND ended.closed_at <= orders.opened_at
            AND ended.id <> ALL(%(without)s)
        ORDER BY ended.closed_at DESC, ended.id DESC LIMIT 1
    ) AS earlier
    FROM repairs_workorder AS orders WHERE orders.unit_id = ANY(%(units)s)
) AS found
WHERE later.id = found.id AND later.repeats_id IS DISTINCT FROM found.earlier
"""


def relink_repeats(units: Collection[int], *, without: Collection[int] = ()) -> None:
    """
    Let every repair of some units be a repeat of the last one before it that went home.

    As `begin_order` says it of a new one; `without` those that are about to go. One statement.
    """
    given: dict[str, Any] = {
        "ended": OrderStatus.HANDED_OVER.value,
        "units": list(units),
        "without": list(without),
    }
    with connection.cursor() as cursor:
        cursor.execute(RELINK, given)
