"""The same rows in another shape or format are the same observations; and no row vanishes, whatever stands in it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.errors import Place
from reviewgen.period import Calendar
from reviewgen.sources import Contents, contents
from reviewgen.sources.grid import ERRORS
from reviewgen.workspace import TableSource
from reviewgen.workspace.rows import Database, Meaning
from tests.sources.places import book, parquet, sqlite
from tests.sources.shelf import read, workspace, xlsx

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


texts = st.text(st.characters(codec="cp1252", exclude_categories=("C", "Z")), min_size=1, max_size=8).filter(
    lambda word: word not in ERRORS
)
days = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@st.composite
def promises(draw: st.DrawFn) -> list[tuple[str, str, str, date, Decimal]]:
    """Account, project, title, due and budget of projects."""
    amounts = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)
    row = st.tuples(st.sampled_from(["acme", "bolt"]), texts, texts, days, amounts)
    return draw(st.lists(row, min_size=1, max_size=6, unique_by=lambda one: one[:2]))


OBSERVED = ("account", "kpi", "period", "scenario", "value")
PROMISED = ("account", "project", "title", "due", "budget")
DIALECTS = (
    {"delimiter": ";", "encoding": "cp1252", "decimal": ","},
    {"delimiter": "|", "encoding": "utf-16", "decimal": "."},
    {"delimiter": "\t", "encoding": "utf-8", "decimal": ",", "header": 3},
)


def spelt(rows: Sequence[Sequence[object]], said: Mapping[str, object]) -> bytes:
    """A text file that is written as `said`."""
    lines = [[f"{cell}".replace(".", f"{said['decimal']}") if isinstance(cell, Decimal) else f"{cell}" for cell in row]
             for row in rows]  # fmt: skip
    above = "Export\n\n" if "header" in said else ""
    return (above + written(lines, f"{said['delimiter']}")).encode(f"{said['encoding']}")


def source(file: Path, **said: object) -> TableSource:
    place = Place("reviewgen.yml", line=3, column=5)
    return TableSource(file.name, place, file, **said)  # type: ignore[arg-type]


def twins(
    folder: Path, header: Sequence[str], kinds: Sequence[str], rows: Sequence[Sequence[object]]
) -> list[TableSource]:
    """The same rows in a workbook, a Parquet file, a database and text files of several dialects."""
    (folder / "t.xlsx").write_bytes(book([header, *([*map(plain, row)] for row in rows)]))
    parquet(folder / "t.parquet", dict(zip(header, kinds, strict=True)), rows)
    sqlite(folder / "t.db", "t", header, [[f"{cell}" for cell in row] for row in rows])
    for at, said in enumerate(DIALECTS):
        (folder / f"{at}.csv").write_bytes(spelt([header, *rows], said))
    texts = [source(folder / f"{at}.csv", **said) for at, said in enumerate(DIALECTS)]
    stored = TableSource("w, t", Place("reviewgen.yml", line=3), database="w", table="t")
    return [source(folder / "t.xlsx"), source(folder / "t.parquet"), stored, *texts]


def plain(cell: object) -> object:
    return float(cell) if isinstance(cell, Decimal) else cell


def held(folder: Path, table: str, one: TableSource) -> set[object]:
    """What a source gives, without the places."""
    database = Database("w", Place("reviewgen.yml"), sqlite=folder / "t.db")
    found = contents(replace(workspace(folder, {}), tables={table: (one,)}, databases={"w": database}))
    assert found.problems == (), (one, found.problems)
    return {replace(row, place=Place("")) for row in getattr(found.tables, table)}


@settings(max_examples=25, deadline=None, derandomize=True)
@given(tables(), promises())
def test_the_same_rows_of_any_source_are_the_same_facts(
    rows: tuple[Row, ...], promised: list[tuple[str, str, str, date, Decimal]]
) -> None:
    observed = [(*row[:4], Decimal(row[4])) for row in rows]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, header, kinds, given_ in (
            ("observations", OBSERVED, ("VARCHAR",) * 4 + ("DECIMAL(18, 2)",), observed),
            ("projects", PROMISED, ("VARCHAR",) * 3 + ("DATE", "DECIMAL(18, 2)"), promised),
        ):
            found = [held(folder, table, one) for one in twins(folder, header, kinds, given_)]
            assert len(found[0]) == len(given_)
            assert all(one == found[0] for one in found)
            (folder / "t.db").unlink()


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
    told = {one.place.row for one in found.problems} | {one.place.row for one in found.tables.observations}
    lost = [
        number
        for number, row in enumerate(parsed(header, rows, mark), 2)
        if any(map(str.strip, row)) and number not in told
    ]
    assert whole_file(found) or len(lost) <= counted(found), (lost, found.problems)
    assert_all_accounted(found, {one.place.row for one in found.tables.observations})


def whole_file(found: Contents) -> bool:
    return any(one.place.row is None and "error" in one.severity for one in found.problems)


def counted(found: Contents) -> int:
    """Rows that are left out for a reason that is no mistake."""
    return sum(one.rows for report in found.reports for one in report.left_out)


def assert_all_accounted(found: Contents, used: set[int | None]) -> None:
    """Every row is used, left out for a reason, or refused with an error of its own."""
    wrong = {one.place.row for one in found.problems if "error" in one.severity} - used
    for report in found.reports if not whole_file(found) else ():
        assert report.used == len(used)
        assert report.refused == len(wrong), (report, found.problems)


meanings = st.builds(
    Meaning,
    maps=st.sampled_from([{}, {"kpi": {"net_sale": "net_sales"}, "value": {"n/a": "", "-": "0"}}]),
    ignore=st.sampled_from([{}, {"account": ("zed", "")}, {"kpi": ("otif",), "period": ("2026",)}]),
    factor=st.sampled_from([Decimal(1), Decimal(-1000), Decimal(100)]),
    repeats=st.sampled_from(["error", "first", "last", "sum"]),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    meanings, st.lists(st.lists(st.one_of(cells, st.sampled_from(["acme", "1"])), min_size=4, max_size=4), max_size=8)
)
def test_every_row_is_used_left_out_or_refused_whatever_is_said_of_it(meaning: Meaning, rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "o.csv"
        file.write_bytes(written([HEADERS[0], *rows]).encode("utf-8", "surrogatepass"))
        shelf = workspace(Path(name), {})
        found = contents(replace(shelf, tables={"observations": (source(file, meaning=meaning),)}))
    used = {one.place.row for one in found.tables.observations}
    wrong = {one.place.row for one in found.problems if "error" in one.severity} - used
    for report in found.reports if not whole_file(found) else ():
        added = sum(one.rows for one in report.notes if one.reason.startswith("added"))
        assert len(used) <= report.used <= len(used) + added
        assert report.refused == len(wrong)


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
    told = {one.place.row for one in found.problems} | {one.place.row for one in getattr(found.tables, table)}
    lost = [
        number
        for number, row in enumerate(parsed(header, rows, ","), 2)
        if any(map(str.strip, row)) and number not in told
    ]
    assert whole_file(found) or len(lost) <= counted(found), (lost, found.problems)
    assert_all_accounted(found, {one.place.row for one in getattr(found.tables, table)})
