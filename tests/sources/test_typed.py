"""Parquet files and tables of databases: typed cells, exact numbers, and what cannot be had told."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from reviewgen.sources import contents, parquet, typed
from reviewgen.sources.grid import BadCell
from tests.sources.places import complaints, declared, sqlite, told
from tests.sources.places import parquet as made
from tests.sources.shelf import errors, values

HEAD = ("account", "kpi", "period", "value")
TYPES = {"account": "VARCHAR", "kpi": "VARCHAR", "period": "DATE", "value": "DECIMAL(20, 4)"}


def from_database(folder: Path, said: str = "table: Sales Lines") -> list[tuple[str, ...]]:
    """The values of a table of data/w.db."""
    tables = f"tables:\n  observations: {{database: w, {said}}}\ndatabases: {{w: {{sqlite: data/w.db}}}}\n"
    found = contents(declared(folder, tables))
    assert errors(found) == [], errors(found)
    return [row[:4] for row in values(found)]


def test_typed_columns_of_a_parquet_file_are_exact(tmp_path: Path) -> None:
    rows = [("acme", "net_sales", date(2026, 7, 31), Decimal("0.1000")), ("bolt", "otif", date(2026, 8, 1), None)]
    found = told(tmp_path, "columns: {}", made(tmp_path / "made.parquet", TYPES, rows), "data/t.parquet")
    assert [row[:4] for row in values(found)] == [("acme", "net_sales", "2026-07", "0.1000")]
    assert (found.reports[0].how, found.reports[0].rows, found.reports[0].used) == ("Parquet", 2, 1)
    assert str(found.tables.observations[0].place) == 'data/t.parquet, row 1, column "value"'


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("DOUBLE", 0.1, "0.1"),
        ("FLOAT", 0.1, "0.1"),
        ("DOUBLE", 1e15, "1000000000000000"),
        ("DECIMAL(38, 10)", Decimal("12345678901234567890.1234567891"), "12345678901234567890.1234567891"),
        ("HUGEINT", 2**100, str(2**100)),
        ("VARCHAR", "1.5", "1.5"),
    ],
)
def test_a_number_of_any_type_is_read_with_the_digits_that_it_shows(
    kind: str, value: object, read: str, tmp_path: Path
) -> None:
    data = made(tmp_path / "made.parquet", {**TYPES, "value": kind}, [("acme", "net_sales", date(2026, 7, 1), value)])
    assert [row[3] for row in values(told(tmp_path, "columns: {}", data, "data/t.parquet"))] == [read]


def test_not_a_number_is_missing_and_infinity_is_refused(tmp_path: Path) -> None:
    rows = [("acme", "net_sales", date(2026, 7, 1), float("nan")), ("acme", "otif", date(2026, 7, 1), float("inf"))]
    data = made(tmp_path / "made.parquet", {**TYPES, "value": "DOUBLE"}, rows)
    found = told(tmp_path, "columns: {}", data, "data/t.parquet")
    assert [(one.reason, one.rows) for one in found.reports[0].left_out] == [("no value", 1)]
    assert '"Infinity" is not a number that a review can hold' in errors(found)[0]


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1PAR1", b"account,kpi\n", b"PAR1" + b"\xff" * 200 + b"PAR1"])
def test_what_is_no_parquet_is_told(data: bytes, tmp_path: Path) -> None:
    (complaint,) = errors(told(tmp_path, "columns: {}", data, "data/t.parquet"))
    assert complaint.startswith("data/t.parquet: not a Parquet file")
    assert "/tmp" not in complaint


def test_a_small_parquet_file_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    path = tmp_path / "swells.parquet"
    with duckdb.connect() as link:
        link.execute(f"COPY (SELECT repeat('x', 10000) AS account FROM range(30000)) TO '{path}' (FORMAT parquet)")
        link.execute(
            f"COPY (SELECT 1 AS account FROM range(6000000)) TO '{tmp_path / 'long.parquet'}' (FORMAT parquet)"
        )
    assert path.stat().st_size < 2_000_000
    found = told(tmp_path, "columns: {}", path.read_bytes(), "data/t.parquet")
    assert errors(found)[0].startswith("data/t.parquet: the file inflates beyond 200 MiB")
    found = told(tmp_path, "columns: {}", (tmp_path / "long.parquet").read_bytes(), "data/t.parquet")
    assert "data/t.parquet holds more than 5000000 rows Count them under rows" in errors(found)[0]


def test_a_name_with_signs_of_a_pattern_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    rows = [("acme", "net_sales", date(2026, 7, 1), Decimal(9))]
    (tmp_path / "data" / "a.parquet").write_bytes(made(tmp_path / "made.parquet", TYPES, rows))
    data = made(tmp_path / "made.parquet", TYPES, [("acme", "net_sales", date(2026, 7, 1), Decimal(1))])
    found = told(tmp_path, "columns: {}", data, "data/*.parquet")
    assert [row[3] for row in values(found)] == ["1.0000"]


def test_an_engine_that_is_not_installed_is_told_with_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    found = told(tmp_path, "columns: {}", b"PAR1PAR1", "data/t.parquet")
    assert errors(found) == [
        "data/t.parquet: Parquet needs a package that is not installed pip install 'reviewgen[rows]'"
    ]
    assert parquet.PACKAGES == "pip install 'reviewgen[rows]'"


def test_a_table_named_with_a_space_and_columns_that_hold_any_type(tmp_path: Path) -> None:
    rows = [
        ("acme", "net_sales", "2026-07-31 00:00:00", 1),
        ("bolt", "net_sales", "2026-08-31", "2.50"),
        ("acme", "otif", "2026-Q2", 91.8),
        ("bolt", "otif", "2026-Q2", None),
    ]
    sqlite(tmp_path / "data" / "w.db", "Sales Lines", HEAD, rows)
    assert from_database(tmp_path) == [
        ("acme", "net_sales", "2026-07", "1"),
        ("bolt", "net_sales", "2026-08", "2.50"),
        ("acme", "otif", "2026-Q2", "91.8"),
    ]


def test_a_query_names_its_columns_as_ours(tmp_path: Path) -> None:
    sqlite(tmp_path / "data" / "w.db", "t", ("Kunde", "Monat", "Betrag"), [("acme", "2026-07", 5), ("x", "2026-07", 6)])
    query = "SELECT Kunde AS account, 'net_sales' AS kpi, Monat AS period, Betrag AS value FROM t WHERE Kunde <> 'x'"
    assert from_database(tmp_path, f'query: "{query}"') == [("acme", "net_sales", "2026-07", "5")]


def test_what_a_table_means_is_said_as_of_a_file(tmp_path: Path) -> None:
    sqlite(tmp_path / "data" / "w.db", "t", ("Kunde", "Monat", "Betrag"), [("ACME", "10/09/2026", -5), ("all", "", 6)])
    said = "table: t, columns: {account: Kunde, period: Monat, value: Betrag}, constants: {kpi: net_sales}"
    said += ", dates: {period: dd/mm/yyyy}, ignore: {account: [All]}, scale: k, negate: true"
    assert from_database(tmp_path, said) == [("acme", "net_sales", "2026-09", "5000")]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("table: line", 'no table "line" Tables: t.'),
        ("query: DELETE FROM t", "the query is not one SELECT"),
        ("query: SELECT 1; SELECT 2", "the query is not one SELECT"),
        ("query: SELECT amount FROM t", "no such column: amount"),
    ],
)
def test_what_a_database_does_not_give_is_told(said: str, message: str, tmp_path: Path) -> None:
    sqlite(tmp_path / "data" / "w.db", "t", HEAD, [("acme", "net_sales", "2026-07", 1)])
    tables = f"tables:\n  observations: {{database: w, {said}}}\ndatabases: {{w: {{sqlite: data/w.db}}}}\n"
    found = contents(declared(tmp_path, tables))
    assert values(found) == []
    assert message in errors(found)[0]
    with sqlite3.connect(tmp_path / "data" / "w.db") as link:
        assert link.execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    tables = "tables:\n  observations: {database: w, table: t}\ndatabases:\n  w: {sqlite: data/w.db}\n"
    assert errors(contents(declared(tmp_path, tables))) == ["reviewgen.yml:5:3: no file w.db Check the path."]


def test_which_row_is_the_last_needs_an_order(tmp_path: Path) -> None:
    tables = "tables:\n  observations: {{database: w, {}, repeats: last}}\ndatabases: {{w: {{sqlite: w.db}}}}\n"
    (complaint,) = complaints(tmp_path, tables.format("table: t"))
    assert "which row is the last hangs on the order, and a database has none Write a query with ORDER BY." in complaint
    assert complaints(tmp_path, tables.format("query: SELECT * FROM t ORDER BY day")) == []


def test_a_moment_in_a_time_zone_is_no_day_unless_it_is_midnight() -> None:
    assert typed.cell(datetime.fromisoformat("2026-10-01T00:00+02:00")) == date(2026, 10, 1)
    found = typed.cell(datetime.fromisoformat("2026-10-01T00:30+02:00"))
    assert isinstance(found, BadCell)
    assert found.remedy == "write it as a date, or cast it to one in a query"


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_a_moment_in_a_parquet_file_is_no_other_day_on_another_machine(
    zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    rows = [("acme", "net_sales", moment, 1) for moment in ("2026-07-31 00:00:00+00", "2026-09-30 23:30:00+00")]
    data = made(tmp_path / "made.parquet", {**TYPES, "period": "TIMESTAMPTZ"}, rows)
    found = told(tmp_path, "columns: {}", data, "data/t.parquet")
    assert [row[2] for row in values(found)] == ["2026-07"]
    (complaint,) = errors(found)
    assert "2026-09-30 23:30:00+00:00, a moment in a time zone, stands here; write it as a date" in complaint


def test_bytes_and_lists_are_refused_only_where_they_are_read(tmp_path: Path) -> None:
    rows = [("acme", "net_sales", date(2026, 7, 1), Decimal(1), b"\xff\xd8", [1, 2])]
    data = made(tmp_path / "made.parquet", {**TYPES, "photo": "BLOB", "parts": "INTEGER[]"}, rows)
    assert len(values(told(tmp_path, "columns: {}", data, "data/t.parquet"))) == 1
    found = told(tmp_path, "columns: {segment: photo}", data, "data/t.parquet")
    assert "a value in bytes stands here; leave the column out, or cast it to text in a query" in errors(found)[0]
