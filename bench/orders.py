"""
The list of a large workshop: how long its pages take with thousands of open work orders.

    nice .venv/bin/python -m bench.orders --orders 10000 --folder /tmp/bench-orders

The folder keeps the database: a second run measures without building.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.pages import measure_page
from bench.setting import own_database

BEGAN = datetime(2026, 9, 28, tzinfo=UTC)
PAGES = {
    "open orders": "/repairs",
    "late ones": "/repairs?show=late",
    "waiting": "/repairs?show=waiting",
    "one serial": "/repairs?q=AX55-0042",
    "load of the teams": "/repairs/load",
}


def main() -> None:
    """Build if need be, then measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=int, default=10_000)
    options.add_argument("--folder", type=Path, default=Path("/tmp/aftercare-bench-orders"))  # noqa: S108  # a scratch
    given = options.parse_args()
    with own_database(given.folder):
        from aftercare.base.people.tests.make import make_user  # noqa: PLC0415  # after the settings
        from aftercare.domain.repairs.models import WorkOrder  # noqa: PLC0415

        if not WorkOrder.objects.exists():
            fill(given.orders)
        measure(make_user("Mia", roles=("administrator",)))


def fill(many: int) -> None:
    """Let so many units be on benches, or wait, in four teams."""
    from django.db import connection  # noqa: PLC0415  # after the settings

    from aftercare.base.people.tests.make import make_team  # noqa: PLC0415
    from aftercare.domain.catalog.tests.make import make_item  # noqa: PLC0415
    from aftercare.domain.repairs.models import WorkOrder  # noqa: PLC0415
    from aftercare.domain.stock.tests.make import make_site  # noqa: PLC0415
    from aftercare.domain.units.models import Unit  # noqa: PLC0415

    site, item = make_site(), make_item("AX55", name="55-inch set")
    teams = [make_team(code) for code in ("boards", "units", "counter", "panels")]
    serials = [f"AX55-{number:04}" for number in range(many)]
    units = Unit.objects.bulk_create(
        Unit(item=item, serial=each, serial_key=each.replace("-", ""), known_since=BEGAN)
        for each in serials
    )
    WorkOrder.objects.bulk_create(
        WorkOrder(
            code=f"WO-2026-{number:05}", token=f"token-{number}", kind="unit", item=item,
            unit=unit, site=site, team=teams[number % 4], complaint="Sound, but no picture",
            since=BEGAN, reported_on=BEGAN.date(), opened_at=BEGAN,
            due_at=BEGAN + timedelta(minutes=7 * number),
        )
        for number, unit in enumerate(units)
    )  # fmt: skip
    with connection.cursor() as cursor:
        for status in ("received", "diagnosed", "approved", "repairing"):
            cursor.execute(
                "UPDATE repairs_workorder SET status = %s, received_at = opened_at", [status]
            )
        cursor.execute(
            "UPDATE repairs_workorder SET status = 'waiting', waiting_for = 'part',"
            " waiting_reason = 'Backlight bar' WHERE id %% 5 = 0"
        )
        cursor.execute("ANALYZE")


def measure(user: object) -> None:
    """Ask for each page again and again."""
    from django.test import Client  # noqa: PLC0415  # after the settings

    client = Client(headers={"host": "localhost"})
    client.force_login(user)  # type: ignore[arg-type]
    for name, address in PAGES.items():
        measure_page(client, name, lambda _number, address=address: address, "all")


if __name__ == "__main__":
    main()
