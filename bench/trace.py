"""
From a lot to every unit that holds a piece of it, among very many units; and from a unit back.

    nice .venv/bin/python -m bench.trace --units 5000000 --affected 100000

The affected units come from batches of a thousand each, spread over all; half of them are boards
inside sets. Also measured: taking in one delivery of `--delivery` units.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.setting import own_database

START = datetime(2026, 3, 2, tzinfo=UTC)
BATCH = 1_000
LOTS = 60

FILL = """
INSERT INTO units_productionbatch (item_id, code, bom, source, taken_in_at)
SELECT %(item)s, 'B-' || n, '', '', now() FROM generate_series(1, %(batches)s) AS n;
INSERT INTO units_unit
    (item_id, serial, serial_key, quantity, batch_id, position, dealer, note, known_since,
    account_id)
SELECT %(item)s, 'U' || n, 'U' || n, 1, %(first)s + (n - 1) / %(size)s, 1 + (n - 1) %% %(size)s,
    '', '', now(), (SELECT min(id) FROM customers_account) + n %% 200
FROM generate_series(1, %(units)s) AS n;
INSERT INTO units_lot (item_id, number, number_key, date_code, maker, supplier, note, known_since)
SELECT %(item)s, 'L' || n, 'L' || n, '2519', '', '', '', now()
FROM generate_series(1, %(lots)s) AS n;
INSERT INTO units_batchlot (batch_id, lot_id, designators, first, last)
SELECT batch.id,
    (SELECT min(id) FROM units_lot) + (batch.id * 7 + place * 13) %% (%(lots)s - 1) + 1,
    '{U1}', 1, %(size)s
FROM units_productionbatch AS batch, generate_series(1, 60) AS place
ON CONFLICT DO NOTHING;
INSERT INTO units_batchlot (batch_id, lot_id, designators, first, last)
SELECT %(first)s + n * %(step)s, (SELECT min(id) FROM units_lot), '{U9}', 1, %(size)s
FROM generate_series(0, %(affected)s / %(size)s - 1) AS n;
INSERT INTO units_builtin (unit_id, item_id, part_id, designator, why)
SELECT whole.id, whole.item_id, part.id, 'A1', ''
FROM units_unit AS part
JOIN units_unit AS whole ON whole.batch_id = part.batch_id + 1 AND whole.position = part.position
WHERE part.batch_id IN (SELECT %(first)s + 2 * n * %(step)s
    FROM generate_series(0, %(affected)s / %(size)s / 2 - 1) AS n);
"""
SIZE = """
SELECT relname, pg_size_pretty(pg_total_relation_size(relid)), n_live_tup
FROM pg_stat_user_tables WHERE relname LIKE 'units\\_%' AND n_live_tup > 0 ORDER BY relname
"""


def main() -> None:
    """Make units, trace, print the seconds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=200_000)
    options.add_argument("--affected", type=int, default=20_000)
    options.add_argument("--delivery", type=int, default=20_000)
    given = options.parse_args()
    with TemporaryDirectory(prefix="aftercare-bench-") as folder, own_database(Path(folder)):
        measure(given.units, given.affected, given.delivery)


def measure(units: int, affected: int, delivery: int) -> None:
    """Fill, trace both ways, take in a delivery."""
    from django.db import connection  # noqa: PLC0415  # after the settings

    from aftercare.domain.units.models import Lot, Unit  # noqa: PLC0415
    from aftercare.domain.units.queries import (  # noqa: PLC0415
        all_affected_units,
        lots_inside,
        trace_lots,
        trace_page,
    )

    item = _world()
    batches = units // BATCH
    given = {"item": item.pk, "units": units, "batches": batches, "size": BATCH, "first": 1}
    given |= {"lots": 5_000, "affected": affected, "step": batches // (affected // BATCH)}
    with connection.cursor() as cursor:
        for statement in filter(str.strip, FILL.split(";\n")):
            cursor.execute(statement, given)
        cursor.execute("ANALYZE")
        cursor.execute(SIZE.replace("%", "%%"), {})
        for row in cursor.fetchall():
            print(*row)  # noqa: T201
    lot = Lot.objects.earliest("pk").pk
    found = trace_lots([lot]).units
    _time(f"trace, {found} of {units} units counted by item and owner", lambda: trace_lots([lot]))
    _time("first page of 50, with the counts", lambda: trace_page([lot], most=50))
    later = trace_page([lot], most=50)[1][-1].unit.pk
    _time("the next page, with the counts", lambda: trace_page([lot], after=later, most=50))
    _time("all of them", lambda: sum(1 for _each in all_affected_units([lot])))
    _time("what is inside one unit", lambda: lots_inside(Unit.objects.latest("pk")))
    _time("a unit by its serial", lambda: Unit.objects.get(serial_key=f"U{units // 2}"))
    _deliver(delivery)


def _world() -> Any:
    from aftercare.domain.catalog.operations.items import register_item  # noqa: PLC0415
    from aftercare.domain.customers.models import Account  # noqa: PLC0415
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415

    Account.objects.bulk_create(
        Account(code=f"A-{number}", name=f"Customer {number}", since=START) for number in range(200)
    )
    return register_item(code="X", name="Set", kind="device", actor=SYSTEM, at=START)


def _deliver(size: int) -> None:
    from aftercare.domain.units.operations.production import take_in_production  # noqa: PLC0415
    from aftercare.domain.units.states import MadeBatch, MadeUnit, UsedLot  # noqa: PLC0415
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415

    made = MadeBatch(
        code="NEW",
        item="X",
        units=[MadeUnit(f"N{number:07}") for number in range(size)],
        lots=[UsedLot("X", f"NL{number}") for number in range(LOTS)],
    )
    for what in ("delivery", "the same delivery again"):
        _time(f"{what} of {size} units", lambda: take_in_production(made, actor=SYSTEM, at=START))


def _time(what: str, act: Callable[[], Any]) -> None:
    began = time.perf_counter()
    act()
    print(f"{what}: {time.perf_counter() - began:.3f} s")  # noqa: T201


if __name__ == "__main__":
    main()
