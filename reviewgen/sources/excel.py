"""Workbooks: values only, guarded against bombs before any parser sees them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from reviewgen.sources.grid import BadCell, Cell, Grid, Unreadable, from_rows
from reviewgen.workspace import TableSource

MEMBERS, INFLATED, RATIO, SMALL = 5_000, 200 * 1024 * 1024, 100, 1024 * 1024
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA")


def read(data: bytes, source: TableSource) -> Grid:
    """One sheet of the workbook in `data`, the first unless the source names another."""
    from python_calamine import CalamineError, CalamineWorkbook

    guard(data, source)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        sheet = _sheet(source, names)
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(source, f"not a workbook that can be read: {error}", "Save it again as .xlsx.") from error
    return from_rows(source, sheet, [[_cell(value) for value in row] for row in rows])


def guard(data: bytes, source: TableSource) -> None:
    """Refuse a zip that would inflate beyond reason, or whose parts point outside it."""
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise Unreadable(source, f"the workbook is damaged: {error}", "Open it in Excel and save it again.") from error
    swollen = [part for part in parts if part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1)]
    if len(parts) > MEMBERS or sum(part.file_size for part in parts) > INFLATED or swollen:
        raise Unreadable(source, "the workbook inflates beyond 200 MiB", "Save the sheet on its own, as CSV.")
    if any(".." in part.filename.split("/") or part.filename.startswith("/") for part in parts):
        raise Unreadable(
            source, "the workbook holds parts that point outside it", "Open it in Excel and save it again."
        )


def _sheet(source: TableSource, names: list[str]) -> str:
    if source.sheet is None:
        return names[0]
    if source.sheet not in names:
        raise Unreadable(source, f'there is no sheet "{source.sheet}"', f"Sheets: {', '.join(names)}.", source.sheet)
    return source.sheet


def _cell(value: Any) -> Cell:
    match value:
        case bool():
            return str(value).upper()
        case float() | int():
            return Decimal(repr(value))
        case datetime():
            return value.date()
        case date():
            return value
        case time() | timedelta():
            return str(value)
        case str() if value in ERRORS:
            return BadCell(value)
        case str():
            return value
        case _:
            return None
