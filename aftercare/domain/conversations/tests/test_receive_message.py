from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.journal.models import Entry
from aftercare.domain.conversations.jobs import handle_envelope
from aftercare.domain.conversations.models import Envelope, Message, MessageFile
from aftercare.domain.conversations.models import Thread as Conversation
from aftercare.domain.conversations.operations.intake import (
    Arrival,
    NotAside,
    accept_envelope,
    accept_together,
    discard_envelope,
    receive_message,
    retry_envelope,
)
from aftercare.domain.conversations.policies import base_subject, reply_subject
from aftercare.domain.conversations.ports import Attachment, Bounce
from aftercare.domain.conversations.queries import visible_envelopes
from aftercare.domain.conversations.steps import write_message
from aftercare.domain.conversations.tests.make import (
    MONDAY,
    make_channel,
    make_incoming,
    make_message,
)
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.operations.privacy import forget_contact
from aftercare.domain.customers.tests.make import make_account
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import Ref

DAY = timedelta(days=1)


def answer(thread):
    return write_message(thread, text="Hello", author=Ref("user", 7), send_at=MONDAY, at=MONDAY)


def test_a_stranger_begins_a_conversation(db):
    message = make_message(attachments=(Attachment("../uart.log", b"log"),))

    thread = message.thread
    assert (thread.peer, thread.subject) == ("marisol@harborline.example", "Boot loop")
    assert thread.contact.name == "Marisol Reyes"
    assert (message.text, message.reply_text) == ("It restarts.\n\n> quoted", "It restarts.")
    assert MessageFile.objects.get().name == "uart.log"
    assert Entry.objects.latest("pk").event == "conversations.message_received"


def test_what_is_received_twice_is_there_once(db):
    incoming = make_incoming()

    first = receive_message(make_channel(), incoming, actor=SYSTEM, at=MONDAY)
    again = receive_message(make_channel(), incoming, actor=SYSTEM, at=MONDAY + DAY)

    assert first == again
    assert Message.objects.count() == 1


