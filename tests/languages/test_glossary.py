"""One word for one thing: the words the glossary binds are those the screens say."""

import re

import pytest

from languages.catalogs import LANGUAGES, catalog_of, messages_of
from languages.checks import forms_of
from languages.extraction import ROOT

COLUMNS = {"zh_Hans": 2, "zh_Hant": 3, "fil": 4}
NO_WORDS = re.compile(
    r"%\(\w+\)s|\{\w+\}|\w+:\S+|\bin case\b"
    r"|\b(we|now|or|to|sell,) promise\b|\bpromise a\b|\bunit repair\b",
    re.IGNORECASE,
)
"""Placeholders, what is typed into the search, and what only looks like one of the words."""


def rows():
    lines = (ROOT / "docs" / "glossary.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if len(row) == 5 and row[0] != "English" and "---" not in row[0]]


def bound_words(language):
    return {
        row[0].removesuffix("•").strip().removeprefix("to "): row[COLUMNS[language]]
        for row in rows()
        if row[0].endswith("•")
    }


def _begins(bound):
    # A Filipino word of another spelling may hold it: yunit is not unit.
    return r"\b" if bound.isascii() else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bound_word_is_said_with_its_word(language):
    texts = [
        (text, NO_WORDS.sub("", text.one).lower(), forms_of(message))
        for text, message in messages_of(catalog_of(language))
    ]
    strays = [
        f"{text.one!r} → {said!r}: {word} is {bound}"
        for word, bound in bound_words(language).items()
        for text, words, forms in texts
        if word.lower() in words and re.search(rf"\b{word.lower()}(s|es)?\b", words)
        for said in forms
        if not re.search(rf"{_begins(bound)}{re.escape(bound.lower())}", said.lower())
    ]
    assert strays == []


def test_every_word_is_there_once_in_all_languages():
    words = [row[0].removesuffix("•").strip() for row in rows()]

    assert sorted(words) == sorted(set(words))
    assert [row[0] for row in rows() if not all(row)] == []
    assert all(len(bound_words(language)) > 20 for language in LANGUAGES)
