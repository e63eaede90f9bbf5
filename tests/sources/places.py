"""Sources of a table as reviewgen.yml declares them, over files and databases that a test writes."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook as Book

from reviewgen.errors import DataError
from reviewgen.sources import Contents, contents
from reviewgen.sources.tally import Finding
from reviewgen.workspace import Workspace, load
from tests.sources.shelf import workspace

_WORKSPACE = {
    "kpis.yml": "kpis: [{id: net_sales, label: Net sales, perspective: finance, unit: currency}]\n",
    "accounts/acme.yml": "id: acme\nname: Acme SA\ntier: 2\n",
}

NEEDLESS = "{none: {file: none.csv, account: a, date: d, measures: {net_sales: sum(x)}}}"
"""Somewhere that values come from, without which no workspace stands."""


def declared(folder: Path, tables: str, files: Mapping[str, bytes | str] | None = None) -> Workspace:
    """Accounts and KPIs of the shelf over `tables`, the lines that stand below `tables:`; DataError as load has it."""
    more = {"reviewgen.yml": f"company: Maison\n{tables}", **_WORKSPACE, **(files or {})}
    for name, held in more.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(held if isinstance(held, bytes) else held.encode())
    loaded = load(folder)
    shelf = workspace(folder, {})
    return replace(shelf, tables=loaded.tables, databases=loaded.databases)


def told(
    folder: Path, said: str, data: bytes | str, file: str = "data/export.csv", table: str = "observations"
) -> Contents:
    """What one file holds as `said` describes it: the settings of its table, in braces or as lines."""
    made = declared(folder, f"tables:\n  {table}: {{file: {file}, {said}}}\nrows: {NEEDLESS}\n", {file: data})
    return contents(replace(made, rows=()))


def complaints(folder: Path, tables: str) -> list[str]:
    """What is wrong with the declaration itself."""
    try:
        declared(folder, tables)
    except DataError as error:
        return [str(problem).replace("\n   ", "") for problem in error.problems]
    return []


def left_out(found: Contents) -> list[Finding]:
    return [(one.reason, one.rows, one.texts) for report in found.reports for one in report.left_out]


def notes(found: Contents) -> list[Finding]:
    return [(one.reason, one.rows, one.texts) for report in found.reports for one in report.notes]


def sqlite(path: Path, name: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A database of one table, whose columns have no type."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(f'"{each}"' for each in header)
    link = sqlite3.connect(path)
    with link:
        link.execute(f'CREATE TABLE "{name}" ({columns})')
        link.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(header))})', rows)
    link.close()


def parquet(path: Path, types: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A Parquet file of typed columns."""
    import duckdb

    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as link:
        link.execute(f"CREATE TABLE held ({columns})")
        if rows:
            link.executemany(f"INSERT INTO held VALUES ({', '.join('?' * len(types))})", [list(row) for row in rows])
        link.execute(f"COPY held TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


def book(rows: Sequence[Sequence[object]], merged: tuple[str, ...] = ()) -> bytes:
    """A workbook whose texts stay texts."""
    made = Book()
    page = made.active
    assert page is not None
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(at, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    for span in merged:
        page.merge_cells(span)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()
