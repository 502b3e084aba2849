"""What somebody scanned or typed, as goods we know."""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar

from django.db.models import QuerySet

from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.units.models import Lot, Unit
from aftercare.domain.units.queries import find_lots, find_units, scan_rules
from aftercare.kit.scans.reading import read_scan

Row = TypeVar("Row", Lot, Unit)


@dataclass(frozen=True)
class Read:
    """The item a label names, with its lot or unit, and how many the label says."""

    item: Item
    lot: Lot | None = None
    unit: Unit | None = None
    quantity: Decimal | None = None
    package: str = ""

    @property
    def mark(self) -> str:
        """
        Return what stays the same when a package is scanned again, empty for single pieces.

        A package with a number of its own is one thing for good. A label that says how many, but
        bears no such number, is on every reel of a lot: a second scan has to be asked about.
        """
        if self.unit or not (self.package or self.quantity):
            return ""
        lot = self.lot.pk if self.lot else 0
        told = (self.item.pk, self.package) if self.package else (self.item.pk, lot, self.quantity)
        return sha256(repr(told).encode()).hexdigest()[:32]


def read_goods(text: str) -> Read | None:
    """
    Return what a label, a serial, a lot or a part number means, or None where nobody knows.

    What two things share means neither: a guess would be booked for good.
    """
    scan = read_scan(text, scan_rules())
    item = find_item(scan.item) or find_item(scan.customer_item)
    quantity = Decimal(scan.quantity) if scan.quantity else None
    said: dict[str, Any] = {"quantity": quantity, "package": scan.package}
    number = "" if item or scan.serial or scan.lot else scan.text
    if number and (found := find_item(number)):
        return Read(found, **said)
    code = item.code if item else ""
    if unit := _one(find_units([scan.serial or number], item=code)):
        return Read(unit.item, unit=unit, lot=unit.lot, quantity=Decimal(1))
    if lot := _one(find_lots([scan.lot or number], item=code)):
        return Read(lot.item, lot=lot, **said)
    is_whole = item and not (scan.serial and item.serial_tracked)
    return Read(item, **said) if item and is_whole else None


def _one(rows: QuerySet[Row]) -> Row | None:
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None
