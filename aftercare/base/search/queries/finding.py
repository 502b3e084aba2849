import base64
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import connection

from aftercare.base.search.policies.conditions import Reading
from aftercare.base.search.policies.excerpts import Excerpt, excerpt, matches
from aftercare.base.search.policies.fields import FieldKind, known_fields
from aftercare.base.search.policies.language import Query
from aftercare.base.search.policies.parsing import parse_query
from aftercare.base.search.policies.plans import Figures, Look, Plan, Ranking, looks, plan, ranking
from aftercare.base.search.queries.documents import figures_for, open_to, ref_of
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

ENOUGH = 5  # with so many full matches nobody needs partial ones
MOST_RANKED = 5_000  # in one look; only stale figures let so many through
MOST_HITS = 200


@dataclass(frozen=True)
class Hit:
    """One thing that was found. Texts are plain; where they match is given by positions."""

    subject: Ref
    kind: str
    code: str
    title: str
    title_marks: tuple[tuple[int, int], ...]
    facets: dict[str, list[Any]]
    at: datetime
    score: float
    partial: bool
    """Only some of the words occur."""
    text: str = field(repr=False)
    asked: Plan = field(repr=False)

    @cached_property
    def excerpt(self) -> Excerpt:
        """Return the piece of the text that shows why it was found; looked for when it is shown."""
        return excerpt(self.text, terms=self.asked.scored, parts=self.asked.codes)

    @property
    def whole(self) -> Ref:
        """Return what this is a part of; itself, mostly."""
        return ref_of(str(self.facets["part_of"][0])) if "part_of" in self.facets else self.subject


@dataclass(frozen=True)
class Found:
    """What a question found, the question as it was understood, and where more begins."""

    hits: list[Hit]
    query: Query
    after: str | None
    """Give it to `find` for the hits that follow; None if there are no more."""


def find(
    query_text: str,
    *,
    actor: Actor,
    kinds: Iterable[str] | None = None,
    within: Collection[Ref] | None = None,
    limit: int = 20,
    after: str | None = None,
    at: datetime | None = None,
) -> Found:
    """
    Return what matches the question, the best first, of what `actor` may see.

    All words have to occur; if that gives hardly anything, documents with some of them
    follow. `within` are the only rows looked at, some thousand at most. `at` is the time that
    `today` and `1h` are counted from, else the database's. An empty question finds nothing.
    """
    query = parse_query(query_text)
    reading = Reading(known_fields(), str(actor.ref), _time_for(query, at))
    asked = plan(query, reading, kinds, within)
    if asked.is_empty:
        return Found([], query, None)
    figures = figures_for(asked.terms, actor)
    rows, following = _collect(asked, figures, actor, min(max(limit, 1), MOST_HITS), after)
    return Found([_hit(row, asked) for row in rows], query, following)


def _collect(
    asked: Plan, figures: Figures, actor: Actor, limit: int, after: str | None
) -> tuple[list["_Row"], str | None]:
    first, last = _read_cursor(after)
    search = _Search(actor, ranking(asked, figures), figures.mean_length)
    rows: list[_Row] = []
    for place, look in enumerate(looks(asked, figures)):
        if place < first or (look.partial and (len(rows) >= ENOUGH or (after and place > first))):
            continue
        rows += search.look(look, place, limit=limit + 1 - len(rows), last=last)
        last = None
        if len(rows) > limit:
            return rows[:limit], _write_cursor(rows[limit - 1])
    return rows, None


@dataclass(frozen=True)
class _Row:
    look: int
    partial: bool
    id: int
    subject: str
    kind: str
    code: str
    title: str
    facets: str
    at: datetime
    score: float
    text: str


_Last = tuple[float, datetime, int]


@dataclass(frozen=True)
class _Search:
    """What stays the same from look to look."""

    actor: Actor
    ranks: Ranking
    mean_length: float

    def look(self, look: Look, place: int, *, limit: int, last: _Last | None) -> list[_Row]:
        condition = look.condition
        visible, audience = open_to(self.actor)
        where = [visible, "vector @@ %s::tsquery" if condition.query else "", condition.sql]
        sql = _LOOK.format(
            where=" AND ".join(filter(None, where)),
            paging="WHERE (score, at, id) < (%s, %s, %s)" if last else "",
        )
        ranks = self.ranks
        given: list[Any] = [ranks.weights, ranks.saturations, ranks.saturations]
        given += [self.mean_length, ranks.terms, ranks.terms, *audience]
        given += [*([condition.query] if condition.query else []), *condition.params]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*given, MOST_RANKED, *(last or ()), limit])
            return [_Row(place, look.partial, *row) for row in cursor.fetchall()]


def _hit(row: _Row, asked: Plan) -> Hit:
    return Hit(
        subject=ref_of(row.subject),
        kind=row.kind,
        code=row.code,
        title=row.title,
        title_marks=matches(row.title, terms=asked.scored, parts=asked.codes),
        facets=json.loads(row.facets),
        at=row.at,
        score=row.score,
        partial=row.partial,
        text=row.text,
        asked=asked,
    )


def _time_for(query: Query, at: datetime | None) -> datetime:
    fields = known_fields().values()
    timed = {each.name for each in fields if each.kind in {FieldKind.DAY, FieldKind.DUE}}
    if at is None and any(name in str(query) for name in timed):
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            return cursor.fetchone()[0]  # type: ignore[no-any-return]
    return at or datetime(2000, 1, 1, tzinfo=UTC)


def _write_cursor(row: _Row) -> str:
    content = json.dumps([row.look, row.score, row.at.isoformat(), row.id])
    return base64.urlsafe_b64encode(content.encode()).decode()


def _read_cursor(after: str | None) -> tuple[int, _Last | None]:
    """Return the look and the hit to continue after; the beginning if it is none of ours."""
    try:
        look, score, at, id_ = json.loads(base64.urlsafe_b64decode(after or ""))
        return int(look), (float(score), datetime.fromisoformat(at), int(id_))
    except (ValueError, TypeError):
        return 0, None


# Of a thing and its parts only the best is shown.
# BM25 with b = 0.75. A term's places are counted by marking them and dropping the others.
_LOOK = """
SELECT id, subject, kind, code, title, facets, d.at, score, text
FROM (
    SELECT * FROM (SELECT DISTINCT ON (whole) id, at, score FROM (
        SELECT id, at, coalesce(facets->'part_of'->>0, subject) COLLATE "C" AS whole, coalesce((
            SELECT round(sum(
                (%s::float8[])[place] * cardinality(positions) * ((%s::float8[])[place] + 1)
                / (cardinality(positions)
                    + (%s::float8[])[place] * (0.25 + 0.75 * length / %s::float8))
            )::numeric, 4)
            FROM (
                SELECT positions, array_position(%s::text[], lexeme) AS place
                FROM unnest(ts_filter(setweight(vector, 'A', %s::text[]), '{{a}}')) OFFSET 0
            ) AS found
        ), 0)::float8 AS score
        FROM search_searchdocument WHERE {where} LIMIT %s
    ) AS scored ORDER BY whole, score DESC, at DESC, id DESC) AS ranked {paging}
    ORDER BY score DESC, at DESC, id DESC LIMIT %s
) AS best
JOIN search_searchdocument AS d USING (id)
JOIN search_searchtext ON document_id = id
ORDER BY score DESC, d.at DESC, id DESC
"""
