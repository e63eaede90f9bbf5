"""`reviewgen check`: can it be built, who must send what, and everything doubtful, for a person and for a script."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reviewgen.cli.grids import MANY
from reviewgen.cli.problems import grouped, lines
from reviewgen.errors import Place, Problem, Severity
from reviewgen.resources import folder
from tests.cli.shop import Command, Ran, piped
from tests.workspace.folders import write

VERDIER = Path(__file__).parents[2] / "samples" / "verdier"
KEYS = {
    "period", "as_of", "accounts", "stopped", "unbuilt", "owed", "freshness", "coverage", "tables", "raw_rows",
    "unread", "errors", "warnings", "problems",
}  # fmt: skip
SOURCE_KEYS = {"file", "sheet", "read", "rows", "used", "reaches", "refused", "left_out", "notes"}
SETTINGS = "company: Maison\nas_of: 2026-10-15\ntables: {observations: data/observations.csv}\n"
CATALOGUE = """kpis:
  - {id: net_sales, label: Net sales, perspective: finance, unit: currency, target: 9, sharing: {from_tier: 1}}
  - {id: otif, label: OTIF, perspective: logistics, unit: percent, rollup: mean, target: 1, owner: Sophie Marchal,
     due: 12}
  - {id: nps, label: NPS, perspective: relationships, unit: points, rollup: last, target: 1, owner: Ann, due: 20}
  - {id: stock, label: Stock, perspective: logistics, unit: days, rollup: last, target: 1, owner: Sophie Marchal}
  - {id: visits, label: Visits, perspective: relationships, unit: count, target: 1}
