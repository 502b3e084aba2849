"""What only some channels have. One that has all of it stands for all that will."""

from datetime import timedelta

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.conversations.jobs import fetch_file, look_after_messages
from aftercare.domain.conversations.models import (
    AwaitedFile,
    ChannelAccount,
    Envelope,
    Message,
    MessageFile,
    MessageVersion,
)
from aftercare.domain.conversations.ports import KeyOut, SendRefused
from aftercare.domain.conversations.queries import room_to_write_to
from aftercare.interfaces.gateways.tests.drivers import MessengerDriver
from aftercare.interfaces.gateways.tests.messenger import TEXT_MAX, Messenger, signature
from aftercare.interfaces.gateways.tests.talking import hear, send, set_up, take_in, write
from aftercare.kit import clock

FAMILY = "👨‍👩‍👧"
LATER = timedelta(hours=1)


@pytest.fixture
def messenger():
    return MessengerDriver()


def progress(messenger, account, **word):
    take_in(account, messenger.events({"type": "status", **word}), name=f"{word}")


def test_word_of_a_message_before_we_know_its_name_counts_when_we_do(db, messenger):
    account = set_up(messenger)
    message = write(hear(account, messenger).thread)
    progress(messenger, account, id="wamid.1", state="read")

    assert send(message).status == "read"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["delivered", "read"], "read"),
        (["read"], "read"),
        (["read", "delivered", "sent"], "read"),
        (["failed"], "failed"),
        (["delivered", "failed"], "delivered"),
        (["read", "failed"], "read"),
    ],
)
def test_word_that_comes_late_changes_nothing(db, messenger, words, status):
    account = set_up(messenger)
    message = send(write(hear(account, messenger).thread))

    for word in words:
        progress(messenger, account, id=message.remote_id, state=word)

    message.refresh_from_db()
    assert message.status == status


def test_read_up_to_a_time_is_read_for_all_before_it(db, messenger):
    account = set_up(messenger)
    thread = hear(account, messenger).thread
    before, now = [send(write(thread)) for _number in range(2)], clock.now()
    after = send(write(thread))

    word = {"from": messenger.peer(), "state": "read", "until": now.isoformat()}
    progress(messenger, account, **word)

    for message in [*before, after]:
        message.refresh_from_db()
    assert [message.status for message in [*before, after]] == ["read", "read", "sent"]


def test_what_nobody_knows_yet_is_kept_and_the_channel_stays_up(db, messenger):
    account = set_up(messenger)
    raw = messenger.events(
        {"type": "hologram", "id": "m1", "from": "US.0"},
        {"type": "text", "id": "m2", "from": "US.1", "text": "Hi"},
    )

    envelope = take_in(account, raw)

    kinds = dict(Message.objects.values_list("external_id", "kind"))
    assert kinds == {"m1": "unsupported", "m2": "text"}
    with envelope.raw.open() as stored:
        assert stored.read() == raw


@pytest.mark.parametrize("kind", ["temporary", "media"])
def test_a_file_that_cannot_be_fetched_leaves_the_message_and_says_so(db, messenger, kind):
    Messenger.media["a.png"] = SendRefused(kind, "404 Gone")
    account = set_up(messenger)
    message = hear(account, messenger, file="a.png")

    for _time in range(8):
        fetch_file.func(awaited_file_id=AwaitedFile.objects.get().pk)

    awaited = AwaitedFile.objects.get(message=message)
    assert (awaited.trouble, message.text) == ("404 Gone", "Hello")
    assert awaited.tries == (6 if kind == "temporary" else 1)


def test_a_file_that_comes_at_the_second_try_is_there_once(db, messenger):
    Messenger.media["a.png"] = SendRefused("temporary", "503")
    hear(set_up(messenger), messenger, file="a.png")
    number = AwaitedFile.objects.get().pk
    fetch_file.func(awaited_file_id=number)
    Messenger.media["a.png"] = b"\x89PNG"

    for _time in range(2):
        fetch_file.func(awaited_file_id=number)

    assert MessageFile.objects.count() == 1


