"""docs/numbers.md says what the engine does: every table and example of it is worked out again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from reviewgen.assemble import assemble
from reviewgen.build import open_workspace, subject
from reviewgen.facts import Figure, Goal, Notation, Rollup
from reviewgen.model import Review
from reviewgen.scorecard import RULES, judge
from reviewgen.shares import shares
from reviewgen.tallies import MEASURED
from reviewgen.tendency import Course, Tendency, Undecidable, tendency
from reviewgen.workspace.calendars import house_calendar
from reviewgen.workspace.files import GoalFile, SettingsFile
from tests.factories import goal, measure
from tests.workspace.folders import write

PAGE = (Path(__file__).parent.parent / "docs" / "numbers.md").read_text("utf-8")
CATALOGUE = re.findall(r"^```yaml kpis.yml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]


def table(*head: str) -> list[dict[str, str]]:
    """The rows of the table of the page that has these columns."""
    lines = PAGE.splitlines()
    start = next(at for at, line in enumerate(lines) if _cells(line) == list(head))
    return [dict(zip(head, _cells(line), strict=True)) for line in _until_blank(lines[start + 2 :])]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []


def _until_blank(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not line:
            return
        yield line


def reviewed(folder: Path, catalogue: str, rows: Mapping[tuple[str, str], str], scenario: str = "actual") -> Review:
    """The review of 2026-Q3 of these rows, by KPI and period."""
    lines = [(kpi, period, scenario, value) for (kpi, period), value in rows.items()]
    files = {
        "reviewgen.yml": "company: Maison\ntables: {observations: rows.csv}\n",
        "kpis.yml": catalogue,
        "accounts/acme.yml": "{id: acme, name: Acme, tier: 1}\n",
        "rows.csv": "account,kpi,period,scenario,value\n" + "".join(f"acme,{','.join(line)}\n" for line in lines),
    }
    opened = open_workspace(write(folder, files))
    workspace = opened.workspace
    period = workspace.calendar.quarter(2026, 3)
    return assemble(subject(workspace, workspace.accounts[0]), opened.tables, period, date(2026, 10, 12))


def whole(value: Decimal) -> str:
    """A value as the page writes it, without decimals."""
    return f"{Notation(0, 0).shown(value):f}"


def rows_of_the_page() -> dict[tuple[str, str], str]:
    """The rows that the roll-ups are shown with."""
    periods = ("2025-Q3", "2026-Q2", "2026-07", "2026-08", "2026-09")
    return {(line["rows"], period): line[period] for line in table("rows", *periods) for period in periods}


@pytest.mark.parametrize("line", table("settings", "year", "from", "to", "weeks"), ids=lambda line: line["year"])
def test_fiscal_years_run_as_the_page_says(line: dict[str, str]) -> None:
    given = yaml.safe_load("{" + line["settings"].strip("`") + "}")
    calendar = house_calendar(SettingsFile.model_validate({"company": "Maison", **given}))
    year = calendar.parse(line["year"])
    assert (year.start.isoformat(), year.last_day.isoformat()) == (line["from"], line["to"])
    weeks = (year.end - year.start).days / 7
    assert f"{weeks:g}" == line["weeks"] if line["weeks"] else calendar.by_weeks is None


def test_roll_ups_are_worked_out_as_the_page_says(tmp_path: Path) -> None:
    review = reviewed(tmp_path, CATALOGUE, rows_of_the_page())
    told = {line["KPI"]: line for line in table("KPI", "rollup", "third quarter of 2026", "how")}
    assert {line["rollup"].strip("`") for line in told.values()} == {rollup.value for rollup in Rollup}
    assert told.keys() == {record.kpi.id for record in review.kpis}
    for record in review.kpis:
        line, actual = told[record.kpi.id], record.points[-1].actual
        assert isinstance(actual, Figure), record.kpi.id
        places = len(line["third quarter of 2026"].partition(".")[2])
        assert f"{Notation(0, places).shown(actual.value):f}" == line["third quarter of 2026"], record.kpi.id
        assert record.kpi.rollup.value == line["rollup"].strip("`")


def test_the_mean_of_rates_that_the_page_warns_of_is_another_number() -> None:
    held = rows_of_the_page()
    months = ("2026-07", "2026-08", "2026-09")
    rates = [100 * Decimal(held["right", month]) / Decimal(held["orders", month]) for month in months]
    told = re.search(r"the mean of (\d+), (\d+) and (\d+) % would be (\d+)", PAGE)
    assert told is not None
    assert [f"{rate:.0f}" for rate in (*rates, sum(rates, Decimal(0)) / 3)] == list(told.groups())


def test_a_goal_of_the_year_is_spread_as_the_page_says(tmp_path: Path) -> None:
    told = re.search(
        r"A goal of ([\d,]+) for the year with `(phasing: \[[^]]+])` is (\d+), (\d+), (\d+) and (\d+)\.", PAGE
    )
    assert told is not None
    kpi = f"id: k, label: K, perspective: finance, unit: count, annual: {told[1].replace(',', '')}, {told[2]}"
    rows = {("k", f"2026-Q{number}"): "1" for number in (1, 2, 3)}
    review = reviewed(tmp_path, f"kpis: [{{{kpi}}}]\n", rows)
    (record,) = review.kpis
    targets = [one.goal.target for one in record.points if isinstance(one.goal, Goal)]
    assert [whole(target) for target in targets] == list(told.groups()[2:5])
    assert record.ahead is not None and isinstance(record.ahead.target, Figure)
    assert whole(record.ahead.target.value - sum(targets, Decimal(0))) == told[6]


@pytest.mark.parametrize("line", table("value", "status", "score"), ids=lambda line: line["value"])
def test_statuses_and_scores_are_those_of_the_page(line: dict[str, str]) -> None:
    scored = judge(measure([line["value"]], goal("97", "92", "99")))
    assert scored.status.value.replace("_", " ") == line["status"]
    assert scored.score is not None and f"{scored.score.normalize():f}" == line["score"]


def test_the_rules_stand_in_the_order_in_which_they_are_asked() -> None:
    told = [line["status"] for line in table("", "rule", "status")]
    assert told == [status.value.replace("_", " ") for status, _ in RULES.values()]


def test_the_table_of_measured_names_is_complete_and_says_what_each_counts() -> None:
    told: dict[str, tuple[str, str]] = {}
    for line in table("name", "counts", "unit"):
        first, *sides = re.findall(r"`(\w+)`", line["name"])
        told[first] = line["counts"], line["unit"]
        told |= {f"{first}{side}": (f"{line['counts']}, side {side[1:]}", line["unit"]) for side in sides}
    assert told == {name: (one.meaning, one.unit.value) for name, one in MEASURED.items()}


def test_every_setting_of_a_goal_is_explained() -> None:
    words = set(re.findall(r"`(\w+)", PAGE))
    assert set(GoalFile.model_fields) - {"red_flag", "stretch", "high"} <= words
    assert {"red flag", "stretch", "high"} <= set(re.findall(r"red flag|stretch|high", PAGE))


def test_five_quarters_are_the_fewest_that_can_rise() -> None:
    assert isinstance(tendency([1, 2, 3, 4]), Undecidable)
    found = tendency([1, 2, 3, 4, 5])
    assert isinstance(found, Tendency) and found.direction is Course.RISING


def test_rounding_is_as_the_page_shows() -> None:
    assert [Notation(0, 0).shown(Decimal(value)) for value in ("2.5", "-2.5")] == [3, -3]
    told = re.search(r"\((33\.4), (33\.3), (33\.3)\)", PAGE)
    assert told is not None
    assert shares([Decimal(1)] * 3, 1) == tuple(map(Decimal, told.groups()))
