"""
Rule books as data: one file per country and subject, checked when it is read.

A book says for whom it holds and since when, how its clocks run, what its catalogue covers, and
its rules in the order of the law. Adding a country is adding a file to `coverage/data/books`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from aftercare.domain.coverage.policies.conditions import Condition, UnknownCondition, conditions_in
from aftercare.domain.coverage.policies.decisions import ENGINE, Status, fingerprint_of
from aftercare.domain.coverage.policies.facts import (
    Buyer,
    Cause,
    Event,
    EvidenceKind,
    RemedyKind,
    classes_above,
)
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood, read
from aftercare.domain.coverage.policies.words import LANGUAGES, SENTENCES

FOLDER = Path(__file__).parents[1] / "data" / "books"
SHARED = FOLDER.parent / "shared"
INCLUDED = re.compile(r'^include = "([\w-]+)"$', re.MULTILINE)
EVERYWHERE = "*"
BaseEvent = Literal[
    "sold_on",
    "invoiced_on",
    "delivered_on",
    "installed_on",
    "manufactured_on",
    "exchanged_on",
    "production_ended_on",
    "last_placed_on",
    "last_repair",
]


@dataclass(frozen=True, kw_only=True)
class Run:
    """A clock of a rule's own: it runs `months` or `days` from an event."""

    of: str
    event: BaseEvent
    months: int = 0
    days: int = 0
    plus_days: int = 0
    stands_still: bool = False
    restarts: bool = False


@dataclass(frozen=True, kw_only=True)
class Extends:
    """Months that a rule adds to the clocks of a book."""

    book: str
    months: int


@dataclass(frozen=True, kw_only=True)
class Pays:
    """How much of each cost we bear, in percent."""

    parts: int | None = None
    labor: int | None = None
    freight: int | None = None
    onsite: int | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """
    One rule: when all its conditions hold, it has its effects.

    What is `last` is asked when every book has said what it grants.
    """

    code: str
    article: str
    status: Status
    says: str
    when: tuple[str, ...] = ()
    grants: tuple[RemedyKind, ...] = ()
    amount: Literal["full", "less_use", "to_be_agreed"] | None = None
    pays: Pays | None = None
    runs: Run | None = None
    extends: Extends | None = None
    excludes: bool = False
    shifts_burden: bool = False
    optional: bool = False
    last: bool = False
    within_days: int | None = None
    charge: Literal["minimum_material", "quote"] | None = None
    per_claim: Decimal | None = None
    currency: str | None = None

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        return conditions_in(self.when)


@dataclass(frozen=True, kw_only=True)
class SharedRule:
    """A rule that several books have in common: each gives it its own article and mark."""

    code: str
    says: str
    when: tuple[str, ...]
    grants: tuple[RemedyKind, ...] = ()
    amount: Literal["full", "less_use", "to_be_agreed"] | None = None
    runs: Run | None = None
    excludes: bool = False


@dataclass(frozen=True, kw_only=True)
class Stands:
    """Where a book says what it shares, and in what it says it otherwise; `also` adds to it."""

    article: str
    status: Status
    says: str | None = None
    when: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    amount: Literal["full", "less_use", "to_be_agreed"] | None = None

    def rule(self, shared: SharedRule) -> Rule:
        """Return a shared rule as this book has it."""
        return Rule(
            code=shared.code,
            article=self.article,
            status=self.status,
            says=self.says or shared.says,
            when=(*(self.when or shared.when), *self.also),
            grants=shared.grants,
            amount=self.amount or shared.amount,
            runs=shared.runs,
            excludes=shared.excludes,
        )


@dataclass(frozen=True, kw_only=True)
class Start:
    """With which event the clocks of a book begin; the first that fits is taken."""

    article: str
    status: Status
    event: Event
    plus_days: int = 0
    when: tuple[str, ...] = ()
    only: tuple[RemedyKind, ...] = ()

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        return conditions_in(self.when)