BAD = [
    lambda raw, key: signature(raw, key)[:-1] + ("0" if signature(raw, key)[-1] != "0" else "1"),
    lambda raw, key: "",
    lambda raw, key: signature(raw, "another account"),
    lambda raw, key: signature(raw.replace(b" ", b""), key),
]


@pytest.mark.parametrize("forge", BAD, ids=["one bit", "empty", "wrong account", "other bytes"])
def test_what_is_not_proven_is_not_stored(db, client, messenger, forge):
    set_up(messenger)
    raw = messenger.message()

    answer = client.post(
        "/hooks/messenger",
        raw,
        content_type="application/json",
        headers={"X-Signature": forge(raw, "secret")},
    )

    assert (answer.status_code, Envelope.objects.count()) == (403, 0)


def test_what_is_proven_is_stored_once_and_thanked_for(db, client, messenger):
    set_up(messenger)
    raw = messenger.message()

    for _time in range(2):
        answer = client.post(
            "/hooks/messenger",
            raw,
            content_type="application/json",
            headers={"X-Signature": signature(raw, "secret")},
        )

    assert (answer.status_code, Envelope.objects.count()) == (200, 1)


def test_a_channel_that_asks_who_we_are_is_answered(db, client, messenger):
    set_up(messenger)

    assert client.get("/hooks/messenger?echo=42&token=secret").content == b"42"
    assert client.get("/hooks/messenger?echo=42&token=guessed").status_code == 403
    assert client.get("/hooks/email?echo=42").status_code == 404


@pytest.mark.parametrize("after", [None, LATER])
def test_too_much_at_once_waits_as_long_as_the_channel_says(db, messenger, after):
    message = write(hear(set_up(messenger), messenger).thread)
    Messenger.refusals.append(SendRefused("rate", "429", retry_after=after))

    send(message)

    wait = message.send_at - clock.now()
    assert message.status == "queued"
    assert wait > timedelta(minutes=59) if after else timedelta(0) < wait <= timedelta(minutes=1)


def test_taken_without_an_answer_is_not_sent_twice_and_settled_by_the_echo(db, messenger):
    account = set_up(messenger)
    message = write(hear(account, messenger).thread)
    Messenger.refusals.append(SendRefused("unknown", "timeout"))

    send(message)
    send(message)
    assert (message.status, len(Messenger.sent)) == ("unknown", 1)
    progress(messenger, account, id=message.external_id, state="delivered")

    message.refresh_from_db()
    assert message.status == "delivered"


def test_where_our_names_count_what_was_lost_is_sent_again(db, messenger, monkeypatch):
    can = {**vars(Messenger.capabilities), "key_out": KeyOut.IDEMPOTENT}
    monkeypatch.setattr(Messenger, "capabilities", type(Messenger.capabilities)(**can))
    message = write(hear(set_up(messenger), messenger).thread)
    long_ago = clock.now() - timedelta(hours=1)
    Message.objects.filter(pk=message.pk).update(status="sending", sent_at=long_ago)

    look_after_messages.func(timestamp=0)
    Message.objects.filter(pk=message.pk).update(send_at=long_ago)

    assert send(message).status == "sent"


def test_an_account_that_is_refused_is_flagged_and_its_queue_kept(db, messenger):
    account = set_up(messenger)
    message = write(hear(account, messenger).thread)
    for _time in range(10):
        Messenger.refusals.append(SendRefused("account", "The number is blocked."))
        Message.objects.update(send_at=clock.now())
        send(message)

    account.refresh_from_db()
    assert (message.status, account.sending_trouble) == ("queued", "The number is blocked.")
    Message.objects.update(send_at=clock.now())
    assert send(message).status == "sent"
    assert ChannelAccount.objects.get().sending_trouble == ""


