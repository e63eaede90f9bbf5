"""Sparklines and bullets as small SVG files, written by hand: a table holds dozens of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reviewgen.deck import Bullet, Spark
from reviewgen.theme import Theme

DOT = 0.62
"""The radius in mm of a sparkline's last point."""


def sparkline(spark: Spark, width: float, height: float, theme: Theme) -> str:
    """An SVG of `width` by `height` mm: the line, with gaps where there is no figure, its last point in its tone."""
    places = list(_places(spark.values, width, height))
    line = f'<path d="{_path(places)}" fill="none" stroke="#{theme.colour("grey")}" stroke-width=".32"'
    shapes = f'{line} stroke-linejoin="round" stroke-linecap="round"/>'
    last = next((place for place in reversed(places) if place), None)
    if last:
        x, y = last
        shapes += f'<circle cx="{_mm(x)}" cy="{_mm(y)}" r="{DOT}" fill="#{theme.tone(spark.tone)}"/>'
    return _svg(width, height, shapes)


def bullet_bar(bullet: Bullet, width: float, height: float, theme: Theme) -> str:
    """An SVG of `width` by `height` mm: a bar on its track, and the goal as a dark tick across it."""
    thick = height * 0.56
    top = (height - thick) / 2
    filled = min(max(float(bullet.filled), 0.0), 1.0) * width
    goal = min(max(float(bullet.goal), 0.0), 1.0) * width
    shapes = _rect(0.0, top, width, thick, theme.colour("track"))
    shapes += _rect(0.0, top, filled, thick, theme.tone(bullet.tone)) if filled else ""
    shapes += _rect(min(goal, width - 0.4), 0.0, 0.4, height, theme.colour("ink"))
    return _svg(width, height, shapes)


def _places(values: Sequence[Decimal | None], width: float, height: float) -> Iterator[tuple[float, float] | None]:
    known = [float(value) for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    left, across, down = DOT, width - 2 * DOT, height - 2 * DOT
    steps = max(len(values) - 1, 1)
    for index, value in enumerate(values):
        if value is None:
            yield None
            continue
        share = (float(value) - low) / (high - low) if high > low else 0.5
        yield (left + across * index / steps, DOT + down * (1 - share))


def _path(places: Sequence[tuple[float, float] | None]) -> str:
    parts, pen = [], "M"
    for index, place in enumerate(places):
        if place is None:
            pen = "M"
            continue
        alone = pen == "M" and (index + 1 == len(places) or places[index + 1] is None)
        parts.append(f"{pen}{_mm(place[0])} {_mm(place[1])}" + ("h.01" if alone else ""))
        pen = "L"
    return "".join(parts)


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{_mm(x)}" y="{_mm(y)}" width="{_mm(width)}" height="{_mm(height)}" fill="#{colour}"/>'


def _svg(width: float, height: float, shapes: str) -> str:
    size = f'width="{_mm(width)}mm" height="{_mm(height)}mm" viewBox="0 0 {_mm(width)} {_mm(height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{shapes}</svg>'


def _mm(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
