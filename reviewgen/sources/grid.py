"""Grid: a table as it lies in a file, cells as they are, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reviewgen.errors import Place, Problem, Severity
from reviewgen.workspace import TableSource


@dataclass(frozen=True)
class BadCell:
    """A cell that its own program could not compute, such as #N/A."""

    text: str


Cell = str | Decimal | date | BadCell | None


@dataclass(frozen=True)
class Grid:
    """A header and its rows; row numbers are those that the user's program shows, the header's included."""

    file: str
    sheet: str | None
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """A row, a cell or the whole table."""
        return Place(self.file, sheet=self.sheet, row=row, column=column)


class Unreadable(Exception):
    """A file of which no table can be had; carries the problem."""

    def __init__(self, source: TableSource, message: str, hint: str, sheet: str | None = None) -> None:
        super().__init__(message)
        self.problem = Problem(Place(source.shown, sheet=sheet), message, hint)


def from_rows(source: TableSource, sheet: str | None, rows: Sequence[Sequence[Cell]], first: int = 1) -> Grid:
    """The grid whose header is the first row that is not blank; blank rows below it are left out.

    `first` is the number of the first row. Unreadable when there is no header or a row is longer than it.
    """
    numbered = [
        (number, tuple(row)) for number, row in enumerate(rows, first) if any(cell not in (None, "") for cell in row)
    ]
    if not numbered:
        raise Unreadable(source, "the table is empty", "Write a header row and at least one row.", sheet)
    _, head = numbered[0]
    header = tuple("" if cell is None else str(cell).strip() for cell in head)
    while header and not header[-1]:
        header = header[:-1]
    for number, row in numbered[1:]:
        if any(cell not in (None, "") for cell in row[len(header) :]):
            message = f"row {number} has more cells than the header ({len(header)})"
            raise Unreadable(source, message, "Put text that holds the delimiter in quotes.", sheet)
    padded = tuple((number, (*row, *([None] * len(header)))[: len(header)]) for number, row in numbered[1:])
    return Grid(source.shown, sheet, header, padded)


def warn(found: list[Problem], place: Place, message: str, hint: str) -> None:
    """Add a problem that a build can live with."""
    found.append(Problem(place, message, hint, Severity.WARNING))


def fail(found: list[Problem], place: Place, message: str, hint: str) -> None:
    """Add a problem that stops a build."""
    found.append(Problem(place, message, hint))


def cells(grid: Grid, row: tuple[Cell, ...]) -> Iterator[tuple[str, Cell]]:
    """The cells of a row with the names of their columns."""
    return zip(grid.header, row, strict=True)
