"""Outlook's winmail.dat: the files in it. After MS-OXTNEF 2.1.3; nothing else of it is read."""

import struct
from collections.abc import Iterator
from struct import unpack_from

from aftercare.interfaces.gateways.email.reading.charsets import decode

_SIGNATURE = 0x223E9F78
_TITLE = 0x00018010
_DATA = 0x0006800F
_BEGIN = 0x00069002
MOST = 200


def files_in_tnef(content: bytes) -> list[tuple[str, bytes]]:
    """Return name and content of the files; none where it is not what it says."""
    found: list[tuple[str, bytes]] = []
    name, data = "", b""
    for attribute, value in _attributes(content):
        if attribute == _BEGIN:
            if data:
                found.append((name or f"file-{len(found) + 1}", data))
            name, data = "", b""
        elif attribute == _TITLE:
            name = decode(value.rstrip(b"\x00"))[0][:200]
        elif attribute == _DATA:
            data = value
        if len(found) >= MOST:
            break
    if data:
        found.append((name or f"file-{len(found) + 1}", data))
    return found


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
