"""What a planner sees: what runs out, why, and what would be if."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from aftercare.base.people.models import User
from aftercare.base.people.tests.make import make_user
from aftercare.domain.catalog.operations.items import set_milestone
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.planning.tests.make import NOW, make_board, make_company, plan
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.tests.make import make_stock
from aftercare.domain.supply.models import PurchaseOrder
from aftercare.kit.actors import SYSTEM


@pytest.fixture
def planner(transactional_db):
    _model, panel, _cable = make_company(units=80, stock=1, cables=26)
    day = (NOW + timedelta(days=60)).date()
    given = {"source": "EOL 26-117", "actor": SYSTEM, "at": NOW}
    set_milestone(panel, stage=LifecycleStage.LAST_BUY, on=day, **given)
    new = make_part("PN-56", name="Panel, second source", kind="panel")
    make_stock(new, 1, to=Place.objects.get(code="A-01"), cost="900")
    allow_substitute(panel, new, kind="two_way", actor=SYSTEM, at=NOW)
    plan()
    return User.objects.get(pk=make_user("Pia", roles=("planner",)).pk)


def test_a_planner_asks_what_if_and_decides(planner, page_as, shots):
    page = page_as(planner, "/planning")
    expect(page.get_by_text("Cheapest stock", exact=True)).to_be_visible()
    shots(page, "planning")

    months = page.get_by_label("Months of service from now")
    months.fill("6")
    months.dispatch_event("input")
    expect(page.locator("#wish-months")).to_have_text("6")
    picture = page.get_by_role("img", name="Used and expected, under what you assume")
    expect(picture).to_be_visible(timeout=30_000)  # the server has to load the engine first

    page.get_by_role("link", name="To decide").first.click()
    page.get_by_role("button", name="Approve").first.wait_for()
    shots(page, "planning-inbox")
    page.get_by_role("button", name="Approve").first.click()
    page.get_by_role("button", name="Undo").wait_for()


def test_a_budget_is_shared_among_last_buys(planner, page_as, axe, shots):
    page = page_as(planner, "/planning/parts/PN-55")
    expect(page.get_by_text("What stands in for what").first).to_be_visible()
    axe(page)
    shots(page, "planning-family")
    page.get_by_role("link", name="Last buys").click()
    page.get_by_label("Budget in USD").fill("200")
    page.get_by_role("button", name="Share out").click()
    expect(page.get_by_text("The budget does not suffice")).to_be_visible()
    axe(page)
    shots(page, "planning-last-buys")

    page.get_by_role("button", name="Approve, and draft the orders").click()

    expect(page.get_by_text("1 draft for the buyers.")).to_be_visible()
    assert PurchaseOrder.objects.get().lines.get().kind == "last_time_buy"


def test_a_part_says_why_it_fails_and_leads_to_the_repairs(transactional_db, page_as, axe, shots):
    model, _panel, _cable = make_company()
    make_board(model)
    plan()
    planner = User.objects.get(pk=make_user("Pia", roles=("planner",)).pk)
    page = page_as(planner, "/planning/parts/BRD")
    card = page.locator("section", has=page.get_by_role("heading", name="Why it fails"))
    expect(card.get_by_role("row", name="C-WEAR")).to_contain_text("50 %")
    axe(page)
    card.scroll_into_view_if_needed()
    shots(page, "planning-why")

    card.get_by_role("link", name="C-WEAR").click()

    expect(page.get_by_text("Repairs that needed BRD, because of C-WEAR.")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(7)
    axe(page)
