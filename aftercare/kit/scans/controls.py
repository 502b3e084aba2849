"""Control characters that a label was printed with, and what keyboards make of them."""

import re
import unicodedata

EOT, FS, GS, RS, US = "\x04", "\x1c", "\x1d", "\x1e", "\x1f"

_NAMES = {"EOT": EOT, "FS": FS, "GS": GS, "RS": RS, "US": US, "FNC1": GS, "F1": GS}
_CODES = {"04": EOT, "1C": FS, "1D": GS, "1E": RS, "1F": US}
_PICTURES = str.maketrans({0x2400 + ord(char): char for char in (EOT, FS, GS, RS, US)})
_CARETS = {"^D": EOT, "^\\": FS, "^]": GS, "^^": RS, "^_": US}

_NAMED = re.compile(r"<(\w{2,4})>|\{(\w{2,4})\}|\[(EOT|FS|GS|RS|US|FNC1)\]", re.IGNORECASE)
_ESCAPED = re.compile(r"(?:\\x|\\u00|<0x|%|~d0|\\0)(04|1c|1d|1e|1f)>?", re.IGNORECASE)
_CARET = re.compile(r"\^[D\\\]^_]")
_UNWANTED = re.compile(r"[\x00-\x03\x05-\x1b\x7f\ufeff\u200b-\u200f]")


def restore(text: str) -> str:
    r"""
    Return the characters of a label as they were printed.

    A scanner that types like a keyboard turns control characters into `^]`, `␝`, `<GS>`,
    `\x1d` or nothing; an input method for Chinese makes full-width signs of brackets.
    What no label can hold is left out.
    """
    text = unicodedata.normalize("NFKC", text).translate(_PICTURES)
    text = _NAMED.sub(_named, text)
    text = _ESCAPED.sub(lambda match: _CODES[match[1].upper()], text)
    if "[)>" in text or text.startswith("]"):  # elsewhere a caret may be meant
        text = _CARET.sub(lambda match: _CARETS[match[0]], text)
    return _UNWANTED.sub("", text).strip(" ")


def _named(match: re.Match[str]) -> str:
    name = match[1] or match[2] or match[3]
    return _NAMES.get(name.upper(), match[0])
