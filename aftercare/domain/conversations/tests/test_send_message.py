from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.conversations.jobs import look_after_messages, send_message
from aftercare.domain.conversations.models import ChannelAccount, Message
from aftercare.domain.conversations.operations.channels import AddressIsTaken, set_up_channel
from aftercare.domain.conversations.operations.sending import begin_sending
from aftercare.domain.conversations.ports import (
    Accepted,
    Capabilities,
    MayStart,
    Media,
    SendRefused,
)
from aftercare.domain.conversations.ports.allowances import Rate, RateScope
from aftercare.domain.conversations.steps import TooLateToTakeBack, cancel_message, write_message
from aftercare.domain.conversations.tests.make import MONDAY, make_channel, make_message
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref
from aftercare.kit.secrets import unlock

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
sent = []
refusals = []
unreached = {}


class Outbox:
    """A channel whose other end is this test."""

    capabilities = Capabilities(
        label="Outbox",
        may_start=MayStart.ANYONE,
        media={"file": Media(largest=1000)},
        states=frozenset(),
    )

    def send(self, message, account):
        if refusals:
            raise refusals.pop()
        sent.append(message)
        return Accepted(unreached=unreached)


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.CHANNELS = {"email": f"{__name__}.Outbox"}
    sent.clear()
    refusals.clear()
    unreached.clear()


def write(**given):
    thread = make_message().thread
    details = {"text": "Hello", "author": Ref("user", 7), "send_at": MONDAY, "at": MONDAY}
    return write_message(thread, **details | given)


def test_a_due_message_goes_out_once(db):
    message = write(sender_name="Liza")

    send_message.func(message_id=message.pk)
    send_message.func(message_id=message.pk)

    (out,) = sent
    assert (out.to, out.subject, out.sender_name) == (
        ("marisol@harborline.example",),
        "Re: Boot loop",
        "Liza",
    )
    assert out.answers[0].endswith("@harborline.example>")
    message.refresh_from_db()
    assert message.status == "sent"
    assert Entry.objects.filter(event="conversations.message_sent").count() == 1


def test_a_message_is_not_sent_before_its_time(db):
    message = write(send_at=datetime(2199, 1, 1, tzinfo=UTC))

    send_message.func(message_id=message.pk)

    assert sent == []


def test_what_was_taken_back_is_not_sent(db):
    message = write()
    cancel_message(message, at=MONDAY)

    send_message.func(message_id=message.pk)

    assert sent == []


def test_what_has_gone_out_cannot_be_taken_back(db):
    message = write()
    send_message.func(message_id=message.pk)

    with pytest.raises(TooLateToTakeBack):
        cancel_message(message, at=MONDAY)


@pytest.mark.parametrize(
    ("kind", "status", "tries"),
    [
        ("temporary", "queued", 1),
        ("auth", "queued", 1),
        ("peer_unknown", "failed", 1),
        ("unknown", "unknown", 1),
    ],
)
def test_a_refusal_is_tried_again_only_where_that_makes_sense(db, kind, status, tries):
    message = write()
    refusals.append(SendRefused(kind, "no"))

    send_message.func(message_id=message.pk)

    message.refresh_from_db()
    assert (message.status, message.tries, message.trouble) == (status, tries, "no")
    failed = Entry.objects.filter(event="conversations.message_failed").exists()
    assert failed is (status != "queued")


def test_nobody_knows_what_became_of_a_message_claimed_long_ago(db):
    message = write()
    Message.objects.filter(pk=message.pk).update(status="sending", sent_at=LONG_AGO)

    look_after_messages.func(timestamp=0)
    look_after_messages.func(timestamp=0)

    message.refresh_from_db()
    assert message.status == "unknown"
    assert sent == []


def test_secrets_are_kept_locked_and_stay_when_left_empty(db):
    account = make_channel(secrets={"password": "hunter2"})

    assert "hunter2" not in str(vars(account))
    set_up_channel(
        account,
        code="support",
        kind="email",
        name="New",
        address=account.address,
        settings={},
        secrets={"password": ""},
        actor=SYSTEM,
        at=MONDAY,
    )
    assert unlock(account.secrets) == {"password": "hunter2"}


def test_an_address_is_set_up_once(db):
    make_channel()

    with pytest.raises(AddressIsTaken):
        make_channel(code="other")


class Slow(Outbox):
    """A channel that takes two messages an hour, and one a minute for the same peer."""

    capabilities = replace(
        Outbox.capabilities,
        rates=(
            Rate(RateScope.ACCOUNT, 2, HOUR, told_by="most_an_hour"),
            Rate(RateScope.PEER, 1, timedelta(minutes=1)),
        ),
    )


def begin(message, at):
    return begin_sending(Message.objects.get(pk=message.pk), actor=SYSTEM, at=at)


def test_what_a_channel_takes_only_later_waits_its_turn(db, settings):
    settings.CHANNELS = {"email": f"{__name__}.Slow"}
    first, second, third = write(), write(), write()

    assert begin(first, MONDAY)
    assert not begin(second, MONDAY + 10 * SECOND)
    second.refresh_from_db()
    assert (second.status, second.send_at, second.tries) == ("queued", MONDAY + MINUTE, 0)
    assert begin(second, MONDAY + MINUTE)
    assert not begin(third, MONDAY + 3 * MINUTE)
    third.refresh_from_db()
    assert third.send_at == MONDAY + HOUR
    assert begin(third, MONDAY + HOUR)


def test_an_account_may_say_how_much_its_provider_takes(db, settings):
    settings.CHANNELS = {"email": f"{__name__}.Slow"}
    first, second, third = write(), write(), write()
    ChannelAccount.objects.update(settings={"most_an_hour": 3})

    sent_now = [
        begin(each, MONDAY + number * MINUTE) for number, each in enumerate((first, second, third))
    ]

    assert sent_now == [True, True, True]
