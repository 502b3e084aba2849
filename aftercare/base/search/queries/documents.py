import json
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from aftercare.base.search.models import SearchDocument, SearchMiss
from aftercare.base.search.permissions import Permission
from aftercare.base.search.policies.conditions import ALL
from aftercare.base.search.policies.plans import Figures
from aftercare.base.search.policies.terms import reader
from aftercare.base.search.policies.tokens import code_key
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

EMPTY = Figures(documents=1_000, visible=1_000, mean_length=100.0, weeks={}, frequencies={})


def visible_documents(actor: Actor) -> QuerySet[SearchDocument]:
    """Return what `actor` may find."""
    if actor.kind == "system":
        return SearchDocument.objects.all()
    return SearchDocument.objects.filter(readers__overlap=actor.audience)


def document_called(code: str, kinds: Collection[str], actor: Actor) -> Ref | None:
    """Return what of these kinds has a number, if `actor` may find it."""
    key = code_key(code)
    named = visible_documents(actor).filter(code_key=key, kind__in=kinds) if key else None
    found = named.order_by("pk").first() if named else None
    return ref_of(found.subject) if found else None


def documents_called(
    codes: Iterable[str], kinds: Collection[str], actor: Actor
) -> QuerySet[SearchDocument]:
    """Return what of these kinds has one of these numbers, as far as `actor` may find it."""
    keys = [key for code in codes if (key := code_key(code))]
    named = visible_documents(actor).filter(code_key__in=keys, kind__in=kinds)
    return named.only("subject", "kind", "code", "title")


def visible_misses(actor: Actor) -> QuerySet[SearchMiss]:
    """Return what several people looked for in vain, the most wanted first."""
    misses = SearchMiss.objects.exclude(words="").order_by("-times", "pk")
    return misses if actor.may(Permission.SEE_MISSES) else misses.none()


def open_to(actor: Actor) -> tuple[str, tuple[Any, ...]]:
    """Return SQL for what `actor` may find, for questions no QuerySet can ask."""
    if actor.kind == "system":
        return "TRUE", ()
    return "readers && %s::text[]", (actor.audience,)


def ref_of(subject: str) -> Ref:
    """Return the name of a row as it was given to `index`."""
    kind, _, number = subject.rpartition(":")
    return Ref(kind, int(number))


def figures_for(terms: Iterable[str], actor: Actor) -> Figures:
    """Return what is known of the index, of these terms, and of what `actor` sees."""
    audience = [reader(name) for name in actor.audience]
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [[*terms, *audience]])
        row = cursor.fetchone()
    if row is None or not row[0]:
        return EMPTY
    documents, mean_length, weeks, frequencies = row
    frequencies = json.loads(frequencies or "{}")
    seen = sum(frequencies.get(name, 0) for name in audience)
    return Figures(
        documents=documents,
        visible=documents if actor.kind == "system" else min(seen, documents),
        mean_length=mean_length,
        weeks={int(week): count for week, count in json.loads(weeks).items()},
        frequencies={**frequencies, ALL: documents},
    )


_FIGURES = """
SELECT documents, mean_length, weeks, (
    SELECT jsonb_object_agg(term, documents) FROM search_termfrequency WHERE term = ANY(%s)
) FROM search_searchfigures
"""
