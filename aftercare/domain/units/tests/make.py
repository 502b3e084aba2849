from datetime import UTC, date, datetime

from aftercare.domain.units.operations.production import take_in_production
from aftercare.domain.units.operations.records import introduce_unit
from aftercare.domain.units.states import BuiltInBoard, MadeBatch, MadeUnit, UsedLot
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def make_unit(serial="AX55-2519-B0042", **given):
    return introduce_unit(**{"item": "AX55", "serial": serial} | given, actor=SYSTEM, at=MONDAY)


def made_batch(size=3, **given):
    """Sets with a board each; two reels of a microcontroller, the second from the third set on."""
    units = [
        MadeUnit(f"AX55-2519-B{n:04}", [BuiltInBoard("MB-5500", f"MB-{n:05}", "A1")])
        for n in range(1, size + 1)
    ]
    lots = [
        UsedLot("LM358", "L-100", ["U5", "U6"], date_code="2512", maker="TI", last=units[1].serial),
        UsedLot("LM358", "L-200", ["U5", "U6"], first=units[2].serial),
    ]
    details = {"code": "B-77", "item": "AX55", "units": units, "lots": lots}
    return MadeBatch(**details | {"made_from": date(2025, 5, 5)} | given)


def make_batch(size=3, **given):
    return take_in_production(made_batch(size, **given), actor=SYSTEM, at=MONDAY)
