import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from aftercare.base.journal.steps import later
from aftercare.base.search.models import (
    SearchDocument,
    SearchFigures,
    SearchMiss,
    SearchText,
    TermFrequency,
)
from aftercare.base.search.policies.terms import (
    LONGEST_TEXT,
    WEEK,
    Facets,
    Stored,
    facet_terms,
    file_document,
    file_text,
    quoted,
    stored_facets,
)
from aftercare.base.search.policies.tokens import clean, code_key
from aftercare.kit.bulk import delete_all, is_any_of
from aftercare.kit.refs import Ref
from aftercare.kit.together import is_replaying, postponed

SAMPLE = 20_000
MOST_AT_ONCE = 500
"""Documents of what is done together that are filed in one statement."""
MOST_TERMS = 30_000  # of one document; PostgreSQL refuses a vector of more than a megabyte


def index(
    subject: Ref,
    *,
    kind: str,
    code: str,
    title: str,
    body: str,
    facets: Facets,
    readers: Iterable[str],
    at: datetime,
) -> None:
    """
    File a row of an app, in the place of what was filed for it before.

    `facets` are the fields questions may name (`status:open`): values, instants, or
    several of them. `readers` are names as in `Actor.audience`. One statement; callers
    that file different rows never wait for each other.
    """
    filed = filing(
        subject, kind=kind, code=code, title=title, body=body, facets=facets, readers=readers, at=at
    )
    index_all([filed])


def filing(
    subject: Ref,
    *,
    kind: str,
    code: str,
    title: str,
    body: str,
    facets: Facets,
    readers: Iterable[str],
    at: datetime,
) -> "Filing":
    """Return what `index` would file, for who files many rows at once."""
    return Filing(
        subject=str(subject),
        kind=kind,
        code=clean(code)[:120],
        title=clean(title),
        body=clean(body)[:LONGEST_TEXT],
        facets=stored_facets(facets),
        readers=sorted(set(readers)),
        at=at,
    )


def index_all(filings: "Sequence[Filing]") -> None:
    """File many rows of an app at once."""
    if waiting := postponed(_Waiting):
        waiting.documents |= {each.subject: each for each in filings}
        return
    _file(filings)


def _file(filings: "Sequence[Filing]") -> None:
    with connection.cursor() as cursor:
        if len(filings) == 1:
            cursor.execute(_INDEX, filings[0].filed())
        elif filings:
            filed = json.dumps([each.filed() for each in filings], cls=DjangoJSONEncoder)
            cursor.execute(_INDEX_ALL, [filed])


Filer = Callable[[Sequence[int], datetime], "list[Filing]"]
_filers: dict[str, Filer] = {}


def register_filer(kind: str, filer: Filer) -> None:
    """Let rows of a kind be filed by their keys; an app calls this once, when it is ready."""
    _filers[kind] = filer


def file_later(kind: str, keys: Sequence[int], *, at: datetime) -> None:
    """
    File many rows of a kind in a job right after, beside whoever goes on writing more of them.

    They are found some seconds later than they are there. In a history, which has no jobs,
    they are filed at once.
    """
    if is_replaying():
        file_rows(kind, keys, at=at)
    elif keys:
        later("search.file_rows", kind=kind, keys=list(keys))


@transaction.atomic
def file_rows(kind: str, keys: Sequence[int], *, at: datetime) -> None:
    """File those rows of a kind that are still there, held meanwhile by their filer."""
    index_all(_filers[kind](keys, at))


def append(subject: Ref, body: str, *, at: datetime) -> bool:
    """
    Add a message to what is filed for `subject`; its title and fields stay.

    Repeating the call with the same text and time changes nothing. Return whether
    something was added: not if nothing is filed for `subject`.
    """
    text = clean(body)[:LONGEST_TEXT]
    if document := _waiting_for(subject):
        document.body = f"{document.body}\n{text}"[:LONGEST_TEXT]
        document.at = max(document.at, at)
        return True
    filed = file_text(text)
    given: dict[str, Any] = {
        "subject": str(subject),
        "digest": _digest(text, at),
        "vector": filed.vector,
        "length": filed.length,
        "codes": filed.codes,
        "text": text,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, given)
        return bool(cursor.rowcount)


