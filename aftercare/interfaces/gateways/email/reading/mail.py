"""The door: `read_mail`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import Message
from email.parser import BytesParser
from hashlib import sha256

from aftercare.interfaces.gateways.email.reading.automatic import bounce_of, kind_of
from aftercare.interfaces.gateways.email.reading.charsets import clean, decode
from aftercare.interfaces.gateways.email.reading.headers import (
    Address,
    addresses,
    date_of,
    message_ids,
    parameter,
    readable,
)
from aftercare.interfaces.gateways.email.reading.html import safe_html, text_of, tree_of
from aftercare.interfaces.gateways.email.reading.quoting import Reply, drop_quotes, new_text
from aftercare.interfaces.gateways.email.reading.tnef import files_in_tnef

MOST_PARTS = 400
DEEPEST = 40
MOST_HEADERS = 128 * 1024
"""Bytes of headers that are read; what is longer is no mail a person can read either."""
LONGEST_TEXT = 2_000_000
MOST_BOUNDARIES = 2_000
"""Boundaries after which a mail is not taken apart any more: it is built to cost time."""


@dataclass(frozen=True)
class File:
    """A file in a mail."""

    name: str
    type: str
    content: bytes = field(repr=False)
    inline: bool = False
    content_id: str = ""

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Bounced:
    """Who did not get our mail, and why."""

    recipient: str
    status: str
    message_id: str = ""


@dataclass(frozen=True)
class Mail:
    """What a mail says. Missing parts are empty; `problems` says what was odd about it."""

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime | None = None
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    reply: str = ""
    reply_is_certain: bool = True
    html: str = ""
    files: tuple[File, ...] = ()
    auto: str = "none"
    bounce: Bounced | None = None
    problems: tuple[str, ...] = ()


def read_mail(raw: bytes) -> Mail:
    """Read a mail. Whatever the bytes are, it returns; `problems` names what was odd."""
    try:
        return _Reader(raw).read()
    except Exception as problem:  # noqa: BLE001  # the promise of this function
        text, _guessed = decode(raw[:LONGEST_TEXT])
        return Mail(text=text, reply=text, problems=(f"unreadable: {type(problem).__name__}",))


class _AsSent(policy.Compat32):
    """Headers as they were sent: raw bytes are kept for us to decode."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_AS_SENT = _AsSent()


