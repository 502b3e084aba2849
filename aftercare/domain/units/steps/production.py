"""What production delivers, taken in with one statement for each kind of row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from aftercare.domain.catalog.models import Item
from aftercare.domain.units.models import BatchLot, ProductionBatch, Unit
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.states import MadeUnit, UsedLot
from aftercare.domain.units.steps import item_named, lot_with
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import Refused


class SerialTwice(Refused):
    """A serial stands in the delivery twice, or belongs to another batch."""


class NotInBatch(Refused):
    """A lot is said to begin or end at a unit that is not in the batch."""


_STAGE = """
CREATE TEMPORARY TABLE delivered (
    position int, item_id bigint, serial text, serial_key text, parent int, designator text
) ON COMMIT DROP
"""
_COPY = "COPY delivered FROM STDIN"
_TWICE = """
SELECT min(serial) FROM delivered GROUP BY item_id, serial_key HAVING count(*) > 1 LIMIT 1
"""
_ELSEWHERE = """
SELECT unit.serial, batch.code
FROM delivered JOIN units_unit AS unit USING (item_id, serial_key)
JOIN units_productionbatch AS batch ON batch.id = unit.batch_id
WHERE delivered.parent IS NULL AND unit.batch_id <> %(batch)s LIMIT 1
"""
_LAST = "SELECT coalesce(max(position), 0) FROM units_unit WHERE batch_id = %(batch)s"
_PUT = """
INSERT INTO units_unit (item_id, serial, serial_key, quantity, batch_id, position, dealer, note,
    known_since)
SELECT item_id, serial, serial_key, 1,
    CASE WHEN parent IS NULL THEN %(batch)s END,
    CASE WHEN parent IS NULL THEN %(last)s + row_number() OVER (PARTITION BY parent IS NULL
        ORDER BY position) END,
    '', '', %(at)s
FROM delivered
WHERE NOT EXISTS (
    SELECT FROM units_unit AS known
    WHERE known.item_id = delivered.item_id AND known.serial_key = delivered.serial_key
)
ORDER BY position, parent NULLS FIRST
ON CONFLICT DO NOTHING
"""
# Who was known before production told of it (somebody wrote of it) takes its place now.
_PLACE = """
UPDATE units_unit AS unit SET batch_id = %(batch)s, position = placed.position
FROM (
    SELECT known.id, %(last)s + row_number() OVER (ORDER BY delivered.position) AS position
    FROM delivered JOIN units_unit AS known USING (item_id, serial_key)
    WHERE delivered.parent IS NULL AND known.batch_id IS NULL
) AS placed
WHERE unit.id = placed.id
"""
_BUILD_IN = """
INSERT INTO units_builtin (unit_id, item_id, part_id, designator, since, why)
SELECT whole.id, part.item_id, part.id, delivered.designator, NULL, ''
FROM delivered
JOIN delivered AS around ON around.position = delivered.parent AND around.parent IS NULL
JOIN units_unit AS whole
  ON whole.item_id = around.item_id AND whole.serial_key = around.serial_key
JOIN units_unit AS part
  ON part.item_id = delivered.item_id AND part.serial_key = delivered.serial_key
WHERE delivered.parent IS NOT NULL
  AND NOT EXISTS (SELECT FROM units_builtin AS ever WHERE ever.part_id = part.id)
ON CONFLICT DO NOTHING
"""


def put_units(batch: ProductionBatch, units: Sequence[MadeUnit], *, at: datetime) -> int:
    """
    Put units into a batch in their order, with the boards inside, and return how many are new.

    What is there already stays. Raises `SerialTwice`, `UnknownItem`.
    """
    given: dict[str, Any] = {"batch": batch.pk, "at": at}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS delivered")
        cursor.execute(_STAGE)
        _stage(batch.item, units)
        cursor.execute("ANALYZE delivered")
        cursor.execute(_TWICE)
        if twice := cursor.fetchone():
            raise SerialTwice(
                _("“%(serial)s” stands in the delivery twice.") % {"serial": twice[0]}
            )
        cursor.execute(_ELSEWHERE, given)
        if elsewhere := cursor.fetchone():
            raise SerialTwice(
                _("“%(serial)s” is in batch %(batch)s already.")
                % {"serial": elsewhere[0], "batch": elsewhere[1]}
            )
        cursor.execute(_LAST, given)
        (last,) = cursor.fetchone()
        cursor.execute(_PLACE, given | {"last": last})
        placed = int(cursor.rowcount)
        cursor.execute(_PUT, given | {"last": last + placed})
        cursor.execute(_BUILD_IN)
        cursor.execute(_LAST, given)
        (size,) = cursor.fetchone()
    return int(size) - int(last)


def _stage(item: Item, units: Sequence[MadeUnit]) -> None:
    # While rows are copied the connection can answer no question, so items are found before.
    named = {board.item for unit in units for board in unit.boards}
    items = {code: item_named(code).pk for code in named}
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for place, unit in enumerate(units, 1):
            copy.write_row((place, item.pk, unit.serial.strip(), key_of(unit.serial), None, ""))
            for board in unit.boards:
                key = key_of(board.serial)
                serial, designator = board.serial.strip(), board.designator
                copy.write_row((place, items[board.item], serial, key, place, designator))


def put_lots(batch: ProductionBatch, used: Sequence[UsedLot], *, at: datetime) -> int:
    """
    Say which lots went into a batch, from which unit until which, and return how many are new.

    Raises `UnknownItem`, `NotInBatch`.
    """
    places = _places(batch, {serial for each in used for serial in (each.first, each.last)})
    size = _size(batch)
    new = 0
    for each in used:
        lot = lot_with(
            item_named(each.item),
            each.number,
            date_code=each.date_code,
            maker=each.maker,
            supplier=each.supplier,
            actor=SYSTEM,
            at=at,
        )
        _row, is_new = BatchLot.objects.update_or_create(
            batch=batch,
            lot=lot,
            first=_place(each.first, places, batch) if each.first else 1,
            defaults={
                "designators": list(each.designators),
                "last": _place(each.last, places, batch) if each.last else size,
            },
        )
        new += is_new
    return new


def _size(batch: ProductionBatch) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LAST, {"batch": batch.pk})
        (last,) = cursor.fetchone()
    return max(1, int(last))


def _places(batch: ProductionBatch, serials: set[str]) -> dict[str, int]:
    keys = [key_of(serial) for serial in serials if serial]
    units = Unit.objects.filter(batch=batch, serial_key__in=keys)
    return {key: place for key, place in units.values_list("serial_key", "position") if place}


def _place(serial: str, places: dict[str, int], batch: ProductionBatch) -> int:
    if key_of(serial) not in places:
        raise NotInBatch(
            _("“%(serial)s” is not a unit of batch %(batch)s.")
            % {"serial": serial, "batch": batch.code}
        )
    return places[key_of(serial)]
