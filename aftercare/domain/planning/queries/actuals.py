"""What came against what was planned for it: by part, in total, and how often the range held."""

from dataclasses import dataclass

from aftercare.domain.catalog.models import Item
from aftercare.domain.planning.models import PartPlan
from aftercare.domain.planning.queries.plans import visible_plans
from aftercare.domain.planning.states import RunStatus
from aftercare.kit.actors import Actor

MONTHS_BACK = 6
WORST = 20


@dataclass(frozen=True)
class PartOutcome:
    """One part in one month: how many were expected, from where to where, and how many came."""

    item: Item
    low: float
    mean: float
    high: float
    came: float

    @property
    def is_inside(self) -> bool:
        return self.low <= self.came <= self.high


@dataclass(frozen=True)
class MonthOutcome:
    """All parts in one month, since year 0: planned, come, and how many fell into their range."""

    month: int
    parts: int
    planned: float
    came: float
    inside: int

    @property
    def calibration(self) -> int:
        """Return of a hundred parts how many fell into a range made for eighty."""
        return round(100 * self.inside / self.parts)


def outcomes_of(actor: Actor) -> tuple[list[MonthOutcome], list[PartOutcome]]:
    """
    Return the last months that have ended, the newest first, and the worst parts of the newest.

    Held against what the first plan of each month said before it began. Parts of which nobody could
    tell do not count. Three queries.
    """
    plans = visible_plans(actor).order_by("item")
    rows = plans.values_list("item", "figures__now", "figures__history")
    came = {item: (now, history) for item, now, history in rows}
    ends = max((now for now, _history in came.values()), default=0)
    said = (
        PartPlan.objects.filter(
            item__in=came,
            silence="",
            run__status=RunStatus.DONE,
            run__month__range=(ends - MONTHS_BACK, ends - 1),
        )
        .order_by("run__month", "item", "run")
        .distinct("run__month", "item")
        .values_list("run__month", "item", "next_low", "next_mean", "next_high")
    )
    by_month: dict[int, list[tuple[int, float, float, float, float]]] = {}
    for month, item, low, mean, high in said:
        now, history = came[item]
        if now == ends:
            by_month.setdefault(month, []).append((item, low, mean, high, history[month - now]))
    months = [_month(month, found) for month, found in sorted(by_month.items(), reverse=True)]
    return months, _worst(by_month[months[0].month]) if months else []


def _month(month: int, found: list[tuple[int, float, float, float, float]]) -> MonthOutcome:
    return MonthOutcome(
        month,
        len(found),
        sum(mean for _item, _low, mean, _high, _came in found),
        sum(came for *_said, came in found),
        sum(low <= came <= high for _item, low, _mean, high, came in found),
    )


def _worst(found: list[tuple[int, float, float, float, float]]) -> list[PartOutcome]:
    ordered = sorted(found, key=lambda row: (-abs(row[4] - row[2]), row[0]))[:WORST]
    items = Item.objects.in_bulk([item for item, *_rest in ordered])
    return [PartOutcome(items[item], *rest) for item, *rest in ordered]