@transaction.atomic
def set_facets(subject: Ref, facets: Facets) -> None:
    """Change some fields of what is filed for `subject`; the others stay."""
    if waiting := _waiting_for(subject):
        waiting.facets |= stored_facets(facets)
        return
    document = SearchDocument.objects.select_for_update().filter(subject=str(subject)).first()
    if document is None:
        return
    new = stored_facets(facets)
    old = {name: document.facets.get(name, []) for name in new}
    if old == new:
        return
    given: dict[str, Any] = {
        "id": document.pk,
        "gone": facet_terms(old),
        "new": " ".join(map(quoted, facet_terms(new))),
        "facets": json.dumps(new),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SET_FACETS, given)


def open_documents_to(subject: Ref, readers: Iterable[str]) -> None:
    """Let exactly these readers find `subject`."""
    if document := _waiting_for(subject):
        document.readers = sorted(set(readers))
        return
    SearchDocument.objects.filter(subject=str(subject)).update(readers=sorted(set(readers)))


def forget(subject: Ref) -> None:
    """Take `subject` out of the index."""
    if waiting := postponed(_Waiting):
        waiting.documents.pop(str(subject), None)
    SearchDocument.objects.filter(subject=str(subject)).delete()


def forget_all(subjects: Iterable[Ref]) -> None:
    """Take many rows out of the index."""
    filed = SearchDocument.objects.filter(is_any_of("subject", map(str, subjects)))
    keys = list(filed.values_list("pk", flat=True))
    delete_all(SearchText, keys)
    delete_all(SearchDocument, keys)


def forget_words(words: Iterable[str]) -> None:
    """Take questions that speak of any of `words` out of what was searched and not found."""
    for each in filter(None, words):
        SearchMiss.objects.filter(words__icontains=each).delete()


