"""
The page of insights over many cases: how long the server takes for the year and for 12 weeks.

    nice .venv/bin/python -m bench.insights --cases 1000000 --folder /tmp/bench-insights

Only what reports read is built: the figures of the cases of three years, and those cases that
are still open. The folder keeps the database: a second run measures without building.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

from aftercare.project.postgres import own_server
from bench.company import fill

ROUNDS = 15
DAY = "(now() - interval '3 years' * (1 - i / %(cases)s::float))::date"
OPENED = "now() - interval '3 years' * (1 - i / %(cases)s::float)"


def main() -> None:
    """Build if need be, then measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path, default=Path("/tmp/aftercare-bench-insights"))  # noqa: S108  # a scratch
    given = options.parse_args()
    with own_server(given.folder / "postgres") as url:
        os.environ |= {
            "AFTERCARE_HOME": str(given.folder / "home"),
            "AFTERCARE_INSECURE": "1",
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "aftercare.project.settings",
            "SECRET_KEY": "bench" * 8,
        }
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415  # after the settings

        from aftercare.domain.cases.models import CaseFigures  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        if not CaseFigures.objects.exists():
            begun = time.monotonic()
            build(given.cases)
            _say(f"built {given.cases} cases in {time.monotonic() - begun:.0f} s")
        measure()


def build(cases: int) -> None:
    """Write the figures of all cases, and the cases that are still open."""
    from django.db import connection  # noqa: PLC0415

    from aftercare.base.people.operations.teams import save_team  # noqa: PLC0415
    from aftercare.domain.cases.models import Case, CaseFigures  # noqa: PLC0415
    from aftercare.kit import clock  # noqa: PLC0415
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415

    teams = [
        save_team(None, code=f"team{number}", name=f"Team {number}", actor=SYSTEM, at=clock.now())
        for number in range(6)
    ]
    shared = {
        "team_id": f"{teams[0].pk} + i %% 6",
        "channel": "(ARRAY['email','email','email','web_form','phone','counter'])[1 + i %% 6]",
        "kind": "(ARRAY['question','fault','fault','complaint','order'])[1 + i %% 5]",
        "priority": "(ARRAY['low','normal','normal','high','urgent'])[1 + i %% 5]",
        "tags": "ARRAY[(ARRAY['fota','panel','warranty','invoice','boot'])[1 + i %% 5]]",
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        fill(
            CaseFigures,
            rows="generate_series(1, %(cases)s) AS i",
            given={"cases": cases},
            case_id="i",
            version="1",
            opened_on=DAY,
            solved_on=f"CASE WHEN i %% 1000 >= 6 THEN {DAY} + i %% 3 END",
            models_named="ARRAY['AX-' || 1000 + i %% 40]",
            answered_after="300 + (i * 31) %% 20000",
            answered_work="300 + (i * 31) %% 9000",
            solved_after="CASE WHEN i %% 1000 >= 6 THEN 300 + (i * 7919::bigint) %% 90000 END",
            solved_work="CASE WHEN i %% 1000 >= 6 THEN 300 + (i * 7919::bigint) %% 40000 END",
            reopened="(i %% 23 = 0)::int",
            bounced="(i %% 101 = 0)::int",
            kept="ARRAY[(i %% 20 > 0)::int, 2, (i %% 30 > 0)::int, 0]",
            broken="ARRAY[(i %% 20 = 0)::int, 0, (i %% 30 = 0)::int, 0]",
            **shared,
        )
        fill(
            Case,
            rows="generate_series(1, %(cases)s) AS i WHERE i %% 1000 < 6",
            given={"cases": cases},
            id="i",
            code="'C-' || i",
            subject="'boot loop'",
            status="'open'",
            active_at=OPENED,
            opened_at=OPENED,
            **shared,
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def measure() -> None:
    """Ask for the page of several times as a manager."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from aftercare.base.people.models import Role, User  # noqa: PLC0415
    from aftercare.base.people.operations.accounts import enroll_user  # noqa: PLC0415
    from aftercare.domain.cases.models import CaseFigures  # noqa: PLC0415
    from aftercare.kit import clock  # noqa: PLC0415
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415

    manager = User.objects.filter(email="ana@northwell.example").first() or enroll_user(
        email="ana@northwell.example",
        name="Ana",
        password=None,
        roles=list(Role.objects.filter(code="manager")),
        actor=SYSTEM,
        at=clock.now(),
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(manager)
    for weeks in (4, 12, 26, 52):
        address = f"/insights?weeks={weeks}"
        since = clock.now() - timedelta(weeks=weeks)
        found = CaseFigures.objects.filter(opened_on__gte=since).count()
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        times = []
        for _round in range(ROUNDS):
            begun = time.perf_counter()
            client.get(address)
            times.append(1000 * (time.perf_counter() - begun))
        times.sort()
        _say(
            f"{weeks} weeks ({answer.status_code}), {found} of {CaseFigures.objects.count()} cases:"
            f" p50 {statistics.median(times):.0f} ms, p95 {times[-1]:.0f} ms,"
            f" {len(asked)} queries"
        )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
