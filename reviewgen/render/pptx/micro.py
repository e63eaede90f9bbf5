"""Micro-charts over the cells of a table: sparklines as freeforms, bullets as bars; each is a group with alt text."""

from __future__ import annotations

from decimal import Decimal

from reviewgen.deck import Bullet, Spark
from reviewgen.layout import Box
from reviewgen.render.pptx.xml import Canvas, tone_colour

WIDEST, SPARK_HEIGHT, BULLET_HEIGHT, TICK_HEIGHT, DOT = 30.0, 3.4, 1.9, 3.6, 1.3


def spark(found: Spark, cell: Box, canvas: Canvas) -> None:
    """The line of recent values, broken where there is none, with a dot on the last."""
    width, height = min(WIDEST, cell.w) - DOT, min(SPARK_HEIGHT, cell.h * 0.62)
    box = Box(cell.x, cell.y + (cell.h - height) / 2, width, height)
    spots = _spots(found.values, box)
    strokes: list[list[tuple[float, float]]] = [[]]
    for spot in spots:
        if spot is None:
            strokes.append([])
        else:
            strokes[-1].append(spot)
    inner = canvas.path("Line", box, strokes, "grey", 1.0)
    if spots[-1] is not None:
        x, y = spots[-1]
        inner += canvas.shape("Now", Box(x - DOT / 2, y - DOT / 2, DOT, DOT), "ellipse", tone_colour(found.tone))
    canvas.group("Sparkline", found.alt, box, inner)


def _spots(values: tuple[Decimal | None, ...], box: Box) -> list[tuple[float, float] | None]:
    held = [value for value in values if value is not None]
    low, span = min(held), float(max(held) - min(held))
    step = box.w / max(1, len(values) - 1)
    return [
        None
        if value is None
        else (box.x + index * step, box.y + box.h * (1 - float(value - low) / span if span else 0.5))
        for index, value in enumerate(values)
    ]


def bullet(found: Bullet, cell: Box, canvas: Canvas) -> None:
    """The bar of a score on its track, and the tick of the goal."""
    width, middle = min(WIDEST, cell.w), cell.y + cell.h / 2
    track = Box(cell.x, middle - BULLET_HEIGHT / 2, width, BULLET_HEIGHT)
    tick = min(TICK_HEIGHT, cell.h * 0.7)
    inner = canvas.shape("Track", track, "rect", "track")
    filled = width * float(min(Decimal(1), max(Decimal(0), found.filled)))
    if filled > 0:
        inner += canvas.shape("Score", Box(track.x, track.y, filled, track.h), "rect", tone_colour(found.tone))
    at = track.x + width * float(found.goal)
    inner += canvas.shape("Goal", Box(at - 0.15, middle - tick / 2, 0.3, tick), "rect", "ink")
    canvas.group("Bullet", found.alt, track, inner)
