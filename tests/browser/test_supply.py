"""A part is short, a way out is chosen by its number, and what is bought comes in by scanner."""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_user
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.repairs.operations.parts import need_part
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import make_order_at
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.domain.supply.models import Shortage
from aftercare.domain.supply.operations.shortages import look_at_needs
from aftercare.domain.supply.tests.make import (
    NOW,
    make_bin,
    make_board,
    make_ordered,
    make_supplier,
    offered,
    wanted,
)
from tests.browser.patience import new_page


@pytest.fixture
def short(transactional_db):
    board = make_board()
    make_bin()
    make_place("supplier", "supplier")
    make_stock(board, 2, to=make_place("M-01", site=make_site("MNL", "Manila")))
    save_bom(make_item("AX55", name="55-inch set"), [Part(board, 1)], **NOW)
    supplier = make_supplier(prices=[(board, offered("380"))])
    order = make_order_at(OrderStatus.REPAIRING)
    need_part(order, item=board, **NOW)
    look_at_needs(order, **NOW)
    make_ordered(wanted(make_board("TC-5500"), 6), supplier=supplier)
    return Shortage.objects.get()


def test_what_is_short_is_decided_and_what_is_bought_comes_in(short, page_as, axe, shots):
    page = page_as(make_user("Liza", roles=("manager",)), "/shortages")
    shots(page, "shortages")
    axe(page)

    page.get_by_role("link", name="MB-5500").click()
    expect(page.get_by_role("button", name="Choose From another place")).to_be_visible()
    shots(page, "shortage")
    axe(page)
    with new_page(page):
        page.keyboard.press("1")
    expect(page.get_by_text("Chosen. What is needed for it is prepared.")).to_be_visible()
    with new_page(page):
        page.get_by_role("button", name="It is sent").click()
    with new_page(page):
        page.get_by_role("button", name="It has come").click()
    expect(page.get_by_text("What was short is reserved, and the repair goes on.")).to_be_visible()
    shots(page, "shortage-solved")
    axe(page)

    page.get_by_role("link", name="Shortage desk").click()
    page.get_by_role("link", name="Purchase orders", exact=True).first.click()
    page.get_by_role("link", name="Voltix Boards").click()
    shots(page, "purchase")
    axe(page)
    page.goto(page.url.replace("/purchases/", "/purchases/receive?order="))
    page.locator("#main").focus()
    page.keyboard.type("TC-5500")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 × TC-5500 taken in.")).to_be_visible()
    shots(page, "purchase-receive")
    axe(page)
