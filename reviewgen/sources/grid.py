"""Grid: a table as it lies in a file, cells as they are, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from reviewgen.errors import Place, Problem, Severity
from reviewgen.sources.tally import Tally
from reviewgen.workspace import TableSource

if TYPE_CHECKING:
    from reviewgen.sources.rows.patterns import Pattern
    from reviewgen.workspace.rows import Per

ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!")


@dataclass(frozen=True)
class BadCell:
    """A cell of which no value can be had, such as #N/A, and what to do about it."""

    text: str
    remedy: str = "mend the formula and save the file"


@dataclass(frozen=True)
class Percent:
    """A number that its workbook shows as a percentage; `value` is in percent, 91.8."""

    value: Decimal


Cell = str | Decimal | Percent | date | BadCell | None


@dataclass(frozen=True)
class Marks:
    """How numbers that are text are written, as the user says; "" where he does not say it."""

    decimal: str = ""
    thousands: str = ""


@dataclass(frozen=True)
class Grid:
    """A header and its rows; row numbers are those that the user's program shows, the header's included.

    `how` says in words how the file was read; `comma` is true where 1.234 may be meant as 1234; `refused` holds the
    problems of rows that do not fit the header; `total` counts all rows. What the user says of the source stands in
    the other fields: `theirs` are the names in the file for ours, `constants` where a column stands that is in no file.
    """

    file: str
    sheet: str | None
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    how: str = ""
    comma: bool = False
    refused: tuple[Problem, ...] = ()
    total: int = 0
    marks: Marks | None = None
    theirs: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Place] = field(default_factory=dict)
    dates: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    factor: Decimal = Decimal(1)
    repeats: str = "error"
    per: Per = "month"
    tally: Tally = field(default_factory=Tally, compare=False)

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """A row, a cell or the whole table, by the names that stand in the file."""
        if column is None:
            return Place(self.file, sheet=self.sheet, row=row)
        return self.constants.get(column) or Place(
            self.file, sheet=self.sheet, row=row, column=self.theirs.get(column, column)
        )

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


def warn(found: list[Problem], place: Place, message: str, hint: str) -> None:
    """Add a problem that a build can live with."""
    found.append(Problem(place, message, hint, Severity.WARNING))


def fail(found: list[Problem], place: Place, message: str, hint: str) -> None:
    """Add a problem that stops a build."""
    found.append(Problem(place, message, hint))
