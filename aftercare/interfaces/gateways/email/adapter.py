"""E-mail as one channel among others."""

import smtplib
from hashlib import sha256
from mmap import mmap

from django.utils.translation import gettext_lazy as _
from imapclient.exceptions import IMAPClientError

from aftercare.domain.conversations.ports import (
    Accepted,
    Account,
    Attachment,
    Bounce,
    Capabilities,
    Incoming,
    MayStart,
    Media,
    Outgoing,
    SendRefused,
)
from aftercare.interfaces.gateways.email import sending
from aftercare.interfaces.gateways.email.addresses import without_token
from aftercare.interfaces.gateways.email.fetching import signed_in
from aftercare.interfaces.gateways.email.reading.encodings import stream
from aftercare.interfaces.gateways.email.reading.headers import message_ids
from aftercare.interfaces.gateways.email.reading.mail import Mail, read_mail


class Email:
    """Mail by SMTP and IMAP."""

    capabilities = Capabilities(
        label=_("E-mail"),
        may_start=MayStart.ANYONE,
        media={"file": Media(largest=25 * 2**20)},
        html=True,
        cc=True,
        subject=True,
        states=frozenset({"sent", "failed", "bounced"}),
    )

    def parse(self, raw: bytes | mmap, account: Account) -> list[Incoming]:
        """Read a mail. Reply-To counts as the sender where it names somebody else."""
        mail = read_mail(raw)
        return [_incoming(raw, mail, account)]

    def send(self, message: Outgoing, account: Account) -> Accepted:
        """Hand a mail over to the server of the account. Raises `SendRefused`."""
        return sending.send_mail(message, account)

    def check(self, account: Account) -> list[str]:
        """Return what is wrong with the way out of an account, and with its mailbox."""
        return [*_way_out(account), *_way_in(account)]


def _way_out(account: Account) -> list[str]:
    try:
        with sending.server_of(account) as server:
            server.noop()
    except (SendRefused, smtplib.SMTPException) as problem:
        return [f"Out: {problem}"]
    return []


def _way_in(account: Account) -> list[str]:
    if not account.settings.get("imap_host"):
        return []
    try:
        with signed_in(account) as server:
            server.select_folder(str(account.settings.get("imap_folder", "INBOX")), readonly=True)
    except (SendRefused, IMAPClientError, OSError) as problem:
        return [f"In: {problem}"]
    return []


def _incoming(raw: bytes | mmap, mail: Mail, account: Account) -> Incoming:
    return Incoming(
        peer=_peer(mail, account),
        external_id=external_id(raw, mail.message_id),
        subject=mail.subject,
        text=mail.text,
        reply_text=mail.reply,
        html=mail.html,
        sender_name=mail.sender.name if mail.sender else "",
        sent_at=mail.date,
        to=tuple(each.address for each in mail.to),
        cc=tuple(each.address for each in mail.cc),
        answers=tuple(dict.fromkeys([mail.in_reply_to, *reversed(mail.references)])),
        token=_token(mail, account),
        auto=_auto(mail, account),
        bounce=Bounce(mail.bounce.recipient, mail.bounce.status, mail.bounce.message_id)
        if mail.bounce
        else None,
        attachments=tuple(
            Attachment(each.name, stream(each.pieces()), each.inline, each.content_id)
            for each in mail.files
        ),
        problems=mail.problems,
    )


def external_id(raw: bytes | mmap, message_id: str) -> str:
    """Return the name under which others answer a mail: its Message-ID, if it has a proper one."""
    found = message_ids(message_id)
    return found[0] if found else f"sha256:{sha256(raw).hexdigest()}"


def _auto(mail: Mail, account: Account) -> str:
    """Return what kind of machine wrote a mail; our own address is never answered."""
    sender = mail.sender.address if mail.sender else ""
    is_own = without_token(sender)[0] == account.address.casefold()
    return "bulk" if is_own and mail.auto == "none" else mail.auto


def _peer(mail: Mail, account: Account) -> str:
    own = account.address.casefold()
    for address in (*mail.reply_to[:1], *([mail.sender] if mail.sender else [])):
        if without_token(address.address)[0] != own:
            return address.address.casefold()
    return mail.sender.address.casefold() if mail.sender else "unknown"


def _token(mail: Mail, account: Account) -> str:
    written_to = [*(each.address for each in (*mail.to, *mail.cc)), *mail.delivered_to]
    for address in written_to:
        base, token = without_token(address)
        if token and base == account.address.casefold():
            return token
    return ""
