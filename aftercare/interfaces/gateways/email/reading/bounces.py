"""What a bounce tells: who was not reached, why, and which of our mails came back."""

import re

from aftercare.interfaces.gateways.email.reading.charsets import clean, decode
from aftercare.interfaces.gateways.email.reading.headers import addresses, message_ids
from aftercare.interfaces.gateways.email.reading.parts import Part, take_apart

_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_SMTP_CODE = re.compile(r"(?<![\d.])([45][0-5]\d)(?=[ \t:,;-]|$)", re.MULTILINE)
_ADDRESS = re.compile(
    r"([^\s<>()\[\]{}（）【】,;:：，。\"'“”]{1,64}@[a-zA-Z0-9.-]{1,180}[a-zA-Z0-9])"
)
_FIELD = re.compile(
    r"^([a-z][a-z-]{2,40}):[ \t]*([^\n]*(?:\n[ \t][^\n]*){0,10})", re.IGNORECASE | re.MULTILINE
)
_MESSAGE_ID = re.compile(r"^[ \t>]*message-id:\s*(<[^>\n]{1,300}>)", re.IGNORECASE | re.MULTILINE)
_RETURNED = {"message/rfc822", "text/rfc822-headers", "message/global", "message/rfc822-headers"}
_MACHINE = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@", re.IGNORECASE)
_SAMPLE = 20_000


def bounce_of(mail: Part, text: str, own: set[str]) -> dict[str, str]:
    """
    Return recipient and status of a bounce, and the id of what came back, as far as told.

    `own` are addresses that cannot be the one that failed: who got and who sent the bounce.
    """
    found = {"recipient": "", "status": "", "message_id": ""}
    for part in mail.walk():
        if part.type.endswith("delivery-status"):
            _take_status(part, found)
        elif part.type in _RETURNED:
            _take_returned(part, found)
    _take_words(mail, text[:_SAMPLE], own, found)
    return {name: clean(value)[:300] for name, value in found.items()}


def _take_status(part: Part, found: dict[str, str]) -> None:
    """Take the first recipient that failed from a report after RFC 3464."""
    text = decode(part.content(_SAMPLE))[0]
    for block in re.split(r"\n[ \t]*\n", text):
        fields = {name.lower(): value for name, value in _FIELD.findall(block)}
        recipient = fields.get("final-recipient") or fields.get("original-recipient", "")
        is_failed = fields.get("action", "failed").strip().lower() == "failed"
        if not recipient or not is_failed or found["recipient"]:
            continue
        match = _ADDRESS.search(recipient.rpartition(";")[2])
        found["recipient"] = match[1] if match else recipient.rpartition(";")[2].strip(" <>")
        told = f"{fields.get('status', '')} {fields.get('diagnostic-code', '')}"
        found["status"] = _status(told)


def _take_returned(part: Part, found: dict[str, str]) -> None:
    """Take what the returned mail says of itself."""
    inner = take_apart(part.content(_SAMPLE))[0]
    ids = message_ids(inner.header("message-id"))
    found["message_id"] = found["message_id"] or (ids[0] if ids else "")
    to = addresses(inner.all("to"))
    if len(to) == 1 and not found["recipient"]:
        found["recipient"] = to[0].address


def _take_words(mail: Part, text: str, own: set[str], found: dict[str, str]) -> None:
    """Take from the words for people what the rest has not told."""
    failed = _ADDRESS.search(mail.header("x-failed-recipients"))
    if failed and not found["recipient"]:
        found["recipient"] = failed[1]
    for match in _ADDRESS.finditer(text):
        if found["recipient"]:
            break
        if match[1].casefold() not in own and not _MACHINE.match(match[1]):
            found["recipient"] = match[1].rstrip(".")
    found["status"] = found["status"] or _status(text)
    returned = _MESSAGE_ID.search(text)
    if returned and not found["message_id"]:
        found["message_id"] = returned[1]


def _status(text: str) -> str:
    match = _STATUS.search(text) or _SMTP_CODE.search(text)
    return match[1] if match else ""
