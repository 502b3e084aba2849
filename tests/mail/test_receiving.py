"""Our side of SMTP: what is accepted is stored, byte by byte, and nothing else is."""

import asyncio
import os
import smtplib
import socket
import ssl
import subprocess
import sys
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email._header_value_parser import get_angle_addr
from io import BytesIO
from threading import Event, Thread

import psutil
import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from aftercare.domain.conversations.models import Envelope, Message, MessageFile
from aftercare.interfaces.gateways.email import receiver
from aftercare.interfaces.gateways.email.certificate import Certificate
from aftercare.interfaces.gateways.email.process import run_mail_receiver
from aftercare.kit.thread_addresses import with_token
from tests.browser.conftest import ROOT, url_of_test_database
from tests.mail.certificates import make_certificate
from tests.mail.conftest import wait_for
from tests.mail.ports import free_port

MB = 2**20
WORKER = ("manage", "procrastinate", "worker", "--fetch-job-polling-interval", "0.5")
HEAD = b"From: jo@h.example\r\nMessage-ID: <1@h>\r\nDate: Mon, 28 Sep 2026 09:12:00 +0800\r\n\r\n"


@pytest.fixture
def account(set_up):
    return set_up({})


@pytest.fixture
def port(transactional_db):
    """Our receiver, in a thread of this process."""
    number, begun, stop = free_port(), Event(), Event()

    def run():
        async def serve():
            async with await receiver.serve_smtp("127.0.0.1", number):
                begun.set()
                await asyncio.to_thread(stop.wait)

        asyncio.run(serve())

    thread = Thread(target=run)
    thread.start()
    begun.wait(60)
    yield number
    stop.set()
    thread.join(10)


@pytest.fixture
def server(port):
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        yield server


def test_mail_comes_in_encrypted_under_a_certificate_that_is_renewed(
    account, tmp_path, monkeypatch
):
    monkeypatch.setattr("aftercare.interfaces.gateways.email.process.LOOK_AGAIN", 0.05)
    chain, number, stop = make_certificate(tmp_path), free_port(), Event()
    certificate = Certificate(chain, chain.with_suffix(".key"))

    def receive():
        try:
            run_mail_receiver(stop, host="127.0.0.1", port=number, certificate=certificate)
        finally:
            connection.close()

    def hand_over(text):
        trusted = ssl.create_default_context(cafile=chain)
        with smtplib.SMTP("127.0.0.1", number, timeout=20) as server:
            server.starttls(context=trusted)
            server.sendmail("jo@h.example", account.address, HEAD + text)
            return server.sock.getpeercert(binary_form=True)

    receiving = Thread(target=receive)
    receiving.start()
    try:
        wait_for(lambda: answers(number))
        first = hand_over(b"Hello\r\n")
        make_certificate(tmp_path)
        wait_for(lambda: suppressed(hand_over, b"Again\r\n"))
    finally:
        stop.set()
        receiving.join(10)

    assert first != ssl.PEM_cert_to_DER_cert(chain.read_text())
    assert stored() == [HEAD + b"Hello\r\n"]


