"""The questions a plan asks the database: each whole set at once, already counted."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]

# Months are counted since year 0, as everywhere in planning.
_MONTH = "(12 * extract(year from {0}) + extract(month from {0}) - 1)::int"


def ask(question: str, given: Mapping[str, Any]) -> Rows:
    """Return what the database answers to one of the questions below."""
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        rows: Rows = cursor.fetchall()
    return rows


def _month(column: str) -> str:
    return _MONTH.format(column)


# The day from which a unit ages: of several that are known, the one nearest to its first use.
_SOLD = """
sold AS (
    SELECT unit_id,
        (array_agg("on" ORDER BY array_position(%(kinds)s::text[], kind::text)))[1] AS "on"
    FROM units_unitdate
    WHERE replaced_at IS NULL AND kind = ANY(%(kinds)s) AND "on" < %(until)s
    GROUP BY unit_id
)
"""

# What repairs asked for: fitted, or asked for and not there. What had no fault needed nothing.
# A part that was replaced before is as old as its replacement.
_ASKED = """
asked AS (
    SELECT part.item_id, o.item_id AS model_id, o.unit_id, o.failed_on, o.reported_on,
        part.quantity, o.human_damage, part.old_goes, o.id AS order_id, part.designator
    FROM repairs_repairpart part JOIN repairs_workorder o ON o.id = part.order_id
    WHERE part.status = 'fitted' AND NOT o.no_fault_found AND o.reported_on < %(until)s
    UNION ALL
    SELECT lost.item_id, o.item_id, o.unit_id, o.failed_on, o.reported_on,
        lost.quantity, o.human_damage, '', o.id, ''
    FROM repairs_lostdemand lost JOIN repairs_workorder o ON o.id = lost.order_id
    WHERE NOT o.no_fault_found AND o.reported_on < %(until)s
),
aged AS (
    SELECT asked.*, coalesce(
        CASE WHEN asked.unit_id IS NOT NULL THEN max(asked.reported_on) OVER (
            PARTITION BY asked.unit_id, asked.item_id ORDER BY asked.reported_on
            RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL '1 day' PRECEDING
        ) END, sold."on") AS since
    FROM asked LEFT JOIN sold ON sold.unit_id = asked.unit_id
)
"""

SALES = f"""
WITH {_SOLD}
SELECT item.code, {_month('sold."on"')} AS month, sum(unit.quantity)::float
FROM sold JOIN units_unit unit ON unit.id = sold.unit_id
JOIN catalog_item item ON item.id = unit.item_id
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608  # our own columns

# Why a part failed: what was found at its place, or of it; else anywhere in the repair. Where two
# causes were found nobody knows which of them it was.
_WHY = """
LEFT JOIN LATERAL (
    SELECT CASE WHEN min(cause) = max(cause) THEN min(cause) END AS cause FROM (
        SELECT code.code AS cause, coalesce(finding.part_id = aged.item_id, false)
            OR finding.designator <> '' AND finding.designator = aged.designator AS is_here
        FROM repairs_finding finding JOIN catalog_faultcode code ON code.id = finding.cause_id
        WHERE finding.order_id = aged.order_id
    ) found GROUP BY is_here ORDER BY is_here DESC LIMIT 1
) why ON true
"""

REPAIRS = f"""
WITH {_SOLD}, {_ASKED}
SELECT part.code, model.code, {_month("aged.since")} AS since, {_month("aged.failed_on")} AS failed,
    {_month("aged.reported_on")} AS reported, why.cause, sum(aged.quantity)::float
FROM aged JOIN catalog_item part ON part.id = aged.item_id
JOIN catalog_item model ON model.id = aged.model_id {_WHY}
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608  # our own columns

# Units of a batch, by the month they were sold in.
BATCHES = f"""
WITH {_SOLD}
SELECT model.code, batch.code, {_month('sold."on"')} AS month, sum(unit.quantity)::float
FROM sold JOIN units_unit unit ON unit.id = sold.unit_id
JOIN units_productionbatch batch ON batch.id = unit.batch_id
JOIN catalog_item model ON model.id = unit.item_id
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608  # our own columns

