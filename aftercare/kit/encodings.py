"""Bytes of a text file to text, where nobody says in which encoding it is."""

import codecs
import re
from collections.abc import Callable

from charset_normalizer import from_bytes

SAMPLE = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
_ENOUGH = 0.55
_FREQUENT = frozenset(
    "的一是不了在人有我中大为為国國会會公司有限名称稱姓号號编編电電话話地址客户戶联聯系络絡邮郵箱件手机機"
    "备備注註价價格数數量日期型规規产產品单單位物料描述市区區省路街部门門经經理先生小姐女士科技子股份台北上海深圳香港广廣东東"
)


def encoding_of(raw: bytes) -> str:
    """Return the encoding of a file: by its mark, else UTF-8 if it fits, else what reads best."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return encoding
    if raw[:SAMPLE].count(0) > len(raw[:SAMPLE]) // 4:
        return "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
    if _fits(raw, "utf-8"):
        return "utf-8"
    return _chinese(raw[:SAMPLE]) or _any(raw[:SAMPLE])


def _fits(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _chinese(sample: bytes) -> str:
    """
    Return the Chinese encoding in which the sample is made of everyday characters.

    Both encodings keep these on a range of their own, so a few characters are enough.
    """
    scores = {
        "gb18030": _score(sample, "gb18030", _is_common_in_gb),
        "big5hkscs": _score(sample, "big5hkscs", _is_common_in_big5),
    }
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] >= _ENOUGH else ""


def _score(sample: bytes, encoding: str, is_common: Callable[[bytes], bool]) -> float:
    text = sample.decode(encoding, "replace")
    wide = [letter for letter in text if letter > "\u2e80"]
    pairs = [pair for pair in _PAIR.findall(sample) if pair[0] > 0x80]  # noqa: PLR2004  # not ASCII
    if not wide or not pairs:
        return 0.0
    common = sum(map(is_common, (letter.encode(encoding, "ignore") for letter in wide)))
    frequent = sum(letter in _FREQUENT for letter in wide)
    return (common + 2 * frequent) / len(wide) - 4 * text.count("\ufffd") / len(wide)


def _is_common_in_gb(letter: bytes) -> bool:
    return len(letter) == 2 and 0xB0 <= letter[0] <= 0xD7 and letter[1] >= 0xA1  # noqa: PLR2004  # GB 2312, level 1


def _is_common_in_big5(letter: bytes) -> bool:
    return len(letter) == 2 and 0xA4 <= letter[0] <= 0xC6  # noqa: PLR2004  # Big5, level 1


def _any(sample: bytes) -> str:
    best = from_bytes(sample).best()
    guessed = best.encoding if best else "cp1252"
    return "cp1252" if guessed in {"ascii", "latin_1", "cp1250", "utf_8"} else guessed
