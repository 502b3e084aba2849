"""The web form as a channel: comes in as JSON, answers go out by mail."""

import json
import re
from mmap import mmap
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aftercare.domain.conversations.ports import (
    Accepted,
    Account,
    AskedConsent,
    Attachment,
    Capabilities,
    ConsentState,
    Glimpse,
    Grant,
    Incoming,
    MayStart,
    Outgoing,
)
from aftercare.interfaces.gateways.email.adapter import Email
from aftercare.interfaces.gateways.email.fields import ADDRESS, OAUTH_FIELDS, SENDING_FIELDS
from aftercare.kit.fields import FieldKind, SettingField

DETAILS = (
    ("model", _("Model")),
    ("serial", _("Serial number")),
    ("order", _("Order number")),
    ("bought_on", _("Bought on")),
)
"""What the form asks besides the text; written below it, so that nobody asks again."""


FORM = _("The page")
FORM_FIELDS = (
    SettingField(
        name="intro",
        label=_("What stands above the form"),
        kind=FieldKind.LONG_TEXT,
        group=FORM,
        help=_("Empty: a sentence in the language of the reader."),
    ),
    SettingField(
        name="languages",
        label=_("Languages of the page"),
        kind=FieldKind.CHOICES,
        group=FORM,
        choices=tuple(settings.LANGUAGES),
        help=_("None chosen: the language of the reader, as far as we speak it."),
    ),
    SettingField(
        name="embed_on",
        label=_("Sites that may show the form inside their pages"),
        kind=FieldKind.LINES,
        group=FORM,
        help=_("One per line, such as https://www.northwell.example."),
        pattern=r"https?://[A-Za-z0-9.-]+(:\d+)?",
    ),
)


class WebForm:
    """A form anybody may fill in; who did gets the answer by mail."""

    capabilities = Capabilities(
        label=_("Web form"),
        icon="world",
        about=_("A page on which anybody may write to us; the answer goes out by mail."),
        address_label=_("E-mail address that answers come from"),
        address_pattern=ADDRESS,
        fields=(*FORM_FIELDS, *SENDING_FIELDS, *OAUTH_FIELDS),
        is_public_form=True,
        may_start=MayStart.NEVER,
        media=Email.capabilities.media,
        html=True,
        cc=True,
        subject=True,
        states=Email.capabilities.states,
        rates=Email.capabilities.rates,
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

    def consent_of(self, account: Account, trouble: str) -> ConsentState:
        """Return how it stands with the consent by which the way out lets us in."""
        return Email().consent_of(account, trouble)

    def ask_consent(self, account: Account, *, back: str, state: str) -> AskedConsent:
        """Return where the owner of the mailbox agrees that answers go out by."""
        return Email().ask_consent(account, back=back, state=state)

    def take_consent(self, account: Account, *, code: str, verifier: str, back: str) -> Grant:
        """Return what a code is worth. Raises `SendRefused`."""
        return Email().take_consent(account, code=code, verifier=verifier, back=back)

    def check(self, account: Account) -> list[str]:
        """Return what is wrong with the way out of an account."""
        return Email().check(account)

    def glimpse(self, beginning: bytes) -> Glimpse:
        """Return who filled a form in and about what; a file may follow that is cut off."""
        found = {}
        for name in ("email", "subject"):
            match = re.search(rb'"%s":\s*("(?:[^"\\]|\\.)*")' % name.encode(), beginning)
            found[name] = str(json.loads(match[1])) if match else ""
        return Glimpse(found["email"][:200], found["subject"][:200])


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
