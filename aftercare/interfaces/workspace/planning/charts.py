"""Pictures of a part: what was used, what will be, the curve of a last buy; reckoned here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10
from typing import Any

from django.utils.formats import number_format

from aftercare.interfaces.ui.dates import month_and_year
from aftercare.interfaces.workspace.insights.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    Bar,
    ceiling,
)

LINE = 20
"""Between the names of two marks that stand above each other, as large as phones show them."""
EVERY = 6
SPARK = (72, 22)
CJK = 0x2E80
"""From here on signs are as wide as they are high."""


@dataclass(frozen=True)
class Mark:
    """A day that matters, as a line from top to bottom with its name above, clear of others."""

    x: float
    name: Any
    anchor: str
    y: int


@dataclass(frozen=True)
class Picture:
    """Bars of the past, a band with a line ahead, and marks; all in the places of an SVG."""

    bars: Sequence[Bar]
    line: str
    band: str
    marks: Sequence[Mark]
    ticks: Sequence[tuple[float, str]]
    labels: Sequence[tuple[float, str]]
    top: int
    dots: Sequence[tuple[float, float, str]] = ()
    width: int = WIDTH
    left: int = LEFT

    @property
    def height(self) -> int:
        return HEIGHT + self.top

    @property
    def base(self) -> int:
        return self.height - BOTTOM


def month_name(number: int) -> str:
    """Return a month, counted since year 0, as people write it."""
    return month_and_year(date(number // 12, number % 12 + 1, 1))


def picture_of(
    figures: Mapping[str, Any],
    *,
    ahead: Sequence[float],
    scale: Sequence[float],
    marks: Sequence[tuple[int, Any]],
    months: int,
) -> Picture:
    """
    Return the picture of a part.

    ahead: expected by month; scale: by how much each month's band is larger than the plan's; marks:
    months since year 0 with their names; months: how many are shown ahead.
    """
    past, now = figures["history"], figures["now"]
    low = [each * by for each, by in zip(figures["low"], scale, strict=True)][:months]
    high = [each * by for each, by in zip(figures["high"], scale, strict=True)][:months]
    most = ceiling(max([*past, *high, *ahead[:months], 1.0]))
    slot, first = (WIDTH - LEFT - RIGHT) / (len(past) + months), now - len(past)
    named = _named(
        (LEFT + slot * (month - first), name)
        for month, name in marks
        if 0 <= month - first < len(past) + months
    )
    place = _Place(slot, most, len(past), _room_for(named))
    forth, back = place.points(high), place.points(low)
    return Picture(
        bars=[place.bar(number, value, first) for number, value in enumerate(past)],
        line=" ".join(place.points(ahead[:months])),
        band=" ".join([*forth, *reversed(back)]),
        marks=named,
        top=place.top,
        ticks=[(place.y(most * part), f"{most * part:g}") for part in (0, 0.5, 1)],
        labels=[
            (place.x(number), month_name(first + number))
            for number in range(0, len(past) + months, EVERY * 2)
        ],
    )


@dataclass(frozen=True)
class _Place:
    """Where months and quantities stand in the picture: a slot for each month."""

    slot: float
    most: float
    past: int
    top: int

    def x(self, month: float) -> float:
        return LEFT + self.slot * (month + 0.5)

    def y(self, value: float) -> float:
        return self.base - (self.base - self.top) * value / self.most

    @property
    def base(self) -> int:
        return HEIGHT + self.top - BOTTOM

    def points(self, values: Sequence[float]) -> list[str]:
        """Return points for the months ahead."""
        return [
            f"{self.x(self.past + number):.1f},{self.y(value):.1f}"
            for number, value in enumerate(values)
        ]

    def bar(self, number: int, value: float, first: int) -> Bar:
        """Return the bar of a month of the past."""
        top, width = self.y(value), self.slot * 0.72
        left = self.x(number) - width / 2
        return Bar(left, top, width, self.base - top, _said(first + number, value))


def _named(marks: Iterable[tuple[float, Any]]) -> list[Mark]:
    """Give each mark the highest line in which its name stands clear of the others."""
    set_marks: list[Mark] = []
    ends: list[float] = []
    for x, name in sorted(marks, key=lambda mark: mark[0]):
        width = _width_of(str(name))
        is_last = x + width > WIDTH - RIGHT
        left = x - width if is_last else x
        line = next((at for at, end in enumerate(ends) if end <= left), len(ends))
        ends[line : line + 1] = [left + width]
        set_marks.append(Mark(x, name, "end" if is_last else "start", LINE * (line + 1) - 3))
    return set_marks


def _width_of(name: str) -> float:
    """Return about how wide a name is drawn on a phone, with the room it needs beside it."""
    return 10 + sum(19 if ord(sign) >= CJK else 10.4 for sign in name)


def _room_for(marks: Sequence[Mark]) -> int:
    return max((mark.y for mark in marks), default=0) + LINE


def _said(month: int, value: float) -> str:
    return f"{month_name(month)}: {value:g}"


def curve_of(rows: Sequence[Mapping[str, float]], *, chosen: float, title: Any) -> Picture:
    """Return the curve of a last buy: what each quantity costs, with the chosen one marked."""
    most = max(row["quantity"] for row in rows) or 1.0
    dearest = ceiling(max(row["cost"] for row in rows) or 1.0)
    named_at = LEFT + (WIDTH - LEFT - RIGHT) * chosen / most
    named = _named([(named_at, title)])
    top = _room_for(named)
    base = HEIGHT + top - BOTTOM

    def x(quantity: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * quantity / most

    def y(cost: float) -> float:
        return base - (base - top) * max(cost, 0.0) / dearest

    points = [(x(row["quantity"]), y(row["cost"])) for row in rows]
    names = [f"{row['quantity']:.0f}: {row['cost']:,.0f}" for row in rows]
    return Picture(
        bars=[],
        line=" ".join(f"{across:.1f},{up:.1f}" for across, up in points),
        band="",
        marks=named,
        top=top,
        ticks=[(y(dearest * part), _short(dearest * part)) for part in (0, 0.5, 1)],
        labels=[(x(each), number_format(each, 0, force_grouping=True)) for each in _even(most)],
        dots=[(across, up, name) for (across, up), name in zip(points, names, strict=True)],
    )


def _even(most: float) -> list[float]:
    """Return round quantities that divide what is drawn into about four."""
    unit = 10.0 ** floor(log10(max(most, 1.0) / 4))
    step = max(next(unit * each for each in (1, 2, 2.5, 5, 10) if unit * each >= most / 4), 1.0)
    return [step * number for number in range(int(most / step) + 1)]


def _short(value: float) -> str:
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"  # noqa: PLR2004  # a thousand


def spark_of(history: Sequence[float]) -> str:
    """Return the points of a small line through the last twelve months."""
    values = list(history[-12:])
    width, height = SPARK
    most = max([*values, 1.0])
    step = width / max(len(values) - 1, 1)
    return " ".join(
        f"{place * step:.1f},{height - 2 - (height - 4) * value / most:.1f}"
        for place, value in enumerate(values)
    )
