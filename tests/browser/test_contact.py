"""The public form, as anybody meets it."""

import pytest
from playwright.sync_api import expect

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.intake import take_in_message
from aftercare.domain.catalog.models import HelpVisit
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.conversations.jobs import handle_envelope
from aftercare.domain.conversations.models import Envelope, Message, MessageFile
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.interfaces.portal.tests.test_my_details import document
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("files_of_server")


@pytest.fixture(autouse=True)
def form_of_ours(transactional_db):
    return make_channel(code="form", kind="web_form", name="Northwell support")


def fill_in(page):
    page.get_by_label("Your name").fill("Marisol Reyes")
    page.get_by_label("E-mail").fill("marisol@harborline.example")
    page.get_by_label("What is it about?").fill("Screen stays dark")
    page.get_by_label("What happened?").fill("Since yesterday the light is on.")


def take_in():
    for envelope in Envelope.objects.all():
        handle_envelope.func(envelope_id=envelope.pk)
    for message in Message.objects.all():
        take_in_message(message, actor=SYSTEM, at=message.at)


def test_files_are_piled_up_and_the_number_comes_by_itself(page_of_nobody, axe, shots):
    page = page_of_nobody("/contact")
    shots(page, "contact")
    fill_in(page)
    document(make_item("PV27", audience="customer"), "Trouble.pdf", "Screen stays dark? Press P.")
    page.get_by_label("Model").fill("PV27")
    page.get_by_label("Serial number").focus()
    expect(page.get_by_role("link", name="Trouble")).to_be_visible()
    shots(page, "contact_help")
    for name in ("first.log", "second.log", "third.log"):
        picked = {"name": name, "mimeType": "text/plain", "buffer": name.encode()}
        page.locator("input[type=file]").set_input_files([picked])
    page.get_by_role("button", name="Remove second.log").click()
    axe(page)

    page.get_by_role("button", name="Send").click()
    page.get_by_text("in a moment").wait_for()
    take_in()

    expect(page.get_by_role("heading", name=Case.objects.get().code)).to_be_visible()
    assert sorted(MessageFile.objects.values_list("name", flat=True)) == ["first.log", "third.log"]
    assert HelpVisit.objects.get().came_at
    axe(page)
    shots(page, "contact_sent")


def test_it_works_without_script(page_of_nobody):
    page = page_of_nobody("/contact", java_script_enabled=False)
    fill_in(page)
    picked = {"name": "a.log", "mimeType": "text/plain", "buffer": b"log"}
    page.locator("input[type=file]").set_input_files([picked])

    page.get_by_role("button", name="Send").click()
    take_in()
    page.get_by_role("link", name="Look again").click()

    assert Case.objects.get().code in page.get_by_role("heading").first.inner_text()
