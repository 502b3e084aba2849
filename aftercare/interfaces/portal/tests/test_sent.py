from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aftercare.domain.cases.models import Case
from aftercare.domain.conversations.jobs import handle_envelope
from aftercare.domain.conversations.models import Envelope, MessageFile
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.interfaces.portal import contact, contact_form

FORM = {
    "name": "Marisol Reyes",
    "email": "marisol@harborline.example",
    "subject": "Screen stays dark",
    "text": "Since yesterday.",
}


@pytest.fixture(autouse=True)
def form_of_ours(db):
    return make_channel(code="form", kind="web_form", name="Northwell support")


@pytest.fixture
def arrive(run_jobs):
    def take_in():
        for envelope in Envelope.objects.order_by("pk"):
            handle_envelope.func(envelope_id=envelope.pk)
        run_jobs()

    return take_in


def filled(**given):
    return FORM | {"id": str(uuid4())} | given


def test_who_sent_a_form_is_told_the_number_and_by_when(client, arrive):
    sent = client.post("/contact", filled())

    waiting = client.get(sent.headers["Location"]).content.decode()
    assert "in a moment" in waiting
    assert "every 2s" in waiting
    arrive()
    told = client.get(sent.headers["Location"]).content.decode()
    assert Case.objects.get().code in told
    assert "You hear from us by" in told
    assert "every 2s" not in told


def test_what_became_of_a_form_is_told_to_who_holds_the_link(client):
    client.post("/contact", filled())

    assert client.get(f"/contact/to/form/{uuid4()}").status_code == 404


def test_several_files_come_along(client, arrive):
    files = [SimpleUploadedFile(name, name.encode()) for name in ("a.log", "b.log")]

    client.post("/contact", filled(attached=files))
    arrive()

    assert sorted(MessageFile.objects.values_list("name", flat=True)) == ["a.log", "b.log"]


def test_the_same_sent_twice_is_one_case_and_more_is_heard_again(client, arrive):
    form = filled()

    client.post("/contact", form)
    client.post("/contact", form)
    arrive()
    assert (Envelope.objects.count(), Case.objects.count()) == (1, 1)
    client.post("/contact", form | {"text": "Since yesterday. It smells, too."})

    assert Envelope.objects.count() == 2


def test_a_form_with_something_wrong_keeps_what_was_typed(client):
    log = SimpleUploadedFile("a.log", b"log")

    answer = client.post("/contact", filled(email="marisol@", attached=[log]))

    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Since yesterday." in said
    assert "have to be chosen again" in said
    assert not Envelope.objects.exists()


def test_files_that_are_too_many_or_too_large_are_refused(client, monkeypatch):
    monkeypatch.setattr(contact_form, "LARGEST", 10)
    many = [SimpleUploadedFile(f"{number}.log", b"") for number in range(11)]

    too_many = client.post("/contact", filled(attached=many))
    too_large = client.post("/contact", filled(attached=[SimpleUploadedFile("a", b"x" * 11)]))

    assert (too_many.status_code, too_large.status_code) == (422, 422)
    assert not Envelope.objects.exists()


def test_a_machine_is_slowed_down_and_keeps_its_words(client, monkeypatch):
    monkeypatch.setattr(contact, "MOST_AN_HOUR", 1)
    client.post("/contact", filled())

    answer = client.post("/contact", filled(text="The second"))

    assert answer.status_code == 429
    said = answer.content.decode()
    assert "The second" in said
    assert "Try again in an hour" in said
    assert Envelope.objects.count() == 1


@pytest.mark.parametrize(
    ("wanted", "spoken"), [("zh-CN", "zh-hans"), ("zh-TW", "zh-hant"), ("tl", "fil"), ("de", "en")]
)
def test_the_browser_chooses_the_language(client, wanted, spoken):
    answer = client.get("/contact", headers={"Accept-Language": wanted})

    assert f'<html lang="{spoken}"' in answer.content.decode().replace("zh-Han", "zh-han")
