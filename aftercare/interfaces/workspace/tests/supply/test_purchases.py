from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.stock.models import Balance
from aftercare.domain.supply.models import PurchaseOrder, Supplier, SupplierPrice
from aftercare.domain.supply.tests.make import (
    make_bin,
    make_board,
    make_draft,
    make_ordered,
    make_supplier,
)
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit import clock
from aftercare.kit.paper.codes import message
from aftercare.kit.scans.results import Meaning

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return signed_in("Liza", roles=("manager",))


def address(name, *args):
    return reverse(f"workspace:{name}", args=args)


def do(browser, order, verb, **given):
    return browser.post(address("purchase-do", order.code, verb), given)


def scan(browser, text, order=None, **given):
    query = f"?order={order.code}" if order else ""
    details = {"text": text, "place": "A-01", "key": str(uuid4())} | given
    return browser.post(address("purchase-receive") + query, details, follow=True)


def test_a_purchase_goes_its_way_by_forms_and_scanner(desk):
    board, place = make_board(), make_bin()
    supplier = make_supplier()
    wish = {"supplier": supplier.pk, "kind": "normal", "site": place.site_id, "words": "Soon"}

    offered = desk.get(address("purchase-new") + f"?item={board.code}").content.decode()
    wrong = desk.post(address("purchase-new"), wish | {"things": "nobody-knows 3"})
    desk.post(address("purchase-new"), wish | {"things": f"{board.code} 10 380"})
    order = PurchaseOrder.objects.get()
    for verb, given in (("request", {}), ("order", {})):
        do(desk, order, verb, **given)
    day = (clock.now() + timedelta(days=9)).date()
    do(desk, order, "confirm", on=day.isoformat(), their_number="SO-77")
    led = scan(desk, order.code.lower())
    lost = scan(desk, "MB-0000", order)
    scan(desk, board.code, order, quantity="4")
    page = desk.get(address("purchase", order.code)).content.decode()
    desk.post(address("purchase-receive") + f"?order={order.code}", {"text": "x"})

    assert f"{board.code} 1" in offered
    assert (wrong.status_code, lost.status_code) == (422, 422)
    assert led.redirect_chain[-1][0].endswith(f"order={order.code}")
    assert ("4 / 10" in page, "SO-77" in page, "3,800.00 USD" in page) == (True, True, True)
    assert Balance.objects.get(place=place).quantity == 4
    assert desk.get(address("purchase-paper", order.code)).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("MB-0 3", "There is no item with the number MB-0."),
        ("{code} 1,250", "Nobody can read “{code} 1,250”."),
        ("{code} 3 1,200", "Nobody can read “{code} 3 1,200”."),
        ("{code} three", "Nobody can read “{code} three”."),
        ("{code} 3 380 USD", "Nobody can read “{code} 3 380 USD”."),
    ],
)
def test_a_line_that_may_mean_two_things_is_asked_about(desk, line, why):
    board, place = make_board(), make_bin()
    wish = {"supplier": make_supplier().pk, "kind": "normal", "site": place.site_id}

    wrong = desk.post(
        address("purchase-new"), wish | {"things": line.format(code=board.code) + "\n"}
    )
    desk.post(address("purchase-new"), wish | {"things": f"{board.code} 2,5 0,125"})

    assert wrong.status_code == 422
    assert why.format(code=board.code) in wrong.content.decode()
    line = PurchaseOrder.objects.get().lines.get()
    assert (line.quantity, line.unit_price) == (Decimal("2.5"), Decimal("0.125"))


def test_the_page_says_why_a_purchase_stands_where_it_stands(desk):
    board, place = make_board(), make_bin()
    wish = {"supplier": make_supplier().pk, "kind": "normal", "site": place.site_id}
    desk.post(address("purchase-new"), wish | {"things": f"{board.code} 10 99.5"})
    order = PurchaseOrder.objects.get()

    def said():
        return desk.get(address("purchase", order.code)).content.decode()

    for verb, given in (("request", {}), ("back", {"why": "Too dear"})):
        do(desk, order, verb, **given)
    assert "Sent back: Too dear" in said()
    for verb in ("request", "order"):
        do(desk, order, verb)
    assert "Too dear" not in said()
    scan(desk, board.code, order, quantity="4")
    do(desk, order, "close", why="No longer made")
    assert "The rest does not come: No longer made" in said()
    assert ">99.50<" in said()


def test_a_label_scanned_twice_counts_once_unless_it_is_said_to_be_another(desk):
    order = make_ordered()
    make_bin()
    line = order.lines.get()
    reel = {Meaning.ITEM: line.item.code, Meaning.QUANTITY: "2"}
    numbered = message(reel | {Meaning.PACKAGE: "P-1"})

    scan(desk, message(reel), order)
    asked = scan(desk, message(reel), order)
    other = scan(desk, message(reel), order, again="on")
    scan(desk, numbered, order)
    same = scan(desk, numbered, order, again="on")
    too_many = scan(desk, line.item.code, order, quantity="500", paper="DN 4711")

    line.refresh_from_db()
    assert (asked.status_code, other.status_code, same.status_code) == (422, 200, 422)
    assert "Count another one" in asked.content.decode()
    assert "Count another one" not in same.content.decode()
    assert line.received == 6
    assert too_many.status_code == 409
    assert 'value="DN 4711"' in too_many.content.decode()


def test_the_list_is_narrowed_down_and_costs_the_same_for_many(desk, django_assert_num_queries):
    first = make_ordered()
    for _number in range(3):
        make_draft()
    desk.get(address("purchases"))

    with django_assert_num_queries(7):
        page = desk.get(address("purchases")).content.decode()
    late = desk.get(address("purchases"), {"show": "late"}).content.decode()
    by_name = desk.get(address("purchases"), {"q": "nobody"}).content.decode()

    assert first.code in page
    assert first.code in late
    assert "No purchase order answers to this" in by_name


def test_a_supplier_is_an_account_with_terms_prices_and_shares(desk):
    board, account = make_board(), make_account("Voltix Boards", country="CN")
    terms = {"currency": "cny", "lead_days": 30, "conditions": "Net 30"}

    desk.post(address("supplier-new"), terms | {"account": account.code})
    supplier = Supplier.objects.get()
    desk.post(address("supplier-edit", supplier.pk), terms | {"lead_days": 20})
    price = {"item": board.code, "unit_price": "2600", "from_quantity": 10, "kind": "normal"}
    desk.post(address("supplier-price-new", supplier.pk), price)
    share = {"item": board.code, "percent": "2", "clause": "§7"}
    desk.post(address("spares-share-new", supplier.pk), share)
    page = desk.get(address("supplier", supplier.pk)).content.decode()
    listed = desk.get(address("suppliers")).content.decode()
    make_bin()
    share_id = supplier.shares.get().pk
    made = desk.post(
        address("spares-share-draft", share_id), {"production": "MO-1", "quantity": "5000"}
    )

    assert SupplierPrice.objects.get().days == 20
    assert ("2600 CNY" in page, "Net 30" in page, "Voltix Boards" in listed) == (True,) * 3
    assert made.url == address("purchase", PurchaseOrder.objects.get().code)


def test_who_may_not_buy_sees_and_does_nothing():
    order = make_draft()
    stranger = signed_in("Kit", roles=())
    reader = signed_in("Ana", roles=("agent",))

    assert stranger.get(address("purchase", order.code)).status_code == 404
    assert reader.get(address("purchase", order.code)).status_code == 200
    assert do(reader, order, "request").status_code == 403
    assert reader.get(address("purchase-receive")).status_code == 403
    assert PurchaseOrder.objects.get().status == "draft"