@dataclass(frozen=True, kw_only=True)
class Period:
    """How the clocks of a book run."""

    article: str
    status: Status
    stands_still: bool = False
    moved_by_holidays: bool = False
    judged_on: Literal["today", "found_on"] = "today"
    restarts: str | None = None
    restarts_status: Status | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a book covers: classes of items, for how long, and which parts longer or shorter."""

    classes: tuple[str, ...]
    status: Status
    months: int = 0
    days: int = 0
    main_months: int = 0
    main_parts: tuple[str, ...] = ()
    accessories: dict[str, int] = field(default_factory=dict)
    daily_rate: Decimal | None = None
    rate_status: Status = "V"


@dataclass(frozen=True, kw_only=True)
class EvidenceSet:
    """Which evidence a cause needs, by classes of items."""

    cause: Cause
    kinds: tuple[EvidenceKind, ...]
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Book:
    """
    One rule book.

    Its marks (`…status`) say of each rule, day, row and rate whether its wording was seen. The
    books that come with us carry all of them; one without, as once kept, counts as not seen.
    """

    code: str
    version: int
    countries: tuple[str, ...]
    buyers: tuple[Buyer, ...]
    begins_on: date
    begins_status: Status = "K"
    ends_on: date | None = None
    rank: int
    kind: Literal["statute", "contract", "own"] = "statute"
    title: dict[str, str]
    source: str
    note: str | None = None
    fills_gaps: bool = False
    classes: tuple[str, ...] = ()
    period: Period | None = None
    starts: tuple[Start, ...] = ()
    catalogue: tuple[Row, ...] = ()
    evidence: tuple[EvidenceSet, ...] = ()
    include: str | None = None
    leaves_out: tuple[str, ...] = ()
    articles: dict[str, Stands] = field(default_factory=dict)
    shared: tuple[SharedRule, ...] = ()
    rules: tuple[Rule, ...] = ()

    @cached_property
    def covered_classes(self) -> frozenset[str]:
        return frozenset(self.classes).union(*(row.classes for row in self.catalogue))

    @cached_property
    def first_rules(self) -> tuple[Rule, ...]:
        """The rules that are asked in the turn of the book."""
        return tuple(rule for rule in self.rules if not rule.last)

    @cached_property
    def last_rules(self) -> tuple[Rule, ...]:
        """The rules that are asked when every book has had its turn."""
        return tuple(rule for rule in self.rules if rule.last)

    @cached_property
    def marks(self) -> tuple[Status, ...]:
        """Every mark there is in the book."""
        period = self.period
        parts = (*self.rules, *self.starts, *self.catalogue, *((period,) if period else ()))
        rates = [row.rate_status for row in self.catalogue if row.daily_rate is not None]
        anew = [period.restarts_status] if period and period.restarts_status else []
        return (self.begins_status, *(each.status for each in parts), *rates, *anew)

    def covers(self, item_class: str) -> bool:
        """Return whether items of a class are a subject of this book."""
        return not self.covered_classes.isdisjoint((EVERYWHERE, *classes_above(item_class)))

    def is_for(self, country: str) -> bool:
        """Return whether the book is the law of a country."""
        return EVERYWHERE in self.countries or country in self.countries


@dataclass(frozen=True)
class Shelf:
    """A book, with the fingerprint of the text it was read from."""

    book: Book
    fingerprint: str
    text: str


class Library:
    """The books a decision may ask, in the order in which they are asked, and by which engine."""

    def __init__(self, shelves: Iterable[Shelf], engine: int = ENGINE) -> None:
        self.engine = engine
        self.shelves = tuple(
            sorted(shelves, key=lambda each: (each.book.rank, each.book.code, each.book.version))
        )
        self._asked: dict[tuple[str, str], tuple[Shelf, ...]] = {}

    def about(self, country: str, item_class: str) -> tuple[Shelf, ...]:
        """Return the books about items of a class in a country, whoever bought them and when."""
        key = (country, item_class)
        if key not in self._asked:
            self._asked[key] = tuple(
                each
                for each in self.shelves
                if each.book.is_for(country) and each.book.covers(item_class)
            )
        return self._asked[key]

    def with_book(self, text: str) -> "Library":
        """Return a library in which the book in `text` stands for all of the same code."""
        new = shelf_of(text)
        kept = [each for each in self.shelves if each.book.code != new.book.code]
        return Library([*kept, new], self.engine)


def shelf_of(text: str, *, place: str = "") -> Shelf:
    """
    Read a rule book and check it whole.

    Raises NotUnderstood with all its faults, each with its place in the book.
    """
    try:
        book = read(Book, tomllib.loads(text), place)
    except tomllib.TOMLDecodeError as fault:
        raise NotUnderstood((f"{place}: {fault}" if place else str(fault),)) from None
    except MissingFacts as missing:
        raise NotUnderstood(tuple(f"{name}: has to be there" for name in missing.names)) from None
    book = _with_shared(book)
    if faults := tuple(f"{book.code}: {fault}" for fault in _faults_of(book)):
        raise NotUnderstood(faults)
    return Shelf(book, fingerprint_of(text), text)


def _with_shared(book: Book) -> Book:
    """Return a book with what it shares: exclusions before its own rules, the others after."""
    rules = [
        book.articles[each.code].rule(each) for each in book.shared if each.code in book.articles
    ]
    excluding = (each for each in rules if each.excludes)
    others = (each for each in rules if not each.excludes)
    return replace(book, rules=(*excluding, *book.rules, *others))


def whole_text(path: Path) -> str:
    """Return the text of a book with that of the piece it includes: it stands for itself."""
    text = path.read_text()
    included = INCLUDED.search(text)
    return text + (SHARED / f"{included[1]}.toml").read_text() if included else text


def _faults_of(book: Book) -> Iterator[str]:
    there = {each.code for each in book.shared}
    named = {*book.articles, *book.leaves_out}
    yield from (f"articles: {code} is shared and has none" for code in sorted(there - named))
    yield from (f"articles: {code} is no rule that is shared" for code in sorted(named - there))
    if not book.rules:
        yield "rules: there are none"
    codes = [rule.code for rule in book.rules]
    yield from (f"rules: {code} is there twice" for code in codes if codes.count(code) > 1)
    yield from (f"title: {language} is missing" for language in LANGUAGES - book.title.keys())
    if book.ends_on and book.ends_on < book.begins_on:
        yield "ends_on: before begins_on"
    if book.catalogue and not (book.period and book.starts):
        yield "catalogue: needs a period and starts"
    for rule in book.rules:
        if rule.says not in SENTENCES:
            yield f"rules.{rule.code}: no sentence is called {rule.says}"
        if rule.amount and not rule.grants:
            yield f"rules.{rule.code}: an amount without anything granted"
    wholes: list[Rule | Start] = [*book.rules, *book.starts]
    for each in wholes:
        try:
            _ = each.conditions
        except UnknownCondition as fault:
            yield f"{getattr(each, 'code', 'starts')}: {fault}"


@cache
def built_in_library() -> Library:
    """Return the library of the books that come with Aftercare."""
    return Library(
        shelf_of(whole_text(path), place=path.name) for path in sorted(FOLDER.glob("*.toml"))
    )
