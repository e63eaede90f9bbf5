"""Real rows: a history of health deliveries, countries as accounts, from delivery lines to finished decks."""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from pptx import Presentation

from reviewgen import build
from reviewgen.deck import SHAPES
from reviewgen.errors import DataError
from reviewgen.facts import Absent, Figure, Reason
from reviewgen.model import Audience, Observation
from reviewgen.period import Grain, Period
from reviewgen.rollup import roll
from tests.scms.rows import WORKSPACE, day, history, lines, workspace

ALL_YEARS = Period(date(2006, 1, 1), date(2016, 1, 1), Grain.YEAR)
EDITIONS = [(account, audience) for account in ("nigeria", "zambia") for audience in Audience]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace with its rows."""
    return workspace(tmp_path_factory.mktemp("scms") / "w", history())


@pytest.fixture(scope="module")
def opened(rows: Path) -> build.Opened:
    """The workspace as the product reads it."""
    return build.open_workspace(rows)


@pytest.fixture(scope="module")
def decks(rows: Path) -> Path:
    """The folder of the decks of the latest third quarter."""
    build.build(build.Request(rows, "Q3"))
    return rows / "out"


def over_all_years(opened: build.Opened, account: str, kpi: str) -> Decimal:
    """The product's own roll-up of a KPI over one window that holds every row."""
    wanted = next(one for one in opened.workspace.kpis if one.id == kpi)
    held: dict[str, list[Observation]] = {}
    for row in opened.tables.observations:
        if row.account == account:
            held.setdefault(row.kpi, []).append(row)
    found = roll(wanted, held, ALL_YEARS, opened.workspace.calendar)
    assert isinstance(found, Figure)
    return found.value


@cache
def straight() -> pd.DataFrame:
    """The lines by another way: read by pandas, value in whole cents."""
    found = pd.read_csv(history(), encoding="utf-8-sig")
    for column in ("Delivered to Client Date", "Scheduled Delivery Date"):
        found[column] = pd.to_datetime(found[column], format="%d-%b-%y")
    found["cents"] = (found["Line Item Value"] * 100).round().astype("int64")
    found["on_time"] = found["Delivered to Client Date"] <= found["Scheduled Delivery Date"]
    found["quarter"] = found["Delivered to Client Date"].dt.to_period("Q").astype(str)
    return found


def expected(account: str, quarter: str) -> tuple[str, str]:
    """On-time rate and value of a quarter, straight from the lines, as a slide writes them."""
    found = straight()
    own = found[(found["Country"] == account.capitalize()) & (found["quarter"] == quarter)]
    rate = rounded(Decimal(int(own["on_time"].sum()) * 100) / len(own), "0.1")
    return f"{rate} %", f"${rounded(Decimal(int(own['cents'].sum())) / 100_000, '1'):,} k"


def rounded(value: Decimal, step: str) -> Decimal:
    """Half up, as people round."""
    return value.quantize(Decimal(step), ROUND_HALF_UP)


def plain(text: str) -> str:
    """Text with every kind of space as a plain one."""
    return re.sub(r"[\u00a0\u202f\u2009]", " ", text)


def pdf_text(file: Path) -> str:
    """The text of a PDF, a row of a table on one line."""
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
    return plain(done.stdout)


def pptx_rows(file: Path) -> Iterator[list[str]]:
    """The rows of all tables of a PowerPoint file."""
    for slide in Presentation(str(file)).slides:
        for shape in slide.shapes:
            if shape.has_table:
                yield from ([plain(cell.text) for cell in row.cells] for row in shape.table.rows)


def file_of(decks: Path, account: str, audience: Audience, kind: str) -> Path:
    """The file of one edition."""
    suffix = "-INTERNAL" if audience is Audience.INTERNAL else ""
    return decks / audience.value / "2015-Q3" / f"{account}-2015-Q3{suffix}.{kind}"


def test_the_workspace_in_the_repository_holds_none_of_the_rows() -> None:
    assert {path.suffix for path in WORKSPACE.rglob("*") if path.is_file()} == {".yml"}


def test_every_line_is_in_the_rows_and_no_row_has_a_problem(opened: build.Opened) -> None:
    assert opened.problems == ()
    for account, count in (("nigeria", 1194), ("zambia", 683)):
        own = straight()[straight()["Country"] == account.capitalize()]
        assert over_all_years(opened, account, "lines") == count == len(own)
        assert over_all_years(opened, account, "delivered_value") == Decimal(int(own["cents"].sum())) / 100


