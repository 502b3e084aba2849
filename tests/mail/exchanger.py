"""A mail exchanger that says what a test wants, and puts what it takes into real mailboxes."""

import smtplib
import ssl
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.mail.dovecot import PASSWORD


@dataclass
class Exchanger:
    """`answers` holds what is said to whom instead of 250; under `DATA` and `MAIL` to everybody."""

    lmtp_port: int = 0
    answers: dict[str, list[str] | str] = field(default_factory=dict)
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    drops_after_data: bool = False

    def answer(self, name):
        """Return what is said now: a text always, of a list one after the other."""
        said = self.answers.get(name, "")
        return (said.pop(0) if said else "") if isinstance(said, list) else said

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        refusal = self.answer("MAIL")
        envelope.mail_from = address
        return refusal or "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        refusal = self.answer(address)
        if not refusal:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if refusal := self.answer("DATA"):
            return refusal
        self.taken.append((list(envelope.rcpt_tos), envelope.content))
        if self.drops_after_data:
            server.transport.abort()
        if self.lmtp_port:
            with smtplib.LMTP("127.0.0.1", self.lmtp_port) as mailboxes:
                mailboxes.sendmail(envelope.mail_from, envelope.rcpt_tos, envelope.content)
        return "250 2.0.0 Taken"


def sign_in(server, session, envelope, mechanism, data):
    """Let in whoever knows the password."""
    knows = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=knows, handled=False)


class Served(Controller):
    """The exchanger on a port of its own, with a certificate and a password if need be."""

    def __init__(self, exchanger, port, certificate=None, *, needs_password=False):
        self.exchanger = exchanger
        context = None
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        super().__init__(
            exchanger,
            hostname="127.0.0.1",
            port=port,
            tls_context=context,
            require_starttls=certificate is not None,
            auth_required=needs_password,
            auth_require_tls=certificate is not None,
            authenticator=sign_in,
        )
