"""The wheel stands alone: installed in a fresh environment, away from the checkout, it starts and builds workspaces."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from pptx import Presentation

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def run(*words: str | Path, cwd: Path) -> str:
    """The output of a program that must succeed, run where the checkout is not."""
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def names(wheel: Path) -> set[str]:
    """The files of a wheel."""
    with zipfile.ZipFile(wheel) as held:
        return set(held.namelist())


def shipped(folder: str, inside: str) -> set[str]:
    """The files of a folder of the checkout, as the wheel names them."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    parts = ((path, path.relative_to(ROOT / folder)) for path in found)
    return {f"{inside}/{short}" for _, short in parts if short.parts[0] != "out" and "__pycache__" not in short.parts}


def fresh_environment(place: Path) -> Path:
    """A virtual environment with the libraries of this one within reach, and nothing of ours; returns its programs."""
    run(sys.executable, "-m", "venv", "--without-pip", place, cwd=place.parent)
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    asked = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    own = Path(run(programs / "python", "-c", asked, cwd=place).strip())
    libraries = {sysconfig.get_paths()[kind] for kind in ("purelib", "platlib")}
    (own / "libraries.pth").write_text("\n".join(sorted(libraries)) + "\n", "utf-8")
    return programs


def install(programs: Path, *what: str | Path) -> None:
    """Install with pip into the environment, without its dependencies: they are within reach."""
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation")
    run(programs / "python", "-m", "pip", "install", *quiet, "--force-reinstall", *what, cwd=programs)


def origin(programs: Path) -> Path:
    """Where the environment imports reviewgen from."""
    return Path(run(programs / "python", "-c", "import reviewgen; print(reviewgen.__file__)", cwd=programs).strip())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made from the checkout."""
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it."""
    found = fresh_environment(tmp_path_factory.mktemp("fresh") / "env")
    install(found, wheel)
    return found


def test_the_wheel_ships_templates_themes_starter_and_locales_and_nothing_else(wheel: Path) -> None:
    code = {name for name in shipped("reviewgen", "reviewgen") if name.endswith(".py")}
    data = {
        *shipped("templates", "reviewgen/templates"),
        *shipped("themes", "reviewgen/themes"),
        *shipped("samples/starter", "reviewgen/starter"),
        *shipped("reviewgen/locales", "reviewgen/locales"),
    }
    held = {name for name in names(wheel) if ".dist-info/" not in name}
    assert held == code | data
    assert {"reviewgen/starter/kpis.yml", "reviewgen/starter/.schemas/kpis.json"} <= held


def test_a_wheel_made_from_the_source_archive_holds_the_same(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path, ROOT, cwd=tmp_path)
    (again,) = tmp_path.glob("*.whl")
    assert names(again) == names(wheel)


def check_decks(files: list[Path]) -> None:
    """Each file opens and holds a deck."""
    for file in files:
        if file.suffix == ".pdf":
            assert len(pypdfium2.PdfDocument(file)) > 5
        else:
            assert len(Presentation(str(file)).slides) > 5


def test_the_installed_command_starts_a_workspace_and_builds_it_and_the_sample(programs: Path, tmp_path: Path) -> None:
    assert programs.parent in origin(programs).parents
    command = programs / "reviewgen"
    run(command, "init", "mine", cwd=tmp_path)
    shutil.copytree(ROOT / "samples" / "verdier", tmp_path / "sample", ignore=shutil.ignore_patterns("out"))
    told = run(command, "build", "Q3", "--workspace", "mine", "--audience", "client", cwd=tmp_path).split()
    sample = ("--workspace", "sample", "--account", "nordhav", "--audience", "client")
    told += run(command, "build", "Q3", *sample, cwd=tmp_path).split()
    files = [tmp_path / line for line in told]
    assert [file.name for file in files] == [
        "pellworth-2026-Q3.pdf", "pellworth-2026-Q3.pptx", "nordhav-2026-Q3.pdf", "nordhav-2026-Q3.pptx",
    ]  # fmt: skip
    check_decks(files)


def test_an_editable_install_runs_the_checkout_and_copies_nothing_of_it(tmp_path: Path) -> None:
    found = fresh_environment(tmp_path / "env")
    install(found, "--editable", ROOT)
    assert origin(found) == ROOT / "reviewgen" / "__init__.py"
    run(found / "reviewgen", "init", tmp_path / "mine", cwd=tmp_path)
    assert (tmp_path / "mine" / "reviewgen.yml").is_file()
    assert [path.parent.name for path in (tmp_path / "env").rglob("reviewgen*") if path.is_dir()] == ["site-packages"]
