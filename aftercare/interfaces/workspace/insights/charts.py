"""Figures as pictures: places of bars and points in an SVG, reckoned here, drawn in templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 640, 180
LEFT, RIGHT, BOTTOM, TOP = 40, 8, 22, 10
STEPS = (1, 2, 5)
MOST_LABELS = 8


@dataclass(frozen=True)
class Bar:
    """A bar, or with no height a place for a point."""

    x: float
    y: float
    width: float
    height: float
    title: str
    href: str = ""

    @property
    def middle(self) -> float:
        """Return where a point stands instead of the bar."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Series:
    """What is drawn in one color."""

    name: Any
    look: str
    bars: Sequence[Bar]

    @property
    def points(self) -> str:
        """Return the points of a line."""
        return " ".join(f"{bar.middle:.1f},{bar.y:.1f}" for bar in self.bars)


@dataclass(frozen=True)
class Chart:
    """A picture with its axes."""

    series: Sequence[Series]
    ticks: Sequence[tuple[float, str]]
    labels: Sequence[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


def ceiling(most: float) -> float:
    """Return a round number that is at least `most`."""
    size = 1.0
    while True:
        for step in STEPS:
            if step * size >= most:
                return step * size
        size *= 10


def draw(
    labels: Sequence[str],
    rows: Sequence[tuple[Any, str, Sequence[float | None], Sequence[str]]],
    *,
    unit: str = "",
) -> Chart:
    """Return rows of values side by side: name, look, values, and where each leads."""
    most = ceiling(max([value or 0 for _n, _l, values, _h in rows for value in values] or [1]))
    slot = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    span = HEIGHT - TOP - BOTTOM
    width = slot * 0.72 / len(rows)
    series = []
    for number, (name, look, values, links) in enumerate(rows):
        bars = [
            Bar(
                x=LEFT + place * slot + slot * 0.14 + number * width,
                y=TOP + span * (1 - (value or 0) / most),
                width=width,
                height=span * (value or 0) / most,
                title=f"{labels[place]}: {value:g}{unit}",
                href=links[place] if links else "",
            )
            for place, value in enumerate(values)
            if value is not None
        ]
        series.append(Series(name, look, bars))
    every = max(1, -(-len(labels) // MOST_LABELS))
    return Chart(
        series=series,
        ticks=[(TOP + span * (1 - part), f"{most * part:g}") for part in (0, 0.5, 1)],
        labels=[
            (LEFT + place * slot + slot / 2, label)
            for place, label in enumerate(labels)
            if place % every == 0
        ],
    )
