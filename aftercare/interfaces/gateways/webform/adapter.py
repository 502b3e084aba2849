"""The web form as a channel: comes in as JSON, answers go out by mail."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.domain.conversations.ports import (
    Account,
    Attachment,
    Capabilities,
    Incoming,
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
        may_start=False,
        text_max=20_000,
        file_max=10 * 2**20,
        html=False,
        cc=True,
        subject=True,
        states=frozenset({"sent", "failed", "bounced"}),
    )

    def parse(self, raw: bytes, account: Account) -> Incoming:
        """Read a form as the page has stored it."""
        form: dict[str, Any] = json.loads(raw)
        details = [f"{label}: {form[key]}" for key, label in DETAILS if form.get(key)]
        text = "\n".join([str(form["text"]).strip(), *([""] if details else []), *details])
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

    def send(self, message: Outgoing, account: Account) -> None:
        """Answer by mail. Raises `SendRefused`."""
        Email().send(message, account)

    def check(self, account: Account) -> list[str]:
        """Return what is wrong with the way out of an account."""
        return Email().check(account)
