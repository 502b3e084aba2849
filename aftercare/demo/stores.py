"""What lies in Northwell's stores: two warehouses, a van, and how it came and went."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from aftercare.base.company.queries import visible_sites
from aftercare.demo.founding import DAY, HOUR, Northwell, chance_of
from aftercare.demo.past import parts_used
from aftercare.domain.catalog.operations.items import register_item, set_milestone
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.stock.operations.changing import scrap_goods
from aftercare.domain.stock.operations.consigning import consign_goods, settle_consigned
from aftercare.domain.stock.operations.cores import give_in_exchange, take_in_core
from aftercare.domain.stock.operations.counting import begin_count, hand_in_count, note_counted
from aftercare.domain.stock.operations.kits import pick_kit, plan_kit
from aftercare.domain.stock.operations.moving import (
    issue_goods,
    receive_goods,
    send_goods,
    take_in_arrival,
)
from aftercare.domain.stock.operations.places import open_place, set_core_days, set_storage_life
from aftercare.domain.stock.operations.reserving import reserve_goods
from aftercare.domain.stock.queries import balances_at, goods_of
from aftercare.domain.stock.states import Goods, Line, Owner, PlaceKind
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref

SORTS = (
    ("MB", "Main board", "board", 380, 13),
    ("PSU", "Power board", "board", 145, 16),
    ("TC", "Timing board", "board", 96, 10),
    ("PN", "Panel", "panel", 960, 13),
    ("LED", "Backlight bar", "component", 22, 34),
    ("WF", "Wi-Fi module", "component", 31, 4),
    ("SPK", "Speaker set", "accessory", 18, 30),
    ("RC", "Remote control", "accessory", 9, 15),
)
"""Of each sort of part: how it is called and numbered, what one costs, how many go out at once."""
KEPT = 45
"""What is never used up, so that all that happens lately finds something there."""
ENDING = ("MB-4300", "PSU-4300")
"""What belongs to a set that is made no more, and can be ordered for some weeks only."""
SIZES = ("3200", "4300", "5000", "5500", "6500")
REPAIRS_DRAW_FROM = {"SZ": "A-01", "MNL": "M-01"}
COSTS = {
    "BL-5500": Decimal("14.20"),
    "C-470U-25": Decimal("0.35"),
    "NW-8833": Decimal("1.10"),
    "PN-5500": Decimal(610),
    "IC-EMMC8": Decimal("4.20"),
}
"""What the parts cost that the old system says repairs used."""
STRIPS_LEFT = ("SZ", "BL-5500", 48)
"""What is left of the strips for what the workshop does since."""
EXCHANGED_WITHIN = 30
EXCHANGES = ((2, 2, 90), (3, 1, 48), (1, 0, 9))
"""How many boards each of three partners got in exchange, how many came back, how long ago."""
OUTSIDE = (PlaceKind.SUPPLIER, PlaceKind.CUSTOMER, PlaceKind.SCRAP, PlaceKind.OUTSIDE)
STORED_FOR = 180

Places = dict[str, Any]
Parts = list[tuple[Any, int]]
Deliveries = list[tuple[datetime, Counter[int]]]


def fill_stores(northwell: Northwell) -> None:
    """Open the stores, and let two years of parts come, go, be sent and be counted."""
    chance = chance_of("stores")
    places = _open_places(northwell)
    parts = _parts(northwell)
    deliveries = _receive(northwell, places, parts, chance)
    _use(northwell, places, parts, (deliveries, chance))
    _let_production_end(northwell, parts)
    _use_in_repairs(northwell, places)
    _supply_branch(northwell, places, parts)
    _exchange(northwell, places, parts)
    _consign(northwell, places, parts)
    _pack_kits(northwell, parts)
    _today(northwell, places, parts)


def _open_places(northwell: Northwell) -> Places:
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    main, branch = visible_sites(SYSTEM).order_by("pk")[:2]
    places = {}
    for site, letter, count in ((main, "A", 8), (branch, "M", 4)):
        for number in range(1, count + 1):
            code = f"{letter}-{number:02}"
            bin_: dict[str, Any] = {"kind": PlaceKind.BIN, "site": site, "count_every": 90}
            places[code] = open_place(code, **bin_, **given)
    places["VAN-1"] = open_place("VAN-1", kind=PlaceKind.VAN, site=branch, **given)
    for kind in (*OUTSIDE, PlaceKind.TRANSIT, PlaceKind.PRODUCTION):
        places[kind] = open_place(kind.value, kind=kind, name=str(kind.label), **given)
    return places


def _parts(northwell: Northwell) -> Parts:
    parts = []
    for start, name, kind, cost, _usual in SORTS:
        for size in SIZES:
            code = f"{start}-{size}"
            details: dict[str, Any] = {"name": f"{name} {size}", "kind": kind}
            known = find_item(code)
            item = known or register_item(code=code, **details, actor=SYSTEM, at=northwell.began)
            parts.append((item, cost))
            if kind == "panel":
                set_storage_life(item, days=STORED_FOR, actor=SYSTEM, at=northwell.began)
    return parts


def _receive(northwell: Northwell, places: Places, parts: Parts, chance: Random) -> Deliveries:
    """Take six deliveries in, and return when how many of each item came."""
    deliveries: Deliveries = []
    for delivery in range(6):
        at = northwell.began + delivery * 85 * DAY + 2 * HOUR
        came: Counter[int] = Counter()
        for number in range(1, 9):
            lines = [
                Line(
                    Goods(item.pk),
                    Decimal(chance.randrange(20, 90)),
                    unit_cost=Decimal(cost) * chance.randrange(92, 112) / 100,
                )
                for item, cost in parts[number - 1 :: 8]
            ]
            came.update({line.goods.item_id: int(line.quantity) for line in lines})
            receive_goods(
                lines,
                source=places[PlaceKind.SUPPLIER],
                target=places[f"A-{number:02}"],
                document=Ref("user", 0),
                paper=f"DN-{delivery + 1:02}{number:02}",
                actor=northwell.who("admin"),
                at=at,
            )
        deliveries.append((at, came))
    return deliveries


def _use(
    northwell: Northwell, places: Places, parts: Parts, known: tuple[Deliveries, Random]
) -> None:
    """Let parts go out every week, some sorts faster than they come."""
    deliveries, chance = known
    usual = {f"{start}-{size}": many for start, *_told, many in SORTS for size in SIZES}
    there: Counter[int] = Counter()
    days = (northwell.until - northwell.began) // DAY
    for week in range(2, days // 7):
        at = northwell.began + week * 7 * DAY + 6 * HOUR
        while deliveries and deliveries[0][0] <= at:
            there.update(deliveries.pop(0)[1])
        number = chance.randrange(8)
        asked = {
            item.pk: chance.randrange(1, 2 * usual[item.code])
            for item, _cost in chance.sample(parts[number::8], 3)
        }
        used = {item: min(many, there[item] - KEPT) for item, many in asked.items()}
        lines = [Line(Goods(item), Decimal(many)) for item, many in used.items() if many > 0]
        if not lines:
            continue
        there.subtract({line.goods.item_id: int(line.quantity) for line in lines})
        issue_goods(
            lines,
            source=places[f"A-{number + 1:02}"],
            target=places[PlaceKind.CUSTOMER],
            document=Ref("user", 0),
            paper=f"WS-{week:03}",
            actor=northwell.who("admin"),
            at=at,
        )


def _let_production_end(northwell: Northwell, parts: Parts) -> None:
    """Let makers say until when they take orders for two parts of an old set."""
    ending = [item for item, _cost in parts if item.code in ENDING]
    for number, item in enumerate(ending):
        set_milestone(
            item,
            stage=LifecycleStage.LAST_BUY,
            on=(northwell.until + (48 + 9 * number) * DAY).date(),
            source="EOL notice",
            actor=SYSTEM,
            at=northwell.until - 30 * DAY,
        )


def _use_in_repairs(northwell: Northwell, places: Places) -> None:
    """Let the parts that past repairs say they used come each half year, and go each month."""
    months: dict[date, Counter[tuple[str, str]]] = defaultdict(Counter)
    for day, site, part, count in parts_used(northwell):
        months[day.replace(day=1)][site, part] += count
    left = sorted(months)
    while left:
        half, left = left[:6], left[6:]
        needed = sum((months[month] for month in half), Counter())
        if not left:
            needed[STRIPS_LEFT[:2]] += STRIPS_LEFT[2]
        _move_parts(northwell, places, needed, half[0], is_receipt=True)
        for month in half:
            _move_parts(northwell, places, months[month], month, is_receipt=False)


def _move_parts(
    northwell: Northwell,
    places: Places,
    counted: Counter[tuple[str, str]],
    month: date,
    *,
    is_receipt: bool,
) -> None:
    for site, bin_ in REPAIRS_DRAW_FROM.items():
        lines = [
            Line(Goods(item.pk), Decimal(count), unit_cost=COSTS[part] if is_receipt else None)
            for (where, part), count in sorted(counted.items())
            if where == site and (item := find_item(part))
        ]
        if not lines:
            continue
        move = receive_goods if is_receipt else issue_goods
        ends = (places[PlaceKind.SUPPLIER], places[bin_])
        source, target = ends if is_receipt else (places[bin_], places[PlaceKind.CUSTOMER])
        move(
            lines,
            source=source,
            target=target,
            document=Ref("user", 0),
            paper=f"{'DN' if is_receipt else 'REP'}-{site}-{month:%y%m}",
            actor=northwell.who("admin"),
            at=datetime.combine(month, time(3 if is_receipt else 9), UTC),
        )


def _supply_branch(northwell: Northwell, places: Places, parts: Parts) -> None:
    transit = places[PlaceKind.TRANSIT]
    given: dict[str, Any] = {"document": Ref("user", 0), "actor": northwell.who("admin")}
    for number in range(4):
        lines = [Line(Goods(item.pk), Decimal(12)) for item, _cost in parts[number::8]]
        sent_at = northwell.until - (60 - number) * DAY
        source, target = places[f"A-{number + 1:02}"], places[f"M-{number + 1:02}"]
        send_goods(lines, source=source, transit=transit, at=sent_at, **given)
        if number < 3:  # the last one is still on its way
            arrived = sent_at + 3 * DAY
            take_in_arrival(lines, transit=transit, target=target, at=arrived, **given)


def _exchange(northwell: Northwell, places: Places, parts: Parts) -> None:
    """Give stations boards in exchange: of one all old ones came back, of one too few, and late."""
    board = parts[0][0]
    set_core_days(board, days=EXCHANGED_WITHIN, worth=Decimal(60), actor=SYSTEM, at=northwell.began)
    stations = [northwell.regulars[key].contact.account for key in sorted(northwell.regulars)[:3]]
    admin = northwell.who("admin")
    for number, (station, (given, back, ago)) in enumerate(zip(stations, EXCHANGES, strict=True)):
        at = northwell.until - ago * DAY
        give_in_exchange(
            station,
            Line(Goods(board.pk), Decimal(given)),
            source=places["A-01"],
            document=Ref("user", 0),
            paper=f"EX-{number + 31:03}",
            actor=admin,
            at=at,
        )
        if back:
            quantity, came = Decimal(back), at + 18 * DAY
            way: dict[str, Any] = {"target": places["A-08"], "actor": admin, "at": came}
            take_in_core(station, item=board, quantity=quantity, **way)


def _consign(northwell: Northwell, places: Places, parts: Parts) -> None:
    """Let two stations keep boards for us; one has used some, for a bill of its own."""
    keys = sorted(northwell.regulars)[:2]
    admin, board = northwell.who("admin"), parts[0][0]
    at = northwell.until - 40 * DAY
    for number, key in enumerate(keys, start=1):
        station = northwell.regulars[key].contact.account
        details: dict[str, Any] = {"kind": PlaceKind.STATION, "account": station}
        place = open_place(f"ST-{number:02}", **details, actor=SYSTEM, at=northwell.began)
        lines = [Line(Goods(board.pk), Decimal(4))]
        way: dict[str, Any] = {"source": places["A-01"], "target": place, "paper": f"CS-{number}"}
        consign_goods(lines, **way, document=Ref("user", 0), actor=admin, at=at)
    used = [Line(Goods(board.pk, owner=Owner.CONSIGNED, account_id=station.pk), Decimal(2))]
    bill: dict[str, Any] = {"document": Ref("user", 0), "paper": "B-2207"}
    settle_consigned(used, source=place, **bill, actor=admin, at=at + 30 * DAY)


def _pack_kits(northwell: Northwell, parts: Parts) -> None:
    """Let parts be taken along to two visits: to one they are packed, to one they are reserved."""
    site = visible_sites(SYSTEM).order_by("pk")[0]
    given: dict[str, Any] = {"site": site, "actor": northwell.who("admin")}
    at = northwell.until - 5 * HOUR
    wanted = [(item, Decimal(2)) for item, _cost in parts[1:30:7]]
    keeper = northwell.users["rosa"]
    kit = plan_kit(wanted, keeper=keeper, name="Station in Cagayan de Oro", at=at, **given)
    pick_kit(kit, actor=northwell.who("admin"), at=at + HOUR)
    keeper = northwell.users["carlo"]
    plan_kit(wanted[:2], keeper=keeper, name="Baywalk, SM Aura branch", at=at + 2 * HOUR, **given)


def _today(northwell: Northwell, places: Places, parts: Parts) -> None:
    at, admin = northwell.until - 3 * HOUR, northwell.who("admin")
    board = parts[0][0]
    reserve_goods(
        board,
        quantity=Decimal(4),
        site_id=places["A-01"].site_id or 0,
        document=Ref("case", 1),
        line="1",
        priority=1,
        expires_at=northwell.until + timedelta(days=3),
        actor=admin,
        at=at,
    )
    scrap_goods(
        [Line(Goods(parts[1][0].pk), Decimal(2))],
        source=places["A-02"],
        target=places[PlaceKind.SCRAP],
        document=Ref("user", 0),
        reason="Water damage",
        proof=b"%PDF-1.4\n% weighed and destroyed\n",
        proof_name="destroyed.pdf",
        actor=admin,
        at=at,
    )
    count = begin_count(places["A-03"], actor=admin, at=at)
    for row in balances_at(places["A-03"]):
        short = Decimal(row.item == parts[2][0])
        note_counted(count, goods_of(row), quantity=row.quantity - short, actor=admin, at=at)
    hand_in_count(count, actor=admin, at=at)
