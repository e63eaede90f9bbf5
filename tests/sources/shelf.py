"""A workspace in memory whose tables are files that a test writes in any format."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook as Book

from reviewgen.errors import Place, Problem, Severity
from reviewgen.facts import Rollup, Unit
from reviewgen.model import Account, Company, Kpi, Observation
from reviewgen.period import Calendar
from reviewgen.sources import Contents, contents
from reviewgen.workspace import AccountConfig, TableSource, Workspace
from reviewgen.workspace.load import DEFAULT_PERSPECTIVES

CATALOGUE = Place("kpis.yml", line=1)
KPIS = (
    Kpi("net_sales", {"": "Net sales"}, "finance", Unit.CURRENCY, CATALOGUE),
    Kpi("otif", {"": "OTIF"}, "logistics", Unit.PERCENT, CATALOGUE, rollup=Rollup.MEAN),
    Kpi(
        "share",
        {"": "Share"},
        "market",
        Unit.PERCENT,
        CATALOGUE,
        rollup=Rollup.RATIO,
        numerator="our sales",
        denominator="all_sales",
        shared_scenarios=("FizzCo",),
    ),
)
ACCOUNTS = (("acme", "Acme SA", "0042"), ("bolt", "Bolt"))


def workspace(folder: Path, tables: Mapping[str, Sequence[tuple[str, str | None]]], first_month: int = 1) -> Workspace:
    """Two accounts and three KPIs over `tables`: for each name, files and their sheets."""
    return Workspace(
        root=folder,
        company=Company("Maison", "EUR", "en"),
        calendar=Calendar(first_month),
        as_of=None,
        theme="default",
        perspectives=DEFAULT_PERSPECTIVES,
        kpis=KPIS,
        accounts=tuple(
            AccountConfig(Account(keys[0], keys[-1], keys, 2, "en"), {}, f"accounts/{keys[0]}.yml") for keys in ACCOUNTS
        ),
        tables={
            name: tuple(
                TableSource(file, Place("reviewgen.yml", line=3, column=5), folder / file, sheet)
                for file, sheet in found
            )
            for name, found in tables.items()
        },
    )


def read(
    folder: Path,
    data: bytes | str,
    file: str = "o.csv",
    sheet: str | None = None,
    table: str = "observations",
    first_month: int = 1,
) -> Contents:
    """What one file of one table holds."""
    (folder / file).write_bytes(data if isinstance(data, bytes) else data.encode())
    return contents(workspace(folder, {table: [(file, sheet)]}, first_month))


def csv(*rows: str, header: str = "account,kpi,period,value") -> str:
    return "\n".join([header, *rows]) + "\n"


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]], formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook; `formats` are number formats by cell of the first sheet, such as {"D2": "0.0%"}."""
    book = Book()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    for cell, code in (formats or {}).items():
        book.worksheets[0][cell].number_format = code
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def values(found: Contents) -> list[tuple[str, str, str, str, str, str]]:
    """Every observation in words: account, KPI, period, value, scenario, segment."""
    return [_words(one) for one in found.tables.observations]


def _words(one: Observation) -> tuple[str, str, str, str, str, str]:
    return one.account, one.kpi, Calendar().key(one.period), f"{one.value:f}", one.scenario, one.segment


def errors(found: Contents) -> list[str]:
    return [_line(one) for one in found.problems if one.severity is Severity.ERROR]


def warnings(found: Contents) -> list[str]:
    return [_line(one) for one in found.problems if one.severity is Severity.WARNING]


def _line(problem: Problem) -> str:
    assert problem.hint, problem
    return str(problem).replace("\n   ", "")
