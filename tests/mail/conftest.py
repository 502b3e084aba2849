"""A real mail server, an exchanger that says what a test wants, and accounts of our own on them."""

import time
from itertools import count
from threading import Event, Thread

import pytest
from django.db import connection

from aftercare.domain.conversations.operations.channels import set_up_channel
from aftercare.interfaces.gateways.email import fetching
from aftercare.interfaces.gateways.email.fetching import watch_mailbox
from aftercare.kit.actors import SYSTEM
from tests.mail.certificates import NOW, make_certificate
from tests.mail.dovecot import PASSWORD, find_dovecot, running_dovecot
from tests.mail.exchanger import Exchanger, Served
from tests.mail.ports import free_port
from tests.mail.tokens import running_tokens

PATIENCE = 60
_numbers = count(1)


@pytest.fixture(scope="session")
def relay_port():
    return free_port()


@pytest.fixture(scope="session")
def tokens_port():
    return free_port()


@pytest.fixture
def tokens(tokens_port):
    """Who gives tokens to whoever knows a refresh token, and says whose they are."""
    with running_tokens(tokens_port) as server:
        yield server


@pytest.fixture(scope="session")
def dovecot(relay_port, tokens_port):
    """A real IMAP, LMTP and submission server, or a skipped test that says what is missing."""
    program = find_dovecot()
    if program is None:
        pytest.skip(
            "No Dovecot here, and it cannot be installed:"
            " apt-get install dovecot-imapd dovecot-lmtpd dovecot-submissiond"
        )
    with running_dovecot(program, relay=relay_port, tokens=tokens_port) as server:
        yield server


@pytest.fixture
def exchanger():
    """An exchanger on a port of its own, without certificate or password."""
    server = Served(Exchanger(), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def relay(dovecot, relay_port):
    """The exchanger behind Dovecot's submission; puts mail into Dovecot's mailboxes."""
    server = Served(Exchanger(lmtp_port=dovecot.ports["lmtp"]), relay_port)
    server.start()
    yield server.exchanger
    server.stop()


@pytest.fixture
def trusts_us(tmp_path, monkeypatch):
    """A certificate of our own, and a machine that trusts it."""
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


@pytest.fixture
def set_up(transactional_db):
    """Return a function that sets up an account of ours, with an address of its own."""

    def make(settings, **secrets):
        number = next(_numbers)
        return set_up_channel(
            None,
            code=f"support-{number}",
            kind="email",
            name="Northwell support",
            address=f"support-{number}@northwell.example",
            settings=settings,
            secrets={"imap_password": PASSWORD, "smtp_password": PASSWORD} | secrets,
            actor=SYSTEM,
            at=NOW,
        )

    return make


@pytest.fixture
def watch(monkeypatch):
    """Return a function that has a mailbox watched until the test ends."""
    monkeypatch.setattr(fetching, "IDLE_FOR", 3)
    stop, threads = Event(), []

    def begin(account):
        def run():
            try:
                watch_mailbox(account, lambda pause: stop.wait(min(pause, 0.2)))
            finally:
                connection.close()

        threads.append(Thread(target=run, daemon=True))
        threads[-1].start()

    yield begin
    stop.set()
    for thread in threads:
        thread.join(30)


def wait_for(look, patience=PATIENCE):
    """Return what `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("It did not happen in time")
