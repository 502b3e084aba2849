"""What is no repair may wait for goods, too: a return, say, known by what it wants of stock."""

from decimal import Decimal

import pytest

from aftercare.domain.cases.tests.make import make_call
from aftercare.domain.repairs.operations.parts import need_part
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import make_order_at
from aftercare.domain.stock.models import Reservation, Want
from aftercare.domain.stock.operations.reserving import release_reservation, reserve_goods
from aftercare.domain.stock.states import Condition
from aftercare.domain.stock.steps.holding import PRIORITY, Wish
from aftercare.domain.stock.steps.wanting import end_wants, has_lost_goods, want_goods
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.domain.supply.models import PurchaseOrder, Shortage
from aftercare.domain.supply.operations.orders import place_order, request_purchase
from aftercare.domain.supply.operations.shortages import choose_again, choose_way_out
from aftercare.domain.supply.operations.transfers import send_transfer, take_in_transfer
from aftercare.domain.supply.queries.shortages import shortages_of_document, ways_for
from aftercare.domain.supply.states import WayOut
from aftercare.domain.supply.tests.make import (
    DAY,
    MONDAY,
    NOW,
    come,
    make_bin,
    make_board,
    make_supplier,
    offered,
)
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref, ref

pytestmark = pytest.mark.django_db
RETURN = Ref("rma", 9)


@pytest.fixture
def board():
    make_place("supplier", "supplier")
    make_bin()
    return make_board()


def want(board, quantity=1, line="3", due_at=MONDAY + DAY):
    wish = Wish(
        board, Decimal(quantity), make_bin().site_id, [Condition.NEW], PRIORITY, RETURN, line, None
    )
    about = [ref(make_call(subject="Two dark sets"))]
    return want_goods(wish, paper="RMA-9", due_at=due_at, about=about, **NOW)


def the_shortage():
    return Shortage.objects.select_related("want").get(document=str(RETURN))


def pick(kind):
    shortage = the_shortage()
    ways = {each.option.kind: each.option for each in ways_for(shortage, SYSTEM, at=MONDAY)}
    return choose_way_out(shortage, key=ways[kind].key, **NOW)


def buy():
    pick(WayOut.PURCHASE)
    order = PurchaseOrder.objects.get()
    request_purchase(order, **NOW)
    place_order(order, **NOW)
    return order


def test_it_opens_a_shortage_of_its_case_with_every_way_there_is(board, run_jobs):
    make_supplier(prices=[(board, offered("380"))])
    make_stock(board, 2, to=make_place("M-01", site=make_site("MNL", "Manila")))
    want(board)
    run_jobs()

    shortage = the_shortage()
    kinds = {each.option.kind for each in ways_for(shortage, SYSTEM, at=MONDAY)}
    assert (shortage.paper, shortage.case.subject) == ("RMA-9", "Two dark sets")
    assert kinds == {WayOut.TRANSFER, WayOut.PURCHASE, WayOut.EXIT}
    assert list(shortages_of_document(RETURN, SYSTEM)) == [shortage]


def test_what_is_sent_from_elsewhere_is_held_for_the_line(board, run_jobs):
    branch = make_place("M-01", site=make_site("MNL", "Manila"))
    make_stock(board, 2, to=branch)
    want(board)
    run_jobs()
    pick(WayOut.TRANSFER)
    choose_again(the_shortage(), **NOW)
    pick(WayOut.TRANSFER)
    send_transfer(the_shortage(), **NOW)
    take_in_transfer(the_shortage(), **NOW)
    run_jobs()

    held = Reservation.objects.get(status="held")
    assert (held.document, held.line) == (str(RETURN), "3")
    assert (the_shortage().status, Want.objects.get().status) == ("solved", "held")
    assert Want.objects.get().expected_at == MONDAY + 3 * DAY


def test_what_was_bought_for_a_shortage_goes_to_it_before_the_more_urgent(board, run_jobs):
    make_supplier(prices=[(board, offered("380", lead_days=20))])
    want(board, due_at=MONDAY + 30 * DAY)
    run_jobs()
    order = buy()
    urgent = make_order_at(OrderStatus.DIAGNOSED)
    need_part(urgent, item=board, **NOW)
    run_jobs()
    come(order, 1)
    run_jobs()

    statuses = dict(Shortage.objects.values_list("document", "status"))
    assert statuses == {str(RETURN): "solved", str(ref(urgent)): "open"}


def test_it_is_over_with_what_waited_and_its_draft_is_called_off(board, run_jobs):
    make_supplier(prices=[(board, offered("380"))])
    want(board)
    run_jobs()
    pick(WayOut.PURCHASE)
    end_wants(RETURN, **NOW)
    run_jobs()

    assert (the_shortage().status, PurchaseOrder.objects.get().status) == ("ended", "cancelled")
    want(board)
    run_jobs()
    assert the_shortage().status == "open"
    pick(WayOut.EXIT)
    end_wants(RETURN, **NOW)
    run_jobs()
    assert the_shortage().status == "solved"


def test_what_something_more_urgent_took_is_short(board, run_jobs):
    make_stock(board, 1, to=make_bin())
    want(board)
    run_jobs()
    assert not Shortage.objects.exists()

    wish = {"site_id": make_bin().site_id, "document": Ref("case", 3), "line": "1"}
    reserve_goods(board, quantity=Decimal(1), **wish, priority=9, **NOW)
    run_jobs()

    assert (the_shortage().status, Want.objects.get().status) == ("open", "wanted")


def test_what_somebody_let_go_of_is_not_forgotten(board, run_jobs):
    make_stock(board, 1, to=make_bin())
    want(board)
    run_jobs()
    release_reservation(Reservation.objects.get(), **NOW)
    run_jobs()

    assert Shortage.objects.filter(document=str(RETURN)).exists()
    assert not has_lost_goods(Want.objects.get())
