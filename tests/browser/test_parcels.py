"""Parcels, as who packs and sends them sees them."""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_user
from aftercare.domain.shipping.operations.packing import save_packing
from aftercare.domain.shipping.operations.parcels import pack_parcel
from aftercare.domain.shipping.states import ParcelWay
from aftercare.domain.shipping.tests.make import MONDAY, make_carrier, make_labeled, make_parcel
from aftercare.kit.actors import SYSTEM
from tests.browser.patience import new_page

PRICES = {
    "currency": "PHP",
    "prices": ["Land | 4 | 180 | 25 | 30", "Air | 1 | 420 | 90 | 5"],
    "tracking_url": "https://road.example/{number}",
}


@pytest.fixture
def packer(transactional_db):
    make_carrier("road", "manual", name="Road Runner", settings=PRICES)
    make_labeled(number="CN0001")
    make_parcel(ParcelWay.IN)
    save_packing(
        kind="device",
        texts={"en": "Screen to the foam.", "zh-hans": "屏幕贴泡沫。"},
        materials=["bubble_wrap", "foam_box"],
        marks=["upright", "fragile"],
        actor=SYSTEM,
        at=MONDAY,
    )
    return make_user("Ben", roles=("warehouse",)), make_parcel()


def test_a_carrier_is_chosen_by_reasons_and_the_parcel_goes_by_scanner(packer, page_as, axe, shots):
    ben, parcel = packer
    page = page_as(ben, "/parcels")
    shots(page, "parcels")
    axe(page)

    page.get_by_role("link", name=parcel.code).click()
    with new_page(page):
        page.get_by_role("button", name="Ask the carriers").click()
    expect(page.get_by_text("takes parcels up to 5 kg")).to_be_visible()
    shots(page, "parcel")
    axe(page)
    with new_page(page):
        page.get_by_role("link", name="Take this one").first.click()
    axe(page)
    page.keyboard.type("CN0002")
    with new_page(page):
        page.get_by_role("button", name="Label by hand").click()
    expect(page.get_by_role("link", name="CN0002")).to_be_visible()

    page.goto(page.url.partition("/parcels")[0] + "/parcels/scan")
    shots(page, "parcels-scan")
    axe(page)
    page.keyboard.type("CN0002")
    with new_page(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=parcel.code)).to_be_visible()

    page.goto(page.url.partition("/parcels")[0] + "/settings/carriers/road")
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("Nothing is wrong with it.")).to_be_visible()
    axe(page)


def press_while_it_is_packed(page, place, parcel):
    """Press, and keep it pressed until the page has heard that somebody has packed the parcel."""
    place.hover()
    page.mouse.down()
    with page.expect_event("requestfinished", lambda each: each.url.endswith(parcel.code)):
        pack_parcel(parcel, actor=SYSTEM, at=MONDAY)
    page.evaluate("new Promise(done => setTimeout(done, 100))")
    page.mouse.up()


def test_news_that_come_while_somebody_presses_do_not_swallow_it(packer, page_as):
    ben, parcel = packer
    page = page_as(ben, f"/parcels/{parcel.code}")
    press_while_it_is_packed(page, page.get_by_role("link", name="Label by hand"), parcel)
    expect(page.get_by_label("Number on the label")).to_be_focused()


def test_news_that_come_while_somebody_presses_are_seen_afterwards(packer, page_as):
    ben, parcel = packer
    page = page_as(ben, f"/parcels/{parcel.code}")
    press_while_it_is_packed(page, page.get_by_role("heading", name="How to pack it"), parcel)
    expect(page.locator("#parcel").get_by_text("Packed", exact=True)).to_be_visible()
