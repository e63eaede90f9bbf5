"""Delivery lines added up in plain Python, exact to the cent: what the product must find by its own way."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

HISTORY = Path(__file__).parents[2].parent / "shared" / "data" / "scms_delivery" / "scms_delivery_history.csv"
WORKSPACE = Path(__file__).parent / "workspace"
COUNTRIES = ("Nigeria", "Zambia")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Sums = Mapping[tuple[str, str, str], Decimal]
"""By country, name and month (2015-09)."""


def history() -> Path:
    """The delivery history; where it does not lie beside the project, tests skip unless it is required."""
    if not HISTORY.is_file():
        said = f"the delivery history is not at {HISTORY}"
        pytest.fail(said) if os.environ.get("REVIEWGEN_REQUIRE_DATA") else pytest.skip(said)
    return HISTORY


def excerpt() -> Path:
    """The first 2,500 lines of the history as another program wrote them: tabs, and CR as line end."""
    history()
    return HISTORY.with_name("scms_excerpt_cr_only_tabs.csv")


def workspace(folder: Path, lines: Path) -> Path:
    """A copy of the workspace in `folder` that reads `lines` where they lie."""
    shutil.copytree(WORKSPACE, folder)
    (folder / "data").mkdir()
    (folder / "data" / "deliveries.csv").symlink_to(lines)
    return folder


def sums(history: Path) -> Sums:
    """Everything added up by month of delivery; what no line of a month states has no entry."""
    found: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for line in lines(history):
        month = f"{day(line['Delivered to Client Date']):%Y-%m}"
        for name, value in facts(line):
            found[line["Country"], name, month] += value
    return dict(sorted(found.items()))


def lines(history: Path) -> Iterator[dict[str, str]]:
    """The delivery lines of the countries."""
    with history.open(encoding="utf-8-sig", newline="") as file:
        yield from (line for line in csv.DictReader(file) if line["Country"] in COUNTRIES)


def facts(line: Mapping[str, str]) -> Iterator[tuple[str, Decimal]]:
    """What one line adds to each name; a text where an amount belongs adds nothing to either side of a ratio."""
    value, late = Decimal(line["Line Item Value"]), days(line["Scheduled Delivery Date"], line)
    freight, weight = amount(line["Freight Cost (USD)"]), amount(line["Weight (Kilograms)"])
    yield "lines", Decimal(1)
    yield "on_time_lines", Decimal(late <= 0)
    yield "days_off", Decimal(late)
    yield "delivered_value", value
    if line["Line Item Insurance (USD)"]:
        yield "insurance", Decimal(line["Line Item Insurance (USD)"])
    yield "arv_value", value if line["Product Group"] == "ARV" else Decimal(0)
    if line["PO Sent to Vendor Date"][:1].isdigit():
        yield "lead_lines", Decimal(1)
        yield "lead_days", Decimal(days(line["PO Sent to Vendor Date"], line))
    if freight is not None:
        yield "freight", freight
        yield "freighted_value", value
        if weight is not None:
            yield "weighed_freight", freight
            yield "weight", weight


def days(since: str, line: Mapping[str, str]) -> int:
    """Days from a date to the delivery."""
    return (day(line["Delivered to Client Date"]) - day(since)).days


def amount(text: str) -> Decimal | None:
    """The number in a cell, None for words such as "Freight Included in Commodity Cost"."""
    return Decimal(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def day(text: str) -> date:
    """02-Jun-06, 11/13/06 (month first) or 2012-01-06, which is 12/1/06 as a spreadsheet took it: 20MM-DD-YY."""
    if match := re.fullmatch(r"(\d{1,2})-([A-Z][a-z]{2})-(\d{2})", text):
        return date(2000 + int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{2})", text):
        return date(2000 + int(match[3]), int(match[1]), int(match[2]))
    first, second, third = (int(part) for part in text.split("-"))
    return date(2000 + third, first - 2000, second)