# What failed of a batch for the first time in its unit.
BATCH_FAILURES = f"""
WITH {_SOLD}, {_ASKED}
SELECT part.code, model.code, batch.code, sum(aged.quantity)::float
FROM aged JOIN sold ON sold.unit_id = aged.unit_id AND sold."on" = aged.since
JOIN units_unit unit ON unit.id = aged.unit_id
JOIN units_productionbatch batch ON batch.id = unit.batch_id
JOIN catalog_item part ON part.id = aged.item_id
JOIN catalog_item model ON model.id = unit.item_id
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608  # our own columns

# By part: how much of it was damage by people (paid even in the guarantee), old ones kept, and how
# many are replaced at once.
OUTCOMES = f"""
WITH {_SOLD}, {_ASKED}
SELECT part.code, (coalesce(sum(quantity) FILTER (WHERE human_damage), 0) / sum(quantity))::float,
    (coalesce(sum(quantity) FILTER (WHERE old_goes = 'kept'), 0) / sum(quantity))::float,
    (sum(quantity * quantity) / sum(quantity))::float
FROM aged JOIN catalog_item part ON part.id = aged.item_id GROUP BY 1 ORDER BY 1
"""  # noqa: S608  # our own columns

# What left our stock for service, less what came back; never what a correction took back.
DEMAND = f"""
SELECT item.code, {_month("(moved.at AT TIME ZONE 'UTC')::date")} AS month,
    sum(CASE WHEN moved.kind = 'returned' THEN -moved.quantity ELSE moved.quantity END)::float
FROM stock_movement moved JOIN catalog_item item ON item.id = moved.item_id
WHERE moved.purpose = 'service' AND moved.at < %(until)s
    AND (moved.owner = 'ours' OR moved.kind = 'settled')
    AND moved.condition IN ('new', 'used')
    AND (moved.kind IN ('issued', 'settled') AND moved.target_kind IN ('customer', 'outside')
        OR moved.kind = 'returned' AND moved.source_kind IN ('customer', 'outside'))
    AND NOT EXISTS (SELECT 1 FROM stock_movement again WHERE again.corrects_id = moved.id)
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608  # our own columns

# What was asked for and not there: parts of repairs, and replacements that returns waited for.
LOST = f"""
SELECT item.code, {_month("(lost.at AT TIME ZONE 'UTC')::date")} AS month, sum(lost.quantity)::float
FROM repairs_lostdemand lost JOIN catalog_item item ON item.id = lost.item_id
WHERE lost.at < %(until)s GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608  # our own columns

# Where goods are kept: a site of ours, or a partner that keeps goods of ours at its station.
_KEPT_AT = """
CASE WHEN place.kind = 'station' AND place.account_id IS NOT NULL
    THEN 'account:' || place.account_id ELSE 'site:' || place.site_id END
"""

SITES_USE = f"""
SELECT item.code, {_KEPT_AT} AS kept_at, sum(moved.quantity)::float
FROM stock_movement moved JOIN catalog_item item ON item.id = moved.item_id
JOIN stock_place place ON place.id = moved.source_id
WHERE moved.kind IN ('issued', 'settled') AND moved.purpose = 'service'
    AND (moved.owner = 'ours' OR moved.kind = 'settled')
    AND moved.target_kind IN ('customer', 'outside') AND {_KEPT_AT} IS NOT NULL
    AND moved.at >= %(since)s AND moved.at < %(until)s
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608  # our own columns

STOCK = f"""
SELECT item.code, {_KEPT_AT} AS kept_at, sum(balance.quantity)::float
FROM stock_balance balance JOIN catalog_item item ON item.id = balance.item_id
JOIN stock_place place ON place.id = balance.place_id
WHERE balance.purpose = 'service' AND balance.quantity > 0
    AND (balance.owner = 'ours' OR balance.owner = 'consigned' AND balance.place_kind = 'station')
    AND balance.condition IN ('new', 'used')
    AND balance.place_kind IN ('bin', 'van', 'transit', 'station')
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608  # our own columns

# What an item is worth, and for how many months it keeps on the shelf, as the catalog says.
PRICES = """
SELECT item.code, coalesce(
    (SELECT nullif(value, 0) / nullif(quantity, 0) FROM stock_valuation WHERE item_id = item.id),
    (SELECT amount FROM catalog_itemprice WHERE item_id = item.id
        AND kind IN ('material', 'list') AND (until_on IS NULL OR until_on > %(until)s)
        ORDER BY kind DESC, from_on DESC NULLS LAST LIMIT 1))::float,
    (SELECT value.low / CASE parameter.unit WHEN 'h' THEN 730 WHEN 's' THEN 2628000 ELSE 1 END
        FROM catalog_parametervalue value
        JOIN catalog_parameter parameter ON parameter.id = value.parameter_id
        WHERE value.item_id = item.id AND parameter.code = %(shelf_life)s)::float
