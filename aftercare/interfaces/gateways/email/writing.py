"""Writing mail: what a person wrote, as a proper message."""

import re
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, formataddr
from typing import Any

import nh3
from django.utils.html import linebreaks, urlize
from markdown_it import MarkdownIt

from aftercare.domain.conversations.ports import Account, Outgoing, OutgoingFile
from aftercare.kit.thread_addresses import with_token

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})


class _Ids(UnstructuredHeader, BaseHeader):
    """
    Message-IDs, one a line.

    Python would encode those of Exchange, which are longer than a line, and nobody knows them
    again then.
    """

    def fold(self, *, policy: "Policy[Any]") -> str:
        """Return the header as it goes out."""
        return f"{self.name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("in-reply-to", _Ids)
_HEADERS.map_to_type("references", _Ids)
_POLICY = SMTP.clone(cte_type="7bit", header_factory=_HEADERS)
"""Seven bits reach everybody."""
_METHOD = re.compile(r"^METHOD:(\w+)", re.MULTILINE)
_WRAPPED = {"message", "multipart"}
MOST_REFERENCES = 20


class Unwritable(Exception):
    """There is no mail that says this, such as one to an address with a line break in it."""


def letter(message: Outgoing, account: Account) -> EmailMessage:
    """
    Return a message as a mail: text and HTML, files, and the headers that keep it in its thread.

    Answers come back to our address with the secret of the thread in it.

    Raises `Unwritable`.
    """
    everybody = (*message.to, *message.cc)
    is_ascii = all(each.rpartition("@")[0].isascii() for each in everybody)
    mail = EmailMessage(policy=_POLICY if is_ascii else _POLICY.clone(utf8=True))
    try:
        _address(mail, message, account)
        mail.set_content(message.text)
        as_page = as_plain_html if message.is_automatic else as_html
        mail.add_alternative(as_page(message.text), subtype="html")
        for file in message.files:
            _invite(mail, file)
        for file in message.files:
            _attach(mail, file)
    except (ValueError, LookupError, TypeError) as problem:
        raise Unwritable(str(problem)) from problem
    return mail


def _address(mail: EmailMessage, message: Outgoing, account: Account) -> None:
    ours = message.sent_for or account.name
    sender = f"{message.sender_name} ({ours})" if message.sender_name else ours
    mail["From"] = formataddr((sender, account.address))
    mail["To"] = ", ".join(map(address_of, message.to))
    if message.cc:
        mail["Cc"] = ", ".join(map(address_of, message.cc))
    mail["Reply-To"] = formataddr((account.name, with_token(account.address, message.token)))
    mail["Subject"] = " ".join(message.subject.split())
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = message.external_id
    answers = [each for each in message.answers if each.startswith("<") and each.isascii()]
    if answers:
        mail["In-Reply-To"] = answers[0]
        mail["References"] = " ".join(reversed(answers[:MOST_REFERENCES]))
    if message.is_automatic:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["Precedence"] = "auto_reply"


def address_of(address: str) -> str:
    """Return an address as servers know it: domains in other scripts by their ASCII names."""
    if any(letter.isspace() or not letter.isprintable() for letter in address):
        raise Unwritable(f"This is no address: {address!r}")
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}" if domain else address
    except UnicodeError as problem:
        raise Unwritable(f"This is no address: {address!r}") from problem


def _invite(mail: EmailMessage, file: OutgoingFile) -> None:
    """Let a calendar be a form of what is said: mail programs show it with buttons to answer."""
    if file.inline and file.type == "text/calendar":
        text = file.content.decode()
        method = _METHOD.search(text)
        params = {"method": method[1].upper() if method else "PUBLISH"}
        mail.add_alternative(text, subtype="calendar", charset="utf-8", params=params)


def _attach(mail: EmailMessage, file: OutgoingFile) -> None:
    kind, _slash, subtype = file.type.partition("/")
    if kind in _WRAPPED or not subtype:
        kind, subtype = "application", "octet-stream"
    mail.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)


def as_html(text: str) -> str:
    """Return what a person wrote, with Markdown's signs, as a small page of HTML."""
    return _page(nh3.clean(_MARKDOWN.render(text)))


def as_plain_html(text: str) -> str:
    """Return a text sign by sign: nobody meant Markdown by “# 5 units” or “4*3*2” in it."""
    return _page(linebreaks(urlize(text, autoescape=True)))


def _page(body: str) -> str:
    return f"<!DOCTYPE html><html><body>{body}</body></html>"
