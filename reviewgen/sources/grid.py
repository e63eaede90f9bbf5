"""Grid: a table as it lies in a file, cells as they are, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reviewgen.errors import Place, Problem, Severity
from reviewgen.workspace import TableSource

ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!")
SEARCHED = 20
"""Rows at the top in which the header is looked for."""


@dataclass(frozen=True)
class BadCell:
    """A cell that its own program could not compute, such as #N/A."""

    text: str


@dataclass(frozen=True)
class Percent:
    """A number that its workbook shows as a percentage; `value` is in percent, 91.8."""

    value: Decimal


Cell = str | Decimal | Percent | date | BadCell | None


@dataclass(frozen=True)
class Grid:
    """A header and its rows; row numbers are those that the user's program shows, the header's included.

    `how` says in words how the file was read; `comma` is true where 1.234 may be meant as 1234; `refused` holds the
    problems of rows that do not fit the header.
    """

    file: str
    sheet: str | None
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    how: str = ""
    comma: bool = False
    refused: tuple[Problem, ...] = ()

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """A row, a cell or the whole table."""
        return Place(self.file, sheet=self.sheet, row=row, column=column)

    @property
    def unnamed(self) -> Iterator[str]:
        """The letters of columns that hold cells but have no name."""
        for index, name in enumerate(self.header):
            if not name and any(not blank(row[index]) for _, row in self.rows):
                yield letters(index)


class Unreadable(Exception):
    """A file of which no table can be had; carries the problem."""

    def __init__(
        self, source: TableSource, message: str, hint: str, sheet: str | None = None, place: Place | None = None
    ) -> None:
        super().__init__(message)
        self.problem = Problem(place or Place(source.shown, sheet=sheet), message, hint)


def blank(cell: Cell) -> bool:
    """True when there is nothing in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def fold(name: str) -> str:
    """A header as it is compared: without case, spaces or underscores."""
    return re.sub(r"[\s_]+", "_", name.strip().casefold())


def letters(index: int) -> str:
    """The name that a spreadsheet gives to a column: A, B, .. Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def from_rows(
    source: TableSource, sheet: str | None, rows: Sequence[Sequence[Cell]] | Mapping[int, Sequence[Cell]], how: str
) -> Grid:
    """The grid whose header is the first row with a column "account", else the first row that is not blank.

    Blank rows are left out, and so are titles above the header. A row of a text file that is longer than the header
    is refused: a delimiter in a text has moved its cells. Unreadable when there is no row.
    """
    counted = rows.items() if isinstance(rows, Mapping) else enumerate(rows, 1)
    numbered = [(number, tuple(map(_known, row))) for number, row in counted if not all(map(blank, row))]
    if not numbered:
        raise Unreadable(source, "the table is empty", "Write a header row and at least one row.", sheet)
    head = next((at for at, (_, row) in enumerate(numbered[:SEARCHED]) if "account" in map(_name, row)), 0)
    number, titles = numbered[head]
    header = tuple("" if blank(cell) else _header(cell) for cell in titles)
    while not header[-1]:
        header = header[:-1]
    if sheet is not None:
        header += ("",) * (max(len(row) for _, row in numbered[head:]) - len(header))
    kept, refused = [], []
    for at, row in numbered[head + 1 :]:
        if all(map(blank, row[len(header) :])):
            kept.append((at, (*row, *([None] * len(header)))[: len(header)]))
        else:
            message = f"the row has more cells than the header ({len(header)})"
            hint = "Put text that holds the delimiter in quotes."
            refused.append(Problem(Place(source.shown, row=at), message, hint))
    told = f"{how}, header in row {number}" if number > 1 else how
    return Grid(source.shown, sheet, header, tuple(kept), told, refused=tuple(refused))


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


def warn(found: list[Problem], place: Place, message: str, hint: str) -> None:
    """Add a problem that a build can live with."""
    found.append(Problem(place, message, hint, Severity.WARNING))


def fail(found: list[Problem], place: Place, message: str, hint: str) -> None:
    """Add a problem that stops a build."""
    found.append(Problem(place, message, hint))
