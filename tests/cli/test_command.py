"""The command as a whole: help, unknown words, exit codes, failures in words, an interrupt."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reviewgen import build as building
from reviewgen.cli import COMMANDS
from reviewgen.errors import AssetError, DataError, Leak, LeakError, Place, Problem, RenderUnavailable, UsageError
from tests.cli.shop import Command, piped


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("build", "--help"), ("show", "-h")])
def test_help_is_given_and_is_no_failure(run: Command, words: tuple[str, ...]) -> None:
    found = run(*words)
    assert found.code == 0
    assert "Usage: reviewgen" in found.out


def test_help_names_every_command_and_every_exit_code(run: Command) -> None:
    told = run("--help").out
    assert [name for name in COMMANDS if f"  {name} " not in told] == []
    assert "Exit codes: 0 done, 1 failed, 2 usage, 3 data problems, 4 leak." in told


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_in_help_what_it_does(run: Command, name: str) -> None:
    found = run(name, "--help")
    assert found.code == 0
    assert f"Usage: reviewgen {name}" in found.out


def test_the_version_is_told(run: Command) -> None:
    assert run("--version").out.startswith("reviewgen, version 0.")


@pytest.mark.parametrize(("word", "near"), [("biuld", "build"), ("chek", "check"), ("adit", "audit")])
def test_an_unknown_command_names_the_nearest(run: Command, word: str, near: str) -> None:
    found = run(word)
    assert found.code == 2
    assert f"No such command '{word}'" in found.err and near in found.err
    assert found.out == ""


@pytest.mark.parametrize(
    "words",
    [("build",), ("build", "Q3", "--audience", "world"), ("build", "Q3", "--format", "doc"), ("show", "--nothing")],
)
def test_a_call_that_does_not_fit_is_usage(run: Command, words: tuple[str, ...]) -> None:
    found = run(*words)
    assert found.code == 2
    assert "Usage: reviewgen" in found.err and found.out == ""


def test_a_folder_without_a_workspace_says_how_to_start_one(run: Command, tmp_path: Path) -> None:
    found = run("show", "--workspace", tmp_path)
    assert found.code == 2
    assert "no reviewgen.yml in" in found.err and "hint: Start a workspace with `reviewgen init DIR`." in found.err


def test_a_workspace_is_found_from_a_folder_inside_it(
    run: Command, standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(standing / "accounts")
    assert run("show").code == 0
    assert run("show", "--workspace", standing / "data").code == 0


@pytest.mark.parametrize("words", [("show",), ("check",)])
def test_a_mistake_in_the_files_is_a_data_problem_with_its_place(
    run: Command, workspace: Path, words: tuple[str, ...]
) -> None:
    (workspace / "accounts" / "acme.yml").write_text("{id: acme, name: Acme, teir: 2}\n", "utf-8")
    found = run(*words, "--workspace", workspace)
    assert found.code == 3
    assert "accounts/acme.yml:1:" in found.err + found.out
    assert "Traceback" not in found.err


FAILURES = [
    (UsageError("no such quarter", "Name another."), 2, ["error: no such quarter", "hint: Name another."]),
    (
        DataError([Problem(Place("a.csv", row=7), "no number", "Write one.")]),
        3,
        ["a.csv, row 7: no number", "Write one."],
    ),
    (LeakError([Leak("a.pdf", "page 2", "KPI margin")]), 4, ["a.pdf: page 2: KPI margin", "nothing was written"]),
    (RenderUnavailable("Pango is missing", "apt-get install it"), 1, ["Pango is missing", "hint: apt-get install it"]),
    (AssetError("a template asked for a file"), 1, ["error: a template asked for a file"]),
    (
        ZeroDivisionError("secret detail"),
        1,
        ["internal error (ZeroDivisionError)", "please report", "REVIEWGEN_DEBUG=1"],
    ),
]


@pytest.mark.parametrize(("error", "code", "told"), FAILURES, ids=lambda one: type(one).__name__)
def test_every_failure_has_its_exit_code_and_says_what_to_do(
    run: Command, standing: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int, told: list[str]
) -> None:
    def fails(*given: object) -> None:
        raise error

    monkeypatch.setattr(building, "view", fails)
    found = run("show", "--workspace", standing)
    assert found.code == code
    assert [words for words in told if words not in found.err] == []
    assert found.out == "" and "Traceback" not in found.err and "secret detail" not in found.err


def test_a_traceback_is_shown_where_it_is_asked_for(
    run: Command, standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "view", lambda *given: 1 // 0)
    monkeypatch.setenv("REVIEWGEN_DEBUG", "1")
    found = run("show", "--workspace", standing)
    assert found.code == 1
    assert "Traceback" in found.err and "ZeroDivisionError" in found.err


def test_an_output_that_cannot_write_a_sign_writes_its_code(standing: Path) -> None:
    found = piped("show", "--workspace", standing, PYTHONIOENCODING="ascii")
    assert found.code == 0
    assert "\\u25cf On track" in found.out


def test_a_reader_that_leaves_early_sees_no_traceback(standing: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "reviewgen", "show", "--json", "--workspace", str(standing)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_an_interrupt_stops_with_130_and_leaves_nothing_half_written(workspace: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "reviewgen", "build", "Q3", "--workspace", str(workspace)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:
        while not any((workspace / "out").rglob("*.pptx")) and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert b"stopped" in said and b"Traceback" not in said
    assert [path.name for path in workspace.rglob("*.part")] == []
    whole = {path.suffix: path.read_bytes()[:4] for path in (workspace / "out").rglob("*.p*") if path.is_file()}
    assert all(head == {".pdf": b"%PDF", ".pptx": b"PK\x03\x04"}[suffix] for suffix, head in whole.items())


def test_an_interrupt_that_a_library_swallows_is_not_forgotten() -> None:
    code = (
        "import os, signal\n"
        "from reviewgen.cli import interrupt\n"
        "interrupt.listen()\n"
        "try:\n    os.kill(os.getpid(), signal.SIGINT)\nexcept KeyboardInterrupt:\n    pass\n"
        "try:\n    interrupt.stop()\nexcept KeyboardInterrupt:\n    print('stopped')\n"
    )
    root = str(Path(__file__).parents[2])
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": root}
    )
    assert (ran.stdout, ran.stderr) == ("stopped\n", "")


@pytest.mark.parametrize("name", ["reviewgen", "kpis", "account"])
def test_a_schema_is_one_json_document(run: Command, name: str) -> None:
    found = run("schema", name)
    assert found.code == 0 and found.err == ""
    assert json.loads(found.out)["type"] == "object"


def test_an_unknown_schema_names_those_there_are(run: Command) -> None:
    found = run("schema", "kpi")
    assert found.code == 2
    assert all(f"'{name}'" in found.err for name in ("reviewgen", "kpis", "account"))


def test_a_workspace_that_was_started_can_be_checked(run: Command, tmp_path: Path) -> None:
    assert run("init", tmp_path / "new").code == 0
    found = run("check", "--workspace", tmp_path / "new", "--json")
    assert found.code == 0
    assert json.loads(found.out)["accounts"]


def test_a_workspace_is_not_started_where_something_stands(run: Command, standing: Path) -> None:
    before = sorted(path.name for path in standing.iterdir())
    found = run("init", standing)
    assert found.code == 2
    assert found.err.startswith("error: ") and "hint: " in found.err
    assert sorted(path.name for path in standing.iterdir()) == before


def test_doctor_tells_what_it_looked_for_as_json(run: Command) -> None:
    found = run("doctor", "--json")
    assert found.code in (0, 1)
    assert {"findings", "mend"} <= json.loads(found.out).keys()
