"""A shop whose raw rows a test writes in any format, and what is counted of them."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from reviewgen.errors import Place, Problem, Severity
from reviewgen.facts import Unit
from reviewgen.model import Account, Company, Kpi
from reviewgen.period import Calendar
from reviewgen.sources.rows import Counted, RowsReport, count_rows
from reviewgen.workspace import AccountConfig, Workspace
from reviewgen.workspace.load import DEFAULT_PERSPECTIVES
from reviewgen.workspace.rows import Database, Join, Origin, RowsSource

HERE = Place("reviewgen.yml", 9, 3)
KPIS = ("net", "orders", "other", "good", "all")
ACCOUNTS = (("acme", "ACME", "Acme SA"), ("bolt", "42"))


def workspace(*sources: RowsSource, databases: Mapping[str, Database] | None = None, **changes: Any) -> Workspace:
    """Two accounts, KPIs of all names in KPIS, and `sources`."""
    made = Workspace(
        root=Path(),
        company=Company("Maison", "EUR", "en"),
        calendar=Calendar(),
        as_of=None,
        theme="default",
        perspectives=DEFAULT_PERSPECTIVES,
        kpis=tuple(Kpi(key, {"": key}, "finance", Unit.COUNT, HERE) for key in KPIS),
        accounts=tuple(
            AccountConfig(Account(keys[0], keys[0], keys, 2, "en"), {}, f"accounts/{keys[0]}.yml") for keys in ACCOUNTS
        ),
        tables={},
        rows=sources,
        databases=databases or {},
    )
    return replace(made, **changes)


def source(origin: Origin | Path, measures: Mapping[str, str] | str = "sum(amount)", **changes: Any) -> RowsSource:
    """Rows of account and day; one formula is that of net."""
    return RowsSource(
        name="sales",
        origin=origin if isinstance(origin, Origin) else at(origin),
        account=changes.pop("account", "account"),
        date=changes.pop("date", "day"),
        measures={"net": measures} if isinstance(measures, str) else measures,
        place=HERE,
        **changes,
    )


def at(file: Path, **changes: Any) -> Origin:
    """A file by its name."""
    return Origin(file.name, HERE, file=file, **changes)


def table(name: str, database: str = "shop") -> Origin:
    """A table of a database."""
    return Origin(f"{database}, {name}", HERE, database=database, table=name)


def join(name: str, origin: Origin | Path, **on: str) -> Join:
    """A dimension."""
    return Join(name, origin if isinstance(origin, Origin) else at(origin), on)


def write(path: Path, header: str, *rows: str | Sequence[Any]) -> Path:
    """A CSV file; a row is text as it stands, or cells."""
    text = io.StringIO(newline="")
    text.write(header + "\n")
    for row in rows:
        if isinstance(row, str):
            text.write(row + "\n")
        else:
            csv.writer(text, lineterminator="\n").writerow(row)
    path.write_bytes(text.getvalue().encode())
    return path


def parquet(path: Path, select: str) -> Path:
    """A Parquet file of what a query gives."""
    with duckdb.connect() as link:
        link.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


def sqlite(path: Path, *statements: str | tuple[str, Iterable[Sequence[Any]]]) -> dict[str, Database]:
    """An SQLite database by the name shop."""
    link = sqlite3.connect(path)
    for one in statements:
        link.execute(one) if isinstance(one, str) else link.executemany(*one)
    link.commit()
    link.close()
    return {"shop": Database("shop", HERE, sqlite=path)}


class Found:
    """What was counted of a workspace."""

    def __init__(self, counted: Counted, problems: Sequence[Problem]) -> None:
        self.counted = counted
        self.problems = problems

    @property
    def totals(self) -> dict[tuple[str, str, str], str]:
        """By account, KPI and period."""
        calendar = Calendar()
        return {(one.account, one.kpi, calendar.key(one.period)): f"{one.value:f}" for one in self.counted.observations}

    def of(self, kpi: str = "net", account: str = "acme") -> dict[str, str]:
        """The totals of one KPI of one account by period."""
        return {period: value for (who, what, period), value in self.totals.items() if (who, what) == (account, kpi)}

    @property
    def report(self) -> RowsReport:
        """The only report; it accounts for every row."""
        (report,) = self.counted.reports
        assert report.used + sum(one.rows for one in report.left_out) == report.rows
        return report

    @property
    def left_out(self) -> dict[str, int]:
        """Rows that were left out, by reason."""
        return {one.reason: one.rows for one in self.report.left_out}

    @property
    def notes(self) -> dict[str, int]:
        """What is odd, by reason."""
        return {one.reason: one.rows for one in self.report.notes}

    @property
    def errors(self) -> list[str]:
        """The errors, each with its hint."""
        return [_line(one) for one in self.problems if one.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[str]:
        """The warnings, each with its hint."""
        return [_line(one) for one in self.problems if one.severity is Severity.WARNING]


def _line(problem: Problem) -> str:
    assert problem.hint, problem
    return str(problem).replace("\n   ", "")


def count(one: RowsSource, as_of: date | None = None, **changes: Any) -> Found:
    """What is counted of one declaration."""
    found: list[Problem] = []
    return Found(count_rows(workspace(one, as_of=as_of, **changes), found), found)
