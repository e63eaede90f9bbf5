"""Workbooks: values only, guarded against bombs before any parser sees them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from reviewgen.sources.grid import BadCell, Cell, Grid, Percent, Unreadable, fold, letters
from reviewgen.sources.header import from_rows
from reviewgen.sources.sheetscan import Scan, scan
from reviewgen.workspace import TableSource
from reviewgen.workspace.wording import near

MEMBERS, INFLATED, RATIO, SMALL = 5_000, 200 * 1024 * 1024, 100, 1024 * 1024
NEWER = ("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#PYTHON!", "#UNKNOWN!", "#EXTERNAL!")
AGAIN = "Open it in Excel and save it again as .xlsx."


def read(data: bytes, source: TableSource) -> Grid:
    """One sheet of the workbook in `data`, the first unless the source names another."""
    sheet, page, scanned, sheets = _opened(data, source)
    cells = [
        [_cell(value, (row, column), scanned) for column, value in enumerate(found)]
        for row, found in enumerate(page.values)
    ]
    merged = [
        (top, bottom, left, cells[top][left])
        for (top, left), (bottom, right) in page.merged
        if left == right and top < len(cells) and left < len(cells[top])
    ]
    return from_rows(source, sheet, cells, "workbook" if sheets == 1 else f"one of {sheets} sheets", merged=merged)


class _Page(NamedTuple):
    values: list[list[Any]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]


def _opened(data: bytes, source: TableSource) -> tuple[str, _Page, Scan, int]:
    from python_calamine import CalamineWorkbook

    zipped, scanned = guard(data, source), Scan()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = _sheet(source, book.sheet_names)
        scanned = scan(data, sheet, source) if zipped else scanned
        found = book.get_sheet_by_name(sheet)
        page = _Page(found.to_python(skip_empty_area=False), found.merged_cell_ranges or ())
        return sheet, page, scanned, len(book.sheet_names)
    except (Unreadable, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic inside the parser is no Exception
        hint = AGAIN if zipped else "If it is text, name it .csv; else open it in Excel and save it as .xlsx."
        reason = _odd(scanned) or _first_line(error)
        raise Unreadable(source, f"not a workbook that can be read: {reason}", hint) from error


def _odd(scanned: Scan) -> str:
    """The first cell with an error that is newer than the parser, which refuses the whole sheet for it."""
    found = (f"{letters(at[1])}{at[0] + 1} holds {why}" for at, why in scanned.broken.items() if why in NEWER)
    return next(found, "")


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__


def guard(data: bytes, source: TableSource) -> bool:
    """True for a zipped workbook; one that would inflate beyond reason, or points outside itself, is refused."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(source, f"the workbook is damaged: {error}", AGAIN) from error
    swollen = [part for part in parts if part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1)]
    if len(parts) > MEMBERS or sum(part.file_size for part in parts) > INFLATED or swollen:
        raise Unreadable(source, "the workbook inflates beyond 200 MiB", "Save the sheet on its own, as CSV.")
    if any(".." in part.filename.split("/") or part.filename.startswith("/") for part in parts):
        raise Unreadable(source, "the workbook holds parts that point outside it", AGAIN)
    return True


def _sheet(source: TableSource, names: Sequence[str]) -> str:
    if not names:
        raise Unreadable(source, "the workbook has no sheet", AGAIN)
    if source.sheet is None:
        return names[0]
    found = [name for name in names if fold(name) == fold(source.sheet)]
    exact = [name for name in found if name == source.sheet]
    if not found:
        hint = near(source.sheet, names) or f"Sheets: {', '.join(names)}."
        raise Unreadable(source, f'there is no sheet "{source.sheet}"', hint, source.sheet)
    return (exact or found)[0]


def _cell(value: Any, at: tuple[int, int], scanned: Scan) -> Cell:
    if at in scanned.broken:
        return BadCell(scanned.broken[at])
    match value:
        case bool():
            return str(value).upper()
        case float() | int():
            exact = Decimal(int(value)) if float(value).is_integer() else Decimal(repr(value))
            return Percent(exact * 100) if at in scanned.percents else exact
        case datetime():
            return value.date()
        case date():
            return value
        case time() | timedelta():
            return str(value)
        case str():
            return value
        case _:
            return None
