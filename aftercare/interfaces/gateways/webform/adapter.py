"""The web form as a channel: comes in as JSON, answers go out by mail."""

import json
from mmap import mmap
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.domain.conversations.ports import (
    Accepted,
    Account,
    Attachment,
    Capabilities,
    Incoming,
    MayStart,
    Outgoing,
)
from aftercare.interfaces.gateways.email.adapter import Email

DETAILS = (
    ("model", _("Model")),
    ("serial", _("Serial number")),
    ("order", _("Order number")),
    ("bought_on", _("Bought on")),
)
"""What the form asks besides the text; written below it, so that nobody asks again."""


class WebForm:
    """A form anybody may fill in; who did gets the answer by mail."""

    capabilities = Capabilities(
        label=_("Web form"),
        may_start=MayStart.NEVER,
        media=Email.capabilities.media,
        html=True,
        cc=True,
        subject=True,
        states=Email.capabilities.states,
    )

    def parse(self, raw: bytes | mmap, account: Account) -> list[Incoming]:
        """Read a form as the page has stored it."""
        form: dict[str, Any] = json.loads(bytes(raw))
        details = [f"{label}: {form[key]}" for key, label in DETAILS if form.get(key)]
        text = "\n".join([str(form["text"]).strip(), *([""] if details else []), *details])
        return [_incoming(form, text)]

    def send(self, message: Outgoing, account: Account) -> Accepted:
        """Answer by mail. Raises `SendRefused`."""
        return Email().send(message, account)

    def check(self, account: Account) -> list[str]:
        """Return what is wrong with the way out of an account."""
        return Email().check(account)


def _incoming(form: dict[str, Any], text: str) -> Incoming:
    return Incoming(
        peer=str(form["email"]).casefold(),
        external_id=str(form["id"]),
        subject=str(form["subject"]),
        text=text,
        reply_text=text,
        sender_name=str(form["name"]),
        language=str(form.get("language", "")),
        attachments=tuple(
            Attachment(file["name"], bytes.fromhex(file["content"]))
            for file in form.get("files", [])
        ),
    )
