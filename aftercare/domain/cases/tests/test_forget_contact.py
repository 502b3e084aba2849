import pytest
from django.db import connection
from psycopg import sql

from aftercare.base.files.jobs import remove_what_was_let_go
from aftercare.base.files.models import StoredFile
from aftercare.base.journal.models import Entry
from aftercare.base.journal.queries import verify_chain
from aftercare.base.search.queries import find
from aftercare.domain.cases.models import Case, Note
from aftercare.domain.cases.operations.answers import add_note, reply_to_customer
from aftercare.domain.cases.operations.drafts import save_draft
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.tests.make import MONDAY, make_agent, make_case
from aftercare.domain.conversations.jobs import handle_envelope
from aftercare.domain.conversations.models import Envelope, Message, MessageFile, Thread
from aftercare.domain.conversations.operations.intake import accept_envelope, put_envelope_aside
from aftercare.domain.conversations.tests.make import make_channel, make_message
from aftercare.domain.coverage.models import DamageStep
from aftercare.domain.coverage.operations.damage import look_at_damage, take_statement
from aftercare.domain.coverage.states import Shown
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.operations.merging import merge_contacts
from aftercare.domain.customers.operations.privacy import (
    NotConfirmed,
    export_contact,
    forget_contact,
)
from aftercare.domain.customers.operations.reaching import add_identity, record_consent
from aftercare.domain.customers.operations.records import edit_contact, save_address
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

TRACES = ("zenaida", "quillfeather", "zq@", "917123", "sampaguita")

LETTER = b"""From: Zenaida Quillfeather <zq@quill.example>
To: support@northwell.example
Subject: Zenaida's panel is dark
Message-ID: <zenaida.1@quill.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

I am Zenaida Quillfeather of Sampaguita Street, call +63 917 123 4567.
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="zenaida.log"

boot log of Zenaida
--b--
"""


def stored_contents():
    contents = []
    for each in StoredFile.objects.all():
        with each.open() as content:
            contents.append(content.read())
    return contents


