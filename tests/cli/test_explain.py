"""`reviewgen explain`: a number as a person reads it, and as a script does."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from reviewgen.cli.branches import arithmetic, exact, tree
from reviewgen.cli.explained import explained
from reviewgen.declarations import Declarations, declarations
from reviewgen.errors import Place
from reviewgen.explain import Explanation
from reviewgen.facts import Figure, Rollup, Unit
from reviewgen.formula import parse
from reviewgen.locale import load
from reviewgen.model import DatedGoal, Kpi, Mode, Observation, Phasing, Sharing
from reviewgen.workspace import load as load_workspace
from tests.cli.shop import MARGIN, Command, piped
from tests.rows import CALENDAR, kpi, row, rows, target
from tests.test_explain import told

EN = load("en", "EUR")
MONTHLY = rows(("2026-07", "2026-08", "2026-09"), "10 20 30.5")


def page(one: Explanation, known: Declarations | None = None, width: int | None = None, *, every: bool = False) -> str:
    """What is printed of an explanation, with plain spaces."""
    target = io.StringIO()
    console = Console(file=target, highlight=False, width=width or 500)
    explained(one, EN, known or {}, every=every, to=console)
    return target.getvalue().replace("\u00a0", " ")


def lines(text: str, title: str) -> list[str]:
    """The lines below a heading."""
    found = text.splitlines()
    start = found.index(title) + 1
    return [line.removeprefix("  ") for line in found[start : [*found[start:], ""].index("") + start]]


def test_a_number_is_told_from_what_a_slide_shows_down_to_its_row(run: Command, standing: Path) -> None:
    found = run("explain", "net_sales", "--workspace", standing, "--account", "acme", "--period", "Q3")
    assert (found.code, found.err) == (0, "")
    text = found.out.replace("\u00a0", " ")
    head = text.splitlines()
    assert head[0] == "Acme · Net sales · Q3 2026"
    assert head[1] == "3.14 M€, 3 of 3 months   ● On track   82 / 100"
    assert head[2] == "owner: Ann; as of 12 Oct 2026"
    assert lines(text, "What it is made of") == [
        "Net sales (net_sales) = 3,140,000, the sum of its rows",
        '└─ Q3 2026  3,140,000  data/rows.csv, row 14, column "value"',
    ]
    assert [re.split(r" {2,}", line) for line in lines(text, "Beside it")] == [
        ["Q2 2026", "3.08 M€", "+1.9 %", "the quarter before"],
        ["Q3 2025", "2.90 M€", "+8.3 %", "a year before"],
        ["Year to date", "9.24 M€", "goal 9.00 M€, the year before 2.90 M€ (3 of 9 months)"],
        ["Last twelve months", "12.20 M€", "1 Oct 2025 to 30 Sep 2026"],
    ]
    assert [re.split(r" {2,}", line) for line in lines(text, "Goal")] == [
        ["goal", "3.00 M€", "set in kpis.yml:3:5"],
        ["red flag", "2.70 M€", "a tenth of the goal away from it, since none is set"],
        ["stretch", "3.30 M€", "as far beyond the goal as the red flag lies before it, since none is set"],
    ]
    assert lines(text, "Status and score") == [
        "status  ● On track: 3.14 M€ meets the goal, 3.00 M€",
        "score   82.4 = 67 + 33 × (3,140,000 − 3,000,000) / (3,300,000 − 3,000,000)",
        "weight  1, 50.0 % of the overall score: 41.2 of its 41.2 points",
    ]
    assert lines(text, "Who sees it") == [
        "The client reads 3.14 M€, and a score of 82 worked out from what is shown: it is shared from tier 1 on, "
        "and Acme is at tier 2."
    ]


def test_what_is_not_shared_says_why(run: Command, standing: Path) -> None:
    margin = run("explain", "gross_margin", "--workspace", standing).out
    assert "Our own house alone: it is never shared." in margin and MARGIN in margin
    otif = run("explain", "otif", "--workspace", standing, "--account", "beta").out
    assert "Our own house alone: it is shared from tier 2 on, and Beta is at tier 1." in otif


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("net_sale",), ["no KPI net_sale", 'did you mean "net_sales"?']),
        (("zzz",), ["no KPI zzz", "gross_margin, net_sales, otif"]),
        (("otif", "--account", "gamma"), ["no account gamma", "Accounts: acme, beta."]),
        (("otif", "--period", "2031-Q1"), ["2031-Q1 is not in the data"]),
        ((), ["Missing argument 'KPI'"]),
    ],
)
def test_what_is_not_there_is_usage(run: Command, standing: Path, words: tuple[str, ...], told: list[str]) -> None:
    found = run("explain", *words, "--workspace", standing)
    assert (found.code, found.out) == (2, "")
    assert [part for part in told if part not in found.err] == []


def test_json_is_one_document_with_exact_numbers_as_texts(standing: Path) -> None:
    found = piped("explain", "otif", "--workspace", standing, "--period", "Q3", "--json")
    assert (found.code, found.err) == (0, "")
    held: Any = json.loads(found.out)
    assert (held["account"], held["period"], held["kpi"], held["as_of"]) == ("acme", "2026-Q3", "otif", "2026-10-12")
    assert held["value"] == {"exact": "93.0", "shown": "93.0\u00a0%", "held": 3, "expected": 3, "of": "month"}
    assert (held["rule"], held["score"], held["score_from"]) == (
        "beyond_red_flag",
        "0",
        "max(0, 67 - 34 * (97 - 93) / (97 - 95))",
    )
    assert held["tree"]["rows"][0]["at"] == {"file": "data/rows.csv", "row": 15, "column": "value"}


def test_a_pipe_gets_no_colour_and_a_narrow_terminal_no_long_line(
    run: Command, standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b" not in piped("explain", "otif", "--workspace", standing).out
    monkeypatch.setenv("COLUMNS", "72")
    found = run("explain", "net_sales", "--workspace", standing).out.splitlines()
    assert max(map(cell_len, found)) <= 72


def many(count: int) -> tuple[Observation, ...]:
    """Rows of so many segments in one month."""
    return tuple(
        row("2026-09", "1", segment=f"part {number}", place=Place("rows.csv", row=number + 2))
        for number in range(count)
    )


def test_many_rows_are_folded_and_all_of_them_are_listed_on_request() -> None:
    one = told(kpi(Rollup.SUM), *many(52))
    short = lines(page(one), "What it is made of")
    assert len(short) == 14 and short[-1] == "└─ … 40 more; --all lists them"
    every = lines(page(one, every=True), "What it is made of")
    assert len(every) == 53 and every[-1].startswith("└─ Sep 2026, part 51") and "more" not in every[-1]


def test_parts_of_a_formula_stand_below_it_with_their_own_windows() -> None:
    growth: Kpi = kpi(Rollup.FORMULA, formula=parse("100 * (n - prior(n)) / prior(n)"), unit=Unit.PERCENT)
    found = told(growth, row("2026-Q3", "30", kpi="n"), row("2026-Q2", "24", kpi="n"))
    assert lines(page(found), "What it is made of") == [
        "K (k) = 100 × (n − prior(n)) / prior(n) = 25",
        "├─ n = 30, the sum of its rows",
        "│  └─ Q3 2026  30  rows.csv, row 2",
        "└─ n = 24, the sum of its rows, Q2 2026",
        "   └─ Q2 2026  24  rows.csv, row 2",
    ]


def test_a_formula_of_days_says_how_many() -> None:
    found = told(kpi(Rollup.FORMULA, formula=parse("n / days")), row("2026-Q3", "46", kpi="n"))
    assert lines(page(found), "What it is made of")[0] == "K (k) = n / days, over 92 days = 0.5"


def test_what_is_not_there_says_why() -> None:
    found = page(told(kpi(Rollup.SUM, target("5"))))
    assert "○ No data" in found and "K (k): no figure, there are no rows" in found
    assert "status  ○ No data: there are no rows" in found
    assert "weight  1, of which nothing goes into the overall score" in found


def test_a_quarter_that_lacks_months_says_so_everywhere() -> None:
    found = page(told(kpi(Rollup.SUM, target("50")), *MONTHLY[:2]))
    assert "30, 2 of 3 months" in found
    assert "K (k) = 30, the sum of its rows, 2 of 3 months" in found
    assert "2 of 3 months are not held against the goal of the whole quarter" in found


def test_a_years_target_is_told_with_its_arithmetic() -> None:
    yearly = DatedGoal(annual=Decimal(120), place=Place("kpis.yml", line=3))
    found = lines(page(told(kpi(Rollup.SUM, yearly, phasing=Phasing.EVEN), *MONTHLY)), "Goal")
    assert found[0] == "goal      30.0  the year's target, even over the year"
    assert found[3] == "Jul 2026  10  = 120 × 8.33333333333… %, kpis.yml:3"


def test_figures_that_look_alike_are_told_apart() -> None:
    found = told(kpi(Rollup.LAST, target("97", "92"), decimals=0), row("2026-Q3", "96.6"))
    assert "96.6 misses the goal, 97, and keeps off the red flag, 92" in page(found)


def test_a_contract_is_told_with_its_penalty() -> None:
    agreed = replace(target("97", "92"), sla=Decimal(95), penalty="1 % of the order")
    found = page(told(kpi(Rollup.LAST, agreed), row("2026-Q3", "94")))
    assert re.search("contract +95  1 % of the order", found)
    assert "◆ Off track: 94 breaks the 95 that the contract promises" in found


@pytest.mark.parametrize(
    ("sharing", "read"),
    [
        (Sharing(1), "The client reads 61, and a score of 100"),
        (Sharing(1, Mode.ROUNDED, step=Decimal(10)), "The client reads 60, rounded to 10, and a score of 100"),
        (
            Sharing(1, Mode.INDEX, base=CALENDAR.quarter(2026, 2)),
            "The client reads 151.3, an index of which Q2 2026 is 100, and a score of 100",
        ),
        (Sharing(1, Mode.STATUS), "The client reads the status alone, On track: it is"),
    ],
    ids=lambda one: one.mode.value if isinstance(one, Sharing) else "",
)
def test_what_the_client_reads_is_told_in_its_mode(sharing: Sharing, read: str) -> None:
    found = told(kpi(Rollup.SUM, target("50"), sharing=sharing, decimals=0), *MONTHLY, row("2026-Q2", "40"))
    assert read in page(found)


def test_a_row_that_is_counted_names_its_declaration_and_query(workspace: Path) -> None:
    settings = (workspace / "reviewgen.yml").read_text("utf-8")
    declared = """
