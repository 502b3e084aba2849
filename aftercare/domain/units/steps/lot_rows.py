"""Rows of a file as lots that went into production, each beside what is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from aftercare.base.spreadsheets.states import Record
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import PlacesNotUnderstood, find_items, places_in
from aftercare.domain.units.models import BatchLot, Lot, ProductionBatch, Unit
from aftercare.domain.units.policies import key_of

OF_LOT = ("date_code", "maker", "supplier")
"""What a file may say of the lot itself; it is filled in where it was missing."""
FACTS = ("designators", "last")


@dataclass
class LotRow:
    """What a row says: a lot in a batch, or in which column it is wrong, and why."""

    record: Record
    batch: ProductionBatch | None = None
    part: Item | None = None
    use: BatchLot | None = None
    lot: Lot | None = None
    known: BatchLot | None = None
    column: str = ""
    why: str = ""

    def wrong(self, column: str, why: object) -> None:
        """Note that the row cannot be taken."""
        self.column, self.why = column, str(why)

    @property
    def told_of_lot(self) -> dict[str, str]:
        """What the file says of the lot that was not known."""
        said = {name: self.record.get(name, "") for name in OF_LOT}
        return {name: text for name, text in said.items() if text and not self._known(name)}

    def _known(self, name: str) -> str:
        return str(getattr(self.lot, name)) if self.lot else ""

    @property
    def state(self) -> str:
        if self.why or self.use is None:
            return "error"
        if self.known is None:
            return "new"
        is_same = facts_of(self.use) == facts_of(self.known) and not self.told_of_lot
        return "same" if is_same else "changed"


def facts_of(use: BatchLot) -> dict[str, Any]:
    """Return what may change of a lot in a batch."""
    return {name: getattr(use, name) for name in FACTS}


def read_lot_rows(records: Sequence[Record]) -> list[LotRow]:
    """Return what rows say of lots in batches, each beside what is known. Six queries."""
    rows = [LotRow(record) for record in records]
    _find_batches(rows)
    _find_places([row for row in rows if not row.why])
    _find_known([row for row in rows if not row.why])
    return rows


def _find_batches(rows: Sequence[LotRow]) -> None:
    items = find_items({row.record[name] for row in rows for name in ("item", "part")})
    named = {item.pk for item in items.values()}
    codes = {row.record["batch"].strip() for row in rows}
    batches = ProductionBatch.objects.filter(item__in=named, code__in=codes)
    known = {(batch.item_id, batch.code): batch for batch in batches}
    for row in rows:
        for name in ("item", "part"):
            if row.record[name] not in items:
                row.wrong(name, _("There is no item with this number, or several with it."))
        if row.why:
            continue
        row.part = items[row.record["part"]]
        key = items[row.record["item"]].pk, row.record["batch"].strip()
        row.batch = known.get(key)
        if row.batch is None:
            row.wrong("batch", _("Nobody knows this batch. Take in its units first."))


def _find_places(rows: Sequence[LotRow]) -> None:
    """Say from which unit until which the lots went in, and where on the board."""
    batches = [row.batch for row in rows if row.batch]
    serials = {key_of(row.record.get(name, "")) for row in rows for name in ("first", "last")}
    units = Unit.objects.filter(batch__in=batches, serial_key__in=serials - {""})
    made = {(batch, key): place for batch, key, place in units.values_list(*_PLACE)}
    held = Unit.objects.filter(batch__in=batches).values("batch").annotate(size=Max("position"))
    sizes = {each["batch"]: each["size"] or 1 for each in held.order_by()}
    for row in rows:
        if row.batch:
            ends = {"first": 1, "last": sizes.get(row.batch.pk, 1)}
            _place(row, row.batch, ends, made)


_PLACE = ("batch", "serial_key", "position")


def _place(
    row: LotRow,
    batch: ProductionBatch,
    ends: dict[str, int],
    made: Mapping[tuple[int, str], int | None],
) -> None:
    for name in ends:
        if serial := row.record.get(name, ""):
            place = made.get((batch.pk, key_of(serial)))
            if place is None:
                told = {"serial": serial, "batch": batch.code}
                row.wrong(name, _("“%(serial)s” is not a unit of batch %(batch)s.") % told)
                return
            ends[name] = place
    if ends["first"] > ends["last"]:
        row.wrong("last", _("The last unit was made before the first one."))
        return
    try:
        places = places_in(row.record.get("designators", ""))
    except PlacesNotUnderstood as problem:
        row.wrong("designators", problem.message)
        return
    row.use = BatchLot(batch=batch, designators=places, **ends)


def _find_known(rows: Sequence[LotRow]) -> None:
    parts = {row.part.pk for row in rows if row.part}
    keys = {key_of(row.record["lot"]) for row in rows}
    lots = Lot.objects.filter(item__in=parts, number_key__in=keys)
    by_key = {(lot.item_id, lot.number_key): lot for lot in lots}
    batches = [row.batch for row in rows if row.batch]
    there = BatchLot.objects.filter(batch__in=batches, lot__in=list(lots))
    uses = {(use.batch_id, use.lot_id, use.first): use for use in there}
    for row in rows:
        row.lot = by_key.get((row.part.pk if row.part else 0, key_of(row.record["lot"])))
        if row.lot and row.use:
            row.known = uses.get((row.use.batch_id, row.lot.pk, row.use.first))
