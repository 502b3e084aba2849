"""Bytes to text, whatever their label says."""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "hz-gb-2312": "hz",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "ansi_x3.4-1968": "ascii",
    "us-ascii": "ascii",
    "shift-jis": "cp932",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "x-mac-roman": "mac_roman",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "unicode-1-1-utf-7": "utf-7",
    "utf8": "utf-8",
    "8bit": "",
    "unknown-8bit": "",
    "default": "",
    "iso-8859-8-i": "iso-8859-8",
}
_TRUSTED_WHEN_IT_FITS = "utf-8"
_SAMPLE = 20_000

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def known_charset(label: str) -> str:
    """Return the codec for a label, in its wider form (gb2312 is read as gb18030), or ""."""
    name = label.strip(" \t\r\n\"'<>;").lower()[:40]
    name = _ALIASES.get(name, name)
    try:
        codec = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    return codec.name if codec and codec._is_text_encoding else ""  # noqa: SLF001  # no other way


def decode(raw: bytes, label: str = "") -> tuple[str, bool]:
    """
    Return the text of `raw`, and whether its charset had to be guessed.

    UTF-8 that fits is UTF-8, whatever the label says: hardly anything else looks like it. The
    label counts next; if it does not fit, the charset is guessed from the bytes.
    """
    if not raw:
        return "", False
    charset = known_charset(label)
    for candidate in dict.fromkeys([*_first_guesses(raw, charset), charset]):
        if not candidate:
            continue
        try:
            return clean(raw.decode(candidate)), False
        except UnicodeDecodeError as problem:
            if problem.reason == "unexpected end of data" and problem.end == len(raw):
                return clean(raw[: problem.start].decode(candidate, "ignore")), False
        except ValueError:
            continue
    return clean(_guess(raw, charset)), True


def _first_guesses(raw: bytes, charset: str) -> list[str]:
    if charset in {"utf-7", "hz", "iso2022_jp", "iso2022_jp_2", "iso2022_kr", "utf-16", "utf-32"}:
        return []
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if b"\x1b$" in raw[:_SAMPLE] or b"\x1b(" in raw[:_SAMPLE]:
        return ["iso2022_jp"]
    return [_TRUSTED_WHEN_IT_FITS]


def _guess(raw: bytes, charset: str) -> str:
    sample = raw[:_SAMPLE]
    if charset and charset not in {"ascii", "cp1252", "utf-8"}:
        text = raw.decode(charset, "replace")
        if text.count("\ufffd") * 50 <= len(text):  # some broken bytes in a good text
            return text
    guessed = _likely_chinese(sample)
    if not guessed:
        best = from_bytes(sample).best()
        guessed = best.encoding if best else "cp1252"
    return raw.decode(known_charset(guessed) or "cp1252", "replace")


def _likely_chinese(sample: bytes) -> str:
    """Return gb18030 or big5 when the sample reads as common Chinese in one of them."""
    if sum(byte > 0x7F for byte in sample) < 4:  # noqa: PLR2004  # two characters say nothing
        return ""
    scores = {}
    for charset in ("gb18030", "big5hkscs", "cp932"):
        text = sample.decode(charset, "ignore")
        wide = [letter for letter in text if letter > "\u2e80"]
        common = sum(
            "\u4e00" <= letter <= "\u9fff" or letter in "，。、：！？（）“”" for letter in wide
        )
        lost = len(sample) - len(text.encode(charset, "ignore"))
        frequent = sum(letter in _FREQUENT for letter in wide)
        scores[charset] = (common + 3 * frequent) / (len(wide) or 1) - lost / len(sample) * 4
    best = max(scores, key=lambda charset: scores[charset])
    return best if scores[best] >= 1 else ""


_FREQUENT = frozenset(
    "的一是不了在人有我他这这個个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "這們來為國說時會對過發後裡您好請请問问謝谢電电視视機机屏幕維维修客戶户產产品質质量の是にをはがで"
)


def clean(text: str) -> str:
    """Return text without what no database or screen should see; lines end as in Unix."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    return unicodedata.normalize("NFC", _HIDDEN.sub("", text))
