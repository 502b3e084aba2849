"""Headers as people wrote them: encoded words, raw bytes, addresses, dates, parameters."""

import re
from base64 import b64decode
from binascii import Error as BadBase64
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from aftercare.interfaces.gateways.email.reading.charsets import clean, decode

LONGEST = 20_000
"""Characters of one header that are looked at."""
MOST_ADDRESSES = 200

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(=\?)")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,300}>")


@dataclass(frozen=True)
class Address:
    """A name and an address; either may be missing."""

    name: str
    address: str


def raw_bytes(value: str) -> bytes:
    """Return the bytes of a header as the parser of Python keeps them."""
    return value.encode("utf-8", "surrogateescape")


def readable(value: str, charset: str = "") -> str:
    """Return a header decoded: encoded words joined first, raw bytes by the body's charset."""
    value = value[:LONGEST]
    is_encoded = "=?" in value
    text = _words(value, charset) if is_encoded else decode(raw_bytes(value), charset)[0]
    return " ".join(clean(text).split())


def _words(value: str, charset: str) -> str:
    value = _BETWEEN.sub(r"\1\2", value)
    out: list[str] = []
    pending: list[bytes] = []
    label, end = "", 0

    def flush() -> None:
        if pending:
            out.append(decode(b"".join(pending), label)[0])
            pending.clear()

    for match in _WORD.finditer(value):
        before = value[end : match.start()]
        this = match[1].split("*", maxsplit=1)[0].lower()
        if before or this != label:  # characters may be split between words of one charset
            flush()
        if before:
            out.append(decode(raw_bytes(before), charset)[0])
        label, end = this, match.end()
        pending.append(_unword(match[2].lower(), match[3]))
    flush()
    out.append(decode(raw_bytes(value[end:]), charset)[0])
    return "".join(out)


def _unword(encoding: str, text: str) -> bytes:
    if encoding == "b":
        compact = re.sub(r"[^A-Za-z0-9+/]", "", text)
        try:
            return b64decode(compact + "=" * (-len(compact) % 4))
        except BadBase64:
            return b64decode(compact[: len(compact) // 4 * 4])
    raw = raw_bytes(text.replace("_", " "))
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), raw)


def addresses(values: list[str], charset: str = "") -> list[Address]:
    """Return the addresses of a header, each once, with names decoded."""
    joined = [value[:LONGEST].replace("\r", " ").replace("\n", " ") for value in values[:20]]
    try:
        pairs = getaddresses(joined, strict=False)
    except (ValueError, IndexError, TypeError):
        pairs = []
    found: dict[str, Address] = {}
    for name, address in pairs[:MOST_ADDRESSES]:
        if "@" not in address or len(address) > 250:  # noqa: PLR2004  # RFC 5321 allows 254
            continue
        plain = clean(address.encode("utf-8", "replace").decode()).strip("<>\"' ;,")
        found.setdefault(plain.casefold(), Address(readable(name, charset).strip("\"' "), plain))
    return list(found.values()) or _loose_addresses(joined, charset)


def _loose_addresses(values: list[str], charset: str) -> list[Address]:
    for value in values:
        match = re.search(r"([^\s<>()\[\],;:\"]{1,64}@[^\s<>()\[\],;:\"]{1,180})", value)
        if match:
            name = readable(value[: match.start()], charset).strip("\"'< ")
            return [Address(name, clean(match[1]))]
    return []


def message_ids(value: str) -> list[str]:
    """Return the message ids in a header, in order, each once."""
    return list(dict.fromkeys(clean(each) for each in _MESSAGE_ID.findall(value[:LONGEST])))


def date_of(value: str) -> datetime | None:
    """Return when a mail says it was written, in UTC; nothing for nonsense."""
    try:
        at = parsedate_to_datetime(value[:200].strip())
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if 1980 < at.year < 2200 else None  # noqa: PLR2004  # mail is that old at most


def parameter(value: object, charset: str = "") -> str:
    """Return a parameter such as a file name: RFC 2231, encoded words, or raw bytes."""
    if isinstance(value, tuple):
        label, _language, text = value  # the parser has undone the percent signs, to Latin 1
        return clean(decode(str(text).encode("latin-1", "replace"), str(label or charset))[0])
    text = str(value)
    if re.match(r"^[\w.-]{1,40}'[\w-]{0,20}'", text):  # RFC 2231 without the star
        label, _language, text = text.split("'", 2)
        return clean(decode(unquote_to_bytes(raw_bytes(text)), label)[0])
    return readable(text, charset)
