"""The shop's tables in five kinds of places, each with the types that are usual there."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from openpyxl import Workbook

from tests.northwind.shop import database, read_only
from tests.sources.rows.server import Server

TABLES = {
    "orders": "SELECT OrderID, CustomerID, EmployeeID, OrderDate, RequiredDate, ShippedDate, Freight FROM Orders",
    "lines": 'SELECT OrderID, ProductID, UnitPrice, Quantity, Discount FROM "Order Details"',
    "products": "SELECT ProductID, ProductName, CategoryID FROM Products",
    "categories": "SELECT CategoryID, CategoryName FROM Categories",
}
DAYS = ("OrderDate", "RequiredDate", "ShippedDate")
TYPES = {
    **dict.fromkeys(("OrderID", "EmployeeID", "ProductID", "Quantity", "CategoryID"), ("INTEGER", "integer")),
    **dict.fromkeys(DAYS, ("TIMESTAMP", "timestamp")),
    "UnitPrice": ("DECIMAL(10,4)", "numeric"),
    "Freight": ("DOUBLE", "numeric(12,2)"),
    "Discount": ("DOUBLE", "double precision"),
}
"""Types of Parquet and of PostgreSQL; texts where none is named."""
Table = tuple[list[str], list[tuple[Any, ...]]]


def tables() -> Mapping[str, Table]:
    """The tables as the database holds them, days as texts."""
    with read_only() as link:
        found = {}
        for name, query in TABLES.items():
            cursor = link.execute(query)
            found[name] = ([column for column, *_ in cursor.description], cursor.fetchall())
        return found


def as_csv(folder: Path, found: Mapping[str, Table]) -> Mapping[str, str]:
    """Text, rows in another order than they were."""
    for name, (header, rows) in found.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *reversed(rows)])
    return {name: f"file: data/{name}.csv" for name in found}


def as_xlsx(folder: Path, found: Mapping[str, Table]) -> Mapping[str, str]:
    """One workbook with a sheet for each table; days are days, numbers are numbers."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, (header, rows) in found.items():
        sheet = book.create_sheet(name)
        sheet.append(header)
        for row in rows:
            sheet.append([_day(cell) if column in DAYS else cell for column, cell in zip(header, row, strict=True)])
    book.save(folder / "shop.xlsx")
    return {name: f"file: data/shop.xlsx, sheet: {name}" for name in found}


def as_parquet(folder: Path, found: Mapping[str, Table]) -> Mapping[str, str]:
    """A typed file for each table."""
    with duckdb.connect() as link:
        for name, (header, rows) in found.items():
            link.register("held", pd.DataFrame(rows, columns=header, dtype="object"))
            cast = ", ".join(f'CAST("{each}" AS {TYPES.get(each, ("VARCHAR",))[0]}) AS "{each}"' for each in header)
            link.execute(f"COPY (SELECT {cast} FROM held) TO '{folder / name}.parquet' (FORMAT parquet)")
            link.unregister("held")
    return {name: f"file: data/{name}.parquet" for name in found}


def as_sqlite(folder: Path, found: Mapping[str, Table]) -> Mapping[str, str]:
    """The database itself."""
    (folder / "shop.db").symlink_to(database())
    named = {"lines": "Order Details"}
    return {name: f"database: shop, table: {named.get(name, name.title())}" for name in found}


def as_postgres(server: Server, found: Mapping[str, Table]) -> Mapping[str, str]:
    """A typed table for each, loaded into a server."""
    for name, (header, rows) in found.items():
        columns = ", ".join(f'"{each}" {TYPES.get(each, ("", "text"))[1]}' for each in header)
        server.execute(f"DROP TABLE IF EXISTS shop_{name}", f"CREATE TABLE shop_{name} ({columns})")
        server.fill(f"shop_{name}", rows)
    return {name: f"database: shop, table: shop_{name}" for name in found}


def _day(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


FILES: Mapping[str, Callable[[Path, Mapping[str, Table]], Mapping[str, str]]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "parquet": as_parquet,
    "sqlite": as_sqlite,
}
