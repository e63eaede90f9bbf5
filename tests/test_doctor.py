"""reviewgen doctor, and builds on a machine whose Pango cannot be loaded."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from reviewgen.cli.doctor import APT, BREW, MSYS, Finding, examine, loadable, mend
from reviewgen.resources import folder

LIBRARIES = {"Pango": "pango-1.0", "PangoFT2": "pangoft2-1.0", "HarfBuzz subset": "harfbuzz-subset"}
CLI = (sys.executable, "-m", "reviewgen")
linux = pytest.mark.skipif(platform.system() != "Linux", reason="hides a library the way the Linux loader looks for it")


def missing(findings: tuple[Finding, ...]) -> list[str]:
    """The names of what was not found."""
    return [one.name for one in findings if not one.found]


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_missing_library_is_named_with_the_one_command_of_its_system(name: str) -> None:
    found = examine(loads=lambda library: library != LIBRARIES[name], has_module=lambda module: True)
    assert missing(found) == [name]
    assert [mend(found, system) for system in ("Linux", "Darwin", "Windows")] == [APT, BREW, MSYS]


def test_only_what_a_build_cannot_do_without_is_needed() -> None:
    found = examine(loads=lambda library: False, has_module=lambda module: True)
    assert [one.name for one in found if one.needed and not one.found] == ["Pango", "PangoFT2"]


@pytest.mark.parametrize("module", ["pptx", "weasyprint", "matplotlib"])
def test_a_missing_module_is_mended_by_installing_again(module: str) -> None:
    found = examine(loads=lambda library: True, has_module=lambda name: name != module)
    assert missing(found) == [module]
    assert mend(found, "Linux") == f"{sys.executable} -m pip install --force-reinstall reviewgen"


def test_a_missing_font_is_named_and_everything_is_mended_by_one_line(tmp_path: Path) -> None:
    found = examine(loads=lambda library: False, has_module=lambda module: True, themes=tmp_path)
    assert "Inter" in missing(found)
    assert mend(found, "Darwin") == f"{BREW} && {sys.executable} -m pip install --force-reinstall reviewgen"


def test_nothing_missing_needs_no_command() -> None:
    found = examine(loads=lambda library: True, has_module=lambda module: True)
    assert missing(found) == []
    assert mend(found, "Linux") is None


def test_a_library_that_no_system_has_is_not_loadable() -> None:
    assert not loadable("no-such-library-1.0")


@pytest.fixture
def without_pango(tmp_path: Path) -> dict[str, str]:
    """An environment in which the system's loader meets an empty file where Pango should be."""
    hiding = tmp_path / "lib"
    hiding.mkdir()
    (hiding / "libpango-1.0.so.0").touch()
    return {**os.environ, "LD_LIBRARY_PATH": str(hiding)}


def run(words: tuple[str, ...], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The command line, really run."""
    return subprocess.run((*CLI, *words), env=environment, capture_output=True, text=True, check=False)


@linux
def test_doctor_finds_that_pango_cannot_be_loaded_and_fails(without_pango: dict[str, str]) -> None:
    told = run(("doctor",), without_pango)
    assert told.returncode == 1
    assert "missing  Pango: " in told.stdout
    assert "To mend it: apt-get install -y libpango-1.0-0" in told.stdout
    data = json.loads(run(("doctor", "--json"), without_pango).stdout)
    assert {one["name"] for one in data["findings"] if not one["found"]} == {"Pango", "PangoFT2"}
    assert data["mend"] == APT


@linux
def test_doctor_is_content_with_a_machine_that_builds() -> None:
    told = run(("doctor",), dict(os.environ))
    assert told.returncode == 0, told.stdout
    assert "missing  Pango" not in told.stdout


@linux
def test_powerpoint_is_built_without_pango_and_a_pdf_says_what_is_missing(
    without_pango: dict[str, str], tmp_path: Path
) -> None:
    words = ("build", "Q3", "--workspace", str(folder("starter")), "--audience", "client", "--out", str(tmp_path / "o"))
    failed = run((*words, "--format", "pdf"), without_pango)
    assert failed.returncode == 1
    assert "hint: Install Pango: `apt-get install" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not list((tmp_path / "o").rglob("*.p*"))
    done = run((*words, "--format", "pptx"), without_pango)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "o").rglob("*.pptx")] == ["pellworth-2026-Q3.pptx"]
