"""
What reasons say, in four languages: sentences for staff and for the customer.

The sentences stand in `coverage/data/words.toml`; rules name them, so that the same right is said
with the same words wherever it is given.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_date

from aftercare.domain.coverage.policies.reading import read

ARTICLE = re.compile(r"Art\. ([\d–]+)")
ARTICLE_IN = {"zh-hans": r"第 \1 条", "zh-hant": r"第 \1 條"}
LOCALES = {"en": "en", "zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "fil": "fil"}
LANGUAGES = frozenset(LOCALES)
FILE = Path(__file__).parents[1] / "data" / "words.toml"


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """What a rule that fired says to each."""

    staff: dict[str, str]
    customer: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Words:
    """All there is to say."""

    sentences: dict[str, Sentence]
    failed: dict[str, dict[str, str]]
    frames: dict[str, dict[str, str]]
    values: dict[str, dict[str, str]]


WORDS = read(Words, tomllib.loads(FILE.read_text()))
SENTENCES = WORDS.sentences


class _Kept(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def in_words(code: object, language: str) -> str:
    """Return a value of facts as people say it; what is no code is itself."""
    if isinstance(code, bool):
        code = "yes" if code else "no"
    if isinstance(code, date):
        return format_date(code, "long", locale=LOCALES[language])
    if isinstance(code, list):
        return ", ".join(in_words(each, language) for each in code)
    known = WORDS.values.get(str(code))
    return known[language] if known else str(code)


def article_in(article: str, language: str) -> str:
    """Return the name of an article as people write it: `Art. 8` is 第 8 条 in Chinese."""
    said = in_words(article, language)
    pattern = ARTICLE_IN.get(language)
    return ARTICLE.sub(pattern, said) if pattern else said


def filled(text: str, values: dict[str, object]) -> str:
    """Return a sentence with its values in their places."""
    return text.format_map(_Kept(values))
