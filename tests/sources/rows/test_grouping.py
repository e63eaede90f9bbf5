"""Totals by week, month and quarter of every kind of calendar, the same from each engine; distinct counts as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from reviewgen.period import Calendar, Period, Weeks
from reviewgen.sources.rows.grouping import FIRST_DAY, LAST_DAY
from reviewgen.workspace.rows import Database, Origin
from tests.sources.rows.server import Server
from tests.sources.rows.shop import HERE, count, parquet, source, sqlite, table, write

NRF = Calendar(2, Weeks((4, 5, 4), 5, "nearest"), "start")
CALENDARS = (
    Calendar(),
    Calendar(2),
    NRF,
    Calendar(1, Weeks((4, 4, 5), 6, "last")),
    Calendar(10, Weeks((5, 4, 4), 4, "last")),
)
HOLDING: Mapping[str, Callable[[Calendar, date], Period]] = {
    "week": Calendar.week_holding,
    "month": Calendar.month_holding,
    "quarter": Calendar.quarter_of,
}
FORMULAS = {"net": "sum(amount)", "orders": "count(distinct customer)"}
Row = tuple[date, int, int]


def days() -> Iterator[date]:
    """The edges of days that count, of years and of weeks, and days between them."""
    yield from (FIRST_DAY, FIRST_DAY + timedelta(1), date(1969, 12, 31), LAST_DAY)
    for year in (2017, 2018, 2023, 2024, 2026):
        for calendar in CALENDARS:
            start = calendar.year(year).start
            yield from (start - timedelta(8), start - timedelta(7), start - timedelta(1), start)
    yield from (date(2022, 1, 1) + timedelta(step * 7919 % 1500) for step in range(300))


ROWS: tuple[Row, ...] = tuple((day, number % 97, number % 7) for number, day in enumerate(days()))


def meant(calendar: Calendar, per: str) -> dict[tuple[str, Period], str]:
    """The totals as plain sums and sets."""
    held: dict[Period, list[Row]] = {}
    for row in ROWS:
        held.setdefault(HOLDING[per](calendar, row[0]), []).append(row)
    totals = {("net", period): f"{sum(amount for _, amount, _ in rows)}" for period, rows in held.items()}
    return totals | {("orders", period): f"{len({who for *_, who in rows})}" for period, rows in held.items()}


def found(
    calendar: Calendar, per: str, origin: Path | Origin, databases: Mapping[str, Database]
) -> dict[tuple[str, Period], str]:
    """The totals as an engine counts them."""
    counted = count(source(origin, FORMULAS, per=per), calendar=calendar, databases=databases)
    assert counted.errors == []
    return {(one.kpi, one.period): f"{one.value:f}" for one in counted.counted.observations}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path | Origin, Mapping[str, Database]]]:
    """The rows in files and in an SQLite database."""
    folder = tmp_path_factory.mktemp("rows")
    cells = [("ACME", f"{day}", amount, who) for day, amount, who in ROWS]
    csv = write(folder / "o.csv", "account,day,amount,customer", *cells)
    typed = f"SELECT account, CAST(day AS TIMESTAMP) + INTERVAL 23 HOUR AS day, amount, customer FROM read_csv('{csv}')"
    lite = sqlite(
        folder / "shop.db",
        "CREATE TABLE sales (account, day, amount, customer)",
        ("INSERT INTO sales VALUES (?, ?, ?, ?)", cells),
    )
    return {"csv": (csv, {}), "parquet": (parquet(folder / "o.parquet", typed), {}), "sqlite": (table("sales"), lite)}


@pytest.mark.parametrize("per", HOLDING)
@pytest.mark.parametrize("calendar", CALENDARS, ids=range(len(CALENDARS)))
@pytest.mark.parametrize("place", ["csv", "parquet", "sqlite"])
def test_totals_are_those_of_the_fiscal_period(
    places: Mapping[str, tuple[Path | Origin, Mapping[str, Database]]], place: str, calendar: Calendar, per: str
) -> None:
    assert found(calendar, per, *places[place]) == meant(calendar, per)


@pytest.mark.parametrize("kind", ["date", "text", "timestamp"])
def test_a_server_groups_alike(server: Server, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("SHOP_ADDRESS", server.url())
    name = f"weekly_{kind}"
    server.execute(
        f"DROP TABLE IF EXISTS {name}", f"CREATE TABLE {name} (account text, day {kind}, amount int, customer int)"
    )
    server.fill(name, [("ACME", f"{day}" if kind == "text" else day, amount, who) for day, amount, who in ROWS])
    databases = {"shop": Database("shop", HERE, env="SHOP_ADDRESS")}
    for calendar in CALENDARS:
        for per in HOLDING:
            assert found(calendar, per, table(name), databases) == meant(calendar, per)


def test_a_row_without_a_day_falls_to_no_period(tmp_path: Path) -> None:
    rows = write(
        tmp_path / "o.csv", "account,day,amount", "ACME,2026-07-01,1", "ACME,,2", "ACME,soon,4", "ACME,2205-01-01,8"
    )
    counted = count(source(rows, per="month", undated="missing"), calendar=NRF)
    assert [(NRF.key(one.period), int(one.value)) for one in counted.counted.observations] == [("FY26-M05", 1)]
    assert counted.left_out == {"no day": 1, "day is not a date": 2}
