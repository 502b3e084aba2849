"""
A calendar changes: how long until every open promise that is counted in it has its date anew.

    nice .venv/bin/python -m bench.promises --promises 100000
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.setting import own_database

START = datetime(2026, 3, 2, tzinfo=UTC)
OFFICE = [[8 * 60, 12 * 60], [13 * 60, 17 * 60]]


def main() -> None:
    """Make promises, a third of them with pauses; change the calendar; print the seconds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--promises", type=int, default=100_000)
    given = options.parse_args()
    with TemporaryDirectory(prefix="aftercare-bench-") as folder, own_database(Path(folder)):
        measure(given.promises)


def measure(promises: int) -> None:
    """Fill, change, time."""
    from django.db import connection  # noqa: PLC0415  # after the settings
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from aftercare.base.company.operations import set_working_week  # noqa: PLC0415
    from aftercare.base.promises.models import Promise, PromisePause  # noqa: PLC0415
    from aftercare.base.promises.steps import count_again  # noqa: PLC0415
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415

    week = {"code": "SZ", "name": "Shenzhen", "time_zone": "Asia/Shanghai"}
    calendar = set_working_week(
        **week, weekly=[OFFICE] * 5 + [[], []], actor=SYSTEM, at=START - timedelta(days=1)
    )
    made = [START + timedelta(minutes=number % 40_000) for number in range(promises)]
    rows = Promise.objects.bulk_create(
        [
            Promise(
                subject=f"case:{number}",
                kind="cases.solution_or_date",
                owner="user:1",
                readers=["team:1"],
                calendar=calendar,
                work=24 * 3600,
                made_at=at,
                due_at=at + timedelta(days=4),
                warn_at=at + timedelta(days=3),
            )
            for number, at in enumerate(made)
        ],
        batch_size=5_000,
    )
    pause = {"reason": "customer"}
    PromisePause.objects.bulk_create(
        [
            PromisePause(
                promise=row,
                began_at=row.made_at + timedelta(hours=3),
                ended_at=row.made_at + timedelta(hours=30),
                **pause,
            )
            for row in rows[::3]
        ],
        batch_size=5_000,
    )
    begun = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        count_again(calendar, at=START + timedelta(days=30))
        statements = len(queries)
    seconds = time.monotonic() - begun
    print(f"{promises} open promises counted again: {seconds:.1f} s, {statements} statement")  # noqa: T201  # figures are what it is for


if __name__ == "__main__":
    main()
