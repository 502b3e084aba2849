"""Rows of a file as lines of bills of materials, each beside what is known of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from aftercare.base.spreadsheets.states import Record
from aftercare.domain.catalog.models import Bom, BomLine, Item
from aftercare.domain.catalog.queries import PlacesNotUnderstood, find_items, made_of
from aftercare.domain.catalog.steps.boms import (
    QuantityDoesNotFit,
    line_of,
    made_of_itself,
    places_taken,
)

FACTS = ("quantity", "designators", "note")
BomKey = tuple[int, str]
"""The item that is made, and the batch of production, "" for all of them."""


@dataclass
class BomRow:
    """What a row says: a line of a bill, or in which column it is wrong, and why."""

    line: BomLine | None = None
    known: BomLine | None = None
    column: str = ""
    why: str = ""

    @property
    def key(self) -> BomKey:
        bom = self.line.bom if self.line else Bom()
        return bom.item_id, bom.batch

    def wrong(self, column: str, why: object) -> None:
        """Note that the row cannot be taken."""
        self.line, self.column, self.why = None, column, str(why)

    @property
    def state(self) -> str:
        if self.line is None:
            return "error"
        if self.known is None:
            return "new"
        return "same" if facts_of(self.line) == facts_of(self.known) else "changed"


def read_bom_rows(records: Sequence[Record]) -> list[BomRow]:
    """Return what rows say of bills, each beside what is known."""
    named = {record[name] for record in records for name in ("item", "part")}
    items = find_items(named)
    boms = _bills({item.pk for item in items.values()})
    there = BomLine.objects.filter(bom__in=list(boms.values())).select_related("bom__item")
    lines = {(line.bom_id, line.item_id): line for line in there}
    rows = [_row(record, items, boms) for record in records]
    for row in rows:
        if row.line and row.line.bom.pk:
            row.known = lines.get((row.line.bom.pk, row.line.item_id))
    _mark_circles(rows)
    _mark_places(rows, lines.values())
    return rows


def _bills(items: set[int]) -> dict[BomKey, Bom]:
    bills = Bom.objects.filter(item__in=items, serial_from="", from_on=None).select_related("item")
    return {(bom.item_id, bom.batch): bom for bom in bills}


def _row(record: Record, items: Mapping[str, Item], boms: dict[BomKey, Bom]) -> BomRow:
    row = BomRow()
    for name in ("item", "part"):
        if record[name] not in items:
            row.wrong(name, _("There is no item with this number, or several with it."))
            return row
    item, part = items[record["item"]], items[record["part"]]
    batch = record.get("batch", "")
    bom = boms.setdefault((item.pk, batch), Bom(item=item, batch=batch))
    quantity = Decimal(record["quantity"]) if record.get("quantity") else None
    places, note = record.get("designators", ""), record.get("note", "")
    try:
        row.line = line_of(bom, part, quantity=quantity, designators=places, note=note)
    except PlacesNotUnderstood as problem:
        row.wrong("designators", problem.message)
    except QuantityDoesNotFit as problem:
        row.wrong("quantity", problem.message)
    return row


def _mark_circles(rows: Sequence[BomRow]) -> None:
    assemblies: dict[Item, list[BomRow]] = {}
    for row in rows:
        if row.line:
            assemblies.setdefault(row.line.bom.item, []).append(row)
    for item, parts in assemblies.items():
        inside = made_of(*(row.line.item_id for row in parts if row.line))
        for row in parts if item.pk in inside else ():
            if row.line and item.pk in made_of(row.line.item_id):
                row.wrong("part", made_of_itself(row.line.item, item).message)


def _mark_places(rows: Sequence[BomRow], lines: Iterable[BomLine]) -> None:
    """Note where two parts of one bill would sit at one place."""
    said = {id(row.known) for row in rows if row.known and row.line}
    held: dict[tuple[BomKey, str], int] = {}
    for line in lines:
        if id(line) not in said:
            key = line.bom.item_id, line.bom.batch
            held |= {(key, place): line.item_id for place in line.designators}
    for row in rows:
        for place in row.line.designators if row.line else ():
            if row.line and held.setdefault((row.key, place), row.line.item_id) != row.line.item_id:
                row.wrong("designators", places_taken({place}).message)
                break


def facts_of(line: BomLine) -> dict[str, Any]:
    """Return what a bill says of a part."""
    return {name: getattr(line, name) for name in FACTS}
