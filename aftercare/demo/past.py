"""
What Northwell's workshop did before it worked with Aftercare: a table of its old system.

The dice have causes, for whoever looks for them: two productions of the 55-inch set got a lot of
backlight strips that opens early; the electrolytic capacitors of its main board dry out after
some fourteen months; one carrier breaks panels; a repair of the 65-inch set does not last until
its flash memory is replaced; one monitor comes back without a fault more often than all others.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from random import Random
from typing import Any

from aftercare.demo.founding import DAY, Northwell, chance_of
from aftercare.domain.units.operations.production import ship_units, take_in_production
from aftercare.domain.units.states import MadeBatch, MadeUnit, UsedLot
from aftercare.kit.actors import SYSTEM

HEAD = (
    "Repair no",
    "Model",
    "Serial number",
    "Reported",
    "Date in",
    "Date out",
    "Complaint",
    "Symptom",
    "Fault",
    "Cause",
    "Action",
    "Lot",
    "Warranty",
    "Misuse",
    "NFF",
    "Part",
    "Qty",
    "Designator",
    "Old part",
    "Result",
    "Site",
)
BAD_STRIPS = "LV-2511-4"
BATCHES = (
    ("AX-5500", "B-2201", 600, 620, "LV-2509-1"),
    ("AX-5500", "B-2202", 450, 600, BAD_STRIPS),
    ("AX-5500", "B-2203", 450, 585, BAD_STRIPS),
    ("AX-5500", "B-2204", 700, 520, "LV-2513-2"),
    ("AX-5500", "B-2205", 500, 260, "LV-2602-1"),
    ("AX-6500", "B-2211", 700, 610, ""),
    ("SX-5500", "B-2221", 450, 640, "LV-2509-1"),
    ("PV-2700", "B-2231", 700, 600, ""),
    ("PV-3200", "B-2241", 450, 600, ""),
)
"""What was made before all else the story tells of: how many, how many days ago, which strips."""
LEAST_SHARE = 0.1
"""Of which the causes can still be seen."""
SHIPPED_AFTER, SELLERS = 14, 3
GUARANTEE = 365
MOVED = 10
"""Days ago the workshop moved from its old system to Aftercare."""
YEARS_KNOWN = 540 * DAY
BREAKS = "QuickShip"

Row = dict[str, Any]


@dataclass(frozen=True)
class Cause:
    """Something that breaks: in how many of a hundred units, after how many days, what helps."""

    percent: float
    days: float
    spread: float
    symptom: str
    complaint: str
    said: Row = field(default_factory=dict)


def _part(part: str, quantity: int = 1, designator: str = "", old: str = "scrap") -> Row:
    return {"Part": part, "Qty": quantity, "Designator": designator, "Old part": old}


STRIP = {"Fault": "F-BL1", "Action": "A-REP", **_part("BL-5500", 12, old="supplier")}
DRY = {"Fault": "F-PS1", "Cause": "C-AGE", "Action": "A-REP"}
FIRMWARE = {"Fault": "F-FW", "Action": "A-FW"}
DRIVER = {"Fault": "F-BL2", "Cause": "C-AGE", "Action": "A-REP", **_part("NW-8833", 1, "U1")}
NOTHING = {"NFF": "yes"}
BROKEN = {"Action": "A-REP", "Warranty": "no", **_part("PN-5500", old="scrap")}
DROPPED = {"Cause": "C-USE", "Action": "A-REP", "Warranty": "no", "Misuse": "yes"}

OPENED, AGED = STRIP | {"Cause": "C-SOL", "Lot": BAD_STRIPS}, STRIP | {"Cause": "C-AGE"}
EARLY = Cause(34, 150, 60, "S-DARK", "Sound, but no picture", OPENED)
STRIPS = Cause(2, 300, 120, "S-DARK", "Sound, but no picture", AGED)
CAPACITOR = Cause(
    24, 425, 45, "S-DEAD", "Does not start any more", DRY | _part("C-470U-25", 4, "C70")
)
TRANSPORT = Cause(4, 6, 3, "S-LINE", f"Panel broken on arrival, came with {BREAKS}", BROKEN)
USER = Cause(2, 200, 120, "S-LINE", "Screen broken", DROPPED)
BURNT = Cause(4, 320, 140, "S-DARK", "Dark after some minutes", DRIVER)
LOOP = Cause(14, 200, 90, "S-LOOP", "Restarts again and again", FIRMWARE)
FLICKERS = Cause(5, 200, 130, "S-SPOT", "Flickers now and then", NOTHING)
CAUSES: dict[str, tuple[Cause, ...]] = {
    "AX-5500": (STRIPS, CAPACITOR, TRANSPORT, USER, FLICKERS),
    "SX-5500": (STRIPS, CAPACITOR, TRANSPORT, USER, FLICKERS),
    "AX-6500": (LOOP, BURNT, USER, FLICKERS),
    "PV-2700": (BURNT, USER, Cause(24, 200, 130, "S-SPOT", "Flickers now and then", NOTHING)),
    "PV-3200": (BURNT, USER, FLICKERS),
}
AGAIN, LASTS = 0.55, _part("IC-EMMC8", 1, "U7", old="quality") | {"Action": "A-REP"}
"""How often the firmware alone does not help, and what does."""


def make_the_older_ones(northwell: Northwell) -> None:
    """Make and ship what the workshop has repaired in its old system."""
    chance = chance_of("older units")
    share = max(northwell.share, LEAST_SHARE)
    for model, code, whole, days, strips in BATCHES:
        count = int(whole * share)
        made = northwell.until - days * DAY
        serials = _serials(northwell, chance, model, made.date(), count)
        lots = [UsedLot("BL-5500", strips, maker="Lumivane")] if strips else []
        take_in_production(
            MadeBatch(
                code=code,
                item=model,
                made_from=made.date(),
                made_until=(made + 2 * DAY).date(),
                units=[MadeUnit(serial) for serial in serials],
                lots=lots,
                source=f"mes-{code[2:]}.json",
            ),
            actor=SYSTEM,
            at=max(made + 2 * DAY, northwell.began),
        )
        shipped = made + SHIPPED_AFTER * DAY
        for number, dealer in enumerate(_dealers(northwell)):
            order = f"SO-{code[2:]}{number}"
            told = {"item": model, "account": dealer, "on": shipped.date(), "order": order}
            at = max(shipped, northwell.began)
            ship_units(serials[number::SELLERS], **told, actor=SYSTEM, at=at)
        northwell.older[code] = serials


def _dealers(northwell: Northwell) -> list[Any]:
    accounts = {each.contact.account.pk: each.contact.account for each in northwell.customers}
    return list(accounts.values())[:SELLERS]


def _serials(northwell: Northwell, chance: Random, model: str, made: date, count: int) -> list[str]:
    year, week, _day = made.isocalendar()
    head = f"{model.replace('-', '')[:4]}-{year % 100:02}{week:02}"
    numbers = [f"{head}-{number:04X}" for number in chance.sample(range(0x10000), 2 * count)]
    return [each for each in numbers if each not in northwell.in_the_field][:count]


def past_repairs(northwell: Northwell) -> str:
    """Return the table of the old system, as its last export."""
    text = StringIO()
    table = csv.DictWriter(text, HEAD, lineterminator="\n")
    table.writeheader()
    rows = sorted(_all_repairs(northwell), key=lambda row: (row["Date in"], row["Serial number"]))
    for number, row in enumerate(rows, 18_001):
        table.writerow(row | {"Repair no": f"R-{number}"})
    return text.getvalue()


def parts_used(northwell: Northwell) -> Iterator[tuple[date, str, str, int]]:
    """Yield what the old system says was used: when, at which site, of which part, how many."""
    for row in _all_repairs(northwell):
        if part := row.get("Part"):
            yield row["Date in"], row["Site"], part, row["Qty"]


def _all_repairs(northwell: Northwell) -> Iterator[Row]:
    chance = chance_of("past repairs")
    until = (northwell.until - MOVED * DAY).date()
    since = (northwell.until - YEARS_KNOWN).date()
    for model, code, _count, days, strips in BATCHES:
        shipped = (northwell.until - (days - SHIPPED_AFTER) * DAY).date()
        causes = ((EARLY,) if strips == BAD_STRIPS else ()) + CAUSES[model]
        for serial in northwell.older[code]:
            row = {"Model": model, "Serial number": serial}
            for repair in _of_unit(chance, row, causes, shipped):
                if since <= repair["Date in"] and repair["Date out"] <= until:
                    yield repair


def _of_unit(chance: Random, unit: Row, causes: tuple[Cause, ...], shipped: date) -> Iterator[Row]:
    """Yield the repairs of one unit, one after the other."""
    free = shipped
    for cause in causes:
        if chance.random() * 100 >= cause.percent:
            continue
        age = max(1.0, chance.gauss(cause.days, cause.spread))
        reported = shipped + timedelta(days=int(age))
        if reported <= free:
            continue
        row = _repair(chance, unit, cause, reported, age)
        yield row
        free = row["Date out"]
        if cause is LOOP and chance.random() < AGAIN:
            later = free + timedelta(days=chance.randrange(4, 30))
            again = _repair(chance, unit, cause, later, age)
            yield again | LASTS
            free = again["Date out"]


def _repair(chance: Random, unit: Row, cause: Cause, reported: date, age: float) -> Row:
    came = reported + timedelta(days=chance.randrange(2, 9))
    gone = came + timedelta(days=2 + min(int(chance.expovariate(0.2)), 30))
    row = unit | {"Reported": reported, "Date in": came, "Date out": gone}
    row |= {"Complaint": cause.complaint, "Symptom": cause.symptom}
    row |= {"Warranty": "yes" if age <= GUARANTEE else "no", "Site": chance.choice(("SZ", "MNL"))}
    row |= cause.said
    if cause is USER and chance.random() < 0.5:
        row |= {"Result": "returned", "Action": ""}
    return row
