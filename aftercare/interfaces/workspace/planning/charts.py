"""Pictures of a part: what was used, what will be, the curve of a last buy; reckoned here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from aftercare.interfaces.workspace.insights.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    Bar,
    ceiling,
)

TOP = 26
EVERY = 6
SPARK = (72, 22)


@dataclass(frozen=True)
class Mark:
    """A day that matters, as a line from top to bottom with its name above."""

    x: float
    name: Any
    anchor: str


@dataclass(frozen=True)
class Picture:
    """Bars of the past, a band with a line ahead, and marks; all in the places of an SVG."""

    bars: Sequence[Bar]
    line: str
    band: str
    marks: Sequence[Mark]
    ticks: Sequence[tuple[float, str]]
    labels: Sequence[tuple[float, str]]
    dots: Sequence[tuple[float, float, str]] = ()
    width: int = WIDTH
    height: int = HEIGHT + TOP
    left: int = LEFT
    base: int = HEIGHT + TOP - BOTTOM
    top: int = TOP


def month_name(number: int) -> str:
    """Return a month, counted since year 0, as people write it."""
    return date_format(date(number // 12, number % 12 + 1, 1), "M Y")


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
    place = _Place((WIDTH - LEFT - RIGHT) / (len(past) + months), most, len(past))
    forth, back = place.points(high), place.points(low)
    return Picture(
        bars=[place.bar(number, value, now - len(past)) for number, value in enumerate(past)],
        line=" ".join(place.points(ahead[:months])),
        band=" ".join([*forth, *reversed(back)]),
        marks=_marks(marks, place, now - len(past), len(past) + months),
        ticks=[(place.y(most * part), f"{most * part:g}") for part in (0, 0.5, 1)],
        labels=[
            (place.x(number), month_name(now - len(past) + number))
            for number in range(0, len(past) + months, EVERY * 2)
        ],
    )


@dataclass(frozen=True)
class _Place:
    """Where months and quantities stand in the picture: a slot for each month."""

    slot: float
    most: float
    past: int

    def x(self, month: float) -> float:
        return LEFT + self.slot * (month + 0.5)

    def y(self, value: float) -> float:
        base = HEIGHT + TOP - BOTTOM
        return base - (base - TOP) * value / self.most

    def points(self, values: Sequence[float]) -> list[str]:
        """Return points for the months ahead."""
        return [
            f"{self.x(self.past + number):.1f},{self.y(value):.1f}"
            for number, value in enumerate(values)
        ]

    def bar(self, number: int, value: float, first: int) -> Bar:
        """Return the bar of a month of the past."""
        top, width = self.y(value), self.slot * 0.72
        height = HEIGHT + TOP - BOTTOM - top
        return Bar(self.x(number) - width / 2, top, width, height, _said(first + number, value))


def _marks(marks: Sequence[tuple[int, Any]], place: _Place, first: int, shown: int) -> list[Mark]:
    return [
        Mark(
            place.x(month - first) - place.slot / 2,
            name,
            "end" if month - first > shown / 2 else "start",
        )
        for month, name in marks
        if 0 <= month - first < shown
    ]


def _said(month: int, value: float) -> str:
    return f"{month_name(month)}: {value:g}"


def curve_of(rows: Sequence[Mapping[str, float]], *, chosen: float, title: Any) -> Picture:
    """Return the curve of a last buy: what each quantity costs, with the chosen one marked."""
    most = max(row["quantity"] for row in rows) or 1.0
    dearest = ceiling(max(row["cost"] for row in rows) or 1.0)
    base = HEIGHT + TOP - BOTTOM

    def x(quantity: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * quantity / most

    def y(cost: float) -> float:
        return base - (base - TOP) * max(cost, 0.0) / dearest

    points = [(x(row["quantity"]), y(row["cost"])) for row in rows]
    names = [f"{row['quantity']:.0f}: {row['cost']:,.0f}" for row in rows]
    return Picture(
        bars=[],
        line=" ".join(f"{across:.1f},{up:.1f}" for across, up in points),
        band="",
        marks=[Mark(x(chosen), title, "end" if chosen > most / 2 else "start")],
        ticks=[(y(dearest * part), _short(dearest * part)) for part in (0, 0.5, 1)],
        labels=[(x(most * part), f"{most * part:.0f}") for part in (0, 0.25, 0.5, 0.75, 1)],
        dots=[(across, up, name) for (across, up), name in zip(points, names, strict=True)],
    )


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
