"""Text with a delimiter: comma, semicolon, tab or pipe; UTF-8, UTF-16 or cp1252; any line end."""

from __future__ import annotations

import csv
import io

from reviewgen.sources.grid import Cell, Grid, Unreadable, from_rows
from reviewgen.workspace import TableSource

LARGEST = 500 * 1024 * 1024
DELIMITERS = ",;\t|"
csv.field_size_limit(10 * 1024 * 1024)


def read(data: bytes, source: TableSource) -> Grid:
    """The table in `data`. Unreadable when it is no text or holds no table."""
    if len(data) > LARGEST:
        raise Unreadable(source, "the file is over 500 MiB", "Export fewer rows, or one file a year.")
    text = _decode(data, source)
    if "\0" in text:
        raise Unreadable(source, "the file is not text", "Save it as CSV (UTF-8), or name it as the workbook it is.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows: list[list[Cell]] = [[*row] for row in csv.reader(io.StringIO(lines), delimiter=_delimiter(lines))]
    except csv.Error as error:
        raise Unreadable(source, f"not a table: {error}", "Open it in Excel and save it as CSV (UTF-8).") from error
    return from_rows(source, None, rows)


def _decode(data: bytes, source: TableSource) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    for name in (encoding, "cp1252"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise Unreadable(source, "the encoding is neither UTF-8, UTF-16 nor cp1252", "Save it as CSV (UTF-8).")


def _delimiter(text: str) -> str:
    """The delimiter that the header line holds most of."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=header.count)
