"""The rule books as people read them: articles beside rules, with their marks."""

from dataclasses import dataclass
from functools import cache
from typing import get_args

from django.utils.translation import get_language

from aftercare.domain.coverage.policies.books import (
    EVERYWHERE,
    Book,
    Library,
    Row,
    Rule,
    built_in_library,
)
from aftercare.domain.coverage.policies.facts import Cause, Event, Mode, RemedyKind
from aftercare.domain.coverage.policies.words import SENTENCES, WORDS, article_in, in_words
from aftercare.kit.languages import nearest_language

EVENTS: tuple[str, ...] = get_args(Event)
CAUSES: tuple[str, ...] = get_args(Cause)
REMEDIES: tuple[str, ...] = get_args(RemedyKind)
MODES: tuple[str, ...] = get_args(Mode)
"""What clauses may name."""


@dataclass(frozen=True)
class ReadRule:
    """A rule in somebody's language."""

    rule: Rule
    article: str
    grants: tuple[str, ...]
    says: str
    to_customer: str


@dataclass(frozen=True)
class ReadStart:
    """The day from which a book counts, in somebody's language."""

    event: str
    article: str
    status: str


@dataclass(frozen=True)
class ReadRow:
    """A row of a book's catalog, its parts in somebody's language."""

    row: Row
    main_parts: str
    accessories: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ReadBook:
    """A rule book in somebody's language."""

    book: Book
    title: str
    text: str
    rules: tuple[ReadRule, ...]
    rows: tuple[ReadRow, ...]
    starts: tuple[ReadStart, ...]
    period: str
    restarts: str

    @property
    def to_confirm(self) -> int:
        """How much of it counsel has to confirm: rules, days, rows and rates."""
        return self.book.marks.count("K")


def rule_books(language: str, library: Library | None = None) -> list[ReadBook]:
    """Return all rule books, in the order in which they are asked."""
    shelves = (library or built_in_library()).shelves
    return [_read(each.book, each.text, language) for each in shelves]


def find_rule_book(code: str, language: str) -> ReadBook | None:
    """Return the rule book of this name, if there is one."""
    return next((each for each in rule_books(language) if each.book.code == code), None)


def _read(book: Book, text: str, language: str) -> ReadBook:
    rules = tuple(_read_rule(rule, language) for rule in book.rules)
    period = book.period
    return ReadBook(
        book=book,
        title=book.title[language],
        text=text,
        rules=rules,
        rows=tuple(_read_row(row, language) for row in book.catalogue),
        starts=tuple(
            ReadStart(
                in_words(each.event, language), article_in(each.article, language), each.status
            )
            for each in book.starts
        ),
        period=article_in(period.article, language) if period else "",
        restarts=article_in(period.restarts or "", language) if period else "",
    )


def _read_row(row: Row, language: str) -> ReadRow:
    accessories = row.accessories.items()
    return ReadRow(
        row=row,
        main_parts=in_words(list(row.main_parts), language),
        accessories=tuple((in_words(name, language), months) for name, months in accessories),
    )


def _read_rule(rule: Rule, language: str) -> ReadRule:
    sentence = SENTENCES[rule.says]
    limits = {f"limit_{each.measure.name}": each.limit for each in rule.conditions}
    limits |= {"within_days": str(rule.within_days or "")}
    return ReadRule(
        rule=rule,
        article=article_in(rule.article, language),
        grants=tuple(in_words(kind, language) for kind in rule.grants),
        says=_with(sentence.staff[language], limits),
        to_customer=_with(sentence.customer[language], limits),
    )


def _with(text: str, limits: dict[str, str]) -> str:
    """Return a sentence with its limits; what a claim would fill in stays open."""
    for name, limit in limits.items():
        text = text.replace("{" + name + "}", limit)
    while "{" in text:
        before, _brace, rest = text.partition("{")
        text = f"{before}…{rest.partition('}')[2]}"
    return text.replace("….", "…")


def said(code: object, language: str) -> str:
    """Return a code of facts or decisions as people say it."""
    return in_words(code, language)


def said_article(article: str, language: str) -> str:
    """Return the name of an article as people write it."""
    return article_in(article, language)


def choices_of(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return codes with what the reader calls them, to choose from."""
    language = nearest_language(get_language() or "en")
    return [(code, in_words(code, language)) for code in codes]


def known_classes() -> list[str]:
    """Return the classes of goods that rule books name."""
    shelves = built_in_library().shelves
    named = frozenset().union(*(each.book.covered_classes for each in shelves))
    return sorted(named - {EVERYWHERE})


def known_parts() -> list[tuple[str, str]]:
    """Return the parts that rule books name, with what the reader calls them."""
    return choices_of(_parts())


def part_named(text: str) -> str:
    """Return the part that any language calls by this word; another word stays as it is."""
    wanted = text.strip()
    for code in _parts():
        if wanted.casefold() in {word.casefold() for word in WORDS.values[code].values()}:
            return code
    return wanted


@cache
def _parts() -> tuple[str, ...]:
    books = [each.book for each in built_in_library().shelves]
    rows = [row for book in books for row in book.catalogue]
    parts = {part for row in rows for part in (*row.main_parts, *row.accessories)}
    asked = [each for book in books for rule in book.rules for each in rule.conditions]
    named = {
        name for each in asked if each.measure.name == "part" for name in each.limit.split("|")
    }
    return tuple(sorted(parts | named - {"unit"}))
