"""What Northwell repairs beside the sets of its customers, and what it writes to them about it."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from aftercare.demo.founding import DAY, HOUR, Northwell
from aftercare.demo.matters import SECOND, SENT_AFTER, Act, Matter
from aftercare.demo.repairs import COMPLAINTS, Bench, let_wait, open_bench
from aftercare.domain.cases.queries import units_of
from aftercare.domain.customers.operations.records import register_account
from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.repairs.operations.diagnosis import approve_repair
from aftercare.domain.repairs.operations.finishing import (
    clean_unit,
    hand_over_unit,
    send_unit_out,
    take_unit_back,
)
from aftercare.domain.repairs.operations.telling import send_link
from aftercare.domain.repairs.states import Found, OrderKind
from aftercare.domain.units.operations.records import change_owner, introduce_unit
from aftercare.domain.units.queries import find_units
from aftercare.domain.units.states import OwnedBy
from aftercare.kit.actors import SYSTEM

DRIED_OUT = ("Clicks, and does not start", Found("S-DEAD", "F-PS1", "C-AGE", "A-REP", "C3"))
SHORTED = ("No 3.3 V", Found("S-DEAD", "", "C-ESD", "A-REP", "U2", words="Shorted to ground"))
BONDED = ("Lines on the screen", Found("S-LINE", "", "C-SOL", "A-SOL", words="Flex cable lifted"))
SHOWN = ("Stood in the showroom for a year", Found("S-SPOT", "", "C-AGE", words="Weak corner"))
OUTSIDE = "Panel House, Shenzhen"


def repair_all_kinds(northwell: Northwell) -> None:
    """Repair a board, a customer's old board, a set of our own, and two sets elsewhere."""
    founded: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    home: dict[str, Any] = {"language": "zh-hans", "time_zone": "Asia/Shanghai", "country": "CN"}
    register_account(name=OUTSIDE, **home, **founded)
    for days, (kind, complaint, item, serial, go_on) in enumerate(_KINDS, 3):
        known = northwell.until - 300 * DAY
        unit = introduce_unit(item=item, serial=serial, actor=SYSTEM, at=known)
        if kind != OrderKind.REFURBISHMENT:
            _give(northwell, unit, days, known)
        at = northwell.until - days * DAY - 4 * HOUR
        bench = open_bench(northwell, find_units([serial]).get(), complaint, at, kind=kind)
        bench.receive()
        go_on(bench)


def _give(northwell: Northwell, unit: Any, number: int, at: datetime) -> None:
    owner = northwell.regulars[sorted(northwell.regulars)[number]].contact
    told: dict[str, Any] = {"how": OwnedBy.SHIPPED, "since": at.date()}
    change_owner(unit, account=owner.account, contact=None, **told, actor=SYSTEM, at=at)


def _is_on_the_bench(bench: Bench) -> None:
    bench.diagnose()
    _approve(bench)
    bench.repair()


def _is_quoted(bench: Bench) -> None:
    bench.diagnose()
    bench.quote()


def _is_ours(bench: Bench) -> None:
    _is_on_the_bench(bench)
    bench.test()
    bench.release()
    clean_unit(bench.order, result="Cleaned, panel cable seated again.", **bench.who(1))
    hand_over_unit(bench.order, **bench.who(2))


def _is_away(bench: Bench) -> None:
    bench.diagnose()
    _approve(bench)
    send_unit_out(
        bench.order,
        workshop=visible_accounts(SYSTEM).get(name=OUTSIDE),
        number="PH-2207",
        **bench.who(2),
    )


def _came_back(bench: Bench) -> None:
    bench.diagnose()
    _approve(bench)
    send_unit_out(
        bench.order,
        workshop=visible_accounts(SYSTEM).get(name=OUTSIDE),
        number="PH-2198",
        **bench.who(2),
    )
    take_unit_back(bench.order, done="Flex bonded again", price=Decimal(48), **bench.who(30))


def _approve(bench: Bench) -> None:
    approve_repair(bench.order, why="Covered", **bench.who(1))


_KINDS: tuple[tuple[OrderKind, tuple[str, Found], str, str, Callable[[Bench], None]], ...] = (
    (OrderKind.BOARD, SHORTED, "MB-5500", "MB-2514-0771", _is_on_the_bench),
    (OrderKind.CUSTOMER_BOARD, DRIED_OUT, "PS-1200", "PS12-2207-4410", _is_quoted),
    (OrderKind.EXTERNAL, BONDED, "AX-6500", "AX65-2440-51B0", _is_away),
    (OrderKind.EXTERNAL, BONDED, "SX-5500", "SX55-2438-0C17", _came_back),
    (OrderKind.REFURBISHMENT, SHOWN, "AX-5500", "AX55-2446-E001", _is_ours),
)
"""Which kinds of repair there are, of what, and how far each has gone."""


def quotes(matter: Matter) -> Act:
    """Return the act of looking at what a customer brought, and sending a link to the quote."""
    return lambda at: _tell(matter, at, _is_quoted)


def follows(matter: Matter) -> Act:
    """Return the act of repairing it until a part is missing, and sending where to follow it."""

    def go_on(bench: Bench) -> None:
        _is_on_the_bench(bench)
        let_wait(bench)

    return lambda at: _tell(matter, at, go_on)


def _tell(matter: Matter, at: datetime, go_on: Callable[[Bench], None]) -> None:
    named = units_of(matter.case, SYSTEM).first()
    unit = named or find_units([matter.values["serial"]]).first()
    if unit is None:
        return
    complaint = matter.chance.choice(COMPLAINTS)
    bench = open_bench(matter.northwell, unit, complaint, at, case=matter.case)
    bench.receive()
    go_on(bench)
    matter.sent = send_link(bench.order, actor=matter.agent(), at=bench.at + 30 * SECOND)
    matter.send(bench.at + 30 * SECOND + SENT_AFTER)