def everything():
    """Return every row of every table of the database, as one text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        texts = []
        for table in tables:
            rows = sql.SQL("SELECT row_to_json(each)::text FROM {} AS each")
            cursor.execute(rows.format(sql.Identifier(table)))
            texts += [f"{table}: {row[0].lower()}" for row in cursor.fetchall()]
    return texts


def rows_that_tell():
    return [row[:160] for row in everything() if any(trace in row for trace in TRACES)]


@pytest.fixture
def zenaida(db, run_jobs):
    """A person of whom every app keeps something."""
    household = make_account("Zenaida Quillfeather", kind="household", note="Dog of Zenaida")
    save_address(
        household,
        None,
        label="Home",
        kind="delivery",
        lines="Sampaguita Street 4",
        country="PH",
        actor=SYSTEM,
        at=MONDAY,
    )
    contact = make_contact(
        "Zenaida Quillfeather", account=household, email="zq@quill.example", phone="0917 123 4567"
    )
    edit_contact(contact, name=contact.name, salutation="Ms. Quillfeather", actor=SYSTEM, at=MONDAY)
    for given in (True, False):
        record_consent(
            contact,
            purpose="news",
            channel="email",
            given=given,
            proof="Zenaida said so",
            actor=SYSTEM,
            at=MONDAY,
        )
    envelope = accept_envelope(
        make_channel(), external_id="<zenaida.1@quill.example>", raw=LETTER, actor=SYSTEM, at=MONDAY
    )
    handle_envelope.func(envelope_id=envelope.pk)
    run_jobs()
    return contact


def work_on(case, agent):
    reply_to_customer(case, text="Dear Zenaida, we look.", actor=agent, at=MONDAY)
    add_note(case, text="Ms. Quillfeather shouts. The fuse is blown.", actor=agent, at=MONDAY)
    save_draft(case, kind="reply", text="Zenaida, sorry", actor=agent, at=MONDAY)
    solve_case(
        case, solution="Told Zenaida Quillfeather: fuse F2", cause="Fuse", actor=agent, at=MONDAY
    )


def test_no_table_and_no_file_tells_of_a_forgotten_person(zenaida, run_jobs):
    agent = make_agent()
    work_on(Case.objects.get(), agent)
    assert len(rows_that_tell()) > 20
    assert any(b"Zenaida" in each for each in stored_contents())

    forget_contact(zenaida, confirmation="FORGET", actor=SYSTEM, at=MONDAY)
    run_jobs()
    remove_what_was_let_go.func()

    assert rows_that_tell() == []
    assert not any(b"Zenaida" in each for each in stored_contents())


def test_what_happened_stays_with_nobodys_name_on_it(zenaida):
    case = Case.objects.get()
    work_on(case, make_agent())
    before = (Entry.objects.count(), Message.objects.count())

    forget_contact(zenaida, confirmation="FORGET", actor=SYSTEM, at=MONDAY)

    case.refresh_from_db()
    assert (Entry.objects.count() - 1, Message.objects.count()) == before
    assert (case.solution, case.cause) == ("Told …: fuse F2", "Fuse")
    assert Note.objects.get().text == "Ms. … shouts. The fuse is blown."
    assert not MessageFile.objects.exists()
    assert Envelope.objects.get().raw is None
    assert Account.objects.get().name == ""
    assert find(case.code, actor=SYSTEM, at=MONDAY).hits
    assert not find("fuse", actor=SYSTEM, at=MONDAY).hits
    assert verify_chain().is_intact


def test_what_others_wrote_stays_without_the_name(zenaida, run_jobs):
    make_message(
        external_id="<2@h>", subject="Shared", text="Zenaida and I agree", reply_text="Zenaida too"
    )
    run_jobs()
    shared = Thread.objects.get(subject="Shared")
    make_message(
        peer="zq@quill.example",
        external_id="<3@h>",
        answers=("<2@h>",),
        sender_name="Zenaida Quillfeather",
        subject="Re: Shared",
        text="I am Zenaida",
    )
    Thread.objects.filter(pk=shared.pk).update(
        participants=["marisol@harborline.example", "zq@quill.example"]
    )

    forget_contact(zenaida, confirmation="FORGET", actor=SYSTEM, at=MONDAY)

    shared.refresh_from_db()
    assert shared.participants == ["marisol@harborline.example"]
    said = Message.objects.get(thread=shared, sender_address="marisol@harborline.example")
    assert said.text == "… and I agree"
    assert rows_that_tell() == []


def test_those_merged_into_a_person_are_forgotten_with_them(zenaida):
    earlier = make_contact("Zenaida Q.", email="")
    add_identity(earlier, channel="email", typed="zq@old.example", actor=SYSTEM, at=MONDAY)
    merge_contacts(earlier, into=zenaida, actor=SYSTEM, at=MONDAY)

    forget_contact(zenaida, confirmation="FORGET", actor=SYSTEM, at=MONDAY)

    assert rows_that_tell() == []
    assert Contact.objects.filter(forgotten_at=MONDAY).count() == 2


def test_without_the_word_nothing_is_forgotten(zenaida):
    before = everything()

    with pytest.raises(NotConfirmed):
        forget_contact(zenaida, confirmation="forget", actor=SYSTEM, at=MONDAY)

    assert everything() == before


def test_somebody_elses_file_of_the_same_content_stays(zenaida, run_jobs):
    make_case(attachments=(), peer="jo@elsewhere.example")
    theirs = MessageFile.objects.create(
        message=Message.objects.latest("pk"), file=MessageFile.objects.get().file, name="a.log"
    )

    forget_contact(zenaida, confirmation="FORGET", actor=SYSTEM, at=MONDAY)
    remove_what_was_let_go.func()

    theirs.refresh_from_db()
    with theirs.file.open() as content:
        assert content.read() == b"boot log of Zenaida"


def test_an_export_holds_what_every_app_keeps(zenaida):
    work_on(Case.objects.get(), make_agent())

    data = export_contact(zenaida, actor=SYSTEM, at=MONDAY)

    assert data["contact"]["salutation"] == "Ms. Quillfeather"
    assert [each["given"] for each in data["contact"]["consents"]] == [True, False]
    assert data["cases"][0]["notes"] == ["Ms. Quillfeather shouts. The fuse is blown."]
    assert [each["direction"] for each in data["conversations"]] == ["in", "out"]
    assert data["conversations"][0]["files"][0]["name"] == "zenaida.log"


def test_words_on_damages_go_with_the_person(zenaida):
    case, other = Case.objects.get(), make_case(peer="jo@elsewhere.example")
    seen = [Shown("photo", "Photo by Zenaida")]
    for subject in (ref(case), ref(other)):
        words = "Zenaida dropped it"
        look = look_at_damage(subject, words=words, evidence=seen, actor=SYSTEM, at=MONDAY)
        take_statement(look, words="I, Zenaida, was asleep", actor=SYSTEM, at=MONDAY)
    exported = export_contact(zenaida, actor=SYSTEM, at=MONDAY)
    assert exported["cases"][0]["statements_on_damages"] == ["I, Zenaida, was asleep"]

    forget_contact(zenaida, confirmation="FORGET", actor=SYSTEM, at=MONDAY)

    steps = DamageStep.objects.order_by("pk")
    assert [each.words for each in steps][:2] == ["… dropped it", "…"]
    assert steps[0].evidence[0]["what"] == "Photo by …"
    assert steps[2].words == "Zenaida dropped it"


def test_what_they_sent_and_nobody_could_read_is_gone_too(zenaida):
    given = {"actor": SYSTEM, "at": MONDAY}
    theirs = accept_envelope(make_channel(), external_id="<a@quill>", raw=LETTER + b"!", **given)
    other = LETTER.replace(b"zq@quill.example", b"jo@elsewhere.example")
    others = accept_envelope(make_channel(), external_id="<b@else>", raw=other, **given)
    for each in (theirs, others):
        put_envelope_aside(each, problem="Broken for Zenaida", **given)

    forget_contact(zenaida, confirmation="FORGET", **given)

    theirs.refresh_from_db()
    others.refresh_from_db()
    assert (theirs.raw, theirs.status, theirs.problem) == (None, "discarded", "")
    assert others.raw is not None
    assert others.status == "aside"
