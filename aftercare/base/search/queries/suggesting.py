from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.db import connection

from aftercare.base.search.policies import terms
from aftercare.base.search.policies.conditions import Condition, every, some, term
from aftercare.base.search.policies.plans import Figures, expected, newest
from aftercare.base.search.policies.terms import EDGES
from aftercare.base.search.policies.tokens import clean, fold, runs, tokens, word_of, words
from aftercare.base.search.queries.documents import figures_for, open_to, ref_of
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

LONGEST = 80
CANDIDATES = 50  # of one kind, before the beginnings of titles are preferred
MATCHING = 500  # of which the newest are the candidates


@dataclass(frozen=True)
class Suggestion:
    """Something one may want to go to."""

    subject: Ref
    kind: str
    code: str
    title: str


def suggest(
    prefix: str, *, actor: Actor, kinds: Iterable[str] | None = None, each: int = 5
) -> dict[str, list[Suggestion]]:
    """
    Return, by kind, whose code or title has words that begin like those of `prefix`.

    Titles that begin with it come first, then the newest. At most `each` of a kind.
    """
    typed = clean(prefix)[:LONGEST].strip()
    condition = _begins(typed)
    if not condition.query:
        return {}
    asked = list(kinds) if kinds is not None else _kinds()
    figures = figures_for(condition.terms | {terms.of_kind(kind) for kind in asked}, actor)
    of_kind = {kind: every([condition, term(terms.of_kind(kind))]) for kind in asked}
    recent = {kind: _recent(condition, figures) for kind, condition in of_kind.items()}
    found = _choose(recent, actor, each, typed)
    sparse = {k: c for k, c in of_kind.items() if recent[k] != c and len(found.get(k, ())) < each}
    everywhere = _choose(sparse, actor, each, typed)
    return {kind: both for kind in asked if (both := everywhere.get(kind) or found.get(kind))}


def _begins(typed: str) -> Condition:
    """Return the condition that title and code have words that begin like the typed ones."""
    parts = []
    for run, cjk in runs(typed):
        if cjk:
            found = tokens(run)
            pairs = [each.term for each in found if len(each.term) > 1]
            parts += [term(terms.titled(each)) for each in pairs or [found[0].term]]
        else:
            word = word_of(run)
            whole = [terms.edge(word.whole)] if len(word.whole) >= EDGES[0] else []
            apart = every(term(terms.edge(p)) for p in word.parts if len(p) >= EDGES[0])
            parts.append(some([*map(term, whole), *([apart] if apart.query else [])]))
    return every(parts)


def _recent(condition: Condition, figures: Figures) -> Condition:
    size = expected(condition, figures)
    if size <= 2 * MATCHING:
        return condition
    return every([condition, newest(size, figures, MATCHING)])


def _choose(
    conditions: dict[str, Condition], actor: Actor, each: int, typed: str
) -> dict[str, list[Suggestion]]:
    if not conditions:
        return {}
    visible, audience = open_to(actor)
    sql = " UNION ALL ".join(_OF_KIND.format(visible=visible) for _ in conditions)
    given = [
        [*audience, condition.query, MATCHING, CANDIDATES] for condition in conditions.values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, list(chain.from_iterable(given)))
        rows = [Suggestion(ref_of(subject), *row) for subject, *row in cursor.fetchall()]
    start, key = fold(typed), "".join(word.whole for word in words(typed))

    def strays(row: Suggestion) -> bool:
        code = "".join(word.whole for word in words(row.code))
        return not (fold(row.title).startswith(start) or (key and code.startswith(key)))

    rows.sort(key=strays)
    return {kind: [row for row in rows if row.kind == kind][:each] for kind in conditions}


def _kinds() -> list[str]:
    """Return the kinds there are, by one step through the index for each."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS)
        return [kind for (kind,) in cursor.fetchall()]


_KINDS = """
WITH RECURSIVE kinds AS (
    (SELECT kind FROM search_searchdocument ORDER BY kind LIMIT 1)
    UNION ALL
    SELECT (SELECT kind FROM search_searchdocument AS d WHERE d.kind > kinds.kind
            ORDER BY kind LIMIT 1)
    FROM kinds WHERE kind IS NOT NULL
)
SELECT kind FROM kinds WHERE kind IS NOT NULL
"""

_OF_KIND = """(
SELECT subject, kind, code, title FROM (
    SELECT subject, kind, code, title, at FROM search_searchdocument
    WHERE {visible} AND vector @@ %s::tsquery LIMIT %s
) AS matching
ORDER BY at DESC LIMIT %s
)"""
