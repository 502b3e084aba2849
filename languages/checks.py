"""What may be wrong with a translation, said in words."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from languages.catalogs import messages_of
from languages.extraction import Text

PLACEHOLDER = re.compile(r"%\(\w+\)[srd]|%[srd]|\{\w*\}")
TAG = re.compile(r"</?[a-z]+[^>]*>")
SENTENCE = re.compile(r"\w{5}\.$|\s\S+\.$")
HAN = r"[\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"(?<={HAN})[,;:?!.](?={HAN}|\s|$)|(?<={HAN})[()]|[()](?={HAN})")
CHARACTERS_OF = {"zh_Hans": "gb2312", "zh_Hant": "big5"}
"""The sets of characters that hold the one way of writing but not the other."""
WITH_ROOM = ("、", "，", "：")
"""Signs that bring the space behind them along."""
FULL_STOP = {"fil": (".",), "zh_Hans": ("。",), "zh_Hant": ("。",)}


def troubles_of(catalog: Catalog, language: str) -> list[str]:
    """Return what is wrong with what `catalog` says."""
    return [
        f"{text.one!r} → {said!r}: {trouble}"
        for text, message in messages_of(catalog)
        for said in forms_of(message)
        if said
        for trouble in _troubles(text, said, language)
    ]


def forms_of(message: Message) -> tuple[str, ...]:
    """Return how a text is said: once, or once for each kind of number."""
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def _troubles(text: Text, said: str, language: str) -> Iterator[str]:
    if _placeholders(said) not in _placeholders_allowed(text):
        yield "other placeholders"
    if sorted(TAG.findall(said)) not in (sorted(TAG.findall(text.one)), TAG.findall(text.many)):
        yield "other tags"
    if _edges(said) != _edges(text.one) and not said.endswith(WITH_ROOM):
        yield "other space around it"
    if SENTENCE.search(text.one):
        if not said.endswith((*FULL_STOP[language], "！", "!")):
            yield "a sentence without its end"
    elif said.endswith("。") and not text.one.endswith("."):
        yield "an end that the source has not"
    if language in CHARACTERS_OF:
        if HALF_WIDTH.search(said):
            yield "punctuation of half width"
        if foreign := _characters_beyond(CHARACTERS_OF[language], said):
            yield f"characters of the other way of writing: {foreign}"


def _placeholders(said: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(said))


def _placeholders_allowed(text: Text) -> list[list[str]]:
    return (
        [_placeholders(text.one), _placeholders(text.many)]
        if text.many
        else [_placeholders(text.one)]
    )


def _edges(said: str) -> tuple[str, str]:
    return said[: len(said) - len(said.lstrip())], said[len(said.rstrip()) :]


def _characters_beyond(encoding: str, said: str) -> str:
    han = "".join(re.findall(HAN, said))
    return "".join(sign for sign in han if not sign.encode(encoding, "ignore"))
