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
from string import Formatter

from babel.dates import format_date

from aftercare.domain.coverage.policies.reading import read

ARTICLE = re.compile(r"(?:(?<![\d/])(\d{4}) )?Art\. ([\d–]+)")
ARTICLE_IN = {"zh-hans": "第 {} 条", "zh-hant": "第 {} 條"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
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


def in_words(code: object, language: str) -> str:
    """Return a value of facts as people say it; what is no code is itself."""
    if isinstance(code, bool):
        code = "yes" if code else "no"
    if isinstance(code, date):
        return format_date(code, "long", locale=LOCALES[language])
    if isinstance(code, list):
        comma = "、" if language in ARTICLE_IN else ", "
        return comma.join(in_words(each, language) for each in code)
    known = WORDS.values.get(str(code))
    return known[language] if known else str(code)


def article_in(article: str, language: str) -> str:
    """Return the name of an article as people write it: `Art. 8` is 第 8 条 in Chinese."""
    said = in_words(article, language)
    pattern = ARTICLE_IN.get(language)
    if not pattern:
        return said

    def written(found: re.Match[str]) -> str:
        year = f"{found[1]} 年" if found[1] else ""
        return year + pattern.format(found[2])

    return ARTICLE.sub(written, said)


def filled(text: str, values: dict[str, object]) -> str:
    """
    Return a sentence with its values in their places; what has no value stays as it is written.

    Between Chinese characters stands no blank: 自 2026年1月1日 ends in one, `1 次` does not.
    """
    said = ""
    for literal, name, _spec, _conversion in Formatter().parse(text):
        said = _joined(said, literal)
        if name is not None:
            said = _joined(said, str(values.get(name, "{" + name + "}")))
    return said


def _joined(one: str, other: str) -> str:
    if one.endswith(" ") and CHINESE.match(one[-2:-1]) and CHINESE.match(other):
        one = one[:-1]
    if other.startswith(" ") and CHINESE.match(one[-1:]) and CHINESE.match(other[1:]):
        other = other[1:]
    return one + other
