"""
How long a planning run takes in the product: from rows in PostgreSQL to plans that hold.

    python -m bench.plan_run --models 1000 --parts-each 10

On a database of its own, which is thrown away. Rows are written by SQL, as operations would leave
them: two repairs in three say a cause, every part lies at three sites and with five partners, of
each model one part stands in for another. What is timed is the reading, the run with levels and
families, a night in which one part in a hundred has changed, what levels and families are of it,
and what one slider costs.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bench.setting import own_database

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)

SEED = """
SELECT setseed(0.3);
INSERT INTO catalog_item (code, name, names, kind, item_class, maker, part_number, aliases,
    numbers,
    revision, serial_tracked, lot_tracked, is_main_part, is_wear_part, wear_life, audience, note,
    since)
SELECT 'M' || i, 'Model', '{}', 'device', 'television.lcd', '', '', '{}', '{}', '', true, false,
    false,
    false, '', 'internal', '', now() FROM generate_series(1, %(models)s) i;
INSERT INTO catalog_item (code, name, names, kind, item_class, maker, part_number, aliases,
    numbers,
    revision, serial_tracked, lot_tracked, is_main_part, is_wear_part, wear_life, audience, note,
    since)
SELECT 'M' || i || '-P' || p, 'Part', '{}', 'board', 'kind.' || p, '', '', '{}', '{}', '', false,
    false,
    false, false, '', 'internal', '', now()
    FROM generate_series(1, %(models)s) i, generate_series(1, %(each)s) p;
INSERT INTO units_lot (item_id, number, number_key, date_code, maker, supplier, note, known_since)
SELECT id, code, code, '', '', '', '', now() FROM catalog_item WHERE kind = 'device';
INSERT INTO units_unit (item_id, serial, serial_key, lot_id, quantity, dealer, sold_in, note,
    known_since)
SELECT lot.item_id, '', '', lot.id, 200, '', '', m::text, now()
    FROM units_lot lot, generate_series(0, 23) m;
INSERT INTO units_unitdate (unit_id, kind, "on", source, noted_by, at)
SELECT id, 'sold', date '2023-01-15' + note::int * interval '1 month', '', 'system:0', now()
    FROM units_unit;
INSERT INTO repairs_workorder (code, token, kind, status, since, waiting_for, waiting_reason,
    item_id, unit_id,
    site_id, language, complaint, reported_on, accessories, looks, no_fault_found, human_damage,
    workshop, workshop_currency,
    workshop_number, reworks, needs_two, tested_by, released_by, result, opened_at, due_at,
    received_at, closed_at, past_number)
SELECT 'W' || n, 'w' || n, 'unit', 'handed_over', now(), '', '', unit.item_id, unit.id, %(site)s,
    '', '',
    sold."on" + (random() ^ 0.7 * (date '2026-10-31' - sold."on"))::int, '', '', false, false,
    '', '', '', 0,
    false, '', '', '', now(), now(), now(), now(), 'P' || n
    FROM generate_series(1, %(repairs)s) n
    JOIN units_unit unit ON unit.id = %(first)s + (n * 7919) %% %(units)s
    JOIN units_unitdate sold ON sold.unit_id = unit.id;
INSERT INTO repairs_repairpart (order_id, item_id, quantity, designator, status, used_id,
    instruction, scan,
    old_goes, old_number, by, at, fitted_by, fitted_at, is_past)
SELECT o.id, part.id, 1, '', 'fitted', part.id, '', '', 'keep', '', 'system:0', now(), '', now(),
    true
    FROM repairs_workorder o JOIN catalog_item model ON model.id = o.item_id
    JOIN catalog_item part
        ON part.code = model.code || '-P' || (1 + abs(hashint8(o.id)::bigint) %% %(each)s);
INSERT INTO catalog_faultcode (kind, code, name, names, item_class, retired)
SELECT 'cause', 'C' || n, '', '{}', '', false FROM generate_series(0, 1) n;
INSERT INTO repairs_finding (order_id, cause_id, designator, lot, date_code, words, by, at)
SELECT o.id, cause.id, '', '', '', '', 'system:0', now() FROM repairs_workorder o
    JOIN units_unitdate sold ON sold.unit_id = o.unit_id
    JOIN catalog_faultcode cause
        ON cause.code = 'C' || CASE WHEN o.reported_on - sold."on" < 600 THEN 0 ELSE 1 END
    WHERE o.id %% 3 < 2;
INSERT INTO stock_valuation (item_id, quantity, value)
SELECT id, 10, 200 FROM catalog_item WHERE kind = 'board';
INSERT INTO stock_place (code, name, kind, site_id, account_id, is_kit)
SELECT 'B' || id, '', 'bin', id, NULL::bigint, false FROM company_site
    UNION ALL SELECT 'S' || id, '', 'station', NULL, id, false FROM customers_account
    UNION ALL SELECT 'OUT', '', 'customer', NULL, NULL, false;
INSERT INTO stock_balance (place_id, place_kind, item_id, condition, owner, account_id, purpose,
    quantity)
SELECT place.id, place.kind, item.id, 'new',
    CASE place.kind WHEN 'station' THEN 'consigned' ELSE 'ours' END, place.account_id, 'service',
    1 + (item.id + place.id) %% 4
    FROM catalog_item item, stock_place place
    WHERE item.kind = 'board' AND place.kind <> 'customer';
INSERT INTO stock_movement (at, kind, document, line, paper, reason, by, item_id, owner, account_id,
    quantity,
    source_id, source_kind, condition, purpose, target_id, target_kind, condition_after,
    purpose_after, owner_after, reserved)
