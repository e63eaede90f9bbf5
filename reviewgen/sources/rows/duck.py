"""Files as an embedded engine sees them: queried where they lie, or from a copy when they are not in UTF-8."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from reviewgen.sources import delimited, excel
from reviewgen.sources.grid import Unreadable
from reviewgen.sources.rows.dialects import Duck, literal, name
from reviewgen.sources.rows.plan import Base, Kind
from reviewgen.workspace import TableSource
from reviewgen.workspace.rows import Origin

HEAD = 64 * 1024
"""Bytes that are looked at to find the delimiter, the line end and the header."""
_CHUNK = 1024 * 1024
_NUMBERS = ("INT", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT", "REAL")
_CODECS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "cp1252", "latin-1": "Latin-1"}
_SETTINGS = {
    "threads": "2",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


class Files:
    """One engine for all files of a workspace; closing it removes the copies it made."""

    dialect = Duck()

    def __init__(self) -> None:
        self._link = duckdb.connect(config=dict(_SETTINGS))
        self._folder = TemporaryDirectory(prefix="reviewgen-")
        self._copies = 0

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *error: object) -> None:
        self._link.close()
        self._folder.cleanup()

    def base(self, origin: Origin) -> tuple[Base, str]:
        """What stands behind FROM for a file, and how it was read, in words. Unreadable when it is no table."""
        assert origin.file is not None
        source = TableSource(**vars(origin))
        if not origin.file.is_file():
            raise Unreadable(source, "there is no such file", "Check the path.", place=origin.place)
        suffix = origin.file.suffix.casefold()
        try:
            if suffix == ".parquet":
                return self._typed(f"read_parquet({literal(str(origin.file))})"), "Parquet"
            if suffix in (".xlsx", ".xlsm", ".xls"):
                return self._sheet(origin.file, source)
            return self._text(origin.file, origin, source)
        except duckdb.Error as error:
            raise Unreadable(source, _first_line(error), "Open the file and save it again.") from error

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        return [tuple(row) for row in self._link.execute(sql).fetchall()]

    def _typed(self, table: str) -> Base:
        found = self._link.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
        return Base(table, {column: _kind(kind) for column, kind, *_ in found})

    def _sheet(self, file: Path, source: TableSource) -> tuple[Base, str]:
        """A sheet, its cells as text: numbers with all their digits, days as 2026-10-12."""
        grid = excel.read(file.read_bytes(), source)
        import pandas as pd

        self._copies += 1
        table = f"sheet{self._copies}"
        columns = [column for column in grid.header if column]
        kept = [index for index, column in enumerate(grid.header) if column]
        cells = ([_shown(row[index]) for index in kept] for _, row in grid.rows)
        self._link.register(table, pd.DataFrame(list(cells), columns=columns, dtype="object"))
        return Base(table, dict.fromkeys(columns, Kind.TEXT)), grid.how

    def _text(self, file: Path, origin: Origin, source: TableSource) -> tuple[Base, str]:
        encoding = origin.encoding or _encoding(file)
        head = _head(file, encoding)
        ended = "\r" if "\r" in head and "\n" not in head else "\n"
        lines = head.replace("\r\n", "\n").replace("\r", "\n")
        delimiter = origin.delimiter or delimited.sniff(lines)
        header, skipped = _header(lines, delimiter, origin, source)
        path = file if encoding == "utf-8" else self._copy(file, encoding)
        columns = ", ".join(f"{literal(each)}: 'VARCHAR'" for each in header)
        options = (
            "header = false, auto_detect = false, strict_mode = true, quote = '\"', escape = '\"', "
            f"max_line_size = 10485760, delim = {literal(delimiter)}, skip = {skipped}, columns = {{{columns}}}"
        )
        options += ", new_line = '\\r'" if ended == "\r" else ""
        table = f"(SELECT * FROM read_csv({literal(str(path))}, {options}))"
        how = f"{delimited.DELIMITERS.get(delimiter, delimiter)}, {_CODECS.get(encoding, encoding)}"
        how += ", CR line ends" if ended == "\r" else ""
        how += f", header in row {skipped}" if skipped > 1 else ""
        return Base(table, dict.fromkeys(header, Kind.TEXT)), how

    def _copy(self, file: Path, encoding: str) -> Path:
        """The file in UTF-8, written piece by piece so that its size does not matter."""
        self._copies += 1
        copy = Path(self._folder.name) / f"{self._copies}.csv"
        with (
            file.open("r", encoding=encoding, newline="") as read,
            copy.open("w", encoding="utf-8", newline="") as write,
        ):
            while piece := read.read(_CHUNK):
                write.write(piece)
        return copy


def _kind(kind: str) -> Kind:
    if kind.startswith(("DATE", "TIMESTAMP")):
        return Kind.DATE
    return Kind.NUMBER if any(word in kind for word in _NUMBERS) else Kind.TEXT


def _shown(cell: object) -> str | None:
    text = getattr(cell, "text", None) or getattr(cell, "value", None) or cell
    return None if text is None else str(text)


def _encoding(file: Path) -> str:
    """The encoding of a file by its mark or, read to its end, by whether it is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open("rb") as data:
        first = data.read(4)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        data.seek(0)
        try:
            while piece := data.read(_CHUNK):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _head(file: Path, encoding: str) -> str:
    with file.open("rb") as data:
        piece = data.read(HEAD)
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    return codecs.getincrementaldecoder(codec)(errors="replace").decode(piece)


def _header(lines: str, delimiter: str, origin: Origin, source: TableSource) -> tuple[list[str], int]:
    """The names of the columns, and how many lines stand above the rows."""
    rows = list(_lines(lines, delimiter))
    at = origin.header - 1 if origin.header else next((at for at, row in enumerate(rows) if any(row)), len(rows))
    if at >= len(rows):
        raise Unreadable(source, "the table is empty", "Write a header row and at least one row.")
    names = [text.strip() or f"column {index}" for index, text in enumerate(rows[at], 1)]
    twice = next((each for each in names if names.count(each) > 1), None)
    if twice:
        raise Unreadable(source, f'the column "{twice}" stands twice', "Rename one of them.")
    return names, at + 1


def _lines(lines: str, delimiter: str) -> Iterator[Sequence[str]]:
    import csv

    yield from csv.reader(io.StringIO(lines), delimiter=delimiter)


def _first_line(error: Exception) -> str:
    said = str(error)
    found = re.search(r"CSV Error on Line: (\d+)", said)
    told = next((line for line in said.split("\n") if line.startswith(("Expected", "Value", "Unterminated"))), "")
    if found:
        return f"line {found[1]} does not fit the header: {told}" if told else f"line {found[1]} cannot be read"
    return said.split("\n")[0].split(": ", 1)[-1]


__all__ = ["Files", "name"]
