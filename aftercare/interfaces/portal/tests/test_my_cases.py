"""A customer's cases: read without our notes, answered, opened again, brought."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aftercare.domain.cases.models import Case, CaseMessage, CaseUnit
from aftercare.domain.cases.operations.answers import add_note, reply_to_customer
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.tests.make import make_agent, make_call, make_case
from aftercare.domain.conversations.models import Message, MessageFile
from aftercare.domain.conversations.operations.sending import begin_sending, note_sent
from aftercare.domain.customers.tests.make import make_contact
from aftercare.interfaces.portal.tests.make import NOW
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("channels", "today")

EARLIER = NOW - timedelta(hours=2)


def letter(text="Now it smells.", **given):
    return {"key": str(uuid4()), "text": text} | given


def text_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def case(marisol):
    return make_case(at=EARLIER)


def answer(case, text, *, sent):
    message = reply_to_customer(case, text=text, actor=make_agent(f"A{sent}"), at=EARLIER)
    if sent:
        assert begin_sending(message, actor=SYSTEM, at=NOW)
        message.refresh_from_db()
        note_sent(message, actor=SYSTEM, at=NOW)


def test_notes_and_what_has_not_gone_out_are_not_shown(
    come_in, case, django_assert_max_num_queries
):
    answer(case, "Please send a photo.", sent=True)
    answer(case, "Still thinking.", sent=False)
    add_note(case, text="Difficult customer", actor=make_agent("Ana"), at=EARLIER)
    client = come_in()

    with django_assert_max_num_queries(18):
        page = text_of(client.get(f"/my/cases/{case.code}"))

    assert "It restarts." in page
    assert "Please send a photo." in page
    assert "Still thinking." not in page
    assert "Difficult customer" not in page
    assert "You hear from us by" in page


def test_a_case_of_another_is_not_there(come_in, li_na, case):
    client = come_in("lina@qq.example")

    assert client.get(f"/my/cases/{case.code}").status_code == 404
    assert client.post(f"/my/cases/{case.code}/write", letter()).status_code == 404
    assert case.code not in text_of(client.get("/my/cases"))
    assert Message.objects.count() == 1


def test_what_others_wrote_in_the_same_case_is_not_theirs(come_in, case, li_na):
    thread = Message.objects.get().thread
    Message.objects.create(
        thread=type(thread).objects.create(
            account=thread.account,
            peer="lina@qq.example",
            contact=li_na,
            token="other",  # of a test
            opened_at=NOW,
            last_message_at=NOW,
        ),
        account=thread.account,
        direction="in",
        status="received",
        external_id="<other>",
        text="Li Na's secret",
        at=NOW,
    )
    other = Message.objects.latest("pk")
    CaseMessage.objects.create(message=other, case=case)

    assert "secret" not in text_of(come_in().get(f"/my/cases/{case.code}"))


def test_an_answer_arrives_once_with_its_files(come_in, case, run_jobs):
    client, form = come_in(), letter()
    for _twice in range(2):
        photo = SimpleUploadedFile("photo.log", b"photo")
        sent = client.post(f"/my/cases/{case.code}/write", form | {"attached": photo})
        assert sent.headers["Location"] == f"/my/cases/{case.code}"
    run_jobs()

    page = text_of(client.get(f"/my/cases/{case.code}"))
    assert page.count("Now it smells.") == 1
    assert Case.objects.count() == 1
    case.refresh_from_db()
    assert (case.needs_answer, case.last_text) == (True, "Now it smells.")
    file = MessageFile.objects.get()
    address = f"/my/cases/{case.code}/files/{file.pk}"
    assert address in page
    assert b"".join(client.get(address).streaming_content) == b"photo"


def test_writing_in_a_solved_case_opens_it_again(come_in, case):
    solve_case(case, solution="New board", actor=SYSTEM, at=EARLIER)
    client = come_in()
    assert "Send and open it again" in text_of(client.get(f"/my/cases/{case.code}"))

    client.post(f"/my/cases/{case.code}/write", letter("It restarts again."))

    case.refresh_from_db()
    assert case.status == "open"
    assert "You hear from us by" in text_of(client.get(f"/my/cases/{case.code}"))


def test_an_empty_answer_is_sent_back_and_changes_nothing(come_in, case):
    before = Message.objects.count()

    text_of(come_in().post(f"/my/cases/{case.code}/write", letter("  ")), 422)

    assert Message.objects.count() == before


def test_a_colleague_reads_and_answers_in_a_conversation_of_their_own(
    come_in, case, harborline, make_colleague
):
    client = come_in(make_colleague)

    assert "It restarts." in text_of(client.get(f"/my/cases/{case.code}"))
    client.post(f"/my/cases/{case.code}/write", letter("I am her colleague."))

    assert "I am her colleague." in text_of(client.get(f"/my/cases/{case.code}"))
    assert Case.objects.count() == 1


@pytest.fixture
def make_colleague(harborline):
    make_contact("Tomas Cruz", account=harborline, email="tomas@harborline.example")
    return "tomas@harborline.example"


def test_a_matter_told_by_phone_can_be_answered_too(come_in, marisol):
    case = make_call(at=EARLIER)
    Case.objects.filter(pk=case.pk).update(contact=marisol, account=marisol.account)
    client = come_in()

    client.post(f"/my/cases/{case.code}/write", letter("One more thing."))

    assert "One more thing." in text_of(client.get(f"/my/cases/{case.code}"))


def test_a_new_matter_is_about_the_unit_it_was_brought_from(come_in, give_set, harborline, marisol):
    unit = give_set(account=harborline)
    client = come_in()
    assert f'value="{unit.pk}" selected' in text_of(client.get(f"/my/cases/new?unit={unit.pk}"))
    form = letter("No picture.", subject="Dark", unit=str(unit.pk))

    for _twice in range(2):
        sent = client.post("/my/cases/new", form)

    case = Case.objects.get()
    assert sent.headers["Location"] == f"/my/cases/{case.code}"
    assert (case.contact, case.account, CaseUnit.objects.get().unit) == (marisol, harborline, unit)


def test_a_unit_of_another_cannot_be_named(come_in, give_set, li_na, marisol):
    unit = give_set(contact=li_na)

    sent = come_in().post("/my/cases/new", letter(subject="Dark", unit=str(unit.pk)))

    assert sent.status_code == 422
    assert not Case.objects.exists()


def test_cases_are_found_by_words_and_by_whether_they_go_on(
    come_in, case, django_assert_num_queries
):
    solve_case(case, solution="New board", actor=SYSTEM, at=EARLIER)
    client = come_in()

    with django_assert_num_queries(7):
        text_of(client.get("/my/cases"))
    assert case.code in text_of(client.get("/my/cases?q=boot"))
    assert "No case like that" in text_of(client.get("/my/cases?show=open"))
