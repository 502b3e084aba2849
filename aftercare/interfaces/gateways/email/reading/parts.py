"""MIME as the world sends it: a mail is taken apart by offsets, so that nothing is held twice."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.policy import Compat32
from mmap import mmap

from aftercare.interfaces.gateways.email.reading.encodings import decoded

MOST_PARTS = 400
DEEPEST = 40
MOST_HEADERS = 128 * 1024
"""Bytes of headers that are read; what is longer is no mail a person can read either."""
MOST_LINES = 5_000
"""Lines of headers in all parts together."""
LONGEST_HEADER = 20_000
LONGEST_PARAMETERS = 3_000
MOST_PARAMETERS = 60
MOST_LOOKS = 20_000
"""Places looked at for a boundary."""

_WORD = re.compile(r"^\s*([\w-]*)")
_BLANK = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_WELL_KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received)[ \t]*:",
    re.IGNORECASE,
)
_ANY_BOUNDARY = re.compile(rb"(?:\A|\n)--([^\s-][^\r\n]{0,200}?)[ \t]*\r?\n")


class _AsSent(Compat32):
    """Headers as they were sent: raw bytes are kept for us to decode."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_AS_SENT = _AsSent()


@dataclass
class Part:
    """A part of a mail: its headers, its body as sent, and the parts within."""

    headers: Message
    body: memoryview
    parts: list["Part"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._parameters: dict[str, dict[str, object]] = {}

    @property
    def type(self) -> str:
        """Return the type, such as `text/plain`; unreadable ones count as plain text."""
        return self.headers.get_content_type()

    @property
    def disposition(self) -> str:
        return (self.headers.get_content_disposition() or "")[:40]

    def header(self, name: str) -> str:
        """Return a header as it stands, or ""."""
        return str(self.headers.get(name) or "")

    def all(self, name: str) -> list[str]:
        """Return all headers of a name as they stand."""
        return [str(each) for each in self.headers.get_all(name) or []]

    def parameter(self, name: str, header: str = "content-type") -> object:
        """Return a parameter of a header: text, or charset, language and text; "" for none."""
        if header not in self._parameters:
            self._parameters[header] = _parameters(self.headers, header)
        return self._parameters[header].get(name, "")

    def content(self, most: int | None = None) -> bytes:
        """Return the body decoded; of the first `most` bytes as sent, if that is given."""
        body = self.body if most is None else self.body[:most]
        return b"".join(decoded(body, self.encoding))

    def pieces(self) -> Iterator[bytes]:
        """Yield the body decoded, piece by piece, so that it is never held whole."""
        return decoded(self.body, self.encoding)

    @property
    def encoding(self) -> str:
        found = _WORD.match(self.header("content-transfer-encoding")[:100].lower())
        return found[1] if found else ""

    def walk(self) -> Iterator["Part"]:
        """Yield this part and all within, in their order."""
        yield self
        for part in self.parts:
            yield from part.walk()


def _parameters(headers: Message, header: str) -> dict[str, object]:
    try:
        found = headers.get_params([], header=header)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return {}
    values: dict[str, object] = {}
    for name, value in found:
        values.setdefault(name.lower(), value)
    return values


def take_apart(raw: bytes | mmap) -> tuple[Part, list[str]]:
    """Return a mail as a tree of parts, and what is odd about the way it was put together."""
    head = raw[:MOST_HEADERS]
    if b"\n" not in head and b"\r" in head:  # lines end as on old Macintoshes
        raw = bytes(raw).replace(b"\r", b"\n")
    reader = _Reader(raw)
    start = len(BOM_UTF8) if head.startswith(BOM_UTF8) else 0
    return reader.part(start, len(raw), 0), list(reader.problems)


class _Reader:
    """Takes one mail apart, within limits that hold for the whole of it."""

    def __init__(self, raw: bytes | mmap) -> None:
        self.raw = raw
        self.view = memoryview(raw)
        self.problems: dict[str, None] = {}
        self.parts_left = MOST_PARTS
        self.lines_left = MOST_LINES
        self.looks_left = MOST_LOOKS

    def part(self, start: int, end: int, depth: int) -> Part:
        """Return the part that lies between two places."""
        self.parts_left -= 1
        headers, body = self._headers(start, end)
        part = Part(headers, self.view[body:end])
        if not part.type.startswith("multipart/"):
            return part
        if depth >= DEEPEST:
            self.problems["too_many_parts"] = None
            return part
        for first, last in self._places(part, body, end):
            if self.parts_left <= 0:
                self.problems["too_many_parts"] = None
                break
            part.parts.append(self.part(first, last, depth + 1))
        return part

    def _headers(self, start: int, end: int) -> tuple[Message, int]:
        """Return the headers of a part, and where its body begins."""
        first = self.raw[start : min(start + 2, end)]
        for empty in (b"\n", b"\r\n"):
            if first.startswith(empty):
                return Message(policy=_AS_SENT), start + len(empty)
        limit = min(end, start + MOST_HEADERS)
        blank = _BLANK.search(self.raw, start, limit)
        stop, body = (blank.start(), blank.end()) if blank else (limit, limit)
        if not blank and limit < end:
            self.problems["headers_too_long"] = None
            later = _BLANK.search(self.raw, limit, min(end, limit + 10 * MOST_HEADERS))
            body = later.end() if later else end
        fields, text = self._fields(self.raw[start:stop])
        headers = Message(policy=_AS_SENT)
        for name, value in fields:
            headers.set_raw(name, self._bounded(name, value))
        return headers, body if text is None else start + text

    def _fields(self, block: bytes) -> tuple[list[tuple[str, str]], int | None]:
        """Return the fields of a head, and where in it the body begins if it is not one."""
        fields: list[tuple[str, list[bytes]]] = []
        place = 0
        text = None
        for line in block.split(b"\n"):
            here, place = place, place + len(line) + 1
            self.lines_left -= 1
            if self.lines_left < 0:
                self.problems["headers_too_long"] = None
                break
            match = _FIELD.match(line)
            if line[:1] in b" \t" and fields:
                fields[-1][1].append(line.rstrip(b"\r"))
            elif match:
                value = line[match.end() :].strip()
                fields.append((match[1].decode("ascii"), [value]))
            elif not line.strip() or line.startswith((b"From ", b">From ")):
                continue
            elif self._is_body(block, place, fields):
                text = here
                break
        return [(name, _unfolded(lines)) for name, lines in fields], text

    def _is_body(self, block: bytes, place: int, fields: list[tuple[str, list[bytes]]]) -> bool:
        """Return whether the line before a place is text, or only rubbish among headers."""
        self.problems["headers_broken"] = None
        if not fields:
            return True
        ahead = block[place : place + 2000].split(b"\n")[:20]
        return not any(_WELL_KNOWN.match(line) for line in ahead)

    def _bounded(self, name: str, value: str) -> str:
        most = LONGEST_HEADER
        if name.lower().startswith("content-"):
            most = LONGEST_PARAMETERS
            value = ";".join(value.split(";", MOST_PARAMETERS)[:MOST_PARAMETERS])
        if len(value) > most:
            self.problems["header_overlong"] = None
        return value[:most]

    def _places(self, part: Part, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the parts of a multipart begin and end."""
        value = part.parameter("boundary")
        name = value[2] if isinstance(value, tuple) else str(value)
        boundary = name.rstrip().encode("utf-8", "surrogateescape")
        places = self._split(boundary, start, end) if boundary else []
        if places:
            return places
        self.problems["boundary_missing"] = None
        found = _ANY_BOUNDARY.search(self.raw[start : min(end, start + MOST_HEADERS)])
        return self._split(found[1], start, end) if found else [(start, end)]

    def _split(self, boundary: bytes, start: int, end: int) -> list[tuple[int, int]]:
        mark = b"--" + boundary
        places: list[tuple[int, int]] = []
        opened = -1
        for before, after, is_last in self._marks(mark, start, end):
            if opened >= 0:
                places.append((opened, max(before, opened)))
            opened = -1 if is_last else after
            if is_last or len(places) >= MOST_PARTS:
                break
        if opened >= 0:
            places.append((opened, end))
            self.problems["mime_broken"] = None
        return places

    def _marks(self, mark: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Yield where boundaries begin, with their line break, and end, and if it is the last."""
        place = self.raw.find(mark, start, end)
        while place >= 0:
            self.looks_left -= 1
            if self.looks_left < 0:
                self.problems["too_many_parts"] = None
                return
            stop = self.raw.find(b"\n", place, min(end, place + len(mark) + 200))
            stop = stop if stop >= 0 else min(end, place + len(mark) + 200)
            rest = self.raw[place + len(mark) : stop].strip()
            if rest in {b"", b"--"} and (place == start or self.raw[place - 1 : place] == b"\n"):
                before = place - 1 if place > start else place
                if before > start and self.raw[before - 1 : before] == b"\r":
                    before -= 1
                yield before, min(stop + 1, end), rest == b"--"
            place = self.raw.find(mark, place + len(mark), end)


def _unfolded(lines: list[bytes]) -> str:
    return b"".join(lines).decode("ascii", "surrogateescape")
