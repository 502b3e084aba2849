"""Stock, as a warehouse keeper sees it."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_user
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.stock.operations.reserving import reserve_goods
from aftercare.domain.stock.tests.make import MONDAY, WORK, make_places, make_stock
from aftercare.kit.actors import SYSTEM
from tests.browser.patience import new_page


@pytest.fixture
def keeper(transactional_db):
    places = make_places()
    board = make_part("PB-100", name="Power board", kind="board")
    for number in range(12):
        make_stock(
            make_part(f"LED-{number:02}", name="Backlight bar"), 40 + number, to=places["bin"]
        )
    make_stock(board, 12, to=places["bin"], cost="12.50")
    make_stock(board, 2, to=places["other"], condition="faulty")
    reserve_goods(
        board,
        quantity=Decimal(3),
        site_id=places["bin"].site_id,
        document=WORK,
        line="1",
        actor=SYSTEM,
        at=MONDAY,
    )
    return make_user("Ben", roles=("warehouse",))


def test_goods_are_booked_with_a_scanner_and_nothing_else(keeper, page_as, axe, shots):
    page = page_as(keeper, "/stock")
    shots(page, "stock")
    axe(page)

    page.get_by_role("link", name="PB-100").first.click()
    expect(page.get_by_role("heading", name="Movements")).to_be_visible()
    shots(page, "stock-item")
    axe(page)

    page.goto(page.url.partition("/stock")[0] + "/stock/move/issue")
    expect(page.get_by_label("Scan or number")).to_be_focused()
    shots(page, "stock-move")
    axe(page)
    page.get_by_label("What for").fill("Sample for the fair")
    page.get_by_role("button", name="Book").focus()
    page.keyboard.type("NOTHING-OF-OURS")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is known by this.")).to_be_visible()
    expect(page.get_by_label("Scan or number")).to_be_focused()
    page.keyboard.type("LED-03")
    with new_page(page):
        page.keyboard.press("Enter")
    expect(page.get_by_text("Booked: 1 × LED-03.")).to_be_visible()
    expect(page.get_by_label("Scan or number")).to_be_focused()


def test_a_shelf_is_counted_on_a_phone(keeper, page_as, axe, shots):
    page = page_as(keeper, "/stock/counts")
    page.get_by_role("button", name="Begin to count").click()
    page.get_by_label("Scan or number").fill("PB-100")
    page.get_by_label("Quantity").fill("11")
    with new_page(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="PB-100")).to_be_visible()
    shots(page, "stock-count")
    axe(page)


def test_what_is_taken_along_is_planned_and_picked(keeper, page_as, axe, shots):
    page = page_as(keeper, "/stock/kits/new")
    home = page.url.partition("/stock")[0]
    page.get_by_label("For which visit").fill("Harborline, Friday")
    page.get_by_label("Who takes it along").select_option(label="Ben")
    page.get_by_label("From which site").select_option(index=1)
    page.get_by_label("Parts").fill("LED-03 2\nPB-100")
    page.get_by_role("button", name="Reserve").click()
    expect(page.get_by_role("heading", name="To be picked")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="All picked").click()
    expect(page.get_by_role("heading", name="To be picked")).to_be_hidden()
    shots(page, "stock-kit")

    for name in ("places", "rules", "cores", "consigned", "move/change"):
        page.goto(f"{home}/stock/{name}")
        axe(page)
