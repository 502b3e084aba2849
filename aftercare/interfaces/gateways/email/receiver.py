"""
Taking mail in by SMTP: for an MX, or for a server that forwards to us.

A message is accepted only when it is safely stored; on any trouble the other side hears a
temporary error, keeps it, and comes again.
"""

import asyncio
import logging
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from asgiref.sync import sync_to_async
from django.db import close_old_connections

from aftercare.domain.conversations.operations.intake import accept_envelope
from aftercare.domain.conversations.queries import visible_channels
from aftercare.interfaces.gateways.email.adapter import external_id
from aftercare.interfaces.gateways.email.addresses import without_token
from aftercare.interfaces.gateways.email.reading.headers import message_ids
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

log = logging.getLogger(__name__)

LARGEST = 50 * 2**20
"""Bytes; a larger mail is refused before it is sent."""


class Receiver:
    """Answers the verbs of SMTP that matter to us."""

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take mail for our own addresses only: this is no relay."""
        try:
            known = await sync_to_async(_account_code, thread_sensitive=True)(address)
        except Exception:
            log.exception("Recipients cannot be looked up")
            return "451 4.3.0 Try again later"
        if known is None:
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Store the mail, then say so."""
        content = envelope.content
        if not isinstance(content, bytes):
            return "451 4.3.0 Try again later"
        try:
            await sync_to_async(_accept, thread_sensitive=True)(content, list(envelope.rcpt_tos))
        except Exception:
            log.exception("A mail could not be stored")
            return "451 4.3.0 Try again later"
        finally:
            envelope.content = None
        return "250 2.0.0 Stored"


def _account_code(address: str) -> str | None:
    close_old_connections()
    base, _token = without_token(address)
    channels = visible_channels(SYSTEM).filter(kind="email", active=True, address__iexact=base)
    return channels.values_list("code", flat=True).first()


def _accept(content: bytes, recipients: list[str]) -> None:
    close_old_connections()
    wanted = {without_token(each)[0] for each in recipients}
    tokens = {without_token(each)[0]: each for each in recipients if without_token(each)[1]}
    for account in visible_channels(SYSTEM).filter(kind="email", active=True):
        address = account.address.casefold()
        if address not in wanted:
            continue
        # What the envelope knows and the headers may not: to which of our addresses it went.
        head = f"Delivered-To: {tokens[address]}\r\n".encode() if address in tokens else b""
        accept_envelope(
            account,
            external_id=id_of(content),
            raw=head + content if head else content,
            actor=SYSTEM,
            at=clock.now(),
        )


def id_of(content: bytes) -> str:
    """Return what makes a mail one of its own."""
    headers = BytesHeaderParser().parsebytes(content[: 128 * 1024])
    found = message_ids(str(headers.get("message-id") or ""))
    return external_id(content, found[0] if found else "")


class LimitedSMTP(SMTP):
    """Our side of SMTP."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Receiver(),
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            decode_data=False,
            ident="Aftercare",
            timeout=120,
            **options,
        )


async def serve_smtp(host: str, port: int) -> asyncio.Server:
    """Listen for mail; returns the server, which listens until it is closed."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: LimitedSMTP(loop=loop), host, port)
