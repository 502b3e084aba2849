"""What Northwell buys, and what is short on its benches."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from aftercare.base.company.queries import visible_sites
from aftercare.demo.founding import DAY, HOUR, Northwell
from aftercare.domain.catalog.queries import find_item, made_of
from aftercare.domain.customers.operations.records import register_account
from aftercare.domain.repairs.operations.parts import need_part
from aftercare.domain.repairs.queries import open_orders
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.stock.operations.moving import receive_goods
from aftercare.domain.stock.queries import goods_wanted, visible_places
from aftercare.domain.stock.states import Condition, Goods, Line, PlaceKind
from aftercare.domain.supply.operations.orders import (
    draft_order,
    draft_spares_with_production,
    place_order,
    request_purchase,
)
from aftercare.domain.supply.operations.receiving import confirm_purchase, receive_purchase
from aftercare.domain.supply.operations.shortages import choose_way_out, look_at_needs, look_at_want
from aftercare.domain.supply.operations.suppliers import (
    agree_on_spares,
    save_supplier,
    set_supplier_price,
)
from aftercare.domain.supply.queries.shortages import open_shortages, ways_for
from aftercare.domain.supply.states import Came, Offered, PurchaseKind, Terms, Wanted, WayOut
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref

SUPPLIERS = (
    ("Voltix Boards Co., Ltd.", "CN", "zh-Hans", Terms("USD", 21, "Net 30")),
    ("Lumina Panels Inc.", "TW", "zh-Hant", Terms("USD", 45, "Net 45, ex works")),
    ("Quickparts Brokers", "PH", "en", Terms("USD", 6, "Prepaid, inspection on receipt")),
)
PRICES = (
    (0, "CB-2100", "64.00", (1, 1), PurchaseKind.NORMAL, None),
    (0, "PS-2400", "88.50", (5, 1), PurchaseKind.NORMAL, 18),
    (0, "MB-5500", "352.00", (20, 10), PurchaseKind.NORMAL, None),
    (0, "CB-2100", "51.00", (50, 1), PurchaseKind.CUSTOM_BUILD, 60),
    (0, "TC-5500", "58.00", (20, 10), PurchaseKind.LAST_TIME_BUY, None),
    (1, "PN-5500", "610.00", (1, 1), PurchaseKind.NORMAL, None),
    (1, "PN-5500", "585.00", (8, 8), PurchaseKind.LAST_TIME_BUY, None),
    (1, "BL-5500", "14.20", (50, 50), PurchaseKind.NORMAL, 30),
    (2, "CB-2100", "118.00", (1, 1), PurchaseKind.NORMAL, None),
    (2, "PS-2400", "149.00", (1, 1), PurchaseKind.NORMAL, None),
)
"""Of whom, what, for how much, from how many on in which packs, as what, within how many days."""
NEEDED = ("CB-2100", "PS-2400", "BL-5500", "PN-5501", "RC-1000")
"""Parts nobody has on the shelf, in the order in which the benches ask for them."""
WANTING = (OrderStatus.DIAGNOSED, OrderStatus.APPROVED, OrderStatus.REPAIRING, OrderStatus.WAITING)
MOST_SHORT = 4


def run_supply(northwell: Northwell) -> None:
    """Let suppliers be known, goods be ordered and come, and parts be short on the benches."""
    suppliers = _meet_suppliers(northwell)
    if suppliers:
        _buy(northwell, suppliers)
        _lack(northwell)


def _meet_suppliers(northwell: Northwell) -> list[Any]:
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    suppliers = []
    for name, country, language, terms in SUPPLIERS:
        account = register_account(
            name=name, country=country, language=language, time_zone="Asia/Manila", **given
        )
        suppliers.append(save_supplier(account, terms=terms, **given))
    for number, code, price, (least, pack), kind, days in PRICES:
        theirs = f"VX-{code[-4:]}"
        offered = Offered(Decimal(price), "USD", Decimal(least), kind, days, theirs, Decimal(pack))
        set_supplier_price(suppliers[number], _item(code), offered=offered, **given)
    share = agree_on_spares(
        suppliers[1], _item("PN-5500"), percent=Decimal("1.5"), clause="Supply 2026 §7", **given
    )
    draft_spares_with_production(
        share,
        production="MP-2026-118",
        quantity=Decimal(800),
        actor=northwell.who("ana"),
        at=northwell.until - 3 * DAY,
    )
    return suppliers


def _item(code: str) -> Any:
    return find_item(code)


def _buy(northwell: Northwell, suppliers: Sequence[Any]) -> None:
    """Order five times: all here, a part of it, late, promised, and waiting for a signature."""
    main = visible_sites(SYSTEM).order_by("pk")[0]
    shelf = visible_places(SYSTEM).filter(site=main, kind=PlaceKind.BIN).order_by("code")[0]
    wishes: tuple[tuple[int, str, int, str, int], ...] = (
        (1, "PN-5500", 12, PurchaseKind.NORMAL, 70),
        (0, "MB-5500", 40, PurchaseKind.LAST_TIME_BUY, 34),
        (1, "PN-5500", 20, PurchaseKind.NORMAL, 30),
        (0, "MB-5500", 20, PurchaseKind.NORMAL, 6),
        (1, "BL-5500", 200, PurchaseKind.NORMAL, 2),
    )
    for number, (who, code, count, kind, ago) in enumerate(wishes):
        at = northwell.until - ago * DAY
        given: dict[str, Any] = {"actor": northwell.who("ana")}
        price = Decimal(352) if kind == PurchaseKind.LAST_TIME_BUY else None
        wanted = Wanted(_item(code).pk, Decimal(count), kind, price)
        order = draft_order(suppliers[who].pk, lines=[wanted], site=main, at=at, **given)
        request_purchase(order, at=at + HOUR, **given)
        if number == len(wishes) - 1:
            continue
        place_order(order, at=at + 3 * HOUR, **given)
        days = (28, 30, 27, 15)[number]
        on = (at + days * DAY).date()
        their = f"SO-{4410 + number}"
        confirm_purchase(order, on=on, their_number=their, at=at + DAY, **given)
        if number < 2:
            came = [Came(1, Decimal((12, 24)[number]))]
            at += (days - 1) * DAY
            receive_purchase(
                order, came=came, place=shelf, key=their, paper="DN-77", at=at, **given
            )


def _lack(northwell: Northwell) -> None:
    """Let repairs need what nobody has; two are solved, the others wait for somebody."""
    at = northwell.until - 20 * HOUR
    _keep_elsewhere(northwell)
    asked = 0
    for order in list(open_orders(SYSTEM).filter(status__in=WANTING).order_by("pk")):
        if asked < MOST_SHORT and _ask(order, NEEDED[asked % 2], at + asked * HOUR):
            asked += 1
    at += asked * HOUR
    for want in goods_wanted():
        look_at_want(want, actor=SYSTEM, at=at)
    for shortage in list(open_shortages(SYSTEM).filter(want=None)[: asked // 2]):
        at += HOUR
        _choose(northwell, shortage, at)


def _keep_elsewhere(northwell: Northwell) -> None:
    """Lay what a shortage may be solved with at the branch, and faulty ones on the shelf."""
    main, branch = visible_sites(SYSTEM).order_by("pk")[:2]
    source = visible_places(SYSTEM).filter(kind=PlaceKind.SUPPLIER).order_by("pk")[0]
    for site, code, condition, count in (
        (branch, "PS-2400", Condition.NEW, 3),
        (main, "CB-2100", Condition.FAULTY, 2),
    ):
        shelf = visible_places(SYSTEM).filter(site=site, kind=PlaceKind.BIN).order_by("code")[0]
        receive_goods(
            [
                Line(
                    Goods(_item(code).pk, condition=condition),
                    Decimal(count),
                    unit_cost=Decimal(70),
                )
            ],
            source=source,
            target=shelf,
            document=Ref("user", 0),
            paper="DN-81",
            actor=northwell.who("admin"),
            at=northwell.until - 40 * DAY,
        )


def _ask(order: Any, otherwise: str, at: datetime) -> bool:
    inside = made_of(order.item_id)
    wanted = (_item(code) for code in NEEDED)
    part = next((item for item in wanted if item.pk in inside), None)
    if part is None and len(inside) > 1:
        return False
    need_part(order, item=part or _item(otherwise), actor=SYSTEM, at=at)
    look_at_needs(order, actor=SYSTEM, at=at)
    return True


def _choose(northwell: Northwell, shortage: Any, at: datetime) -> None:
    ways = [way for way in ways_for(shortage, SYSTEM, at=at) if way.option.kind != WayOut.EXIT]
    if ways:
        actor = northwell.who("ana")
        choose_way_out(shortage, key=ways[0].option.key, actor=actor, at=at + timedelta(minutes=20))
