"""Files that old programs write into the text of a mail, between `begin` and `end`."""

import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from functools import partial

from aftercare.interfaces.gateways.email.reading.encodings import decoded
from aftercare.interfaces.gateways.email.reading.parts import Part

MOST_FILES = 50
LONGEST_LINE = 100
LARGEST_WRAPPED = 20 * 2**20
"""Bytes that are looked at of a text that is wrapped once more, such as in Base64."""

_AS_IT_IS = {"", "7bit", "8bit", "binary"}
# The first sign of a line tells how many bytes are in it. What is taken is never given back, so
# that the longest file takes no longer than its length.
_FILE = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n"
    rb"((?:[!-M][ -`]{1,90}+[ \t]*+\r?\n)++)"
    rb"(?:[ `]?[ \t]*\r?\n)?(?P<end>end[ \t]*(?:\r?\n|\Z))?",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Enclosed:
    """A file within a text; without `end` it was cut off, and there is as much as came."""

    name: bytes
    pieces: Callable[[], Iterator[bytes]]
    is_whole: bool


def without_files(part: Part) -> tuple[Part, list[Enclosed]]:
    """Return a text without the files in it, and the files."""
    text = part.body
    if part.encoding not in _AS_IT_IS:
        text = memoryview(part.content(LARGEST_WRAPPED))
    files: list[Enclosed] = []
    rest: list[memoryview] = []
    place = 0
    for found in _FILE.finditer(text):
        lines = text[found.start(2) : found.end(2)]
        if len(files) == MOST_FILES or not _is_code(bytes(lines[:LONGEST_LINE])):
            continue
        pieces = partial(decoded, lines, "uuencode")
        files.append(Enclosed(found[1].strip(), pieces, is_whole=found["end"] is not None))
        rest.append(text[place : found.start()])
        place = found.end()
    if not files:
        return part, []
    headers = copy(part.headers)
    del headers["content-transfer-encoding"]
    return replace(part, headers=headers, body=memoryview(b"".join([*rest, text[place:]]))), files


def _is_code(lines: bytes) -> bool:
    """Return whether the first line is as long as it says, give or take a sum and lost blanks."""
    first = lines.split(b"\n", 1)[0].rstrip()
    told = (first[0] - 32 + 2) // 3 * 4 + 1
    return told - 3 <= len(first) <= told + 1
