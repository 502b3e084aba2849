"""People, company, one's own profile, notifications and the journal, as a browser shows them."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from aftercare.base.company.tests.make import make_calendar
from aftercare.base.journal.models import ChainCheck
from aftercare.base.journal.operations import check_chain
from aftercare.base.journal.steps import check_some_seals, seal_entries
from aftercare.base.people.models import User
from aftercare.base.people.steps import notify
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.base.promises.steps import promise
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.tests.make import make_agent, make_call, make_case
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref, ref
from tests.browser.patience import open_and_listen


@pytest.fixture
def manager(transactional_db):
    make_case()
    make_call()
    agent = make_agent("Liza Dizon", roles=("manager", "administrator"), language="en")
    liza = User.objects.get(pk=agent.id)
    _fill_company()
    _fill_people()
    for case in Case.objects.all():
        for kind in ("case_assigned", "case_heard_from"):
            data = {"code": case.code, "subject": case.subject}
            notify(liza.pk, kind=kind, about=ref(case), data=data, at=clock.now())
    return liza


def _fill_company():
    make_calendar()
    for number in range(12):
        terms = {"owner": Ref("user", 1), "readers": [], "work": timedelta(hours=9 * number + 1)}
        promise(Ref("case", 900 + number), "cases.first_response", **terms, at=clock.now())


def _fill_people():
    make_user("Noel Ramos", roles=["engineer"], teams=[make_team(), make_team("boards")])
    make_user("王伟", email="wei@northwell.example", roles=["board_repair"], teams=[make_team()])
    make_user("Ana Cruz", roles=["agent", "quality"], teams=[make_team()], available=False)
    seal_entries(at=clock.now())
    check = check_chain(actor=SYSTEM, at=clock.now())
    check_some_seals(check, most=500, at=clock.now())


def test_the_bell_rings_without_a_reload_and_is_quiet_after_a_look(manager, page_as):
    page = page_as(manager)
    open_and_listen(page, "/promises")
    count = page.locator(".bell-count")
    expect(count).to_have_text("4")

    said = {"code": "CS-2026-09999", "subject": "No picture"}
    notify(manager.pk, kind="mentioned", about=Ref("case", 9999), data=said, at=clock.now())
    expect(count).to_have_text("5")

    page.locator(".bell").click()
    expect(page.locator(".news-thing")).to_have_count(3)
    page.get_by_role("button", name="Mark as read: CS-2026-09999 No picture").click()
    expect(page.locator(".news-thing")).to_have_count(2)
    expect(count).to_have_text("4")
    page.get_by_role("button", name="Mark all read").click()
    expect(page.get_by_text("You have seen everything")).to_be_visible()
    expect(count).to_be_hidden()


def test_a_changed_week_says_what_it_moves_before_it_is_saved(manager, page_as):
    page = page_as(manager, "/settings/calendars/SZ/week")
    moves = page.locator("#moves")
    expect(moves).to_contain_text("all dates stay")

    page.get_by_label("Monday").fill("08:00–10:00")
    page.get_by_label("Monday").blur()
    expect(moves).to_contain_text("get another date")
    page.get_by_label("Monday").fill("10–8")
    page.get_by_role("button", name="Save").click()

    expect(page.locator(".field-error")).to_be_visible()
    assert page.get_by_label("Monday").input_value() == "10–8"


def test_the_chain_is_checked_while_one_watches(manager, page_as):
    page = page_as(manager, "/audit")
    expect(page.locator("#chain")).to_contain_text("Intact")

    page.get_by_role("button", name="Check now").click()
    expect(page.locator("#chain")).to_contain_text("Checking: 0 %")
    check = ChainCheck.objects.get(ended_at=None)
    check_some_seals(check, most=500, at=clock.now())

    expect(page.get_by_role("button", name="Check now")).to_be_visible()
    expect(page.locator("#chain")).to_contain_text("Intact")


def test_people_are_found_while_one_types(manager, page_as):
    page = page_as(manager, "/settings/people")
    expect(page.locator("tbody tr")).to_have_count(4)

    page.get_by_role("searchbox").fill("noel")
    expect(page.locator("tbody tr")).to_have_count(1)

    page.get_by_role("link", name="Noel Ramos").click()
    expect(page.locator("h1")).to_have_text("Noel Ramos")
