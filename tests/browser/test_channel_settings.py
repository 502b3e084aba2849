"""Channels and the quarantine, as a browser shows them."""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.models import User
from aftercare.domain.cases.operations.answers import reply_to_customer
from aftercare.domain.cases.tests.make import MONDAY, make_agent, make_case
from aftercare.domain.conversations.operations.sending import begin_sending, note_refused
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.conversations.tests.test_accounts import aside
from aftercare.domain.customers.steps import mark_undeliverable
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

SCREENS = {
    "channels": "/settings/channels",
    "quarantine_out": "/settings/quarantine?tab=out",
    "quarantine_addresses": "/settings/quarantine?tab=addresses",
}


@pytest.fixture
def manager(transactional_db):
    agent = make_agent("Liza Dizon", roles=("manager", "administrator"))
    make_channel(code="form", kind="web_form", address="form@northwell.example")
    at = clock.now()
    message = reply_to_customer(make_case(at=at), text="Hello", actor=SYSTEM, at=MONDAY)
    begin_sending(message, actor=SYSTEM, at=at)
    note_refused(message, kind="content", why="552 5.2.3 message too large", actor=SYSTEM, at=at)
    mark_undeliverable("email", message.to[0], why="5.1.1 no such user", at=at)
    aside()
    return User.objects.get(pk=agent.id)


def test_everybody_can_use_the_screens(manager, everybody_can_use):
    everybody_can_use(manager, SCREENS, prefix="settings_")


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

    with page.expect_navigation():
        page.get_by_role("button", name="Throw away").click()
    expect(page.locator("main")).to_contain_text("Everything could be read")
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()

    expect(page.locator("main")).to_contain_text("ValueError: odd")
