"""Column widths: as the table asks, moved so that figures and words stay whole and names on one line where they can."""

from __future__ import annotations

from collections.abc import Sequence

from reviewgen.deck import SHAPES, Align, Badge, Bullet, Cell, Column, Spark, Table, Tone
from reviewgen.layout.faces import bold, regular
from reviewgen.layout.page import CELL_PADDING, FLOOR, HEADER
from reviewgen.textfit import Face, longest_word
from reviewgen.theme import Theme

MICRO_LEAST, MICRO_WIDEST = 12.0, 30.0
"""A micro-chart is drawn in its column's width, between these in mm."""


def badge_text(badge: Badge) -> str:
    """A status as it is written: shape and word, kept on one line."""
    return f"{SHAPES.get(badge.tone, '')} {badge.word}".replace(" ", "\u00a0")


def cell_text(cell: Cell) -> str:
    """The text of a cell or of its badge; empty where it holds a micro-chart."""
    if isinstance(cell.content, Badge):
        return badge_text(cell.content)
    return cell.text


def cell_face(cell: Cell, theme: Theme) -> Face:
    """The face that a cell's text is set in."""
    return bold(theme) if cell.tone is Tone.STRONG else regular(theme)


def header_size(size: float) -> float:
    """The size of a table's header, in points, where its rows have `size`."""
    return max(FLOOR, size * HEADER)


def spans(texts: Sequence[bool]) -> tuple[int, ...]:
    """How many columns each cell of a header or group row takes: a filled one the empty ones after it, those none."""
    counts = [1] * len(texts)
    start = 0
    for index in range(1, len(texts)):
        if texts[index]:
            start = index
        else:
            counts[start] += 1
            counts[index] = 0
    return tuple(counts)


def insets(first: int, span: int, count: int) -> float:
    """The padding in mm left and right of a cell that starts at column `first`; none at the table's outer edges."""
    return CELL_PADDING * ((first > 0) + (first + span < count))


def filled(cell: Cell) -> bool:
    """True when a cell holds anything."""
    return bool(cell.text or cell.content)


def widths(table: Table, size: float, width: float, theme: Theme) -> tuple[float, ...]:
    """The widths of the columns in mm, together `width`."""
    total = sum(column.share for column in table.columns)
    asked = [width * column.share / total for column in table.columns]
    least, wished = _needs(table, size, theme)
    if sum(least) >= width:
        # A word without end breaks where its column would take the room of the others.
        least = [min(need, max(width / len(least), share)) for need, share in zip(least, asked, strict=True)]
    if sum(least) >= width:
        return tuple(width * need / sum(least) for need in least)
    whole = _lend(_lend(asked, least, wished), least, least)
    return tuple(_lend(whole, wished, wished))


def _lend(have: list[float], need: list[float], keep: list[float]) -> list[float]:
    """Widen the columns under their `need` by what others have over their `keep`, as far as that goes."""
    short = [max(0.0, wanted - width) for width, wanted in zip(have, need, strict=True)]
    over = [max(0.0, width - held) for width, held in zip(have, keep, strict=True)]
    spare = [0.0 if lack else rest for lack, rest in zip(short, over, strict=True)]
    moved = min(sum(short), sum(spare))
    if moved <= 0:
        return have
    gain, loss = moved / sum(short), moved / sum(spare)
    return [width + lack * gain - rest * loss for width, lack, rest in zip(have, short, spare, strict=True)]


def _needs(table: Table, size: float, theme: Theme) -> tuple[list[float], list[float]]:
    """For each column the width under which words break or figures wrap, and the width that keeps all on one line."""
    least, wished = [], []
    spanned = spans([bool(column.header) for column in table.columns])
    for index, column in enumerate(table.columns):
        cells = [row.cells[index] for row in table.rows if not row.group]
        head = header_size(size)
        found = [_cell_needs(cell, size, column.align, theme) for cell in cells]
        if spanned[index] == 1:
            found.append(_header_needs(column, cells, head, regular(theme)))
        padding = insets(index, 1, len(table.columns))
        least.append(max((one for one, _ in found), default=0.0) + padding)
        wished.append(max((one for _, one in found), default=0.0) + padding)
    return least, wished


def _header_needs(column: Column, cells: Sequence[Cell], size: float, face: Face) -> tuple[float, float]:
    """A header stays on one line, but for one over running text, which can spare the room of its longest word only."""
    whole = face.width(column.header, size)
    short = column.align is Align.RIGHT or any(cell.content for cell in cells)
    return (whole if short else longest_word(column.header, size, face)), whole


def _cell_needs(cell: Cell, size: float, align: Align, theme: Theme) -> tuple[float, float]:
    if isinstance(cell.content, Spark | Bullet):
        return MICRO_LEAST, MICRO_LEAST * 1.2
    text, face = cell_text(cell), cell_face(cell, theme)
    whole = face.width(text, size)
    kept = whole if align is Align.RIGHT else longest_word(text, size, face)
    return kept, whole
