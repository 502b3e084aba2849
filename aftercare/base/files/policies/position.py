"""
Where a photo was taken is the business of who took it.

The place is blanked where it stands, and nothing moves: no pixel is decoded, so photos of any
size lose it, and containers no library of ours reads (HEIC, AVIF) do as well as JPEG, PNG,
WebP and TIFF. Turned photos stay turned.
"""

import re
from collections.abc import Iterator
from mmap import mmap
from struct import error, pack_into, unpack_from
from zlib import crc32

Photo = bytearray | mmap

GPS = 0x8825
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of a value, by its type."""
MOST_ENTRIES, MOST_DIRECTORIES = 512, 8

PNG = b"\x89PNG\r\n\x1a\n"
IN_XML = re.compile(
    rb"""[\w-]+:GPS\w*\s*=\s*(?:"[^"]*"|'[^']*')|<([\w-]+:GPS\w*)[^<>]*>[^<>]*</\1\s*>""",
    re.IGNORECASE,
)
PACKED = (b"Raw profile type ", b"XML:com.adobe.xmp\x00\x01")
"""Texts of a PNG in which a place may be hidden by packing."""


def blank_position(photo: Photo) -> None:
    """Blank the place in all metadata of `photo`; also in the small pictures inside it."""
    for mark in (b"II*\x00", b"MM\x00*"):
        for start in _found(photo, mark):
            _blank_exif(photo, start)
    for start in _found(photo, b"<rdf:RDF"):
        _blank_xml(photo, start)
    if photo[: len(PNG)] == PNG:
        _mend_png(photo)


def _found(photo: Photo, mark: bytes) -> Iterator[int]:
    start = photo.find(mark)
    while start >= 0:
        yield start
        start = photo.find(mark, start + 1)


def _blank_exif(photo: Photo, start: int) -> None:
    # Such bytes also occur by chance, so nothing is written before all of it makes sense.
    order = "<" if photo[start] == ord("I") else ">"
    try:
        (directory,) = unpack_from(f"{order}I", photo, start + 4)
        for _ in range(MOST_DIRECTORIES):
            entries, following = _entries(photo, start, directory, order)
            for tag, kind, count, value in entries:
                if tag == GPS and (kind, count) in {(4, 1), (13, 1)}:
                    _blank_directory(photo, start, value, order)
            if not following:
                return
            directory = following
    except error:
        return


Entry = tuple[int, int, int, int]


def _entries(photo: Photo, start: int, directory: int, order: str) -> tuple[list[Entry], int]:
    place = start + directory
    (count,) = unpack_from(f"{order}H", photo, place)
    if not 0 < count <= MOST_ENTRIES:
        return [], 0
    entries = [unpack_from(f"{order}HHII", photo, place + 2 + 12 * n) for n in range(count)]
    if any(kind not in SIZES for _tag, kind, _count, _value in entries):
        return [], 0
    (following,) = unpack_from(f"{order}I", photo, place + 2 + 12 * count)
    return entries, following


def _blank_directory(photo: Photo, start: int, directory: int, order: str) -> None:
    entries, _following = _entries(photo, start, directory, order)
    for _tag, kind, count, value in entries:
        if (size := SIZES[kind] * count) > 4:  # noqa: PLR2004  # else it stands in the entry
            _fill(photo, start + value, size, b"\x00")
    _fill(photo, start + directory, 2 + 12 * len(entries), b"\x00")


def _blank_xml(photo: Photo, start: int) -> None:
    end = photo.find(b"</rdf:RDF>", start)
    text = photo[start : end if end > 0 else len(photo)]
    for match in IN_XML.finditer(text):
        _fill(photo, start + match.start(), match.end() - match.start(), b" ")


def _fill(photo: Photo, start: int, size: int, what: bytes) -> None:
    end = min(start + size, len(photo))
    photo[start:end] = what * max(0, end - start)


def _mend_png(photo: Photo) -> None:
    place = len(PNG)
    while place + 12 <= len(photo):
        (size,) = unpack_from(">I", photo, place)
        kind, end = bytes(photo[place + 4 : place + 8]), place + 8 + size
        if end + 4 > len(photo):
            return
        if kind in {b"zTXt", b"iTXt", b"tEXt"} and photo[place + 8 : end].startswith(PACKED):
            photo[place + 4 : end] = b"tEXtComment\x00".ljust(size + 4)
        if kind in {b"eXIf", b"zTXt", b"iTXt", b"tEXt"}:
            pack_into(">I", photo, end, crc32(photo[place + 4 : end]))
        place = end + 4
