"""Mail that no person wrote: automatic answers, bounces, lists."""

import re
from collections.abc import Callable
from email.message import Message

from aftercare.interfaces.gateways.email.reading.charsets import clean, decode
from aftercare.interfaces.gateways.email.reading.headers import message_ids

_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|has failed)|failure notice|returned mail|mail delivery failed"
    r"|delivery failed|unzustellbar|non remis|no se puede entregar|退信|系统退信|无法投递|無法傳遞|未送達|送信できません",
    re.IGNORECASE,
)
_ABSENT_SUBJECT = re.compile(
    r"^(?:auto(?:matic)?[ -]?(?:reply|response|antwort)|out of (?:the )?office|abwesen|réponse automatique"
    r"|respuesta automática|automatische antwort|awtomatikong tugon|自动回复|自動回覆|自動返信|不在|外出)",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\b([45]\.\d{1,3}\.\d{1,3})\b")
_SMTP_CODE = re.compile(r"\b(5[05]\d)\b")
_RECIPIENT = re.compile(r"<?([^\s<>;,\"']{1,64}@[^\s<>;,\"']{1,180})>?")
_SAMPLE = 20_000


def kind_of(mail: Message, subject: str, sender: str, header: Callable[[str], str]) -> str:
    """Return whether a mail is a `bounce`, an `auto_reply`, `bulk`, or `none` of these."""
    if _is_bounce(mail, subject, sender, header):
        return "bounce"
    if _is_answer(mail, subject, header):
        return "auto_reply"
    is_list = header("list-id") or header("list-unsubscribe")
    return "bulk" if is_list or _precedence(header) in {"bulk", "junk", "list"} else "none"


def _is_bounce(mail: Message, subject: str, sender: str, header: Callable[[str], str]) -> bool:
    report = str(mail.get_param("report-type") or "").lower()
    if mail.get_content_type() == "multipart/report" and report in {"delivery-status", ""}:
        return True
    sent_by_nobody = header("return-path").strip() == "<>" or _BOUNCE_SUBJECT.search(subject)
    return bool(header("x-failed-recipients") or (_DAEMON.match(sender) and sent_by_nobody))


def _is_answer(mail: Message, subject: str, header: Callable[[str], str]) -> bool:
    if header("auto-submitted").strip().lower() not in {"", "no"}:
        return True
    marks = ("x-autoreply", "x-autorespond", "x-auto-reply-from")
    if any(header(mark) for mark in marks) or _precedence(header) == "auto_reply":
        return True
    if mail.get_content_type() == "multipart/report":  # a read receipt
        return True
    looks_automatic = header("x-auto-response-suppress") or _precedence(header)
    return bool(_ABSENT_SUBJECT.match(subject) and looks_automatic)


def _precedence(header: Callable[[str], str]) -> str:
    return header("precedence").strip().lower()


def bounce_of(mail: Message, text: str) -> dict[str, str]:
    """Return recipient and status of a bounce, and the id of what came back, as far as told."""
    found = {"recipient": "", "status": "", "message_id": ""}
    for part in _some_parts(mail):
        content = part.get_content_type()
        if content == "message/delivery-status":
            for block in [part, *_some_parts(part)]:
                recipient = block.get("final-recipient") or block.get("original-recipient")
                if recipient and not found["recipient"]:
                    found["recipient"] = str(recipient).rpartition(";")[2].strip(" <>")
                    found["status"] = str(block.get("status") or "").strip()[:20]
        elif content in {"message/rfc822", "text/rfc822-headers", "message/global"}:
            found["message_id"] = found["message_id"] or _id_within(part)
    found["recipient"] = found["recipient"] or str(mail.get("x-failed-recipients") or "").strip()
    told = found | _from_words(text[:_SAMPLE], found)
    return {name: clean(value)[:300] for name, value in told.items()}


def _some_parts(mail: Message) -> list[Message]:
    payload = mail.get_payload()
    if not isinstance(payload, list):
        return []
    parts: list[Message] = []
    for part in payload[:50]:
        if isinstance(part, Message):
            parts.extend([part, *_some_parts(part)][:50])
    return parts[:100]


def _id_within(part: Message) -> str:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Message):
        ids = message_ids(str(inner.get("message-id") or ""))
    else:
        raw = part.get_payload(decode=True)
        text = decode(raw[:_SAMPLE])[0] if isinstance(raw, bytes) else ""
        match = re.search(r"^message-id:\s*(<[^>\n]{1,300}>)", text, re.IGNORECASE | re.MULTILINE)
        ids = [match[1]] if match else []
    return ids[0] if ids else ""


def _from_words(text: str, found: dict[str, str]) -> dict[str, str]:
    words = {}
    if not found["recipient"] and (match := _RECIPIENT.search(text)):
        words["recipient"] = match[1].rstrip(".:")
    if not found["status"]:
        exact, code = _STATUS.search(text), _SMTP_CODE.search(text)
        words["status"] = exact[1] if exact else (f"{code[1]}" if code else "")
    return words
