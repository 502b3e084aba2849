"""
Fetching mail from a mailbox by IMAP, at once when it arrives (IDLE).

How far a mailbox was read is kept with the mail itself, in one transaction: by the number of
the last mail and the validity of such numbers, never by flags somebody else may set. At the first
look all that lies there is left alone, but for the last days somebody asks for: thousands of old
mails would become as many cases that wait for an answer.
"""

import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.db import DatabaseError, connection
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.operations.channels import open_mailbox, report_trouble
from aftercare.domain.conversations.operations.intake import accept_envelope
from aftercare.domain.conversations.ports import Account, SendRefused
from aftercare.domain.conversations.queries import adapter_account
from aftercare.interfaces.gateways.email.identity import envelope_id
from aftercare.interfaces.gateways.email.oauth import TokenRefused, sign_in, xoauth2
from aftercare.interfaces.gateways.email.receiver import IN_MEMORY, LARGEST
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

log = logging.getLogger(__name__)

TIMEOUT = 30
IDLE_FOR = 25
"""Seconds after which we look whether to stop; servers end an IDLE after 29 minutes."""
ASK_AGAIN = 20
"""Seconds between two looks where a server does not know IDLE."""
SLOWEST = 300
PIECE = 2**20
"""Bytes of a mail that are asked for at a time."""
SHORTENED = b"X-Aftercare-Shortened: yes\r\n"


def watch_mailbox(account: ChannelAccount, must_stop: Callable[[float], bool]) -> None:
    """
    Fetch what is in a mailbox and wait for more, until `must_stop` (which waits) says so.

    Trouble is reported on the account and tried again, ever more slowly.
    """
    pause = 2.0
    while not must_stop(0):
        try:
            with signed_in(adapter_account(account)) as server:
                pause = 2.0
                _fetch_and_wait(server, account, must_stop)
        except DatabaseError:
            log.warning("Mailbox %s: the database is away", account.code)
            connection.close()
        except (IMAPClientError, OSError, SendRefused) as problem:
            log.warning("Mailbox %s: %s", account.code, problem)
            _tell(account, str(problem) or type(problem).__name__)
            pause = min(pause * 2, SLOWEST)
        if must_stop(pause):
            return


def _tell(account: ChannelAccount, trouble: str) -> None:
    with suppress(DatabaseError):
        report_trouble(account, trouble=trouble, actor=SYSTEM, at=clock.now())


def _fetch_and_wait(
    server: IMAPClient, account: ChannelAccount, must_stop: Callable[[float], bool]
) -> None:
    folder = str(account.settings.get("imap_folder", "INBOX"))
    while not must_stop(0):
        account.refresh_from_db()
        fetch_new(server, account, folder)
        report_trouble(account, trouble="", actor=SYSTEM, at=clock.now())
        if not server.has_capability("IDLE"):
            must_stop(ASK_AGAIN)
            continue
        server.idle()
        server.idle_check(timeout=IDLE_FOR)
        server.idle_done()


def fetch_new(server: IMAPClient, account: ChannelAccount, folder: str = "INBOX") -> int:
    """Store the mail of a folder that we have not read yet, and return how much there was."""
    keeps = bool(account.settings.get("imap_keep", True))
    selected = server.select_folder(folder, readonly=keeps)
    validity = int(selected[b"UIDVALIDITY"])
    if folder not in account.cursor:
        _open(server, account, folder, validity, last=int(selected[b"UIDNEXT"]) - 1)
    cursor: dict[str, Any] = account.cursor[folder]
    last = int(cursor["uid"]) if cursor["validity"] == validity else 0
    # "n:*" always names the last mail, even if its number is smaller.
    new = sorted(uid for uid in server.search(["UID", f"{last + 1}:*"]) if uid > last)
    for uid in new:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as mail:
            if not _copy(server, uid, mail):  # deleted in the meantime
                continue
            place = account.cursor | {folder: {"validity": validity, "uid": uid}}
            named = envelope_id(mail)
            mail.seek(0)
            accept_envelope(
                account, external_id=named, raw=mail, cursor=place, actor=SYSTEM, at=clock.now()
            )
        account.cursor = place
        if not keeps:
            server.delete_messages([uid])
            server.expunge([uid])
    return len(new)


def _open(
    server: IMAPClient, account: ChannelAccount, folder: str, validity: int, *, last: int
) -> None:
    if days := int(account.settings.get("imap_days") or 0):
        since = clock.now().date() - timedelta(days=days)
        last = min(server.search(["SINCE", since]), default=last + 1) - 1
    account.cursor |= {folder: {"validity": validity, "uid": last}}
    open_mailbox(account, cursor=account.cursor, actor=SYSTEM, at=clock.now())


def _copy(server: IMAPClient, uid: int, mail: IO[bytes]) -> int:
    """Copy a mail piece by piece; of one that is too large the beginning, which says so."""
    size = 0
    for piece in _pieces(server, uid):
        if size == 0 and _size(server, uid, piece) > LARGEST:
            return mail.write(SHORTENED + piece)
        size += mail.write(piece)
        if size > LARGEST:  # more than the server said
            break
    return size


def _pieces(server: IMAPClient, uid: int) -> Iterator[bytes]:
    place = 0
    while True:
        fetched = server.fetch([uid], [f"BODY.PEEK[]<{place}.{PIECE}>"]).get(uid, {})
        piece: bytes = fetched.get(f"BODY[]<{place}>".encode()) or b""
        if piece:
            yield piece
        if len(piece) < PIECE:
            return
        place += len(piece)


def _size(server: IMAPClient, uid: int, piece: bytes) -> int:
    """Return how large a mail is; servers that estimate are asked about large ones only."""
    if len(piece) < PIECE:
        return len(piece)
    return int(server.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE", 0))


@contextmanager
def signed_in(account: Account) -> Iterator[IMAPClient]:
    """Give the mailbox of an account. Raises `SendRefused`, or what the server says."""
    settings = account.settings
    security = settings.get("imap_security", "tls")
    server = IMAPClient(
        str(settings["imap_host"]),
        port=int(settings.get("imap_port", 993 if security == "tls" else 143)),
        ssl=security == "tls",
        timeout=TIMEOUT,
    )
    try:
        if security == "starttls":
            server.starttls(ssl.create_default_context())
        _enter(server, account)
        yield server
    except BaseException:
        with suppress(OSError):
            server.shutdown()
        raise
    with suppress(IMAPClientError, OSError):
        server.logout()


def _enter(server: IMAPClient, account: Account) -> None:
    user = str(account.settings.get("imap_user", account.address))
    if not account.secrets.get("refresh_token"):
        server.login(user, account.secrets.get("imap_password", ""))
        return

    def enter(token: str) -> None:
        said = xoauth2(user, token).encode()
        try:
            # Asked again, the server has refused and waits for an empty line before it says so.
            server.sasl_login("XOAUTH2", lambda challenge: b"" if challenge else said)
        except LoginError as problem:
            raise TokenRefused(str(problem)) from problem

    sign_in(account, enter)
