"""The process that takes mail in: one SMTP server, and a watcher for each mailbox."""

import asyncio
import logging
from threading import Event, Thread

from django.db import DatabaseError, close_old_connections, connection

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.queries import visible_channels
from aftercare.interfaces.gateways.email.certificate import Certificate
from aftercare.interfaces.gateways.email.fetching import watch_mailbox
from aftercare.interfaces.gateways.email.receiver import serve_smtp
from aftercare.kit.actors import SYSTEM

log = logging.getLogger(__name__)

LOOK_AGAIN = 15
"""Seconds after which accounts that were set up or switched off, or a certificate, are noticed."""


def run_mail_receiver(
    stop: Event, *, host: str, port: int, certificate: Certificate | None = None
) -> None:
    """Take mail in until `stop` is set; by SMTP encrypted, for who wishes, with a certificate."""
    watchers: dict[tuple[int, str], tuple[Thread, Event]] = {}
    smtp = Thread(target=_run_smtp, args=(stop, host, port, certificate), name="smtp", daemon=True)
    smtp.start()
    while not stop.is_set():
        try:
            _tend(watchers)
        except DatabaseError:
            log.warning("The database is away; looking again soon")
        if not smtp.is_alive() and not stop.is_set():
            raise SystemExit(f"Mail cannot be received on {host}:{port}.")
        stop.wait(LOOK_AGAIN)
    for thread, leave in watchers.values():
        leave.set()
        thread.join(timeout=2)


def _tend(watchers: dict[tuple[int, str], tuple[Thread, Event]]) -> None:
    close_old_connections()
    wanted = {
        (account.pk, str((account.settings, account.secrets))): account
        for account in visible_channels(SYSTEM).filter(kind="email", active=True)
        if account.settings.get("imap_host")
    }
    for key in set(watchers) - set(wanted):
        watchers.pop(key)[1].set()
    for key, account in wanted.items():
        if key in watchers and watchers[key][0].is_alive():
            continue
        leave = Event()
        thread = Thread(target=_watch, args=(account, leave), name=account.code, daemon=True)
        watchers[key] = (thread, leave)
        thread.start()


def _watch(account: ChannelAccount, leave: Event) -> None:
    try:
        watch_mailbox(account, lambda seconds: leave.wait(seconds) if seconds else leave.is_set())
    finally:
        connection.close()


def _run_smtp(stop: Event, host: str, port: int, certificate: Certificate | None) -> None:
    async def serve() -> None:
        context = certificate.context if certificate else None
        async with await serve_smtp(host, port, certificate=context):
            while not await asyncio.to_thread(stop.wait, LOOK_AGAIN):
                if certificate:
                    certificate.renew()

    asyncio.run(serve())
