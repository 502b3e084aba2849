import smtplib
import socket
import ssl
from threading import Thread

import pytest
from imapclient.exceptions import LoginError

from aftercare.domain.conversations.ports import Account, SendRefused
from aftercare.interfaces.gateways.email.checking import check_mail, in_words


def account(**settings):
    return Account("support", "Support", "support@northwell.example", settings, {})


def refused(cause, kind="temporary"):
    refusal = SendRefused(kind, str(cause))
    refusal.__cause__ = cause
    return refusal


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (socket.gaierror(-2, "unknown"), "there is no server called “mail.example”"),
        (ConnectionRefusedError(111, "refused"), "does not answer on this port"),
        (TimeoutError("timed out"), "does not answer in time"),
        (ssl.SSLError(1, "wrong version"), "does not speak TLS on this port"),
        (ssl.SSLCertVerificationError(1, "expired"), "cannot be trusted"),
        (smtplib.SMTPNotSupportedError("STARTTLS"), "does not offer this"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "refuses the sign-in"),
        (LoginError("no"), "refuses the sign-in"),
    ],
)
def test_a_trouble_is_told_with_what_mends_it(cause, says):
    assert says in in_words(refused(cause), "mail.example")
    assert says in in_words(cause, "mail.example")


def test_a_refused_token_is_told_as_a_refused_sign_in():
    assert "refuses the sign-in (No token: 400" in in_words(
        SendRefused("auth", "No token: 400 invalid_grant"), "mail.example"
    )


def test_what_nobody_foresaw_is_told_as_it_is():
    assert in_words(SendRefused("temporary", "421 busy"), "mail.example") == "421 busy"


def test_both_ways_are_checked():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    closed = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    troubles = check_mail(account(**closed, imap_host="127.0.0.1", imap_port=port))

    assert len(troubles) == 2
    assert troubles[0].startswith("Sending: 127.0.0.1 does not answer on this port")
    assert troubles[1].startswith("Receiving: 127.0.0.1 does not answer on this port")


def test_a_server_that_speaks_plainly_where_tls_is_wanted_is_told_apart():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet():
            peer, _address = server.accept()
            with peer:
                peer.sendall(b"220 mail.example ESMTP\r\n")
                peer.recv(100)

        greeting = Thread(target=greet)
        greeting.start()
        port = server.getsockname()[1]
        (trouble,) = check_mail(account(smtp_host="127.0.0.1", smtp_port=port, smtp_security="tls"))
        greeting.join(5)

    assert "does not speak TLS on this port" in trouble
