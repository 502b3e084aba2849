import pytest
from django.urls import reverse

from aftercare.domain.repairs.operations.parts import need_part
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import make_order_at
from aftercare.domain.stock.tests.make import make_place
from aftercare.domain.supply.models import PurchaseOrder, Shortage
from aftercare.domain.supply.operations.shortages import look_at_needs
from aftercare.domain.supply.tests.make import NOW, make_bin, make_board, make_supplier, offered
from aftercare.interfaces.workspace.tests.make import signed_in

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"workspace:{name}", args=args)


def make_short(count=1):
    make_bin()
    make_place("supplier", "supplier")
    order = make_order_at(OrderStatus.DIAGNOSED)
    for number in range(count):
        need_part(order, item=make_board(f"MB-55{number:02}"), **NOW)
    look_at_needs(order, **NOW)
    return order


def test_the_list_costs_the_same_for_many_and_is_narrowed_down(django_assert_num_queries):
    desk = signed_in("Liza", roles=("manager",))
    make_short(4)
    desk.get(address("shortages"))

    with django_assert_num_queries(5):
        page = desk.get(address("shortages")).content.decode()
    one = desk.get(address("shortages"), {"q": "MB-5502"}).content.decode()
    none = desk.get(address("shortages"), {"show": "chosen"}).content.decode()

    assert all(f"MB-55{number:02}" in page for number in range(4))
    assert ("MB-5502" in one, "MB-5503" in one) == (True, False)
    assert "No shortage answers to this" in none


def test_a_way_out_is_chosen_and_taken_back_where_one_may():
    desk, reader = signed_in("Liza", roles=("manager",)), signed_in("Ana", roles=("agent",))
    order = make_short()
    make_supplier(prices=[(make_board("MB-5500"), offered("380"))])
    shortage = Shortage.objects.get()
    choose = address("shortage-choose", shortage.code)

    page = desk.get(address("shortage", shortage.code)).content.decode()
    way = page.partition('name="way" value="purchase')[2].partition('"')[0]
    refused = reader.post(choose, {"way": f"purchase{way}"})
    gone = desk.post(choose, {"way": "purchase:0"})
    desk.post(choose, {"way": f"purchase{way}"})
    chosen = desk.get(address("shortage", shortage.code)).content.decode()
    badge = desk.get(address("order", order.code)).content.decode()
    desk.post(address("shortage-do", shortage.code, "again"))

    assert "Choose" not in reader.get(address("shortage", shortage.code)).content.decode()
    assert (refused.status_code, gone.status_code) == (403, 409)
    assert PurchaseOrder.objects.get().code in chosen
    assert address("shortage", shortage.code) in badge
    assert (Shortage.objects.get().status, PurchaseOrder.objects.get().status) == (
        "open",
        "cancelled",
    )
    assert desk.get(address("shortage", "SH-none")).status_code == 404