FROM catalog_item item WHERE item.code = ANY(%(codes)s) ORDER BY 1
"""

LIVES = """
SELECT item.code, life.stage, life."on"
FROM catalog_lifecycledate life JOIN catalog_item item ON item.id = life.item_id
WHERE item.code = ANY(%(codes)s) ORDER BY 1, 2
"""

ITEMS = """
SELECT code, id, coalesce(nullif(item_class, ''), kind) FROM catalog_item
WHERE code = ANY(%(codes)s) ORDER BY 1
"""

# What was ordered, or asked for, and has not come yet.
AWAITED = """
SELECT item.code, sum(line.quantity - line.received)::float
FROM supply_purchaseline line JOIN catalog_item item ON item.id = line.item_id
JOIN supply_purchaseorder purchase ON purchase.id = line.order_id
WHERE purchase.status IN ('draft', 'requested', 'ordered', 'confirmed', 'partly')
GROUP BY 1 ORDER BY 1
"""

LEADS = """
SELECT item.code, min(coalesce(price.lead_days, supplier.lead_days))::float
FROM supply_supplierprice price JOIN supply_supplier supplier ON supplier.id = price.supplier_id
JOIN catalog_item item ON item.id = price.item_id
WHERE NOT supplier.retired GROUP BY 1 ORDER BY 1
"""

# What suppliers sell, as usual or for the last time: from how many on, in packs of how many.
OFFERS = """
SELECT item.code, price.kind = 'last_time_buy', price.currency, price.from_quantity, price.pack,
    price.unit_price
FROM supply_supplierprice price JOIN supply_supplier supplier ON supplier.id = price.supplier_id
JOIN catalog_item item ON item.id = price.item_id
WHERE NOT supplier.retired AND price.kind IN ('normal', 'last_time_buy')
    AND item.code = ANY(%(codes)s) ORDER BY 1, 2, 3, 4, 5, 6
"""

# Which part is in which model, at any depth, and how many of it a unit has.
INSIDE = """
WITH RECURSIVE inside AS (
    SELECT bom.item_id AS model_id, line.item_id, line.quantity::numeric AS quantity, 1 AS depth
    FROM catalog_bom bom JOIN catalog_bomline line ON line.bom_id = bom.id
    JOIN catalog_item model ON model.id = bom.item_id AND model.code = ANY(%(models)s)
    UNION ALL
    SELECT inside.model_id, line.item_id, inside.quantity * line.quantity, depth + 1
    FROM inside JOIN catalog_bom bom ON bom.item_id = inside.item_id
    JOIN catalog_bomline line ON line.bom_id = bom.id
    WHERE depth < 6
)
SELECT part.code, model.code, max(inside.quantity)::float
FROM inside JOIN catalog_item part ON part.id = inside.item_id AND part.code = ANY(%(parts)s)
JOIN catalog_item model ON model.id = inside.model_id
GROUP BY 1, 2 ORDER BY 1, 2
"""

# Of old parts sent to be repaired: how many are good again, some had no fault; after how many days.
CORES = """
SELECT item.code, count(*) FILTER (WHERE is_good)::float / count(*),
    avg(extract(epoch FROM o.closed_at - o.received_at) / 86400) FILTER (WHERE is_good)::float
FROM (
    SELECT *, status = 'handed_over' OR no_fault_found AND status <> 'scrapped' AS is_good
    FROM repairs_workorder
) o JOIN catalog_item item ON item.id = o.item_id
WHERE o.kind IN ('board', 'refurbishment', 'external')
    AND o.status IN ('handed_over', 'scrapped', 'returned') AND item.code = ANY(%(codes)s)
