"""Every example of docs/rows.md is run, and gives what the page says."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from reviewgen import sources
from reviewgen import workspace as workspaces
from reviewgen.sources.rows import LeftOut
from reviewgen.sources.rows.formula import condition, total
from reviewgen.sources.rows.patterns import pattern

PAGE = (Path(__file__).parents[3] / "docs" / "rows.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"^```\w+ (\S[^\n]*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def written(folder: Path, *settings: str) -> Path:
    """The workspace of the page."""
    for name in ("kpis.yml", "accounts/acme.yml", *settings):
        file = folder / name.split(" of ")[0]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(BLOCKS[name], "utf-8")
    return folder


def said(one: LeftOut) -> str:
    texts = ", ".join(text for text, _ in one.texts)
    return f"{one.rows}, {one.reason}" + (f": {texts}" if texts else "")


def test_order_lines_of_a_file_are_counted_as_the_page_says(tmp_path: Path) -> None:
    folder = written(tmp_path, "reviewgen.yml", "data/lines.csv", "data/articles.csv")
    found = sources.contents(workspaces.load(folder))
    assert found.problems == ()
    (report,) = found.counted
    told = [f"{report.shown}, {report.rows} rows, {report.used} used, {report.how}"]
    told += [f"left out: {said(one)}" for one in report.left_out]
    told += [f"note: {said(one)}" for one in report.notes]
    assert sorted(told) == sorted(BLOCKS["check"].splitlines())
    totals = [f"{one.kpi} {one.value:f}" for one in found.tables.observations]
    assert totals == BLOCKS["totals"].splitlines()


def test_rows_of_a_database_are_counted(tmp_path: Path) -> None:
    folder = written(tmp_path, "reviewgen.yml of a database")
    (folder / "data").mkdir()
    with sqlite3.connect(folder / "data" / "shop.db") as link:
        link.execute('CREATE TABLE "Order Lines" ("order", article, price, quantity, discount)')
        link.execute("CREATE TABLE Orders (id, customer, ordered, state)")
        link.execute("CREATE TABLE Articles (id, name)")
        link.execute("INSERT INTO \"Order Lines\" VALUES (1, 'c', 10, 2, 0.5), (1, 'w', 3, 1, NULL), (2, 'c', 9, 9, 0)")
        link.execute(
            "INSERT INTO Orders VALUES (1, 'ACME', '2026-07-03', 'sent'), (2, 'ACME', '2026-07-04', 'cancelled')"
        )
        link.execute("INSERT INTO Articles VALUES ('c', 'Cola 33 cl'), ('w', 'Water')")
    link.close()
    found = sources.contents(workspaces.load(folder))
    assert found.problems == ()
    assert {one.kpi: f"{one.value:f}" for one in found.tables.observations} == {"net_sales": "13", "drinks": "20"}


def formulas() -> list[str]:
    """What the table of formulas says to write."""
    table = PAGE.partition("| write | for |")[2].partition("\n\n")[0]
    return re.findall(r"`([^`]+)`", "\n".join(line.split(" | ")[0] for line in table.splitlines()))


@pytest.mark.parametrize("text", formulas())
def test_what_the_table_says_to_write_may_be_written(text: str) -> None:
    signs = {"= <> < <= > >=": "a = 1 and b <> 2 and c < 3 or d <= 4 or e > 5 or f >= 6", "and or not": "not a = 1"}
    held = signs.get(text, text)
    held = {"in (...)": "a in (1, 2)", "between": "a between 1 and 2", "like 'a%'": "a like 'a%'"}.get(held, held)
    held = "a is null" if held == "is null" else held
    if re.match(r"(sum|count|count_if|min|max)\b", held):
        assert total(held).columns or held == "count(*)"
    elif held in signs.values() or (" " in held and "case" not in held and "(" not in held.split(" ")[0]):
        assert condition(held).columns
    else:
        assert total(f"sum({held})" if not held.startswith(("lower", "upper", "trim")) else f"count({held})").columns


def test_the_patterns_of_the_page_are_patterns() -> None:
    marks = re.search(r"Patterns are written as in a spreadsheet: (.*?);", PAGE, re.DOTALL)
    assert marks
    for year, month, day in (("yyyy", "mm", "dd"), ("yy", "m", "d"), ("yyyy", "mmm", "d"), ("yyyy", "mmmm", "dd")):
        assert pattern(f"{day}.{month}.{year}").letters
        assert all(f"`{each}`" in marks[1] for each in (year, month, day))