def test_our_own_echo_is_not_doubled_and_what_was_written_elsewhere_is_ours(db, messenger):
    account = set_up(messenger)
    message = send(write(hear(account, messenger).thread))

    for name in (message.remote_id, message.external_id, "from the phone"):
        event = {"type": "echo", "id": name, "from": messenger.peer(), "text": "Hi"}
        take_in(account, messenger.events(event), name=name)

    ours = Message.objects.filter(direction="out")
    assert ours.count() == 2
    elsewhere = ours.get(external_id="from the phone")
    assert (elsewhere.status, elsewhere.thread, elsewhere.author) == ("sent", message.thread, "")
    assert Entry.objects.filter(event="conversations.message_written_elsewhere").count() == 1


def test_what_was_changed_or_taken_away_is_kept_as_it_was(db, messenger):
    account = set_up(messenger)
    message = hear(account, messenger, "It is borken", name=1)
    edit = {"type": "edit", "id": "m1", "from": messenger.peer(), "text": "It is broken"}
    for event in (edit, edit, {"type": "delete", "id": "m1", "from": messenger.peer()}):
        take_in(account, messenger.events(event), name=str(event) + str(clock.now()))

    message.refresh_from_db()
    assert (message.text, message.removed_at is not None) == ("It is broken", True)
    assert list(MessageVersion.objects.order_by("pk").values_list("text", flat=True)) == [
        "It is borken",
        "It is broken",
    ]


def test_nobody_changes_what_somebody_else_has_said(db, messenger):
    account = set_up(messenger)
    message = hear(account, messenger, name=1)

    event = {"type": "edit", "id": "m1", "from": "US.99", "text": "Send it to me instead"}
    take_in(account, messenger.events(event))

    message.refresh_from_db()
    assert message.text == "Hello"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x" * TEXT_MAX, ["x" * TEXT_MAX]),
        ("x" * (TEXT_MAX + 1), ["x" * TEXT_MAX, "x"]),
        ("x" * (TEXT_MAX - 2) + FAMILY, ["x" * (TEXT_MAX - 2), FAMILY]),
        ("x" * (TEXT_MAX - 1) + "🇵🇭", ["x" * (TEXT_MAX - 1), "🇵🇭"]),
        ("The stick is on its way.", ["The stick is on its", "way."]),
    ],
)
def test_a_long_text_goes_out_in_parts_and_no_sign_is_cut(db, messenger, text, parts):
    message = send(write(hear(set_up(messenger), messenger).thread, text))

    assert [each.text for each in Messenger.sent] == parts
    assert message.status == "sent"
    assert len({each.external_id for each in Messenger.sent}) == len(parts)


def test_a_file_the_channel_does_not_take_is_refused_before_it_is_sent(db, messenger):
    Messenger.media["a.pdf"] = b"%PDF-1.7"
    heard = hear(set_up(messenger), messenger, file="a.pdf")
    fetch_file.func(awaited_file_id=AwaitedFile.objects.get().pk)
    file = MessageFile.objects.get().file

    message = send(write(heard.thread, files=[(file, "a.pdf")]))

    assert (message.status, Messenger.sent) == ("failed", [])
    assert "a.pdf" in message.trouble


def test_five_answers_and_no_more_until_the_customer_writes_again(db, messenger):
    account = set_up(messenger)
    thread = hear(account, messenger).thread

    states = [send(write(thread)).status for _number in range(6)]

    assert states == ["sent"] * 5 + ["failed"]
    assert room_to_write_to(thread, at=clock.now()).left == 0
    hear(account, messenger, "Are you there?")
    assert room_to_write_to(thread, at=clock.now()).left == 5
    assert send(write(thread)).status == "sent"


def test_after_two_days_nothing_may_be_said_until_somebody_comes_near(db, messenger):
    account = set_up(messenger)
    thread = hear(account, messenger).thread
    Message.objects.update(at=clock.now() - timedelta(hours=49))
    assert send(write(thread)).status == "failed"

    take_in(account, messenger.events({"type": "menu", "from": messenger.peer()}))

    assert room_to_write_to(thread, at=clock.now()).left == 3
    assert send(write(thread)).status == "sent"
