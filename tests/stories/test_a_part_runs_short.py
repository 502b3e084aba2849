"""C11, C12: a main board is nowhere to be had; a substitute is fitted, and the customer hears."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from aftercare.base.journal.queries import story_of
from aftercare.base.promises.models import PromiseMove
from aftercare.base.promises.states import PauseReason
from aftercare.domain.cases.models import Draft
from aftercare.domain.cases.operations.drafts import use_notice
from aftercare.domain.cases.tests.make import make_call
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.repairs.operations.bench import let_repair_wait
from aftercare.domain.repairs.operations.parts import fit_part, need_part
from aftercare.domain.repairs.states import OldPartGoes, OrderStatus, Scanned
from aftercare.domain.repairs.tests.make import make_order_at
from aftercare.domain.returns.tests.make import first_line, make_inspected
from aftercare.domain.stock.tests.make import make_place, make_stock
from aftercare.domain.supply.models import PurchaseOrder, Shortage
from aftercare.domain.supply.operations.orders import place_order, request_purchase
from aftercare.domain.supply.tests.make import come, make_bin, make_board, make_supplier, offered
from aftercare.domain.units.states import Upload
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOW = {"actor": SYSTEM, "at": MONDAY}


@pytest.mark.django_db
def test_a_main_board_runs_short_and_a_substitute_is_fitted(run_jobs):
    board, other = make_board(), make_board("MB-5501")
    make_place("supplier", "supplier")
    save_bom(make_item("AX55", name="55-inch set"), [Part(board, 1)], **NOW)
    allow_substitute(board, other, kind="one_way", instruction="Move jumper J3", **NOW)
    make_stock(other, 2, to=make_bin())
    make_supplier(prices=[(board, offered("380"))])
    case = make_call(subject="No picture")
    order = make_order_at(OrderStatus.REPAIRING, case=case)
    need_part(order, item=board, **NOW)
    let_repair_wait(order, waiting_for=PauseReason.PART, reason="No main board", **NOW)
    run_jobs()
    desk = signed_in("Liza", roles=("manager",))

    shortage = Shortage.objects.get()
    page = desk.get(f"/shortages/{shortage.code}").content.decode()
    assert page.index("Approved substitute") < page.index("Voltix Boards")
    way = page.partition('name="way" value="')[2].partition('"')[0]
    desk.post(f"/shortages/{shortage.code}/choose", {"way": way})
    run_jobs()

    order = WorkOrder.objects.get(pk=order.pk)
    assert order.status == OrderStatus.REPAIRING
    assert Draft.objects.get(case=case, kind="notice").text.startswith("a part for your repair")
    draft = use_notice(case, actor=SYSTEM, at=MONDAY + HOUR)
    assert order.code in draft.text
    fit_part(
        order,
        scanned=Scanned(other.pk),
        scan="s1",
        old_goes=OldPartGoes.SCRAP,
        proof=Upload("old.jpg", BytesIO(b"\xff\xd8\xff\xe0old")),
        instruction_read=True,
        actor=SYSTEM,
        at=MONDAY + 2 * HOUR,
    )
    part = RepairPart.objects.get()
    assert (part.used, part.instruction) == (other, "Move jumper J3")
    told = [entry.event for entry in story_of(ref(order))]
    assert told.index("supply.shortage_opened") < told.index("supply.way_out_chosen")
    assert told.index("supply.shortage_solved") < told.index("repairs.part_fitted")


@pytest.mark.django_db
def test_a_replacement_is_not_there_and_is_bought_for_the_return(run_jobs):
    make_supplier(prices=[(make_board("AX55"), offered("380", lead_days=20))])
    make_place("supplier", "supplier")
    make_bin()
    case = make_call(subject="It stays dark")
    rma = make_inspected(case=case)
    desk = signed_in("Liza", roles=("manager",))
    desk.post(f"/returns/{rma.code}/lines/{first_line(rma).pk}/do/replace", {})
    run_jobs()

    shortage = Shortage.objects.get()
    waits = desk.get(f"/returns/{rma.code}").content.decode()
    listed = desk.get("/shortages", {"q": rma.code}).content.decode()
    page = desk.get(f"/shortages/{shortage.code}").content.decode()
    way = page.partition('name="way" value="purchase')[2].partition('"')[0]
    desk.post(f"/shortages/{shortage.code}/choose", {"way": f"purchase{way}"})
    run_jobs()
    order = PurchaseOrder.objects.get()
    request_purchase(order, **NOW)
    place_order(order, **NOW)
    expected = desk.get(f"/returns/{rma.code}").content.decode()
    come(order, 1)
    run_jobs()

    assert f"/shortages/{shortage.code}" in waits
    assert (shortage.code in listed, f"/returns/{rma.code}" in page) == (True, True)
    assert "Purchase, expected by" in expected
    assert "Held for it: A-01" in desk.get(f"/returns/{rma.code}").content.decode()
    assert rma.code in Draft.objects.get(case=case, kind="notice").text
    assert PromiseMove.objects.get().reason == "A replacement is not in stock."
