"""Machines that answer machines come to an end, whatever is lost of the marks between them."""

from email import message_from_bytes, policy

import pytest

from aftercare.domain.cases.models import AutomaticMessage, Case
from aftercare.domain.cases.operations.automatic import acknowledge_case
from aftercare.domain.cases.operations.intake import take_in_message
from aftercare.domain.cases.operations.rules import (
    switch_automatic_message,
    write_automatic_message,
)
from aftercare.domain.cases.tests.make import make_agent
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.operations.channels import set_up_channel
from aftercare.domain.conversations.operations.intake import receive_message
from aftercare.domain.conversations.ports import Outgoing
from aftercare.domain.conversations.queries import adapter_account
from aftercare.interfaces.gateways.email.adapter import Email
from aftercare.interfaces.gateways.email.writing import letter
from aftercare.kit.actors import SYSTEM
from tests.mail.certificates import NOW

MARKS = ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence")
BEGINNING = (
    "From: {sender}\r\nTo: {to}\r\nSubject: Hello\r\nMessage-ID: <0@x>\r\n\r\nWho is there?\r\n"
)


@pytest.fixture
def mailboxes(db):
    """Two accounts of ours that both confirm what arrives."""
    receipt = AutomaticMessage(occasion="receipt")
    write_automatic_message(receipt, texts={"en": "We have {case}."}, actor=SYSTEM, at=NOW)
    boss = make_agent("Boss", roles=["manager"])
    switch_automatic_message(receipt, active=True, was_seen=True, actor=boss, at=NOW)
    return {
        address: set_up_channel(
            None,
            code=address.partition("@")[0],
            kind="email",
            name=address,
            address=address,
            settings={},
            secrets={},
            actor=SYSTEM,
            at=NOW,
        )
        for address in ("support@northwell.example", "sales@northwell.example")
    }


def arrive(account, raw):
    """Take a mail in with all that follows, and return the mails that go out by themselves."""
    before = set(Message.objects.values_list("pk", flat=True))
    (incoming,) = Email().parse(raw, adapter_account(account))
    message = receive_message(account, incoming, actor=SYSTEM, at=NOW)
    case = take_in_message(message, actor=SYSTEM, at=NOW) if message else None
    if case is not None:
        acknowledge_case(case, actor=SYSTEM, at=NOW)
    new = Message.objects.exclude(pk__in=before).filter(direction="out")
    return [written(each) for each in new.select_related("account", "thread")]


def written(message):
    outgoing = Outgoing(
        external_id=message.external_id,
        to=tuple(message.to),
        cc=(),
        subject=message.subject,
        text=message.text,
        sender_name="",
        token=message.thread.token,
        at=message.at,
        answers=tuple(message.answers),
        is_automatic=True,
    )
    return letter(outgoing, adapter_account(message.account))


@pytest.mark.parametrize("marks_are_lost", [False, True])
def test_two_of_our_mailboxes_that_write_to_each_other_come_to_an_end(mailboxes, marks_are_lost):
    raw = BEGINNING.format(sender="sales@northwell.example", to="support@northwell.example")
    waiting, rounds = [("support@northwell.example", raw.encode())], 0
    while waiting and rounds < 20:
        address, raw = waiting.pop()
        rounds += 1
        for mail in arrive(mailboxes[address], raw):
            if marks_are_lost:
                for mark in (*MARKS, "In-Reply-To", "References", "Reply-To"):
                    del mail[mark]
            waiting.append((str(mail["To"]), mail.as_bytes()))

    assert rounds == (3 if marks_are_lost else 2)
    assert Case.objects.count() == (2 if marks_are_lost else 1)


def test_nobody_gets_two_automatic_messages_within_an_hour(mailboxes):
    sent = []
    for number in range(5):
        raw = BEGINNING.format(sender="jo@h.example", to="support@northwell.example")
        raw = raw.replace("<0@x>", f"<{number}@x>").replace("Hello", f"Topic {number}")
        sent += arrive(mailboxes["support@northwell.example"], raw.encode())

    assert (len(sent), Case.objects.count()) == (1, 5)


def test_our_automatic_mail_says_that_it_is(mailboxes):
    raw = BEGINNING.format(sender="jo@h.example", to="support@northwell.example")

    (mail,) = arrive(mailboxes["support@northwell.example"], raw.encode())

    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert [read[mark] for mark in MARKS] == ["auto-replied", "All", "auto_reply"]


def test_our_own_address_is_never_answered(mailboxes):
    raw = BEGINNING.format(sender="support@northwell.example", to="support@northwell.example")

    assert arrive(mailboxes["support@northwell.example"], raw.encode()) == []


GUESSES = ["C-2026-00001", "[C-2026-00001] Dark screen", "Re: C-2026-00001", "case:1 #1"]


@pytest.mark.parametrize("subject", GUESSES)
def test_no_stranger_gets_into_a_case_by_guessing_a_number(mailboxes, subject):
    support = mailboxes["support@northwell.example"]
    raw = BEGINNING.format(sender="jo@h.example", to=support.address)
    arrive(support, raw.encode())
    case = Case.objects.get()
    ours = Message.objects.get(direction="out")
    guesses = (
        f"To: support+{'0' * 19}1@northwell.example",
        f"In-Reply-To: {ours.external_id}",
        f"References: <0@x> {ours.external_id}",
        f"To: support+{ours.thread.token}@northwell.example",  # even who has seen it
    )
    for number, guess in enumerate(guesses):
        strange = (
            f"From: eve@elsewhere.example\r\nSubject: {subject}\r\nMessage-ID: <eve{number}@x>\r\n"
            f"{guess}\r\n\r\nSend it to me instead, {case.code}"
        )
        arrive(support, strange.encode())

    assert Case.objects.exclude(pk=case.pk).exists()
    mine = Message.objects.filter(thread=ours.thread, direction="in")
    assert set(mine.values_list("sender_address", flat=True)) == {"jo@h.example"}
