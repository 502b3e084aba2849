"""Channels and the quarantine, as a browser shows them."""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.models import User
from aftercare.domain.cases.tests.make import make_agent
from aftercare.domain.conversations.tests.test_accounts import aside
from tests.browser.patience import new_page


@pytest.fixture
def manager(transactional_db):
    agent = make_agent("Liza Dizon", roles=("manager", "administrator"))
    aside()
    return User.objects.get(pk=agent.id)


def test_what_came_and_is_not_in_the_store_says_so(manager, page_as, axe):
    page = page_as(manager, "/settings/quarantine")

    page.locator("td a").first.click()

    expect(page.locator("main")).to_contain_text("cannot be found in the store")
    axe(page)


def test_a_connection_is_tested_in_place(manager, page_as, axe):
    page = page_as(manager, "/settings/channels/support")

    page.get_by_role("button", name="Test the connection").click()

    expect(page.locator("#tested")).to_contain_text("no server is named yet")
    axe(page)


def test_what_was_thrown_away_comes_back(manager, page_as):
    page = page_as(manager, "/settings/quarantine")

    with new_page(page):
        page.get_by_role("button", name="Throw away").click()
    expect(page.locator("main")).to_contain_text("Everything could be read")
    with new_page(page):
        page.get_by_role("button", name="Undo").click()

    expect(page.locator("main")).to_contain_text("ValueError: odd")