databases: {shop: {sqlite: data/shop.db}}
rows:
  lines:
    database: shop
    query: SELECT *
      FROM lines
    account: customer
    date: day
    where: paid
    measures: {net_sales: sum(price * amount)}
"""
    (workspace / "reviewgen.yml").write_text(settings + declared, "utf-8")
    known = declarations(load_workspace(workspace))
    counted = row("2026-09", "7", place=Place("shop, query", column="net_sales"))
    found = page(told(kpi(Rollup.SUM), counted), known)
    assert "└─ Sep 2026  7  rows lines: sum(price * amount), of database shop, query" in found
    (line,) = lines(found, "What is counted")
    assert line == (
        "rows lines  reviewgen.yml:9:3; totals by customer and by month of day; where paid; query: SELECT * FROM lines"
    )


def test_records_behind_a_count_are_named_file_by_file() -> None:
    counted = row("2026-09", "3", place=Place("steps.csv", row=3))
    none = row("2026-08", "0", place=Place("steps.csv", row=3))
    places = (Place("steps.csv", row=3), Place("steps.csv", row=9), Place("who.xlsx", sheet="met", row=2))
    found = replace(told(kpi(Rollup.SUM), none, counted), counted={counted: places, none: ()})
    assert [line.rpartition("  ")[2] for line in tree(found.tree, found, EN, {}, None, every=False)][1:] == [
        "counted, none; the table is kept from steps.csv, row 3 on",
        'counted in steps.csv, rows 3, 9; who.xlsx, sheet "met", row 2',
    ]


def test_numbers_are_whole_or_marked_as_cut() -> None:
    assert exact(Figure(Decimal("5302042.50")), EN) == "5,302,042.5"
    assert exact(Figure(Decimal(1) / 3), EN) == "0.333333333333…"
    assert exact(Figure(Decimal("-0.5")), EN) == "\u22120.5"
    assert arithmetic("67 + 33 * (12000.5 - 10000) / (12000 - -3)", EN) == (
        "67 + 33 × (12,000.5 \u2212 10,000) / (12,000 \u2212 \u22123)"
    )
