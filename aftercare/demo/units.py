"""What Northwell has in the field: units with what is inside, some of them in its cases."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from aftercare.demo.founding import CAST, DAY, Customer, Northwell, chance_of
from aftercare.demo.matters import MINUTE, Act, Matter, Step
from aftercare.domain.cases.operations.numbers import confirm_number
from aftercare.domain.cases.queries import numbers_in
from aftercare.domain.catalog.operations.items import register_item
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.units.operations.parts import swap_part
from aftercare.domain.units.operations.production import ship_units, take_in_production
from aftercare.domain.units.operations.records import note_date
from aftercare.domain.units.operations.registering import register_unit
from aftercare.domain.units.operations.rules import save_scan_rule
from aftercare.domain.units.queries import find_units, tree_of
from aftercare.domain.units.states import (
    BuiltInBoard,
    DateKind,
    MadeBatch,
    MadeUnit,
    NewPart,
    OldPart,
    UsedLot,
)
from aftercare.kit.actors import SYSTEM

KINDS = {"tv": "television", "monitor": "monitor", "signage": "signage display", "pcba": "board"}
UNITS = 150
IN_CASES = 60
BUYERS = 12
LOTS = [
    ("NW-3310", "2519-B", "2519", "Northwell Semiconductor", ["U17", "U18"]),
    ("NM-3200", "NM-2448-7", "2448", "Northwell Semiconductor", ["U3"]),
    ("NS-7100", "7100-2502", "2502", "Sensorwerk", ["U9"]),
]
"""Lots that went into every batch. The first one is that of the burnt backlight drivers."""

Made = dict[str, list[tuple[str, Customer]]]


def fill_the_field(northwell: Northwell, matters: list[Matter]) -> None:
    """Make, ship and sell units: those that `matters` speak of, and others like them."""
    chance = chance_of("units")
    made = _wanted(northwell, chance, matters)
    _teach_items(northwell, made)
    for number, (model, units) in enumerate(sorted(made.items())):
        _produce(northwell, number, model, units)
        _ship(northwell, model, units)
    northwell.in_the_field |= {serial for units in made.values() for serial, _owner in units}
    _sell(northwell, chance, made)
    _repair_one(northwell, made)
    _let_customers_register(northwell, made)
    save_scan_rule(
        None,
        maker="Northwell",
        pattern=r"(?P<item>[A-Z]{2}[0-9]{2})-(?P<date>[0-9]{4})-[0-9A-F]{4}",
        example="AX55-2519-7F30",
        actor=SYSTEM,
        at=northwell.began,
    )


def _wanted(northwell: Northwell, chance: Random, matters: list[Matter]) -> Made:
    made: Made = defaultdict(list)
    for matter in matters[:IN_CASES]:
        if matter.about["about"] in KINDS:
            made[matter.values["model"]].append((matter.values["serial"], matter.customer))
    models = [model for kind in KINDS for model in CAST["things"][kind]]
    for _number in range(UNITS - sum(map(len, made.values()))):
        model = chance.choice(models)
        week = f"25{chance.randrange(10, 40)}"
        serial = f"{model.replace('-', '')[:4]}-{week}-{chance.getrandbits(16):04X}"
        made[model].append((serial, chance.choice(northwell.customers[:BUYERS])))
    return {model: list(dict(units).items()) for model, units in made.items()}


def _teach_items(northwell: Northwell, made: Made) -> None:
    kinds = {model: kind for kind in KINDS for model in CAST["things"][kind]}
    for model in sorted(made):
        is_board = kinds[model] == "pcba"
        name = f"{model} {KINDS[kinds[model]]}"
        _item(northwell, model, name, "board" if is_board else "device")
    _item(northwell, "MB-5500", "MB-5500 board", "board")
    for code, *_rest in LOTS:
        _item(northwell, code, f"{code} integrated circuit", "component")


def _item(northwell: Northwell, code: str, name: str, kind: str) -> None:
    if find_item(code) is None:
        register_item(code=code, name=name, kind=kind, actor=SYSTEM, at=northwell.began)


def _produce(
    northwell: Northwell, number: int, model: str, units: list[tuple[str, Customer]]
) -> None:
    at = northwell.began + (20 + number) * DAY
    boards = [] if model[:2] in {"MB", "CB"} else [0]
    take_in_production(
        MadeBatch(
            code=f"B-{2300 + number}",
            item=model,
            bom=f"{model}-C",
            made_from=at.date() - 12 * DAY,
            made_until=at.date() - 10 * DAY,
            units=[
                MadeUnit(
                    serial,
                    [BuiltInBoard("MB-5500", f"MB-{number:02}{place:04}", "A1") for _one in boards],
                )
                for place, (serial, _owner) in enumerate(units, 1)
            ],
            lots=[
                UsedLot(code, lot, places, date_code, maker, "Northwell Distribution")
                for code, lot, date_code, maker, places in LOTS[: 1 + number % 3]
            ],
            source=f"mes-{2300 + number}.json",
        ),
        actor=SYSTEM,
        at=at,
    )


def _ship(northwell: Northwell, model: str, units: list[tuple[str, Customer]]) -> None:
    serials = defaultdict(list)
    accounts = {}
    for serial, owner in units:
        account = owner.contact.account
        accounts[account.pk] = account
        serials[account.pk].append(serial)
    for number, key in enumerate(sorted(accounts)):
        at = northwell.began + (60 + number) * DAY
        ship_units(
            serials[key],
            item=model,
            account=accounts[key],
            on=at.date(),
            order=f"SO-{4100 + number}",
            actor=SYSTEM,
            at=at,
        )


def _sell(northwell: Northwell, chance: Random, made: Made) -> None:
    units = [each for units in made.values() for each in units]
    known = {regular.contact.pk for regular in northwell.regulars.values()}
    for place, (serial, owner) in enumerate(units):
        if place < IN_CASES // 2 or owner.contact.pk in known:
            at = northwell.began + chance.randrange(120, 200) * DAY
            unit = find_units([serial]).get()
            source = f"Invoice {chance.randrange(4000, 9999)}"
            note_date(unit, kind=DateKind.SOLD, on=at.date(), source=source, actor=SYSTEM, at=at)


def _repair_one(northwell: Northwell, made: Made) -> None:
    at = northwell.until - 40 * DAY
    for serial, _owner in [each for _model, units in sorted(made.items()) for each in units]:
        unit = find_units([serial]).get()
        boards = tree_of(unit).parts
        if boards:
            old = OldPart(boards[0].built_in_id, designator="A1")
            new = NewPart("MB-5500", "A1", f"MB-R{unit.pk:05}")
            who = northwell.people["hardware"][0] if "hardware" in northwell.people else SYSTEM
            swap_part(unit, out=old, put_in=new, why="Backlight driver burnt", actor=who, at=at)
            return


def _let_customers_register(northwell: Northwell, made: Made) -> None:
    at = northwell.until - 2 * DAY
    units = [each for _model, units in sorted(made.items()) for each in units]
    for number, (serial, owner) in enumerate(units[-3:], 1):
        given: dict[str, Any] = {"bought_on": _days_before(at, 20 * number), "dealer": "Baywalk"}
        key = UUID(int=chance_of(serial).getrandbits(128))
        register_unit(owner.contact, key=key, serial=serial, **given, actor=SYSTEM, at=at)


def _days_before(at: datetime, days: int) -> date:
    return (at - timedelta(days=days)).date()


def with_its_unit(matter: Matter, steps: Iterator[Step]) -> Iterator[Step]:
    """Yield a matter, in which somebody sees soon that its serial is that of a unit we know."""
    yield next(steps)
    if matter.values["serial"] in matter.northwell.in_the_field:
        yield Step(MINUTE, names_its_unit(matter))
    yield from steps


def names_its_unit(matter: Matter) -> Act:
    """Return how somebody confirms the serial that stands in a matter."""

    def act(at: datetime) -> None:
        number = numbers_in(matter.case).filter(value=matter.values["serial"]).first()
        if number:
            confirm_number(number, actor=matter.northwell.who("liza"), at=at)

    return act