class _Reader:
    """Reads one mail and notes on the way what is odd."""

    def __init__(self, raw: bytes) -> None:
        self.problems: list[str] = []
        self.files: list[File] = []
        self.plain: list[str] = []
        self.html: list[str] = []
        self.mail = self._parse(raw)
        self.charset = self._charset_of_body()

    def _parse(self, raw: bytes) -> Message:
        head_end = max(raw.find(b"\n\n", 0, MOST_HEADERS), raw.find(b"\n\r\n", 0, MOST_HEADERS))
        if head_end < 0 and len(raw) > MOST_HEADERS:
            self._note("headers_too_long")
            raw = raw[:MOST_HEADERS]
        if raw.count(b"\n--") > MOST_BOUNDARIES:
            self._note("too_many_parts")
            cut = -1
            for _boundary in range(MOST_BOUNDARIES):
                cut = raw.find(b"\n--", cut + 1)
            raw = raw[:cut]
        return BytesParser(policy=_AS_SENT).parsebytes(raw)

    def _note(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def _charset_of_body(self) -> str:
        for part, _depth in _walk(self.mail):
            if part.get_content_maintype() == "text":
                return str(part.get_param("charset") or "")[:40]
        return ""

    def header(self, name: str) -> str:
        """Return a header as it stands, or ""."""
        return str(self.mail.get(name) or "")

    def all(self, name: str) -> list[str]:
        """Return all headers of a name as they stand."""
        return [str(each) for each in self.mail.get_all(name) or []]

    def read(self) -> Mail:
        """Return what the mail says."""
        self._walk_parts()
        text, reply, html = self._body()
        subject = readable(self.header("subject"), self.charset)[:1000]
        sender = self._sender()
        auto = kind_of(self.mail, subject, sender.address if sender else "", self.header)
        bounce = Bounced(**bounce_of(self.mail, text)) if auto == "bounce" else None
        ids = message_ids(self.header("message-id")) or [clean(self.header("message-id")).strip()]
        answers = message_ids(self.header("in-reply-to"))
        return Mail(
            message_id=ids[0][:300],
            in_reply_to=answers[0] if answers else "",
            references=tuple(message_ids(" ".join(self.all("references")))[-50:]),
            date=date_of(self.header("date")),
            sender=sender,
            reply_to=tuple(addresses(self.all("reply-to"), self.charset)),
            to=tuple(addresses(self.all("to"), self.charset)),
            cc=tuple(addresses(self.all("cc"), self.charset)),
            delivered_to=tuple(
                each.address
                for name in ("delivered-to", "x-original-to", "envelope-to")
                for each in addresses(self.all(name))
            ),
            subject=subject,
            text=text,
            reply=reply.text,
            reply_is_certain=reply.is_certain,
            html=html,
            files=tuple(self.files),
            auto=auto,
            bounce=bounce,
            problems=tuple(self.problems),
        )

    def _sender(self) -> Address | None:
        for name in ("from", "sender", "return-path"):
            found = addresses(self.all(name), self.charset)
            if found:
                return found[0]
        self._note("sender_missing")
        return None

    def _walk_parts(self) -> None:
        for number, (part, depth) in enumerate(_walk(self.mail)):
            if number >= MOST_PARTS or depth > DEEPEST:
                self._note("too_many_parts")
                break
            if part.defects:
                self._note("mime_broken")
            if part.get_content_maintype() == "multipart" and part.is_multipart():
                continue
            self._take(part)

    def _take(self, part: Message) -> None:
        content_type = part.get_content_type()
        name = self._name_of(part)
        is_file = part.get_content_disposition() == "attachment" or bool(name)
        content = self._content_of(part)
        if content_type in {"text/plain", "text/html"} and not is_file:
            text, guessed = decode(content[:LONGEST_TEXT], str(part.get_param("charset") or ""))
            if guessed:
                self._note("charset_guessed")
            (self.html if content_type == "text/html" else self.plain).append(text)
        elif content_type == "application/ms-tnef" or name.lower() == "winmail.dat":
            inner = files_in_tnef(content)
            self.files.extend(File(each, _plain_type(""), body) for each, body in inner)
            if not inner:
                self.files.append(File(name or "winmail.dat", content_type, content))
        elif content_type in {"message/delivery-status", "text/rfc822-headers"}:
            return
        elif content or name:
            self.files.append(self._file(part, name, content_type, content))

    def _file(self, part: Message, name: str, content_type: str, content: bytes) -> File:
        content_id = clean(str(part.get("content-id") or "")).strip("<> ")[:200]
        return File(
            name=name or _default_name(_plain_type(content_type), len(self.files) + 1),
            type=_plain_type(content_type),
            content=content,
            inline=part.get_content_disposition() == "inline" or bool(content_id),
            content_id=content_id,
        )

    def _name_of(self, part: Message) -> str:
        for key, header in (("filename", "content-disposition"), ("name", "content-type")):
            value = part.get_param(key, header=header)
            if value:
                return parameter(value, self.charset).replace("\\", "/").rsplit("/", 1)[-1][:200]
        return ""

    def _content_of(self, part: Message) -> bytes:
        if part.get_content_maintype() == "message" and part.is_multipart():
            inner = part.get_payload()
            return b"".join(each.as_bytes() for each in inner if isinstance(each, Message))
        content = part.get_payload(decode=True)
        return content if isinstance(content, bytes) else b""

    def _body(self) -> tuple[str, Reply, str]:
        source = "\n".join(self.html)
        tree = tree_of(source)
        plain = clean("\n".join(self.plain)).strip()
        text = plain or text_of(tree)
        html = safe_html(source) if source else ""
        return text, self._reply(text, plain, source), html

    def _reply(self, text: str, plain: str, source: str) -> Reply:
        from_text = new_text(text)
        tree = tree_of(source)
        if tree is None:
            return from_text
        if not drop_quotes(tree):
            return from_text if plain else new_text(text)
        marked = new_text(text_of(tree))
        return marked if marked.text else from_text


def _walk(mail: Message, depth: int = 0) -> Iterator[tuple[Message, int]]:
    """Yield the parts of a mail, but not those of mails that were forwarded in it."""
    yield mail, depth
    payload = mail.get_payload()
    if depth > DEEPEST or not isinstance(payload, list):
        return
    if mail.get_content_maintype() == "multipart":
        for part in payload[:MOST_PARTS]:
            if isinstance(part, Message):
                yield from _walk(part, depth + 1)


def _default_name(content_type: str, number: int) -> str:
    if content_type == "message/rfc822":
        return f"mail-{number}.eml"
    if content_type == "text/calendar":
        return f"invitation-{number}.ics"
    ending = content_type.partition("/")[2].partition("+")[0][:8]
    return f"file-{number}.{ending or 'bin'}"


def _plain_type(content_type: str) -> str:
    return clean(content_type).lower()[:100] or "application/octet-stream"
