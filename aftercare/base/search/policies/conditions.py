"""A question as the database is asked it: a query on terms, and what terms cannot decide."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from aftercare.base.search.policies import terms
from aftercare.base.search.policies.fields import (
    FieldKind,
    Interval,
    SearchField,
    interval,
    is_span,
    truth,
)
from aftercare.base.search.policies.language import (
    AllOf,
    AnyOf,
    Between,
    Field,
    Node,
    Not,
    Phrase,
    Plain,
)
from aftercare.base.search.policies.tokens import (
    SHORTEST_CODE,
    STOP_WORDS,
    Token,
    Word,
    clean,
    grams,
    runs,
    stem,
    tokens,
    word_of,
)
from aftercare.kit.refs import Ref

Frequencies: TypeAlias = Mapping[str, int]
ALL = ""  # the number of all documents stands among the frequencies under this name
SHORTEST_PREFIX = 3
PHRASE_OF_PARTS = 4


@dataclass(frozen=True)
class Condition:
    """
    What a document has to fulfil.

    `query` on its terms is necessary (nothing means: any document), `sql` decides where
    terms alone do not. `size` tells at most how many documents match, from the number of
    documents per term; a number below zero means that the terms do not tell.
    """

    query: str = ""
    sql: str = ""
    params: tuple[Any, ...] = ()
    terms: frozenset[str] = frozenset()
    size: Callable[[Frequencies], float] = lambda frequencies: -1

    @property
    def decides(self) -> tuple[str, tuple[Any, ...]]:
        """Return SQL that is true exactly when the condition is."""
        if self.sql or not self.query:
            return self.sql or "TRUE", self.params
        return "vector @@ %s::tsquery", (self.query,)


ANYTHING = Condition()


def term(text: str, *, prefix: bool = False) -> Condition:
    """Return the condition that a document has this term."""
    return Condition(
        terms.quoted(text) + (":*" if prefix else ""),
        terms=frozenset([text]),
        size=(lambda f: -1) if prefix else (lambda f: f.get(text, 0)),
    )


def among(subjects: Collection[Ref]) -> Condition:
    """Return the condition to be one of these rows."""
    names = [str(each) for each in subjects]
    return Condition("", "subject = ANY(%s)", (names,), size=lambda f: len(names))


def every(given: Iterable[Condition]) -> Condition:
    """Return the condition that all hold."""
    parts = [each for each in given if each.query or each.sql]
    if len(parts) < 2:  # noqa: PLR2004  # one is itself
        return parts[0] if parts else ANYTHING

    def size(f: Frequencies) -> float:
        known = sorted(size for each in parts if (size := each.size(f)) >= 0)
        return _common(known, f.get(ALL, 0)) if known else -1

    return Condition(
        " & ".join(f"({each.query})" for each in parts if each.query),
        " AND ".join(each.sql for each in parts if each.sql),
        tuple(param for each in parts if each.sql for param in each.params),
        frozenset().union(*(each.terms for each in parts)),
        size,
    )


def _common(sizes: list[float], documents: int) -> float:
    """
    Estimate how many documents all conditions share, the smallest given first.

    Words are neither independent of each other nor the same: each further one counts less.
    """
    common, weight = sizes[0], 0.5
    for size in sizes[1:]:
        common *= (min(size, documents) / documents) ** weight if documents else 1
        weight /= 2
    return common


def some(given: Iterable[Condition]) -> Condition:
    """Return the condition that at least one holds."""
    parts = list(given)
    if len(parts) < 2:  # noqa: PLR2004  # one is itself
        return parts[0] if parts else ANYTHING

    def size(f: Frequencies) -> float:
        sizes = [each.size(f) for each in parts]
        return -1 if min(sizes) < 0 else sum(sizes)

    sql: str = ""
    params: tuple[Any, ...] = ()
    if any(each.sql or not each.query for each in parts):
        decided = [each.decides for each in parts]
        sql = f"({' OR '.join(text for text, _ in decided)})"
        params = tuple(param for _, given in decided for param in given)
    query = " | ".join(f"({each.query})" for each in parts if all(e.query for e in parts))
    return Condition(query, sql, params, frozenset().union(*(e.terms for e in parts)), size)


def none(given: Condition) -> Condition:
    """Return the condition that `given` does not hold."""
    if given.query and not given.sql:
        return Condition(f"!({given.query})", terms=given.terms)
    text, params = given.decides
    return Condition("", f"NOT ({text})", params)


@dataclass(frozen=True)
class Reading:
    """What the words of a question mean for whoever asks, and when."""

    fields: Mapping[str, SearchField]
    me: str
    at: datetime

    def condition(self, node: Node) -> Condition:
        """Return what a document has to fulfil."""
        match node:
            case Plain():
                return _plain(node.text)
            case Phrase():
                return _phrase(tokens(clean(node.text)))
            case Field() | Between():
                return self._field(node)
            case Not():
                return none(self.condition(node.node))
            case AnyOf():
                return some(map(self.condition, node.nodes))
            case AllOf():
                return every(map(self.condition, node.nodes))

    def _field(self, node: Field | Between) -> Condition:
        known = self.fields.get(node.name)
        kind = known.kind if known else FieldKind.WORD
        if isinstance(node, Between):
            low = interval(kind, node.low, self.at).low
            top = interval(kind, node.high, self.at)
            return _compared(node.name, f"@ >= $low && @ {_below(top)} $high", low, top.high)
        if kind in {FieldKind.WORD, FieldKind.PERSON, FieldKind.YES_NO}:
            value = truth(node.value) if kind == FieldKind.YES_NO else node.value
            me = kind == FieldKind.PERSON and value.lower() == "me"
            return _named(node.name, self.me if me else value)
        return _ordered(node, kind, interval(kind, node.value, self.at))


def _ordered(node: Field, kind: FieldKind, within: Interval) -> Condition:
    operator = node.operator
    if operator == ":" and is_span(node.value):
        operator = "<=" if kind == FieldKind.DUE else ">="
    tests = {
        ">": "@ > $high" if within.low == within.high else "@ >= $high",
        ">=": "@ >= $low",
        "<": "@ < $low",
        "<=": f"@ {_below(within)} $high",
        ":": f"@ >= $low && @ {_below(within)} $high",
    }
    return _compared(node.name, tests[operator], within.low, within.high)


def _below(within: Interval) -> str:
    return "<=" if within.low == within.high else "<"


def _compared(name: str, test: str, low: object, high: object) -> Condition:
    path = f"$.{json.dumps(name)}[*] ? ({test})"
    values = json.dumps({"low": low, "high": high})
    return Condition("", "jsonb_path_exists(facets, %s::jsonpath, %s::jsonb)", (path, values))


def _named(name: str, value: str) -> Condition:
    if "*" not in value:
        return term(terms.facet(name, value))
    if value.index("*") == len(value) - 1:
        return term(terms.facet(name, value[:-1]), prefix=True)
    pattern = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    sql = "EXISTS (SELECT FROM jsonb_array_elements_text(facets -> %s) v WHERE v ILIKE %s)"
    return Condition("", sql, (name, pattern.replace("*", "%")))


def _plain(text: str) -> Condition:
    """All runs of the word: what stands between two scripts is written without a space."""
    cleaned = clean(text)
    found = runs(cleaned)
    open_end = cleaned.endswith("*")
    return every(
        _characters(tokens(run))
        if cjk
        else _word(word_of(run), prefix=open_end and place == len(found) - 1)
        for place, (run, cjk) in enumerate(found)
    )


def _characters(found: list[Token]) -> Condition:
    pairs = [each.term for each in found if len(each.term) > 1]
    return every(map(term, pairs or [each.term for each in found]))


def _word(word: Word, *, prefix: bool) -> Condition:
    if prefix and len(word.whole) >= SHORTEST_PREFIX:
        begun = word.whole if len(word.parts) > 1 else stem(word.whole)
        return term(begun, prefix=True)
    if not word.parts or (word.whole in STOP_WORDS and len(word.parts) == 1):
        return ANYTHING
    if len(word.parts) == 1:
        choices = [term(stem(word.whole))]
    else:
        apart = [Token(stem(part), place, 0, 0) for place, part in enumerate(word.parts)]
        near = [_phrase(apart)] if len(apart) <= PHRASE_OF_PARTS else []
        choices = [term(word.whole), *near]
    if len(word.whole) < SHORTEST_CODE:
        return some(choices)
    return some([*choices, _part_of_code(word.whole)])


def _part_of_code(part: str) -> Condition:
    inside = every(term(terms.part_of_code(gram)) for gram in grams(part))
    if len(part) == SHORTEST_CODE:
        return inside
    return Condition(inside.query, "codes LIKE %s", (f"%{part}%",), inside.terms, inside.size)


def _phrase(found: list[Token]) -> Condition:
    """Return the condition that these terms follow each other; of each place the smallest."""
    chosen: list[Token] = []
    for each in {each.position: each for each in found}.values():
        last = chosen[-1] if chosen else None
        if last and last.end >= each.end and last.start < each.start:
            continue  # the last character of a run: its pair with the one before has it
        chosen.append(each)
    query = "".join(
        (f" <{each.position - chosen[place - 1].position}> " if place else "")
        + terms.quoted(each.term)
        for place, each in enumerate(chosen)
    )
    return Condition(
        query,
        terms=frozenset(each.term for each in chosen),
        size=lambda f: min((f.get(each.term, 0) for each in chosen), default=-1),
    )