SELECT timestamptz '2026-06-01' + place.id * interval '1 day',
    CASE place.kind WHEN 'station' THEN 'settled' ELSE 'issued' END, 'case:1', '', '', '',
    'system:0', item.id, CASE place.kind WHEN 'station' THEN 'consigned' ELSE 'ours' END,
    place.account_id, 1, place.id, place.kind, 'new', 'service', home.id, home.kind,
    'new', 'service', '', 0
    FROM catalog_item item, stock_place place, stock_place home
    WHERE item.kind = 'board' AND place.kind <> 'customer' AND home.kind = 'customer';
INSERT INTO catalog_substitute (item_id, by_id, kind, batch, serial_from, serial_to, instruction,
    since)
SELECT old.id, new.id, 'one_way', '', '', '', '', now() FROM catalog_item old
    JOIN catalog_item new ON new.code = regexp_replace(old.code, '-P1$', '-P2')
    WHERE old.code LIKE '%%-P1';
ANALYZE;
"""

SITES, PARTNERS = 3, 5


def main() -> None:
    """Build the company, plan it three times, and print the times."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--models", type=int, default=1000)
    asked.add_argument("--parts-each", type=int, default=10)
    asked.add_argument("--repairs-each", type=int, default=6, help="by part")
    given = asked.parse_args()
    with TemporaryDirectory(prefix="aftercare-bench-") as folder, own_database(Path(folder)):
        _fill(given.models, given.parts_each, given.repairs_each)
        _measure()


def _measure() -> None:
    from aftercare.domain.planning.jobs import make_plan  # noqa: PLC0415  # after the settings
    from aftercare.domain.planning.models import PartPlan  # noqa: PLC0415
    from aftercare.domain.planning.operations.runs import begin_plan  # noqa: PLC0415
    from aftercare.domain.planning.policies.wishes import Wish  # noqa: PLC0415
    from aftercare.domain.planning.queries.inputs import read_inputs  # noqa: PLC0415
    from aftercare.domain.planning.queries.last_orders import what_if  # noqa: PLC0415
    from aftercare.domain.planning.queries.settings import BuyTerms  # noqa: PLC0415  # as above
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415

    def plan(at: datetime) -> int:
        run = begin_plan(actor=SYSTEM, at=at)
        make_plan.func(run_id=run.pk)
        run.refresh_from_db()
        return run.done

    _timed("reading", lambda: len(read_inputs(NOW).parts))
    _timed("first run", lambda: plan(NOW))
    apart = PartPlan.objects.filter(figures__why__0__2__gte=0).count()
    sys.stdout.write(f"  causes told apart: {apart} parts\n")
    _timed("nothing has changed", lambda: plan(NOW + timedelta(hours=1)))
    _touch()
    _timed("one part in a hundred has changed", lambda: plan(NOW + timedelta(hours=2)))
    _timed_within(lambda: plan(NOW + timedelta(days=31)))
    one = PartPlan.objects.filter(is_current=True).order_by("pk")[0]
    _timed("a slider, first", lambda: len(what_if(one, Wish(months=12), terms=BuyTerms(8))["rows"]))
    _timed("a slider, again", lambda: len(what_if(one, Wish(months=13), terms=BuyTerms(8))["rows"]))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"memory at most {most:.0f} MB\n")


def _fill(models: int, each: int, repairs: int) -> None:
    from django.db import connection  # noqa: PLC0415  # after the settings

    from aftercare.base.company.tests.make import make_site  # noqa: PLC0415
    from aftercare.domain.customers.tests.make import make_account  # noqa: PLC0415

    sys.stdout.write(f"{models} models, {models * each} parts, {models * each * repairs} repairs\n")
    units = models * 24
    site = make_site().pk
    for number in range(2, SITES + 1):
        make_site(f"S{number}", f"Site {number}")
    for number in range(PARTNERS):
        make_account(f"Partner {number}")
    values = {
        "models": models,
        "each": each,
        "repairs": models * each * repairs,
        "site": site,
        "first": 1,
        "units": units,
    }
    with connection.cursor() as cursor:
        # What operations would have left behind is written by hand, which the ledger refuses.
        cursor.execute("SET session_replication_role = replica")
        for statement in SEED.strip().rstrip(";").split(";\n"):
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")


def _touch() -> None:
    """Write down one more repair of one part in a hundred."""
    from django.db import connection  # noqa: PLC0415  # after the settings

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE repairs_repairpart SET quantity = 2 WHERE id IN (SELECT min(part.id)"
            " FROM repairs_repairpart part WHERE part.item_id % 100 = 0 GROUP BY part.item_id)"
        )


def _timed_within(work: Callable[[], int]) -> None:
    """Print how long levels and families take in a month that is new, when all is learned anew."""
    from aftercare.domain.planning.queries import reckoning  # noqa: PLC0415  # after the settings

    spent: dict[str, float] = {}

    def watched(name: str) -> None:
        known = getattr(reckoning, name)

        def timed(*given: Any, **named: Any) -> Any:
            begun = time.process_time()
            answer = known(*given, **named)
            spent[name] = spent.get(name, 0.0) + time.process_time() - begun
            return answer

        setattr(reckoning, name, timed)

    for name in ("levels_of", "helped_in"):
        watched(name)
    _timed("a new month", work)
    for name, seconds in spent.items():
        sys.stdout.write(f"  of it {name}: {seconds:.2f} s of our processor\n")


def _timed(name: str, work: Callable[[], int]) -> None:
    begun, used = time.perf_counter(), time.process_time()
    count = work()
    spent, used = time.perf_counter() - begun, time.process_time() - used
    sys.stdout.write(f"{name}: {spent:.2f} s, {used:.2f} of our processor ({count})\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
