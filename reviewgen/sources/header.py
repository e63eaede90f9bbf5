"""Where the header of a table stands, and what stands below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from reviewgen.errors import Place, Problem
from reviewgen.sources.cells import comma_written
from reviewgen.sources.grid import ERRORS, BadCell, Cell, Grid, Marks, Percent, Unreadable, blank, fold
from reviewgen.workspace import TableSource

SEARCHED = 20
"""Rows at the top in which the header is looked for."""
OURS = ("account", "kpi", "period", "value", "project", "title", "name", "action", "text", "date")
"""Columns by which a header is known."""
Span = tuple[int, int, int, Cell]
"""Cells of one column that are merged: the first and last row, the column, all from 0, and what they show."""
Row = tuple[int, tuple[Cell, ...]]


def from_rows(
    source: TableSource,
    sheet: str | None,
    rows: Sequence[Sequence[Cell]] | Mapping[int, Sequence[Cell]],
    how: str,
    *,
    semicolon: bool = False,
    merged: Sequence[Span] = (),
) -> Grid:
    """The grid whose header stands in the row that the source says, else in the one that looks most like one.

    Blank rows are left out, and so are titles above the header. A row of a text file that is longer than the header
    is refused: a delimiter in a text has moved its cells. Unreadable when there is no row.
    """
    counted = rows.items() if isinstance(rows, Mapping) else enumerate(rows, 1)
    numbered = [(number, tuple(map(_known, row))) for number, row in counted if not all(map(blank, row))]
    if not numbered:
        raise Unreadable(source, "the table is empty", "Write a header row and at least one row.", sheet)
    if source.header == 0:
        number, header, below = 0, ("",) * len(numbered[0][1]), numbered
        how += ", no header"
    else:
        head = _head(source, numbered, sheet)
        number, titles = numbered[head]
        header, below = _named(titles, number, merged), numbered[head + 1 :]
    if sheet is not None:
        header += ("",) * (max((len(row) for _, row in below), default=0) - len(header))
    kept, refused = _fitting(source, below, len(header))
    marks = _marks(source)
    cells = [cell for _, row in kept for cell in row]
    comma = comma_written(cells, False)
    return Grid(
        source.shown,
        sheet,
        header,
        kept,
        _told(how, marks, comma, number),
        comma=comma or (semicolon and comma_written(cells, True)),
        refused=refused,
        total=len(kept) + len(refused),
        marks=marks,
    )


def _head(source: TableSource, numbered: Sequence[Row], sheet: str | None) -> int:
    """Where the header stands in `numbered`: in the row that the source names, else in the likeliest of the first."""
    if source.header is not None:
        for at, (number, _) in enumerate(numbered):
            if number == source.header:
                return at
        last = numbered[-1][0]
        what = "is blank" if source.header < last else f"lies below the table, which ends in row {last}"
        hint = "Write the number of the row that holds the names, or remove header."
        message = f"{source.shown}: row {source.header} {what}, so it is no header"
        raise Unreadable(source, message, hint, sheet, place=source.place)
    wanted = {fold(source.meaning.columns.get(name, name)) for name in (*OURS, *source.meaning.columns)}
    likeness = [len(wanted.intersection(map(_name, row))) for _, row in numbered[:SEARCHED]]
    return likeness.index(max(likeness))


def _named(titles: Sequence[Cell], number: int, merged: Sequence[Span]) -> tuple[str, ...]:
    """The names of the columns up to the last that has one; a name that is merged downwards counts in each row."""
    cells = list(titles)
    for top, bottom, column, shown in merged:
        if column < len(cells) and top < number - 1 <= bottom and blank(cells[column]):
            cells[column] = shown
    header = tuple("" if blank(cell) else _header(cell) for cell in cells)
    while header and not header[-1]:
        header = header[:-1]
    return header


def _fitting(source: TableSource, below: Sequence[Row], width: int) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    kept, refused = [], []
    for at, row in below:
        if all(map(blank, row[width:])):
            kept.append((at, (*row, *([None] * width))[:width]))
        else:
            message = f"the row has more cells than the header ({width})"
            hint = "Put text that holds the delimiter in quotes."
            refused.append(Problem(Place(source.shown, row=at), message, hint))
    return tuple(kept), tuple(refused)


def _marks(source: TableSource) -> Marks | None:
    return Marks(source.decimal or "", source.thousands or "") if source.decimal or source.thousands else None


def _told(how: str, marks: Marks | None, comma: bool, number: int) -> str:
    """How the table was read, in words."""
    parts = [how]
    if comma if marks is None or not marks.decimal else marks.decimal == ",":
        parts.append("decimal comma")
    if number > 1:
        parts.append(f"header in row {number}")
    return ", ".join(parts)


def _known(cell: Cell) -> Cell:
    return BadCell(cell.strip()) if isinstance(cell, str) and cell.strip() in ERRORS else cell


def _name(cell: Cell) -> str:
    return fold(cell) if isinstance(cell, str) else ""


def _header(cell: Cell) -> str:
    if isinstance(cell, BadCell):
        return cell.text
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        return f"{cell:.0f}"
    return str(cell.value if isinstance(cell, Percent) else cell).strip()
