"""
Files of customers, people, items and units: how long reading, checking, writing and undoing take.

    nice .venv/bin/python -m bench.imports --rows 100000 --folder /tmp/bench-imports

The jobs are run by a worker as in production, on a database of its own that survives crashes as
a real one does. Rows count as taken over when the search finds them. Undone at the end, so a
second run measures the same. Also printed: the seconds of processor of the worker and of the
database.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg

from bench.setting import cpu_seconds, own_database, wait_for_worker


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--only", default="customers,people,items,units", help="of these kinds")
    options.add_argument("--folder", type=Path, default=Path("/tmp/aftercare-bench-imports"))  # noqa: S108  # a scratch
    given = options.parse_args()
    with own_database(given.folder), _worker():
        measure(given.rows, given.only.split(","), given.folder)


def measure(rows: int, kinds: list[str], folder: Path) -> None:
    """Import a file of each kind, and take all of them back."""
    from aftercare.base.people.models import Role, User  # noqa: PLC0415  # after the settings
    from aftercare.base.people.operations.accounts import enroll_user  # noqa: PLC0415
    from aftercare.domain.catalog.operations.item_sheet import ITEMS  # noqa: PLC0415
    from aftercare.domain.customers.operations.account_sheet import ACCOUNTS  # noqa: PLC0415
    from aftercare.domain.customers.operations.contact_sheet import CONTACTS  # noqa: PLC0415
    from aftercare.domain.units.operations.unit_sheet import UNITS  # noqa: PLC0415
    from aftercare.kit import clock  # noqa: PLC0415
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415

    user = User.objects.filter(email="bench@northwell.example").first() or enroll_user(
        email="bench@northwell.example",
        name="Bench",
        password=None,
        roles=list(Role.objects.filter(code="administrator")),
        actor=SYSTEM,
        at=clock.now(),
    )
    files = {
        "customers": (ACCOUNTS, _customers),
        "people": (CONTACTS, _people),
        "items": (ITEMS, _items),
        "units": (UNITS, _units),
    }
    wanted = [files[kind] for kind in kinds]
    runs = [_timed_import(sheet, table(rows), user, folder) for sheet, table in wanted]
    for run in reversed(runs):
        _timed_undo(run, user, folder)


@contextmanager
def _worker() -> Iterator[None]:
    """Run the jobs in a process of its own, as in production."""
    command = [sys.executable, "-m", "aftercare", "worker"]
    with (
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as worker,  # noqa: S603  # our own
        psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database,
    ):
        try:
            wait_for_worker(database)
            yield
        finally:
            worker.terminate()


def _customers(rows: int) -> Iterable[tuple[object, ...]]:
    yield ("Name", "Country", "Language", "Tags", "Note")
    for number in range(rows):
        yield (f"Customer 北辰 {number}", "PH", "en", "retail, cebu", f"Came with number {number}")


def _people(rows: int) -> Iterable[tuple[object, ...]]:
    yield ("Name", "Customer", "E-mail", "Phone", "Position")
    for number in range(rows):
        mail = f"person{number}@customer{number}.example"
        phone = f"+63 2 8{number:07}"
        yield (f"Person {number}", f"Customer 北辰 {number}", mail, phone, "Buyer")


def _items(rows: int) -> Iterable[tuple[object, ...]]:
    yield ("Code", "Name", "Kind", "Maker", "Part number")
    for number in range(rows):
        yield (f"NW-{number:06}", f"Board 主板 {number}", "board", "Northwell", f"PN{number:07}")


def _units(rows: int) -> Iterable[tuple[object, ...]]:
    yield ("Serial number", "Item", "Batch", "Customer", "Manufactured", "Shipped")
    for number in range(rows):
        batch, owner = f"B-{number // 1000}", f"Customer 北辰 {number}"
        item = f"NW-{number // 1000:06}"
        yield (f"SN-2519-{number:07}", item, batch, owner, "2026-03-02", "2026-04-01")


def _timed_import(sheet: Any, rows: Iterable[tuple[object, ...]], user: Any, folder: Path) -> Any:
    from aftercare.base.people.queries import actor_for  # noqa: PLC0415
    from aftercare.base.spreadsheets.operations.imports import (  # noqa: PLC0415
        begin_import,
        map_columns,
        start_import,
    )
    from aftercare.base.spreadsheets.queries import counts_of  # noqa: PLC0415
    from aftercare.interfaces.ui.spreadsheets import xlsx_of  # noqa: PLC0415
    from aftercare.kit import clock  # noqa: PLC0415

    actor, waiting = actor_for(user), iter(rows)
    content = BytesIO(xlsx_of(list(map(str, next(waiting))), waiting, title=sheet.name).read())
    given: dict[str, Any] = {"actor": actor, "at": clock.now()}
    with _cost(f"{sheet.name}: all", folder) as cost:
        run = _timed(
            f"{sheet.name}: read",
            lambda: begin_import(sheet, content=content, name=f"{sheet.name}.xlsx", **given),
        )
        cost.rows = run.total
        map_columns(run, columns=run.columns, **given)
        _timed(f"{sheet.name}: check", lambda: _wait_for(run, "ready"))
        start_import(run, **given)
        _timed(f"{sheet.name}: write", lambda: _wait_for(run, "done"))
        _timed(f"{sheet.name}: until all is found by the search, more", _wait_for_search)
    _say(f"{sheet.name}: {counts_of(run)}")
    return run


def _timed_undo(run: Any, user: Any, folder: Path) -> None:
    from aftercare.base.people.queries import actor_for  # noqa: PLC0415
    from aftercare.base.spreadsheets.operations.imports import undo_import  # noqa: PLC0415
    from aftercare.base.spreadsheets.queries import counts_of  # noqa: PLC0415
    from aftercare.kit import clock  # noqa: PLC0415

    with _cost(f"{run.sheet}: undo", folder, rows=run.total):
        undo_import(run, actor=actor_for(user), at=clock.now())
        _wait_for(run, "undone")
    _say(f"{run.sheet}: {counts_of(run)}")


@dataclass
class _Cost:
    rows: int


@contextmanager
def _cost(what: str, folder: Path, rows: int = 0) -> Iterator[_Cost]:
    """Print what work on some rows has cost: time, and processors."""
    cost, begun, before = _Cost(rows), time.monotonic(), cpu_seconds(folder)
    yield cost
    seconds, used = time.monotonic() - begun, cpu_seconds(folder) - before
    each = ", ".join(f"{name} {used[name]:.1f} s" for name in ("worker", "database"))
    _say(f"{what} {seconds:.1f} s, {cost.rows / seconds:.0f} a second; of processor: {each}")


def _wait_for(run: Any, status: str) -> None:
    while run.status != status:
        time.sleep(0.2)
        run.refresh_from_db()


def _wait_for_search() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415

    left = ProcrastinateJob.objects.filter(
        task_name="search.file_rows", status__in=("todo", "doing")
    )
    while left.exists():
        time.sleep(0.2)


def _timed(what: str, work: Callable[[], Any]) -> Any:
    begun = time.monotonic()
    done = work()
    _say(f"{what} {time.monotonic() - begun:.1f} s")
    return done


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
