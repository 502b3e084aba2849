"""Rows of a file as units, each beside what is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from aftercare.base.spreadsheets.states import Record
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import find_items
from aftercare.domain.customers.queries.rows import CalledAccount, accounts_called
from aftercare.domain.units.models import ProductionBatch, Unit, UnitDate
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.queries.dealers import dealers_called
from aftercare.domain.units.states import DateKind
from aftercare.kit.bulk import is_any_of

DATES = tuple(kind for kind in DateKind if kind != DateKind.REGISTERED)
"""What a file tells of the life of a unit; who registers one does that on their own."""

PLAIN = ("dealer", "note")


@dataclass
class UnitRow:
    """What a row says of a unit, or in which column it is wrong, and why."""

    item: Item | None = None
    known: Unit | None = None
    account: CalledAccount | None = None
    batch: ProductionBatch | None = None
    dealer: int | None = None
    """The company that is called as the dealer, if we know it."""
    serial: str = ""
    key: str = ""
    """The serial as it is compared."""
    details: dict[str, str] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)
    dated: dict[str, UnitDate] = field(default_factory=dict)
    """The dates that are known so far."""
    column: str = ""
    why: str = ""

    @property
    def state(self) -> str:
        if self.why:
            return "error"
        if self.known is None:
            return "new"
        return "changed" if self.changes or self.new_dates else "same"

    @property
    def changes(self) -> dict[str, Any]:
        """What the row says otherwise than the unit itself; an empty cell says nothing."""
        said: dict[str, Any] = dict(self.details)
        if self.account:
            said["account_id"] = self.account.pk
        if self.dealer:
            said["dealer_account_id"] = self.dealer
        if self.batch:
            said["batch_id"] = self.batch.pk
        # The batch may be one that is not saved yet, and has no key.
        return {
            name: value
            for name, value in said.items()
            if value is None or self.known is None or getattr(self.known, name) != value
        }

    @property
    def new_dates(self) -> dict[str, date]:
        """The days the row says that are not known yet, or otherwise."""
        return {
            kind: on
            for kind, on in self.dates.items()
            if kind not in self.dated or self.dated[kind].on != on
        }


def read_unit_rows(records: Sequence[Record]) -> list[UnitRow]:
    """Return what rows say of units. Seven queries, however many rows."""
    items = find_items({record["item"] for record in records})
    accounts = accounts_called(record.get("account", "") for record in records)
    rows = [_row(record, items.get(record["item"]), accounts) for record in records]
    dealers = dealers_called({record.get("dealer", "") for record in records})
    known = _known(rows)
    batches = _batches(rows, {record.get("batch", "") for record in records})
    for record, row in zip(records, rows, strict=True):
        row.dealer = dealers.get(record.get("dealer", "").strip().casefold())
        if row.item:
            row.known = known.get((row.item.pk, row.key))
            _put_in_batch(row, record.get("batch", ""), batches)
    _read_dates(rows)
    for row in rows:
        _check(row)
    return rows


def _row(
    record: Record, item: Item | None, accounts: Mapping[str, Sequence[CalledAccount]]
) -> UnitRow:
    row = UnitRow(item, serial=record["serial"], key=key_of(record["serial"]))
    row.details = {name: record[name] for name in PLAIN if record.get(name)}
    row.dates = {kind: date.fromisoformat(record[kind]) for kind in DATES if record.get(kind)}
    word = record.get("account", "").casefold()
    alike = accounts.get(word, [])
    row.account = alike[0] if len(alike) == 1 else None
    if item is None:
        _wrong(row, "item", _("There is no item with this number, or several with it."))
    elif not row.key:
        _wrong(row, "serial", _("A serial has letters or digits."))
    elif word and not alike:
        _wrong(row, "account", _("We have no customer of this name or number."))
    elif word and not row.account:
        why = _("Several customers are called so. Say the number of the one you mean.")
        _wrong(row, "account", why)
    return row


def _wrong(row: UnitRow, column: str, why: str) -> None:
    if not row.why:
        row.column, row.why = column, why


def _known(rows: Sequence[UnitRow]) -> dict[tuple[int, str], Unit]:
    items = {row.item.pk for row in rows if row.item}
    keys = filter(None, [row.key for row in rows])
    units = Unit.objects.filter(is_any_of("serial_key", keys), item__in=items)
    return {(unit.item_id, unit.serial_key): unit for unit in units.select_related("batch")}


def _batches(rows: Sequence[UnitRow], codes: set[str]) -> dict[tuple[int, str], ProductionBatch]:
    items = {row.item.pk for row in rows if row.item}
    found = ProductionBatch.objects.filter(item__in=items, code__in=codes - {""})
    return {(batch.item_id, batch.code): batch for batch in found}


def _put_in_batch(row: UnitRow, code: str, batches: dict[tuple[int, str], ProductionBatch]) -> None:
    """Find the batch of a unit; one nobody has heard of is one and the same for all its units."""
    if row.item and code:
        key = row.item.pk, code
        if key not in batches:
            batches[key] = ProductionBatch(item=row.item, code=code)
        row.batch = batches[key]
    elif row.known:
        row.batch = row.known.batch


def _read_dates(rows: Sequence[UnitRow]) -> None:
    by_unit = {row.known.pk: row for row in rows if row.known}
    for each in UnitDate.objects.filter(unit__in=list(by_unit), replaced_at=None):
        by_unit[each.unit_id].dated[each.kind] = each


def _check(row: UnitRow) -> None:
    unit = row.known
    if unit and unit.batch and row.batch != unit.batch:
        why = _("It is in batch %(batch)s already.") % {"batch": unit.batch}
        _wrong(row, "batch", why)
    is_owned = unit and (unit.account_id or unit.contact_id)
    if unit and row.account and is_owned and unit.account_id != row.account.pk:
        _wrong(row, "account", _("It is somebody else's. Change its owner on its page."))
    made = row.dates.get(DateKind.MANUFACTURED)
    if made is None and DateKind.MANUFACTURED in row.dated:
        made = row.dated[DateKind.MANUFACTURED].on
    for kind, on in row.dates.items():
        if made and on < made:
            _wrong(row, kind, _("That is before the unit was made, on %(made)s.") % {"made": made})
