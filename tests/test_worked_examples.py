"""Figures that others have worked out in print, from the rows of a file to the value: each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reviewgen.assemble import assemble
from reviewgen.build import open_workspace, subject
from reviewgen.facts import Absent, Figure, Notation, Reading, Reason
from reviewgen.model import Review
from reviewgen.shares import rounded_to_total
from tests.workspace.folders import write

SETTINGS = "company: Maison\nfiscal_year_start: {start}\ntables: {{observations: rows.csv}}\n"
ACCOUNT = "{id: acme, name: Acme, tier: 1}\n"
RATE = "unit: percent, rollup: ratio, numerator: {}, denominator: {}"


@dataclass(frozen=True)
class Example:
    """A KPI as kpis.yml says it, its rows (name, period, value), the quarter asked for, and the figure in print."""

    source: str
    says: str
    rows: Sequence[tuple[str, str, str]]
    printed: str
    period: str = "2026-Q3"
    decimals: int = 2
    more: Sequence[str] = field(default=())


def spread(
    name: str, values: str, periods: Sequence[str] = ("2026-07", "2026-08", "2026-09")
) -> list[tuple[str, str, str]]:
    """A row for each of the periods."""
    return [(name, period, value) for period, value in zip(periods, values.split(), strict=True)]


def reviewed(folder: Path, example: Example, start: int = 1) -> Review:
    """The review that the rows of an example make; KPIs that it needs beside its own stand under `more`."""
    kpis = "".join(
        f"  - {{label: X, perspective: finance, {one}}}\n" for one in (f"id: k, {example.says}", *example.more)
    )
    rows = "".join(f"acme,{','.join(row)}\n" for row in example.rows)
    write(
        folder,
        {
            "reviewgen.yml": SETTINGS.format(start=start),
            "kpis.yml": f"kpis:\n{kpis}",
            "accounts/acme.yml": ACCOUNT,
            "rows.csv": f"account,kpi,period,value\n{rows}",
        },
    )
    opened = open_workspace(folder)
    workspace = opened.workspace
    quarter = workspace.calendar.parse(example.period)
    return assemble(subject(workspace, workspace.accounts[0]), opened.tables, quarter, date(2027, 1, 15))


def shown(reading: Reading, decimals: int) -> str:
    """A figure as a page writes it, half up."""
    assert isinstance(reading, Figure), reading
    return f"{Notation(0, decimals).shown(reading.value):f}"


def quarter(review: Review) -> Reading:
    """The figure of the KPI under test."""
    return next(one for one in review.kpis if one.kpi.id == "k").points[-1].actual


def to_date(review: Review) -> Reading:
    """Its year to date."""
    return next(one for one in review.kpis if one.kpi.id == "k").year_to_date.actual


QUARTERS: dict[str, Example] = {
    # strict: an order is on time and in full, or it is not
    "on time in full, counted": Example(
        "CalcSimpler, OTIF Delivery Rate Calculator, first example: 1,200 orders, 1,080 of them right: 90.00 %",
        RATE.format("both", "orders"),
        [*spread("orders", "300 500 400"), *spread("both", "290 440 350")],
        "90.00",
    ),
    "on time in full, counted, second": Example(
        "CalcSimpler, OTIF Delivery Rate Calculator, second example: 450 orders, 440 of them: 97.78 %",
        RATE.format("both", "orders"),
        [("orders", "2026-Q3", "450"), ("both", "2026-Q3", "440")],
        "97.78",
    ),
    # the product of two rates estimates the same only if lateness and shortness know nothing of each other
    "on time in full, product": Example(
        "BaluTech, Logistics dashboard: 95 % on time and 90 % in full make 0.95 x 0.90 = 85.50 %",
        "unit: percent, rollup: formula, formula: 100 * on_time / orders * in_full / orders",
        [("orders", "2026-Q3", "200"), ("on_time", "2026-Q3", "190"), ("in_full", "2026-Q3", "180")],
        "85.50",
    ),
    "perfect order, product": Example(
        "APQC, Open Standards Benchmarking, measure Perfect order performance: .98 x .97 x .99 x .82 = 77.16 %",
        "unit: percent, rollup: formula,"
        " formula: 100 * on_time / orders * complete / orders * undamaged / orders * documented / orders",
        [
            (name, "2026-Q3", value)
            for name, value in zip(
                ("orders", "on_time", "complete", "undamaged", "documented"),
                ("100", "98", "97", "99", "82"),
                strict=True,
            )
        ],
        "77.17",  # the source cuts 77.1693 off, a page rounds it
    ),
    "ratio of sums, open surgery": Example(
        "Charig, Webb, Payne and Wickham, British Medical Journal 292 (1986), p. 879: 81 of 87 small stones and 192 of"
        " 263 large ones make 273 of 350, 78 %, where the mean of 93 % and 73 % would be 83 %",
        RATE.format("removed", "treated"),
        [*spread("treated", "87 263 0"), *spread("removed", "81 192 0")],
        "78",
        decimals=0,
    ),
    "ratio of sums, keyhole surgery": Example(
        "The same: 234 of 270 small stones and 55 of 80 large ones make 289 of 350, 83 %, better than open surgery"
        " although worse in both groups (Julious and Mullee, British Medical Journal 309 (1994), p. 1480)",
        RATE.format("removed", "treated"),
        [*spread("treated", "270 80 0"), *spread("removed", "234 55 0")],
        "83",
        decimals=0,
    ),
    "ratio of sums, Jeter": Example(
        "Illustrative Mathematics, task Who is the better batter? (7.EE.B.3): 12 hits of 48 and 183 of 582 make .310",
        "unit: ratio, rollup: ratio, numerator: hits, denominator: at_bats",
        [*spread("at_bats", "48 582 0"), *spread("hits", "12 183 0")],
        "0.310",
        decimals=3,
    ),
    "ratio of sums, Justice": Example(
        "The same: 104 hits of 411 and 45 of 140 make .270, behind Jeter although ahead in both seasons",
        "unit: ratio, rollup: ratio, numerator: hits, denominator: at_bats",
        [*spread("at_bats", "411 140 0"), *spread("hits", "104 45 0")],
        "0.270",
        decimals=3,
    ),
    "net promoter score": Example(
        "ThePrimeCalculator, NPS Calculator, worked example: 60 promoters, 25 passives, 15 detractors of 100: 45",
        "unit: points, rollup: nps, promoters: promoters, detractors: detractors, responses: answers",
        [*spread("promoters", "20 30 10"), *spread("detractors", "10 0 5"), *spread("answers", "40 35 25")],
        "45",
        decimals=0,
    ),
    "net promoter score, small": Example(
        "DELA, Annual report 2018, glossary: 30 % promoters and 20 % detractors make +10",
        "unit: points, rollup: nps, promoters: promoters, detractors: detractors, responses: answers",
        [("promoters", "2026-Q3", "3"), ("detractors", "2026-Q3", "2"), ("answers", "2026-Q3", "10")],
        "10",
        decimals=0,
    ),
    "days sales outstanding": Example(
        "Bajaj Finserv Markets, Days Sales Outstanding: 600,000 over 2,400,000 in a quarter of 90 days: 22.5",
        "unit: days, rollup: formula, formula: receivables / sales * days, inputs: {receivables: last}",
        [("receivables", "2026-03", "600000"), ("sales", "2026-Q1", "2400000")],
        "22.5",
        period="2026-Q1",
        decimals=1,
    ),
    "weighted mean": Example(
        "Wikipedia, Weighted arithmetic mean, basic example: 20 pupils at 80 and 30 at 90 make 86, not 85",
        "unit: index, rollup: weighted_mean, weight_by: pupils",
        [*spread("k", "80 90", ("2026-07", "2026-08")), *spread("pupils", "20 30", ("2026-07", "2026-08"))],
        "86",
        decimals=0,
    ),
    "weeks of supply": Example(
        "RetailWise, Calculation for Weeks of Stock: stock of 8,000 over sales of 2,000 a week: 4 weeks",
        "unit: weeks, rollup: formula, formula: stock / sales * days / 7, inputs: {stock: last}",
        [*spread("stock", "9500 7000 8000", ("2026-04", "2026-05", "2026-06")), ("sales", "2026-Q2", "26000")],
        "4.00",  # the second quarter has thirteen whole weeks
        period="2026-Q2",
    ),
    "growth on last year": Example(
        "PocketSense, How to Calculate Year on Year: 500,000 in one second quarter, 650,000 in the next: 30 %",
        "unit: percent, rollup: formula, formula: 100 * sales / year_ago(sales) - 100",
        [*spread("sales", "500000 650000", ("2025-Q2", "2026-Q2"))],
        "30.0",
        period="2026-Q2",
        decimals=1,
    ),
}


@pytest.mark.parametrize("name", QUARTERS)
def test_a_quarter_is_what_the_source_prints(name: str, tmp_path: Path) -> None:
    example = QUARTERS[name]
    assert shown(quarter(reviewed(tmp_path, example)), example.decimals) == example.printed, example.source


def test_the_product_of_rates_is_not_the_count_of_orders(tmp_path: Path) -> None:
    """ORwiki, Perfect Order Ratio (DP1): a common error, since one order may fail several criteria.

    Of 100 orders 5 are late and 10 are short. If the late ones are short as well 90 are right, if none is 85.
    """
    counts = [("orders", "2026-Q3", "100"), ("on_time", "2026-Q3", "95"), ("in_full", "2026-Q3", "90")]
    strict = RATE.format("both", "orders")
    for both in ("90", "85"):
        rows = [*counts, ("both", "2026-Q3", both)]
        product = f"id: p, {QUARTERS['on time in full, product'].says}"
        review = reviewed(tmp_path, Example("", strict, rows, both, more=[product]))
        assert shown(quarter(review), 1) == f"{both}.0"
        assert shown(next(one for one in review.kpis if one.kpi.id == "p").points[-1].actual, 1) == "85.5"


def test_a_mean_of_rates_would_turn_the_kidney_stones_around(tmp_path: Path) -> None:
    """The reversal that the source is known for: with means of rates, open surgery would win."""
    means, sums = [], []
    for name in ("ratio of sums, open surgery", "ratio of sums, keyhole surgery"):
        rows = QUARTERS[name].rows
        treated, removed = ([Decimal(value) for kpi, _, value in rows if kpi == one] for one in ("treated", "removed"))
        means.append(
            sum((100 * part / whole for part, whole in zip(removed[:2], treated[:2], strict=True)), Decimal()) / 2
        )
        sums.append(quarter(reviewed(tmp_path, QUARTERS[name])))
    assert means[0] > means[1]
    assert isinstance(sums[0], Figure) and isinstance(sums[1], Figure) and sums[0].value < sums[1].value


def test_nine_answers_are_too_few_for_a_score(tmp_path: Path) -> None:
    example = QUARTERS["net promoter score, small"]
    rows = [(kpi, period, "9" if kpi == "answers" else value) for kpi, period, value in example.rows]
    found = quarter(reviewed(tmp_path, Example("", example.says, rows, "")))
    assert found == Absent(Reason.TOO_FEW)


YEARS: dict[str, tuple[Example, int]] = {
    "from January": (
        Example(
            "InvestingAnswers, Year to Date (YTD): 1,000,000, 1,000,000, 1,500,000 and 2,000,000 from January to April:"
            " 5,500,000",
            "unit: currency",
            spread("k", "1000000 1000000 1500000 2000000", [f"2026-0{month}" for month in range(1, 5)]),
            "5500000",
            period="2026-Q2",
            decimals=0,
        ),
        1,
    ),
    "from April": (
        Example(
            "The same rows, for a house whose year starts in April: only the 2,000,000 of April count",
            "unit: currency",
            spread("k", "1000000 1000000 1500000 2000000", [f"2026-0{month}" for month in range(1, 5)]),
            "2000000",
            period="2026-Q2",
            decimals=0,
        ),
        4,
    ),
}


@pytest.mark.parametrize("name", YEARS)
def test_a_year_to_date_is_what_the_source_prints(name: str, tmp_path: Path) -> None:
    example, start = YEARS[name]
    assert shown(to_date(reviewed(tmp_path, example, start)), example.decimals) == example.printed, example.source


def test_the_house_of_1792_is_dealt_as_hamilton_said() -> None:
    """COMAP, For All Practical Purposes, 10th edition, example 14.6: the bill that Washington vetoed, 120 seats."""
    people = {
        "Virginia": (630560, 21), "Massachusetts": (475327, 16), "Pennsylvania": (432879, 14),
        "North Carolina": (353523, 12), "New York": (331589, 11), "Maryland": (278514, 9), "Connecticut": (236841, 8),
        "South Carolina": (206236, 7), "New Jersey": (179570, 6), "New Hampshire": (141822, 5), "Vermont": (85533, 3),
        "Georgia": (70835, 2), "Kentucky": (68705, 2), "Rhode Island": (68446, 2), "Delaware": (55540, 2),
    }  # fmt: skip
    total = sum(count for count, _ in people.values())
    quotas = [Decimal(120 * count) / total for count, _ in people.values()]
    assert total == 3615920
    assert rounded_to_total(quotas, Decimal(120), 0) == tuple(Decimal(seats) for _, seats in people.values())
