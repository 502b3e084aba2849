"""Answers go out through real servers, and what those say is understood."""

from email import message_from_bytes, policy

import pytest

from aftercare.domain.conversations.jobs import look_after_messages, send_message, send_to_unreached
from aftercare.domain.conversations.models import ChannelAccount, Message, MessageFile
from aftercare.domain.conversations.operations.channels import set_up_channel
from aftercare.domain.conversations.operations.intake import receive_message
from aftercare.domain.conversations.queries import adapter_account
from aftercare.domain.conversations.steps import write_message
from aftercare.domain.conversations.tests.make import make_incoming
from aftercare.interfaces.gateways.email.adapter import Email
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref
from tests.mail.certificates import NOW
from tests.mail.conftest import wait_for
from tests.mail.dovecot import PASSWORD
from tests.mail.exchanger import Exchanger, Served
from tests.mail.ports import free_port

CUSTOMER, COPY = "marisol@harborline.example", "lab@harborline.example"
OF_EXCHANGE = f"<{'AM6PR0402MB3702A5E0' * 4}@AM6PR0402MB3702.eurprd04.prod.outlook.example>"


def by(server, **given):
    host, port = "127.0.0.1", server if isinstance(server, int) else server.port
    return {"smtp_host": host, "smtp_port": port, "smtp_security": "none", **given}


def write(account, *, text="Hello", cc=(), files=(), **incoming):
    heard = receive_message(account, make_incoming(**incoming), actor=SYSTEM, at=NOW)
    return write_message(
        heard.thread, text=text, author=Ref("user", 7), send_at=NOW, cc=cc, files=files, at=NOW
    )


def send(message):
    send_message.func(message_id=message.pk)
    message.refresh_from_db()
    return message


def read(raw):
    return message_from_bytes(raw, policy=policy.default)


@pytest.fixture
def account(set_up, exchanger):
    return set_up(by(exchanger))


@pytest.fixture
def answers(exchanger):
    return exchanger.exchanger.answers


@pytest.fixture
def taken(exchanger):
    return exchanger.exchanger.taken


def test_an_answer_arrives_in_a_real_mailbox_as_a_reply(dovecot, relay, set_up, monkeypatch):
    submission = by(
        dovecot.ports["submission"], smtp_security="starttls", smtp_user="support@northwell.example"
    )
    account = set_up(submission)
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.folder / "server.pem"))
    customer = f"customer-{account.pk}@harborline.example"

    message = send(write(account, peer=customer, external_id="<q@h>", subject="屏幕竖线 Ñandú"))

    assert message.status == "sent", message.trouble
    (raw,) = wait_for(lambda: dovecot.letters(customer))
    letter = read(raw)
    assert letter["Subject"] == "Re: 屏幕竖线 Ñandú"
    assert (letter["In-Reply-To"], letter["References"]) == ("<q@h>", "<q@h>")
    assert letter["Message-ID"] == message.external_id
    assert f"+{message.thread.token}@" in letter["Reply-To"]
    assert "Auto-Submitted" not in letter
    assert raw.isascii()


@pytest.mark.parametrize("own", ["reply", "copied"])
def test_the_next_mail_of_the_customer_lands_in_the_same_thread(account, taken, own):
    message = send(write(account, external_id="<q@h>"))
    letter = read(taken[0][1])
    answer = {
        "reply": f"In-Reply-To: {letter['Message-ID']}\r\nTo: support@northwell.example",
        "copied": f"To: {letter['Reply-To']}",
    }[own]
    raw = f"From: {CUSTOMER}\r\nMessage-ID: <next@h>\r\n{answer}\r\n\r\nThanks".encode()

    (incoming,) = Email().parse(raw, adapter_account(account))
    heard = receive_message(account, incoming, actor=SYSTEM, at=NOW)

    assert heard.thread == message.thread


def test_long_message_ids_of_exchange_go_back_as_they_came(account, taken):
    first = write(
        account, external_id=OF_EXCHANGE, answers=("<a@h>", OF_EXCHANGE.replace("3", "4"))
    )

    send(first)

    raw = taken[0][1]
    assert b"In-Reply-To: " + OF_EXCHANGE.encode() + b"\r\n" in raw
    assert [line for line in raw.split(b"\r\n") if line.startswith(b" <")][-1] == (
        b" " + OF_EXCHANGE.encode()
    )


def test_files_go_out_whole_under_their_names(account, taken, db):
    heard = receive_message(
        account,
        make_incoming(
            attachments=(_file("维修报告.pdf", b"%PDF-1.7 x"), _file("a.eml", b"From: x\n\ny"))
        ),
        actor=SYSTEM,
        at=NOW,
    )
    files = [(each.file, each.name) for each in MessageFile.objects.filter(message=heard)]

    send(
        write_message(
            heard.thread, text="Hi", author=Ref("user", 7), send_at=NOW, files=files, at=NOW
        )
    )

    sent = list(read(taken[0][1]).iter_attachments())
    assert [each.get_filename() for each in sent] == ["维修报告.pdf", "a.eml"]
    assert sent[0].get_content() == b"%PDF-1.7 x"


def _file(name, content):
    from aftercare.domain.conversations.ports import Attachment  # noqa: PLC0415

    return Attachment(name, content)


