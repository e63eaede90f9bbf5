"""`reviewgen tiers`: what an account sees, what another tier would show it, and a preview that nobody mails."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.shop import MARGIN, Command

TERMS = """
terms:
  panel: {holder: Shopper panel, ask: Léa Martin}
"""
LONG = "the joint study of the shoppers of the north, which both houses paid, was agreed on with their buyers in May"


@pytest.fixture
def rich(workspace: Path) -> Path:
    """The shop with modes, terms, an override with its reason, comments kept back and a competitor."""
    change(workspace / "reviewgen.yml", "tables:", f"{TERMS}sharing: {{comments: 4}}\ntables:")
    change(workspace / "kpis.yml", "sharing: {from_tier: 1}", "sharing: {from_tier: 1, mode: rounded, step: 100000}")
    change(workspace / "kpis.yml", "sharing: {from_tier: 2}", "terms: panel\n    sharing: {from_tier: 2}")
    account = workspace / "accounts" / "beta.yml"
    override = f"sharing: {{gross_margin: {{sharing: {{from_tier: 2, mode: index, base: 2025-Q3}}, reason: '{LONG}'}}}}"
    account.write_text(f"id: beta\nname: Beta\ntier: 1\n{override}\n", "utf-8")
    return workspace


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def flat(text: str) -> str:
    """The words alone, whatever the width that they were broken to."""
    return re.sub(r"\s+", " ", text)


def test_a_table_says_what_is_seen_now_and_what_the_next_tier_would_show(run: Command, standing: Path) -> None:
    found = run("tiers", "beta", "--workspace", standing)
    assert (found.code, found.err) == (0, "")
    assert found.out.splitlines() == [
        "Beta · Q3 2026 · tier 1 · for our own house only",
        "Tier 1, now: 1 of 3 KPIs, score 82 of 100.",
        "Tier 2: 2 of 3 KPIs, score 41 of 100; 1 more KPI.",
        "",
        "Tier      KPI              Perspective  Told as",
        "1      ●  Net sales        finance      value",
        "",
        "2      +  On time in full  logistics    value",
        "",
        "never  ○  Gross margin     finance",
        "",
        "● seen now   + seen at tier 2   ○ not seen",
        "",
        "Beside our values     now  tier 2  in all",
        "KPIs with an outlook    0       0       3",
    ]


def test_a_lower_tier_shows_what_it_would_take_back(run: Command, standing: Path) -> None:
    lines = run("tiers", "acme", "--to", "1", "--workspace", standing).out.splitlines()
    assert lines[2] == "Tier 1: 1 of 3 KPIs, score 82 of 100; 1 fewer."
    assert "2      −  On time in full  logistics    value" in lines
    assert lines[11] == "● seen now   − seen now, not at tier 1   ○ not seen"
    assert lines[13:] == [
        "Beside our values     now  tier 1  in all",
        "comments                0       0       1",
        "KPIs with an outlook    0       0       3",
    ]


def test_modes_terms_and_reasons_stand_beside_the_kpi(run: Command, rich: Path) -> None:
    lines = run("tiers", "beta", "--workspace", rich).out.splitlines()
    assert "1     ●  Net sales        finance      rounded to 100000" in lines
    assert f"2     +  Gross margin     finance      index, 2025-Q3 = 100; for this account: {LONG}" in lines
    held = "value; held back by terms panel: not approved, ask Léa Martin"
    assert f"2     ○  On time in full  logistics    {held}" in lines


def test_content_that_the_house_keeps_back_says_until_which_tier(run: Command, rich: Path) -> None:
    lines = run("tiers", "acme", "--to", "4", "--workspace", rich).out.splitlines()
    assert lines[-3:] == [
        "Beside our values     now  tier 4  in all  kept back",
        "comments                0       0       1  until tier 4",
        "KPIs with an outlook    0       0       3",
    ]


@pytest.mark.parametrize("columns", ["80", "100"])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(
    run: Command, rich: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    said = run("tiers", "beta", "--workspace", rich).out
    assert max(map(cell_len, said.splitlines())) <= int(columns)
    assert set(LONG.split()) <= set(said.split())
    assert {"approved,", "Léa", "Martin"} <= set(said.split())


def test_json_is_one_document_with_every_key(run: Command, rich: Path) -> None:
    found = run("tiers", "beta", "--workspace", rich, "--json")
    document = json.loads(found.out)
    assert (found.code, found.err) == (0, "")
    assert {key: document[key] for key in ("account", "period", "tier", "to", "revealed", "taken_back", "files")} == {
        "account": "beta",
        "period": "2026-Q3",
        "tier": 1,
        "to": 2,
        "revealed": ["gross_margin"],
        "taken_back": [],
        "files": None,
    }
    shown = json.loads(run("show", "--audience", "client", "--account", "beta", "--workspace", rich, "--json").out)
    assert document["now"] == {"score": round(shown["score"]), "scored": 1, "of": 1}
    by_id = {one["id"]: one for one in document["kpis"]}
    assert by_id["gross_margin"] == {
        "id": "gross_margin",
        "label": "Gross margin",
        "perspective": "finance",
        "from_tier": 2,
        "mode": "index",
        "step": None,
        "base": "2025-Q3",
        "reason": LONG,
        "now": False,
        "then": True,
        "gains": [],
        "loses": [],
        "held_back": None,
    }
    assert (by_id["net_sales"]["mode"], by_id["net_sales"]["step"]) == ("rounded", 100000)
    assert by_id["otif"]["held_back"] == {"terms": "panel", "why": "not_approved", "day": None, "ask": "Léa Martin"}
    assert document["content"][0] == {
        "kind": "comments",
        "kept_back": True,
        "from_tier": 4,
        "now": 0,
        "then": 0,
        "in_all": 0,
    }


def test_a_preview_is_written_into_our_own_folder_and_its_paths_are_told(
    run: Command, standing: Path, tmp_path: Path
) -> None:
    found = run("tiers", "beta", "--workspace", standing, "--deck", "--out", tmp_path / "out")
    folder = tmp_path / "out" / "internal" / "2026-Q3"
    paths = [folder / f"beta-2026-Q3-tier2-PREVIEW.{kind}" for kind in ("pdf", "pptx")]
    assert found.out.splitlines()[-2:] == [str(path) for path in paths]
    assert found.err.splitlines() == [
        "preview: otif: off track without a comment",
        "preview: otif: off track without an owner",
    ]
    assert sorted(path for path in (tmp_path / "out").rglob("*") if path.is_file()) == paths
    assert paths[0].read_bytes().startswith(b"%PDF") and MARGIN.encode() not in paths[0].read_bytes()
    told = json.loads(run("tiers", "beta", "--workspace", standing, "--deck", "--out", tmp_path / "o", "--json").out)
    assert [Path(path).name for path in told["files"]] == [path.name for path in paths]
    searched = run("audit", paths[1], "--workspace", standing)
    assert searched.code == 4 and "otif" in searched.out + searched.err, "the name tells account and period"


def test_without_being_asked_no_deck_is_written(run: Command, workspace: Path) -> None:
    assert run("tiers", "beta", "--workspace", workspace).code == 0
    assert not (workspace / "out").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("globex",), "no account globex"),
        (("beta", "--to", "5"), "5 is not in the range 1<=x<=4"),
        (("beta", "--period", "2031-Q1"), "2031-Q1 is not in the data"),
        ((), "ACCOUNT"),
    ],
)
def test_a_call_that_does_not_fit_is_a_usage_error(
    run: Command, standing: Path, words: tuple[str, ...], told: str
) -> None:
    found = run("tiers", *words, "--workspace", standing)
    assert (found.code, found.out) == (2, "")
    assert told in found.err


def test_the_highest_tier_says_that_there_is_no_next(run: Command, workspace: Path) -> None:
    change(workspace / "accounts" / "beta.yml", "tier: 1", "tier: 4")
    lines = run("tiers", "beta", "--workspace", workspace).out.splitlines()
    assert lines[1:3] == ["Tier 4, now: 2 of 3 KPIs, score 41 of 100.", "It is the highest tier: none would show more."]
    assert "● seen now   ○ not seen" in lines


def test_what_a_kpi_seen_already_would_gain_is_said(run: Command, workspace: Path) -> None:
    change(workspace / "reviewgen.yml", "tables:", "sharing: {competitors: 3}\ntables:")
    change(workspace / "kpis.yml", "sharing: {from_tier: 1}", "sharing: {from_tier: 1, scenarios: [competitors]}")
    rows = (workspace / "data" / "rows.csv").read_text("utf-8").splitlines()
    rows = [f"{rows[0]},scenario", *(f"{row},actual" for row in rows[1:]), "acme,net_sales,2026-Q3,5000000,Fizz Co"]
    (workspace / "data" / "rows.csv").write_text("\n".join(rows) + "\n", "utf-8")
    said = run("tiers", "acme", "--workspace", workspace).out
    assert "Tier 3: 2 of 3 KPIs, score 41 of 100; no more KPIs, more of 1 that it sees now." in said
    assert "1      ●  Net sales        finance      value; with Fizz Co at tier 3" in said
    assert re.search(r"^KPIs with competitors +0 +1 +1  until tier 3$", said, re.MULTILINE)
    back = run("tiers", "acme", "--to", "3", "--workspace", workspace, "--json").out
    assert next(one for one in json.loads(back)["kpis"] if one["id"] == "net_sales")["gains"] == ["Fizz Co"]


def test_help_says_for_whom_it_is(run: Command) -> None:
    assert "our own house only" in flat(run("tiers", "--help").out)
