"""E-mail as one channel among others."""

from datetime import timedelta
from email.parser import BytesHeaderParser
from hashlib import sha256
from mmap import mmap

from django.utils.translation import gettext_lazy as _

from aftercare.domain.conversations.ports import (
    Accepted,
    Account,
    AskedConsent,
    Attachment,
    Bounce,
    Capabilities,
    ConsentState,
    Glimpse,
    Grant,
    Incoming,
    MayStart,
    Media,
    Outgoing,
)
from aftercare.domain.conversations.ports.allowances import Rate, RateScope
from aftercare.interfaces.gateways.email import consent, oauth, sending
from aftercare.interfaces.gateways.email.checking import check_mail
from aftercare.interfaces.gateways.email.fields import ADDRESS, MAIL_FIELDS
from aftercare.interfaces.gateways.email.reading.encodings import stream
from aftercare.interfaces.gateways.email.reading.headers import Address, message_ids, readable
from aftercare.interfaces.gateways.email.reading.mail import Mail, read_mail
from aftercare.kit.domains import domain_of, is_public_domain
from aftercare.kit.thread_addresses import without_token


class Email:
    """Mail by SMTP and IMAP."""

    capabilities = Capabilities(
        label=_("E-mail"),
        icon="mail",
        about=_("A mailbox of ours: comes in by IMAP or by SMTP, goes out by SMTP."),
        address_label=_("E-mail address"),
        address_pattern=ADDRESS,
        fields=MAIL_FIELDS,
        may_start=MayStart.ANYONE,
        media={"file": Media(largest=25 * 2**20)},
        html=True,
        cc=True,
        subject=True,
        states=frozenset({"sent", "failed", "bounced"}),
        names_are_unique=False,
        rates=(Rate(RateScope.ACCOUNT, None, timedelta(hours=1), told_by="most_an_hour"),),
    )

    def parse(self, raw: bytes | mmap, account: Account) -> list[Incoming]:
        """Read a mail. Reply-To counts as the sender where it names somebody else."""
        mail = read_mail(raw)
        return [_incoming(raw, mail, account)]

    def send(self, message: Outgoing, account: Account) -> Accepted:
        """Hand a mail over to the server of the account. Raises `SendRefused`."""
        return sending.send_mail(message, account)

    def check(self, account: Account) -> list[str]:
        """Return what is wrong with the ways in and out of an account."""
        return check_mail(account)

    def consent_of(self, account: Account, trouble: str) -> ConsentState:
        """Return how it stands with the consent by which a mailbox lets us in."""
        return consent.consent_of(account, trouble)

    def ask_consent(self, account: Account, *, back: str, state: str) -> AskedConsent:
        """Return where the owner of a mailbox agrees."""
        return consent.ask_consent(account, back=back, state=state)

    def take_consent(self, account: Account, *, code: str, verifier: str, back: str) -> Grant:
        """Return what a code is worth. Raises `SendRefused`."""
        return oauth.take_consent(account, code=code, verifier=verifier, back=back)

    def glimpse(self, beginning: bytes) -> Glimpse:
        """Return who wrote a mail and about what, by its headers alone."""
        headers = BytesHeaderParser().parsebytes(beginning)
        return Glimpse(
            sender=readable(str(headers.get("From", "")))[:200],
            subject=readable(str(headers.get("Subject", "")))[:200],
        )


def _incoming(raw: bytes | mmap, mail: Mail, account: Account) -> Incoming:
    author = _author(mail, account)
    return Incoming(
        peer=_peer(mail, account),
        external_id=external_id(raw, mail.message_id),
        subject=mail.subject,
        text=mail.text,
        reply_text=mail.reply,
        html=mail.html,
        sender_name=author.name if author else "",
        sent_at=mail.date,
        to=tuple(each.address for each in mail.to),
        cc=tuple(each.address for each in mail.cc),
        answers=tuple(dict.fromkeys(filter(None, [mail.in_reply_to, *reversed(mail.references)]))),
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
    """
    Return what kind of machine wrote a mail; our own address is never answered.

    What somebody outside wrote to a group of ours is not sent to many: they wait for us.
    """
    sender = mail.sender.address if mail.sender else ""
    if mail.auto == "none":
        is_own = without_token(sender)[0] == account.address.casefold()
        return "bulk" if is_own else "none"
    if mail.auto == "bulk" and own_lists(mail, account):
        return "bulk" if domain_of(_peer(mail, account)) == domain_of(account.address) else "none"
    return mail.auto


def own_lists(mail: Mail, account: Account) -> list[str]:
    """
    Return those of the lists a mail came through that are our own groups.

    A group is ours if it was named in the set-up of the account, or is of our own domain.
    """
    named, domain = _groups(account), domain_of(account.address)
    is_private = not is_public_domain(domain)
    return [
        each for each in mail.lists if each in named or (is_private and _is_below(each, domain))
    ]


def _is_below(name: str, domain: str) -> bool:
    """Return whether an address, or the name of a list, is of a domain."""
    return name.endswith((f"@{domain}", f".{domain}"))


def _groups(account: Account) -> set[str]:
    """Return the groups that bring mail to an account, by address and by the name of the list."""
    addresses = str(account.settings.get("groups") or "").casefold().replace(",", " ").split()
    return {*addresses, *(each.replace("@", ".") for each in addresses)}


def _author(mail: Mail, account: Account) -> Address | None:
    """Return who wrote a mail, also where a group of ours has put itself into their place."""
    is_through_us = mail.original_sender and own_lists(mail, account)
    return mail.original_sender if is_through_us else mail.sender


def _peer(mail: Mail, account: Account) -> str:
    own = {account.address.casefold(), *_groups(account), *own_lists(mail, account)}
    author = _author(mail, account)
    for address in (*mail.reply_to[:1], *([author] if author else [])):
        if without_token(address.address)[0] not in own:
            return address.address.casefold()
    return mail.sender.address.casefold() if mail.sender else "unknown"


def _token(mail: Mail, account: Account) -> str:
    written_to = [*(each.address for each in (*mail.to, *mail.cc)), *mail.delivered_to]
    for address in written_to:
        base, token = without_token(address)
        if token and base == account.address.casefold():
            return token
    return ""
