"""
Taking mail in by SMTP: for an MX, or for a server that forwards to us.

A message is accepted only when it is safely stored; on any trouble the other side hears a
temporary error, keeps it, and comes again.
"""

import asyncio
import logging
import re
import socket
import ssl
from asyncio import LimitOverrunError
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO, Any, NamedTuple, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.db import connection
from django.db.models import QuerySet

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.operations.intake import Arrival, accept_together
from aftercare.domain.conversations.queries import visible_channels
from aftercare.interfaces.gateways.email.identity import envelope_id
from aftercare.interfaces.gateways.email.reading.encodings import PIECE, stream
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.thread_addresses import without_token

T = TypeVar("T")

log = logging.getLogger(__name__)

LARGEST = 50 * 2**20
"""Bytes; a larger mail is refused, before it is sent where the other side says its size."""
IN_MEMORY = 256 * 1024
"""Bytes of a mail that are kept in memory on their way; what is more goes to a file at once."""
AT_ONCE = 4
"""Threads that ask the database."""
TOGETHER = 20
"""Mails that are stored in one go, of those that have come while others were stored."""
PATIENCE = 0.005
"""Seconds that what has come waits for what others are sending: together, each costs less."""
SURE_FOR = 1.0
"""Seconds for which an address that takes mail is not looked up again."""
_WORD = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS = re.compile(rf"<({_WORD}(?:\.{_WORD})*@[a-z\d.-]+)>(.*)", re.ASCII | re.IGNORECASE)
LINE_END, END = b"\r\n", b"\r\n.\r\n"
MAIL = "message/rfc822"
LATER = "451 4.3.0 Try again later"
TOO_LARGE = "552 5.3.4 Too large"


class Mail(NamedTuple):
    """A mail on its way to some of our addresses."""

    content: IO[bytes]
    recipients: list[str]


class Store:
    """Where mails are put: one alone at once, those that come meanwhile together after it."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        self.waiting: list[tuple[Mail, asyncio.Future[None]]] = []
        self.storing: asyncio.Task[None] | None = None
        self.came = asyncio.Event()
        self.senders = 0
        """Connections that are open."""

    async def keep(self, mail: Mail) -> None:
        """Return once a mail is safely stored. Raises whatever has prevented it."""
        if mail.content.tell() > IN_MEMORY:  # the others need not wait for it
            await _beside(self.pool, _accept, [mail])
            return
        stored = asyncio.get_running_loop().create_future()
        self.waiting.append((mail, stored))
        self.came.set()
        if self.storing is None or self.storing.done():
            self.storing = asyncio.create_task(self._store())
        await stored

    async def _store(self) -> None:
        while self.waiting:
            await self._let_others_come()
            group, self.waiting = self.waiting[:TOGETHER], self.waiting[TOGETHER:]
            problems = await _beside(self.pool, _accept_all, [mail for mail, _stored in group])
            for (_mail, stored), problem in zip(group, problems, strict=True):
                if stored.done():  # whoever sent it has gone
                    continue
                if problem:
                    stored.set_exception(problem)
                else:
                    stored.set_result(None)

    async def _let_others_come(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while len(self.waiting) < min(self.senders, TOGETHER):
                    self.came.clear()
                    await self.came.wait()


class Receiver:
    """Answers whether an address is ours."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        self.sure_until: dict[str, float] = {}

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take mail for our own addresses only: this is no relay."""
        try:
            state: bool | None = self._is_sure(address)
            state = state or await _beside(self.pool, _state_of, address)
        except Exception:
            log.exception("Recipients cannot be looked up")
            return LATER
        if state is None:
            return "550 5.1.1 No such address here"
        if not state:
            return "451 4.2.1 Resting; come again later"
        self.sure_until.setdefault(without_token(address)[0], monotonic() + SURE_FOR)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def _is_sure(self, address: str) -> bool:
        base = without_token(address)[0]
        if self.sure_until.get(base, 0.0) > monotonic():
            return True
        self.sure_until.pop(base, None)
        return False


class StoringSMTP(SMTP):
    """Our side of SMTP. Mail goes from the wire to a file, whatever its size or its lines."""

    def __init__(self, store: Store, receiver: Receiver, **options: Any) -> None:
        self.store = store
        super().__init__(
            receiver,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            decode_data=False,
            ident="Aftercare",
            hostname=socket.gethostname(),
            timeout=120,
            **options,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count who is there."""
        if self.transport is None:  # else it has become safe
            self.store.senders += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count who is there."""
        if self.transport is not None:
            self.store.senders -= 1
        super().connection_lost(error)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        return plain_address(arg or "") or super()._getaddr(arg)

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
            is_too_large = size > LARGEST
            answer = TOO_LARGE if is_too_large else await self._keep(Mail(mail, recipients))
        self._set_post_data_state()  # type: ignore[no-untyped-call]  # as it is
        await self.push(answer)

    async def _keep(self, mail: Mail) -> str:
        try:
            await self.store.keep(mail)
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


def plain_address(said: str) -> tuple[str, str] | None:
    """
    Return an address of SMTP and what follows it, if it looks as nearly all do.

    The library reads each as it would the header of a mail, which takes long.
    """
    found = _ADDRESS.fullmatch(said)
    return (found[1], found[2].strip()) if found else None


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


def _accept_all(mails: Sequence[Mail]) -> list[Exception | None]:
    """Store mails, and return what has prevented it for each."""
    try:
        _accept(mails)
    except Exception as problem:  # noqa: BLE001  # the sender hears of it, and it is logged there
        if len(mails) == 1:
            return [problem]
        return [each for mail in mails for each in _accept_all([mail])]
    return [None] * len(mails)


def _accept(mails: Sequence[Mail]) -> None:
    accounts = list(_channels())
    arrivals = (arrival for mail in mails for arrival in _arrivals(mail, accounts))
    accept_together(arrivals, actor=SYSTEM, at=clock.now())


def _arrivals(mail: Mail, accounts: Iterable[ChannelAccount]) -> Iterator[Arrival]:
    named = envelope_id(mail.content)
    wanted = {without_token(each)[0] for each in mail.recipients}
    tokens = {without_token(each)[0]: each for each in mail.recipients if without_token(each)[1]}
    for account in accounts:
        address = account.address.casefold()
        if address not in wanted:
            continue
        wanted.remove(address)
        # What the envelope knows and the headers may not: to which of our addresses it went.
        head = f"Delivered-To: {tokens[address]}\r\n".encode() if address in tokens else b""
        yield Arrival(account, named, _whole(head, mail.content), MAIL)
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
    store, receiver = Store(pool), Receiver(pool)
    return await loop.create_server(
        lambda: StoringSMTP(store, receiver, loop=loop, tls_context=certificate), host, port
    )
