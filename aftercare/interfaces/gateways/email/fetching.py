"""
Fetching mail from a mailbox by IMAP, at once when it arrives (IDLE).

How far a mailbox was read is kept with the mail itself, in one transaction: by the number of
the last mail and the validity of such numbers, never by flags somebody else may set.
"""

import logging
import ssl
from collections.abc import Callable
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.operations.channels import report_trouble
from aftercare.domain.conversations.operations.intake import accept_envelope
from aftercare.domain.conversations.ports import Account, SendRefused
from aftercare.domain.conversations.queries import adapter_account
from aftercare.interfaces.gateways.email.oauth import access_token
from aftercare.interfaces.gateways.email.receiver import id_of
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

log = logging.getLogger(__name__)

TIMEOUT = 30
IDLE_FOR = 25
"""Seconds after which we look whether to stop; servers end an IDLE after 29 minutes."""
SLOWEST = 300


def watch_mailbox(account: ChannelAccount, must_stop: Callable[[float], bool]) -> None:
    """
    Fetch what is in a mailbox and wait for more, until `must_stop` (which waits) says so.

    Trouble is reported on the account and tried again, ever more slowly.
    """
    pause = 2.0
    while not must_stop(0):
        try:
            with _signed_in(adapter_account(account)) as server:
                pause = 2.0
                _fetch_and_wait(server, account, must_stop)
        except (IMAPClientError, OSError, SendRefused) as problem:
            log.warning("Mailbox %s: %s", account.code, type(problem).__name__)
            report_trouble(account, trouble=str(problem), actor=SYSTEM, at=clock.now())
            if must_stop(pause):
                return
            pause = min(pause * 2, SLOWEST)


def _fetch_and_wait(
    server: IMAPClient, account: ChannelAccount, must_stop: Callable[[float], bool]
) -> None:
    folder = str(account.settings.get("imap_folder", "INBOX"))
    while not must_stop(0):
        account.refresh_from_db()
        fetch_new(server, account, folder)
        report_trouble(account, trouble="", actor=SYSTEM, at=clock.now())
        if not server.has_capability("IDLE"):
            must_stop(20)
            continue
        server.idle()
        server.idle_check(timeout=IDLE_FOR)
        server.idle_done()


def fetch_new(server: IMAPClient, account: ChannelAccount, folder: str = "INBOX") -> int:
    """Store the mail of a folder that we have not read yet, and return how much there was."""
    selected = server.select_folder(folder, readonly=account.settings.get("imap_keep", True))
    validity = int(selected[b"UIDVALIDITY"])
    cursor: dict[str, Any] = account.cursor.get(folder, {})
    last = int(cursor.get("uid", 0)) if cursor.get("validity") == validity else 0
    # "n:*" always names the last mail, even if its number is smaller.
    new = [uid for uid in server.search(["UID", f"{last + 1}:*"]) if uid > last]
    for uid in sorted(new):
        fetched = server.fetch([uid], ["BODY.PEEK[]"]).get(uid)
        if fetched is None:  # deleted in the meantime
            continue
        raw: bytes = fetched[b"BODY[]"]
        place = account.cursor | {folder: {"validity": validity, "uid": uid}}
        accept_envelope(
            account, external_id=id_of(raw), raw=raw, cursor=place, actor=SYSTEM, at=clock.now()
        )
        account.cursor = place
        if not account.settings.get("imap_keep", True):
            server.delete_messages([uid])
            server.expunge([uid])
    return len(new)


def _signed_in(account: Account) -> IMAPClient:
    settings = account.settings
    security = settings.get("imap_security", "tls")
    server = IMAPClient(
        str(settings["imap_host"]),
        port=int(settings.get("imap_port", 993 if security == "tls" else 143)),
        ssl=security == "tls",
        timeout=TIMEOUT,
    )
    if security == "starttls":
        server.starttls(ssl.create_default_context())
    user = str(settings.get("imap_user", account.address))
    if account.secrets.get("refresh_token"):
        server.oauth2_login(user, access_token(account))
    else:
        server.login(user, account.secrets.get("imap_password", ""))
    return server
