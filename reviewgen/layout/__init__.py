"""Where each block stands on the page, in millimetres: one layout, so that every format draws the same page.

    Deck -> paginate -> Deck        tables that are too long continue on a next slide
    Slide -> place -> Placed...     each block's box, text size, row heights and column widths
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from reviewgen.deck import Block, Callout, Cell, Chart, Cover, Deck, Facts, Prose, Region, Row, Slide, Table
from reviewgen.textfit import MM_PER_PT, Face, face, lines
from reviewgen.theme import Theme

WIDTH, HEIGHT = 338.67, 190.5
MARGIN = 16.0
INNER = WIDTH - 2 * MARGIN
BODY_TOP, DENSE_TOP, BODY_END, FOOT_TOP = 38.0, 29.0, 174.0, 168.5
GAP = 7.0
LEADING = 1.4
FLOOR = 8.0
"""No text is shrunk below this many points."""


@dataclass(frozen=True)
class Box:
    """A rectangle in mm from the top left of the page."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Kind:
    """How a kind of slide is laid out: its regions, and the text size of its tables and prose in points."""

    regions: dict[Region, tuple[float, float]]
    table: float = 10.5
    prose: float = 13.0
    dense: bool = False


_WHOLE = {Region.FULL: (MARGIN, INNER)}
_HALVES = {Region.LEFT: (MARGIN, 152.0), Region.RIGHT: (182.0, WIDTH - MARGIN - 182.0), Region.FULL: (MARGIN, INNER)}
KINDS = {
    "cover": Kind({Region.FULL: (0.0, WIDTH)}),
    "summary": Kind({Region.LEFT: (MARGIN, 196.0), Region.RIGHT: (228.0, WIDTH - MARGIN - 228.0)}, table=12.0),
    "scorecard": Kind(_WHOLE, table=10.0, dense=True),
    "perspective": Kind(_HALVES),
    "actions": Kind(_WHOLE, table=11.0),
    "appendix": Kind(_WHOLE, table=9.6, dense=True),
}


@dataclass(frozen=True)
class Placed:
    """A block with its box; `size` in points; `heights` of the table's header and rows and `widths` of its columns in mm."""

    region: Region
    block: Block
    box: Box
    size: float
    heights: tuple[float, ...] = ()
    widths: tuple[float, ...] = ()


def place(slide: Slide, theme: Theme) -> tuple[Placed, ...]:
    """Every block of `slide` in its box, in reading order."""
    return tuple(placed for region in KINDS[slide.kind].regions for placed in _stack(slide, region, theme))


def paginate(deck: Deck, theme: Theme) -> Deck:
    """The deck with each slide whose whole-width table is too tall continued on further slides, titled (1/2), (2/2)."""
    return replace(deck, slides=tuple(page for slide in deck.slides for page in _pages(slide, theme)))


def _body(slide: Slide) -> tuple[float, float]:
    top = DENSE_TOP if KINDS[slide.kind].dense else BODY_TOP
    return top, FOOT_TOP - 1.5 if slide.foot else BODY_END


def _stack(slide: Slide, region: Region, theme: Theme) -> Iterator[Placed]:
    kind = KINDS[slide.kind]
    x, width = kind.regions[region]
    if slide.kind == "cover":
        yield from (Placed(region, block, Box(0.0, 0.0, WIDTH, HEIGHT), 13.0) for _, block in slide.blocks)
        return
    blocks = [block for where, block in slide.blocks if where is region]
    top, end = _body(slide)
    room = end - top - GAP * (len(blocks) - 1)
    sizes = _sizes(blocks, kind, width, room, theme)
    fixed = sum(_height(block, size, width, theme) for block, size in sizes)
    growing = sum(isinstance(block, Chart | Facts) for block in blocks)
    y = top
    for block, size in sizes:
        height = (room - fixed) / growing if isinstance(block, Chart | Facts) else _height(block, size, width, theme)
        widths = _widths(block, width) if isinstance(block, Table) else ()
        heights = _heights(block, size, widths, theme) if isinstance(block, Table) else ()
        yield Placed(region, block, Box(x, y, width, height), size, heights, widths)
        y += height + GAP


