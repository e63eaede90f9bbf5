"""`reviewgen check`: everything wrong or doubtful, for a person and for a script."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.shop import Command, piped


def test_doubts_are_told_and_are_no_failure(run: Command, standing: Path) -> None:
    found = run("check", "--workspace", standing)
    assert (found.code, found.err) == (0, "")
    assert "warning: accounts/acme.yml: acme, 2026-Q3: otif: off track without a comment" in found.out
    assert any("data/rows.csv" in line and "30 rows" in line for line in found.out.splitlines())
    assert found.out.splitlines()[-1].startswith("0 errors, 6 warnings")


def test_strict_fails_on_doubts(run: Command, standing: Path) -> None:
    assert run("check", "--strict", "--workspace", standing).code == 3


def test_mistakes_are_all_told_at_once(run: Command, workspace: Path) -> None:
    rows = workspace / "data" / "rows.csv"
    wrong = "acme,net_sales,2026-09,many\nacme,net_slaes,2026-09,1\nzeta,net_sales,2026-09,1\n"
    rows.write_text(rows.read_text("utf-8") + wrong, "utf-8")
    found = run("check", "--workspace", workspace)
    assert found.code == 3
    for place, what in (("row 32", "many"), ("row 33", "net_slaes"), ("row 34", "zeta")):
        assert any(place in line and what in line for line in found.out.splitlines()), found.out
    assert "Traceback" not in found.out + found.err


def test_json_is_one_document_with_the_place_of_each_problem(standing: Path) -> None:
    found = piped("check", "--json", "--workspace", standing)
    assert (found.code, found.err) == (0, "")
    document = json.loads(found.out)
    assert (document["period"], document["accounts"]) == ("2026-Q3", ["acme", "beta"])
    first = document["tables"][0]
    assert (first["table"], first["file"], first["rows"]) == ("observations", "data/rows.csv", 30)
    assert {one["severity"] for one in document["problems"]} == {"warning"}
    assert all({"file", "line", "row", "column", "message", "hint"} <= one.keys() for one in document["problems"])


def test_json_of_a_broken_catalogue_is_one_document_too(run: Command, workspace: Path) -> None:
    (workspace / "kpis.yml").write_text("kpis:\n  - {id: a, lable: A, perspective: finance, unit: count}\n", "utf-8")
    found = run("check", "--json", "--workspace", workspace)
    assert found.code == 3
    problems = json.loads(found.out)["problems"]
    assert any(one["file"] == "kpis.yml" and one["line"] == 2 and "lable" in one["message"] for one in problems)
