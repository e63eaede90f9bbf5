"""Files as an embedded engine sees them: queried where they lie, or from a copy when they are not in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from reviewgen.sources import excel
from reviewgen.sources.grid import BadCell, Percent, Unreadable
from reviewgen.sources.rows.columns import Base
from reviewgen.sources.rows.dialects import Duck, literal, name
from reviewgen.sources.rows.kinds import Kind
from reviewgen.sources.rows.textfile import LONG, LONGEST, Layout, copied, distinct, layout, unnamed
from reviewgen.workspace import TableSource
from reviewgen.workspace.rows import Origin

MEMORY = "1GB"
LARGEST_WORKBOOK = 500 * 1024 * 1024
_SETTINGS = {
    "threads": "2",
    "memory_limit": MEMORY,
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("VARCHAR",), Kind.TEXT),
    **dict.fromkeys(("DOUBLE", "FLOAT"), Kind.FLOAT),
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL"), Kind.NUMBER),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), Kind.NUMBER),
    **dict.fromkeys(("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), Kind.DATE),
    **dict.fromkeys(("TIMESTAMP WITH TIME ZONE",), Kind.DATE),
}
WIDE = 18
"""Digits up to which products of two decimals fit; columns of wider ones are read as binary fractions."""


class Files:
    """One engine for all files of a workspace; closing it removes the copies it made."""

    dialect = Duck()

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="reviewgen-")
        spill = Path(self._folder.name) / "spill"
        self._link = duckdb.connect(config={**_SETTINGS, "temp_directory": str(spill)})
        self._link.execute("SET TimeZone = 'UTC'")
        self._copies = 0
        self._held: dict[Origin, tuple[Base, str]] = {}

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
            raise Unreadable(source, f"no file {source.shown}", "Check the path.", place=origin.place)
        suffix = origin.file.suffix.casefold()
        try:
            if suffix == ".parquet":
                return self._parquet(origin.file), "Parquet"
            if suffix in (".xlsx", ".xlsm", ".xls"):
                return self._sheet(origin.file, source)
            return self._text(origin.file, layout(origin.file, source), source)
        except duckdb.Error as error:
            raise Unreadable(source, *_told(error)) from error
        except OSError as error:
            hint = "Close it in other programs, and check who may read it."
            raise Unreadable(source, f"{source.shown} cannot be read: {error.strerror}", hint) from error

    def run(self, sql: str, origin: Origin) -> list[tuple[Any, ...]]:
        """The rows that a query gives. Unreadable when a row of a file cannot be read."""
        try:
            return [tuple(row) for row in self._link.execute(sql).fetchall()]
        except duckdb.Error as error:
            raise Unreadable(TableSource(**vars(origin)), *_told(error)) from error

    def _parquet(self, file: Path) -> Base:
        table = f"read_parquet({literal(str(self._plainly_named(file)))}, hive_partitioning = false)"
        found = self._link.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
        kinds = {column: _kind(kind) for column, kind, *_ in found}
        wide = [column for column, kind, *_ in found if _wide(kind)]
        if wide:
            narrowed = ", ".join(f"CAST({name(column)} AS DOUBLE) AS {name(column)}" for column in wide)
            table = f"(SELECT * REPLACE ({narrowed}) FROM {table})"
            kinds.update(dict.fromkeys(wide, Kind.FLOAT))
        return Base(table, kinds, numbered=f"(SELECT *, row_number() OVER () AS reviewgen_row FROM {table})")

    def _sheet(self, file: Path, source: TableSource) -> tuple[Base, str]:
        """A sheet, its cells as text: numbers with all their digits, days as 2026-10-12."""
        if file.stat().st_size > LARGEST_WORKBOOK:
            raise Unreadable(source, "the file is over 500 MiB", "Export fewer rows, or one file a year.")
        grid = excel.read(file.read_bytes(), source)
        import pandas as pd

        columns = [column or unnamed(index) for index, column in enumerate(grid.header)]
        distinct(columns, source)
        cells = ([number, *map(_shown, row)] for number, row in grid.rows)
        spelt = {column: f"c{index}" for index, column in enumerate(columns)}
        self._copies += 1
        table = f"sheet{self._copies}"
        frame = pd.DataFrame(list(cells), columns=["reviewgen_row", *spelt.values()], dtype="object")
        self._link.register(f"{table}_cells", frame)
        texts = ", ".join(f"CAST({each} AS VARCHAR) AS {each}" for each in spelt.values())
        made = f"SELECT CAST(reviewgen_row AS BIGINT) AS reviewgen_row, {texts} FROM {table}_cells"
        self._link.execute(f"CREATE TABLE {table} AS {made}")
        self._link.unregister(f"{table}_cells")
        return Base(table, dict.fromkeys(columns, Kind.TEXT), spelt, numbered=table), grid.how

    def _text(self, file: Path, found: Layout, source: TableSource) -> tuple[Base, str]:
        path = self._plainly_named(file) if found.encoding == "utf-8" else self._copy(file, found, source)
        spelt = {column: f"c{index}" for index, column in enumerate(found.header)}
        columns = ", ".join(f"'{each}': 'VARCHAR'" for each in spelt.values())
        options = (
            "header = false, auto_detect = false, strict_mode = true, quote = '\"', escape = '\"', comment = '', "
            f"compression = 'none', max_line_size = {LONGEST}, delim = {literal(found.delimiter)}, "
            f"skip = {found.skipped}, columns = {{{columns}}}, hive_partitioning = false"
        )
        options += ", new_line = '\\r'" if found.ended == "\r" else ""
        table = f"read_csv({literal(str(path))}, {options})"
        row = f"row_number() OVER () + {found.skipped} AS reviewgen_row"
        numbered = f"(SELECT *, {row} FROM {table})"
        return Base(table, dict.fromkeys(found.header, Kind.TEXT), spelt, numbered), found.how

    def _copy(self, file: Path, found: Layout, source: TableSource) -> Path:
        self._copies += 1
        return copied(file, found, Path(self._folder.name) / f"{self._copies}.csv", source)

    def _plainly_named(self, file: Path) -> Path:
        """The file by a name in which no mark stands for other names."""
        whole = file.resolve()
        if not re.search(r"[*?\[\]{}]", str(whole)):
            return whole
        self._copies += 1
        link = Path(self._folder.name) / f"{self._copies}{file.suffix}"
        try:
            link.symlink_to(whole)
        except OSError:
            link.write_bytes(whole.read_bytes())
        return link


def _kind(kind: str) -> Kind:
    return _KINDS.get(re.sub(r"\(.*\)$", "", kind), Kind.ANY)


def _wide(kind: str) -> bool:
    found = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", kind)
    return found is not None and int(found[2]) > 0 and int(found[1]) > WIDE


def _shown(cell: object) -> str | None:
    """A cell as the file would say it in text; a percentage is the number it stands for."""
    match cell:
        case None:
            return None
        case BadCell():
            return cell.text
        case Percent():
            return f"{cell.value / 100:f}"
        case _:
            return f"{cell:f}" if hasattr(cell, "as_tuple") else str(cell)


def _told(error: Exception) -> tuple[str, str]:
    """What the engine said, in one line, and what to do."""
    said = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", said)
    columns = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
    if line and columns:
        hint = "Put text that holds the delimiter in quotes, and give every row the cells of the header."
        return f"line {line[1]} has {columns[2]} cells where the header has {columns[1]}", hint
    if line and "unterminated quote" in said:
        return f"line {line[1]} opens a quote that is not closed", 'Write a quote inside a text twice ("").'
    if line and ("Maximum line size" in said or "buffer size" in said):
        return f"line {line[1]} is longer than 10 MiB", LONG
    if line:
        return f"line {line[1]} cannot be read", "Open the file and save it again as CSV (UTF-8)."
    first = next(iter(_sentences(said.split("\n"))), type(error).__name__)
    return first, "Check the formulas and the file; if it is damaged, save it again."


def _sentences(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        shown = re.sub(r"^(\w+ )*Error: ", "", line).strip()
        if shown:
            yield re.sub(r"/\S*/", "", shown)[:200]


__all__ = ["Files"]
