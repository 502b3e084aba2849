"""What our own people see all day, as a browser shows it."""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.models import User
from aftercare.domain.cases.tests.make import make_agent, make_call, make_case


@pytest.fixture
def manager(transactional_db):
    make_case()
    make_call()
    agent = make_agent("Liza Dizon", roles=("manager", "administrator"))
    return User.objects.get(pk=agent.id)


def test_everybody_can_use_what_is_found(manager, everybody_can_use):
    everybody_can_use(manager, {"search": "/search?q=boot"})


def test_everybody_can_use_a_case(manager, page_as, axe, shots):
    page = page_as(manager, "/inbox")

    page.locator(".row-item").first.click()
    page.locator(".composer").wait_for()
    expect(page.locator(".row-item").first).to_have_attribute("aria-current", "true")
    shots(page, "case")

    axe(page)


def test_a_phone_shows_the_case_that_was_chosen_and_leads_back(manager, page_as):
    page = page_as(manager, "/inbox", viewport={"width": 390, "height": 844}, has_touch=True)

    page.locator(".row-item").first.click()
    page.locator(".composer").wait_for()
    assert not page.locator(".row-item").first.is_visible()
    page.get_by_role("link", name="Back").first.click()

    expect(page.locator(".row-item").first).to_be_visible()
