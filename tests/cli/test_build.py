"""`reviewgen build`: which files, what is said on which stream, and how it fails."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.shop import MARGIN, Command, piped

KINDS = ("manifest.json", "pdf", "pptx")
"""The files of our own edition."""


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_all_editions_of_all_accounts_are_built_unless_said(standing: Path, tmp_path: Path) -> None:
    """In a pipe the output is the paths alone, one a line, and each of them stands."""
    found = piped("build", "Q3", "--workspace", standing, "--out", tmp_path)
    assert found.code == 0
    assert names(tmp_path) == [
        *(f"client/2026-Q3/{one}-2026-Q3.{kind}" for one in ("acme", "beta") for kind in ("pdf", "pptx")),
        *(f"internal/2026-Q3/{one}-2026-Q3-INTERNAL.{kind}" for one in ("acme", "beta") for kind in KINDS),
    ]
    assert sorted(found.out.splitlines()) == [str(tmp_path / name) for name in names(tmp_path)]
    assert "\x1b" not in found.out + found.err


def test_files_land_in_the_workspace_unless_said(run: Command, workspace: Path) -> None:
    found = run("build", "2026-Q3", "--workspace", workspace, "--audience", "client", "--format", "pptx")
    assert found.code == 0
    assert names(workspace / "out") == [f"client/2026-Q3/{one}-2026-Q3.pptx" for one in ("acme", "beta")]


@pytest.mark.parametrize(
    ("words", "built"),
    [
        (("--account", "beta"), ["beta"]),
        (("--account", "beta", "--account", "acme"), ["acme", "beta"]),
        (("--account", "acme", "--account", "acme"), ["acme"]),
    ],
)
def test_accounts_may_be_named_each_once(
    run: Command, standing: Path, tmp_path: Path, words: tuple[str, ...], built: list[str]
) -> None:
    more = ("--audience", "client", "--format", "PPTX, pptx", "--out", tmp_path)
    assert run("build", "Q3", "--workspace", standing, *words, *more).code == 0
    assert names(tmp_path) == [f"client/2026-Q3/{one}-2026-Q3.pptx" for one in built]


def test_a_warning_that_both_editions_share_is_told_once_by_account(
    run: Command, standing: Path, tmp_path: Path
) -> None:
    found = run("build", "Q3", "--workspace", standing, "--format", "pptx", "--out", tmp_path)
    assert found.err.splitlines() == [
        "acme, 2026-Q3: 3 warnings",
        "  otif: off track without a comment",
        "  otif: off track without an owner",
        "  gross_margin: no target, so not scored (internal edition only)",
        "beta, 2026-Q3: 3 warnings",
        "  otif: off track without a comment (internal edition only)",
        "  otif: off track without an owner (internal edition only)",
        "  gross_margin: no target, so not scored (internal edition only)",
    ]


def test_a_build_for_the_client_says_nothing_of_what_is_hidden(run: Command, standing: Path, tmp_path: Path) -> None:
    found = run("build", "Q3", "--workspace", standing, "--audience", "client", "--format", "pptx", "--out", tmp_path)
    assert found.err.splitlines() == [
        "acme, 2026-Q3: 2 warnings",
        "  otif: off track without a comment",
        "  otif: off track without an owner",
    ]
    assert "margin" not in found.out + found.err and MARGIN not in found.out + found.err


def test_json_is_one_document_of_what_was_built(run: Command, standing: Path, tmp_path: Path) -> None:
    found = run("build", "Q3", "--workspace", standing, "--format", "pptx", "--out", tmp_path, "--json")
    assert found.code == 0
    document = json.loads(found.out)
    assert [(one["account"], one["audience"], one["period"]) for one in document] == [
        ("acme", "client", "2026-Q3"),
        ("acme", "internal", "2026-Q3"),
        ("beta", "client", "2026-Q3"),
        ("beta", "internal", "2026-Q3"),
    ]
    assert all(Path(file).is_file() for one in document for file in one["files"])
    assert document[0]["warnings"] == ["otif: off track without a comment", "otif: off track without an owner"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Q3", "--account", "gamma"), ["no account gamma", "Accounts: acme, beta."]),
        (("2031-Q1",), ["2031-Q1 is not in the data", "The data runs from 2025-Q3 to 2026-Q3."]),
        (("Q7",), ['"Q7" is not a period']),
        (("FY26-Q9",), ["is not a period"]),
        (("Q3", "--format", "pdf,doc"), ["doc is no format; write pdf, pptx or pdf,pptx"]),
        (("Q3", "--format", ","), ["nothing is no format"]),
    ],
)
def test_what_is_not_there_is_usage_and_leaves_no_file(
    run: Command, standing: Path, tmp_path: Path, words: tuple[str, ...], told: list[str]
) -> None:
    found = run("build", *words, "--workspace", standing, "--out", tmp_path / "out")
    assert found.code == 2
    assert [part for part in told if part not in found.err] == []
    assert found.out == "" and not (tmp_path / "out").exists()


def test_rows_with_mistakes_stop_the_build_with_their_place(run: Command, workspace: Path) -> None:
    rows = workspace / "data" / "rows.csv"
    rows.write_text(rows.read_text("utf-8") + "acme,net_sales,2026-09,many\n", "utf-8")
    found = run("build", "Q3", "--workspace", workspace)
    assert found.code == 3
    assert re.search(r"data/rows\.csv, row 32, column \"value\": .*many", found.err)
    assert "Traceback" not in found.err and found.out == "" and not (workspace / "out").exists()


def test_one_account_without_figures_does_not_keep_the_other_back(run: Command, workspace: Path) -> None:
    rows = workspace / "data" / "rows.csv"
    kept = [line for line in rows.read_text("utf-8").splitlines() if not line.startswith("beta,net_sales,2026-Q3")]
    rows.write_text("\n".join(kept) + "\n", "utf-8")
    found = run("build", "Q3", "--workspace", workspace, "--audience", "client", "--format", "pptx")
    assert found.code == 3
    assert [Path(line).name for line in found.out.splitlines()] == ["acme-2026-Q3.pptx"]
    assert names(workspace / "out") == ["client/2026-Q3/acme-2026-Q3.pptx"]
    assert "no figure for account beta in 2026-Q3" in found.err


def test_a_folder_that_cannot_be_written_to_is_told(run: Command, standing: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here", "utf-8")
    found = run("build", "Q3", "--workspace", standing, "--format", "pptx", "--out", tmp_path / "file" / "deep")
    assert found.code == 1
    assert "cannot write" in found.err and "Traceback" not in found.err and found.out == ""
    assert (tmp_path / "file").read_text("utf-8") == "here"
