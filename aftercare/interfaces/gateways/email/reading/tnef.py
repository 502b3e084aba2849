"""Outlook's winmail.dat: the text and the files in it, after MS-OXTNEF and MS-OXCDATA."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from struct import unpack_from

from aftercare.interfaces.gateways.email.reading.charsets import decode

_SIGNATURE = 0x223E9F78
_BODY = 0x0002800C
_MESSAGE_PROPERTIES = 0x00069003
_TITLE = 0x00018010
_DATA = 0x0006800F
_BEGIN = 0x00069002
_FILE_PROPERTIES = 0x00069005
_CODE_PAGE = 0x00069007
MOST_FILES = 200
MOST_ATTRIBUTES = 5_000
MOST_PROPERTIES = 2_000

_LONG_NAME, _CONTENT_ID, _FILE_DATA = 0x3707, 0x3712, 0x3701
_PLAIN, _HTML = 0x1000, 0x1013
_FIXED = {2: 4, 3: 4, 4: 4, 10: 4, 11: 4, 5: 8, 6: 8, 7: 8, 20: 8, 64: 8, 72: 16}
"""Bytes that values of a type take."""
_TEXT, _WIDE_TEXT, _OBJECT, _BYTES = 0x1E, 0x1F, 0x0D, 0x102
_MANY, _NAMED = 0x1000, 0x8000


@dataclass
class Packed:
    """A file in a winmail.dat."""

    name: str = ""
    content: bytes = b""
    content_id: str = ""


@dataclass
class Unpacked:
    """What is in a winmail.dat."""

    text: str = ""
    html: str = ""
    files: list[Packed] = field(default_factory=list)


def unpack(content: bytes) -> Unpacked:
    """Return what is in a winmail.dat; nothing where it is not what it says."""
    found = Unpacked()
    code_page = ""
    for attribute, value in islice(_attributes(content), MOST_ATTRIBUTES):
        if attribute == _CODE_PAGE and len(value) >= 4:  # noqa: PLR2004  # one number
            code_page = f"cp{unpack_from('<I', value)[0]}"
        elif attribute == _BEGIN and len(found.files) < MOST_FILES:
            found.files.append(Packed())
        elif attribute == _BODY:
            found.text = found.text or _text(value, code_page)
        elif attribute == _MESSAGE_PROPERTIES:
            _take_bodies(found, value, code_page)
        elif found.files:
            _take_file(found.files[-1], attribute, value, code_page)
    found.files = [each for each in found.files if each.content]
    for number, each in enumerate(found.files, 1):
        each.name = each.name or f"file-{number}"
    return found


def _take_bodies(found: Unpacked, value: bytes, code_page: str) -> None:
    for name, text in _properties(value):
        if name == _PLAIN:
            found.text = _text(text, code_page)
        elif name == _HTML:
            found.html = _text(text, code_page)


def _take_file(file: Packed, attribute: int, value: bytes, code_page: str) -> None:
    if attribute == _TITLE:
        file.name = file.name or _text(value, code_page)
    elif attribute == _DATA:
        file.content = value
    elif attribute == _FILE_PROPERTIES:
        for name, content in _properties(value):
            if name == _LONG_NAME:
                file.name = _text(content, code_page)
            elif name == _CONTENT_ID:
                file.content_id = _text(content, code_page)
            elif name == _FILE_DATA and not file.content:
                file.content = content


def _text(value: bytes, code_page: str) -> str:
    return decode(value.rstrip(b"\x00"), code_page)[0]


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    try:
        (signature,) = unpack_from("<I", content)
        place = 6
        while signature == _SIGNATURE and place + 9 <= len(content):
            _level, attribute, length = unpack_from("<BII", content, place)
            start = place + 9
            if start + length > len(content):
                return
            yield attribute, content[start : start + length]
            place = start + length + 2
    except struct.error:
        return


def _properties(block: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield name and value of the properties that have text or bytes."""
    try:
        (count,) = unpack_from("<I", block)
        place = 4
        for _number in range(min(count, MOST_PROPERTIES)):
            kind, name = unpack_from("<HH", block, place)
            place = _after_name(block, place + 4) if name & _NAMED else place + 4
            values, place = _values(block, place, kind)
            if values:
                yield name, values[0]
    except (struct.error, KeyError):
        return


def _after_name(block: bytes, place: int) -> int:
    (is_text,) = unpack_from("<I", block, place + 16)
    if not is_text:
        return place + 24
    length: int = unpack_from("<I", block, place + 20)[0]
    return place + 24 + length + -length % 4


def _values(block: bytes, place: int, kind: int) -> tuple[list[bytes], int]:
    base = kind & ~_MANY
    is_long = base in {_TEXT, _WIDE_TEXT, _OBJECT, _BYTES}
    count = 1
    if is_long or kind & _MANY:
        (count,) = unpack_from("<I", block, place)
        place += 4
    if not is_long:
        return [], place + _FIXED[base] * count
    values: list[bytes] = []
    for _number in range(min(count, MOST_PROPERTIES)):
        (length,) = unpack_from("<I", block, place)
        value = block[place + 4 : place + 4 + length]
        if base == _WIDE_TEXT:
            value = value.decode("utf-16-le", "replace").encode("utf-8", "replace")
        values.append(value[16:] if base == _OBJECT else value)
        place += 4 + length + -length % 4
    return values, place