def test_many_first_messages_of_a_stranger_at_once_are_of_one_person(transactional_db):
    account = make_channel()
    together = Barrier(6)

    def receive(number):
        incoming = make_incoming(external_id=f"<m{number}@x>", subject=f"Topic {number}")
        together.wait()
        receive_message(account, incoming, actor=SYSTEM, at=MONDAY)
        connection.close()

    threads = [Thread(target=receive, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Message.objects.count() == 6
    assert Contact.objects.count() == 1


def test_an_answer_to_our_message_id_joins_its_thread(db):
    thread = make_message().thread
    ours = answer(thread)

    assert make_message(subject="Changed", answers=(ours.external_id,)).thread == thread


def test_an_answer_to_our_secret_address_joins_its_thread(db):
    thread = make_message().thread

    assert make_message(subject="Changed", token=thread.token).thread == thread


def test_an_answer_without_marks_joins_by_sender_and_subject_for_some_days(db):
    thread = make_message().thread

    joined = make_message(subject="回复：RE: Boot loop", sent_at=MONDAY + 3 * DAY)
    assert joined.thread == thread
    assert make_message(subject="Boot loop", sent_at=MONDAY + DAY).thread != thread
    assert make_message(subject="Re: Boot loop", sent_at=MONDAY + 60 * DAY).thread != thread
    assert make_message(subject="Re: Other", sent_at=MONDAY + DAY).thread != thread


@pytest.mark.parametrize("how", ["token", "answers", "subject"])
def test_a_stranger_never_enters_a_conversation(db, how):
    thread = make_message().thread
    ours = answer(thread)
    guess = {
        "token": {"token": thread.token},
        "answers": {"answers": (ours.external_id,)},
        "subject": {"subject": "Re: Boot loop"},
    }[how]

    strange = make_message(peer="eve@elsewhere.example", **guess).thread

    assert strange != thread
    assert strange.refers_to == (None if how == "subject" else thread)


def test_a_colleague_of_the_same_account_takes_part(db):
    make_account(domains=["harborline.example"])
    thread = make_message().thread

    joined = make_message(peer="boss@harborline.example", token=thread.token)

    assert joined.thread == thread
    assert "boss@harborline.example" in Conversation.objects.get(pk=thread.pk).participants


def test_who_was_put_in_copy_takes_part(db):
    thread = make_message().thread
    write_message(
        thread, text="Hi", author=Ref("user", 7), send_at=MONDAY, cc=["lab@else.example"], at=MONDAY
    )

    assert make_message(peer="lab@else.example", token=thread.token).thread == thread


def test_a_bounce_marks_message_and_address_and_opens_nothing(db):
    thread = make_message().thread
    ours = answer(thread)
    Message.objects.filter(pk=ours.pk).update(status="sent")

    bounced = make_message(
        peer="mailer-daemon@mx.example",
        bounce=Bounce("marisol@harborline.example", "5.1.1", ours.external_id),
    )

    ours.refresh_from_db()
    assert bounced is None
    assert (ours.status, ours.trouble) == ("bounced", "5.1.1")
    assert thread.contact.identities.get().undeliverable_why == "5.1.1"
    assert Conversation.objects.count() == 1


def test_what_arrives_twice_is_stored_once(db):
    account = make_channel()

    first = accept_envelope(account, external_id="<1@x>", raw=b"raw", actor=SYSTEM, at=MONDAY)
    again = accept_envelope(
        account,
        external_id="<1@x>",
        raw=BytesIO(b"raw"),
        cursor={"uid": 7},
        actor=SYSTEM,
        at=MONDAY,
    )

    account.refresh_from_db()
    assert first == again
    assert account.cursor == {"uid": 7}
    assert Entry.objects.filter(event="conversations.envelope_accepted").count() == 1


class Unreadable:
    def parse(self, raw, account):
        raise ValueError("no sense in it")


def test_what_cannot_be_read_goes_aside_and_can_be_tried_again(db, settings):
    settings.CHANNELS = {"email": f"{__name__}.Unreadable"}
    envelope = accept_envelope(
        make_channel(), external_id="<1@x>", raw=b"raw", actor=SYSTEM, at=MONDAY
    )

    handle_envelope.func(envelope_id=envelope.pk)
    handle_envelope.func(envelope_id=envelope.pk)

    aside = visible_envelopes(SYSTEM).get()
    assert aside.problem == "ValueError: no sense in it"
    assert not visible_envelopes(NOBODY).exists()
    retry_envelope(aside, actor=SYSTEM, at=MONDAY)
    assert Envelope.objects.get().status == "waiting"
    with pytest.raises(NotAside):
        discard_envelope(aside, actor=SYSTEM, at=MONDAY)


@pytest.mark.parametrize(
    ("subject", "base", "answered"),
    [
        ("Re: AW: Fwd: Boot  loop", "Boot loop", True),
        ("回复：答复: 屏幕竖线", "屏幕竖线", True),
        ("Re[2]: x", "x", True),
        ("Return of goods", "Return of goods", False),
        ("", "", False),
    ],
)
def test_subjects_are_compared_without_their_answers(subject, base, answered):
    assert base_subject(subject) == (base, answered)


def test_a_subject_is_answered_once():
    assert reply_subject("RE: 回复: x") == "Re: x"


def test_a_subject_without_an_end_is_answered_too(db):
    heard = make_message(subject="long " * 200)

    said = answer(heard.thread)

    assert len(said.subject) <= 500
    assert base_subject(said.subject)[0] == heard.thread.base_subject


def test_a_forgotten_person_is_gone_from_what_was_said(db, run_jobs):
    message = make_message(text="I am Marisol")

    forget_contact(message.thread.contact, confirmation="FORGET", actor=SYSTEM, at=MONDAY)
    run_jobs()

    message.refresh_from_db()
    message.thread.refresh_from_db()
    assert (message.text, message.sender_address, message.thread.peer) == ("", "", "")


def test_what_arrives_together_is_stored_together(db, django_assert_num_queries):
    account = make_channel()
    arrivals = [Arrival(account, f"<{number}@x>", BytesIO(b"%d" % number)) for number in range(5)]
    known = Arrival(account, "<0@x>", BytesIO(b"0"))

    # A savepoint and its end, who is known, files, envelopes, jobs, entries.
    with django_assert_num_queries(7):
        accept_together([*arrivals, known], actor=SYSTEM, at=MONDAY)

    assert Envelope.objects.count() == 5
    assert Entry.objects.filter(event="conversations.envelope_accepted").count() == 5
    jobs = ProcrastinateJob.objects.filter(task_name="conversations.handle_envelope")
    assert {job.args["envelope_id"] for job in jobs} == set(
        Envelope.objects.values_list("pk", flat=True)
    )
