"""Northwell's workshop: what lies on its benches, and what has gone home."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

from aftercare.base.company.queries import visible_sites
from aftercare.base.people.queries import visible_teams
from aftercare.base.promises.states import PauseReason
from aftercare.demo.attachments import board_of, front_of, label_of
from aftercare.demo.founding import DAY, HOUR, Northwell, chance_of
from aftercare.domain.catalog.queries import visible_fault_codes
from aftercare.domain.customers.queries import visible_contacts
from aftercare.domain.repairs.operations.bench import (
    begin_final_test,
    begin_repair,
    begin_soak,
    let_repair_wait,
    note_test,
    release_unit,
)
from aftercare.domain.repairs.operations.diagnosis import (
    approve_repair,
    diagnose_unit,
    take_reading,
)
from aftercare.domain.repairs.operations.finishing import clean_unit, hand_over_unit, refuse_repair
from aftercare.domain.repairs.operations.intake import open_work_order, receive_unit
from aftercare.domain.repairs.operations.quoting import (
    accept_quote,
    accept_repair,
    make_quote,
    set_labor_rate,
)
from aftercare.domain.repairs.operations.rules import save_final_test
from aftercare.domain.repairs.queries import points_for
from aftercare.domain.repairs.states import Cost, Found, OrderKind, Point, Priced
from aftercare.domain.units.queries import find_units
from aftercare.domain.units.states import Upload
from aftercare.kit.actors import SYSTEM, Actor

SIGNATURE = [
    [[60, 120], [90, 50], [130, 40], [110, 90], [80, 140], [130, 150], [180, 110], [230, 130]],
    [[240, 110], [270, 140], [310, 100], [350, 135], [400, 95], [460, 120], [540, 100]],
]
GONE_HOME, ON_BENCHES = 6, 8
COMPLAINTS = (
    ("Sound, but no picture", Found("S-DARK", "", "C-AGE", "A-REP", "", "2519-B", "2519")),
    ("Does not start", Found("S-DEAD", "F-PS1", "C-AGE", "A-REP")),
    ("Restarts again and again", Found("S-LOOP", "F-FW", "C-ESD", "A-FW")),
    ("Lines on the screen", Found("S-LINE", "", "C-SOL", "A-SOL", words="Connector lifted")),
)
POINTS = (
    Point("Supply rail 12 V", unit="V", low=Decimal("11.70"), high=Decimal("12.30")),
    Point("Standby power", unit="W", high=Decimal("0.50")),
    Point("Burn-in", kind="soak", minutes=30),
    Point("Picture and sound", kind="look"),
)
MEASURED = (Decimal("12.06"), Decimal("0.31"))


Pictures = Sequence[tuple[str, bytes]]


@dataclass
class Bench:
    """One unit on its way, with who works on it and when."""

    order: Any
    found: Found
    actor: Actor
    at: datetime
    chance: Random
    pictures: Pictures

    def who(self, hours: int = 2) -> dict[str, Any]:
        """Return who does the next thing, some hours later."""
        self.at += timedelta(hours=hours, minutes=self.chance.randrange(50))
        return {"actor": self.actor, "at": self.at}

    def receive(self) -> None:
        """Take the unit in, with two photos."""
        photos = [Upload(name, BytesIO(picture)) for name, picture in self.pictures]
        receive_unit(self.order, photos=photos, looks="Light scratches", **self.who())

    def diagnose(self) -> None:
        """Find the fault, and measure it."""
        diagnose_unit(self.order, findings=[self.found], **self.who(5))
        given: dict[str, Any] = {"low": Decimal("11.70"), "high": Decimal("12.30"), "unit": "V"}
        given["before"] = Decimal("0.4")
        take_reading(self.order, name="Supply rail 12 V", **given, **self.who(0))

    def quote(self) -> Any:
        """Offer the repair at a price."""
        lines = [
            Priced(Cost.PARTS, "Backlight driver", Decimal("18.40")),
            Priced(Cost.LABOR, "", Decimal("35.00")),
        ]
        day: date = (self.at + 6 * DAY).date()
        return make_quote(self.order, lines=lines, ready_on=day, **self.who(1))

    def approve(self) -> None:
        """Let it be repaired: as quoted, or as nothing is to be paid."""
        if self.chance.random() < 0.5:
            accept_quote(self.quote(), **self.who(9))
        else:
            approve_repair(self.order, why="Covered", **self.who(1))

    def repair(self) -> None:
        """Work on it."""
        begin_repair(self.order, **self.who(3))

    def test(self, rounds: int = 2) -> None:
        """Test some of its points, or all."""
        begin_final_test(self.order, **self.who(4))
        for number, point in enumerate(points_for(self.order)[: 2 * rounds]):
            if point.kind == "soak":
                begin_soak(self.order, point=point, **self.who(0))
            value = MEASURED[number] if point.kind == "value" else None
            note_test(self.order, point=point, value=value, passed=True, **self.who(1))

    def release(self) -> None:
        """Say that it is as it should be."""
        release_unit(self.order, **self.who(1))

    def finish(self) -> None:
        """Release it, clean it, hand it over."""
        self.release()
        clean_unit(self.order, result="The faulty part was replaced.", **self.who(1))
        hand_over_unit(self.order, **self.who(20))
        stars = self.chance.choice((5, 5, 4, 3))
        who = self.who(6) | {"actor": SYSTEM}
        accept_repair(self.order, name=self.signer(), stars=stars, strokes=SIGNATURE, **who)

    def signer(self) -> str:
        """Return who of the customer signs."""
        people = visible_contacts(SYSTEM).filter(account=self.order.account).order_by("pk")
        return str(self.order.contact or people.first() or self.order.account)


def run_workshop(northwell: Northwell) -> None:
    """Say how items are tested and what work costs; then let units come and go."""
    chance = chance_of("workshop")
    set_labor_rate(None, amount=Decimal(35), currency="USD", actor=SYSTEM, at=northwell.began)
    serials = sorted(northwell.in_the_field)
    units = list(find_units(chance.sample(serials, GONE_HOME + ON_BENCHES)))
    for item in {unit.item_id: unit.item for unit in units}.values():
        save_final_test(item, points=POINTS, actor=SYSTEM, at=northwell.began)
    faults = set(visible_fault_codes(SYSTEM).values_list("code", flat=True))
    for number, unit in enumerate(units):
        is_home = number < GONE_HOME
        days = 6 + 9 * (GONE_HOME - number) if is_home else 2
        at = northwell.until - days * DAY - chance.randrange(5) * HOUR
        bench = open_bench(northwell, unit, chance.choice(COMPLAINTS), at)
        if not faults.issuperset({bench.found.symptom}):
            continue
        if is_home:
            _go_home(bench)
        else:
            _stay(bench, number - GONE_HOME)


def _pictures(unit: Any) -> Pictures:
    lot = unit.batch.code if unit.batch else "-"
    values = {"model": unit.item.code, "serial": unit.serial, "lot": lot}
    label = label_of(chance_of(unit.serial), values)
    look = board_of if unit.item.kind == "board" else front_of
    return [("front.jpg", look(unit.item.code)), ("label.jpg", label)]


def open_bench(
    northwell: Northwell,
    unit: Any,
    complaint: tuple[str, Found],
    at: datetime,
    *,
    kind: OrderKind = OrderKind.UNIT,
    case: Any = None,
) -> Bench:
    """Open a work order for a unit, and let somebody of the workshop have it."""
    words, found = complaint
    is_board = unit.item.kind == "board"
    chance = chance_of(f"bench {unit.serial}")
    who = northwell.who("bo" if is_board else chance.choice(("bo", "carlo")))
    order = open_work_order(
        unit.item,
        unit=unit,
        case=case,
        kind=kind,
        complaint=words,
        site=visible_sites(SYSTEM).order_by("pk")[0],
        team=visible_teams(SYSTEM).filter(pk__in=who.teams).first(),
        actor=northwell.who("ana"),
        at=at,
    )
    return Bench(order, found, who, at, chance, _pictures(unit))


def _go_home(bench: Bench) -> None:
    bench.receive()
    bench.diagnose()
    bench.approve()
    bench.repair()
    bench.test()
    bench.finish()


def _stay(bench: Bench, number: int) -> None:
    for act in _ACTS[number]:
        act(bench)


def let_wait(bench: Bench) -> None:
    """Let a unit wait for a part."""
    reason = "Backlight bar LED-5500, on its way from the supplier"
    let_repair_wait(bench.order, waiting_for=PauseReason.PART, reason=reason, **bench.who(1))


def _refuse(bench: Bench) -> None:
    refuse_repair(bench.order, why="Panel is not made any more", **bench.who(1))


_ACTS: tuple[tuple[Callable[[Bench], Any], ...], ...] = (
    (),
    (Bench.receive,),
    (Bench.receive, Bench.diagnose),
    (Bench.receive, Bench.diagnose, Bench.quote),
    (Bench.receive, Bench.diagnose, Bench.approve, Bench.repair),
    (Bench.receive, Bench.diagnose, Bench.approve, Bench.repair, let_wait),
    (
        Bench.receive,
        Bench.diagnose,
        Bench.approve,
        Bench.repair,
        lambda bench: bench.test(rounds=1),
    ),
    (Bench.receive, Bench.diagnose, _refuse),
)
"""What has been done with each unit that is still on a bench."""
