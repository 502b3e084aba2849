"""Writing mail: what a person wrote, as a proper message."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

import nh3
from markdown_it import MarkdownIt

from aftercare.domain.conversations.ports import Account, Outgoing
from aftercare.interfaces.gateways.email.addresses import with_token

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
MOST_REFERENCES = 20


def letter(message: Outgoing, account: Account) -> EmailMessage:
    """
    Return a message as a mail: text and HTML, files, and the headers that keep it in its thread.

    Answers come back to our address with the secret of the thread in it.
    """
    mail = EmailMessage(policy=SMTP)
    sender = f"{message.sender_name} ({account.name})" if message.sender_name else account.name
    mail["From"] = formataddr((sender, account.address))
    mail["To"] = ", ".join(message.to)
    if message.cc:
        mail["Cc"] = ", ".join(message.cc)
    mail["Reply-To"] = formataddr((account.name, with_token(account.address, message.token)))
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = message.external_id
    if message.answers:
        mail["In-Reply-To"] = message.answers[0]
        mail["References"] = " ".join(reversed(message.answers[:MOST_REFERENCES]))
    if message.is_automatic:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(message.text)
    mail.add_alternative(as_html(message.text), subtype="html")
    for file in message.files:
        kind, _slash, subtype = file.type.partition("/")
        mail.add_attachment(
            file.content, maintype=kind, subtype=subtype or "octet-stream", filename=file.name
        )
    return mail


def as_html(text: str) -> str:
    """Return what a person wrote, with Markdown's signs, as a small page of HTML."""
    body = nh3.clean(_MARKDOWN.render(text))
    return f"<!DOCTYPE html><html><body>{body}</body></html>"
