"""
A workshop with its stores of any size, written straight into the tables by SQL.

Not made by operations, which would take days; the rows look like those that operations leave
behind: four of five orders of two years are closed, each went through six statuses and
fitted one part; parts come in by the hundred and leave one by one.
"""

from __future__ import annotations

from bench.company import drop_indexes, fill

DEVICES, PARTS, BINS, TEAMS, ACCOUNTS = 60, 1_000, 200, 6, 5_000
SINCE = "now() - interval '2 years'"
OPENED = f"{SINCE} + interval '2 years' * (i / %(orders)s::float)"
OPEN = "i > %(orders)s - %(open)s"
WAITS = f"{OPEN} AND i %% 5 = 0"
STATUS = f"CASE WHEN {WAITS} THEN 'waiting' WHEN {OPEN} THEN 'repairing' ELSE 'handed_over' END"
BALANCES = """
INSERT INTO stock_balance
    (place_id, place_kind, item_id, condition, purpose, owner, quantity)
SELECT place, kind, item_id, 'new', 'service', 'ours', sum(quantity) FROM (
    SELECT source_id AS place, source_kind AS kind, item_id, -quantity AS quantity
    FROM stock_movement
    UNION ALL
    SELECT target_id, target_kind, item_id, quantity FROM stock_movement
) AS sides GROUP BY 1, 2, 3
"""
VALUES = """
INSERT INTO stock_valuation (item_id, quantity, value)
SELECT item_id, sum(quantity), 10 * sum(quantity) FROM stock_balance
WHERE stock_is_ours(place_kind) GROUP BY 1
"""


def build(*, units: int, orders: int, open_orders: int, movements: int) -> None:
    """Fill all tables the screens of workshop and stores read."""
    from django.db import connection  # noqa: PLC0415  # after the settings

    from aftercare.domain.repairs.models import RepairPart, StatusChange, WorkOrder  # noqa: PLC0415
    from aftercare.domain.stock.models import Movement  # noqa: PLC0415
    from aftercare.domain.units.models import Unit  # noqa: PLC0415

    big = [Unit, WorkOrder, StatusChange, RepairPart, Movement]
    tables = [model._meta.db_table for model in big]
    given = _world() | {
        "units": units,
        "orders": orders,
        "open": open_orders,
        "movements": movements,
    }
    with connection.cursor() as cursor:
        # No checks of keys while millions of rows come that are known to be right.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        indexes = drop_indexes(tables)
        _units(given)
        _orders(given)
        _movements(given)
        for definition in indexes:
            cursor.execute(definition)
        cursor.execute(BALANCES)
        cursor.execute(VALUES)
        for table in tables:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 100000000)", [table])
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def _world() -> dict[str, int]:
    from aftercare.base.company.tests.make import make_site  # noqa: PLC0415
    from aftercare.base.people.tests.make import make_team  # noqa: PLC0415
    from aftercare.domain.customers.models import Account  # noqa: PLC0415
    from aftercare.domain.stock.models import Place  # noqa: PLC0415

    site = make_site()
    teams = [make_team(f"team-{number}") for number in range(TEAMS)]
    fill(
        Account,
        rows="generate_series(1, %(accounts)s) AS i",
        given={"accounts": ACCOUNTS},
        id="i",
        code="'K-' || lpad(i::text, 6, '0')",
        name="'Harborline ' || i",
        since=SINCE,
    )
    supplier = Place.objects.create(code="OUT-S", kind="supplier")
    customer = Place.objects.create(code="OUT-C", kind="customer")
    bins = Place.objects.bulk_create(
        Place(code=f"B-{number:03}", kind="bin", site=site) for number in range(BINS)
    )
    return {
        "site": site.pk,
        "first_team": teams[0].pk,
        "device": _items("device", "AX", DEVICES),
        "part": _items("component", "P", PARTS),
        "supplier": supplier.pk,
        "customer": customer.pk,
        "bin": bins[0].pk,
    }


def _items(kind: str, code: str, many: int) -> int:
    from aftercare.domain.catalog.models import Item  # noqa: PLC0415

    fill(
        Item,
        rows="generate_series(1, %(many)s) AS i",
        given={"many": many},
        id=f"nextval(pg_get_serial_sequence('{Item._meta.db_table}', 'id'))",
        code=f"'{code}-' || (1000 + i)",
        name=f"'{kind} ' || (1000 + i)",
        kind=f"'{kind}'",
        numbers=f"ARRAY['{code}' || (1000 + i)]",
        since=SINCE,
    )
    return Item.objects.filter(kind=kind).earliest("pk").pk


