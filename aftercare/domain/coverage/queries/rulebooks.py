"""The rule books as people read them: articles beside rules, with their marks."""

from dataclasses import dataclass

from aftercare.domain.coverage.policies.books import Book, Library, Rule, built_in_library
from aftercare.domain.coverage.policies.words import SENTENCES, in_words


@dataclass(frozen=True)
class ReadRule:
    """A rule in somebody's language."""

    rule: Rule
    grants: tuple[str, ...]
    says: str
    to_customer: str


@dataclass(frozen=True)
class ReadBook:
    """A rule book in somebody's language."""

    book: Book
    title: str
    text: str
    rules: tuple[ReadRule, ...]

    @property
    def to_confirm(self) -> int:
        """How many rules counsel has to confirm."""
        return sum(each.rule.status == "K" for each in self.rules)


def rule_books(language: str, library: Library | None = None) -> list[ReadBook]:
    """Return all rule books, in the order in which they are asked."""
    shelves = (library or built_in_library()).shelves
    return [_read(each.book, each.text, language) for each in shelves]


def find_rule_book(code: str, language: str) -> ReadBook | None:
    """Return the rule book of this name, if there is one."""
    return next((each for each in rule_books(language) if each.book.code == code), None)


def _read(book: Book, text: str, language: str) -> ReadBook:
    rules = tuple(_read_rule(rule, language) for rule in book.rules)
    return ReadBook(book, book.title[language], text, rules)


def _read_rule(rule: Rule, language: str) -> ReadRule:
    sentence = SENTENCES[rule.says]
    limits = {f"limit_{each.measure.name}": each.limit for each in rule.conditions}
    limits |= {"within_days": str(rule.within_days or "")}
    return ReadRule(
        rule=rule,
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
    return text
