"""Workbooks whose bytes depend on nothing but what stands in them."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

CREATED = datetime.datetime(2026, 10, 12, tzinfo=datetime.UTC)


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    """One workbook, packed without compression: the bytes depend on no version of zlib."""
    packed = BytesIO()
    with xlsxwriter.Workbook(packed, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Maison Verdier", "author": "", "created": CREATED})
        head, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 2)
            sheet.set_column(0, 2, 22)
            for row, line in enumerate(lines):
                for column, value in enumerate(line):
                    kind = head if row == 0 else day if isinstance(value, datetime.date) else None
                    if value is not None:
                        sheet.write(row, column, value, kind)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(part.filename), source.read(part))
