"""
Two players at once, each a half of the story, so that two processors have something to do.

Each plays in one transaction of its own and sees the founding and what it has done itself: so
the company is the same however fast either of them is. They must not meet in any row, and what
is counted for all (numbers of cases, keys of rows) is shared out before they begin.
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from signal import SIG_IGN, SIGINT, signal

from django.core.management import call_command
from django.db import connection

CASE = "C"
KEYS = 1_000_000
"""Keys of each table that belong to the first player; the second one's come after them."""

UNFINISHED = "Northwell is being played"

MARK = "COMMENT ON SCHEMA public IS '%s'"
MARKED = "SELECT obj_description('public'::regnamespace)"
LET_EMPTY = "SET session_replication_role = replica"
GUARD_AGAIN = "SET session_replication_role = origin"
"""Journal and ledger guard themselves by triggers, also against being emptied."""

SHARE_OUT_KEYS = """
DO $$ DECLARE each regclass; BEGIN
    FOR each IN SELECT seqrelid FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid
        WHERE relnamespace = 'public'::regnamespace AND seqtypid = 'bigint'::regtype
    LOOP EXECUTE format('ALTER SEQUENCE %%s CACHE %%s', each, %(size)d); END LOOP;
END $$
"""
TAKE_KEYS = """
SELECT count(nextval(seqrelid)) FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid
WHERE relnamespace = 'public'::regnamespace AND seqtypid = 'bigint'::regtype
"""
COUNT_ALONE = """
CREATE TEMP TABLE company_series (LIKE public.company_series INCLUDING ALL);
INSERT INTO company_series (prefix, year, last) SELECT prefix, year, last FROM public.company_series
"""
GO_ON_AFTER = """
INSERT INTO company_series (prefix, year, last) VALUES (%s, %s, %s)
ON CONFLICT (prefix, year) DO UPDATE SET last = company_series.last + excluded.last
"""
COUNTED = "SELECT year, last FROM company_series WHERE prefix = %s"
COUNT_TOGETHER = """
INSERT INTO public.company_series AS series (prefix, year, last)
SELECT prefix, year, last FROM pg_temp.company_series
ON CONFLICT (prefix, year) DO UPDATE SET last = greatest(series.last, excluded.last)
"""
MEETING = """
SELECT (SELECT count(*) FROM promises_promise) + (SELECT count(*) FROM people_notification)
"""


class OutOfStep(Exception):
    """The players would meet, or one has opened other cases than the other reckoned with."""


def is_unfinished() -> bool:
    """Return whether somebody interrupted the play, and left a half of a company behind."""
    with connection.cursor() as cursor:
        cursor.execute(MARKED)
        return bool(cursor.fetchone()[0] == UNFINISHED)


def sweep_up() -> None:
    """Take away what an interrupted play has left. Only then: it empties every table."""
    if is_unfinished():
        with connection.cursor() as cursor:
            cursor.execute(LET_EMPTY)
            call_command("flush", interactive=False, verbosity=0)
            cursor.execute(GUARD_AGAIN)
        mark_as_finished()


def mark_as_unfinished() -> None:
    """Say, in the transaction of the caller, that the company is not whole from now on."""
    with connection.cursor() as cursor:
        cursor.execute(MARK % UNFINISHED)


def mark_as_finished() -> None:
    """Say that the company is whole."""
    with connection.cursor() as cursor:
        cursor.execute(MARK % "standard public schema")


@contextmanager
def played_fast() -> Iterator[None]:
    """
    Let plans of statements be kept, and nested transactions be part of the one around them.

    The connection is one of its own: those of a pool would be the same in two processes. A play
    has no use for savepoints: what goes wrong in it ends it. Nor does it leave garbage that
    points at itself.
    """
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # only PostgreSQL has one
    connection.settings_dict["OPTIONS"] = options | {
        "pool": False,
        "server_side_binding": True,
        "prepare_threshold": 2,
    }
    connection.features.uses_savepoints = False
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        connection.features.uses_savepoints = True
        connection.close()
        connection.settings_dict["OPTIONS"] = options


@contextmanager
def played_beside(first: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """
    Play `first` in a process of its own, beside what the caller does.

    Gives what the caller has to wait for before the end of its own transaction, which raises
    `OutOfStep` when the other player has given up.
    """
    _share_out_keys(KEYS)
    connection.close()
    context = get_context("fork")
    has_keys = context.Event()
    player = context.Process(target=_play_first, args=(first, has_keys))
    player.start()
    try:
        while not has_keys.wait(0.05) and player.is_alive():
            pass
        _take_keys()
        yield lambda: _wait_for(player)
    finally:
        player.terminate()
        player.join()


def _play_first(first: Callable[[], None], has_keys: Event) -> None:
    signal(SIGINT, SIG_IGN)  # whoever waits for this player is interrupted, and ends it
    with connection.cursor() as cursor:  # the other one waits for us: we must not wait for it
        cursor.execute("SET lock_timeout = '20s'")
    _take_keys()
    has_keys.set()
    first()
    connection.close()


def _wait_for(player: BaseProcess) -> None:
    player.join()
    if player.exitcode:
        raise OutOfStep("The first player has given up.")


def count_alone(opened: Mapping[int, int] | None = None) -> None:
    """Count in a copy of one's own, cases after those that the other player opens."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ALONE)
        for year, number in (opened or {}).items():
            cursor.execute(GO_ON_AFTER, [CASE, year, number])


def count_together() -> None:
    """Let numbers and keys go on for all after those of one's own."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_TOGETHER)
        cursor.execute("DROP TABLE pg_temp.company_series")
    _share_out_keys(1)


def must_have_opened(opened: Mapping[int, int]) -> None:
    """Refuse to have opened other cases than those. Raises `OutOfStep`."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [CASE])
        counted = dict(cursor.fetchall())
    if counted != dict(opened):
        raise OutOfStep(f"{counted} cases were opened, {opened} expected.")


def must_be_apart() -> None:
    """
    Refuse to begin with anything that both players notice, and would wait for each other over.

    Raises `OutOfStep`.
    """
    with connection.cursor() as cursor:
        cursor.execute(MEETING)
        (rows,) = cursor.fetchone()
    if rows:
        raise OutOfStep(f"{rows} promises or notices stand there before anybody plays.")


def _share_out_keys(size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SHARE_OUT_KEYS % {"size": size})


def _take_keys() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TAKE_KEYS)
