"""Units, lots and registrations, as a browser shows them."""

from datetime import date

import pytest
from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_user
from aftercare.domain.cases.operations.numbers import name_unit
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.units.models import BuiltIn
from aftercare.domain.units.operations.parts import swap_part
from aftercare.domain.units.operations.production import ship_units
from aftercare.domain.units.operations.records import change_owner, note_date, note_lot
from aftercare.domain.units.queries import find_lots, find_units
from aftercare.domain.units.states import DateKind, NewPart, OldPart, OwnedBy
from aftercare.domain.units.tests.make import MONDAY, make_batch
from aftercare.kit.actors import SYSTEM

LABEL = "[)>^^06^]1PLM358^]Q2500^]10D2512^]1TL-100^^^D"


@pytest.fixture
def manager(transactional_db):
    return make_user("Liza Dizon", roles=("manager",))


@pytest.fixture
def unit(transactional_db):
    make_item("AX55", name="Signage display 55", kind="device")
    make_item("MB-5500", name="Main board", kind="board")
    make_item("LM358", name="Operational amplifier", kind="component")
    make_batch(30)
    shop = make_account(domains=["harborline.example"])
    sold = [f"AX55-2519-B{number:04}" for number in range(1, 13)]
    given = {"item": "AX55", "on": date(2025, 6, 2), "order": "SO-2025-0917"}
    ship_units(sold, account=shop, **given, actor=SYSTEM, at=MONDAY)
    unit = find_units([sold[0]]).get()
    at = {"actor": SYSTEM, "at": MONDAY}
    note_date(unit, kind=DateKind.SOLD, on=date(2025, 7, 1), source="Invoice 4711", **at)
    contact = make_contact("Marisol Reyes", account=shop)
    given = {"account": shop, "contact": contact, "how": OwnedBy.BOUGHT, "since": date(2025, 7, 1)}
    change_owner(unit, **given, **at)
    board = BuiltIn.objects.get(unit=unit)
    swap_part(
        unit,
        out=OldPart(board.pk, designator="A1"),
        put_in=NewPart("MB-5500", "A1", "MB-90001"),
        **at,
    )
    name_unit(make_case(subject="Boot loop after the update"), unit, **at)
    return unit


PLACES = """heading => {
    const text = heading.firstChild, range = document.createRange();
    return [...text.data].map((_, at) => {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().x;
    });
}"""


def test_a_number_that_begins_with_a_digit_reads_the_same_on_a_phone(manager, unit, page_as):
    lot = note_lot(item="LM358", number="2519-B", actor=SYSTEM, at=MONDAY)

    page = page_as(manager, f"/lots/{lot.pk}")
    page.set_viewport_size({"width": 390, "height": 844})
    heading = page.get_by_role("heading", name="2519-B")
    expect(heading).to_be_visible()

    places = heading.evaluate(PLACES)
    assert places == sorted(places)


def test_a_unit_its_lot_and_its_label(manager, unit, page_as, axe, shots):
    page = page_as(manager, f"/units/{unit.pk}")
    axe(page)
    shots(page, "unit")

    page.get_by_role("link", name="L-100").click()
    expect(page.get_by_role("heading", name="Where it went")).to_be_visible()
    axe(page)
    shots(page, "lot")

    page.goto(page.url.rsplit("/lots", 1)[0] + "/lots?code=2512")
    axe(page)
    shots(page, "lots")

    page.goto(page.url.rsplit("/lots", 1)[0] + "/find")
    page.get_by_role("textbox").last.fill(LABEL)
    page.keyboard.press("Enter")
    expect(page.get_by_text("LM358").first).to_be_visible()
    axe(page)
    shots(page, "find")
    page.get_by_role("main").get_by_role("link", name="L-100").click()
    assert page.url.endswith(f"/lots/{find_lots(['L-100']).get().pk}")

    page.goto(page.url.rsplit("/lots", 1)[0] + "/units")
    page.get_by_role("searchbox").first.fill("B0007")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="AX55-2519-B0030")).to_have_count(0)
    expect(page.get_by_role("link", name="AX55-2519-B0007")).to_be_visible()
    axe(page)
    shots(page, "units")


def test_a_customer_registers(unit, page_of_nobody, axe, shots):
    page = page_of_nobody("/register/?u=AX55-2519-B0020&i=AX55")
    axe(page)
    shots(page, "register")

    page.get_by_label("Bought on").fill("2026-09-01")
    page.get_by_label("In which country?").select_option("PH")
    page.get_by_label("Your name").fill("Jo Cruz")
    page.get_by_label("E-mail").fill("jo@cruz.example")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Register").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
