"""A channel that can all that channels can: what WeChat, WhatsApp and the others have in them."""

import hmac
import json
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO

from aftercare.domain.conversations.ports import (
    Accepted,
    Attachment,
    Capabilities,
    Incoming,
    KeyOut,
    MayStart,
    Media,
    Progress,
    Revision,
    TextUnit,
    Touch,
)
from aftercare.domain.conversations.ports.allowances import MESSAGE, Window

TEXT_MAX = 20


def signature(raw, secret):
    return hmac.digest(secret.encode(), raw, sha256).hex()


class Messenger:
    """Its other end: `sent` is what it took, `refusals` what it says first, `media` its files."""

    capabilities = Capabilities(
        label="Messenger",
        may_start=MayStart.NEVER,
        windows=(Window(MESSAGE, timedelta(hours=48), 5), Window("menu", timedelta(minutes=1), 3)),
        text_max=TEXT_MAX,
        text_unit=TextUnit.UTF16,
        splits=True,
        media={"image": Media(largest=100, types=frozenset({"image/png"}))},
        files_most=1,
        states=frozenset({"sent", "delivered", "read", "failed"}),
        inbound=frozenset({"text", "media", "edit", "delete", "unsupported"}),
        key_out=KeyOut.ECHOED,
        is_signed=True,
        media_lasts=timedelta(minutes=5),
    )
    sent, refusals, media = [], [], {}

    def greet(self, query, account):
        return query.get("echo", "") if query.get("token") == account.secrets["token"] else ""

    def verify(self, raw, headers, account):
        expected = signature(raw, account.secrets["token"])
        given = headers.get("X-Signature", "")
        return "" if hmac.compare_digest(expected, given) else "The signature is wrong."

    def parse(self, raw, account):
        return [_happening(each) for each in json.loads(bytes(raw))["events"]]

    def send(self, message, account):
        if self.refusals:
            refusal = self.refusals.pop(0)
            if refusal.kind == "unknown":
                self.sent.append(message)  # taken, but nobody hears of it
            raise refusal
        self.sent.append(message)
        return Accepted(external_id=f"wamid.{len(self.sent)}")

    def fetch(self, ref, account):
        found = self.media[ref]
        if isinstance(found, Exception):
            raise found
        return BytesIO(found)

    def check(self, account):
        return []


def _happening(event):
    kind, peer, name = event["type"], event.get("from", ""), event.get("id", "")
    if kind == "status":
        until = datetime.fromisoformat(event["until"]) if "until" in event else None
        return Progress(event["state"], external_id=name, peer=peer, until=until)
    if kind in {"edit", "delete"}:
        text = event.get("text", "")
        return Revision(peer, name, text=text, is_removal=kind == "delete")
    if kind == "menu":
        return Touch(peer, "menu")
    text = event.get("text", "")
    files = tuple(Attachment(each, ref=each) for each in event.get("media", []))
    return Incoming(
        peer,
        name,
        kind=kind if kind in {"text", "echo"} else "unsupported",
        is_ours=kind == "echo",
        text=text,
        reply_text=text,
        attachments=files,
    )
