"""
The screens of a large workshop and its stores: how long the server takes for a page.

    nice .venv/bin/python -m bench.workshop --folder /tmp/bench-workshop
    nice .venv/bin/python -m bench.workshop --units 1000000 --orders 500000 --movements 5000000

Ten thousand of the orders are open. The folder keeps the database: a second run measures
without building.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from bench.pages import Address, measure_page
from bench.setting import own_database
from bench.workshop_company import build

OPEN = 10_000


def main() -> None:
    """Build if need be, then measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=30_000)
    options.add_argument("--orders", type=int, default=20_000)
    options.add_argument("--movements", type=int, default=100_000)
    options.add_argument("--folder", type=Path, default=Path("/tmp/aftercare-bench-workshop"))  # noqa: S108  # a scratch
    given = options.parse_args()
    with own_database(given.folder):
        from aftercare.domain.repairs.models import WorkOrder  # noqa: PLC0415  # after the settings

        if not WorkOrder.objects.exists():
            begun = time.monotonic()
            build(
                units=given.units, orders=given.orders, open_orders=OPEN, movements=given.movements
            )
            print(f"built in {time.monotonic() - begun:.0f} s")  # noqa: T201  # a figure
        measure(given.orders)


def measure(orders: int) -> None:
    """Ask for each page again and again, as somebody who sees everything."""
    from django.test import Client  # noqa: PLC0415  # after the settings

    from aftercare.base.people.models import User  # noqa: PLC0415
    from aftercare.base.people.tests.make import make_user  # noqa: PLC0415

    user = User.objects.filter(name="Mia").first() or make_user("Mia", roles=("administrator",))
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    for name, address in pages(orders).items():
        measure_page(client, name, address, "all")


def pages(orders: int) -> dict[str, Address]:
    """Return the address of the n-th measurement by the name of the page."""
    return {
        "open orders": lambda n: "/repairs",
        "late ones": lambda n: "/repairs?show=late",
        "waiting": lambda n: "/repairs?show=waiting",
        "one serial": lambda n: f"/repairs?q=AX-{orders - n:08}",
        "load of the teams": lambda n: "/repairs/load",
        "an open order": lambda n: f"/repairs/WO-{orders - n:07}",
        "a closed order": lambda n: f"/repairs/WO-{1 + n * 11:07}",
        "units": lambda n: "/units",
        "a unit": lambda n: f"/units/{1 + n * 17}",
        "stock": lambda n: "/stock",
        "a part in stock": lambda n: f"/stock/items/P-{1001 + n}",
        "places": lambda n: "/stock/places",
        "an item": lambda n: f"/items/AX-{1001 + n}",
        "a customer": lambda n: f"/customers/K-{1 + n * 7:06}",
    }


if __name__ == "__main__":
    main()
