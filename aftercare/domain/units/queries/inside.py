"""What is inside a unit, at all levels, as it is now."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F

from aftercare.domain.units.models import BatchLot, BuiltIn, Lot, TakenOut, Unit

DEEPEST = 12

_DOWN = """
WITH RECURSIVE inside (unit_id, depth) AS (
    SELECT %s::bigint, 0
    UNION
    SELECT part_id, depth + 1 FROM units_builtin JOIN inside USING (unit_id)
    WHERE until IS NULL AND part_id IS NOT NULL AND depth < %s
)
SELECT DISTINCT unit_id FROM inside
"""
_UP = """
WITH RECURSIVE around (unit_id, depth) AS (
    SELECT %s::bigint, 0
    UNION
    SELECT b.unit_id, depth + 1 FROM units_builtin AS b JOIN around ON b.part_id = around.unit_id
    WHERE b.until IS NULL AND depth < %s
)
SELECT unit_id FROM around
"""


@dataclass(frozen=True)
class LotInside:
    """Pieces of a lot in a unit, at the places that still hold them."""

    lot: Lot
    designators: tuple[str, ...]
    batch_lot_id: int | None = None
    built_in_id: int | None = None


@dataclass
class Node:
    """A unit in the tree of what is inside, with its parts; the outermost has no place."""

    unit: Unit
    designator: str = ""
    built_in_id: int | None = None
    parts: list["Node"] = field(default_factory=list)
    lots: list[LotInside] = field(default_factory=list)
    loose: list[BuiltIn] = field(default_factory=list)
    """Parts of which only the item is known."""

    def walk(self) -> Iterator["Node"]:
        """Go through this unit and all in it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def is_empty(self) -> bool:
        return not (self.parts or self.lots or self.loose)


def tree_of(unit: Unit) -> Node:
    """Return a unit with everything known to be in it. Five queries, however deep it goes."""
    keys = _keys(_DOWN, unit.pk)
    units = Unit.objects.select_related("item", "batch").in_bulk(keys)
    rows = BuiltIn.objects.filter(unit__in=keys, until=None).order_by("designator", "pk")
    built_in = defaultdict(list)
    for part in rows.select_related("item", "lot__item"):
        built_in[part.unit_id].append(part)
    known = _Known(units, built_in, _lots_by_unit(units.values()))
    return known.grow(Node(units[unit.pk]))


def _keys(statement: str, unit_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [unit_id, DEEPEST])
        return [key for (key, *_rest) in cursor.fetchall()]


@dataclass(frozen=True)
class _Known:
    """What is known of all units in a tree, by their keys."""

    units: dict[int, Unit]
    built_in: dict[int, list[BuiltIn]]
    lots: dict[int, list[LotInside]]

    def grow(self, node: Node) -> Node:
        """Hang into a unit what is in it, and into that what is in that."""
        node.lots += self.lots.get(node.unit.pk, [])
        for each in self.built_in.get(node.unit.pk, []):
            if part := self.units.get(each.part_id or 0):
                node.parts.append(self.grow(Node(part, each.designator, each.pk)))
            elif each.lot:
                places = (each.designator,) if each.designator else ()
                node.lots.append(LotInside(each.lot, places, built_in_id=each.pk))
            else:
                node.loose.append(each)
        return node


def _lots_by_unit(units: Collection[Unit]) -> dict[int, list[LotInside]]:
    batches = {unit.batch_id for unit in units if unit.batch_id}
    rows = BatchLot.objects.filter(batch__in=batches).select_related("lot__item")
    by_batch = defaultdict(list)
    for row in rows.order_by("lot__item__code", "pk"):
        by_batch[row.batch_id].append(row)
    gone = defaultdict(set)
    for out in TakenOut.objects.filter(unit__in=units):
        gone[out.unit_id, out.batch_lot_id].add(out.designator)
    return {
        unit.pk: [
            LotInside(row.lot, left, batch_lot_id=row.pk)
            for row in by_batch.get(unit.batch_id or 0, [])
            if row.first <= (unit.position or 0) <= row.last
            and (left := _left(row, gone[unit.pk, row.pk])) is not None
        ]
        for unit in units
    }


def _left(row: BatchLot, gone: set[str]) -> tuple[str, ...] | None:
    if not row.designators:
        return None if gone else ()
    left = tuple(each for each in row.designators if each not in gone)
    return left or None


def lots_inside(unit: Unit) -> list[tuple[Node, LotInside]]:
    """Return every lot in a unit, at all levels, each with the unit it is directly in."""
    return [(node, lot) for node in tree_of(unit).walk() for lot in node.lots]


def parent_of(unit: Unit) -> BuiltIn | None:
    """Return what a unit is built into now, if it is."""
    placed = BuiltIn.objects.filter(part=unit, until=None)
    return placed.select_related("unit__item", "unit__account").first()


def is_inside(part: Unit, unit: Unit) -> bool:
    """Return whether `part` is `unit`, or somewhere in it."""
    return unit.pk in _keys(_UP, part.pk)


def places_held_by_lots(unit: Unit) -> dict[str, BatchLot]:
    """Return which places of a unit still hold what it was made with of a lot."""
    rows = BatchLot.objects.filter(
        batch=unit.batch_id, first__lte=unit.position or 0, last__gte=unit.position or 0
    )
    gone = set(TakenOut.objects.filter(unit=unit).values_list("batch_lot", F("designator")))
    return {place: row for row in rows for place in row.designators if (row.pk, place) not in gone}