"""


def owing(folder: Path, files: Mapping[str, str] | None = None, accounts: int = 1) -> Path:
    """A workspace whose accounts have net sales of all months of 2026 so far, and OTIF to August."""
    rows = "account,kpi,period,value\n"
    held: dict[str, str | bytes | None] = {"reviewgen.yml": SETTINGS, "kpis.yml": CATALOGUE}
    for name in ("acme", *(f"more{number}" for number in range(1, accounts))):
        held[f"accounts/{name}.yml"] = f"{{id: {name}, name: {name.title()}, tier: 1}}\n"
        rows += "".join(f"{name},net_sales,2026-{month:02},10\n" for month in range(1, 10))
        rows += "".join(f"{name},otif,2026-{month:02},10\n" for month in range(1, 9))
    return write(folder, held | {"data/observations.csv": rows} | dict(files or {}))


def part(found: Ran, title: str) -> list[str]:
    """The lines below a heading, to the next empty line."""
    lines = found.out.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(title))
    return lines[start + 1 : lines.index("", start)]


def test_the_first_line_says_what_can_be_built_and_the_last_is_the_verdict(run: Command, standing: Path) -> None:
    found = run("check", "--workspace", standing)
    assert (found.code, found.err) == (0, "")
    lines = found.out.splitlines()
    assert lines[0] == "2026-Q3, as of 12 Oct 2026: acme and beta can be built"
    assert lines[-1] == "0 errors, 6 warnings: ready to build"


def test_doubts_are_told_and_are_no_failure(run: Command, standing: Path) -> None:
    found = run("check", "--workspace", standing)
    assert found.code == 0
    assert "warning: accounts/acme.yml: acme, 2026-Q3: otif: off track without a comment" in found.out
    assert found.out.count("Write its owner in kpis.yml.") == 1, "a hint of several doubts stands once"


def test_strict_fails_on_doubts_and_says_why(run: Command, standing: Path) -> None:
    found = run("check", "--strict", "--workspace", standing)
    assert found.code == 3
    assert found.out.splitlines()[-1] == "0 errors, 6 warnings: ready to build, but --strict fails on warnings"


def test_strict_lets_a_faultless_workspace_pass(run: Command) -> None:
    found = run("check", "--strict", "--workspace", folder("starter"))
    assert found.code == 0
    assert found.out.splitlines()[-1] == "0 errors, 0 warnings: ready to build"
    assert "Nobody has to send anything" in found.out


def test_mistakes_are_all_told_at_once(run: Command, workspace: Path) -> None:
    rows = workspace / "data" / "rows.csv"
    wrong = "acme,net_sales,2026-09,many\nacme,net_slaes,2026-09,1\nzeta,net_sales,2026-09,1\n"
    rows.write_text(rows.read_text("utf-8") + wrong, "utf-8")
    found = run("check", "--workspace", workspace)
    assert found.code == 3
    assert found.out.splitlines()[0] == "2026-Q3: nothing can be built before 2 errors are mended"
    for place, what in (("row 32", "many"), ("row 33", "net_slaes"), ("row 34", "zeta")):
        assert any(place in line and what in line for line in found.out.splitlines()), found.out
    assert "Traceback" not in found.out + found.err


def test_who_must_send_what_names_the_late_first_and_the_nameless_last(run: Command, tmp_path: Path) -> None:
    found = run("check", "--workspace", owing(tmp_path))
    assert part(found, "Who must send what: 4 values (1 late, 1 not yet due)") == [
        "  Sophie Marchal  acme  otif: 2 of 3 months (without 2026-09), was due 12 Oct 2026, 3 days ago",
        "                  acme  stock: no data",
        "  Ann             acme  nps: no data, due 20 Oct 2026",
        "  no owner yet    acme  visits: no data",
    ]
    assert (
        "warning: accounts/acme.yml: acme, 2026-Q3: otif: 2 of 3 months, "
        "was due 12 Oct 2026 from Sophie Marchal, 3 days ago"
    ) in found.out.splitlines()
    assert "nps: no data, due" in found.out
    assert "2026-Q3: nps" not in found.out, "a value that is not due yet is no warning"


def test_values_of_one_person_at_one_account_stand_on_one_line(run: Command, tmp_path: Path) -> None:
    catalogue = CATALOGUE.replace("owner: Ann, due: 20", "owner: Sophie Marchal")
    found = run("check", "--workspace", owing(tmp_path, {"kpis.yml": catalogue}))
    assert any(line.endswith("acme  nps, stock: no data") for line in part(found, "Who must send what"))


def test_how_far_the_figures_go_is_told_in_both_calendars(run: Command, tmp_path: Path) -> None:
    account = "{id: acme, name: Acme, tier: 1, fiscal_year_start: 4}\n"
    catalogue = "".join(line for line in CATALOGUE.splitlines(keepends=True) if "id: n" in line or "otif" in line)
    catalogue = "kpis:\n" + catalogue.replace("owner: Sophie Marchal,\n", "owner: Sophie Marchal, due: 12}\n")
    catalogue = "".join(line for line in catalogue.splitlines(keepends=True) if "nps" not in line)
    found = run("check", "--workspace", owing(tmp_path, {"accounts/acme.yml": account, "kpis.yml": catalogue}))
    assert part(found, "How far the figures go") == [
        "  acme  2026-Q3 lacks otif (rows to 2026-08); last complete 2026-Q2",
        "  acme  their FY27-Q2, which ended 30 Sep 2026, lacks otif (rows to 2026-08, due 12 Oct 2026); last",
        "        complete FY27-Q1",
    ]


def test_accounts_that_stand_alike_share_a_line(run: Command, tmp_path: Path) -> None:
    found = run("check", "--workspace", owing(tmp_path, accounts=4))
    (line,) = [line for line in part(found, "How far the figures go") if "otif (rows to 2026-08)" in line]
    assert line.startswith("  acme, more1 and 2 more  2026-Q3 lacks ")


def test_coverage_is_a_grid_of_perspectives_and_quarters(run: Command, tmp_path: Path) -> None:
    found = run("check", "--workspace", owing(tmp_path))
    _, heads, *rows = part(found, "Coverage")
    assert heads.split() == [f"{2024 + quarter // 4}-Q{quarter % 4 + 1}" for quarter in range(3, 11)]
    assert [row.split() for row in rows] == [
        ["acme", ".", ".", ".", ".", ".", "2/2", "2/2", "2/5*"],
        ["relationships", ".", ".", ".", ".", ".", ".", ".", "0/2"],
        ["logistics", ".", ".", ".", ".", ".", "1/1", "1/1", "1/2*"],
        ["finance", ".", ".", ".", ".", ".", "1/1", "1/1", "1/1"],
    ]


def test_with_many_accounts_perspectives_without_a_gap_are_left_out(run: Command, tmp_path: Path) -> None:
    found = run("check", "--workspace", owing(tmp_path, accounts=MANY + 1))
    rows = part(found, "Coverage")[-3 * (MANY + 1) :]
    assert [row.split()[0] for row in rows[:3]] == ["acme", "relationships", "logistics"]
    assert "finance" not in " ".join(rows)
    assert "acme, more1, more2, more3, more4 and more5 can be built" in found.out.splitlines()[0]


def test_an_account_without_rows_does_not_keep_the_others_from_being_built(run: Command, tmp_path: Path) -> None:
    lonely = {"accounts/lonely.yml": "{id: lonely, name: Lonely, tier: 1}\n"}
    found = run("check", "--workspace", owing(tmp_path, lonely))
    assert found.code == 3
    lines = found.out.splitlines()
    assert lines[0] == "2026-Q3, as of 15 Oct 2026: acme can be built, lonely cannot"
    assert re.fullmatch(
        r"1 error, \d warnings: lonely cannot be built until the errors are mended, the others can", lines[-1]
    )


def test_where_no_account_can_be_built_the_verdict_says_so(run: Command, tmp_path: Path) -> None:
    rows = "account,kpi,period,value\nacme,net_sales,2026-06,1\nother,net_sales,2026-09,1\n"
    files = {"data/observations.csv": rows, "accounts/other.yml": "{id: other, name: Other, tier: 1}\n"}
    made = owing(tmp_path, files)
    (made / "data" / "observations.csv").write_text(rows.replace("other,net_sales,2026-09,1\n", ""), "utf-8")
    found = run("check", "2026-Q2", "--workspace", made)
    assert "acme can be built, other cannot" in found.out.splitlines()[0]
    (made / "accounts" / "acme.yml").unlink()
    assert (
        run("check", "--workspace", made).out.splitlines()[-1].endswith("nothing is built until the errors are mended")
    )


def test_what_was_read_tells_the_rows_that_were_left_out_and_why(run: Command, workspace: Path) -> None:
    rows = workspace / "data" / "rows.csv"
    rows.write_text(rows.read_text("utf-8") + "zeta,net_sales,2026-09,1\nacme,net_sales,2026-13,2\n", "utf-8")
    found = part(run("check", "--workspace", workspace), "What was read")
    assert [line.split() for line in found[:2]] == [
        ["rows", "used", "up", "to", "from"],
        ["observations", "32", "30", "2026-Q3", "data/rows.csv:", "comma,", "UTF-8"],
    ]
    below = "\n".join(found[2:])
    assert re.search(r"left out +1 +.*no account.*zeta", below)
    assert re.search(r"refused +1 +for the mistakes told above", below)


def test_raw_rows_are_told_with_what_was_left_out_and_noted(run: Command, tmp_path: Path) -> None:
    found = run("check", "--workspace", raw(tmp_path))
    assert found.code == 0, found.out
    lines = part(found, "What was read")
    told = next(line.split() for line in lines if line.startswith("  rows lines"))
    assert told[:5] == ["rows", "lines", "10", "6", "2026-09"]
    below = [" ".join(line.split()) for line in lines]
    assert any(
        re.fullmatch(r'left out 2 1 names? in Customer that (is|are) no account: "Stranger" 2', one) for one in below
    )
    assert any(re.fullmatch(r'left out 1 Customer is ignored: "JUNK" 1', one) for one in below)
    assert any(re.fullmatch(r"left out 1 .*Customer.*", one) and "ignored" not in one for one in below)
    assert any(re.fullmatch(r'noted 1 Amount is not a number: "Freight Included" 1', one) for one in below)


def raw(folder: Path) -> Path:
    """Ten order lines: six of accounts, one of them without an amount; one ignored, two of strangers, one of nobody."""
    settings = (
        "company: Maison\ncurrency: EUR\nas_of: 2026-10-15\nrows:\n  lines:\n    file: data/lines.csv\n"
        "    account: Customer\n    date: Date\n    ignore: {Customer: [JUNK]}\n    numbers: {Amount: missing}\n"
        "    measures: {net_sales: sum(Amount)}\n"
    )
    lines = [f"acme,2026-{month:02}-05,10" for month in (6, 7, 8, 9)] + [
        "acme,2026-09-07,Freight Included", "acme,2026-09-08,3", "JUNK,2026-09-08,3",
        "Stranger,2026-09-08,3", "Stranger,2026-09-09,3", ",2026-09-09,3",
    ]  # fmt: skip
    catalogue = CATALOGUE[: CATALOGUE.index("  - {id: otif")]
    files = {"reviewgen.yml": settings, "kpis.yml": catalogue, "accounts/acme.yml": "{id: acme, name: Acme, tier: 1}\n"}
    return write(
        folder,
        {**files, "data/lines.csv": "Customer,Date,Amount\n" + "\n".join(lines) + "\n", "data/observations.csv": None},
    )


def test_raw_rows_stand_in_the_json_document(run: Command, tmp_path: Path) -> None:
    document = json.loads(run("check", "--json", "--workspace", raw(tmp_path)).out)
    (told,) = document["raw_rows"]
    assert told.keys() == SOURCE_KEYS | {"name"}
    assert (told["name"], told["file"], told["rows"], told["used"]) == ("lines", "data/lines.csv", 10, 6)
    assert (told["reaches"], told["refused"]) == ("2026-09", 0)
    assert sum(one["rows"] for one in told["left_out"]) == 4
    assert [one["texts"] for one in told["notes"]] == [[{"text": "Freight Included", "rows": 1}]]
    assert document["tables"] == []


def test_json_is_one_document_with_the_place_of_each_problem(standing: Path) -> None:
    found = piped("check", "--json", "--workspace", standing)
    assert (found.code, found.err) == (0, "")
    document = json.loads(found.out)
    assert document.keys() == KEYS
    assert (document["period"], document["as_of"]) == ("2026-Q3", "2026-10-12")
    assert (document["accounts"], document["stopped"], document["unbuilt"]) == (["acme", "beta"], False, [])
    first = document["tables"][0]
    assert first.keys() == SOURCE_KEYS | {"table"}
    assert (first["table"], first["file"], first["rows"]) == ("observations", "data/rows.csv", 30)
    assert {one["severity"] for one in document["problems"]} == {"warning"}
    assert (document["errors"], document["warnings"]) == (0, len(document["problems"])) == (0, 6)
    assert all({"file", "line", "row", "column", "message", "hint"} <= one.keys() for one in document["problems"])


def test_json_has_what_is_owed_by_whom(run: Command, tmp_path: Path) -> None:
    document = json.loads(run("check", "--json", "--workspace", owing(tmp_path)).out)
    owed: dict[str, dict[str, Any]] = {one["kpi"]: one for one in document["owed"]}
    assert owed.keys() == {"nps", "visits", "otif", "stock"}
    assert owed["otif"] == {
        "account": "acme", "kpi": "otif", "perspective": "logistics", "owner": "Sophie Marchal", "due": "2026-10-12",
        "days_late": 3, "awaited": False, "months": 2, "months_expected": 3, "months_missing": ["2026-09"],
        "message": "2 of 3 months, was due 12 Oct 2026 from Sophie Marchal, 3 days ago",
    }  # fmt: skip
    assert (owed["nps"]["awaited"], owed["nps"]["due"], owed["nps"]["days_late"]) == (True, "2026-10-20", 0)
    assert (owed["visits"]["owner"], owed["visits"]["due"]) == (None, None)


def test_json_has_every_kpi_in_every_quarter(run: Command, tmp_path: Path) -> None:
    (grid,) = json.loads(run("check", "--json", "--workspace", owing(tmp_path)).out)["coverage"]
    kpis = {one["kpi"]: one["quarters"] for one in grid["kpis"]}
    assert [one["state"] for one in kpis["otif"]] == ["not_yet"] * 5 + ["whole", "whole", "partial"]
    assert kpis["otif"][-1] == {"period": "2026-Q3", "state": "partial", "months": 2, "months_expected": 3}
    assert kpis["stock"][-1] == {"period": "2026-Q3", "state": "missing", "months": 0, "months_expected": 3}
    for name in grid["perspectives"]:
        inside = [one["quarters"] for one in grid["kpis"] if one["perspective"] == name["perspective"]]
        for index, cell in enumerate(name["quarters"]):
            states = [quarters[index]["state"] for quarters in inside]
            assert cell["held"] == states.count("whole") + states.count("partial")
            assert cell["expected"] == len(states) - states.count("not_yet")
            assert cell["partial"] == states.count("partial")


def test_json_of_a_broken_catalogue_is_one_document_with_the_same_keys(run: Command, workspace: Path) -> None:
    (workspace / "kpis.yml").write_text("kpis:\n  - {id: a, lable: A, perspective: finance, unit: count}\n", "utf-8")
    found = run("check", "--json", "--workspace", workspace)
    assert found.code == 3
    document = json.loads(found.out)
    assert document.keys() == KEYS
    assert (document["period"], document["stopped"], document["errors"]) == (None, True, len(document["problems"]))
    assert any(
        one["file"] == "kpis.yml" and one["line"] == 2 and "lable" in one["message"] for one in document["problems"]
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_sample_fits_a_terminal(width: int) -> None:
    found = piped("check", "--workspace", VERDIER, COLUMNS=str(width))
    assert found.code == 0
    assert max(map(len, found.out.splitlines())) <= width


def test_a_pipe_gets_plain_aligned_text_and_one_line_a_problem() -> None:
    found = piped("check", "--workspace", VERDIER)
    assert "\x1b" not in found.out
    tables = [*part(found, "Coverage"), *part(found, "What was read"), *part(found, "How far the figures go")]
    assert max(map(len, tables)) <= 100
    assert sum(line.startswith("warning: ") for line in found.out.splitlines()) == 6


def test_the_sample_says_who_must_send_what(run: Command) -> None:
    found = run("check", "--workspace", VERDIER)
    assert found.out.splitlines()[0] == "2026-Q3, as of 12 Oct 2026: brightway, carvelle and nordhav can be built"
    assert " ".join(" ".join(part(found, "Who must send what: 2 values (2 late)")).split()) == (
        "Hugo Bernard carvelle stock_cover: no data, was due 10 Oct 2026, 2 days ago "
        "Marc Petit brightway invoice_accuracy: 2 of 3 months (without 2026-08), was due 10 Oct 2026, 2 days ago"
    )
    assert part(found, "How far the figures go") == [
        "  brightway  2026-Q3 lacks invoice_accuracy (no 2026-08); last complete 2026-Q2",
        "  brightway  their FY27-Q2, which ended 30 Sep 2026, lacks invoice_accuracy (no 2026-08, due 10 Oct",
        "             2026); last complete FY27-Q1",
        "  carvelle   2026-Q3 lacks stock_cover (rows to 2026-06); last complete 2026-Q2",
        "  nordhav    2026-Q3 is complete",
    ]
    rows = {row.split()[0]: row.split()[1:] for row in part(found, "Coverage")[2:8]}
    assert rows["brightway"] == ["37/37", "36/37", *["37/37"] * 5, "37/37*"], "eight answers make no score of promoters"
    assert rows["process"] == ["7/7"] * 7 + ["7/7*"]
    assert any(line.split()[:4] == ["observations", "5,906", "5,906", "2026-09"] for line in part(found, "What was"))


def test_what_a_terminal_would_obey_is_shown_by_its_code(run: Command, workspace: Path) -> None:
    rows = workspace / "data" / "rows.csv"
    rows.write_text(rows.read_text("utf-8") + "acme,\x1b[2Jk\u202e,2026-09,1\n", "utf-8")
    found = run("check", "--workspace", workspace)
    assert found.code == 3
    assert "\x1b" not in found.out
    assert "\u202e" not in found.out


def test_a_message_of_several_lines_is_told_on_one() -> None:
    problem = Problem(Place("a.csv", sheet="Q\n3"), "no \x1b[31mred\u2028", "Ask\rAnn Müller\u00a0: été\u202f!")
    assert list(lines([problem])) == [
        'error: a.csv, sheet "Q\\n3": no \\x1b[31mred\\u2028',
        "    Ask\\rAnn Müller\u00a0: été\u202f!",
    ]
    assert list(grouped([problem])) == list(lines([problem]))


def test_equal_hints_stand_once_below_their_problems_and_errors_first() -> None:
    doubt, other = Problem(Place("a"), "odd", "Look.", Severity.WARNING), Problem(Place("b"), "bad")
    again = Problem(Place("c"), "odd too", "Look.", Severity.WARNING)
    assert list(grouped([doubt, other, again])) == [
        "error: b: bad",
        "warning: a: odd",
        "warning: c: odd too",
        "    Look.",
    ]
