"""Charts as inline SVG: numbers in, markup out, no script and no resource; every text is escaped.

Each figure has a title for screen readers; the numbers stand beside it as a table or a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

WIDTH, HEIGHT = 420, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 14, 46
"""Room around the plot for axes and their names, in the units of the view box."""
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
MOST_POINTS = 200
"""More points of a curve than this cannot be seen apart."""


class Part(NamedTuple):
    """One part of a bar."""

    value: float
    colour: str
    label: str


class Point(NamedTuple):
    """A place on a curve, both 0 to 1."""

    x: float
    y: float


def bar(parts: Sequence[Part], whole: float) -> Markup:
    """A bar as wide as its cell, divided into parts; ``whole`` is what the full width stands for."""
    drawn, start = [], 0.0
    for part in parts:
        width = 100 * part.value / whole if whole else 0.0
        if width > 0:
            drawn.append(
                Markup('<rect x="{:.2f}%" y="0" width="{:.2f}%" height="100%" fill="{}"/>').format(
                    start, width, part.colour
                )
            )
        start += width
    said = "，".join(f"{part.label}{part.value:g}" for part in parts)
    return Markup('<svg class="bar" role="img" aria-label="{}">{}</svg>').format(said, Markup("").join(drawn))


def curve(title: str, points: Sequence[Point], here: Point | None, x_name: str, y_name: str) -> Markup:
    """A line through points of rising x, the operating point marked; both axes from 0 to 100 %."""
    drawn = [*_grid(), _axis_names(x_name, y_name)]
    for tick in TICKS:
        drawn.append(_text(_x(tick), HEIGHT - BOTTOM + 18, f"{tick:.0%}", "middle"))
        drawn.append(_text(LEFT - 6, _y(tick) + 4, f"{tick:.0%}", "end"))
    if points:
        path = " ".join(f"{_x(point.x):.1f},{_y(point.y):.1f}" for point in _thinned(points))
        drawn.append(Markup('<polyline class="line" points="{}"/>').format(path))
    if here is not None:
        drawn.append(Markup('<circle class="here" cx="{:.1f}" cy="{:.1f}" r="6"/>').format(_x(here.x), _y(here.y)))
        # Below the point: the more is answered, the less of it is right, so the curve lies above and to the left.
        anchor, shift = ("end", -8) if here.x > 0.3 else ("start", 8)
        drop = 22 if here.y > 0.15 else -12
        drawn.append(_text(_x(here.x) + shift, _y(here.y) + drop, "现在的位置", anchor, bold=True))
    return _figure(title, drawn)


def histogram(title: str, counts: Sequence[tuple[str, int]], y_name: str, x_name: str) -> Markup:
    """One column a label, the count on top."""
    most = max((count for _, count in counts), default=0)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(counts))
    drawn = [_axis_names(x_name, y_name), _base()]
    for number, (label, count) in enumerate(counts):
        height = 0.92 * (HEIGHT - TOP - BOTTOM) * count / most if most else 0.0
        left = LEFT + step * number
        top = HEIGHT - BOTTOM - height
        drawn.append(
            Markup('<rect class="column" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
                left + step * 0.12, top, step * 0.76, height
            )
        )
        drawn.append(_text(left + step / 2, HEIGHT - BOTTOM + 18, label, "middle"))
        if count:
            drawn.append(_text(left + step / 2, max(top - 4, 11), str(count), "middle"))
    return _figure(title, drawn)


def _figure(title: str, drawn: Iterable[Markup]) -> Markup:
    return Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, title, Markup("").join(drawn)
    )


def _x(share: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * share


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _grid() -> list[Markup]:
    lines = [(_x(0), _y(tick), _x(1), _y(tick)) for tick in TICKS] + [(_x(t), _y(0), _x(t), _y(1)) for t in TICKS]
    return [
        Markup('<line class="grid" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(*line) for line in lines
    ]


def _base() -> Markup:
    return Markup('<line class="grid" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(
        _x(0), _y(0), _x(1), _y(0)
    )


def _axis_names(x_name: str, y_name: str) -> Markup:
    across = _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, x_name, "middle")
    middle = (TOP + HEIGHT - BOTTOM) / 2
    up = Markup('<text transform="translate(14 {:.1f}) rotate(-90)" text-anchor="middle">{}</text>').format(
        middle, y_name
    )
    return across + up


def _text(x: float, y: float, text: str, anchor: str, *, bold: bool = False) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}"{}>{}</text>').format(
        x, y, anchor, Markup(' class="strong"') if bold else "", text
    )


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    """Every so many points, the last one kept."""
    step = -(-len(points) // MOST_POINTS)
    return [*points[:-1:step], points[-1]]
