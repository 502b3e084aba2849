"""Who pays: asked on a case, shown with its reasons, told to the customer."""

import re

import pytest
from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.cases.operations.work import assign_case
from aftercare.domain.cases.tests.make import MONDAY, make_case
from aftercare.kit.actors import SYSTEM


@pytest.fixture
def liza(transactional_db):
    make_user("Pat", roles=["administrator"])
    return make_user("Liza", roles=["agent", "manager"], teams=[make_team("service")], max_open=0)


@pytest.fixture
def case(liza):
    case = make_case(subject="Notebook goes off", text="It goes off", reply_text="It goes off")
    assign_case(case, team=make_team("service"), assignee=None, actor=SYSTEM, at=MONDAY)
    return case


def test_is_asked_decided_and_told(liza, case, page_as, axe, shots):
    page = page_as(liza, f"/cases/{case.code}")
    page.get_by_role("link", name="Decide").click()
    page.get_by_label("Country").select_option("CN")
    page.get_by_label("Class of the item").fill("computer.notebook")
    page.get_by_label("Sold on", exact=False).first.fill("2026-01-10")
    page.get_by_label("Invoice of").fill("2026-01-10")
    page.get_by_label("What is wrong").select_option("performance")
    page.get_by_label("Cause").first.select_option("defect")
    page.get_by_label("Part that is broken").fill("mainboard")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is guessed")
    axe(page)

    page.get_by_label("This is all").check()
    page.get_by_label("invoice", exact=True).check()
    page.get_by_label("How it was sold").select_option("shop")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("heading", name="Covered")).to_be_visible()
    axe(page)
    shots(page, "coverage_decided")

    page.get_by_role("button", name="放入回复").or_(
        page.get_by_role("button", name="Put into the answer")
    ).click()
    expect(page.locator("#answer-text")).to_have_value(re.compile("free of charge"))


def test_a_rule_book_shows_what_would_change(liza, case, page_as):
    page = page_as(liza, "/coverage/books/cn-business-gap")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("#changed")).to_contain_text("nothing would change")