@transaction.atomic
def refresh_figures(*, at: datetime) -> None:
    """
    Count how often terms occur, on a sample when there are many documents.

    Questions rank by these figures and choose by them where to look first. Writers never
    touch them, so they never wait for each other at a common word.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('search.refresh_figures'))")
        cursor.execute(_WEEKS, {"week": WEEK})
        weeks = dict(cursor.fetchall())
        documents = sum(weeks.values())
        percent = min(100.0, 100.0 * SAMPLE / max(documents, 1))
        cursor.execute(_MEAN_LENGTH, {"percent": percent})
        mean_length = cursor.fetchone()[0]
        TermFrequency.objects.all().delete()
        cursor.execute(_COUNT_TERMS, {"sample": _SAMPLE_OF % percent, "scale": 100.0 / percent})
        cursor.execute(_COUNT_READERS, {"percent": percent, "scale": 100.0 / percent})
    SearchFigures.objects.update_or_create(
        pk=1,
        defaults={
            "documents": documents,
            "mean_length": mean_length,
            "weeks": weeks,
            "counted_at": at,
        },
    )


@dataclass
class Filing:
    """What is to be filed for a row of an app."""

    subject: str
    kind: str
    code: str
    title: str
    body: str
    facets: dict[str, list[Stored]]
    readers: list[str]
    at: datetime

    def filed(self) -> dict[str, Any]:
        """Return the values of the statement that files it."""
        filed = file_document(
            kind=self.kind,
            code=self.code,
            title=self.title,
            body=self.body,
            facets=self.facets,
            at=self.at,
        )
        return {
            "subject": self.subject,
            "kind": self.kind,
            "code": self.code,
            "code_key": code_key(self.code),
            "title": self.title,
            "facets": json.dumps(self.facets),
            "readers": self.readers,
            "at": self.at,
            "length": filed.length,
            "codes": filed.codes,
            "vector": filed.vector,
            "text": self.body,
        }


class _Waiting:
    """Documents of what is done together, each to be filed once with all that was added to it."""

    table = ""

    def __init__(self) -> None:
        self.documents: dict[str, Filing] = {}

    def write_down(self) -> None:
        """File what waits; after a history, count anew how often terms occur."""
        filed = list(self.documents.values())
        self.documents.clear()
        for first in range(0, len(filed), MOST_AT_ONCE):
            _file(filed[first : first + MOST_AT_ONCE])
        if filed and is_replaying():
            refresh_figures(at=max(each.at for each in filed))


def _waiting_for(subject: Ref) -> Filing | None:
    waiting = postponed(_Waiting)
    return waiting.documents.get(str(subject)) if waiting else None


def _digest(text: str, at: datetime) -> int:
    digest = hashlib.blake2b(f"{at.timestamp()} {text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


_INDEX = """
WITH filed AS (
    INSERT INTO search_searchdocument
        (subject, kind, code, code_key, title, facets, readers, at, length, codes, appended, vector)
    VALUES (%(subject)s, %(kind)s, %(code)s, %(code_key)s, %(title)s, %(facets)s::jsonb,
        %(readers)s, %(at)s, %(length)s, %(codes)s, '{}', %(vector)s::tsvector)
    ON CONFLICT (subject) DO UPDATE SET
        kind = excluded.kind, code = excluded.code, code_key = excluded.code_key,
        title = excluded.title, facets = excluded.facets, readers = excluded.readers,
        at = excluded.at, length = excluded.length, codes = excluded.codes,
        appended = excluded.appended, vector = excluded.vector
    RETURNING id
)
INSERT INTO search_searchtext (document_id, text) SELECT id, %(text)s FROM filed
ON CONFLICT (document_id) DO UPDATE SET text = excluded.text
"""

_INDEX_ALL = """
WITH new AS (
    SELECT * FROM jsonb_to_recordset(%s::jsonb) AS new(
        subject text, kind text, code text, code_key text, title text, facets text,
        readers text[], at timestamptz, length int, codes text, vector text, text text)
),
filed AS (
    INSERT INTO search_searchdocument
        (subject, kind, code, code_key, title, facets, readers, at, length, codes, appended, vector)
    SELECT subject, kind, code, code_key, title, facets::jsonb, readers, at, length, codes, '{}',
        vector::tsvector
    FROM new
    ON CONFLICT (subject) DO UPDATE SET
        kind = excluded.kind, code = excluded.code, code_key = excluded.code_key,
        title = excluded.title, facets = excluded.facets, readers = excluded.readers,
        at = excluded.at, length = excluded.length, codes = excluded.codes,
        appended = excluded.appended, vector = excluded.vector
    RETURNING id, subject
)
INSERT INTO search_searchtext (document_id, text)
SELECT filed.id, new.text FROM filed JOIN new USING (subject)
ON CONFLICT (document_id) DO UPDATE SET text = excluded.text
"""

_APPEND = f"""
WITH changed AS (
    UPDATE search_searchdocument SET
        vector = CASE WHEN length(vector) < {MOST_TERMS} THEN
            ts_delete(vector, '#' || floor(extract(epoch FROM at) / {WEEK})::bigint)
            || %(vector)s::tsvector
            || format('''#%%s''', floor(extract(epoch FROM greatest(at, %(at)s)) / {WEEK}))
                ::tsvector
            ELSE vector END,
        at = greatest(at, %(at)s),
        length = length + %(length)s,
        codes = left(codes || %(codes)s, {LONGEST_TEXT}),
        appended = appended || %(digest)s::bigint
    WHERE subject = %(subject)s AND NOT appended @> ARRAY[%(digest)s]::bigint[]
    RETURNING id
)
UPDATE search_searchtext SET text = left(text || E'\\n' || %(text)s, {LONGEST_TEXT})
FROM changed WHERE document_id = changed.id
"""  # noqa: S608  # our own constants

_SET_FACETS = """
UPDATE search_searchdocument
SET vector = ts_delete(vector, %(gone)s::text[]) || %(new)s::tsvector,
    facets = facets || %(facets)s::jsonb
WHERE id = %(id)s
"""

_WEEKS = """
SELECT floor(extract(epoch FROM at) / %(week)s)::bigint AS week, count(*)
FROM search_searchdocument GROUP BY 1
"""
_MEAN_LENGTH = """
SELECT coalesce(avg(length), 1)::float
FROM search_searchdocument TABLESAMPLE SYSTEM (%(percent)s)
"""
_SAMPLE_OF = "SELECT vector FROM search_searchdocument TABLESAMPLE SYSTEM (%f)"
_COUNT_TERMS = """
INSERT INTO search_termfrequency (term, documents)
SELECT word, round(ndoc * %(scale)s) FROM ts_stat(%(sample)s) WHERE ndoc > 1
"""
_COUNT_READERS = """
INSERT INTO search_termfrequency (term, documents)
SELECT '@' || reader, round(count(*) * %(scale)s)
FROM search_searchdocument TABLESAMPLE SYSTEM (%(percent)s), unnest(readers) AS reader GROUP BY 1
"""
