"""The same rows in another shape or format are the same observations; and no row vanishes, whatever stands in it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.errors import Place
from reviewgen.period import Calendar
from reviewgen.sources import Contents
from tests.sources.shelf import read, xlsx

MONTHS = ("2025-12", "2026-01", "2026-02")
Row = tuple[str, str, str, str, str]
"""Account, KPI, month, scenario and value."""


@st.composite
def tables(draw: st.DrawFn) -> tuple[Row, ...]:
    """Rows that do not repeat each other, in any order."""
    names = st.tuples(
        st.sampled_from(["acme", "bolt"]),
        st.sampled_from(["net_sales", "all_sales"]),
        st.sampled_from(MONTHS),
        st.sampled_from(["actual", "target", "FizzCo"]),
    )
    amounts = st.decimals(-(10**9), 10**9, places=2, allow_nan=False).map(str)
    keys = draw(st.lists(names, min_size=1, max_size=12, unique=True))
    return tuple((*key, draw(amounts)) for key in keys)


def written(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def by_period(rows: Sequence[Row]) -> list[list[str]]:
    held: dict[tuple[str, str, str], dict[str, str]] = {}
    for account, kpi, month, scenario, value in rows:
        held.setdefault((account, kpi, scenario), {})[month] = value
    lines = [[*key, *(found.get(month, "") for month in MONTHS)] for key, found in held.items()]
    return [["account", "kpi", "scenario", *MONTHS], *lines]


def by_scenario(rows: Sequence[Row]) -> list[list[str]]:
    held: dict[tuple[str, str, str], dict[str, str]] = {}
    for account, kpi, month, scenario, value in rows:
        held.setdefault((account, kpi, month), {})[scenario] = value
    lines = [[*key, found.get("actual", ""), found.get("target", "")] for key, found in held.items()]
    return [["account", "kpi", "period", "actual", "target"], *lines]


def long(rows: Sequence[Row]) -> list[list[str]]:
    return [["account", "kpi", "period", "scenario", "value"], *map(list, rows)]


def facts(found: Contents) -> set[tuple[str, str, str, str, Decimal]]:
    assert not [one for one in found.problems if "error" in one.severity], found.problems
    return {
        (one.account, one.kpi, Calendar().key(one.period), one.scenario, one.value) for one in found.tables.observations
    }


def numbers(rows: Sequence[Sequence[str]], first: int) -> list[list[str | float]]:
    """The rows with numbers as numbers from column `first` on, as a spreadsheet holds them."""
    head, *lines = rows
    return [list(head), *([*line[:first], *(float(cell) if cell else "" for cell in line[first:])] for line in lines)]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables())
def test_every_shape_and_format_gives_the_same_observations(rows: tuple[Row, ...]) -> None:
    meant = {(account, kpi, month, scenario, Decimal(value)) for account, kpi, month, scenario, value in rows}
    german = [[*row[:4], row[4].replace(".", ",")] for row in rows]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assert facts(read(folder, written(long(rows)))) == meant
        assert facts(read(folder, written([long(rows)[0], *german], ";").encode("utf-16"))) == meant
        assert facts(read(folder, written(by_period(rows), "\t").replace("\r\n", "\r"))) == meant
        assert facts(read(folder, xlsx({"S": numbers(long(rows), 4)}), "o.xlsx")) == meant
        assert facts(read(folder, xlsx({"S": numbers(by_period(rows), 3)}), "o.xlsx")) == meant
        own = tuple(row for row in rows if row[3] != "FizzCo")
        if own:
            ours = {fact for fact in meant if fact[3] != "FizzCo"}
            assert facts(read(folder, written(by_scenario(own)))) == ours
            assert facts(read(folder, xlsx({"S": numbers(by_scenario(own), 3)}), "o.xlsx")) == ours


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: tuple[Row, ...], chance: object) -> None:
    with tempfile.TemporaryDirectory() as name:
        straight = facts(read(Path(name), written(long(rows))))
        assert facts(read(Path(name), written(long(rows[::-1])))) == straight


cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["acme", "Acme SA", "bolt", "Zed", "net_sales", "net_sale", "otif", "share", "2026-07", "2026-Q3", "Sep-26",
         "2026", "1", "1,234", "1.234", "12,5", "5%", "-", "n/a", "#REF!", "actual", "target", "targets", "", " ",
         "=1+1", '"', "\0", "9" * 50, "1e999", "\ufeff", "\u202e"]
    ),
)  # fmt: skip
HEADERS = (
    ("account", "kpi", "period", "value"),
    ("account", "kpi", "period", "value", "scenario", "segment"),
    ("account", "kpi", "period", "actual", "target"),
    ("account", "kpi", "2026-07", "2026-08", "2026-Q2"),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(HEADERS), st.lists(st.lists(cells, min_size=1, max_size=7), max_size=6), st.sampled_from(",;\t|")
)
def test_no_row_vanishes_whatever_stands_in_it(header: Sequence[str], rows: list[list[str]], mark: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        found = read(Path(name), written([header, *rows], mark).encode("utf-8", "surrogatepass"))
    whole_file = [one for one in found.problems if one.place.row is None and "error" in one.severity]
    told = {one.place.row for one in found.problems} | {one.place.row for one in found.tables.observations}
    lost = [
        number
        for number, row in enumerate(parsed(header, rows, mark), 2)
        if any(map(str.strip, row)) and number not in told
    ]
    assert whole_file or len(lost) <= unnamed(found), (lost, found.problems)


def unnamed(found: Contents) -> int:
    """Rows of accounts that are not reviewed, without the first of each, which its warning names."""
    told = [one.message for one in found.problems if one.message.startswith("no account is named")]
    return sum(int(message.rpartition("; ")[2].split(" ")[0]) for message in told) - len(told)


def parsed(header: Sequence[str], rows: list[list[str]], mark: str) -> list[list[str]]:
    """The rows as a text file holds them, its line ends inside cells included."""
    text = written([header, *rows], mark).replace("\r\n", "\n").replace("\r", "\n")
    return list(csv.reader(io.StringIO(text), delimiter=mark))[1:]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=300), st.sampled_from(["o.csv", "o.tsv", "o.xlsx", "o.xls", "o.xlsm", "o", "o.parquet"]))
def test_no_bytes_make_the_reader_fail(data: bytes, file: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        found = read(Path(name), data, file)
    assert found.tables.observations == ()
    assert found.problems
    assert all(one.message and one.place != Place("") for one in found.problems)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(["projects", "milestones", "contacts", "touchpoints", "actions", "comments"]),
    st.lists(st.lists(cells, min_size=6, max_size=6), max_size=5),
)
def test_no_record_vanishes_whatever_stands_in_it(table: str, rows: list[list[str]]) -> None:
    heads = {
        "projects": "account,project,title,budget,due,visibility",
        "milestones": "account,project,title,side,done,visibility",
        "contacts": "account,name,role,sentiment,last_contact,visibility",
        "touchpoints": "account,date,name,owner,kind,visibility",
        "actions": "account,action,about,opened,due,visibility",
        "comments": "account,period,text,about,author,visibility",
    }
    header = heads[table].split(",")
    with tempfile.TemporaryDirectory() as name:
        found = read(Path(name), written([header, *rows]).encode("utf-8", "surrogatepass"), table=table)
    whole_file = [one for one in found.problems if one.place.row is None and "error" in one.severity]
    told = {one.place.row for one in found.problems} | {one.place.row for one in getattr(found.tables, table)}
    lost = [
        number
        for number, row in enumerate(parsed(header, rows, ","), 2)
        if any(map(str.strip, row)) and number not in told
    ]
    assert whole_file or len(lost) <= unnamed(found), (lost, found.problems)
