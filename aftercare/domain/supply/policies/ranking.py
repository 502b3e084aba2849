"""
Which way out of a shortage is best: by what it costs, how long it takes, how likely it works.

What is compared is what a way out costs on average until it has worked:

    (cost + days x worth of a day + days late x worth of a day late) / chance

Who tries something that works in one of two cases tries twice on average. A way whose cost
nobody knows is never guessed at: it comes behind all others, the fastest first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ALL = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Weights:
    """
    What a day is worth, in our own currency: of waiting, and of being late on top of it.

    `left` is how many days are left until what was promised; None if nothing is.
    """

    day: Decimal
    late_day: Decimal
    left: Decimal | None = None


@dataclass(frozen=True)
class Option:
    """
    A way out: `kind` is a `WayOut`, `key` tells it from others of one shortage.

    `cost` is in our own currency for all that is short, None if nobody knows; `days` until the
    matter goes on; `chance` how many of a hundred such ways work out. `facts` is what the screen
    shows and what choosing it needs: codes, keys, numbers.
    """

    kind: str
    key: str
    cost: Decimal | None
    days: Decimal
    chance: int
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ranked:
    """An option in its place, with the reasons: its parts of the sum, and what it is best at."""

    option: Option
    place: int
    waiting: Decimal
    late_days: Decimal
    lateness: Decimal
    average: Decimal | None
    best_at: tuple[str, ...]

    @property
    def is_best(self) -> bool:
        return self.place == 1


def rank_options(options: Iterable[Option], weights: Weights) -> list[Ranked]:
    """Return the options, the best first; ties go to the faster, then the surer, then the key."""
    weighed = [_weigh(each, weights) for each in options if each.chance > 0]
    weighed.sort(key=_order)
    marks = _best_at([each.option for each in weighed])
    return [
        Ranked(
            each.option,
            place,
            each.waiting,
            each.late_days,
            each.lateness,
            each.average,
            tuple(mark for mark, keys in marks.items() if each.option.key in keys),
        )
        for place, each in enumerate(weighed, 1)
    ]


def _weigh(option: Option, weights: Weights) -> Ranked:
    waiting = option.days * weights.day
    late_days = Decimal(0)
    if weights.left is not None:
        late_days = max(option.days - max(weights.left, Decimal(0)), Decimal(0))
    lateness = late_days * weights.late_day
    average = None
    if option.cost is not None:
        average = ((option.cost + waiting + lateness) * ALL / option.chance).quantize(CENT)
    return Ranked(option, 0, waiting, late_days, lateness, average, ())


def _order(each: Ranked) -> tuple[bool, Decimal, Decimal, int, str]:
    option = each.option
    return (
        each.average is None,
        each.average or Decimal(0),
        option.days,
        -option.chance,
        option.key,
    )


def _best_at(options: list[Option]) -> dict[str, set[str]]:
    """Return which options are the cheapest, fastest and surest; nothing where all are alike."""
    costs = {each.key: each.cost for each in options if each.cost is not None}
    days = {each.key: each.days for each in options}
    chances = {each.key: Decimal(-each.chance) for each in options}
    kinds = {"cheapest": costs, "fastest": days, "surest": chances}
    return {name: _least(values) for name, values in kinds.items()}


def _least(values: Mapping[str, Decimal]) -> set[str]:
    least = min(values.values(), default=None)
    best = {key for key, value in values.items() if value == least}
    return best if len(best) < len(values) else set()
