"""How tall each block is in a given width, set more or less closely."""

from __future__ import annotations

from typing import assert_never

from reviewgen.deck import Block, Callout, Chart, Cover, Fact, Facts, Prose, Row, Table
from reviewgen.layout.columns import badge_text, cell_face, cell_text, filled, header_size, insets, spans, widths
from reviewgen.layout.faces import bold, regular, tall
from reviewgen.layout.page import (
    BADGE,
    CELL_PADDING,
    DETAIL,
    FIGURE,
    FLOOR,
    FOOT_PT,
    HEADLINE,
    HEIGHT,
    LABEL_LEADING,
    LABEL_PT,
    PROSE_LEADING,
    TABLE_LEADING,
    TITLE_LEADING,
    Density,
    Kind,
    Measured,
)
from reviewgen.textfit import MM_PER_PT, lines
from reviewgen.theme import Theme

LEAST_PLOT = 48.0
CALLOUT_PADDING = 6.6
_LABEL_GAP, _CAPTION_GAP, _HEADER_PADDING = 1.4, 1.0, 3.0
_FACT_AIR = (3.0, 8.0)
_FACT_GAP = 1.0


def measure(block: Block, width: float, kind: Kind, density: Density, theme: Theme) -> Measured:
    """The size and parts of `block` when it is `width` mm wide; a chart's plot is as low as it may be."""
    base = kind.table if isinstance(block, Table) else kind.prose
    size = max(FLOOR, base * density.scale)
    match block:
        case Table():
            return _table(block, size, width, kind.air[0] + (kind.air[1] - kind.air[0]) * density.air, theme)
        case Facts():
            return _facts(block, size, width, density, theme)
        case Chart():
            return _chart(block, size, width, theme)
        case Prose():
            return _prose(block, size, width, theme)
        case Callout():
            return _callout(block, size, width, density, theme)
        case Cover():
            return Measured(size, (HEIGHT,))
        case _:
            assert_never(block)


def _table(table: Table, size: float, width: float, padding: float, theme: Theme) -> Measured:
    columns = widths(table, size, width, theme)
    rows = (_row(row, size, columns, padding, theme) for row in table.rows)
    return Measured(size, (_header(table, size, columns, theme), *rows), columns)


def _header(table: Table, size: float, columns: tuple[float, ...], theme: Theme) -> float:
    head = header_size(size)
    most = max(
        lines(table.columns[index].header, head, room, regular(theme))
        for index, room in _rooms([bool(column.header) for column in table.columns], columns)
    )
    return most * head * MM_PER_PT * TABLE_LEADING + _HEADER_PADDING


def _row(row: Row, size: float, columns: tuple[float, ...], padding: float, theme: Theme) -> float:
    held = [filled(cell) for cell in row.cells] if row.group else [True] * len(row.cells)
    most = max(
        lines(cell_text(row.cells[index]), size, room, cell_face(row.cells[index], theme))
        for index, room in _rooms(held, columns)
    )
    return most * size * MM_PER_PT * TABLE_LEADING + (padding * 1.4 + 0.2 if row.group else padding)


def _rooms(held: list[bool], columns: tuple[float, ...]) -> list[tuple[int, float]]:
    """Each cell's place and the width that its text has."""
    count = len(columns)
    return [
        (index, sum(columns[index : index + span]) - insets(index, span, count))
        for index, span in enumerate(spans(held))
        if span
    ]


def _facts(facts: Facts, size: float, width: float, density: Density, theme: Theme) -> Measured:
    columns = _fact_columns(facts, size, width, theme)
    padding = _FACT_AIR[0] + (_FACT_AIR[1] - _FACT_AIR[0]) * density.air
    return Measured(size, tuple(_fact(fact, size, columns, theme) + padding for fact in facts.facts), columns)


def _fact_columns(facts: Facts, size: float, width: float, theme: Theme) -> tuple[float, ...]:
    """The widths of figure, text and badge, each with the space after it."""
    figures = max((bold(theme).width(fact.figure, size * FIGURE) for fact in facts.facts), default=0.0)
    badges = max((bold(theme).width(badge_text(fact.badge), size * BADGE) for fact in facts.facts), default=0.0)
    figure = min(max(figures + 7.0, width * 0.24), width * 0.42)
    badge = min(badges + CELL_PADDING + 0.5, width * 0.25)
    return (figure, width - figure - badge, badge)


def _fact(fact: Fact, size: float, columns: tuple[float, ...], theme: Theme) -> float:
    figure, text, badge = columns
    said = tall(fact.headline, size * HEADLINE, text - 4.0, bold(theme), LABEL_LEADING)
    said += tall(fact.detail, size * DETAIL, text - 4.0, regular(theme), PROSE_LEADING) + _FACT_GAP
    return max(
        said,
        tall(fact.figure, size * FIGURE, figure - 4.0, bold(theme), TITLE_LEADING),
        tall(badge_text(fact.badge), size * BADGE, badge - CELL_PADDING, bold(theme), TABLE_LEADING),
    )


def _chart(chart: Chart, size: float, width: float, theme: Theme) -> Measured:
    label = tall(chart.label, LABEL_PT, width, bold(theme), LABEL_LEADING) + _LABEL_GAP
    caption = tall(chart.caption, FOOT_PT, width, regular(theme), LABEL_LEADING)
    return Measured(size, (label, LEAST_PLOT, caption + _CAPTION_GAP if caption else 0.0))


def _prose(prose: Prose, size: float, width: float, theme: Theme) -> Measured:
    heading = tall(prose.heading, LABEL_PT, width, bold(theme), LABEL_LEADING)
    return Measured(
        size,
        (
            heading + _LABEL_GAP if heading else 0.0,
            tall(prose.text, size, width, regular(theme), PROSE_LEADING),
            tall(prose.tail, size, width, regular(theme), PROSE_LEADING),
        ),
    )


def _callout(callout: Callout, size: float, width: float, density: Density, theme: Theme) -> Measured:
    padding = CALLOUT_PADDING * (0.6 + 0.4 * density.air)
    inner = width - 2 * CALLOUT_PADDING
    heading = tall(callout.heading, size, inner, bold(theme), PROSE_LEADING)
    return Measured(size, (padding, heading, tall(callout.text, size, inner, regular(theme), PROSE_LEADING), padding))
