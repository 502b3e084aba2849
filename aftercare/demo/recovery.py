"""Who pays in the end at Northwell: old parts go to their supplier, a damage is looked at twice."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from aftercare.demo.attachments import front_of
from aftercare.demo.founding import DAY, HOUR, Northwell
from aftercare.demo.repairs import Bench, open_bench
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.coverage.operations.damage import (
    answer_appeal,
    appeal_damage,
    charge_material,
    look_again,
    look_at_damage,
    take_statement,
)
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.states import LookStatus, Shown
from aftercare.domain.customers.operations.records import register_account
from aftercare.domain.repairs.operations.diagnosis import approve_repair
from aftercare.domain.repairs.operations.intake import add_photos
from aftercare.domain.repairs.operations.parts import fit_part, need_part
from aftercare.domain.repairs.states import Found, OldPartGoes, PhotoOf, Scanned
from aftercare.domain.returns.operations.suppliers import (
    ToSend,
    note_supplier_answer,
    open_supplier_return,
    send_to_supplier,
)
from aftercare.domain.returns.queries import lines_to_supplier, parts_for_suppliers
from aftercare.domain.returns.states import Answered, SupplierAnswer
from aftercare.domain.stock.queries import visible_places
from aftercare.domain.units.queries import find_units
from aftercare.domain.units.states import Upload
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

STRIP, STRIPS, BAD_BATCH = "BL-5500", 12, "B-2203"
DARK = ("Sound, but no picture", Found("S-DARK", "F-BL1", "", "A-REP", "", "LV-2511-4"))
FELL = ("Screen broken, the corner is dented", Found("S-LINE", "", "C-USE", "A-REP"))


def recover(northwell: Northwell) -> None:
    """Fit new strips and send the old ones to their maker; look at two damages."""
    serials = northwell.older.get(BAD_BATCH, [])
    units = sorted(find_units(serials[-6:]), key=lambda unit: unit.serial)
    for number, unit in enumerate(units[:4]):
        _fit_strips(northwell, unit, northwell.until - (24 - 4 * number) * DAY)
    _send_to_maker(northwell)
    for number, unit in enumerate(units[4:]):
        shown = _show_damage(northwell, unit, northwell.until - (14 - 12 * number) * DAY)
        if number == 0:
            _adjudicate(northwell, *shown)


def _fit_strips(northwell: Northwell, unit: Any, at: Any) -> None:
    bench = open_bench(northwell, unit, DARK, at)
    item = find_item(STRIP)
    if item is None:
        return
    bench.receive()
    bench.diagnose()
    approve_repair(bench.order, why="Early warning: strips of lot LV-2511-4", **bench.who(1))
    bench.repair()
    need_part(bench.order, item=item, quantity=Decimal(STRIPS), **bench.who(0))
    fit_part(
        bench.order,
        scanned=Scanned(item.pk),
        scan=f"demo-{unit.pk}",
        old_goes=OldPartGoes.SUPPLIER,
        old_number="LV-2511-4",
        **bench.who(1),
    )
    bench.test()
    bench.finish()


def _send_to_maker(northwell: Northwell) -> None:
    """Send two sets of strips, of which one is credited and one replaced; ask for one more."""
    maker = register_account(
        name="Lumivane Lighting", country="CN", language="zh-hans", actor=SYSTEM, at=northwell.began
    )
    who: dict[str, Any] = {"actor": northwell.who("ana")}
    waiting = list(parts_for_suppliers(SYSTEM))
    if len(waiting) < 3:
        return
    at = northwell.until - 9 * DAY
    going = open_supplier_return(ToSend(parts=waiting[:2]), supplier=maker, at=at, **who)
    send_to_supplier(going, their_number="LV-RMA-0417", at=at + DAY, **who)
    first, second = lines_to_supplier(going).select_related("supplier_return")
    credited = Answered(SupplierAnswer.CREDITED, "Lot accepted as faulty", Decimal("170.40"))
    note_supplier_answer(first, credited, at=at + 7 * DAY, **who)
    shelf = visible_places(SYSTEM).get(code="A-01")
    replaced = Answered(SupplierAnswer.REPLACED, "New strips, lot LV-2602-1", place_id=shelf.pk)
    note_supplier_answer(second, replaced, at=at + 8 * DAY, **who)
    open_supplier_return(
        ToSend(parts=waiting[2:3]), supplier=maker, at=northwell.until - DAY, **who
    )


def _show_damage(northwell: Northwell, unit: Any, at: Any) -> tuple[Bench, Any]:
    """Take a broken set in, show what somebody did to it, and ask for a second look."""
    bench = open_bench(northwell, unit, FELL, at)
    bench.receive()
    picture = front_of(unit.item.code)
    photos = [Upload("corner.jpg", BytesIO(picture))]
    add_photos(bench.order, photos=photos, of=PhotoOf.DAMAGE, **bench.who(0))
    bench.diagnose()
    look = look_at_damage(
        ref(bench.order),
        words="The lower left corner is dented; the cracks begin there",
        evidence=[
            Shown("photo", "Dented corner", Upload("dent.jpg", BytesIO(picture))),
            Shown("reading", "Panel draws 0.0 A, glass broken"),
        ],
        **bench.who(1),
    )
    return bench, look


def _adjudicate(northwell: Northwell, bench: Bench, look: Any) -> None:
    """Hear the customer, look again, charge, and let an appeal be right."""
    service, other, boss = (northwell.who(each) for each in ("rosa", "wen", "hao"))
    at = bench.at
    words = "We did not drop it. The box was open at one side when it came."
    take_statement(look, words=words, actor=service, at=at + 3 * HOUR)
    words = "Seen: the dent is from outside, the frame is bent with it"
    look_again(look, to=LookStatus.CONFIRMED, words=words, actor=other, at=at + DAY)
    facts = _facts(bench, at)
    decide_coverage(ref(bench.order), facts=facts, actor=other, at=at + DAY + HOUR)
    charge: dict[str, Any] = {"amount": Decimal(312), "currency": "USD"}
    words = "Panel at its lowest cost"
    charge_material(look, words=words, **charge, actor=other, at=at + DAY + 2 * HOUR)
    words = "Please look at the waybill: the driver noted a damaged box"
    appeal_damage(look, words=words, actor=service, at=at + 3 * DAY)
    words = "The waybill says so. It was broken on the way to the customer, and not by them"
    answer_appeal(look, to=LookStatus.CLEARED, words=words, actor=boss, at=at + 4 * DAY)


def _facts(bench: Bench, at: Any) -> dict[str, Any]:
    account = bench.order.account
    sold = (at - timedelta(days=200)).date().isoformat()
    shown = {"shows": "human_damage"}
    return {
        "today": at.date().isoformat(),
        "country": account.country if account else "PH",
        "buyer": "business",
        "item_class": "television",
        "sold_on": sold,
        "delivered_on": sold,
        "fault": {"kind": "performance", "cause": "human_damage"},
        "repairs": [],
        "waits": [],
        "contracts": [],
        "evidence": [
            shown | {"kind": "photo", "what": "Dented corner"},
            shown | {"kind": "reading", "what": "Panel draws 0.0 A, glass broken"},
        ],
    }
