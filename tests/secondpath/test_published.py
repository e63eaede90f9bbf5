"""Every KPI, account and quarter of two published sets of rows: the engine, and SQL on the source tables."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.northwind import shop
from tests.scms import rows as deliveries
from tests.secondpath import plain
from tests.secondpath.compare import Tally, compare, opened
from tests.secondpath.second import House, Second

SHOP = {
    "orders (id int, customer text, employee int, ordered date, required date, shipped date, freight numeric)":
        "SELECT OrderID, CustomerID, EmployeeID, date(OrderDate), date(RequiredDate), date(ShippedDate), Freight "
        "FROM Orders",
    "lines (order_id int, product int, price numeric, quantity numeric, discount numeric)":
        'SELECT OrderID, ProductID, UnitPrice, Quantity, Discount FROM "Order Details"',
    "products (id int, category int)": "SELECT ProductID, CategoryID FROM Products",
    "categories (id int, name text)": "SELECT CategoryID, CategoryName FROM Categories",
}  # fmt: skip
COLUMNS = {
    "Country": "country", "Delivered to Client Date": "delivered", "Scheduled Delivery Date": "scheduled",
    "PO Sent to Vendor Date": "ordered", "Line Item Value": "value", "Product Group": "product_group",
    "Freight Cost (USD)": "freight", "Weight (Kilograms)": "weight", "Line Item Insurance (USD)": "insurance",
}  # fmt: skip


def compared(second: Second, folder: Path, years: tuple[int, int], script: str, step: int = 1) -> Tally:
    """All quarters of every account, from the rows that a script counts.

    Each `step`th quarter, from the last on, is an edition; it holds the quarters before it as well.
    """
    house = House(from_year=years[0] - 2, to_year=years[1] + 3)
    quarters = {one.name: one.m0 for one in second.calendar(house) if one.grain == "quarter"}
    said = plain.said(folder)
    second.load(said)
    second.run(script)
    answers, held, tally = second.answers(), opened(folder, quarters), Tally()
    wanted = [name for name, first in quarters.items() if years[0] * 12 <= first < (years[1] + 1) * 12]
    for account in said.accounts:
        for name in wanted[::-step]:
            compare(held, account, name, answers, tally)
    assert tally.differ[:20] == [], len(tally.differ)
    return tally


def quarterly(tally: Tally) -> Counter[str]:
    """How many values of quarters were compared, by roll-up, whole, partial or absent."""
    found: Counter[str] = Counter()
    for kind, count in tally.kinds.items():
        rollup, _, rest = kind.partition(" quarter")
        if rollup in ("sum", "mean", "ratio"):
            found[f"{rollup}{rest.split(':')[0]}"] += count
    return found


def test_a_shop_agrees_in_every_figure(second: Second, tmp_path: Path) -> None:
    folder = shop.workspace(tmp_path / "w")
    with shop.read_only() as link:
        for table, query in SHOP.items():
            name = f"shop_{table.split(' ')[0]}"
            second.link.execute(f"DROP TABLE IF EXISTS {name}")
            second.link.execute(f"CREATE TABLE shop_{table}")
            second.fill(name, link.execute(query).fetchall())
    tally = compared(second, folder, (1996, 1998), "northwind.sql")
    found = quarterly(tally)
    assert all(found[kind] > 50 for kind in ("sum", "mean", "ratio", "sum absent", "mean absent", "ratio absent"))


@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_a_history_of_deliveries_agrees_in_every_figure(second: Second, tmp_path: Path, step: int) -> None:
    folder = deliveries.workspace(tmp_path / "w", deliveries.history())
    with deliveries.history().open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    columns = ", ".join(f"{COLUMNS.get(name, f'c{number}')} text" for number, name in enumerate(header))
    second.link.execute("DROP TABLE IF EXISTS delivery")
    second.link.execute(f"CREATE TABLE delivery ({columns})")
    second.read("delivery", deliveries.history())
    found = quarterly(compared(second, folder, (2006, 2015), "scms.sql", step))
    assert all(
        found[kind] > 0 for kind in ("sum", "sum partial", "ratio", "ratio partial", "sum absent", "ratio absent")
    )
