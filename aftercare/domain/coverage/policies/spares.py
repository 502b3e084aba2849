"""How many free spares a ratio gives: of what was delivered, less what was given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FREE_SPARES = "free_spares"
NONE = Decimal(0)
PERCENT = 100


@dataclass(frozen=True)
class Owed:
    """
    Free spares for one item that was delivered; with no item, what no one item accounts for.

    `left` is still due: never more than the contract as a whole has left.
    """

    item_id: int | None
    delivered: int
    due: int
    given: Decimal
    left: Decimal

    @property
    def open(self) -> Decimal:
        return max(self.due - self.given, NONE)

    @property
    def over(self) -> Decimal:
        return max(self.given - self.due, NONE)


@dataclass(frozen=True)
class SparesDue:
    """What a contract owes of free spares: as a whole, and by item delivered."""

    clause: str
    percent: Decimal
    delivered: int
    due: int
    given: Decimal
    rows: tuple[Owed, ...]

    @property
    def left(self) -> Decimal:
        return max(self.due - self.given, NONE)

    @property
    def over(self) -> Decimal:
        return max(self.given - self.due, NONE)

    def may_give(self, item_id: int | None) -> Decimal:
        """Return how many more may be given for an item: its own, and what no other needs."""
        own = next((row.open for row in self.rows if row.item_id == item_id), NONE)
        spoken_for = sum((row.open for row in self.rows), NONE)
        return min(self.left, own + max(self.left - spoken_for, NONE))


def is_of_ratio(mode: Mapping[str, Any]) -> bool:
    """Return whether a service mode gives free spares, and says how many."""
    return mode.get("kind") == FREE_SPARES and mode.get("percent") is not None


def spares_due(
    mode: Mapping[str, Any], delivered: Mapping[int, int], given: Mapping[int | None, Decimal]
) -> SparesDue:
    """
    Reckon a clause with what was delivered and given, by item; whole pieces only.

    `shipped` in the clause counts where it is more than we know of by item: it was agreed, or lay
    before our records. `used` was given before our records, for no item in particular.
    """
    percent = Decimal(str(mode["percent"]))
    known = sum(delivered.values())
    total = max(known, int(mode.get("shipped") or 0))
    due = {item: _share(count, percent) for item, count in delivered.items()}
    had = dict(given)
    had[None] = had.get(None, NONE) + int(mode.get("used") or 0)
    whole, gone = _share(total, percent), sum(had.values(), NONE)
    parts: list[tuple[int | None, int, int]] = [
        *((item, delivered.get(item, 0), due.get(item, 0)) for item in _items(delivered, had)),
        (None, total - known, whole - sum(due.values())),
    ]
    left = max(whole - gone, NONE)
    rows = tuple(_owed(part, had.get(part[0], NONE), left) for part in parts)
    kept = tuple(row for row in rows if row.item_id or row.delivered or row.due or row.given)
    return SparesDue(mode.get("clause", ""), percent, total, whole, gone, kept)


def _items(delivered: Mapping[int, int], given: Iterable[int | None]) -> list[int]:
    return sorted({*delivered, *(item for item in given if item is not None)})


def _share(count: int, percent: Decimal) -> int:
    return int(count * percent / PERCENT)


def _owed(part: tuple[int | None, int, int], given: Decimal, left: Decimal) -> Owed:
    item, delivered, due = part
    return Owed(item, delivered, due, given, min(max(due - given, NONE), left))
