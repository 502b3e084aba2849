"""From lots to every unit that holds a piece of them, and whose those units are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from aftercare.domain.customers.models import Account
from aftercare.domain.units.models import Unit

PAGE = 2_000

# What was made with a lot is found by the batches it went into; what got a piece of it later, or
# is a quantity of it, by the row that says so. From there up to what stands at the customer's:
# each step says at once whether the unit is inside another one, and only those climb on.
_AFFECTED = """
WITH RECURSIVE held (unit_id) AS (
    SELECT unit.id
    FROM units_batchlot AS used
    JOIN units_unit AS unit
      ON unit.batch_id = used.batch_id AND unit.position BETWEEN used.first AND used.last
    WHERE used.lot_id = ANY(%(lots)s) AND NOT EXISTS (
        SELECT FROM units_takenout AS gone
        WHERE gone.batch_lot_id = used.id AND gone.unit_id = unit.id AND gone.nothing_left
    )
    UNION ALL
    SELECT unit_id FROM units_builtin WHERE lot_id = ANY(%(lots)s) AND until IS NULL
    UNION ALL
    SELECT id FROM units_unit WHERE lot_id = ANY(%(lots)s)
), affected (unit_id, through, inside) AS (
    SELECT held.unit_id, held.unit_id, placed.unit_id
    FROM held
    LEFT JOIN units_builtin AS placed ON placed.part_id = held.unit_id AND placed.until IS NULL
    UNION
    SELECT affected.inside, affected.through, placed.unit_id
    FROM affected
    LEFT JOIN units_builtin AS placed ON placed.part_id = affected.inside AND placed.until IS NULL
    WHERE affected.inside IS NOT NULL
), outermost AS (
    SELECT unit_id, min(through) AS through FROM affected WHERE inside IS NULL GROUP BY unit_id
)
"""
_COUNTED = """
SELECT unit.account_id, unit.contact_id IS NOT NULL AND unit.account_id IS NULL AS persons,
       unit.dealer_account_id, unit.item_id, count(*), sum(unit.quantity)
FROM outermost JOIN units_unit AS unit ON unit.id = unit_id
GROUP BY 1, 2, 3, 4
"""
_PAGE = """
SELECT unit_id, through FROM outermost WHERE unit_id > %(after)s
ORDER BY unit_id LIMIT %(most)s
"""
_BOTH = f"""{_AFFECTED}, counted AS ({_COUNTED}), page AS ({_PAGE})
SELECT true, account_id, persons::int, dealer_account_id, item_id, count, sum FROM counted
UNION ALL
SELECT false, unit_id, 0, through, 0, 0, 0 FROM page
"""  # noqa: S608  # statements of ours


@dataclass(frozen=True)
class Owner:
    """How many of the units concerned are with one customer; without one, or with persons."""

    account: Account | None
    persons: bool
    units: int


@dataclass(frozen=True)
class Traced:
    """What a trace has shown, counted."""

    units: int
    pieces: int
    by_item: tuple[tuple[int, int], ...]
    owners: tuple[Owner, ...]
    dealers: tuple[Owner, ...] = ()
    """Who sold them, as far as we know them."""


@dataclass(frozen=True)
class Affected:
    """A unit that holds pieces of what is traced, and the part of it that does."""

    unit: Unit
    through: Unit


def trace_lots(lots: Sequence[int]) -> Traced:
    """Return how many units hold pieces of lots, of which items, and whose they are."""
    return _traced(_rows(_AFFECTED + _COUNTED, {"lots": list(lots)}))


def trace_page(
    lots: Sequence[int], *, after: int = 0, most: int = PAGE
) -> tuple[Traced, list[Affected]]:
    """
    Return what `trace_lots` returns, and some of the outermost units that hold pieces of lots.

    Those come in the order of their keys. Traced once for both.
    """
    rows = _rows(_BOTH, {"lots": list(lots), "after": after, "most": most})
    counted = [(account, bool(persons), *rest) for of, account, persons, *rest in rows if of]
    shown = sorted((unit, through) for of, unit, _none, through, *_zeros in rows if not of)
    return _traced(counted), _read(shown)


def _traced(rows: Sequence[tuple[Any, ...]]) -> Traced:
    accounts = Account.objects.in_bulk({key for row in rows for key in (row[0], row[2]) if key})
    items: dict[int, int] = {}
    owners: dict[tuple[int | None, bool], int] = {}
    dealers: dict[int, int] = {}
    for account_id, persons, dealer_id, item_id, units, _pieces in rows:
        items[item_id] = items.get(item_id, 0) + units
        owners[account_id, persons] = owners.get((account_id, persons), 0) + units
        if dealer_id:
            dealers[dealer_id] = dealers.get(dealer_id, 0) + units
    return Traced(
        units=sum(items.values()),
        pieces=sum(int(row[5]) for row in rows),
        by_item=tuple(sorted(items.items(), key=lambda each: -each[1])),
        owners=tuple(
            Owner(accounts.get(account_id or 0), persons, units)
            for (account_id, persons), units in sorted(owners.items(), key=lambda each: -each[1])
        ),
        dealers=tuple(
            Owner(accounts[dealer_id], persons=False, units=units)
            for dealer_id, units in sorted(dealers.items(), key=lambda each: -each[1])
        ),
    )


def all_affected_units(lots: Sequence[int]) -> Iterator[Affected]:
    """Go through all of them: traced once, read some thousands at a time."""
    rows = _rows(_AFFECTED + _PAGE, {"lots": list(lots), "after": 0, "most": None})
    for start in range(0, len(rows), PAGE):
        yield from _read(rows[start : start + PAGE])


def _read(rows: Sequence[tuple[int, int]]) -> list[Affected]:
    related = Unit.objects.select_related("item", "account", "contact", "batch", "dealer_account")
    units = related.in_bulk({key for row in rows for key in row})
    return [Affected(units[unit_id], units[through]) for unit_id, through in rows]


def _rows(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
