"""Which of some units hold pieces of lots: asked from the units, however far a lot has gone."""

from collections.abc import Sequence

from django.db import connection

_HOLDING = """
WITH RECURSIVE inside (unit_id, outermost) AS (
    SELECT unit_id, unit_id FROM unnest(%(units)s::bigint[]) AS unit_id
    UNION
    SELECT placed.part_id, inside.outermost
    FROM inside JOIN units_builtin AS placed ON placed.unit_id = inside.unit_id
    WHERE placed.part_id IS NOT NULL AND placed.until IS NULL
)
SELECT DISTINCT outermost FROM inside JOIN units_unit AS unit ON unit.id = inside.unit_id
WHERE unit.lot_id = ANY(%(lots)s) OR EXISTS (
    SELECT FROM units_builtin AS placed
    WHERE placed.unit_id = unit.id AND placed.lot_id = ANY(%(lots)s) AND placed.until IS NULL
) OR EXISTS (
    SELECT FROM units_batchlot AS used
    WHERE used.batch_id = unit.batch_id AND used.lot_id = ANY(%(lots)s)
      AND unit.position BETWEEN used.first AND used.last
      AND NOT EXISTS (
        SELECT FROM units_takenout AS gone
        WHERE gone.batch_lot_id = used.id AND gone.unit_id = unit.id AND gone.nothing_left
      )
)
"""


def holding_lots(units: Sequence[int], lots: Sequence[int]) -> set[int]:
    """Return which of `units` hold a piece of any of `lots`, in them or in a part of theirs."""
    if not (units and lots):
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, {"units": list(units), "lots": list(lots)})
        return {row[0] for row in cursor.fetchall()}
