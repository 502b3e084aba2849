"""
Search at a million documents: build an index of its own and measure questions on it.

    nice .venv/bin/python -m bench.search --documents 1000000 --folder /tmp/bench-search

The folder keeps the database: a second run measures without building.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import django
import psycopg

from aftercare.project.postgres import own_server
from bench.search_texts import COMMON, FILIPINO, TRADITIONAL, Company

REPEAT = 60
CHUNK = 10_000


def build(documents: int, processes: int) -> None:
    """Fill the tables by COPY, then make their indexes: the way a large import goes."""
    from django.db import connection  # noqa: PLC0415  # after the settings

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_searchdocument")
        if cursor.fetchone()[0] == documents:
            return
        cursor.execute("TRUNCATE search_searchdocument CASCADE")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'search_searchdocument'"
            " AND indexname NOT LIKE '%_pkey' AND indexname <> 'search_subject_once'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    connection.close()

    begun = time.monotonic()
    parts = [
        (start, min(start + CHUNK, documents), documents) for start in range(0, documents, CHUNK)
    ]
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(fill, parts))
    _say(f"filed and copied in {time.monotonic() - begun:.0f} s")

    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for name, definition in indexes:
            begun = time.monotonic()
            cursor.execute(definition)
            _say(f"index {name} in {time.monotonic() - begun:.0f} s")
        cursor.execute("SELECT setval('search_searchdocument_id_seq', %s)", [documents])
        cursor.execute("VACUUM ANALYZE search_searchdocument, search_searchtext")


def fill(part: tuple[int, int, int]) -> None:
    """File and copy the documents from one number to another."""
    django.setup()
    from aftercare.base.search.policies import terms  # noqa: PLC0415  # after the settings
    from aftercare.base.search.policies.tokens import clean, words  # noqa: PLC0415  # likewise

    start, end, of = part
    company = Company(start)
    rows, texts = [], []
    for number in range(start, end):
        given = company.document(number, of)
        facets = terms.stored_facets(given["facets"])
        about = {name: clean(given[name]) for name in ("code", "title", "body")}
        filed = terms.file_document(kind=given["kind"], facets=facets, at=given["at"], **about)
        key = "".join(word.whole for word in words(about["code"]))
        rows.append(
            (
                number + 1,
                f"{given['kind']}:{number + 1}",
                given["kind"],
                about["code"],
                key,
                about["title"],
                json.dumps(facets),
                given["readers"],
                given["at"],
                filed.length,
                filed.codes,
                [],
                filed.vector,
            )
        )
        texts.append((number + 1, about["body"]))
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        with connection.cursor().copy(
            "COPY search_searchdocument (id, subject, kind, code, code_key, title, facets, readers,"
            " at, length, codes, appended, vector) FROM STDIN"
        ) as copy:
            for row in rows:
                copy.write_row(row)
        with connection.cursor().copy("COPY search_searchtext FROM STDIN") as copy:
            for text in texts:
                copy.write_row(text)


def questions(documents: int) -> Iterator[tuple[str, Callable[[int], str], str]]:
    """Return the classes of questions: name, the n-th question, and who asks."""
    company = Company(4711)
    rare = company.english[4_000:]
    middle = company.english[200:3_000]
    chinese = company.chinese
    yield "rare word", lambda n: rare[n * 397 % len(rare)], "staff"
    yield "frequent word", lambda n: COMMON[n % len(COMMON)], "staff"
    yield "frequent + middling word", lambda n: f"{COMMON[n % 30]} {middle[n * 31 % 2800]}", "staff"
    yield "two frequent words", lambda n: f"{COMMON[n % 30]} {COMMON[(n * 7 + 3) % 30]}", "staff"
    yield "five words of a question", lambda n: company.words("english", 5), "staff"
    yield (
        "Filipino, two words",
        lambda n: f"{FILIPINO[n % 20]} {FILIPINO[(n * 3 + 1) % 20]}",
        "staff",
    )
    yield "Chinese word", lambda n: chinese[n * 13 % 2_000], "staff"
    yield "Chinese, frequent", lambda n: chinese[n % 20], "staff"
    yield "Chinese, traditional", lambda n: chinese[n % 20].translate(TRADITIONAL), "staff"
    yield "Chinese question", lambda n: company.words("chinese", 4), "staff"
    yield "serial number", lambda n: company.serial(), "staff"
    yield "part of a serial, 6", lambda n: company.serial()[2:9], "staff"
    yield "part of a serial, 4", lambda n: company.serial()[3:8], "staff"
    yield "part of a serial, 3", lambda n: f"{n * 17 % 900 + 100}", "staff"
    yield "own code", lambda n: company.code(n * documents // 700 * 10, documents), "staff"
    yield "fields only", lambda n: f"status:open assignee:user:{n} priority>=2", "staff"
    yield "fields, frequent", lambda n: f"status:closed created>2024-{n % 12 + 1:02}", "staff"
    yield "word and fields", lambda n: f"{COMMON[n % 30]} status:open -tag:spam", "staff"
    yield "phrase", lambda n: f'"{COMMON[n % 30]} {COMMON[(n + 1) % 30]}"', "staff"
    yield "ending", lambda n: f"{middle[n * 37 % 2800][:5]}*", "staff"
    yield "frequent word, a customer", lambda n: COMMON[n % 30], "customer"
    yield "frequent word, one team", lambda n: COMMON[n % 30], "team"
    yield "five words, a customer", lambda n: company.words("english", 5), "customer"


def measure(documents: int) -> None:
    """Ask every question once and print how long the answers take."""
    from aftercare.base.search.queries import FieldKind, SearchField, find, register_field, suggest  # noqa: PLC0415  # noqa: PLC0415
    from aftercare.kit.actors import Actor  # noqa: PLC0415

    kinds = {"assignee": FieldKind.PERSON, "priority": FieldKind.NUMBER, "created": FieldKind.DAY}
    for name in ("status", "tag", *kinds):
        register_field(SearchField(name, kinds.get(name, FieldKind.WORD), ""))
    actors = {
        "staff": Actor("user", 7, "Wei", frozenset({"cases.view_all"}), frozenset({3})),
        "team": Actor("user", 8, "Ana", frozenset(), frozenset({3})),
        "customer": Actor("customer", 5, "Maria", frozenset(), account_id=5),
    }
    _say(f"{'question':32} {'hits':>5} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}")
    every: list[float] = []
    for name, question, who in questions(documents):
        asked = [question(n) for n in range(REPEAT)]
        actor = actors[who]
        timed, hits = _timed(lambda text, by=actor: len(find(text, actor=by).hits), asked)
        _print(name, timed, hits)
        every += timed
    _print("all questions", every, 0)
    company = Company(99)
    for size in (2, 3, 4, 6):
        asked = [company.words("english", 1)[:size] for _ in range(REPEAT)]
        timed, hits = _timed(
            lambda text: sum(map(len, suggest(text, actor=actors["staff"]).values())), asked
        )
        _print(f"suggest, {size} letters", timed, hits)
    asked = [company.code(n * documents // 700 * 10, documents)[:10] for n in range(REPEAT)]
    timed, hits = _timed(
        lambda text: sum(map(len, suggest(text, actor=actors["staff"]).values())), asked
    )
    _print("suggest, a code", timed, hits)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # figures are what it is for


def _timed(ask: Callable[[str], int], asked: list[str]) -> tuple[list[float], float]:
    timed, hits = [], []
    for text in asked:
        begun = time.perf_counter()
        hits.append(ask(text))
        timed.append((time.perf_counter() - begun) * 1000)
    return timed, statistics.mean(hits)


def _print(name: str, timed: list[float], hits: float) -> None:
    ranked = sorted(timed)
    p95 = ranked[int(len(ranked) * 0.95)]
    _say(f"{name:32} {hits:5.1f} {statistics.median(ranked):8.1f} {p95:8.1f} {ranked[-1]:8.1f}")


def write_load() -> None:
    """Print what it costs to file one more case, and one more message of it."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from aftercare.base.search.steps import append, forget, index, set_facets  # noqa: PLC0415
    from aftercare.kit.refs import Ref  # noqa: PLC0415

    company, at = Company(5), datetime(2026, 11, 24, tzinfo=UTC)
    given = [company.document(n * 10, 1000) for n in range(100)]
    subjects = [Ref("case", 90_000_000 + n) for n in range(100)]
    steps: dict[str, Callable[[int], object]] = {
        "index": lambda n: index(subjects[n], **given[n]),
        "append": lambda n: append(subjects[n], company.words("english", 50), at=at),
        "set_facets": lambda n: set_facets(subjects[n], {"status": "solved"}),
        "forget": lambda n: forget(subjects[n]),
    }
    for name, step in steps.items():
        timed = []
        for n in range(100):
            begun = time.perf_counter()
            step(n)
            timed.append((time.perf_counter() - begun) * 1000)
        _print(name, timed, 0)


def main() -> None:
    """Build if need be, then measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path, required=True)
    options.add_argument("--processes", type=int, default=2)
    given = options.parse_args()
    with own_server(given.folder) as url:
        os.environ["DATABASE_URL"] = url
        os.environ["DJANGO_SETTINGS_MODULE"] = "aftercare.project.settings"
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415  # after the settings
        from django.db import connection  # noqa: PLC0415  # after the settings

        call_command("migrate", verbosity=0)
        build(given.documents, given.processes)
        from aftercare.base.search.steps import refresh_figures  # noqa: PLC0415

        begun = time.monotonic()
        refresh_figures(at=Company(0).document(1, 1)["at"])
        _say(f"figures counted in {time.monotonic() - begun:.1f} s")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname, pg_size_pretty(pg_total_relation_size(oid)) FROM pg_class"
                " WHERE relname ~ '^search_' AND relkind IN ('r', 'i') ORDER BY 1"
            )
            for name, size in cursor.fetchall():
                _say(f"{name:40} {size}")
        measure(given.documents)
        write_load()


if __name__ == "__main__":
    main()
