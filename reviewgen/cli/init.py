"""reviewgen init DIR."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from reviewgen.errors import ReviewgenError, UsageError
from reviewgen.resources import folder

GITIGNORE = "# Finished decks: made again by `reviewgen build`, and the internal ones belong in no repository.\nout/\n"


@click.command("init")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def command(directory: Path) -> None:
    """Start a workspace in DIRECTORY, a new or empty folder; it builds as it stands."""
    start(directory, folder("starter"))
    place, called = quoted(str(directory.resolve())), program(sys.argv[0])
    click.echo(f"A workspace stands in {directory}: an invented account, to be replaced with your own. Next:")
    click.echo(f"  {called} check --workspace {place}")
    click.echo(f"  {called} build Q3 --workspace {place}")
    click.echo("Then open reviewgen.yml, kpis.yml and accounts/ there: every setting is explained beside it.")


def start(directory: Path, starter: Path) -> None:
    """Copy `starter` into `directory`, whole or not at all. UsageError when something stands there already."""
    if not starter.is_dir():
        raise ReviewgenError("the starter workspace is missing from this installation", "Install reviewgen again.")
    try:
        if directory.is_dir() and any(directory.iterdir()):
            raise UsageError(f"{directory} is not empty", "Name a new folder, such as reviews.")
        _copy(directory, starter)
    except OSError as error:
        raise ReviewgenError(
            f"cannot write {error.filename or directory}: {error.strerror}", "Name a folder that you may write to."
        ) from error


def _copy(directory: Path, starter: Path) -> None:
    new = not directory.exists()
    directory.mkdir(parents=True, exist_ok=True)
    try:
        for file in _files(starter):
            target = directory / file.relative_to(starter)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
        (directory / ".gitignore").write_text(GITIGNORE, "utf-8")
    except OSError:
        for left in (directory,) if new else tuple(directory.iterdir()):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        raise


def _files(starter: Path) -> Iterator[Path]:
    """The files of the starter, without decks that somebody built in it."""
    for path in sorted(starter.rglob("*")):
        if path.is_file() and path.relative_to(starter).parts[0] not in ("out", ".gitignore"):
            yield path


def program(invoked: str) -> str:
    """What to type for this program, from any folder: its name where the shell finds it, else its path."""
    name = Path(invoked).name
    if name == "__main__.py":
        return f"{quoted(sys.executable)} -m reviewgen"
    found = shutil.which(name)
    if found and Path(found).resolve() == Path(invoked).resolve():
        return name
    return quoted(str(Path(invoked).absolute()))


def quoted(word: str) -> str:
    """`word` as the shell of this system takes it."""
    return f'"{word}"' if os.name == "nt" else shlex.quote(word)
