"""Reading a slide in tests: its tables as words."""

from __future__ import annotations

from reviewgen.deck import Badge, Cell, Prose, Slide, Table, texts
from reviewgen.edition import Edition
from reviewgen.locale import NBSP
from reviewgen.slides import compose


def page(edition: Edition, name: str) -> Slide:
    """The slide `name` of the deck of `edition`."""
    return next(one for one in compose(edition).slides if one.id == name)


def rows(found: Slide) -> list[list[str]]:
    """The words of every row of the slide's tables."""
    tables = [block for _, block in found.blocks if isinstance(block, Table)]
    return [[word(cell) for cell in row.cells] for one in tables for row in one.rows]


def word(cell: Cell) -> str:
    """What a cell says, with plain spaces."""
    shown = cell.content.word if isinstance(cell.content, Badge) else ""
    return plain(cell.text or shown)


def row_of(found: Slide, label: str) -> list[str]:
    """The row that starts with `label`."""
    return next(row for row in rows(found) if row[0].startswith(label))


def said(part: object) -> str:
    """Every word of a deck or a part of one."""
    return plain(" ".join(texts(part)))


def prose(found: Slide, heading: str) -> str:
    """The text under `heading`."""
    return plain(next(block.text for _, block in found.blocks if isinstance(block, Prose) and block.heading == heading))


def plain(text: str) -> str:
    """With plain spaces."""
    return text.replace(NBSP, " ")
