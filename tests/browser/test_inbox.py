"""What people do all day, in a browser: write with files, be warned, change many, go on."""

import pytest
from playwright.sync_api import expect

from aftercare.base.people.models import User
from aftercare.domain.cases.jobs import run_bulk_change
from aftercare.domain.cases.models import BulkChange, Case, Note
from aftercare.domain.cases.operations.answers import reply_to_customer
from aftercare.domain.cases.operations.rules import save_macro
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.tests.make import make_agent, make_call, make_case
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

LOG = {"name": "uart.log", "mimeType": "text/plain", "buffer": b"boot loop"}


@pytest.fixture
def case(transactional_db):
    return make_case(at=clock.now())


@pytest.fixture
def liza(transactional_db):
    agent = make_agent("Liza Dizon", roles=("manager", "administrator"), max_open=0)
    return User.objects.get(pk=agent.id)


def test_an_answer_survives_is_warned_about_sent_and_taken_back(case, liza, page_as, axe, shots):
    save_macro(
        None,
        name="Rollback",
        texts={"en": "Dear {customer}, use RB-24."},
        changes={"priority": "high"},
        shared=True,
        actor=SYSTEM,
        at=clock.now(),
    )
    page = page_as(liza, f"/cases/{case.code}")
    text = page.get_by_label("Message", exact=True)

    text.press_sequentially("/roll")
    page.get_by_role("option", name="Rollback").click()
    page.get_by_role("button", name="Put into the answer").click()
    expect(text).to_have_value("Dear Marisol Reyes, use RB-24.")
    page.get_by_label("Attach files").set_input_files([LOG])
    page.get_by_role("link", name="uart.log").wait_for()
    page.locator(".draft-state").get_by_text("Saved").wait_for()
    shots(page, "case_writing")  # each language loads the page anew
    expect(text).to_have_value("Dear Marisol Reyes, use RB-24.")
    page.get_by_role("link", name="uart.log").wait_for()

    page.locator("#live").wait_for(state="attached")
    wen = make_agent("Wen")
    reply_to_customer(case, text="I am at it.", actor=wen, at=clock.now())
    page.get_by_role("alert").get_by_text("Wen has answered meanwhile").wait_for()
    expect(text).to_have_value("Dear Marisol Reyes, use RB-24.")
    axe(page)

    with page.expect_response(lambda answer: answer.status == 409):
        text.press("Control+Enter")
    expect(page.locator("[name=seen]")).to_have_value(str(Case.objects.get().version))
    expect(page.locator("#reply-form.htmx-request")).to_have_count(0)
    text.press("Control+Enter")
    page.get_by_text("The answer goes out in ten seconds.").wait_for()
    expect(text).to_have_value("")
    sent = messages_in(case).get(author=f"user:{liza.pk}")
    assert [each.name for each in sent.files.all()] == ["uart.log"]
    page.get_by_role("button", name="Undo").click()
    expect(text).to_have_value("Dear Marisol Reyes, use RB-24.")


def test_who_presses_twice_has_written_once(case, liza, page_as):
    page = page_as(liza, f"/cases/{case.code}")
    page.get_by_role("tab", name="Internal note").click()
    page.get_by_label("Note", exact=True).fill("Ask Wen.")

    page.get_by_role("button", name="Add the note").dblclick()

    expect(page.get_by_text("Ask Wen.")).to_be_visible()
    expect(page.locator(".htmx-request")).to_have_count(0)
    assert Note.objects.filter(case=case).count() == 1


def test_many_cases_are_changed_by_keys_and_put_back(liza, page_as, axe, shots):
    for name in ("One", "Two", "Three"):
        make_call(subject=name, at=clock.now())
    page = page_as(liza, "/inbox?q=status:open")

    page.keyboard.press("j")
    page.locator(".composer").wait_for()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-count]")).to_have_text("2")
    shots(page, "inbox_ticked")
    page.reload()
    page.locator(".row-tick").nth(0).click()
    page.locator(".row-tick").nth(1).click()
    page.get_by_role("button", name="Change …").click()
    expect(page.get_by_label("Add tags")).to_be_visible()
    axe(page)
    page.get_by_label("Add tags").fill("fota")
    page.get_by_role("button", name="Change", exact=True).click()
    page.locator("#bulk-progress").wait_for()
    run_bulk_change.func(bulk_id=BulkChange.objects.get().pk)
    page.get_by_text("2 of 2 done").wait_for()
    assert Case.objects.filter(tags=["fota"]).count() == 2

    page.get_by_role("button", name="Undo").click()
    page.get_by_text("2 cases are as they were.").wait_for()
    assert not Case.objects.filter(tags=["fota"]).exists()
