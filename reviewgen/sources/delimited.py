"""Text with a delimiter: comma, semicolon, tab or pipe; UTF-8, UTF-16 or cp1252; any line end."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

from reviewgen.sources.cells import comma_written
from reviewgen.sources.grid import Cell, Grid, Unreadable, from_rows
from reviewgen.workspace import TableSource

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
MENTION = re.compile(r"sep=(.)\n")
csv.field_size_limit(10 * 1024 * 1024)


def read(data: bytes, source: TableSource) -> Grid:
    """The table in `data`. Unreadable when it is no text or holds no table."""
    if source.sheet is not None:
        raise Unreadable(source, "a text file has no sheets", "Remove sheet, or name a workbook.", place=source.place)
    text, encoding = _decode(data, source)
    if "\0" in text:
        raise Unreadable(source, "the file is not text", "Save it as CSV (UTF-8), or name it as the workbook it is.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    said = MENTION.match(lines)
    if said:
        lines = lines[said.end() :]
    delimiter = said[1] if said else sniff(lines)
    grid = from_rows(
        source, None, _rows(lines, delimiter, source), f"{DELIMITERS.get(delimiter, delimiter)}, {encoding}"
    )
    return replace(grid, comma=comma_written((cell for _, row in grid.rows for cell in row), delimiter == ";"))


def _rows(lines: str, delimiter: str, source: TableSource) -> list[list[Cell]]:
    """All rows; a quote that is never closed would swallow the rest of the file, so it is an error."""
    reader = csv.reader(io.StringIO(lines), delimiter=delimiter, strict=True)
    try:
        return list(_cells(reader))
    except csv.Error as error:
        message = f"not a table: {error} (the row that ends in line {reader.line_num})"
        raise Unreadable(source, message, 'Write a quote inside a text twice ("").') from error


def _cells(reader: Iterator[list[str]]) -> Iterator[list[Cell]]:
    for row in reader:
        yield [*row]


def _decode(data: bytes, source: TableSource) -> tuple[str, str]:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for codec, name in (("utf-16", "UTF-16"),) if wide else (("utf-8-sig", "UTF-8"), ("cp1252", "cp1252")):
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise Unreadable(source, "the encoding is neither UTF-8, UTF-16 nor cp1252", "Save it as CSV (UTF-8).")


def sniff(text: str) -> str:
    """The delimiter that the first line with any holds most of."""
    for line in text.split("\n"):
        bare = re.sub(r'"[^"]*"', "", line)
        if any(mark in bare for mark in DELIMITERS):
            return max(DELIMITERS, key=bare.count)
    return ","
