"""What bodies are wrapped in on their way: Base64, quoted-printable, uuencode; piece by piece."""

from binascii import Error as BadCode
from binascii import a2b_base64, a2b_qp, a2b_uu
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from typing import BinaryIO

PIECE = 2**20
"""Bytes of a body that are unwrapped at a time."""

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NO_BASE64 = bytes(set(range(256)) - set(_BASE64))
_UUENCODED = {"x-uuencode", "uuencode", "x-uue", "uue"}


def decoded(body: memoryview, encoding: str) -> Iterator[bytes]:
    """Yield a body as it was before it was wrapped; an unknown encoding counts as none."""
    if encoding == "base64":
        return _from_base64(body)
    if encoding == "quoted-printable":
        return (a2b_qp(piece) for piece in _lines(body))
    if encoding in _UUENCODED:
        return (_from_uuencode(piece) for piece in _lines(body))
    return (bytes(piece) for piece in _cut(body))


def _cut(body: memoryview) -> Iterator[memoryview]:
    for place in range(0, len(body), PIECE):
        yield body[place : place + PIECE]


def _lines(body: memoryview) -> Iterator[bytes]:
    """Yield pieces that end where a line ends."""
    rest = b""
    for piece in _cut(body):
        whole = rest + piece
        end = whole.rfind(b"\n") + 1
        if not end and len(whole) > PIECE:  # no line at all; a sign may not be cut in two
            end = whole.rfind(b"=", len(whole) - 3)
            end = end if end > 0 else len(whole)
        yield whole[:end]
        rest = whole[end:]
    yield rest


def _from_base64(body: memoryview) -> Iterator[bytes]:
    """Yield what is in the code; what follows its end was put there by others, such as a list."""
    rest = b""
    for piece in _cut(body):
        letters, *after = (rest + bytes(piece).translate(None, _NO_BASE64)).split(b"=", 1)
        if after:
            yield _padded(letters)
            return
        whole = len(letters) // 4 * 4
        yield a2b_base64(letters[:whole])
        rest = letters[whole:]
    yield _padded(rest)


def _padded(letters: bytes) -> bytes:
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return a2b_base64(letters + b"=" * (-len(letters) % 4))


def _from_uuencode(body: bytes) -> bytes:
    found = []
    for line in body.split(b"\n"):
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        told = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            found.append(a2b_uu(line.rstrip(b"\r")[:told]))  # some programs add a sum
        except BadCode:
            continue
    return b"".join(found)


def stream(pieces: Iterator[bytes]) -> BinaryIO:
    """Return pieces as a file that can be read once."""
    return BufferedReader(_Pieces(pieces), PIECE)


class _Pieces(RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview", /) -> int:  # type: ignore[override]  # a reader gives no other
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
