"""What Northwell sends and is sent: two carriers by hand, how things are packed, some parcels."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from aftercare.base.company.queries import visible_sites
from aftercare.demo.founding import DAY, HOUR, Northwell
from aftercare.domain.repairs.queries import visible_work_orders
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.shipping.operations.carriers import set_up_carrier
from aftercare.domain.shipping.operations.delivery import change_delivery
from aftercare.domain.shipping.operations.labels import keep_rates, note_own_label
from aftercare.domain.shipping.operations.packing import save_packing
from aftercare.domain.shipping.operations.parcels import draft_parcel, pack_parcel, report_parcel
from aftercare.domain.shipping.operations.sites import set_site_address
from aftercare.domain.shipping.ports import ask_carriers
from aftercare.domain.shipping.queries import (
    access_of,
    address_of_customer,
    address_of_site,
    consignment_of,
    visible_carriers,
)
from aftercare.domain.shipping.states import (
    BorneBecause,
    Content,
    CustomerWish,
    Freight,
    Money,
    OwnLabel,
    PaidBy,
    ParcelFacts,
    ParcelWay,
    PostalAddress,
    Size,
    Wish,
    WishedDelivery,
)
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref, ref

CARRIERS: dict[str, dict[str, Any]] = {
    "Pearl River Express": {
        "tracking_url": "https://track.pearlriver.example/{number}",
        "currency": "USD",
        "prices": ["Road | 5 | 14.00 | 1.20 | 40", "Air | 2 | 38.00 | 6.50 | 30"],
    },
    "Harbor Couriers": {
        "tracking_url": "https://harborcouriers.example/parcel?no={number}",
        "currency": "USD",
        "prices": ["Economy | 8 | 11.50 | 0.90 | 25 | points", "Next day | 1 | 61.00 | 9.00 | 20"],
    },
}
PACKING: dict[str, tuple[dict[str, str], Sequence[str], Sequence[str]]] = {
    "device": (
        {
            "en": "Screen against the foam, stand taken off, both feet in the bag.",
            "zh-hans": "屏幕贴泡沫，拆下底座，两只脚架放入袋中。",
            "zh-hant": "螢幕貼泡棉，拆下底座，兩支腳架放入袋中。",
            "fil": "Screen sa foam, tanggalin ang stand, ilagay ang dalawang paa sa bag.",
        },
        ("bubble_wrap", "foam_box"),
        ("upright", "fragile"),
    ),
    "board": (
        {
            "en": "Touch it at the edges, with the wrist strap on.",
            "zh-hans": "佩戴防静电手环，只拿边缘。",
            "zh-hant": "配戴防靜電手環，只拿邊緣。",
            "fil": "Hawakan lang sa gilid, suot ang wrist strap.",
        },
        ("antistatic_bag", "bubble_wrap", "original_box"),
        ("esd", "dry"),
    ),
}
SENT, ON_THE_WAY = 3, 1
SET = Size(weight=14_500, length=1240, width=780, height=160)


def send_parcels(northwell: Northwell) -> None:
    """Set up carriers and packing, then send what was repaired and wait for what is to come."""
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    for name, settings in CARRIERS.items():
        code = name.split()[0].lower()
        set_up_carrier(
            None, code=code, kind="manual", name=name, settings=settings, secrets={}, **given
        )
    for kind, (texts, materials, marks) in PACKING.items():
        save_packing(kind=kind, texts=texts, materials=materials, marks=marks, **given)
    site = visible_sites(SYSTEM).order_by("pk")[0]
    ours = PostalAddress(
        company=site.entity.name,
        lines="88 Keji South Road, Nanshan",
        postcode="518057",
        city="Shenzhen",
        country="CN",
        phone="+86 755 8600 1200",
    )
    set_site_address(site, ours, **given)
    orders = visible_work_orders(SYSTEM).select_related("site", "case").order_by("pk")
    done = orders.filter(status=OrderStatus.HANDED_OVER, past_number="")
    gone = [each for each in done if _is_reached(each)][:SENT]
    for number, order in enumerate(gone):
        _send_home(northwell, order, is_here=True, number=number)
    ready = [each for each in orders.filter(status=OrderStatus.CLEANED) if _is_reached(each)]
    for order in ready[:ON_THE_WAY]:
        _send_home(northwell, order, is_here=False, number=SENT)
    waiting = orders.filter(status__in=[OrderStatus.REPAIRING, OrderStatus.WAITING])
    for order in waiting[:1]:
        _wish(northwell, order)
    coming = [each for each in orders.filter(status=OrderStatus.EXPECTED) if _is_reached(each)]
    for order in coming[:1]:
        _wait_for(northwell, order)


def _is_reached(order: Any) -> bool:
    return address_of_customer(order.account, order.contact).is_complete


def _facts(order: Any, *, to_us: bool, wish: CustomerWish, freight: Freight) -> ParcelFacts:
    ours, theirs = address_of_site(order.site), address_of_customer(order.account, order.contact)
    ends = (theirs, ours) if to_us else (ours, theirs)
    return ParcelFacts(
        *ends, size=SET, declared=Money(Decimal(420), "USD"), wish=wish, freight=freight
    )


def _draft(
    northwell: Northwell, order: Any, way: ParcelWay, facts: ParcelFacts, at: datetime
) -> Any:
    return draft_parcel(
        way,
        facts,
        belongs_to=ref(order),
        about=[Ref("case", order.case_id)] if order.case_id else [],
        contents=[Content(order.item_id, unit_id=order.unit_id)],
        site=order.site,
        account=order.account,
        contact=order.contact,
        actor=northwell.who("ana"),
        at=at,
    )


def _send_home(northwell: Northwell, order: Any, *, is_here: bool, number: int) -> None:
    wish = CustomerWish(Wish.FASTEST if number % 2 else Wish.CHEAPEST)
    freight = Freight(PaidBy.US, because=BorneBecause.DECISION, share=0)
    ana = northwell.who("ana")
    at = order.closed_at - 3 * HOUR if is_here else northwell.until - 1 * DAY
    facts = _facts(order, to_us=False, wish=wish, freight=freight)
    parcel = _draft(northwell, order, ParcelWay.OUT, facts, at)
    rates = keep_rates(parcel, _asked(parcel, at), actor=ana, at=at)
    pack_parcel(parcel, actor=ana, at=at + HOUR / 2)
    best = rates[0]
    label = OwnLabel(
        best.carrier_name,
        f"NW{order.pk:08}",
        best.service,
        Money(best.price, best.currency) if best.price is not None else None,
        expected_on=best.deliver_on,
    )
    note_own_label(parcel, label, account=best.account, actor=ana, at=at + HOUR)
    report_parcel(parcel, "collected", actor=ana, at=at + 2 * HOUR)
    if is_here:
        report_parcel(parcel, "delivered", words="Signed for", actor=ana, at=at + 2 * DAY)


def _wish(northwell: Northwell, order: Any) -> None:
    """Let a customer say by the link when they are at home."""
    wish = CustomerWish(hours="17:00 – 20:00", place="Ring at the neighbor's, 2nd floor")
    change_delivery(
        ref(order),
        WishedDelivery(wish),
        account=order.account,
        contact=order.contact,
        about=[Ref("case", order.case_id)] if order.case_id else [],
        actor=SYSTEM,
        at=northwell.until - DAY,
    )


def _asked(parcel: Any, at: datetime) -> Any:
    from_us = consignment_of(parcel, at=at)
    return ask_carriers(from_us, [access_of(each) for each in visible_carriers(SYSTEM)])


def _wait_for(northwell: Northwell, order: Any) -> None:
    ana, at = northwell.who("ana"), northwell.until - 2 * DAY
    wish, freight = CustomerWish(), Freight(PaidBy.CUSTOMER, because=BorneBecause.OPEN)
    facts = _facts(order, to_us=True, wish=wish, freight=freight)
    parcel = _draft(northwell, order, ParcelWay.IN, facts, at)
    note_own_label(parcel, OwnLabel("Harbor Couriers", "HC55201977"), actor=ana, at=at + HOUR)
    report_parcel(parcel, "in_transit", actor=ana, at=at + DAY)