@pytest.mark.parametrize(("account", "rate"), [("nigeria", "88.1"), ("zambia", "84.2")])
def test_the_on_time_rate_over_all_years_is_the_published_one(opened: build.Opened, account: str, rate: str) -> None:
    assert rounded(over_all_years(opened, account, "on_time"), "0.1") == Decimal(rate)


def test_the_latest_quarter_with_data_is_found_by_its_number(opened: build.Opened) -> None:
    period = build.find_period(opened, "Q3")
    assert opened.workspace.calendar.key(period) == "2015-Q3"
    assert period == build.find_period(opened, None)


@pytest.mark.parametrize(("account", "audience"), EDITIONS)
def test_both_files_print_the_rate_and_the_value_that_the_lines_give(
    decks: Path, account: str, audience: Audience
) -> None:
    rate, value = expected(account, "2015Q3")
    pdf = pdf_text(file_of(decks, account, audience, "pdf"))
    table = list(pptx_rows(file_of(decks, account, audience, "pptx")))
    for label, printed in (("Delivered on time", rate), ("Value delivered", value)):
        assert re.search(rf"^ *{label}\b.*  {re.escape(printed)}  ", pdf, re.MULTILINE), (label, printed)
        judged = [row for row in table if row[0].startswith(label) and row[-1].startswith(tuple(SHAPES.values()))]
        assert len(judged) == 2, "on the scorecard and on the page of its perspective"
        assert all(printed in row for row in judged), (label, printed)


@pytest.mark.parametrize("kind", ["pdf", "pptx"])
def test_a_figure_that_no_line_states_is_a_dash_and_not_a_zero(decks: Path, kind: str) -> None:
    file = file_of(decks, "nigeria", Audience.CLIENT, kind)
    texts = pdf_text(file).splitlines() if kind == "pdf" else ["  ".join(row) for row in pptx_rows(file)]
    freight = [line for line in texts if line.strip().startswith("Freight ") and "No data" in line]
    assert freight
    assert all("—" in line and not re.search(r"\d", line) for line in freight)


@pytest.mark.parametrize(
    ("account", "shown", "hidden"),
    [("nigeria", ("Lead time", "Freight"), ("Freight over value", "per kg")), ("zambia", (), ("Freight", "Lead time"))],
)
def test_a_client_sees_what_its_tier_shares_and_no_name_of_the_rest(
    decks: Path, account: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    text = pdf_text(file_of(decks, account, Audience.CLIENT, "pdf"))
    cells = "\n".join("\n".join(row) for row in pptx_rows(file_of(decks, account, Audience.CLIENT, "pptx")))
    assert [word for word in shown if word not in text or word not in cells] == []
    assert [word for word in hidden if word in text or word in cells] == []


@pytest.fixture
def with_a_gap(tmp_path: Path) -> Path:
    """The workspace over the lines without those that Zambia got in the second quarter of 2014."""
    kept = [
        line
        for line in lines(history())
        if not (line["Country"] == "Zambia" and _in_second_quarter_of_2014(line["Delivered to Client Date"]))
    ]
    file = tmp_path / "history.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(kept[0]))
        writer.writeheader()
        writer.writerows(kept)
    return workspace(tmp_path / "w", file)


def _in_second_quarter_of_2014(text: str) -> bool:
    return date(2014, 4, 1) <= day(text) < date(2014, 7, 1)


def test_a_quarter_without_rows_is_no_data_and_no_deck_is_made_of_it(with_a_gap: Path) -> None:
    edition, _, _ = build.view(with_a_gap, "zambia", "2014-Q2", Audience.INTERNAL)
    assert {measure.now.actual for measure in edition.measures} == {Absent(Reason.NO_ROWS)}
    with pytest.raises(DataError) as raised:
        build.build(build.Request(with_a_gap, "2014-Q2", ("zambia",)))
    assert "no figure for account zambia in 2014-Q2" in str(raised.value.problems[0])
    assert not list(with_a_gap.rglob("*.p*f*"))


def test_the_quarter_after_a_gap_compares_itself_with_nothing(with_a_gap: Path) -> None:
    edition, _, _ = build.view(with_a_gap, "zambia", "2014-Q3", Audience.INTERNAL)
    measure = next(one for one in edition.measures if one.id == "on_time")
    assert isinstance(measure.now.actual, Figure)
    assert measure.points[-2].actual == Absent(Reason.NO_ROWS)
