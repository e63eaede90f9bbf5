"""Totals of segments and sites beside those of the account, the same from each engine."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from reviewgen.workspace.rows import Database, Origin
from tests.sources.rows.server import Server
from tests.sources.rows.shop import HERE, Found, count, parquet, source, sqlite, table, write

ROWS = (
    ("ACME", "2026-07-03", 10, 1, "Tea", "Lille"),
    ("Acme SA", "2026-07-09", 20, 1, "Water", "Lille"),
    ("ACME", "2026-07-21", 30, 2, "Tea", "Metz"),
    ("ACME", "2026-07-30", 40, 2, None, "Metz"),
)
HEADER = "account,day,amount,customer,kind,depot"
FORMULAS = {"net": "sum(amount)", "orders": "count(distinct customer)"}
MEANT = {
    ("net", "", ""): 100,
    ("net", "Tea", "Lille"): 10,
    ("net", "Tea", "Metz"): 30,
    ("net", "Water", "Lille"): 20,
    ("net", "(blank)", "Metz"): 40,
    ("orders", "", ""): 2,
    ("orders", "Tea", "Lille"): 1,
    ("orders", "Tea", "Metz"): 1,
    ("orders", "Water", "Lille"): 1,
    ("orders", "(blank)", "Metz"): 1,
}
"""One customer buys in two segments: parts of a count do not add up to the whole, so the whole is counted apart."""


def found(origin: Path | Origin, databases: Mapping[str, Database]) -> Found:
    return count(source(origin, FORMULAS, segment="kind", site="depot"), databases=databases)


def totals(held: Found) -> dict[tuple[str, str, str], Decimal]:
    assert held.errors == []
    return {(one.kpi, one.segment, one.site): one.value for one in held.counted.observations}


def test_files_and_databases_split_alike(tmp_path: Path) -> None:
    file = write(tmp_path / "o.csv", HEADER, *ROWS)
    lite = sqlite(
        tmp_path / "shop.db",
        f"CREATE TABLE sales ({HEADER})",
        ("INSERT INTO sales VALUES (?, ?, ?, ?, ?, ?)", ROWS),
    )
    places = ((file, {}), (parquet(tmp_path / "o.parquet", f"SELECT * FROM read_csv('{file}')"), {}))
    for origin, databases in (*places, (table("sales"), lite)):
        held = found(origin, databases)
        assert totals(held) == MEANT
        assert held.report.used == len(ROWS)


def test_a_server_splits_alike(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_ADDRESS", server.url())
    server.execute(
        "DROP TABLE IF EXISTS split",
        "CREATE TABLE split (account text, day date, amount int, customer int, kind text, depot text)",
    )
    server.fill("split", ROWS)
    assert totals(found(table("split"), {"shop": Database("shop", HERE, env="SHOP_ADDRESS")})) == MEANT


def test_a_segment_that_is_no_column_is_told(tmp_path: Path) -> None:
    held = count(source(write(tmp_path / "o.csv", HEADER, *ROWS), segment="kinds"))
    assert ['"kinds"' in str(one) for one in held.errors] == [True]
    assert held.counted.observations == ()
