"""Customers and people, as a browser shows them."""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.models import User
from aftercare.domain.cases.operations.answers import add_note
from aftercare.domain.cases.tests.make import MONDAY, make_agent, make_case
from aftercare.domain.customers.operations.reaching import record_consent, verify_identity
from aftercare.domain.customers.operations.records import edit_contact, save_address
from aftercare.domain.customers.steps import mark_undeliverable
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.kit.actors import SYSTEM


@pytest.fixture
def marisol(transactional_db):
    account = make_account(tier="key", tags=["retail", "displays"], domains=["harborline.example"])
    account.note = "Pays by the end of the month. Ask for Ms. Reyes."
    account.save()
    for label, kind in (("Warehouse Pasig", "delivery"), ("Head office", "billing")):
        save_address(
            account,
            None,
            label=label,
            kind=kind,
            lines="12 Pier Road\nBuilding C",
            postcode="1605",
            city="Pasig",
            country="PH",
            actor=SYSTEM,
            at=MONDAY,
        )
    contact = make_contact(
        "Marisol Reyes", account=account, phone="0917 123 4567", title="Service manager"
    )
    make_contact("Marisol Reyes", account=account, email="m.reyes@harborline.example")
    make_contact("王小明", account=account, email="wang@harborline.example", title="工程师")
    edit_contact(
        contact,
        name=contact.name,
        salutation="Ms. Reyes",
        preferred="email",
        language="fil",
        actor=SYSTEM,
        at=MONDAY,
    )
    email, phone = contact.identities.order_by("pk")
    verify_identity(email, how="signed contract", actor=SYSTEM, at=MONDAY)
    mark_undeliverable("phone", phone.peer, why="number not in use", at=MONDAY)
    for given, purpose in ((True, "care"), (False, "news")):
        record_consent(
            contact,
            purpose=purpose,
            channel="email",
            given=given,
            proof="Form of 3 May 2026",
            actor=SYSTEM,
            at=MONDAY,
        )
    return contact


@pytest.fixture
def manager(marisol):
    agent = make_agent("Liza Dizon", roles=("manager", "administrator"))
    for subject in ("HX-4300 restarts in a loop", "Remote does not pair", "Invoice copy"):
        add_note(
            make_case(subject=subject), text="Same lot as last week: 2519-B", actor=agent, at=MONDAY
        )
    return User.objects.get(pk=agent.id)


def test_everybody_can_use_the_page_of_a_person(manager, marisol, page_as, axe, shots):
    page = page_as(manager, f"/people/{marisol.pk}")

    shots(page, "person")

    axe(page)


def test_everybody_can_use_the_page_of_a_customer(manager, marisol, page_as, axe, shots):
    page = page_as(manager, f"/customers/{marisol.account.code}")

    shots(page, "customer")

    axe(page)


def test_everybody_can_use_lists_forms_and_merging(manager, marisol, page_as, axe, shots):
    page = page_as(manager, "/customers?show=people")
    shots(page, "people")
    axe(page)

    page.get_by_label("Name, number or address").fill("王小明")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Export this list").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="As CSV").click()
    assert taken.value.path().read_text().count("@") == 1

    page.goto(page.url.partition("/customers")[0] + f"/people/{marisol.pk}/same?into=")
    page.get_by_role("link", name="This one").first.click()
    page.get_by_role("heading", name="What happens").wait_for()
    shots(page, "merge")
    axe(page)

    page.goto(page.url.partition("/people")[0] + f"/people/{marisol.pk}/edit")
    shots(page, "person_form")
    axe(page)


def test_a_story_is_narrowed_down_without_leaving_the_page(manager, marisol, page_as):
    page = page_as(manager, f"/people/{marisol.pk}")

    page.get_by_role("link", name="Notes").click()

    expect(page.locator("#story").get_by_text("Liza Dizon noted")).to_have_count(3)
    expect(page.locator("#story").get_by_text("First met")).to_have_count(0)
