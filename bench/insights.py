"""
The page of insights over many cases: how long the server takes for the year and for 12 weeks.

    nice .venv/bin/python -m bench.insights --cases 1000000 --folder /tmp/bench-insights

The company is the one of `bench.pages`, three years of it. The folder keeps the database: a
second run, also of `bench.pages`, measures without building.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

from bench.company import build
from bench.setting import own_database

ROUNDS = 15


def main() -> None:
    """Build if need be, then measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path, default=Path("/tmp/aftercare-bench-insights"))  # noqa: S108  # a scratch
    given = options.parse_args()
    with own_database(given.folder):
        from aftercare.domain.cases.models import CaseFigures  # noqa: PLC0415  # after the settings

        if not CaseFigures.objects.exists():
            build(given.cases)
        measure()


def measure() -> None:
    """Ask for the page of several times as a manager."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from aftercare.base.people.models import User  # noqa: PLC0415
    from aftercare.domain.cases.models import CaseFigures  # noqa: PLC0415
    from aftercare.kit import clock  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email="agent0@northwell.example"))
    for weeks in (4, 12, 26, 52):
        address = f"/insights?weeks={weeks}"
        since = clock.now() - timedelta(weeks=weeks)
        found = CaseFigures.objects.filter(opened_on__gte=since).count()
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        queries = len(asked)  # the next request empties the log
        times = []
        for _round in range(ROUNDS):
            begun = time.perf_counter()
            client.get(address)
            times.append(1000 * (time.perf_counter() - begun))
        times.sort()
        _say(
            f"{weeks} weeks ({answer.status_code}), {found} of {CaseFigures.objects.count()} cases:"
            f" p50 {statistics.median(times):.0f} ms, p95 {times[-1]:.0f} ms,"
            f" {queries} queries"
        )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
