"""Every kind of dirt in the delivery history is counted, and what is counted is what plain Python adds up."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from reviewgen import sources
from reviewgen import workspace as workspaces
from reviewgen.sources.rows import LeftOut, RowsReport
from tests.scms.rows import COUNTRIES, excerpt, history, sums, workspace

NOTES = {
    "quoted written m/d/yy": 3_199,
    "quoted written 20mm-dd-yy": 3_148,
    "quoted written mm/dd/yy": 1_296,
    "quoted is not a date": 2_476 + 205,
    "ordered is not a date": 5_404 + 328,
    "freight is not a number": 4_126,
    "insurance is blank": 287,
}
TEXTS = {
    "quoted is not a date": (("Pre-PQ Process", 2_476), ("Date Not Captured", 205)),
    "ordered is not a date": (("N/A - From RDC", 5_404), ("Date Not Captured", 328)),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> RowsReport:
    """What is told of reading the whole history."""
    return read(tmp_path_factory.mktemp("scms") / "w", history())[1]


def read(folder: Path, lines: Path) -> tuple[sources.Contents, RowsReport]:
    """The workspace over `lines`, which must be read without a problem."""
    found = sources.contents(workspaces.load(workspace(folder, lines)))
    assert found.problems == ()
    (counted,) = found.counted
    return found, counted


@cache
def lines() -> tuple[dict[str, str], ...]:
    """The history, read by Python's own reader."""
    with history().open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def noted(report: RowsReport, reason: str) -> LeftOut:
    """A finding of the report."""
    return next(one for one in report.notes if one.reason == reason)


def test_each_kind_of_dirt_is_counted_as_its_publisher_counts_it(report: RowsReport) -> None:
    assert {reason: noted(report, reason).rows for reason in NOTES} == NOTES
    assert {reason: noted(report, reason).texts for reason in TEXTS} == TEXTS


def test_texts_in_the_columns_of_numbers_are_counted_as_plain_python_counts_them(report: RowsReport) -> None:
    for reason, column in (("freight", "Freight Cost (USD)"), ("weight", "Weight (Kilograms)")):
        words = sum(not line[column].replace(".", "", 1).isdigit() for line in lines())
        assert noted(report, f"{reason} is not a number").rows == words
    commonest = noted(report, "weight is not a number").texts[0]
    assert commonest == ("Weight Captured Separately", 1_507)


def test_every_line_is_used_or_left_out_for_one_reason(report: RowsReport) -> None:
    assert report.how == "comma, UTF-8"
    assert (report.rows, report.used) == (10_324, 1_194 + 683)
    (strangers,) = report.left_out
    assert strangers.reason == "41 names in Country that are no account"
    assert strangers.rows == report.rows - report.used
    assert ("Côte d'Ivoire", 1_083) in strangers.texts


def test_every_month_of_every_part_is_what_plain_python_adds_up(tmp_path: Path) -> None:
    found, _ = read(tmp_path / "w", history())
    counted = {
        (one.account.capitalize(), one.kpi, f"{one.period.start:%Y-%m}"): one.value for one in found.tables.observations
    }
    assert counted == sums(history())


def test_the_excerpt_with_tabs_and_cr_line_ends_is_read(tmp_path: Path) -> None:
    found, report = read(tmp_path / "w", excerpt())
    assert report.how == "tab, UTF-8, CR line ends"
    assert report.rows == 2_500
    written = {line["ID"] for line in _excerpt_lines()}
    whole = [line for line in lines() if line["ID"] in written and line["Country"] in COUNTRIES]
    assert report.used == len(whole) == sum(one.value for one in found.tables.observations if one.kpi == "lines")
    value = sum(one.value for one in found.tables.observations if one.kpi == "delivered_value")
    assert value == sum(Decimal(line["Line Item Value"]) for line in whole)


def _excerpt_lines() -> list[dict[str, str]]:
    text = excerpt().read_bytes().decode("utf-8-sig").replace("\r", "\n")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def test_overall_on_time_is_the_published_rate(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", history())
    for file in (folder / "accounts").iterdir():
        file.unlink()
    names = sorted({line["Country"] for line in lines()})
    assert len(names) == 43
    keys = "\n".join(f'  - "{each}"' for each in names)
    (folder / "accounts" / "world.yml").write_text(f"id: world\nname: World\ntier: 1\nkeys:\n{keys}\n", "utf-8")
    found = sources.contents(workspaces.load(folder))
    assert found.problems == ()
    assert found.counted[0].used == 10_324
    on_time, all_lines = (
        sum(one.value for one in found.tables.observations if one.kpi == kpi) for kpi in ("on_time_lines", "lines")
    )
    assert round(on_time / all_lines * 100, 1) == Decimal("88.5")