def answers(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True


def suppressed(work, *given):
    with suppress(OSError):
        return work(*given)


def stored():
    """Return what was stored, the oldest first."""
    found = []
    for envelope in Envelope.objects.order_by("pk"):
        with envelope.raw.open() as raw:
            found.append(raw.read())
    return found


BODIES = {
    "plain": b"Hello\r\n",
    "dots": b".\r\n..\r\n.hidden\r\n...\r\nend.\r\n",
    "a dot first": b".first line\r\n",
    "no end of line": b"Hello",
    "empty lines": b"\r\n\r\n\r\n",
    "long line": b"x" * 300_000 + b"\r\n",
    "bare LF": b"one\ntwo\n.\nthree\r\n",
    "smuggled": b"one\n.\r\nMAIL FROM:<x>\r\n",
    "smuggled, the other way": b"one\r\n.\nMAIL FROM:<x>\r\n",
    "bare CR": b"one\r.\r\rtwo\r\n",
    "nothing but bytes": bytes(range(256)).replace(b"\r", b"").replace(b"\n", b"") + b"\r\n",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_every_byte_is_stored_as_it_was_meant(account, port, body, step):
    raw = HEAD + body
    stuffed = b"\r\n".join(b"." + line if line[:1] == b"." else line for line in raw.split(b"\r\n"))
    if not stuffed.endswith(b"\r\n"):
        stuffed += b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        for said in (
            "",
            "HELO x",
            "MAIL FROM:<jo@h.example>",
            f"RCPT TO:<{account.address}>",
            "DATA",
        ):
            wire.sendall(f"{said}\r\n".encode() if said else b"")
            assert wire.recv(1000)[:1] in {b"2", b"3"}
        step = max(step, len(stuffed) // 500)
        for place in range(0, len(stuffed), step):
            wire.sendall(stuffed[place : place + step])
        wire.sendall(b".\r\nQUIT\r\n")  # at once, as clients may
        assert wire.recv(1000).startswith(b"250 2.0.0")

    assert stored() == [raw if raw.endswith(b"\r\n") else raw + b"\r\n"]


def test_a_mail_without_a_byte_is_a_mail(account, port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        for said in ("", "HELO x", "MAIL FROM:<>", f"RCPT TO:<{account.address}>", "DATA", "."):
            wire.sendall(f"{said}\r\n".encode() if said else b"")
            answer = wire.recv(1000)

    assert answer.startswith(b"250")
    assert stored() == [b""]


def send(server, account, raw=HEAD + b"Hello\r\n", to=None):
    return server.sendmail("jo@h.example", [to or account.address], raw)


def test_what_comes_twice_is_stored_once(account, server):
    for _time in range(3):
        send(server, account)

    assert len(stored()) == 1


def test_two_mails_under_one_message_id_are_two(account, server):
    send(server, account)
    send(server, account, HEAD.replace(b"09:12", b"09:13") + b"Another\r\n")

    assert [raw[-9:] for raw in stored()] == [b"\r\nHello\r\n", b"Another\r\n"]


def test_mail_for_others_is_refused(account, server):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(server, account, to="somebody@elsewhere.example")

    assert refused.value.recipients["somebody@elsewhere.example"][0] == 550
    assert stored() == []


def test_to_which_secret_address_it_went_is_kept(account, server):
    address = with_token(account.address, "a" * 20)

    send(server, account, to=address)

    assert stored()[0].startswith(f"Delivered-To: {address}\r\n".encode())


def test_while_nothing_can_be_stored_the_other_side_keeps_it(account, server, monkeypatch):
    keep = receiver.accept_together

    def fail(*arguments, **details):
        raise DatabaseError

    monkeypatch.setattr(receiver, "accept_together", fail)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(server, account)
    assert (refused.value.smtp_code, stored()) == (451, [])

    monkeypatch.setattr(receiver, "accept_together", keep)
    send(server, account)
    assert len(stored()) == 1


def test_the_trouble_of_one_mail_is_not_that_of_those_beside_it(account, transactional_db):
    mails = [
        receiver.Mail(BytesIO(HEAD.replace(b"1@h", b"%d@h" % number)), [to])
        for number, to in enumerate([account.address, "nobody@h.example", account.address])
    ]

    async def keep_all():
        store = receiver.Store(ThreadPoolExecutor(1))
        kept = [asyncio.create_task(store.keep(mail)) for mail in mails]
        return await asyncio.gather(*kept, return_exceptions=True)

    first, trouble, last = asyncio.run(keep_all())

    assert (first, type(trouble), last) == (None, LookupError, None)
    assert len(stored()) == 2


def test_what_others_are_just_sending_is_stored_with_what_has_come(monkeypatch):
    groups = []

    def note(mails):
        groups.append(len(mails))
        return [None] * len(mails)

    monkeypatch.setattr(receiver, "_accept_all", note)
    monkeypatch.setattr(receiver, "PATIENCE", 5.0)

    async def send_all():
        store = receiver.Store(ThreadPoolExecutor(1))
        store.senders = 2
        for number in range(4):
            sent = asyncio.create_task(store.keep(receiver.Mail(BytesIO(), [])))
            if number % 2:
                await sent
            else:
                await asyncio.sleep(0.01)

    asyncio.run(send_all())

    assert groups == [2, 2]


@pytest.mark.parametrize(
    "said", ["<jo.d+x@h-1.example> SIZE=12 BODY=8BITMIME", "<jo@h.example>", "<a@b>  SMTPUTF8"]
)
def test_most_addresses_are_read_as_the_library_reads_them(said):
    address, rest = get_angle_addr(said)

    assert receiver.plain_address(said) == (address.addr_spec, rest)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "<>",
        "jo@h.example",
        "<jo@h.example",
        "<jo..d@h.example>",
        "<黄@h.example>",
        '<"jo d"@h.example>',
        "<jo@[127.0.0.1]>",
        "<@a.example:jo@h.example>",
    ],
)
def test_other_addresses_are_left_to_the_library(said):
    assert receiver.plain_address(said) is None


def test_a_mail_cut_off_in_the_middle_is_none(account, port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        for said in ("", "HELO x", "MAIL FROM:<a@b>", f"RCPT TO:<{account.address}>", "DATA"):
            wire.sendall(f"{said}\r\n".encode() if said else b"")
            wire.recv(1000)
        wire.sendall(HEAD + b"Hel")
    time.sleep(0.2)

    assert stored() == []


@pytest.mark.parametrize("says_so", [True, False])
def test_what_is_too_large_is_refused_for_ever(account, server, monkeypatch, says_so):
    monkeypatch.setattr(receiver, "LARGEST", 100_000)
    server.ehlo()
    if not says_so:
        server.esmtp_features.pop("size")
        big = b"x" * 70 + b"\r\n"
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(server, account, HEAD + big * 2_000)
        code = refused.value.smtp_code
    else:
        code = server.docmd(f"MAIL FROM:<jo@h.example> SIZE={60 * MB}")[0]

    assert (code, stored()) == (552, [])


class Memory(Thread):
    """How much memory of its own a process has taken at most, looked at again and again."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.most, self.is_over = psutil.Process(process.pid), 0, Event()

    def now(self):
        return self.process.memory_info().rss - self.process.memory_info().shared

    def run(self):
        with suppress(psutil.NoSuchProcess):
            while not self.is_over.wait(0.005):
                self.most = max(self.most, self.now())


@pytest.fixture
def begin(transactional_db, tmp_path):
    """Return a function that begins one of our programs on the database of the test."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url_of_test_database(),
        "SECRET_KEY": settings.SECRET_KEY,
        "AFTERCARE_HOME": str(tmp_path),
        "SMTP_PORT": str(free_port()),
    }
    processes = []

    def begin(*arguments):
        command = [sys.executable, "-m", "aftercare", *arguments]
        processes.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return processes[-1], int(environment["SMTP_PORT"])

    yield begin
    for process in processes:
        process.terminate()
        process.wait(20)


def connected(port):
    with suppress(OSError):
        return smtplib.SMTP("127.0.0.1", port, timeout=60)


def large(megabytes):
    """Return a mail with a photo of so many megabytes."""
    photo = b64encode(os.urandom(megabytes * MB * 54 // 76))
    lines = b"\r\n".join(photo[place : place + 76] for place in range(0, len(photo), 76))
    return (
        b"From: jo@h.example\r\nMessage-ID: <big@h>\r\nSubject: Big\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n"
        b"Content-Type: application/zip\r\nContent-Disposition: attachment; filename=logs.zip\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + lines + b"\r\n--b--\r\n"
    )


def test_fifty_megabytes_are_taken_in_without_being_held(account, begin):
    receiving, port = begin("mail-receiver")
    with wait_for(lambda: connected(port), 60) as server:
        send(server, account, HEAD.replace(b"<1@h>", b"<0@h>") + b"To warm up\r\n")
        memory = Memory(receiving)
        before = memory.now()
        memory.start()
        send(server, account, large(49))
        memory.is_over.set()
    assert memory.most - before < 8 * MB

    working, _port = begin(*WORKER)
    memory = Memory(working)
    memory.start()
    wait_for(lambda: Message.objects.filter(subject="").exists(), 60)
    before = memory.now()
    wait_for(lambda: MessageFile.objects.filter(name="logs.zip").exists(), 60)
    memory.is_over.set()

    file = MessageFile.objects.get(name="logs.zip")
    assert file.file.size == 49 * MB * 54 // 76
    assert Message.objects.get(subject="Big").text == "See the file."
    assert memory.most - before < 25 * MB
