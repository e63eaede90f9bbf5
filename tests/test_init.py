"""reviewgen init: the starter workspace, and what is printed to go on with it."""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from reviewgen import workspace
from reviewgen.checking import check
from reviewgen.cli.init import program, start
from reviewgen.errors import ReviewgenError, UsageError
from reviewgen.resources import folder
from reviewgen.sources.records import action, comment, contact, milestone, project, touchpoint
from reviewgen.workspace.files import AccountFile, FromTier, GoalFile, KpiFile, SettingsFile, TablesFile

ROOT = Path(__file__).parent.parent
STARTER = folder("starter")
CLI = (sys.executable, "-m", "reviewgen")
LARGEST = 8_000
"""Bytes that a file may have in a run that is meant to fail: the rows of the starter have more."""


def run(*words: str, cwd: Path, **options: object) -> subprocess.CompletedProcess[str]:
    """The command line, really run."""
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def contents(place: Path) -> dict[str, bytes]:
    """Every file below `place`."""
    return {str(path.relative_to(place)): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}


def test_the_rows_of_the_starter_are_those_its_script_makes(tmp_path: Path) -> None:
    made = run(sys.executable, str(ROOT / "tools" / "make_starter.py"), str(tmp_path), cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "observations.csv").read_bytes() == (STARTER / "data" / "observations.csv").read_bytes()


@pytest.mark.parametrize("sample", ["starter", "verdier"])
@pytest.mark.parametrize("name", sorted(workspace.SCHEMAS))
def test_the_schema_beside_each_sample_is_the_one_the_program_prints(sample: str, name: str) -> None:
    beside = ROOT / "samples" / sample / ".schemas" / f"{name}.json"
    said = f"run `reviewgen schema {name} > {beside.relative_to(ROOT)}`"
    assert json.loads(beside.read_text("utf-8")) == workspace.schema(name), said


def test_nothing_is_wrong_or_doubtful_in_the_starter() -> None:
    checked = check(STARTER)
    assert checked.problems == ()
    assert (checked.accounts, checked.period) == (("pellworth",), "2026-Q3")


def test_the_starter_covers_every_perspective_and_every_way_to_roll_up_share_and_aim() -> None:
    loaded = workspace.load(STARTER)
    assert {kpi.perspective for kpi in loaded.kpis} == {one.id for one in loaded.perspectives}
    assert {kpi.rollup.value for kpi in loaded.kpis} == {"sum", "last", "mean", "ratio"}
    assert {kpi.direction.value for kpi in loaded.kpis} == {"higher", "lower", "band"}
    assert {kpi.sharing.from_tier for kpi in loaded.kpis} == {None, 1, 2, 3}


@pytest.mark.parametrize(
    ("file", "models"),
    [
        ("reviewgen.yml", (SettingsFile, TablesFile)),
        ("kpis.yml", (KpiFile, GoalFile, FromTier)),
        ("accounts/pellworth.yml", (AccountFile,)),
    ],
)
def test_every_setting_that_exists_is_named_in_the_file_it_belongs_to(
    file: str, models: tuple[type[BaseModel], ...]
) -> None:
    words = set(re.findall(r"[a-z_]+", (STARTER / file).read_text("utf-8")))
    keys = {name for model in models for name in model.model_fields}
    assert keys - words == set()


def test_the_columns_told_beside_each_table_are_those_that_are_read() -> None:
    text = re.sub(r" \([^)]*\)", "", (STARTER / "reviewgen.yml").read_text("utf-8"))
    told = [
        tuple(frozenset(re.sub(" ", "_", name.strip()) for name in part.split(",")) for part in found)
        for found in re.findall(r"# (account, [a-z, ]+); ([a-z, ]+)$", text, re.MULTILINE)
    ]
    kinds = (comment, action, project, milestone, contact, touchpoint)
    read = [(frozenset(kind.required), frozenset(kind.optional)) for kind in kinds]
    assert set(told[1:]) == set(read)


def test_the_settings_that_are_off_may_be_switched_on(tmp_path: Path) -> None:
    start(tmp_path / "w", STARTER)
    file = tmp_path / "w" / "reviewgen.yml"
    on = re.sub(r"^# (?=theme:|perspectives:| +- \{id)", "", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(on, "utf-8")
    assert on.count("\n  - {id") == 5
    assert check(tmp_path / "w").problems == ()


def test_the_next_steps_work_as_printed_from_any_folder(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "my reviews; $HOME", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    done = run(*CLI, "init", "first one", cwd=home)
    steps = [line.strip() for line in done.stdout.splitlines() if line.startswith("  ")]
    assert done.returncode == 0, done.stderr
    assert len(steps) == 2
    for step in steps:
        found = run("sh", "-c", step, cwd=elsewhere)
        assert found.returncode == 0, found.stderr
    made = home / "first one" / "out"
    assert len([path for path in made.rglob("*") if path.suffix in (".pdf", ".pptx")]) == 4
    assert (home / "first one" / ".gitignore").read_text("utf-8").splitlines()[-1] == "out/"


def test_an_empty_folder_is_taken_and_a_folder_with_anything_in_it_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    start(tmp_path / "empty", STARTER)
    before = contents(tmp_path / "empty")
    again = run(*CLI, "init", "empty", cwd=tmp_path)
    assert again.returncode == 2
    assert "empty is not empty" in again.stderr
    assert contents(tmp_path / "empty") == before


def test_a_file_is_no_folder_to_start_in(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine", "utf-8")
    assert run(*CLI, "init", "notes", cwd=tmp_path).returncode == 2
    with pytest.raises(ReviewgenError, match="cannot write"):
        start(tmp_path / "notes" / "inside", STARTER)
    assert (tmp_path / "notes").read_text("utf-8") == "mine"


def test_decks_built_in_the_starter_itself_are_not_copied(tmp_path: Path) -> None:
    shutil.copytree(STARTER, tmp_path / "starter")
    (tmp_path / "starter" / "out").mkdir(exist_ok=True)
    (tmp_path / "starter" / "out" / "old.pdf").write_bytes(b"%PDF")
    start(tmp_path / "w", tmp_path / "starter")
    assert not (tmp_path / "w" / "out").exists()


@pytest.mark.parametrize("there", [True, False])
def test_a_disk_that_takes_no_more_leaves_no_half_workspace(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "w").mkdir()
    limit = (LARGEST, LARGEST)
    done = run(*CLI, "init", "w", cwd=tmp_path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "w").exists() == there
    assert contents(tmp_path) == {}


def test_an_installation_without_its_starter_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReviewgenError, match="missing from this installation"):
        start(tmp_path / "w", tmp_path / "nowhere")
    with pytest.raises(UsageError):
        start(ROOT, STARTER)


def test_the_program_is_named_so_that_any_folder_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = tmp_path / "bin" / "reviewgen"
    called.parent.mkdir()
    called.write_text("#!/bin/sh\n", "utf-8")
    called.chmod(0o755)
    monkeypatch.setenv("PATH", "/nowhere")
    assert program(str(called)) == str(called)
    monkeypatch.setenv("PATH", str(called.parent))
    assert program(str(called)) == "reviewgen"
    assert program("/x/reviewgen/__main__.py").endswith("-m reviewgen")
