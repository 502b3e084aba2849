"""The catalog, as a browser shows it."""

from datetime import date

import pytest
from playwright.sync_api import expect

from aftercare.base.people.models import User
from aftercare.domain.cases.tests.make import make_agent
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.documents import add_document
from aftercare.domain.catalog.operations.fault_codes import save_fault_code
from aftercare.domain.catalog.operations.items import set_milestone
from aftercare.domain.catalog.operations.notices import enter_notice
from aftercare.domain.catalog.operations.parameters import define_parameter, set_parameters
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.queries import Effectivity
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_part
from aftercare.kit.actors import SYSTEM

BY_US = {"actor": SYSTEM, "at": MONDAY}


@pytest.fixture
def engineer(transactional_db):
    return User.objects.get(pk=make_agent("Wen Zhao", roles=("engineer",)).id)


@pytest.fixture
def board(transactional_db):
    names = {"zh-hans": "55英寸主板", "zh-hant": "55吋主機板"}
    board = make_item("MB-5500", name="Main board", names=names, kind="board", revision="2.1")
    chip = make_part("NW-3310", name="Step-down converter", maker="Northwell Semi")
    newer = make_part("NW-3312", name="Step-down converter, new")
    cap = make_part("C-470U", name="Capacitor", is_wear_part=True, wear_life="5,000 h")
    tv = make_item("AX-5500", name="55-inch television", audience="customer")
    save_bom(board, [Part(chip, designators="U2,U3"), Part(cap, designators="C70-C73")], **BY_US)
    batch = Effectivity(batch="B-2607")
    save_bom(board, [Part(newer, designators="U2,U3")], effectivity=batch, **BY_US)
    save_bom(tv, [Part(board, 1)], **BY_US)
    allow_substitute(chip, newer, kind="rework", instruction="Leave C61 open.", **BY_US)
    allow_substitute(board, tv, kind="one_way", **BY_US)
    for stage, on in (("in_production", date(2023, 5, 1)), ("last_buy", date(2027, 3, 31))):
        set_milestone(board, LifecycleStage(stage), on=on, source="Product list", **BY_US)
    define_parameter(code="supply", name="Supply", unit="V", **BY_US)
    set_parameters(board, {"supply": "12…24 V"}, **BY_US)
    manual = {"file_name": "mb5500.pdf", "kind": "repair_manual", "title": "Repair manual"}
    add_document(board, b"%PDF-1.4", language="en", revision="C", **manual, **BY_US)
    enter_notice(
        maker="Northwell Semi",
        number="EOL-14",
        kind="eol",
        title="End of NW3310AQ",
        items=[chip],
        issued_on=date(2026, 9, 1),
        last_buy_on=date(2027, 3, 31),
        summary="The process is closed.",
        **BY_US,
    )
    return board


def test_an_item_tells_what_it_is_made_of(engineer, board, page_as, axe, shots):
    page = page_as(engineer, "/items")
    shots(page, "catalog_list")
    axe(page)
    page.get_by_role("link", name="Main board").click()
    expect(page.get_by_role("heading", name="Main board")).to_be_visible()
    page.get_by_role("navigation", name="Productions").get_by_text("B-2607").click()
    expect(page.locator("#made-of")).to_contain_text("NW-3312")
    shots(page, "catalog_item")
    axe(page)


def test_a_bill_is_written_and_a_notice_decided(engineer, board, page_as, axe, shots):
    page = page_as(engineer, "/change-notices")
    page.get_by_role("link", name="End of NW3310AQ").click()
    expect(page.get_by_text("AX-5500").first).to_be_visible()
    shots(page, "catalog_notice")
    axe(page)
    page.get_by_label("What we do").fill("Use NW-3312 from batch B-2607 on.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Use NW-3312 from batch B-2607 on.")).to_be_visible()
    page.goto(page.url.partition("/change-notices")[0] + "/items/NW-3310/substitutes/new")
    page.get_by_label("Replaced by").press_sequentially("331")
    expect(page.locator("datalist option[value='NW-3312']")).to_be_attached()
    shots(page, "catalog_substitute")
    axe(page)


def test_fault_codes_stand_in_a_tree(engineer, page_as, axe, shots):
    top = save_fault_code(code="S-PIC", kind="symptom", name="Picture", **BY_US)
    names = {"zh-hans": "有声无图", "fil": "Walang larawan"}
    save_fault_code(
        code="S-DARK", kind="symptom", name="No picture", names=names, parent=top, **BY_US
    )
    page = page_as(engineer, "/settings/fault-codes")
    shots(page, "catalog_codes")
    axe(page)
    page.get_by_role("link", name="No picture").click()
    shots(page, "catalog_code")
    axe(page)
