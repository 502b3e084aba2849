"""In what order the database is asked, so that frequent words cost no more than rare ones."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import log

from aftercare.base.search.policies import terms
from aftercare.base.search.policies.conditions import (
    ANYTHING,
    Condition,
    Reading,
    among,
    every,
    some,
    term,
)
from aftercare.base.search.policies.language import AllOf, AnyOf, Node, Phrase, Plain, Query
from aftercare.base.search.policies.tokens import Token, clean, telling, tokens, words
from aftercare.kit.refs import Ref

MOST_CANDIDATES = 2_000  # that are ranked at once
MOST_WEEKS = 26  # in one look: many alternatives cost more than they save
WIDER = 16  # the second look goes so much further back than the first
MOST_SCORED = 40
TITLE_WEIGHT = 2.0  # besides the one of the text, which contains the title: three in all
OWN_CODE_WEIGHT = 50.0
SATURATION = 1.2  # k1 of BM25


@dataclass(frozen=True)
class Figures:
    """What is known of the whole index: counted now and then, never by those who write."""

    documents: int
    visible: float
    """About how many of the documents the reader may see, at most."""
    mean_length: float
    weeks: Mapping[int, int]
    frequencies: Mapping[str, int]


@dataclass(frozen=True)
class Ranking:
    """The terms that count for the rank: weight, and how much repetition adds (k1)."""

    terms: list[str]
    weights: list[float]
    saturations: list[float]


@dataclass(frozen=True)
class Plan:
    """A question compiled for one reader."""

    all: Condition
    hard: Condition
    words: list[str]
    """The terms of the plain words; of these some may be missing in a second attempt."""
    scored: list[str]
    codes: list[str]

    @property
    def is_empty(self) -> bool:
        return not (self.all.query or self.all.sql)

    @property
    def terms(self) -> list[str]:
        """Return the terms whose frequency has to be known."""
        return sorted(self.all.terms | {*self.scored, *map(terms.titled, self.words)})


@dataclass(frozen=True)
class Look:
    """One look into the index. No document is found by two looks of the same question."""

    condition: Condition
    partial: bool = False


def plan(
    query: Query,
    reading: Reading,
    kinds: Iterable[str] | None = None,
    within: Collection[Ref] | None = None,
) -> Plan:
    """Compile a question."""
    if not query.nodes:
        return Plan(ANYTHING, ANYTHING, [], [], [])
    only = [some(term(terms.of_kind(kind)) for kind in kinds)] if kinds else []
    only += [among(within)] if within is not None else []
    plain = query.plain()
    hard = [reading.condition(node) for node in query.nodes if not isinstance(node, Plain)]
    soft = [reading.condition(node) for node in plain]
    texts = [clean(text) for node in query.nodes for text in _texts(node)]
    found = [tokens(text) for text in texts]
    scored = list(dict.fromkeys(each.term for many in found for each in many))[:MOST_SCORED]
    asked = [each for node in plain for each in _wholes(tokens(clean(node.text)))]
    return Plan(
        every([*hard, *soft, *only]) if hard or any(each.query for each in soft) else ANYTHING,
        every([*hard, *only]),
        telling(list(dict.fromkeys(asked))),
        scored,
        ["".join(word.whole for word in words(text)) for text in [" ".join(texts), *texts]],
    )


def _texts(node: Node) -> list[str]:
    if isinstance(node, Plain | Phrase):
        return [node.text]
    if isinstance(node, AllOf | AnyOf):
        return [text for each in node.nodes for text in _texts(each)]
    return []


def _wholes(found: list[Token]) -> list[str]:
    """Leave out the parts of a number: they come after the whole, at the same place."""
    return list({(each.start, each.end): each.term for each in reversed(found)}.values())[::-1]


def ranking(plan: Plan, figures: Figures) -> Ranking:
    """Return how documents are scored: BM25, the title three times, the own code above all."""

    def idf(each: str) -> float:
        having = min(max(figures.frequencies.get(each, 1), 1), figures.documents)
        return log(1 + (figures.documents - having + 0.5) / (having + 0.5))

    weighed = {each: (idf(each), SATURATION) for each in plan.scored}
    titles = {terms.titled(each): (TITLE_WEIGHT * idf(each), 0.0) for each in telling(plan.scored)}
    codes = {terms.whole_code(code): (OWN_CODE_WEIGHT, 0.0) for code in plan.codes if code}
    scored = {**weighed, **titles, **codes}
    weights, saturations = [w for w, _ in scored.values()], [k for _, k in scored.values()]
    return Ranking(list(scored), weights, saturations)


def looks(plan: Plan, figures: Figures) -> list[Look]:
    """
    Return where to look, one after the other until there is enough.

    What matches few documents is looked for everywhere at once. What matches many is
    looked for in titles and among the newest first, then further back, then in the rest.
    Last come documents that have only some of the words.
    """
    size = expected(plan.all, figures)
    found = [Look(condition) for condition in _by_age(plan, size, figures)]
    rarest = sorted(plan.words, key=lambda each: figures.frequencies.get(each, 0))
    if len(rarest) < 2:  # noqa: PLR2004  # one word cannot be missing
        return found
    are_few = expected(plan.hard, figures) <= MOST_CANDIDATES
    chosen = rarest if are_few else _affordable(rarest, figures)
    loose = every([plan.hard, some(map(term, chosen)), _but(plan.all)])
    recent = newest(expected(loose, figures), figures, MOST_CANDIDATES)
    return [*found, Look(every([loose, recent]), partial=True)]


def _by_age(plan: Plan, size: float, figures: Figures) -> list[Condition]:
    if size <= 2 * MOST_CANDIDATES or not figures.weeks:
        return [plan.all]
    recent = newest(size, figures, MOST_CANDIDATES)
    newer = newest(size, figures, MOST_CANDIDATES * WIDER)
    titles = every(term(terms.titled(each)) for each in plan.words)
    if not 0 <= titles.size(figures.frequencies) <= MOST_CANDIDATES:
        titles = ANYTHING
    first = some([recent, titles]) if titles.query else recent
    if not recent.query:
        return [plan.all]
    second = every([newer, _but(first)]) if newer.query != recent.query else ANYTHING
    rest = every([_but(newer), _but(first)]) if newer.query else ANYTHING
    return [every([plan.all, part]) for part in (first, second, rest) if part.query]


def expected(condition: Condition, figures: Figures) -> float:
    """Return about how many documents fulfil `condition` and are visible, at most."""
    size = condition.size(figures.frequencies)
    return min(size, figures.visible) if size >= 0 else figures.visible


def newest(size: float, figures: Figures, wanted: int) -> Condition:
    """Return the condition to be among the newest, of which about `wanted` match."""
    needed = wanted * figures.documents / max(size, 1)
    weeks = sorted(figures.weeks, reverse=True)
    for place, week in enumerate(weeks):
        needed -= figures.weeks[week]
        if (needed <= 0 or place + 1 == MOST_WEEKS) and place + 1 < len(weeks):
            # Two more than counted: the count may be older than the newest document.
            chosen = [weeks[0] + 2, weeks[0] + 1, *weeks[: place + 1]]
            return some(term(terms.in_week(each)) for each in chosen)
    return ANYTHING


def _affordable(rarest: list[str], figures: Figures) -> list[str]:
    """Return the rarest words: as many as together give no more than can be ranked."""
    chosen = rarest[:1]
    left = MOST_CANDIDATES - figures.frequencies.get(rarest[0], 0)
    for each in rarest[1:]:
        left -= figures.frequencies.get(each, 0)
        if left < 0:
            break
        chosen.append(each)
    return chosen


def _but(condition: Condition) -> Condition:
    return Condition(f"!({condition.query})") if condition.query else ANYTHING
