"""The database, and whether the work that it holds is being done."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from aftercare.project.checks.findings import Finding, error, ok, warning
from aftercare.project.health import migrations_to_come

OLDEST_POSTGRESQL = 140_000
JOB_IS_LATE = 120.0
SEAL_IS_LATE = 300.0

WORKERS = """
SELECT count(*) FILTER (WHERE last_heartbeat > now() - interval '60 seconds'),
       extract(epoch FROM now() - max(last_heartbeat))
FROM procrastinate_workers
"""
LATE = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at))), 0)
FROM procrastinate_jobs AS job
JOIN procrastinate_events AS event ON event.job_id = job.id AND event.type = 'deferred'
WHERE job.status = 'todo' AND coalesce(job.scheduled_at, event.at) <= now()
"""
FAILED = """
SELECT job.task_name, count(*) FROM procrastinate_jobs AS job
WHERE job.status = 'failed' GROUP BY job.task_name ORDER BY count(*) DESC, job.task_name
"""
UNSEALED = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(entry.at)), 0)
FROM journal_unsealed AS waiting JOIN journal_entry AS entry ON entry.id = waiting.entry_id
"""


def check_database() -> Iterator[Finding]:
    """Look at the server and at the tables."""
    version, number = _row(
        "SELECT current_setting('server_version'), current_setting('server_version_num')"
    )
    if int(number) < OLDEST_POSTGRESQL:
        yield error("database", f"PostgreSQL {version} is too old.", "Use PostgreSQL 14 or newer.")
    else:
        yield ok("database", f"PostgreSQL {version} answers.")
    if waiting := migrations_to_come():
        yield error(
            *("database", f"{len(waiting)} changes of tables wait, the first is {waiting[0]}."),
            "aftercare migrate",
        )
    else:
        yield ok("database", "The tables are up to date.")


def check_jobs() -> Iterator[Finding]:
    """Look at who does the jobs, and at those that wait or have failed."""
    alive, silent = _row(WORKERS)
    waiting, late = _row(LATE)
    start = "Run `aftercare worker` (or `serve`), and look at its log."
    if not alive:
        since = f"for {_time(float(silent))}" if silent is not None else "ever"
        yield error("jobs", f"No worker has been heard of {since}; {waiting} jobs wait.", start)
    elif late > JOB_IS_LATE:
        yield warning(
            *("jobs", f"{waiting} jobs wait, the oldest for {_time(float(late))}."),
            "Run more workers: `aftercare worker` on any machine.",
        )
    else:
        yield ok("jobs", f"{alive} workers are there, {waiting} jobs wait.")
    with connection.cursor() as cursor:
        cursor.execute(FAILED)
        failed = cursor.fetchall()
    if failed:
        names = ", ".join(f"{count} × {name}" for name, count in failed[:3])
        yield warning(
            *(
                "jobs",
                f"{sum(count for _name, count in failed)} jobs have failed for good: {names}.",
            ),
            "The log of the worker says why.",
        )


def check_journal() -> Iterator[Finding]:
    """Look at what waits for its seal."""
    waiting, age = _row(UNSEALED)
    if age > SEAL_IS_LATE:
        yield warning(
            *(
                "journal",
                f"{waiting} entries wait for their seal, the oldest for {_time(float(age))}.",
            ),
            "The worker seals every minute: see `jobs`.",
        )
    else:
        yield ok("journal", f"{waiting} entries wait for their seal, which comes every minute.")


def _row(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def _time(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"
