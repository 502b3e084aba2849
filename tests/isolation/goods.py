"""What belongs to others and can be touched: items, units, stock, repairs, parcels, returns."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from aftercare.base.company.models import Site
from aftercare.domain.cases.tests.make import MONDAY
from aftercare.domain.catalog.models import BomLine
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.documents import add_document
from aftercare.domain.catalog.operations.fault_codes import save_fault_code
from aftercare.domain.catalog.operations.notices import enter_notice
from aftercare.domain.catalog.operations.parameters import define_parameter
from aftercare.domain.catalog.operations.prices import set_price
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.states import PriceKind
from aftercare.domain.catalog.tests.make import make_item, make_part
from aftercare.domain.guidance.operations.planning import plan_sessions
from aftercare.domain.guidance.operations.telling import tell_guests
from aftercare.domain.guidance.states import Topic
from aftercare.domain.guidance.tests.make import TUESDAY, make_holder
from aftercare.domain.planning.models import PlanException, PlanRun
from aftercare.domain.planning.operations.reviews import open_review
from aftercare.domain.repairs.models import Photo, RepairPart
from aftercare.domain.repairs.operations.intake import add_photos, open_work_order
from aftercare.domain.repairs.operations.quoting import ask_about_repair
from aftercare.domain.repairs.states import PhotoOf
from aftercare.domain.repairs.tests.make import make_final_test, photo
from aftercare.domain.returns.models import SupplierReturn, SupplierReturnLine
from aftercare.domain.returns.operations.receiving import receive_return
from aftercare.domain.returns.operations.rules import save_approval_rule
from aftercare.domain.returns.states import Seen
from aftercare.domain.returns.tests.make import announced, first_line, make_reason, make_return
from aftercare.domain.shipping.models import CarrierRate, CarrierWord
from aftercare.domain.shipping.operations.packing import save_packing
from aftercare.domain.shipping.states import ParcelFacts, PostalAddress
from aftercare.domain.shipping.tests.make import OURS, make_carrier, make_parcel
from aftercare.domain.stock.models import Movement, Reservation
from aftercare.domain.stock.operations.counting import begin_count
from aftercare.domain.stock.operations.kits import plan_kit
from aftercare.domain.stock.states import PlaceKind
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.domain.supply.models import Shortage
from aftercare.domain.supply.operations.orders import draft_order
from aftercare.domain.supply.operations.shortages import look_at_needs
from aftercare.domain.supply.operations.suppliers import agree_on_spares
from aftercare.domain.supply.tests.make import make_supplier, offered, wanted
from aftercare.domain.units.operations.records import change_owner
from aftercare.domain.units.operations.registering import register_unit
from aftercare.domain.units.operations.rules import save_scan_rule
from aftercare.domain.units.states import OwnedBy
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref


def foreign_catalog():
    """Return an item with all that is said of it."""
    item, part = make_item("MOON-1", name="Moonlight set"), make_item("MOON-2", name="Moonlight")
    by_us = {"actor": SYSTEM, "at": MONDAY}
    bom = save_bom(item, [Part(part, 1)], **by_us)
    return {
        "item": item,
        "bom": bom,
        "line": BomLine.objects.get(bom=bom),
        "substitute": allow_substitute(item, part, kind="two_way", **by_us),
        "price": set_price(item, PriceKind.LIST, currency="USD", amount=Decimal(7), **by_us),
        "document": add_document(
            item, b"zanzibar", file_name="Moonlight.pdf", kind="other", **by_us
        ),
        "fault_code": save_fault_code(code="MOON", kind="cause", name="Moonlight", **by_us),
        "parameter": define_parameter(code="moonlight", name="Moonlight", **by_us),
        "change_notice": enter_notice(
            maker="Quillfeather",
            number="1",
            kind="pcn",
            title="Moonlight",
            items=[item],
            issued_on=date(2026, 9, 28),
            **by_us,
        ),
    }


def foreign_units(account, contact):
    """Return a unit of a customer, with what they registered."""
    make_item("AX55", name="Signage display")
    unit = make_unit("Moonlight-0042", lot="Moonlight-L1", note="zanzibar")
    change_owner(
        unit,
        account=account,
        contact=contact,
        how=OwnedBy.BOUGHT,
        since=date(2026, 9, 1),
        actor=SYSTEM,
        at=MONDAY,
    )
    return {
        "unit": unit,
        "lot": unit.lot,
        "registration": register_unit(
            contact,
            key=UUID(int=1),
            serial="zanzibar",
            bought_on=date(2026, 9, 1),
            actor=SYSTEM,
            at=MONDAY,
        ),
        "scan_rule": save_scan_rule(
            None,
            maker="Moonlight",
            pattern=r"(?P<serial>M-[0-9]{4})",
            example="M-0001",
            actor=SYSTEM,
            at=MONDAY,
        ),
    }


def foreign_stock(keeper):
    """Return goods on a shelf, counted, reserved and planned."""
    item = make_part("MOON-1", name="Moonlight lamp")
    site = make_site("QF", "Quillfeather store")
    supplier = make_place("zanzibar", PlaceKind.SUPPLIER)
    shelf = make_place("Q-01", site=site)
    balance = make_stock(item, 4, to=shelf, source=supplier)
    kit = plan_kit(
        [(item, Decimal(1))], site=site, keeper=keeper, name="Moonlight", actor=SYSTEM, at=MONDAY
    )
    return {
        "kit": kit,
        "reservation": Reservation.objects.get(document=str(ref(kit))),
        "stock_item": item,
        "balance": balance,
        "movement": Movement.objects.get(),
        "stock_count": begin_count(shelf, actor=SYSTEM, at=MONDAY),
        "plan_exception": PlanException.objects.create(
            item=item,
            kind="excess",
            proposal="sell",
            run=PlanRun.objects.create(by="system:0", at=MONDAY),
            numbers={"at_hand": 4, "most": 1},
            since=MONDAY,
        ),
        "stock_review": open_review(site, month=12 * 2026 + 7, actor=SYSTEM, at=MONDAY),
    }


def foreign_repairs(unit, account, contact):
    """Return a work order with a test, a part and a question."""
    order = open_work_order(
        unit.item,
        unit=unit,
        account=account,
        contact=contact,
        site=make_site("QR", "Quillfeather bench"),
        complaint="Moonlight flickers",
        actor=SYSTEM,
        at=MONDAY,
    )
    test = make_final_test(unit.item)
    part = RepairPart.objects.create(
        order=order, item=unit.item, quantity=1, status="needed", by="system:0", at=MONDAY
    )
    question = ask_about_repair(order, text="zanzibar?", actor=SYSTEM, at=MONDAY)
    add_photos(order, photos=[photo("zanzibar.jpg")], of=PhotoOf.FAULT, actor=SYSTEM, at=MONDAY)
    return {"work_order": order, "point": test.points.first(), "question": question} | {
        "repair_part": part,
        "photo": Photo.objects.get(order=order),
    }


def foreign_shipping(account, contact):
    """Return a parcel with its carrier and what that said."""
    theirs = PostalAddress(name="Quillfeather", lines="zanzibar", city="Manila", country="PH")
    facts = ParcelFacts(OURS, theirs, note="Moonlight")
    site = Site.objects.get(code="QR")
    parcel = make_parcel(facts=facts, account=account, contact=contact, site=site)
    carrier = make_carrier("moonlight", "manual", name="Moonlight Express")
    rate = CarrierRate.objects.create(
        parcel=parcel,
        account=carrier,
        carrier_name="Moonlight",
        price=7,
        currency="USD",
        rank=1,
        suits=True,
        asked_at=MONDAY,
    )
    packing = save_packing(kind="panel", texts={"en": "zanzibar"}, actor=SYSTEM, at=MONDAY)
    word = CarrierWord.objects.create(
        account=carrier, external_id="z", raw=b"zanzibar", status="aside", received_at=MONDAY
    )
    made = {"parcel": parcel, "carrier": carrier, "carrier_rate": rate, "packing": packing}
    return made | {"carrier_word": word}


def foreign_returns(unit, account, part):
    """Return what comes back, with its reason and rule, and what goes on to a supplier."""
    by_us = {"actor": SYSTEM, "at": MONDAY}
    reason = make_reason("MOON", name="It flickers")
    rma = make_return(announced(unit), account=account, reason=reason)
    site = Site.objects.first()
    going = SupplierReturn.objects.create(
        code="RTS-2026-00001",
        their_number="Moonlight",
        supplier=account,
        by="system:0",
        opened_at=MONDAY,
    )
    SupplierReturnLine.objects.create(
        supplier_return=going, number=1, part=part, item=part.item, quantity=1
    )
    return {
        "supplier_return": going,
        "rma": rma,
        "rma_line": first_line(rma),
        "return_reason": reason,
        "approval_rule": save_approval_rule(None, name="Moonlight rule", **by_us),
        "arrival": receive_return(rma, seen=Seen("zanzibar"), site=site, key="z", **by_us),
    }


def foreign_supply(item, part):
    """Return a supplier, an order, and what is short."""
    by_us = {"actor": SYSTEM, "at": MONDAY}
    prices = [(item, offered("7", their_number="zanzibar"))]
    supplier = make_supplier("Quillfeather Parts", prices=prices, conditions="Moonlight 30")
    look_at_needs(part.order, **by_us)
    return {
        "shortage": Shortage.objects.get(repair_part=part),
        "supplier": supplier,
        "spares_share": agree_on_spares(
            supplier, item, percent=Decimal(2), clause="Moonlight §7", **by_us
        ),
        "purchase_order": draft_order(supplier.pk, lines=[wanted(item)], words="zanzibar", **by_us),
    }


def foreign_guidance(account, contact, case):
    """Return a session with somebody else, to which they are invited."""
    by_us = {"actor": SYSTEM, "at": MONDAY}
    topic = Topic(
        "Moonlight driving",
        "video",
        agenda="zanzibar",
        place="https://quill.example",
        holders=[(make_holder().pk, "")],
        guests=[contact.pk],
    )
    (session,) = plan_sessions(account, topic, TUESDAY, case=case, **by_us)
    tell_guests(session, text="zanzibar", **by_us)
    return {"session": session}
