"""The door: `read_mail`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from mmap import mmap

from aftercare.interfaces.gateways.email.reading.automatic import kind_of, lists_of
from aftercare.interfaces.gateways.email.reading.bodies import Body, Passage, Passages
from aftercare.interfaces.gateways.email.reading.bounces import bounce_of
from aftercare.interfaces.gateways.email.reading.charsets import clean, decode
from aftercare.interfaces.gateways.email.reading.headers import (
    Address,
    addresses,
    date_of,
    file_name,
    message_ids,
    readable,
)
from aftercare.interfaces.gateways.email.reading.parts import Part, take_apart
from aftercare.interfaces.gateways.email.reading.tnef import unpack
from aftercare.interfaces.gateways.email.reading.uuencoded import without_files

_TEXTS = {"text/plain", "text/html", "text/enriched", "text/richtext"}
_REPORTS = {"message/delivery-status", "message/global-delivery-status", "text/rfc822-headers"}
_MAILS = {"message/rfc822", "message/global"}
_UNSHOWN = {"text/x-amp-html", "text/watch-html"}
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
_ENCRYPTED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_NO_TYPE = re.compile(r"[^a-z0-9!#$&^_.+/-]")
_UNKNOWN = "application/octet-stream"
LONGEST_SUBJECT = 1_000
MOST_REFERENCES = 50


@dataclass(frozen=True)
class File:
    """A file in a mail, unwrapped piece by piece when it is asked for."""

    name: str
    type: str
    pieces: Callable[[], Iterator[bytes]] = field(repr=False)
    inline: bool = False
    content_id: str = ""

    @property
    def content(self) -> bytes:
        return b"".join(self.pieces())

    @property
    def size(self) -> int:
        return sum(map(len, self.pieces()))

    @property
    def sha256(self) -> str:
        found = sha256()
        for piece in self.pieces():
            found.update(piece)
        return found.hexdigest()


@dataclass(frozen=True)
class Bounced:
    """Who did not get our mail, and why."""

    recipient: str
    status: str
    message_id: str = ""


@dataclass(frozen=True)
class Mail:
    """
    What a mail says. Missing parts are empty.

    `problems` names what was odd about it, in the codes of `problems.PROBLEMS`. `lists` are the
    groups and lists it came through; `original_sender` is who wrote it where a group has put
    itself into their place.
    """

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
    lists: tuple[str, ...] = ()
    original_sender: Address | None = None
    bounce: Bounced | None = None
    problems: tuple[str, ...] = ()


def read_mail(raw: bytes | mmap) -> Mail:
    """Read a mail. Whatever the bytes are, it returns; `problems` names what was odd."""
    try:
        return _Reader(raw).read()
    except Exception as problem:  # noqa: BLE001  # the promise of this function
        text, _guessed = decode(raw[:100_000])
        return Mail(text=text, reply=text, problems=(f"unreadable: {type(problem).__name__}",))


class _Reader:
    """Reads one mail and notes on the way what is odd."""

    def __init__(self, raw: bytes | mmap) -> None:
        self.mail, self.problems = take_apart(raw)
        self.files: list[File] = []
        self.passages = Passages()
        self.charset = next(
            (
                str(part.parameter("charset") or "")[:40]
                for part in self.mail.walk()
                if part.type.startswith("text/")
            ),
            "",
        )

    def read(self) -> Mail:
        """Return what the mail says."""
        self._take(self.mail)
        body = self._body()
        mail = self.mail
        if mail.header("x-aftercare-shortened"):
            self.problems.append("too_large")
        sender = self._sender()
        subject = readable(mail.header("subject"), self.charset)[:LONGEST_SUBJECT]
        ids = message_ids(mail.header("message-id")) or [clean(mail.header("message-id")).strip()]
        answers = message_ids(mail.header("in-reply-to"))
        auto = kind_of(mail, subject, sender.address if sender else "")
        return Mail(
            message_id=ids[0][:300],
            in_reply_to=answers[0] if answers else "",
            references=tuple(message_ids(" ".join(mail.all("references")))[-MOST_REFERENCES:]),
            date=date_of(mail.header("date")),
            sender=sender,
            reply_to=self._addresses("reply-to"),
            to=self._addresses("to"),
            cc=self._addresses("cc"),
            delivered_to=self._delivered_to(),
            subject=subject,
            text=body.text,
            reply=body.reply.text,
            reply_is_certain=body.reply.is_certain,
            html=body.html,
            files=tuple(_in_its_place(each, body.html) for each in self.files),
            auto=auto,
            lists=lists_of(mail),
            original_sender=next(iter(self._addresses("x-original-from")), None),
            bounce=self._bounce(body.text) if auto == "bounce" else None,
            problems=tuple(dict.fromkeys([*self.problems, *sorted(self.passages.problems)])),
        )

    def _addresses(self, name: str) -> tuple[Address, ...]:
        return tuple(addresses(self.mail.all(name), self.charset))

    def _sender(self) -> Address | None:
        for name in ("from", "sender", "return-path"):
            found = self._addresses(name)
            if found:
                return found[0]
        self.problems.append("sender_missing")
        return None

    def _delivered_to(self) -> tuple[str, ...]:
        names = ("delivered-to", "x-original-to", "envelope-to")
        return tuple(each.address for name in names for each in self._addresses(name))

    def _bounce(self, text: str) -> Bounced:
        names = ("from", "to", "delivered-to")
        own = {each.address.casefold() for name in names for each in self._addresses(name)}
        return Bounced(**bounce_of(self.mail, text, own))

    def _take(self, part: Part, beside: Passage | None = None) -> Passage | None:
        """Take a part with all within it; return its text, if it is one of several forms of it."""
        if part.type in _ENCRYPTED and part.parameter("smime-type") != "signed-data":
            self.problems.append("encrypted")
        if part.parts:
            is_choice = part.type == "multipart/alternative"
            for each in part.parts:
                taken = self._take(each, beside)
                beside = taken if is_choice and taken else beside
            return beside
        name = file_name(
            part.parameter("filename", "content-disposition") or part.parameter("name"),
            self.charset,
        )
        is_file = part.disposition == "attachment" or bool(name and self.passages.all)
        if self.passages.has_room and (
            part.type.startswith("multipart/") or (part.type in _TEXTS and not is_file)
        ):
            text = self._text_alone(part) if part.type == "text/plain" else part
            return self.passages.take(text, beside=beside)
        if part.type in _TNEF or name.lower() == "winmail.dat":
            self._unpack(part, name)
        elif part.type not in _REPORTS | _UNSHOWN and (name or part.content(1000).strip()):
            self._attach(part, name)
        return None

    def _text_alone(self, part: Part) -> Part:
        """Return a text without the files that were written into it, which are attached."""
        text, enclosed = without_files(part)
        for each in enclosed:
            if not each.is_whole:
                self.problems.append("file_cut_off")
            name = file_name(each.name.decode("utf-8", "surrogateescape"), self.charset)
            name = name or f"file-{len(self.files) + 1}.bin"
            self.files.append(File(name, _UNKNOWN, each.pieces))
        return text

    def _attach(self, part: Part, name: str) -> None:
        content_id = clean(part.header("content-id")).strip("<> ")[:200]
        self.files.append(
            File(
                name=name or self._default_name(part),
                type=_NO_TYPE.sub("", part.type)[:100],
                pieces=part.pieces,
                inline=part.disposition == "inline" or (not part.disposition and bool(content_id)),
                content_id=content_id,
            )
        )

    def _unpack(self, part: Part, name: str) -> None:
        packed = unpack(part.content())
        if not packed.files and not packed.text and not packed.html:
            self._attach(part, name or "winmail.dat")
            return
        for each in packed.files:
            name, pieces = file_name(each.name), partial(iter, (each.content,))
            self.files.append(File(name, _UNKNOWN, pieces, content_id=each.content_id))
        if not any(each.plain.strip() or each.html.strip() for each in self.passages.all):
            self.passages.all.append(Passage(packed.text, packed.html))

    def _default_name(self, part: Part) -> str:
        number = len(self.files) + 1
        if part.type in _MAILS:
            inner = take_apart(part.content(4_000))[0]
            subject = file_name(readable(inner.header("subject"), self.charset)[:80])
            return f"{subject or f'mail-{number}'}.eml"
        if part.type == "text/calendar":
            return f"invitation-{number}.ics"
        ending = _NO_TYPE.sub("", part.type).partition("/")[2].partition("+")[0][:8]
        return f"file-{number}.{ending or 'bin'}"

    def _body(self) -> Body:
        body = self.passages.body()
        if body.text.strip() or body.html.strip():
            return body
        inner = next((part for part in self.mail.walk() if part.type in _MAILS), None)
        if inner is None or self.mail.type == "multipart/report":
            return body
        forwarded = _Reader(inner.content(200_000))
        forwarded._take(forwarded.mail)
        body = forwarded.passages.body()
        if body.text:
            self.problems.append("text_from_attached")
        return body


def _in_its_place(file: File, html: str) -> File:
    """Return a file as inline where the text shows it, however its sender called it."""
    is_shown = bool(file.content_id) and f'data-cid="{file.content_id}"' in html
    return replace(file, inline=True) if is_shown else file
