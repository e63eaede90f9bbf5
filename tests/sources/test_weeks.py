"""Rows by the week, and days and months in fiscal years of weeks: what may mean two periods is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reviewgen.period import Calendar, Weeks
from reviewgen.sources import Contents, contents
from reviewgen.sources.dates import Doubtful, period
from reviewgen.sources.grid import Cell
from reviewgen.workspace.rows import Meaning
from tests.sources.shelf import csv, errors, workspace

NRF = Calendar(2, Weeks((4, 5, 4), 5, "nearest"), "start")
ISO = Calendar(1, Weeks((4, 4, 5), 6, "nearest"))


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("2024-01", "FY23-M12"),
        ("Jan 2024", "FY23-M12"),
        ("01/2024", "FY23-M12"),
        ("FY23-M12", "FY23-M12"),
        ("FY23 P12", "FY23-M12"),
        ("2024-01-29", "FY23-M12"),
        ("2024-02-02", "FY23-M12"),
        ("2024-01-31", "FY23-M12"),
        (date(2024, 1, 1), "FY23-M12"),
        ("FY23-W53", "FY23-W53"),
        ("W53 FY23", "FY23-W53"),
        ("FY23-Q4", "FY23-Q4"),
        ("FY23", "FY23"),
    ],
)
def test_a_period_of_a_year_of_weeks_is_read(cell: Cell, key: str) -> None:
    assert NRF.key(period(cell, NRF, per="month")) == key


@pytest.mark.parametrize("cell", ["2024-02-01", date(2024, 2, 1), "1.2.2024", "01 Feb 2024"])
def test_the_first_of_a_month_that_lies_in_another_fiscal_month_is_refused(cell: Cell) -> None:
    with pytest.raises(Doubtful, match="is a day of FY23-M12 and may mean FY24-M01"):
        period(cell, NRF, per="month")
    assert NRF.key(period(cell, NRF)) == "FY23-M12"
    assert NRF.key(period(cell, NRF, per="week")) == "FY23-W53"


@pytest.mark.parametrize(
    ("calendar", "cell", "told"),
    [
        (
            NRF,
            "2026-W31",
            "may mean week 31 of the fiscal year, from 2026-08-30 on, or that of ISO 8601; write FY26-W31",
        ),
        (NRF, "W31 2026", "may mean week 31"),
        (NRF, "W31 26", "two digits; write 2026-W31 or FY26-W31"),
        (NRF, "FY22-W53", "the year has no week 53"),
        (NRF, "2026-Q3", "not a quarter of the fiscal year"),
        (NRF, "2026", "not a fiscal year; write one such as FY25"),
        (Calendar(10), "2026", "not a fiscal year; write one such as FY26"),
        (Calendar(10), "FY26-W31", "a fiscal year of months has no weeks of its own; write 2026-W31"),
        (NRF, "FY23-M13", "is not a period"),
    ],
)
def test_what_may_be_two_periods_or_none_says_so(calendar: Calendar, cell: Cell, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        period(cell, calendar, per="month")


def test_iso_weeks_are_read_where_the_fiscal_year_has_the_same() -> None:
    assert ISO.key(period("2026-W31", ISO)) == "FY26-W31"
    assert Calendar(10).key(period("2026-W31", Calendar(10))) == "2026-W31"


def read(folder: Path, rows: str, calendar: Calendar, meaning: Meaning | None = None) -> Contents:
    """What a table of observations holds in a calendar."""
    (folder / "o.csv").write_text(rows, "utf-8")
    made = replace(workspace(folder, {"observations": [("o.csv", None)]}), calendar=calendar)
    (source,) = made.tables["observations"]
    told = replace(source, meaning=meaning or source.meaning)
    return contents(replace(made, tables={"observations": (told,)}))


def periods(found: Contents, calendar: Calendar) -> list[str]:
    """The names of the periods, in the order of the rows."""
    assert errors(found) == []
    return [calendar.key(row.period) for row in found.tables.observations]


DAYS = csv("acme,net_sales,2026-06-29,1", "acme,net_sales,2026-07-12,2", "acme,net_sales,2026-07,3")


def test_a_day_stands_for_its_week_where_the_table_says_so(tmp_path: Path) -> None:
    weekly = Meaning(per="week")
    assert periods(read(tmp_path, DAYS, Calendar(), weekly), Calendar()) == ["2026-W27", "2026-W28", "2026-07"]
    assert periods(read(tmp_path, DAYS, NRF, weekly), NRF) == ["FY26-W22", "FY26-W24", "FY26-M06"]


def test_a_day_stands_for_its_month_otherwise(tmp_path: Path) -> None:
    days = csv("acme,net_sales,2026-06-29,1", "acme,net_sales,2026-07-12,2")
    assert periods(read(tmp_path, days, Calendar()), Calendar()) == ["2026-06", "2026-07"]
    assert periods(read(tmp_path, days, NRF), NRF) == ["FY26-M05", "FY26-M06"]


def test_days_written_in_a_pattern_stand_for_weeks_as_well(tmp_path: Path) -> None:
    weekly = Meaning(per="week", dates={"period": ("dd.mm.yyyy",)})
    rows = csv("acme,net_sales,29.06.2026,1", "acme,net_sales,12.07.2026,2")
    assert periods(read(tmp_path, rows, Calendar(), weekly), Calendar()) == ["2026-W27", "2026-W28"]


def test_a_column_per_week(tmp_path: Path) -> None:
    rows = csv("acme,net_sales,1,2,3", header="account,kpi,2026-W27,W28 2026,Week 29 2026")
    assert periods(read(tmp_path, rows, Calendar()), Calendar()) == ["2026-W27", "2026-W28", "2026-W29"]


def test_a_column_named_after_no_week_is_told(tmp_path: Path) -> None:
    rows = csv("acme,net_sales,1", header="account,kpi,2025-W53")
    (told,) = errors(read(tmp_path, rows, Calendar()))
    assert told.startswith('o.csv, column "2025-W53": "2025-W53": the year has no week 53')


def test_the_same_week_twice_is_a_duplicate(tmp_path: Path) -> None:
    rows = csv("acme,net_sales,2026-06-29,1", "acme,net_sales,2026-W27,2")
    (told,) = errors(read(tmp_path, rows, Calendar(), Meaning(per="week")))
    assert "duplicate row: net_sales of acme, 2026-W27" in told
