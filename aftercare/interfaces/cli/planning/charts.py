"""Charts as SVG, drawn without anything but text: a line, a band, a mark."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, isfinite, log10

from aftercare.domain.planning.queries.answers import Series

WIDTH, HEIGHT = 400, 220
"""About as large as a chart is drawn, so that its words are as large as others."""
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 28, 38


class _Scale:
    """Where a value lies on the paper."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = low, high if high > low else low + 1
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, count: int = 5) -> list[float]:
        """Return round values between the ends."""
        rough = (self.high - self.low) / count
        unit = 10.0 ** floor(log10(rough))
        step = next(unit * each for each in (1, 2, 5, 10) if unit * each >= rough)
        first = ceil(self.low / step) * step
        return [first + number * step for number in range(int((self.high - first) / step) + 1)]


def _finite(*many: Sequence[float]) -> list[float]:
    return [value for values in many for value in values if isfinite(value)]


def _path(x: Sequence[float], y: Sequence[float], across: _Scale, up: _Scale) -> str:
    points = [(across(a), up(b)) for a, b in zip(x, y, strict=True) if isfinite(b)]
    return "M" + " L".join(f"{a:.1f},{b:.1f}" for a, b in points) if points else ""


def draw(series: Series, across_name: str, up_name: str) -> str:
    """Return the chart of one part as SVG."""
    band = series.band or ([], [])
    values = _finite(*series.lines.values(), *band) or [0.0]
    across = _Scale(min(series.x), max(series.x), LEFT, WIDTH - RIGHT)
    up = _Scale(0.0, max(values) * 1.05 or 1.0, HEIGHT - BOTTOM, TOP)
    pieces = [*_axes(across, up, across_name, up_name), *_band(series, across, up)]
    for number, (name, line) in enumerate(series.lines.items()):
        path = _path(series.x, line, across, up)
        pieces.append(f'<path class="line{number}" d="{path}"><title>{escape(name)}</title></path>')
    for name, value in series.marks.items():
        at = across(value)
        pieces.append(
            f'<line class="mark" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
            f"{_note(at, name)}"
        )
    title = escape(series.part)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
        + "".join(pieces)
        + "</svg>"
    )


def _note(at: float, name: str) -> str:
    """Return the name of a mark, on the side of it that has room."""
    x, side = (at + 4, "note") if at < (LEFT + WIDTH) / 2 else (at - 4, "note end")
    return f'<text class="{side}" x="{x:.1f}" y="{TOP + 10}">{escape(name)}</text>'


def _band(series: Series, across: _Scale, up: _Scale) -> list[str]:
    if series.band is None:
        return []
    low, high = series.band
    there = [number for number, value in enumerate(high) if isfinite(value)]
    ends = [(series.x[n], high[n]) for n in there] + [
        (series.x[n], low[n]) for n in reversed(there)
    ]
    points = " ".join(f"{across(a):.1f},{up(b):.1f}" for a, b in ends)
    return [f'<polygon class="band" points="{points}"/>']


def _axes(across: _Scale, up: _Scale, across_name: str, up_name: str) -> list[str]:
    rows = [
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(tick):.1f}"'
        f' y2="{up(tick):.1f}"/>'
        f'<text class="end" x="{LEFT - 6}" y="{up(tick) + 4:.1f}">{_short(tick)}</text>'
        for tick in up.ticks(4)
    ]
    columns = [
        f'<text class="mid" x="{across(tick):.1f}" y="{HEIGHT - BOTTOM + 14}">{_short(tick)}</text>'
        for tick in across.ticks(5)
    ]
    names = [
        f'<text class="end" x="{WIDTH - RIGHT}" y="{HEIGHT - 6}">{across_name}</text>',
        f'<text x="2" y="{TOP - 12}">{up_name}</text>',
    ]
    return rows + columns + names


def _short(value: float) -> str:
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{letter}"
    return f"{value:.4g}"