def _units(given: dict[str, int]) -> None:
    from aftercare.domain.units.models import Unit  # noqa: PLC0415

    fill(
        Unit,
        rows="generate_series(1, %(units)s) AS i",
        given=given,
        id="i",
        item_id=f"%(device)s + i %% {DEVICES}",
        serial="'AX-' || lpad(i::text, 8, '0')",
        serial_key="'AX' || lpad(i::text, 8, '0')",
        account_id=f"1 + i %% {ACCOUNTS}",
        known_since=SINCE,
    )


def _orders(given: dict[str, int]) -> None:
    from aftercare.domain.repairs.models import RepairPart, StatusChange, WorkOrder  # noqa: PLC0415

    everyone = "generate_series(1, %(orders)s) AS i"
    fill(
        WorkOrder,
        rows=everyone,
        given=given,
        id="i",
        code="'WO-' || lpad(i::text, 7, '0')",
        token="'token-' || i",  # noqa: S106  # no password
        kind="'unit'",
        status=STATUS,
        waiting_for=f"CASE WHEN {WAITS} THEN 'part' ELSE '' END",
        waiting_reason=f"CASE WHEN {WAITS} THEN 'Backlight bar' ELSE '' END",
        item_id=f"%(device)s + i %% {DEVICES}",
        unit_id="i",
        account_id=f"1 + i %% {ACCOUNTS}",
        site_id="%(site)s",
        team_id=f"%(first_team)s + i %% {TEAMS}",
        complaint="'Sound, but no picture'",
        since=OPENED,
        reported_on=f"({OPENED})::date",
        opened_at=OPENED,
        received_at=OPENED,
        closed_at=f"CASE WHEN {OPEN} THEN NULL ELSE {OPENED} + interval '6 days' END",
        due_at=f"CASE WHEN {OPEN} THEN now() + (i %% 240 - 24) * interval '1 hour'"
        f" ELSE {OPENED} + interval '7 days' END",
    )
    fill(
        StatusChange,
        rows=f"{everyone}, unnest(ARRAY['expected', 'received', 'diagnosed', 'approved',"
        " 'repairing', 'tested']) WITH ORDINALITY AS step (status, n)",
        given=given,
        order_id="i",
        status="step.status",
        by="'user:1'",
        at=f"{OPENED} + n * interval '1 day'",
    )
    fill(
        RepairPart,
        rows=everyone,
        given=given,
        order_id="i",
        item_id=f"%(part)s + (i * 7) %% {PARTS}",
        quantity="1",
        designator="'U12'",
        status="'fitted'",
        used_id=f"%(part)s + (i * 7) %% {PARTS}",
        cost="10",
        old_goes="'keep'",
        by="'user:1'",
        at=OPENED,
        fitted_by="'user:1'",
        fitted_at=f"{OPENED} + interval '4 days'",
    )


def _movements(given: dict[str, int]) -> None:
    """Write one receipt of three hundred for two hundred pieces that leave."""
    from aftercare.domain.stock.models import Movement  # noqa: PLC0415

    comes = "i %% 201 = 1"
    bin_ = f"%(bin)s + (i / 201) %% {BINS}"
    fill(
        Movement,
        rows="generate_series(1, %(movements)s) AS i",
        given=given,
        id="i",
        at=f"{SINCE} + interval '2 years' * (i / %(movements)s::float)",
        kind=f"CASE WHEN {comes} THEN 'received' ELSE 'issued' END",
        document=f"CASE WHEN {comes} THEN 'case:' || i"
        " ELSE 'workorder:' || (1 + i %% %(orders)s) END",
        line="i::text",
        by="'user:1'",
        item_id=f"%(part)s + (i / 201) %% {PARTS}",
        owner="'ours'",
        quantity=f"CASE WHEN {comes} THEN 300 ELSE 1 END",
        source_id=f"CASE WHEN {comes} THEN %(supplier)s ELSE {bin_} END",
        source_kind=f"CASE WHEN {comes} THEN 'supplier' ELSE 'bin' END",
        target_id=f"CASE WHEN {comes} THEN {bin_} ELSE %(customer)s END",
        target_kind=f"CASE WHEN {comes} THEN 'bin' ELSE 'customer' END",
        condition="'new'",
        condition_after="'new'",
        purpose="'service'",
        purpose_after="'service'",
        cost=f"CASE WHEN {comes} THEN 3000 ELSE 10 END",
    )
