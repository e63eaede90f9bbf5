"""Every command in the README is true: its targets exist, and what it tells the reader to type works as typed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from reviewgen.cli import COMMANDS
from reviewgen.workspace.files import SettingsFile
from reviewgen.workspace.positions import parse

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if line]


def test_make_targets_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([\w-]+)", README, re.MULTILINE))
    assert {"demo", "test", "check", "test-all", "bench"} <= named <= targets


def test_what_the_readme_says_to_type_works_as_typed(tmp_path: Path) -> None:
    """The commands run one after the other in an empty folder, as a reader would type them."""
    typed = [line for line in LINES if line.startswith("reviewgen ")]
    assert len(typed) >= 5
    assert set(LINES) - set(typed) == {"make demo", "make test"}
    for line in typed:
        command = [sys.executable, "-m", *shlex.split(line)]
        ran = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
        )
        assert ran.returncode == 0, f"{line}\n{ran.stdout}{ran.stderr}"


def test_the_table_of_commands_says_what_help_says() -> None:
    told = dict(re.findall(r"^\| `reviewgen (\w+)[^`]*` \| (.+?) \|$", README, re.MULTILINE))
    assert told == COMMANDS


def test_files_that_the_readme_shows_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).is_file(), target


def test_settings_that_the_readme_shows_are_settings() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        document = parse(f"company: Acme\n{block}", "reviewgen.yml")
        assert document.problems == []
        SettingsFile.model_validate(document.data)


def test_the_explanation_that_the_readme_shows_is_what_is_printed(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```text\n(Pellworth · .*?)```", README, re.DOTALL)
    for words in ("init reviews", "explain otif --workspace reviews"):
        command = [sys.executable, "-m", "reviewgen", *words.split()]
        kept = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
        environment = {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True)
    assert ran.stdout.replace("\u00a0", " ").startswith(shown)
