"""Ways out that are taken where nothing else helps: made for us, and out of what was scrapped."""

from decimal import Decimal

import pytest

from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.repairs.models import RepairPart
from aftercare.domain.repairs.operations.parts import need_part
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import make_order_at
from aftercare.domain.stock.models import Balance, Place
from aftercare.domain.stock.operations.changing import scrap_goods
from aftercare.domain.stock.states import Goods, Line, PlaceKind
from aftercare.domain.stock.tests.make import WORK, make_place, make_stock
from aftercare.domain.supply.models import PurchaseLine, Shortage
from aftercare.domain.supply.operations.shortages import choose_again, choose_way_out
from aftercare.domain.supply.operations.transfers import NothingToHarvest, harvest_for_shortage
from aftercare.domain.supply.queries.shortages import ways_for
from aftercare.domain.supply.states import PurchaseKind, WayOut
from aftercare.domain.supply.tests.make import (
    MONDAY,
    NOW,
    make_bin,
    make_board,
    make_supplier,
    offered,
)
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(run_jobs):
    """Return a repair that needs a board nobody has."""
    board = make_board()
    make_bin()
    make_place("SUPPLIER", PlaceKind.SUPPLIER)
    make_place("SCRAP", PlaceKind.SCRAP)
    save_bom(make_item("AX55", name="55-inch set"), [Part(board, 1)], **NOW)
    order = make_order_at(OrderStatus.REPAIRING)
    need_part(order, item=board, **NOW)
    run_jobs()
    return order


def ways():
    found = ways_for(Shortage.objects.get(), SYSTEM, at=MONDAY)
    return {each.option.kind: each.option for each in found}


def choose(kind):
    return choose_way_out(Shortage.objects.get(), key=ways()[kind].key, **NOW)


def scrap_a_set(serial):
    unit = make_unit(serial)
    goods = {"unit_id": unit.pk, "condition": "faulty"}
    place = make_bin("S-01")
    make_stock(unit.item, 1, to=place, **goods)
    scrap_goods(
        [Line(Goods(unit.item_id, **goods))],
        source=place,
        target=Place.objects.get(code="SCRAP"),
        document=WORK,
        reason="Broken panel",
        proof=b"%PDF-1.4 scrapped",
        proof_name="proof.pdf",
        **NOW,
    )
    return unit


def test_a_board_is_made_for_us_as_few_as_the_maker_takes(waiting):
    made = offered("51", kind=PurchaseKind.CUSTOM_BUILD, from_quantity=Decimal(50), pack=Decimal(1))
    supplier = make_supplier(prices=[(make_board(), made)], lead_days=60)

    option = ways()[WayOut.CUSTOM]
    assert (option.cost, option.days) == (50 * 51, 60)
    choose(WayOut.CUSTOM)
    line = PurchaseLine.objects.get()
    assert (line.order.supplier, line.kind, line.quantity) == (supplier, "custom_build", 50)
    choose_again(Shortage.objects.get(), **NOW)
    line.order.refresh_from_db()
    assert line.order.status == "cancelled"


def test_a_part_is_taken_out_of_what_was_scrapped_once(waiting, run_jobs):
    unit = scrap_a_set("AX55-2519-B0001")
    assert ways()[WayOut.HARVEST].facts["serial"] == unit.serial
    with pytest.raises(NothingToHarvest):
        harvest_for_shortage(Shortage.objects.get(), **NOW)

    chosen = choose(WayOut.HARVEST)
    harvest_for_shortage(chosen, **NOW)
    run_jobs()

    assert Shortage.objects.get().status == "solved"
    assert RepairPart.objects.get().status == "reserved"
    there = Balance.objects.get(item=make_board(), quantity__gt=0)
    assert (there.condition, there.quantity) == ("used", 1)
    need_part(waiting, item=make_board(), **NOW)
    run_jobs()
    newest = Shortage.objects.get(status="open")
    kinds = {each.option.kind for each in ways_for(newest, SYSTEM, at=MONDAY)}
    assert WayOut.HARVEST not in kinds
