"""
Taking mail in by SMTP: for an MX, or for a server that forwards to us.

A message is accepted only when it is safely stored; on any trouble the other side hears a
temporary error, keeps it, and comes again.
"""

import asyncio
import logging
import socket
import ssl
from asyncio import LimitOverrunError
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.db import connection
from django.db.models import QuerySet

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.operations.intake import accept_envelope
from aftercare.domain.conversations.queries import visible_channels
from aftercare.interfaces.gateways.email.addresses import without_token
from aftercare.interfaces.gateways.email.identity import envelope_id
from aftercare.interfaces.gateways.email.reading.encodings import PIECE, stream
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

T = TypeVar("T")

log = logging.getLogger(__name__)

LARGEST = 50 * 2**20
"""Bytes; a larger mail is refused, before it is sent where the other side says its size."""
IN_MEMORY = 256 * 1024
"""Bytes of a mail that are kept in memory on their way; what is more goes to a file at once."""
AT_ONCE = 4
"""Mails that are stored at the same time; the others wait."""
LINE_END, END = b"\r\n", b"\r\n.\r\n"
LATER = "451 4.3.0 Try again later"


class Receiver:
    """Answers whether an address is ours."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take mail for our own addresses only: this is no relay."""
        try:
            state = await _beside(self.pool, _state_of, address)
        except Exception:
            log.exception("Recipients cannot be looked up")
            return LATER
        if state is None:
            return "550 5.1.1 No such address here"
        if not state:
            return "451 4.2.1 Resting; come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


class StoringSMTP(SMTP):
    """Our side of SMTP. Mail goes from the wire to a file, whatever its size or its lines."""

    def __init__(self, pool: ThreadPoolExecutor, **options: Any) -> None:
        self.pool = pool
        super().__init__(
            Receiver(pool),
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            decode_data=False,
            ident="Aftercare",
            hostname=socket.gethostname(),
            timeout=120,
            **options,
        )

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  # aiosmtpd calls it so
        """Take the mail, store it, then say so."""
        if await self.check_helo_needed():
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 RCPT first")
            return
        recipients = list(self.envelope.rcpt_tos)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as mail:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            size = 0
            async for piece in self._pieces():
                size += len(piece)
                if size <= LARGEST:
                    mail.write(piece)
            answer = "552 5.3.4 Too large" if size > LARGEST else await self._keep(mail, recipients)
        self._set_post_data_state()  # type: ignore[no-untyped-call]  # as it is
        await self.push(answer)

    async def _keep(self, mail: IO[bytes], recipients: list[str]) -> str:
        try:
            await _beside(self.pool, _accept, mail, recipients)
        except Exception:
            log.exception("A mail could not be stored")
            return LATER
        return "250 2.0.0 Stored"

    async def _pieces(self) -> AsyncIterator[bytes]:
        """
        Yield the mail without the dots that SMTP adds to lines.

        Only a dot between two CRLF ends it; servers that take a bare LF for one can be made to
        see a second mail in the first.
        """
        held = LINE_END  # that of the command: the first line may be the dot already
        coming = await self._reader.readexactly(1)
        if coming == b".":
            coming += await self._reader.readexactly(2)
        begins = len(held)
        while True:
            came = held + coming
            is_last = came.endswith(END)
            if is_last:
                came = came[: -len(END) + len(LINE_END)]
            kept = 0 if is_last else _bytes_of_line_end(came)
            held = came[len(came) - kept :]
            yield came[: len(came) - kept].replace(b"\r\n.", LINE_END)[begins:]
            if is_last:
                return
            begins = 0
            coming = await self._next()

    async def _next(self) -> bytes:
        """Return what has come, up to the next possible end."""
        self._reset_timeout()
        try:
            return await self._reader.readuntil(END[1:])
        except LimitOverrunError as much:
            return await self._reader.readexactly(much.consumed)


def _bytes_of_line_end(came: bytes) -> int:
    """Return how many bytes at the end have to wait, because a dot after them may be SMTP's."""
    if came.endswith(LINE_END):
        return len(LINE_END)
    return 1 if came.endswith(b"\r") else 0


async def _beside(pool: ThreadPoolExecutor, work: Callable[..., T], *given: Any) -> T:
    """Run something that asks the database beside the loop; its connection goes back."""

    def run() -> T:
        try:
            return work(*given)
        finally:
            connection.close()

    return await asyncio.get_running_loop().run_in_executor(pool, run)


def _channels() -> QuerySet[ChannelAccount]:
    return visible_channels(SYSTEM).filter(kind="email")


def _state_of(address: str) -> bool | None:
    """Return whether the account of an address takes mail now; None if it is not ours."""
    base, _token = without_token(address)
    ours = (each.active for each in _channels() if each.address.casefold() == base)
    return next(ours, None)


def _accept(mail: IO[bytes], recipients: list[str]) -> None:
    named = envelope_id(mail)
    wanted = {without_token(each)[0] for each in recipients}
    tokens = {without_token(each)[0]: each for each in recipients if without_token(each)[1]}
    for account in _channels():
        address = account.address.casefold()
        if address not in wanted:
            continue
        wanted.remove(address)
        # What the envelope knows and the headers may not: to which of our addresses it went.
        head = f"Delivered-To: {tokens[address]}\r\n".encode() if address in tokens else b""
        accept_envelope(
            account, external_id=named, raw=_whole(head, mail), actor=SYSTEM, at=clock.now()
        )
    if wanted:
        raise LookupError("An account was removed while mail for it was on its way.")


def _whole(head: bytes, mail: IO[bytes]) -> IO[bytes]:
    mail.seek(0)
    return stream(filter(None, chain([head], _pieces_of(mail))))


def _pieces_of(mail: IO[bytes]) -> Iterator[bytes]:
    while piece := mail.read(PIECE):
        yield piece


async def serve_smtp(
    host: str, port: int, *, certificate: ssl.SSLContext | None = None
) -> asyncio.Server:
    """Listen for mail; returns the server, which listens until it is closed."""
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")
    return await loop.create_server(
        lambda: StoringSMTP(pool, loop=loop, tls_context=certificate), host, port
    )
