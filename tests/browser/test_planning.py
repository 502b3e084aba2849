"""What a planner sees: what runs out, why, and what would be if."""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.models import User
from aftercare.base.people.tests.make import make_user
from aftercare.domain.planning.tests.make import make_company, plan


@pytest.fixture
def planner(transactional_db):
    make_company(stock=4, cables=26)
    plan()
    return User.objects.get(pk=make_user("Pia", roles=("planner",)).pk)


def test_a_planner_asks_what_if_and_decides(planner, page_as, shots):
    page = page_as(planner, "/planning")
    expect(page.get_by_text("Cheapest stock")).to_be_visible()
    shots(page, "planning")

    months = page.get_by_label("Months of service from now")
    months.fill("6")
    months.dispatch_event("input")
    expect(page.locator("#wish-months")).to_have_text("6")
    expect(page.get_by_role("img", name="Used and expected, under what you assume")).to_be_visible()

    page.get_by_role("link", name="To decide").first.click()
    page.get_by_role("button", name="Approve").first.wait_for()
    shots(page, "planning-inbox")
    page.get_by_role("button", name="Approve").first.click()
    page.get_by_role("button", name="Undo").wait_for()
