"""Headers as people wrote them: encoded words, raw bytes, addresses, dates, parameters."""

import re
from base64 import b64decode
from binascii import Error as BadBase64
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice
from urllib.parse import unquote_to_bytes

from aftercare.interfaces.gateways.email.reading.charsets import clean, decode

LONGEST = 20_000
"""Characters of one header that are looked at."""
MOST_ADDRESSES = 200
LONGEST_NAME = 200

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?((?:[^?]|\?(?!=)){0,1000})\?=")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(=\?)")
_RAW = re.compile("[\udc80-\udcff]")
_LOOSE = re.compile(r"([^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"@]{1,180})")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,300}>")
_BARE_ID = re.compile(r"[^<>\s@]{1,200}@[^<>\s@]{1,98}")


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
    text = _words(value, charset) if "=?" in value else _as_it_stands(value, charset)
    return " ".join(clean(text).split())


def _as_it_stands(value: str, charset: str) -> str:
    return decode(raw_bytes(value), charset)[0] if _RAW.search(value) else value


def _words(value: str, charset: str) -> str:
    value = _BETWEEN.sub(r"\1\2", value)
    out: list[str] = []
    pending: list[tuple[str, str]] = []
    label, end = "", 0

    def flush() -> None:
        if pending:
            out.append(decode(_joined(pending), label)[0])
            pending.clear()

    for match in _WORD.finditer(value):
        before = value[end : match.start()]
        this = match[1].split("*", maxsplit=1)[0].lower()
        if before or this != label:  # characters may be split between words of one charset
            flush()
        if before:
            out.append(_as_it_stands(before, charset))
        label, end = this, match.end()
        pending.append((match[2].lower(), match[3]))
    flush()
    out.append(_as_it_stands(value[end:], charset))
    return "".join(out)


def _joined(words: list[tuple[str, str]]) -> bytes:
    """Return the bytes of adjacent words; some programs cut the Base64 itself into pieces."""
    out: list[bytes] = []
    carried = ""
    for encoding, text in words:
        if encoding == "q":
            out.append(_from_base64(carried))
            carried = ""
            out.append(_from_q(text))
            continue
        carried += re.sub(r"[^A-Za-z0-9+/]", "", text)
        if len(carried) % 4 == 0 or "=" in text:
            out.append(_from_base64(carried))
            carried = ""
    return b"".join(out) + _from_base64(carried)


def _from_base64(letters: str) -> bytes:
    try:
        return b64decode(letters + "=" * (-len(letters) % 4))
    except BadBase64:
        return b64decode(letters[: len(letters) // 4 * 4])


def _from_q(text: str) -> bytes:
    raw = raw_bytes(text.replace("_", " "))
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), raw)


def addresses(values: list[str], charset: str = "") -> list[Address]:
    """Return the addresses of a header, each once, with names decoded."""
    pairs: list[tuple[str, str]] = []
    joined = ""
    for value in values[:20]:
        text = value[: max(LONGEST - len(joined), 0)].replace("\r", " ").replace("\n", " ")
        text = _as_it_stands(text, charset)
        joined += text + ", "
        try:
            pairs.extend(getaddresses([text], strict=False))
        except (ValueError, LookupError, TypeError, RecursionError):
            continue
    found: dict[str, Address] = {}
    for name, address in pairs[:MOST_ADDRESSES]:
        plain = clean(readable(address) if "=?" in address else address).strip("<>\"' ;,")
        if "@" not in plain or len(plain) > 250:  # noqa: PLR2004  # RFC 5321 allows 254
            continue
        found.setdefault(plain.casefold(), Address(readable(name, charset).strip("\"' "), plain))
    loose = list(found.values()) or _loose_addresses(joined, charset)
    # Some programs encode the address together with the name.
    return loose or _loose_addresses(readable(joined, charset), charset)


def _loose_addresses(value: str, charset: str) -> list[Address]:
    found, end = [], 0
    for match in islice(_LOOSE.finditer(value), MOST_ADDRESSES):
        name = readable(value[end : match.start()][-200:], charset).strip("\"'<>,; ")
        found.append(Address(name, clean(match[1])))
        end = match.end()
    return found


def message_ids(value: str) -> list[str]:
    """Return the message ids in a header, in order, each once."""
    found = [clean(each) for each in _MESSAGE_ID.findall(value[:LONGEST])]
    if not found and _BARE_ID.fullmatch(value.strip()):  # without its brackets
        found = [f"<{clean(value.strip())}>"]
    return list(dict.fromkeys(found))


def date_of(value: str) -> datetime | None:
    """Return when a mail says it was written, in UTC; nothing for nonsense."""
    text = value[:200].strip()
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(text)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return at if 1980 < at.year < 2200 else None  # noqa: PLR2004  # mail is that old at most
    return None


def parameter(value: object, charset: str = "") -> str:
    """Return a parameter such as a file name: RFC 2231, encoded words, or raw bytes."""
    if isinstance(value, tuple):
        label, _language, text = value  # the parser has undone the percent signs, to Latin 1
        raw = str(text).encode("latin-1", "surrogateescape")
        return " ".join(decode(raw, str(label or charset))[0].split())
    text = str(value)
    if re.match(r"^[\w.-]{1,40}'[\w-]{0,20}'", text):  # RFC 2231 without the star
        label, _language, text = text.split("'", 2)
        return " ".join(decode(unquote_to_bytes(raw_bytes(text)), label)[0].split())
    if "%" in text and re.fullmatch(r"(?:%[0-9A-Fa-f]{2}|[\w.() -])+", text[:1000], re.ASCII):
        found, is_guessed = decode(unquote_to_bytes(text))
        return text if is_guessed or found.isascii() else found
    return readable(text, charset)


def file_name(value: object, charset: str = "") -> str:
    """Return a file name without the path that some programs put before it."""
    name = parameter(value, charset).replace("\\", "/").rsplit("/", 1)[-1].strip(" .\"'")
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    short = len(ending) <= 10 and dot  # noqa: PLR2004  # .geojson and the like
    return f"{stem[: LONGEST_NAME - 11]}.{ending}" if short else name[:LONGEST_NAME]
