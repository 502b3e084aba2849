"""What a file is called and what it shows, whatever its sender says."""

import re
import unicodedata

import puremagic

HEAD = 8192
"""Bytes that are looked at to tell what a file is."""


def type_of(head: bytes) -> str:
    """Return the media type that the first bytes of a file show."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError, IndexError):
        found = []
    for match in found:
        if match.mime_type and match.confidence >= 0.3:  # noqa: PLR2004  # its word for likely
            return str(match.mime_type).casefold()
    return "text/plain" if _is_text(head) else "application/octet-stream"


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head[: HEAD - 4].decode()
    except UnicodeDecodeError:
        return False
    return not head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<svg", b"<script"))


def tidy_name(name: str) -> str:
    """Return a file name without path, control characters and tricks of direction."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(
        letter for letter in name if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co"}
    )
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 10:  # noqa: PLR2004  # longer, it is no ending
        return f"{stem[:180]}.{ending}"
    return name[:190] or "file"
