"""What counts as a word. Documents and questions go through the same functions."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_TABLE = files("aftercare.base.search").joinpath("data/simplified.txt").read_text(encoding="utf-8")
SIMPLIFIED = str.maketrans(*_TABLE.split())
_TRADITIONAL: dict[int, str] = {}
for _traditional, _simplified in SIMPLIFIED.items():
    _TRADITIONAL[_simplified] = _TRADITIONAL.get(_simplified, "") + chr(_traditional)

_CJK = "々〇ぁ-ヿㇰ-ㇿ㐀-䶿一-鿿가-힯豈-﫿\U00020000-\U0003134f"
_LETTER = rf"[^\W_{_CJK}]"
_RUN = re.compile(rf"(?P<cjk>[{_CJK}]+)|{_LETTER}+(?:[-_/.@'’:]+{_LETTER}+)*")
_PART = re.compile(r"\d+|[^\W\d_]+")
_ACCENT = re.compile("[\u0300-\u036f]")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

LONGEST_TERM = 60
MOST_PARTS = 12  # of one word: nobody looks for the thirteenth part of a pasted hash
SHORTEST_CODE = 3

_ENGLISH = (
    "a an and are as at be but by can do does for from had has have he her his how i if in is it "
    "its me my not of on or our she so that the their them then there they this to was we were "
    "what when where which who why will with would you your"
)
_FILIPINO = (
    "akin ako aming amin ang ano at ay ba dahil din daw hindi ito iyon ka kami kayo ko kung mga "
    "mo na naman namin natin ng nga ni nila nito niya nyo oo pa para pero po rin sa sila siya "
    "tayo yung"
)
STOP_WORDS = frozenset(f"{_ENGLISH} {_FILIPINO}".split())


class Token(NamedTuple):
    """One term of a text: its place among the words, and where it stands in the text."""

    term: str
    position: int
    start: int
    end: int


class Word(NamedTuple):
    """A word between spaces: its parts (`mb`, `5500`) and the whole without separators."""

    parts: tuple[str, ...]
    whole: str

    @property
    def is_code(self) -> bool:
        """Return whether this looks like a serial, part or order number."""
        return len(self.whole) >= SHORTEST_CODE and any(char.isdecimal() for char in self.whole)


def clean(text: str) -> str:
    """Return `text` composed (NFKC) and without what a database refuses."""
    return unicodedata.normalize("NFKC", _UNWANTED.sub(" ", text))


def fold(text: str) -> str:
    """Return `text` without case, accents and the difference of Chinese scripts."""
    folded = text.casefold()
    if not folded.isascii():
        plain = _ACCENT.sub("", unicodedata.normalize("NFD", folded))
        folded = unicodedata.normalize("NFKC", plain).translate(SIMPLIFIED)
    return folded


def in_any_script(word: str) -> str:
    """Return a regular expression for `word`, for PostgreSQL too, in either Chinese script."""
    simplified = clean(word).translate(SIMPLIFIED)
    alike = ((char, _TRADITIONAL.get(ord(char), "")) for char in simplified)
    return "".join(f"[{char}{others}]" if others else re.escape(char) for char, others in alike)


def stem(word: str) -> str:
    """Return an English word without its commonest endings; anything else as it is."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():  # noqa: PLR2004  # tv, usb
        return word
    root = word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        root = word[:-1]
    for ending in ("ing", "ed"):
        if root.endswith(ending) and len(root) - len(ending) >= 3:  # noqa: PLR2004  # bring, need
            root = root.removesuffix(ending)
            doubled = root[-1] == root[-2] and root[-1] not in "lsz"
            return root[:-1] if doubled else root
    return root.removesuffix("e") if len(root) > 4 else root  # noqa: PLR2004  # case, wire


@lru_cache(maxsize=100_000)
def word_of(run: str) -> Word:
    """Return the parts and the whole of one run of letters, digits and separators."""
    parts = _PART.findall(fold(run[: 4 * LONGEST_TERM]))
    return Word(
        tuple(part[:LONGEST_TERM] for part in parts[:MOST_PARTS]), "".join(parts)[:LONGEST_TERM]
    )


def tokens(text: str) -> list[Token]:
    """
    Return the terms of a text that went through `clean`.

    Chinese, Japanese and Korean: each character and each pair. Other scripts: each
    word, stemmed; what has several parts (`T-CON`, `STM32F103`) by its parts and as a
    whole. Stop words keep their place but are left out.
    """
    found: list[Token] = []
    position = 1
    for run in _RUN.finditer(text):
        start, end = run.span()
        if run["cjk"]:
            found += _characters(run[0], start, position)
            position += end - start
            continue
        word = word_of(run[0])
        if len(word.parts) > 1:
            found.append(Token(word.whole, position, start, end))
            found += [Token(stem(p), position + i, start, end) for i, p in enumerate(word.parts)]
        elif word.whole not in STOP_WORDS:
            found += [Token(stem(word.whole), position, start, end)] if word.parts else []
        position += max(1, len(word.parts))
    return found


def _characters(run: str, start: int, position: int) -> Iterator[Token]:
    folded = run.translate(SIMPLIFIED)
    for i, character in enumerate(folded):
        yield Token(character, position + i, start + i, start + i + 1)
        if i + 1 < len(folded):
            yield Token(folded[i : i + 2], position + i, start + i, start + i + 2)


def telling(terms: Iterable[str]) -> list[str]:
    """Leave out single CJK characters where a pair contains them: they are everywhere."""
    asked = list(terms)
    pairs = {character for each in asked if len(each) == 2 for character in each}  # noqa: PLR2004  # a pair
    return [each for each in asked if len(each) > 1 or each not in pairs]


def runs(text: str) -> list[tuple[str, bool]]:
    """Return what stands between spaces and changes of script, and whether it is CJK."""
    return [(run[0], bool(run["cjk"])) for run in _RUN.finditer(text)]


def words(text: str) -> list[Word]:
    """Return the words of a text that are not written in CJK, also the stop words."""
    return [word_of(run) for run, cjk in runs(text) if not cjk]


def code_key(code: str) -> str:
    """Return by what a number is looked up, however it is written."""
    return "".join(word.whole for word in words(code))[:60]


def codes(text: str, most: int = 200) -> list[str]:
    """Return what looks like a number of a unit, part or order, each once, the first `most`."""
    found: dict[str, None] = {}
    for word in words(text):
        if word.is_code:
            found[word.whole] = None
            if len(found) == most:
                break
    return list(found)


def grams(code: str) -> list[str]:
    """Return every three characters in a row, each once."""
    return list(dict.fromkeys(code[i : i + 3] for i in range(len(code) - 2)))
