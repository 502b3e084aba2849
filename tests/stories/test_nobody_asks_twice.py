"""B1, B2: what a customer has told us once is there, whatever channel is used next."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from aftercare.base.people.models import User
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.intake import open_case
from aftercare.domain.cases.queries import messages_in, numbers_in
from aftercare.domain.cases.tests.make import make_agent, make_case
from aftercare.domain.conversations.models import Envelope
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.queries import find_identity

MONDAY = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
FORM = {
    "name": "Marisol Reyes",
    "email": "marisol@harborline.example",
    "subject": "Screen stays dark",
    "text": "Since yesterday the screen stays dark, the light is on.",
    "model": "AX-5500",
    "serial": "AX55-2519-7F30",
    "bought_on": "2025-06-02",
}
pytestmark = pytest.mark.usefixtures("channels")


def test_the_form_becomes_a_case_with_all_that_was_filled_in(client, arrive):
    sent = client.post("/contact", FORM | {"id": str(uuid4())})
    arrive()

    assert sent.status_code == 302
    case = Case.objects.get()
    text = messages_in(case).get().text
    assert all(word in text for word in ("AX-5500", "AX55-2519-7F30", "2025-06-02"))
    assert {(number.kind, number.value) for number in numbers_in(case)} == {
        ("serial", "AX55-2519-7F30"),
        ("model", "AX-5500"),
    }
    assert case.contact.name == "Marisol Reyes"


def test_the_form_sent_twice_by_an_impatient_hand_is_one_case(client, arrive):
    form = FORM | {"id": str(uuid4())}

    client.post("/contact", form)
    client.post("/contact", form)
    arrive()

    assert (Envelope.objects.count(), Case.objects.count()) == (1, 1)


def test_a_wrong_form_says_so_and_keeps_what_was_typed(client):
    sent = client.post("/contact", FORM | {"id": str(uuid4()), "email": "marisol@"})

    assert sent.status_code == 422
    assert FORM["text"] in sent.content.decode()
    assert not Envelope.objects.exists()


def test_who_wrote_a_form_is_recognised_by_mail_and_on_the_phone(client, arrive):
    client.post("/contact", FORM | {"id": str(uuid4())})
    arrive()
    known = Contact.objects.get()

    mailed = make_case(at=MONDAY, subject="Another set", sent_at=MONDAY)
    called = open_case(
        find_identity("email", FORM["email"]).contact,
        subject="Where is my set?",
        channel="phone",
        actor=make_agent(),
        at=MONDAY + timedelta(hours=1),
    )

    assert Contact.objects.get() == known
    assert [mailed.contact, called.contact] == [known, known]


def test_the_page_of_the_new_case_shows_the_earlier_ones(client, arrive):
    client.post("/contact", FORM | {"id": str(uuid4())})
    arrive()
    later = make_case(at=MONDAY, subject="Another set", sent_at=MONDAY)
    client.force_login(User.objects.get(pk=make_agent(roles=("manager",)).id))

    page = client.get(f"/cases/{later.code}").content.decode()

    assert "Screen stays dark" in page
    assert Case.objects.exclude(pk=later.pk).get().code in page