def _sizes(blocks: list[Block], kind: Kind, width: float, room: float, theme: Theme) -> list[tuple[Block, float]]:
    """Each block's text size: its kind's own, or smaller by a common factor, down to the floor, until all fit."""
    shrink = 1.0
    while True:
        sizes = [(block, max(FLOOR, (kind.table if isinstance(block, Table) else kind.prose) * shrink)) for block in blocks]
        tall = sum(_height(block, size, width, theme) for block, size in sizes)
        if tall <= room or all(size == FLOOR for _, size in sizes):
            return sizes
        shrink -= 0.02


def _height(block: Block, size: float, width: float, theme: Theme) -> float:
    match block:
        case Table():
            return sum(_heights(block, size, _widths(block, width), theme))
        case Prose():
            return 5.5 + _tall(f"{block.text}", size, width, _regular(theme)) + (
                _tall(block.tail, size, width, _regular(theme)) if block.tail else 0.0
            )
        case Callout():
            inner = width - 14.0
            return 14.0 + _tall(block.heading, size, inner, _bold(theme)) + _tall(block.text, size, inner, _regular(theme))
        case Chart() | Facts() | Cover():
            return 0.0
        case _:
            assert_never(block)


def _widths(table: Table, width: float) -> tuple[float, ...]:
    total = sum(column.share for column in table.columns)
    return tuple(width * column.share / total for column in table.columns)


CELL_PADDING = 1.2
"""Space in mm at the left and right of a cell's text."""


def _heights(table: Table, size: float, widths: tuple[float, ...], theme: Theme) -> tuple[float, ...]:
    header = size * MM_PER_PT * 1.1 + 3.0
    return (header, *(_row_height(row, size, widths, theme) for row in table.rows))


def _row_height(row: Row, size: float, widths: tuple[float, ...], theme: Theme) -> float:
    pad = 3.4 if row.group else 2.6
    pairs = zip(row.cells, widths, strict=True)
    most = max((_cell_lines(cell, size, width, theme) for cell, width in pairs if cell.text), default=1)
    return (1 if row.group else most) * size * MM_PER_PT * 1.15 + pad


def _cell_lines(cell: Cell, size: float, width: float, theme: Theme) -> int:
    return lines(cell.text, size, width - 2 * CELL_PADDING, _regular(theme))


def _tall(text: str, size: float, width: float, font: Face) -> float:
    return lines(text, size, width, font) * size * MM_PER_PT * LEADING


def _regular(theme: Theme) -> Face:
    return _face(theme, lambda weight: weight <= 400)


def _bold(theme: Theme) -> Face:
    return _face(theme, lambda weight: weight >= 600)


def _face(theme: Theme, fits: Callable[[int], bool]) -> Face:
    chosen = next(one for one in theme.faces if fits(one.weight) and not one.italic)
    return face(chosen.data)


def _pages(slide: Slide, theme: Theme) -> tuple[Slide, ...]:
    found = next(((where, block) for where, block in slide.blocks if isinstance(block, Table) and where is Region.FULL), None)
    if found is None or len(slide.blocks) > 1:
        return (slide,)
    region, table = found
    chunks = _chunks(table, slide, theme)
    if len(chunks) == 1:
        return (slide,)
    return tuple(
        replace(
            slide,
            id=f"{slide.id}-{number}" if number > 1 else slide.id,
            title=f"{slide.title} ({number}/{len(chunks)})",
            blocks=((region, replace(table, rows=rows)),),
        )
        for number, rows in enumerate(chunks, 1)
    )


def _chunks(table: Table, slide: Slide, theme: Theme) -> list[tuple[Row, ...]]:
    """The rows in runs that fit a page; a group heading goes with its first row and is repeated on the next page."""
    kind = KINDS[slide.kind]
    widths = _widths(table, kind.regions[Region.FULL][1])
    top, end = _body(slide)
    size = max(FLOOR, kind.table * 0.86)
    header, *heights = _heights(table, size, widths, theme)
    room = end - top - header
    chunks: list[list[Row]] = [[]]
    used, heading = 0.0, None
    for row, height in zip(table.rows, heights, strict=True):
        need = height * 2 if row.group else height
        if chunks[-1] and used + need > room:
            chunks.append([heading] if heading and not row.group else [])
            used = height if heading and not row.group else 0.0
        heading = row if row.group else heading
        chunks[-1].append(row)
        used += height
    return [tuple(chunk) for chunk in chunks]
