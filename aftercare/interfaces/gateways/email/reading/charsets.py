"""Bytes to text, whatever their label says."""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "chinese": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "windows-936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big-5": "big5hkscs",
    "x-big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift-jis": "cp932",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "cp50220": "iso2022_jp",
    "cp50221": "iso2022_jp",
    "iso-2022-jp-ms": "iso2022_jp",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "ansi_x3.4-1968": "ascii",
    "us-ascii": "ascii",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "koi8-ru": "koi8_u",
    "unicode-1-1-utf-7": "utf-7",
    "utf8": "utf-8",
    "unicode": "utf-16",
    "8bit": "",
    "unknown-8bit": "",
    "default": "",
    "x-unknown": "",
}
_SHIFTED = {"utf-7", "hz", "iso2022_jp", "iso2022_jp_2", "iso2022_kr", "utf-16", "utf-32"}
_SHIFTED |= {"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "iso2022_jp_ext", "iso2022_jp_1"}
_WIDE = {"gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "johab", "euc_jis_2004"}
_NARROW = {"ascii", "cp1252"}
"""Labels that are written on anything, because they are the default of somebody's software."""
_SAMPLE = 20_000
_GUESSED = 2_000
_LONGEST_LETTER = 4

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_LONG_RUN = re.compile(rb"[\x80-\xff]{3,}")
_BEYOND_LATIN = re.compile(r"[\u0800-\U0010ffff]")
_JIS = re.compile(rb"\x1b(\$[@B]|\$\(D|\([BJI])")


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
    charset = known_charset(label)
    shifted = _shift_of(raw, charset)
    if shifted or not raw:
        return _shifted(raw, shifted) if raw else ("", False)
    as_utf8 = _strictly(raw, "utf-8", is_meant=charset == "utf-8")
    if as_utf8 is not None and not (charset in _WIDE and _is_rather(raw, as_utf8, charset)):
        return clean(as_utf8), False
    return _as_labelled(raw, charset)


def _shift_of(raw: bytes, charset: str) -> str:
    """Return the charset of text in which some bytes change the meaning of the next, or ""."""
    if charset in _SHIFTED:
        return charset
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "iso2022_jp" if _JIS.search(raw, 0, _SAMPLE) else ""


def _as_labelled(raw: bytes, charset: str) -> tuple[str, bool]:
    if charset and charset not in _NARROW:
        text = _strictly(raw, charset)
        if text is not None:
            better = _other_chinese(raw, charset)
            return clean(raw.decode(better, "replace") if better else text), bool(better)
    elif charset == "cp1252" and not _LONG_RUN.search(raw, 0, _SAMPLE):
        return clean(raw.decode("cp1252", "replace")), False
    return clean(_guess(raw, charset)), True


def _is_rather(raw: bytes, as_utf8: str, charset: str) -> bool:
    """Return whether short text in a wide charset only looks like UTF-8: 谢谢 is "лл" in it."""
    return not _BEYOND_LATIN.search(as_utf8) and (_strictly(raw, charset) or as_utf8) != as_utf8


def _strictly(raw: bytes, charset: str, *, is_meant: bool = True) -> str | None:
    """Return text that fits a charset; half a character at its end is forgiven."""
    try:
        return raw.decode(charset)
    except UnicodeDecodeError as problem:
        start = problem.start
        is_cut = problem.end >= len(raw) and 0 <= len(raw) - start <= _LONGEST_LETTER
        if is_cut and ("end of data" in problem.reason or "incomplete" in problem.reason):
            text = raw[:start].decode(charset, "ignore")
            return text if text and (is_meant or not text.isascii()) else None
        return None
    except ValueError:
        return None


def _shifted(raw: bytes, charset: str) -> tuple[str, bool]:
    if charset == "utf-7" and not raw.isascii():  # never UTF-7, which is seven bits wide
        return decode(raw)
    text = _strictly(raw, charset)
    if text is None and charset.startswith("iso2022_jp"):
        text = _windows_jis(raw)
    if text is None:
        return clean(raw.decode(charset, "replace")), True
    return clean(text), False


def _windows_jis(raw: bytes) -> str:
    """Return ISO-2022-JP with what only Windows has in it: ①, ㈱ and half-width kana."""
    out: list[str] = []
    place, shift = 0, b"(B"
    for match in _JIS.finditer(raw):
        out.append(_jis_piece(raw[place : match.start()], shift))
        place, shift = match.end(), match[1]
    out.append(_jis_piece(raw[place:], shift))
    return "".join(out)


def _jis_piece(piece: bytes, shift: bytes) -> str:
    if shift == b"(I":
        return bytes(byte | 0x80 for byte in piece).decode("cp932", "replace")
    if not shift.startswith(b"$"):
        return piece.decode("ascii", "replace")
    pairs = bytearray()
    for first, second in zip(piece[::2], piece[1::2], strict=False):
        row = (first - 0x21) // 2 + (0x81 if first < 0x5F else 0xC1)  # noqa: PLR2004  # JIS X 0208
        odd = second + (0x1F if second < 0x60 else 0x20)  # noqa: PLR2004
        pairs += bytes(((row & 0xFF), (odd if first % 2 else second + 0x7E) & 0xFF))
    return pairs.decode("cp932", "replace")


def _guess(raw: bytes, charset: str) -> str:
    sample = raw[:_SAMPLE]
    is_default = charset in {"", "utf-8", *_NARROW}
    for candidate in [] if charset == "cp1252" else [charset if not is_default else "utf-8"]:
        text = raw.decode(candidate, "replace")
        broken = text.count("\ufffd")
        if broken * 50 <= len(text) and (not is_default or len(text) < len(raw) - broken):
            return text  # some broken bytes in a good text
    if not _LONG_RUN.search(sample):  # letters with accents stand alone
        return raw.decode("cp1252", "replace")
    guessed = _likely_chinese(sample, 1.2) or _likely_cyrillic(sample)
    if not guessed and charset != "cp1252":
        best = from_bytes(_around_runs(sample)).best()
        guessed = _likely_chinese(sample, 1.0) or (best.encoding if best else "")
    return raw.decode(known_charset(guessed) or "cp1252", "replace")


def _likely_cyrillic(sample: bytes) -> str:
    """Return the charset in which the sample is full of the commonest Russian letters."""
    high = len(sample) - len(sample.decode("ascii", "ignore"))
    scores = {
        charset: sum(letter in _FREQUENT_CYRILLIC for letter in sample.decode(charset, "ignore"))
        for charset in ("cp1251", "koi8_r", "iso8859_5", "cp866")
    }
    best = max(scores, key=lambda charset: scores[charset])
    return best if scores[best] >= 0.4 * high else ""  # two thirds in Russian


def _around_runs(sample: bytes) -> bytes:
    """Return what is worth the time of a thorough guess."""
    run = _LONG_RUN.search(sample)
    start = max(run.start() - 200, 0) if run else 0
    return sample[start : start + _GUESSED]


def _other_chinese(raw: bytes, charset: str) -> str:
    """Return the other Chinese charset when text labelled with one plainly reads in it."""
    other = {"gb18030": "big5hkscs", "big5hkscs": "gb18030"}.get(charset, "")
    sample = raw[:_SAMPLE]
    high = len(sample) - len(sample.decode("ascii", "ignore"))
    if not other or high < 12:  # noqa: PLR2004  # six characters
        return ""
    return other if _score(sample, other) > _score(sample, charset) + 0.5 else ""


def _likely_chinese(sample: bytes, least: float) -> str:
    """Return gb18030, big5 or Shift JIS when the sample reads as common text in one of them."""
    scores = {charset: _score(sample, charset) for charset in ("gb18030", "big5hkscs", "cp932")}
    best = max(scores, key=lambda charset: scores[charset])
    return best if scores[best] >= least else ""


def _score(sample: bytes, charset: str) -> float:
    text = sample.decode(charset, "ignore")
    wide = [letter for letter in text if letter > "\u2e80"]
    common = sum(
        "\u4e00" <= letter <= "\u9fff" or letter in "，。、：！？（）“”" for letter in wide
    )
    lost = len(sample) - len(text.encode(charset, "ignore"))
    frequent = sum(letter in _FREQUENT for letter in wide)
    return (common + 3 * frequent) / (len(wide) or 1) - lost / len(sample) * 4


_FREQUENT = frozenset(
    "的一是不了在人有我他这這个個们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "這們來為國說時會對過發後裡您好请請问问谢謝电電视視机機屏幕維维修客户戶產产品質质量の是にをはがで"
)


_FREQUENT_CYRILLIC = frozenset("оеаинтслрв")


def clean(text: str) -> str:
    """Return text without what no database or screen should see; lines end as in Unix."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    return unicodedata.normalize("NFC", _HIDDEN.sub("", text))
