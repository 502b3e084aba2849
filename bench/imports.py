"""
A file of customers and one of people: how long reading, checking, writing and undoing take.

    nice .venv/bin/python -m bench.imports --rows 100000 --folder /tmp/bench-imports

The steps are those of the jobs, one after the other in one process, on a database of its own
that survives crashes as a real one does. Undone at the end, so a second run measures the same.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import django

from aftercare.project.postgres import own_server


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--folder", type=Path, default=Path("/tmp/aftercare-bench-imports"))  # noqa: S108  # a scratch
    given = options.parse_args()
    with own_server(given.folder / "postgres") as url:
        os.environ |= {
            "AFTERCARE_HOME": str(given.folder / "home"),
            "AFTERCARE_INSECURE": "1",
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "aftercare.project.settings",
            "SECRET_KEY": "bench" * 10,
        }
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415  # after the settings

        call_command("migrate", verbosity=0)
        measure(given.rows)


def measure(rows: int) -> None:
    """Import customers, then people, and take both back."""
    from aftercare.base.people.models import Role, User  # noqa: PLC0415
    from aftercare.base.people.operations.accounts import enroll_user  # noqa: PLC0415
    from aftercare.domain.customers.operations.account_sheet import ACCOUNTS  # noqa: PLC0415
    from aftercare.domain.customers.operations.contact_sheet import CONTACTS  # noqa: PLC0415
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
    customers = _timed_import(ACCOUNTS, _customers(rows), user)
    people = _timed_import(CONTACTS, _people(rows), user)
    _timed_undo(people, user)
    _timed_undo(customers, user)


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


def _timed_import(sheet: Any, rows: Iterable[tuple[object, ...]], user: Any) -> Any:
    from aftercare.base.people.queries import actor_for  # noqa: PLC0415
    from aftercare.base.spreadsheets.jobs import check_import, write_import  # noqa: PLC0415
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
    job = {"user_id": user.pk}
    begun = time.monotonic()
    run = _timed(
        f"{sheet.name}: read",
        lambda: begin_import(sheet, content=content, name=f"{sheet.name}.xlsx", **given),
    )
    map_columns(run, columns=run.columns, **given)
    _timed(f"{sheet.name}: check", lambda: check_import(import_id=run.pk, **job))
    run.refresh_from_db()
    start_import(run, **given)
    _timed(f"{sheet.name}: write", lambda: write_import(import_id=run.pk, **job))
    _say(f"{sheet.name}: all {time.monotonic() - begun:.1f} s, {counts_of(run)}")
    run.refresh_from_db()
    return run


def _timed_undo(run: Any, user: Any) -> None:
    from aftercare.base.people.queries import actor_for  # noqa: PLC0415
    from aftercare.base.spreadsheets.jobs import take_import_back  # noqa: PLC0415
    from aftercare.base.spreadsheets.operations.imports import undo_import  # noqa: PLC0415
    from aftercare.base.spreadsheets.queries import counts_of  # noqa: PLC0415
    from aftercare.kit import clock  # noqa: PLC0415

    undo_import(run, actor=actor_for(user), at=clock.now())
    job = {"import_id": run.pk, "user_id": user.pk}
    _timed(f"{run.sheet}: undo", lambda: take_import_back(**job))
    _say(f"{run.sheet}: {counts_of(run)}")


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
