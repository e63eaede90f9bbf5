"""`reviewgen terms`, and what `check` says of terms of use: what they keep back, whom to ask, and by when."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from reviewgen.checking import check
from reviewgen.errors import Problem, Severity
from reviewgen.terms import HOW
from tests.cli.shop import Command

HOLDER = "holder: Shopper panel"


def under(workspace: Path, terms: str, kpi: str = "otif", review_on: str = "") -> Path:
    """The shop, as of 12 October 2026, with a KPI of acme and from tier 2 on under terms "panel"."""
    settings, catalogue = workspace / "reviewgen.yml", workspace / "kpis.yml"
    settings.write_text(f"{settings.read_text('utf-8')}terms:\n  panel: {{{terms}}}\n", "utf-8")
    catalogue.write_text(catalogue.read_text("utf-8").replace(f"id: {kpi}", f"id: {kpi}\n    terms: panel"), "utf-8")
    if review_on:
        account = f"{{id: acme, name: Acme, tier: 2, locale: fr, review_on: {review_on}}}\n"
        (workspace / "accounts" / "acme.yml").write_text(account, "utf-8")
    return workspace


def doubts(workspace: Path) -> list[Problem]:
    """What check says of terms."""
    return [one for one in check(workspace).problems if "terms panel" in one.message]


APPROVED = f"{HOLDER}, approved_by: Ann"
STATES = {
    f"{APPROVED}, approved_on: 2026-10-12, embargo_until: 2026-10-12, valid_until: 2027-10-12": "open",
    HOLDER: "not_approved",
    f"{APPROVED}, approved_on: 2026-10-13": "not_approved",
    f"{APPROVED}, embargo_until: 2026-10-13": "embargo",
    f"{APPROVED}, valid_until: 2026-10-11": "expired",
    f"{APPROVED}, audiences: []": "house",
}
SAID = {
    "open": ": open until 12 Oct 2027",
    "embargo": ": embargo until 13 Oct 2026",
    "expired": ": expired on 11 Oct 2026",
    "house": ": for our own house alone",
}


@pytest.mark.parametrize(("terms", "state"), STATES.items())
def test_each_state_is_told_and_is_what_the_client_sees(run: Command, workspace: Path, terms: str, state: str) -> None:
    under(workspace, terms)
    (one,) = json.loads(run("terms", "--workspace", workspace, "--json").out)["terms"]
    assert one["state"] == state
    shown = run("show", "--audience", "client", "--workspace", workspace).out
    assert ("complet" in shown) == (state == "open")
    line = run("terms", "--workspace", workspace).out.splitlines()[2]
    assert line.startswith("panel (Shopper panel): ")
    assert line.endswith(
        SAID.get(state, ": approved from 13 Oct 2026 on" if "approved_on" in terms else "not approved")
    )


def test_terms_are_listed_with_all_that_stands_under_them(run: Command, workspace: Path) -> None:
    given = f"{HOLDER}, approved_by: Ann, approved_on: 2026-01-05, valid_until: 2026-11-11, ask: Léa Martin"
    under(workspace, f"{given}, attribution: {{en: 'Source: panel', fr: 'Source : panel'}}")
    settings = workspace / "reviewgen.yml"
    text = settings.read_text("utf-8").replace("data/rows.csv", "{file: data/rows.csv, terms: house}")
    settings.write_text(f"{text}  house: {{holder: Ourselves}}\n  nobody: {{holder: Nobody}}\n", "utf-8")
    found = run("terms", "--workspace", workspace)
    assert (found.code, found.err) == (0, "")
    assert found.out.splitlines() == [
        "Terms of use on 12 Oct 2026 · for our own house only",
        "",
        "panel (Shopper panel): open until 11 Nov 2026, soon",
        "  approved by Ann on 5 Jan 2026, valid until 11 Nov 2026",
        "  KPIs: otif",
        "  printed (en): Source: panel",
        "  printed (fr): Source : panel",
        "  ask: Léa Martin",
        "",
        "house (Ourselves): not approved",
        "  approved by nobody",
        "  KPIs: net_sales, otif, gross_margin",
        "  sources: data/rows.csv",
        "  ask: Ourselves",
        "",
        "nobody (Nobody): not approved",
        "  approved by nobody",
        "  KPIs: none",
        "  ask: Nobody",
        "",
        HOW,
    ]


def test_json_has_every_key_and_the_place_to_write_an_approval(run: Command, workspace: Path) -> None:
    under(workspace, f"{HOLDER}, approved_by: Ann, embargo_until: 2026-11-01, attribution: 'Source: panel'")
    document = json.loads(run("terms", "--workspace", workspace, "--json").out)
    settings = (workspace / "reviewgen.yml").read_text("utf-8").splitlines()
    assert document == {
        "as_of": "2026-10-12",
        "terms": [
            {
                "name": "panel",
                "holder": "Shopper panel",
                "state": "embargo",
                "ends_soon": False,
                "approved_by": "Ann",
                "approved_on": None,
                "valid_until": None,
                "embargo_until": "2026-11-01",
                "clients": True,
                "attribution": {"": "Source: panel"},
                "kpis": ["otif"],
                "sources": [],
                "ask": "Shopper panel",
                "file": "reviewgen.yml",
                "line": next(number for number, line in enumerate(settings, 1) if line.startswith("  panel:")),
            }
        ],
    }


def test_a_workspace_without_terms_says_so(run: Command, standing: Path) -> None:
    found = run("terms", "--workspace", standing)
    assert (found.code, found.out) == (0, "No terms of use: reviewgen.yml has no terms.\n")
    assert json.loads(run("terms", "--workspace", standing, "--json").out)["terms"] == []


def test_no_line_is_wider_than_the_terminal(run: Command, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    under(workspace, f"{HOLDER}, attribution: '{'Figures of the panel of shoppers. ' * 5}'")
    lines = run("terms", "--workspace", workspace).out.splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert " ".join(lines).count("shoppers.") == 5


@pytest.mark.parametrize(
    ("terms", "review_on", "message", "hint"),
    [
        (
            f"{HOLDER}, ask: Léa Martin",
            "2026-11-03",
            "not shown to the client: terms panel (Shopper panel): not approved",
            "Ask Léa Martin to release it by 3 Nov 2026, the day of the review; "
            "then write approved_by and approved_on in reviewgen.yml.",
        ),
        (
            HOLDER,
            "2026-10-01",
            "not shown to the client: terms panel (Shopper panel): not approved",
            "Ask Shopper panel to release it; then write approved_by and approved_on in reviewgen.yml.",
        ),
        (
            f"{APPROVED}, approved_on: 2026-10-20, ask: Léa",
            "",
            "not shown to the client: terms panel (Shopper panel): approved from 20 Oct 2026 on",
            "It is shown from 20 Oct 2026 on; ask Léa where that is too late.",
        ),
        (
            f"{APPROVED}, embargo_until: 2026-11-01",
            "",
            "not shown to the client: terms panel (Shopper panel): embargo until 1 Nov 2026",
            "It is shown from 1 Nov 2026 on; ask Shopper panel where that is too late.",
        ),
        (
            f"{APPROVED}, valid_until: 2026-10-11, ask: Léa",
            "2026-10-12",
            "not shown to the client: terms panel (Shopper panel): expired on 11 Oct 2026",
            "Ask Léa to renew them by 12 Oct 2026, the day of the review; "
            "then write the new valid_until in reviewgen.yml.",
        ),
        (
            f"{APPROVED}, valid_until: 2026-11-11, ask: Léa",
            "",
            "shown to the client until 11 Nov 2026 only: terms panel (Shopper panel) run out",
            "Ask Léa to renew them by 11 Nov 2026; then write the new valid_until in reviewgen.yml.",
        ),
        (
            f"{APPROVED}, valid_until: 2026-10-12, ask: Léa",
            "",
            "shown to the client until 12 Oct 2026 only: terms panel (Shopper panel) run out",
            "Ask Léa to renew them by 12 Oct 2026; then write the new valid_until in reviewgen.yml.",
        ),
    ],
)
def test_check_says_which_kpi_terms_keep_back_whom_to_ask_and_by_when(
    workspace: Path, terms: str, review_on: str, message: str, hint: str
) -> None:
    (problem,) = doubts(under(workspace, terms, review_on=review_on))
    assert problem.message == f"acme, 2026-Q3: otif: {message}"
    assert (problem.hint, problem.severity) == (hint, Severity.WARNING)
    lines = (workspace / "reviewgen.yml").read_text("utf-8").splitlines()
    assert problem.place.line is not None and lines[problem.place.line - 1].startswith("  panel:")


@pytest.mark.parametrize(
    ("terms", "kpi"),
    [
        (APPROVED, "otif"),
        (f"{APPROVED}, valid_until: 2026-11-12", "otif"),
        (f"{HOLDER}, audiences: []", "otif"),
    ],
    ids=["open", "31 days", "meant for our own house"],
)
def test_check_says_nothing_of_terms_that_nobody_need_ask_about(workspace: Path, terms: str, kpi: str) -> None:
    assert doubts(under(workspace, terms, kpi)) == []


def test_check_asks_only_for_accounts_whose_tier_would_show_it(workspace: Path) -> None:
    under(workspace, HOLDER)
    assert [one.message.split(",")[0] for one in doubts(workspace)] == ["acme"]
    beta = workspace / "accounts" / "beta.yml"
    beta.write_text(beta.read_text("utf-8").replace("tier: 1", "tier: 3"), "utf-8")
    assert [one.message.split(",")[0] for one in doubts(workspace)] == ["acme", "beta"]


def test_terms_that_are_not_approved_stop_no_build(run: Command, workspace: Path) -> None:
    under(workspace, HOLDER)
    found = run("check", "--workspace", workspace)
    assert found.code == 0 and "Ask Shopper panel to release it" in found.out
    assert run("check", "--strict", "--workspace", workspace).code == 3


def test_help_says_for_whom_it_is_and_how_an_approval_is_written(run: Command) -> None:
    said = " ".join(run("terms", "--help").out.split())
    assert "our own house only" in said and "approved_by and approved_on" in said
