"""Values of a database or a Parquet file as cells, and their tables as grids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from reviewgen.sources.grid import BadCell, Cell, Grid, Unreadable
from reviewgen.sources.header import from_rows
from reviewgen.sources.sheetscan import CELLS
from reviewgen.workspace import TableSource

PACKAGES = "pip install 'reviewgen[rows]'"
"""What brings the engines of Parquet files and databases."""


def most(columns: int) -> int:
    """Rows of the largest table that is read whole."""
    return CELLS // max(columns, 1)


def too_large(source: TableSource, columns: int) -> Unreadable:
    """A table that should be counted where it lies."""
    message = f"{source.shown} holds more than {most(columns)} rows"
    return Unreadable(source, message, "Count them under rows, or read fewer with a query.", place=source.place)


def table(source: TableSource, columns: Sequence[str], rows: Iterable[Sequence[Any]], how: str) -> Grid:
    """The grid of typed rows, which are counted from 1; a name of a column stands above them."""
    held: dict[int, Sequence[Cell]] = {0: tuple(columns)}
    held.update((number, tuple(map(cell, row))) for number, row in enumerate(rows, 1))
    return from_rows(source, None, held, how)


def cell(value: Any) -> Cell:
    """A value as a cell: numbers exact, days as days; a float as its shortest digits say, as a sheet shows it."""
    match value:
        case None | str() | Decimal():
            return value
        case bool():
            return str(value).upper()
        case int():
            return Decimal(value)
        case float():
            return _float(value)
        case datetime():
            return _day(value)
        case date():
            return value
        case time():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return BadCell("a value in bytes", "leave the column out, or cast it to text in a query")
        case list() | dict() | tuple():
            return BadCell("a list", "leave the column out, or take one value of it in a query")
        case _:
            return str(value)


def _float(value: float) -> Cell:
    """Not a number is how data frames write what is missing."""
    if value != value:
        return None
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))


def _day(value: datetime) -> Cell:
    """The day of a moment; one with a zone is another day elsewhere, so it must stand at midnight."""
    if value.tzinfo is not None and value.time() != time():
        return BadCell(
            f"{value.isoformat(' ')}, a moment in a time zone,", "write it as a date, or cast it to one in a query"
        )
    return value.date()