GROUP BY 1 HAVING count(*) >= 5 ORDER BY 1
"""

# Old parts of ours that can still be repaired, or are being repaired.
CORES_THERE = """
SELECT item.code, sum(balance.quantity)::float
FROM stock_balance balance JOIN catalog_item item ON item.id = balance.item_id
WHERE balance.purpose = 'service' AND balance.owner = 'ours' AND balance.quantity > 0
    AND balance.condition IN ('faulty', 'in_repair')
    AND balance.place_kind IN ('bin', 'van', 'transit', 'station', 'supplier')
    AND item.code = ANY(%(codes)s)
GROUP BY 1 ORDER BY 1
"""

RECORDS_FROM = f"SELECT min({_month('reported_on')}) FROM repairs_workorder"  # noqa: S608  # our own columns

SUBSTITUTES = """
SELECT item.code, other.code, said.kind, said.assembly_id, said.batch, said.serial_from,
    said.serial_to
FROM catalog_substitute said JOIN catalog_item item ON item.id = said.item_id
JOIN catalog_item other ON other.id = said.by_id ORDER BY said.id
"""

# By part and how the unit was made it was asked for: what a substitute may hold for only.
MADE = f"""
WITH {_SOLD}, {_ASKED}
SELECT part.code, aged.model_id, coalesce(batch.code, ''), coalesce(unit.serial, ''),
    sum(aged.quantity)::float
FROM aged JOIN catalog_item part ON part.id = aged.item_id AND part.code = ANY(%(codes)s)
LEFT JOIN units_unit unit ON unit.id = aged.unit_id
LEFT JOIN units_productionbatch batch ON batch.id = unit.batch_id
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""  # noqa: S608  # our own columns

# What a warehouse keeps or uses, with what was planned when a month began, and what came in it.
KEPT = """
WITH lying AS (
    SELECT balance.item_id, sum(balance.quantity)::float AS stock
    FROM stock_balance balance JOIN stock_place place ON place.id = balance.place_id
    WHERE place.site_id = %(site)s AND balance.purpose = 'service' AND balance.owner = 'ours'
        AND balance.quantity > 0 AND balance.condition IN ('new', 'used')
    GROUP BY 1
), used AS (
    SELECT moved.item_id, sum(moved.quantity)::float AS used
    FROM stock_movement moved JOIN stock_place place ON place.id = moved.source_id
    WHERE place.site_id = %(site)s AND moved.kind = 'issued' AND moved.purpose = 'service'
        AND moved.owner = 'ours' AND moved.target_kind IN ('customer', 'outside')
        AND moved.at >= %(since)s AND moved.at < %(until)s
    GROUP BY 1
)
SELECT item.code, item.name, coalesce(lying.stock, 0),
    coalesce(worth.value / nullif(worth.quantity, 0), plan.price, 0)::float,
    coalesce(used.used, 0), coalesce(plan.at_hand, 0),
    CASE WHEN plan.silence = '' THEN plan.excess ELSE 0 END,
    EXISTS (SELECT 1 FROM planning_planexception odd WHERE odd.item_id = item.id
        AND odd.kind = 'obsolete' AND odd.status IN ('open', 'snoozed')),
    said.mean, CASE WHEN plan.silence = '' THEN plan.mean END,
    CASE WHEN came.came IS NOT NULL THEN said.next_mean END,
    coalesce(said.next_low, 0), coalesce(said.next_high, 0), coalesce(came.came, 0)
FROM lying FULL JOIN used USING (item_id) JOIN catalog_item item ON item.id = item_id
LEFT JOIN stock_valuation worth ON worth.item_id = item.id
LEFT JOIN planning_partplan plan ON plan.item_id = item.id AND plan.is_current
LEFT JOIN LATERAL (
    SELECT old.mean, old.next_mean, old.next_low, old.next_high
    FROM planning_partplan old JOIN planning_planrun run ON run.id = old.run_id
    WHERE old.item_id = item.id AND run.status = 'done' AND run.month = %(month)s
        AND old.silence = ''
    ORDER BY old.run_id LIMIT 1
) said ON true
LEFT JOIN LATERAL (
    SELECT CASE WHEN %(month)s < (plan.figures ->> 'now')::int THEN
        (plan.figures -> 'history' ->> (%(month)s - (plan.figures ->> 'now')::int))::float
    END AS came
) came ON true
ORDER BY item.code
"""
