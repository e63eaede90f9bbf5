"""Bad input at the command line: all of it at once, each with its place and a hint, and never a half-built deck."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from reviewgen.cli import group
from reviewgen.cli.problems import COLUMN, lines
from reviewgen.errors import Place, Problem, Severity
from tests.sources.shelf import xlsx
from tests.workspace.folders import ACCOUNT, CATALOGUE, ROWS, SETTINGS, write

Files = Mapping[str, str | bytes | None]


class Ran(NamedTuple):
    """What a command left: its exit code, its words, and the files that it wrote."""

    code: int
    said: str
    written: list[str]


def check(folder: Path, files: Files, *options: str) -> Ran:
    result = CliRunner().invoke(group, ["check", "--workspace", str(write(folder, files)), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Ran(result.exit_code, result.output, [])


def build(folder: Path, files: Files, *options: str, period: str = "2026-Q3") -> Ran:
    command = [sys.executable, "-m", "reviewgen", "build", period, "--workspace", str(write(folder, files))]
    done = subprocess.run(
        [*command, "--format", "pptx", *options], capture_output=True, text=True, check=False, timeout=120
    )
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    written = sorted(path.name for path in (folder / "out").rglob("*") if path.is_file())
    return Ran(done.returncode, done.stdout + done.stderr, written)


def rows(*more: str) -> Files:
    return {"data/observations.csv": ROWS + "".join(f"{row}\n" for row in more)}


SHEET = SETTINGS.replace("data/observations.csv", "{file: data/rows.xlsx, sheet: Sales}")
BOOK = xlsx({"Other": [["account", "kpi", "period", "value"], ["acme", "net_sales", "2026-09", 1]]})
SAID = SETTINGS.replace("data/observations.csv", "{{file: data/observations.csv, {}}}")
STORED = (
    SETTINGS.replace("data/observations.csv", "{database: w, table: VALUES}") + "databases: {w: {sqlite: data/w.db}}\n"
)
ACTIONS = SETTINGS + "  actions: data/actions.csv\n"
LONELY = "id: lonely\nname: Lonely\ntier: 1\n"
STOPS: Mapping[str, tuple[Files, str, str]] = {
    "an unknown KPI": (
        rows("acme,net_sale,2026-09,1"),
        'data/observations.csv, row 29, column "kpi": unknown KPI "net_sale"',
        'did you mean "net_sales"?',
    ),
    "a period that cannot be read": (
        rows("acme,net_sales,Sep-26,1"),
        'data/observations.csv, row 29, column "period": "Sep-26" may be a month of 2026 or a day',
        "Write 2026-09, Sep 2026, 09/2026, 2026-Q3",
    ),
    "a date that cannot be read": (
        {"reviewgen.yml": ACTIONS, "data/actions.csv": "account,action,due\nacme,Call,12/10/2026\n"},
        'data/actions.csv, row 2, column "due": "12/10/2026" may mean 2026-10-12 or 2026-12-10',
        "Write a date such as 2026-10-12.",
    ),
    "text where a number belongs": (
        rows("acme,net_sales,2025-09,many"),
        'data/observations.csv, row 29, column "value": "many" is not a number',
        "leave the cell blank if there is none",
    ),
    "a duplicate row": (
        rows("Acme SA,Net Sales,2026/09,7"),
        'row 29, column "value": duplicate row: net_sales of acme, 2026-09, actual says 7 where 109 stands in',
        "Keep one of the two rows",
    ),
    "a missing sheet": (
        {"reviewgen.yml": SHEET, "data/rows.xlsx": BOOK},
        'data/rows.xlsx, sheet "Sales": there is no sheet "Sales"',
        "Sheets: Other.",
    ),
    "a missing file": (
        {"reviewgen.yml": SETTINGS.replace("observations.csv", "observation.csv")},
        "reviewgen.yml:4:17: no file data/observation.csv",
        'did you mean "observations.csv"?',
    ),
    "a visibility that is none": (
        {"reviewgen.yml": ACTIONS, "data/actions.csv": "account,action,visibility\nacme,Call,clint\n"},
        'data/actions.csv, row 2, column "visibility": "clint" is no visibility; write internal, client or tier 2',
        "The row is not used until it is clear who may see it.",
    ),
    "an encoding that the file does not have": (
        {"reviewgen.yml": SAID.format("encoding: utf-16")},
        "reviewgen.yml:4:17: data/observations.csv is not UTF-16",
        "Remove encoding, or save the file as CSV (UTF-8).",
    ),
    "a column that the file does not have": (
        {"reviewgen.yml": SAID.format("columns: {value: valeu}")},
        'reviewgen.yml:4:17: no column "valeu" in data/observations.csv, which columns names for value',
        'did you mean "value"?',
    ),
    "a day in no pattern": (
        {"reviewgen.yml": SAID.format("dates: {period: [yyyy-mm-dd]}"), **rows()},
        'column "period": "2026-01" is not a day written yyyy-mm-dd',
        "Mend the cell, or add how it is written under dates.",
    ),
    "a pattern that is none": (
        {"reviewgen.yml": SAID.format("dates: {period: mm/yy}")},
        'reviewgen.yml:4:17: dates of period: "mm/yy" does not say year, month and day',
        "Mend the pattern.",
    ),
    "a table that the database does not have": (
        {"reviewgen.yml": STORED, "data/w.db": b""},
        'no table "VALUES"',
        "Tables: ",
    ),
    "an unknown key": (
        {"kpis.yml": CATALOGUE.replace("red_flag: 90", "treshold: 90")},
        'kpis.yml:16:35: unknown key "treshold"',
        "known: ",
    ),
}


@pytest.mark.parametrize("name", STOPS)
def test_what_stops_a_build_is_told_once_by_check_which_exits_with_3(name: str, tmp_path: Path) -> None:
    files, told, hint = STOPS[name]
    found = check(tmp_path, files)
    assert found.code == 3
    assert found.said.count(told) == 1
    assert hint in found.said
    assert "nothing is built until the errors are mended" in found.said.splitlines()[-1]


@pytest.mark.parametrize("name", STOPS)
def test_what_stops_a_build_is_told_by_build_which_writes_nothing(name: str, tmp_path: Path) -> None:
    files, told, hint = STOPS[name]
    found = build(tmp_path, files)
    assert found.code == 3
    assert found.said.count(told) == 1
    assert hint in found.said
    assert found.written == []


def test_an_account_without_data_is_told(tmp_path: Path) -> None:
    found = check(tmp_path, {"accounts/lonely.yml": LONELY})
    assert found.code == 3
    assert "error: accounts/lonely.yml: account lonely has no data" in found.said
    assert 'names it ("lonely", "Lonely"); add its name in the rows under keys.' in found.said


def test_an_account_without_data_does_not_keep_the_others_from_being_built(tmp_path: Path) -> None:
    found = build(tmp_path, {"accounts/lonely.yml": LONELY}, "--audience", "internal")
    assert found.code == 3
    assert "lonely" in found.said
    assert found.written == ["acme-2026-Q3-INTERNAL.manifest.json", "acme-2026-Q3-INTERNAL.pptx"]


def test_a_period_that_is_not_in_the_data_is_told_beside_the_other_mistakes(tmp_path: Path) -> None:
    found = check(tmp_path, rows("acme,net_sale,2026-09,1"), "2019-Q1")
    assert found.code == 3
    assert 'error: data/observations.csv, column "period": 2019-Q1 is not in the data' in found.said
    assert "The data runs from 2026-Q1 to 2026-Q3." in found.said
    assert 'unknown KPI "net_sale"' in found.said


def test_a_period_that_is_not_in_the_data_stops_a_build(tmp_path: Path) -> None:
    found = build(tmp_path, {}, period="2019-Q1")
    assert found.code == 2
    assert "2019-Q1 is not in the data" in found.said
    assert found.written == []


@pytest.mark.parametrize("period", ["Q9", "2026-09", "2026", "last quarter"])
def test_what_names_no_quarter_is_a_wrong_call(period: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reviewgen", "check", period, "--workspace", str(write(tmp_path))],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "such as 2026-Q" in done.stderr or "Q3 alone means the latest completed third quarter" in done.stderr


def test_rows_none_of_which_can_be_used_do_not_hide_their_mistakes(tmp_path: Path) -> None:
    found = check(tmp_path, {"data/observations.csv": ROWS.replace("2026-", "2026/13-")})
    assert found.code == 3
    assert '"2026/13-01" is not a period' in found.said
    assert "no completed quarter is in the data" in found.said
    assert "has no data" not in found.said


BARE = CATALOGUE.replace("    target: 300\n", "")


def test_a_kpi_without_a_target_is_a_warning(tmp_path: Path) -> None:
    found = check(tmp_path, {"kpis.yml": BARE})
    assert found.code == 0
    assert "warning: accounts/acme.yml: acme, 2026-Q3: net_sales: no target, so not scored" in found.said
    assert "Write its target in kpis.yml, under goals of the account, or as rows of scenario target." in found.said
    assert found.said.splitlines()[-1].endswith(": ready to build")


def test_strict_takes_warnings_for_errors(tmp_path: Path) -> None:
    assert check(tmp_path, {"kpis.yml": BARE}, "--strict").code == 3


def test_a_kpi_without_a_target_is_built_and_marked(tmp_path: Path) -> None:
    found = build(tmp_path, {"kpis.yml": BARE}, "--audience", "internal")
    assert found.code == 0
    assert "net_sales: no target, so not scored" in found.said
    assert found.written == ["acme-2026-Q3-INTERNAL.manifest.json", "acme-2026-Q3-INTERNAL.pptx"]


def test_a_month_that_is_missing_is_built_and_marked(tmp_path: Path) -> None:
    short = ROWS.replace("acme,net_sales,2026-08,108\n", "acme,net_sales,2026-08,\n")
    found = check(tmp_path, {"data/observations.csv": short})
    assert found.code == 0
    assert "net_sales of acme has no value" in found.said
    assert "acme, 2026-Q3: net_sales: 2 of 3 months" in found.said
    built = build(tmp_path, {"data/observations.csv": short}, "--audience", "internal")
    assert built.code == 0
    assert "net_sales: 2 of 3 months" in built.said


def everything() -> Files:
    """One of each mistake."""
    lines = (
        "acme,net_sale,2026-09,1",
        "acme,net_sales,soon,1",
        "acme,net_sales,2025-09,many",
        "acme,net_sales,2026-09,7",
    )
    return {
        **rows(*lines, "Zed,net_sales,2026-09,1"),
        "reviewgen.yml": SETTINGS.replace(
            "data/observations.csv", "[data/observations.csv, {file: data/b.xlsx, sheet: X}]"
        )
        + "  actions: data/actions.csv\n  comments: data/gone.csv\n",
        "data/b.xlsx": BOOK,
        "data/actions.csv": "account,action,due,visibility\nacme,Call,soon,clint\n",
        "accounts/lonely.yml": LONELY,
        "kpis.yml": BARE,
    }


def document(folder: Path, files: Files, *options: str) -> dict[str, Any]:
    found = json.loads(check(folder, files, "--json", *options).said)
    assert isinstance(found, dict)
    return found


def test_every_mistake_is_gathered_with_its_place(tmp_path: Path) -> None:
    found = document(tmp_path, everything(), "2019-Q4")
    told = [
        (one["severity"], one["file"], one["sheet"], one["line"], one["row"], one["column"])
        for one in found["problems"]
    ]
    assert sorted(told, key=str) == sorted(
        [
            ("error", "data/observations.csv", None, None, 29, "kpi"),
            ("error", "data/observations.csv", None, None, 30, "period"),
            ("error", "data/observations.csv", None, None, 31, "value"),
            ("error", "data/observations.csv", None, None, 32, "value"),
            ("warning", "data/observations.csv", None, None, 33, "account"),
            ("error", "data/observations.csv", None, None, None, "period"),
            ("error", "data/b.xlsx", "X", None, None, None),
            ("error", "reviewgen.yml", None, 6, None, 13),
            ("error", "data/actions.csv", None, None, 2, "due"),
            ("error", "data/actions.csv", None, None, 2, "visibility"),
            ("error", "accounts/lonely.yml", None, None, None, None),
        ],
        key=str,
    )
    assert all(one["message"] and one["hint"] for one in found["problems"])
    assert (found["period"], found["accounts"]) == (None, ["acme", "lonely"])
    assert found["tables"][0] == {
        "table": "observations",
        "file": "data/observations.csv",
        "sheet": None,
        "read": "comma, UTF-8",
        "rows": 32,
        "used": 27,
        "reaches": "2026-09",
        "refused": 4,
        "left_out": [
            {"reason": "1 name in account that is no account", "rows": 1, "texts": [{"text": "Zed", "rows": 1}]}
        ],
        "notes": [],
    }


def test_no_mistake_is_told_twice(tmp_path: Path) -> None:
    for options in ((), ("2019-Q4",)):
        problems = document(tmp_path, everything(), *options)["problems"]
        assert len({json.dumps(one) for one in problems}) == len(problems)


def test_errors_come_before_warnings(tmp_path: Path) -> None:
    said = check(tmp_path, everything()).said.splitlines()
    kinds = [line.split(":")[0] for line in said if line.startswith(("error:", "warning:"))]
    assert kinds == sorted(kinds)
    assert {"error", "warning"} == set(kinds)


def test_what_was_read_is_told_table_by_table(tmp_path: Path) -> None:
    said = [line.split() for line in check(tmp_path, everything()).said.splitlines()]
    assert ["observations", "32", "27", "2026-09", "data/observations.csv:", "comma,", "UTF-8"] in said
    assert ["actions", "1", "0", "data/actions.csv:", "comma,", "UTF-8"] in said


def test_thousands_of_equal_mistakes_are_told_once_with_their_count(tmp_path: Path) -> None:
    files = rows(*(f"acme,net_sale,2024-{month:02},1" for month in range(1, 13) for _ in range(100)))
    said = check(tmp_path, files).said
    assert said.count("unknown KPI") == 1
    assert 'rows 29, 30, 31 and 1197 more, column "kpi": unknown KPI "net_sale"' in said
    assert said.splitlines()[-1].startswith("1,200 errors, ")
    told = document(tmp_path, files)["problems"]
    assert sum("unknown KPI" in one["message"] for one in told) == 1200


def test_thousands_of_different_mistakes_end_in_their_count(tmp_path: Path) -> None:
    said = check(tmp_path, rows(*(f"acme,net_sales,x{number},1" for number in range(1000)))).said
    assert said.count("is not a period") == COLUMN
    assert 'error: data/observations.csv, column "period": and 980 more; --json lists them all' in said


def test_folding_loses_no_problem_and_no_severity() -> None:
    place = Place("a.csv", row=2, column="value")
    problems = [
        Problem(place, "bad", "mend"),
        Problem(Place("a.csv", row=3, column="value"), "bad", "mend", Severity.WARNING),
        Problem(Place("a.csv", row=4, column="value"), "bad", "mend"),
        Problem(Place("a.yml", line=4, column=5), "bad", "mend"),
    ]
    assert list(lines(problems)) == [
        'error: a.csv, rows 2, 4, column "value": bad',
        "    mend",
        "error: a.yml:4:5: bad",
        "    mend",
        'warning: a.csv, row 3, column "value": bad',
        "    mend",
    ]


def test_a_theme_that_is_not_there_is_told_by_check(tmp_path: Path) -> None:
    found = check(tmp_path, {"reviewgen.yml": SETTINGS + "theme: ../default\n"})
    assert found.code == 3
    assert 'reviewgen.yml: there is no theme "../default"' in found.said


def test_a_competitor_that_is_shared_but_in_no_row_is_told(tmp_path: Path) -> None:
    catalogue = CATALOGUE.replace("{from_tier: 1}", "{from_tier: 1, scenarios: [FizzCo]}")
    found = check(tmp_path, {"kpis.yml": catalogue})
    assert found.code == 0
    assert 'warning: kpis.yml:2:5: net_sales shares "FizzCo", which no row names' in found.said


def test_a_milestone_of_no_project_is_told(tmp_path: Path) -> None:
    tables = "  projects: data/projects.csv\n  milestones: data/milestones.csv\n"
    files = {
        "reviewgen.yml": SETTINGS + tables,
        "data/projects.csv": "account,project\nacme,shelf\n",
        "data/milestones.csv": "account,project,title\nacme,shelf,Plan\nacme,shelves,Build\n",
    }
    found = check(tmp_path, files)
    assert found.code == 0
    assert 'warning: data/milestones.csv, row 3, column "project": acme has no project "shelves"' in found.said
    assert found.said.count("has no project") == 1


@pytest.mark.parametrize(
    "files",
    [
        {"reviewgen.yml": b"\xff\xfe\x00"},
        {"kpis.yml": "{" * 5000},
        {"accounts/acme.yml": "id: [" * 3000},
        {"data/observations.csv": b"\x00\x01\x02"},
        {"data/observations.csv": None},
        {"data/observations.csv": ""},
        {"reviewgen.yml": SHEET, "data/rows.xlsx": b"PK\x03\x04"},
        {"accounts/acme.yml": ACCOUNT.replace("acme", "../../acme")},
    ],
    ids=["bytes", "braces", "brackets", "binary", "no file", "empty", "stub", "climbs"],
)
def test_hostile_files_end_in_words_and_write_nothing(files: Files, tmp_path: Path) -> None:
    found = build(tmp_path / "inner", files)
    assert found.code == 3
    assert found.written == []
    assert [path.name for path in tmp_path.iterdir()] == ["inner"]
