"""How messages are put together into conversations, and cut apart for channels."""

import re
import unicodedata
from collections.abc import Callable, Iterable

_PREFIX = re.compile(
    r"^\s*(?:re|aw|antw|sv|vs|odp|ynt|rif|res|rv|fwd?|wg|tr|enc|回复|回覆|答复|答覆|转发|轉寄|轉發|返信|転送|tugon)"
    r"\s*(?:\[\d+\])?\s*[:：]\s*",
    re.IGNORECASE,
)

LONGEST_BASE = 490
"""Signs of a subject that count: with “Re:” before them they fit into a row."""


def base_subject(subject: str) -> tuple[str, bool]:
    """Return a subject without “Re:” and its like, and whether there was one."""
    rest, answered = subject[:500], False
    while match := _PREFIX.match(rest):
        rest, answered = rest[match.end() :], True
    return " ".join(rest.split())[:LONGEST_BASE].rstrip(), answered


def reply_subject(subject: str) -> str:
    """Return the subject of an answer: one “Re:”, however often it went back and forth."""
    base, _answered = base_subject(subject)
    return f"Re: {base}" if base else "Re:"


def without_suffix(address: str) -> str:
    """Return an address as it is whatever was added to it behind a plus, such as a secret."""
    local, _at, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def parts_of(text: str, most: int | None, measure: Callable[[str], int] = len) -> list[str]:
    """Return a text in parts that a channel takes, cut where one draws breath, never in a sign."""
    if most is None or measure(text) <= most:
        return [text]
    parts: list[str] = []
    part, size = "", 0
    for sign in _signs(text):
        if part and size + measure(sign) > most:
            end = _breath(part)
            parts.append(part[:end].strip())
            part = part[end:].lstrip()
            size = measure(part)
        part += sign
        size += measure(sign)
    return [each for each in [*parts, part.strip()] if each]


def _breath(part: str) -> int:
    """Return where to cut: after the last paragraph, line, sentence or word that is not early."""
    for mark in ("\n\n", "\n", "。", ". ", "，", " "):
        place = part.rfind(mark)
        if place > len(part) // 2:
            return place + len(mark)
    return len(part)


def _signs(text: str) -> Iterable[str]:
    """Yield what a reader takes for one sign: 👨‍👩‍👧 is seven characters, a flag two."""
    sign = ""
    for letter in text:
        if sign and not _belongs(letter, sign):
            yield sign
            sign = ""
        sign += letter
    if sign:
        yield sign


def _belongs(letter: str, sign: str) -> bool:
    if unicodedata.category(letter) in {"Mn", "Me", "Mc"} or letter == "\u200d":
        return True
    if sign[-1] == "\u200d" or "\U0001f3fb" <= letter <= "\U0001f3ff":
        return True
    return _is_flag(letter) and len(sign) == 1 and _is_flag(sign)


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
