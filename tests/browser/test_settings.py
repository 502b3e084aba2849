"""The settings of service and channels, as a browser shows them."""

import pytest
from playwright.sync_api import expect

from aftercare.base.company.tests.make import make_calendar
from aftercare.base.people.models import User
from aftercare.domain.cases.models import ServiceLevel
from aftercare.domain.cases.operations.rules import save_triage_rule
from aftercare.domain.cases.tests.make import MONDAY, make_agent, make_call, make_level
from aftercare.domain.customers.tests.make import make_account
from aftercare.kit.actors import SYSTEM
from tests.browser.patience import new_page

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def manager(transactional_db):
    agent = make_agent("Liza Dizon", roles=("manager", "administrator"))
    return User.objects.get(pk=agent.id)


@pytest.fixture
def levels(manager):
    make_calendar()
    harborline = make_account("Harborline Retail")
    make_level("Key accounts", tiers=["key"], priorities=["high", "urgent"])
    make_level("Harborline", accounts=[harborline, make_account("Bayside Displays")])
    make_level("Everybody")
    for number in range(4):
        make_call(subject=f"Panel with lines {number}")
    return ServiceLevel.objects.order_by("position")


def test_a_level_is_moved_by_keyboard_and_keeps_the_focus(manager, levels, page_as):
    page = page_as(manager, "/settings/service-levels")

    page.get_by_role("button", name="Move Everybody up").focus()
    page.keyboard.press("Enter")

    expect(page.locator("tbody tr").nth(1)).to_contain_text("Everybody")
    expect(page.get_by_role("button", name="Move Everybody up")).to_be_focused()


def test_a_change_of_a_level_is_shown_before_it_is_made(manager, levels, page_as, axe, shots):
    page = page_as(manager, f"/settings/service-levels/{levels.last().pk}")
    preview = page.locator("#preview")

    expect(preview).to_contain_text("No open case")
    page.get_by_label("First response within").fill("45 min")
    expect(preview).to_contain_text("4 open cases")
    page.get_by_label("Certain customers").press_sequentially("harb")
    page.locator(".picks button").first.click()
    expect(page.locator(".picked .chip")).to_contain_text("Harborline Retail")
    expect(preview).to_contain_text("no level")
    axe(page)
    page.get_by_role("button", name="Remove Harborline Retail").click()
    shots(page, "settings_level")

    page.get_by_label("First response within").fill("45 min")
    with new_page(page):
        page.get_by_role("button", name="Save").click()
    expect(page.locator("#rows")).to_contain_text("4 open cases were promised other times")


def test_a_phone_shows_the_page_and_leads_back(manager, levels, page_as):
    page = page_as(manager, "/settings/service-levels", viewport=PHONE, has_touch=True)

    page.get_by_role("link", name="Back").click()

    expect(page.locator(".settings-card").first).to_be_visible()


def test_rules_are_tried_on_a_text(manager, page_as, axe):
    boards = {"words": ["tombston", "立碑", "8D report"], "sets_priority": "high"}
    save_triage_rule(None, name="Boards", **boards, actor=SYSTEM, at=MONDAY)
    page = page_as(manager, "/settings/triage/try")

    page.get_by_label("Subject and text").fill("Tombstoned capacitors")
    page.get_by_role("button", name="Try it").click()

    expect(page.locator("#trial")).to_contain_text("Boards")
    axe(page)