@pytest.mark.parametrize(
    ("where", "answer", "status"),
    [
        (CUSTOMER, "450 4.2.0 Greylisted", "queued"),
        (CUSTOMER, "452 4.2.2 Mailbox full", "queued"),
        (CUSTOMER, "550 5.1.1 No such user", "failed"),
        (CUSTOMER, "550 5.7.1 Your address is blocked", "failed"),
        ("DATA", "451 4.7.0 Later", "queued"),
        ("DATA", "550 5.7.1 Spam", "failed"),
        ("DATA", "552 5.3.4 Too big", "failed"),
        ("MAIL", "451 4.3.0 Busy", "queued"),
        ("MAIL", "530 5.7.57 Not signed in", "queued"),
    ],
)
def test_what_servers_say_is_understood(account, answers, where, answer, status):
    answers[where] = answer

    message = send(write(account))

    assert (message.status, message.trouble) == (status, answer)


@pytest.mark.parametrize(
    ("answer", "is_marked"),
    [("550 5.1.1 No such user", True), ("550 Unknown user", True), ("550 5.7.1 Blocked", False)],
)
def test_only_an_address_that_is_none_is_marked(account, answers, answer, is_marked):
    answers[CUSTOMER] = answer

    message = send(write(account))

    identity = message.thread.contact.identities.get()
    assert (identity.undeliverable_at is not None) is is_marked


def test_who_is_in_copy_and_not_reached_does_not_stop_the_answer(account, answers, taken):
    answers[COPY] = "550 5.1.1 No such user"

    message = send(write(account, cc=[COPY]))

    assert (message.status, message.unreached) == ("sent", [])
    assert COPY in message.trouble
    assert taken[0][0] == [CUSTOMER]


def test_who_is_in_copy_and_full_gets_it_later_and_nobody_twice(account, answers, taken):
    answers[COPY] = ["452 4.2.2 Full", "452 4.2.2 Full"]
    message = send(write(account, cc=[COPY]))
    assert message.unreached == [COPY]

    for _time in range(4):
        send_to_unreached.func(message_id=message.pk)

    message.refresh_from_db()
    assert (message.unreached, message.trouble) == ([], "")
    assert [recipients for recipients, _raw in taken] == [[CUSTOMER], [COPY]]
    assert read(taken[1][1])["To"] == CUSTOMER


def test_while_the_customer_cannot_be_reached_nobody_in_copy_gets_it_alone(account, answers, taken):
    answers[CUSTOMER] = "450 4.2.0 Greylisted"

    message = send(write(account, cc=[COPY]))

    assert (message.status, taken) == ("queued", [])


def test_taken_or_not_nobody_knows_and_it_is_not_sent_twice(account, exchanger, taken):
    exchanger.exchanger.drops_after_data = True

    message = send(write(account))
    send(message)
    look_after_messages.func(timestamp=0)

    assert (message.status, len(taken)) == ("unknown", 1)


def test_a_server_that_is_away_is_tried_again(set_up):
    message = send(write(set_up(by(free_port()))))

    assert (message.status, message.tries) == ("queued", 1)


@pytest.fixture
def guarded(trusts_us):
    server = Served(Exchanger(), free_port(), trusts_us, needs_password=True)
    server.start()
    yield server
    server.stop()


def test_mail_goes_out_signed_in_under_a_certificate_we_trust(guarded, set_up):
    account = set_up(by(guarded, smtp_security="starttls", smtp_user="us"))

    assert send(write(account)).status == "sent"
    assert Email().check(adapter_account(account)) == []


def test_a_password_that_is_refused_flags_the_channel_and_everything_waits_until_it_is_mended(
    guarded, set_up
):
    settings = by(guarded, smtp_security="starttls", smtp_user="us")
    account = set_up(settings, smtp_password="wrong")
    messages = [write(account, subject=f"Topic {number}") for number in range(3)]

    for _time in range(12):
        Message.objects.update(send_at=NOW)
        messages = [send(message) for message in messages]

    assert {message.status for message in messages} == {"queued"}
    assert "535" in ChannelAccount.objects.get(pk=account.pk).sending_trouble
    account.refresh_from_db()
    set_up_channel(
        account,
        code=account.code,
        kind="email",
        name="Support",
        address=account.address,
        settings=settings,
        secrets={"smtp_password": PASSWORD},
        actor=SYSTEM,
        at=NOW,
    )
    assert [send(message).status for message in messages] == ["sent"] * 3
    assert ChannelAccount.objects.get(pk=account.pk).sending_trouble == ""


def test_nothing_is_said_under_a_certificate_nobody_knows(guarded, set_up, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    account = set_up(by(guarded, smtp_security="starttls", smtp_user="us"))

    message = send(write(account))

    assert message.status == "queued"
    assert "certificate" in ChannelAccount.objects.get(pk=account.pk).sending_trouble


@pytest.mark.parametrize("peer", ["a b@x.example", "x\r\nbcc: evil@e.example@x.example", "@"])
def test_what_is_no_address_is_refused_and_nothing_goes_out(account, taken, peer):
    message = write(account)
    Message.objects.filter(pk=message.pk).update(to=[peer])
    message.refresh_from_db()

    assert send(message).status == "failed"
    assert taken == []


def test_domains_of_all_scripts_are_written_as_servers_know_them(account, taken):
    message = write(account)
    Message.objects.filter(pk=message.pk).update(to=["jo@中文.example"])
    message.refresh_from_db()

    assert send(message).status == "sent"
    assert taken[0][0] == ["jo@xn--fiq228c.example"]
