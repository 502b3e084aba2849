"""A return, from the door where it comes in to what becomes of it."""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_user
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.returns.operations.agreeing import approve_return
from aftercare.domain.returns.states import EvidenceKind
from aftercare.domain.returns.tests.make import (
    NOW,
    announced,
    make_inspected,
    make_reel,
    make_return,
    make_returnable,
    shown,
)


@pytest.fixture
def returned(transactional_db):
    shop = make_account()
    unit, reel = make_returnable(account=shop), make_reel(account=shop)
    lines = (announced(unit), announced(reel, 3000))
    rma = make_return(*lines, account=shop, shows=[shown(EvidenceKind.PHOTO)])
    approve_return(rma, **NOW)
    make_inspected(announced(make_reel("L-200", account=shop), 3000), account=shop)
    return rma


def test_a_return_comes_in_by_scanner_and_is_decided(returned, page_as, axe, shots):
    page = page_as(make_user("Liza", roles=("manager",)), "/returns")
    shots(page, "returns")
    axe(page)

    page.keyboard.press("e")
    expect(
        page.get_by_label("Scan the number of the return on the parcel, or a serial")
    ).to_be_focused()
    for text in (returned.code, "AX55-2519-B0042", "nobody-knows"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.get_by_text(text).first).to_be_visible()
    expect(page.get_by_label("Scan a serial, or the label of a lot")).to_be_focused()
    shots(page, "return-receive")
    axe(page)

    page.get_by_role("link", name=returned.code).first.click()
    page.get_by_role("link", name="Inspect").first.click()
    page.get_by_label("As claimed").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Credit or refund")).to_be_visible()
    shots(page, "return")
    axe(page)
