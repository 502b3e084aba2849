"""A mail as JSON, for people who want to know what we read in it."""

import json
from typing import Any

from aftercare.interfaces.gateways.email.reading.headers import Address
from aftercare.interfaces.gateways.email.reading.mail import Mail, read_mail
from aftercare.interfaces.gateways.email.reading.problems import explained


def show_mail(raw: bytes) -> str:
    """Return what we read in a mail as JSON. Whatever the bytes are, it is JSON."""
    return to_json(read_mail(raw))


def to_json(mail: Mail) -> str:
    """Return a mail as JSON."""
    return json.dumps(as_data(mail), ensure_ascii=False, indent=2)


def as_data(mail: Mail) -> dict[str, Any]:
    """Return a mail as plain data."""
    bounce = mail.bounce
    return {
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "date": mail.date.isoformat() if mail.date else None,
        "from": _address(mail.sender),
        "reply_to": [_address(each) for each in mail.reply_to],
        "to": [_address(each) for each in mail.to],
        "cc": [_address(each) for each in mail.cc],
        "subject": mail.subject,
        "text": mail.text,
        "reply": mail.reply,
        "html": mail.html,
        "attachments": [
            {
                "name": each.name,
                "type": each.type,
                "size": each.size,
                "sha256": each.sha256,
                "inline": each.inline,
            }
            for each in mail.files
        ],
        "auto": mail.auto,
        "bounce": {"recipient": bounce.recipient, "status": bounce.status} if bounce else None,
        "problems": [explained(each) for each in mail.problems],
    }


def _address(address: Address | None) -> dict[str, str] | None:
    return {"name": address.name, "address": address.address} if address else None
