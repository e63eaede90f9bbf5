"""Same rows, any source: CSV, XLSX, Parquet, SQLite and PostgreSQL give the same decks to the byte."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from reviewgen import build, sources
from reviewgen import workspace as workspaces
from tests.northwind.five import FILES, as_postgres, tables
from tests.northwind.shop import WORKSPACE
from tests.sources.rows.server import Server

PLACES = ("csv", "xlsx", "parquet", "sqlite", "postgres")
SETTINGS = """
company: Northwind Traders
currency: USD
as_of: 1998-05-06
{databases}
rows:
  lines:
    {lines}
    account: CustomerID
    date: OrderDate
    per: quarter
    join:
      orders: {{{orders}, on: {{OrderID: OrderID}}}}
      products: {{{products}, on: {{ProductID: ProductID}}}}
      categories: {{{categories}, on: {{CategoryID: CategoryID}}}}
    measures:
      gross_sales: sum(UnitPrice * Quantity)
      discounts: sum(UnitPrice * Quantity * Discount)
      net_sales: sum(UnitPrice * Quantity * (1 - Discount))
      drinks: sum(case when CategoryName = 'Beverages' then UnitPrice * Quantity * (1 - Discount) else 0 end)
      units: sum(Quantity)
      products_bought: count(distinct ProductID)
      categories_bought: count(distinct products.CategoryID)
  orders:
    {alone}
    account: CustomerID
    date: OrderDate
    per: quarter
    columns: {{shipped: ShippedDate, required: RequiredDate}}
    dates: {{shipped: yyyy-mm-dd, required: yyyy-mm-dd}}
    measures:
      orders: count(*)
      freight: sum(Freight)
      shipped_orders: count(shipped)
      late_orders: count_if(shipped > required)
      days_to_ship: sum(days(OrderDate, shipped))
      open_orders: count_if(shipped is null)
      people_met: count(distinct EmployeeID)
"""
DATABASES = {"sqlite": "{sqlite: data/shop.db}", "postgres": "{env: SHOP_ADDRESS}"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Mapping[str, Path]:
    """The workspace over each kind of place."""
    found = tables()
    made = {}
    for place in PLACES:
        made[place] = folder = tmp_path_factory.mktemp("five") / "w"
        shutil.copytree(WORKSPACE, folder)
        (folder / "data").mkdir()
        at = as_postgres(server, found) if place == "postgres" else FILES[place](folder / "data", found)
        held = {name: where.replace(", ", "\n    ") if name == "lines" else where for name, where in at.items()}
        databases = f"databases: {{shop: {DATABASES[place]}}}" if place in DATABASES else ""
        settings = SETTINGS.format(**held, databases=databases, alone=at["orders"].replace(", ", "\n    "))
        (folder / "reviewgen.yml").write_text(settings, "utf-8")
    return made


def test_five_places_give_the_same_totals(
    folders: Mapping[str, Path], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_ADDRESS", server.url())
    found = {}
    for place, folder in folders.items():
        held = sources.contents(workspaces.load(folder))
        assert held.problems == ()
        assert [(one.rows, one.used) for one in held.counted] == [(2_155, 404), (830, 127)]
        found[place] = [(one.account, one.kpi, one.period, str(one.value)) for one in held.tables.observations]
    assert len(found["csv"]) > 400
    assert all(each == found["csv"] for each in found.values())


@pytest.mark.slow
def test_five_places_give_the_same_decks_to_the_byte(
    folders: Mapping[str, Path], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_ADDRESS", server.url())
    decks = {}
    for place, folder in folders.items():
        build.build(build.Request(folder, "1997-Q4", ("savea",)))
        out = folder / "out"
        decks[place] = {path.relative_to(out): path.read_bytes() for path in out.rglob("*.p*") if path.is_file()}
    assert {path.suffix for path in decks["csv"]} >= {".pdf", ".pptx"}
    assert len(decks["csv"]) >= 4
    assert [place for place in PLACES if decks[place] != decks["csv"]] == []
