"""reviewgen init DIR."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from reviewgen.errors import UsageError
from reviewgen.resources import folder


@click.command("init")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def command(directory: Path) -> None:
    """Start a workspace in DIRECTORY, a new or empty folder; it builds as it stands."""
    if directory.is_dir() and any(directory.iterdir()):
        raise UsageError(f"{directory} is not empty", "Name a new folder.")
    shutil.copytree(folder("starter"), directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("out"))
    click.echo(f"A workspace stands in {directory}. Next:")
    click.echo(f"  reviewgen check --workspace {directory}")
    click.echo(f"  reviewgen build Q3 --workspace {directory}")
