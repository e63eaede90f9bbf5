"""reviewgen build PERIOD."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import click

from reviewgen.cli import interrupt, options
from reviewgen.cli.failures import say
from reviewgen.cli.problems import lines
from reviewgen.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewgen.build import Built, Request, Told

AUDIENCES = {"internal": ("internal",), "client": ("client",), "all": ("client", "internal")}
FORMATS = ("pdf", "pptx")


def _formats(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(word.strip().lower() for word in value.split(",") if word.strip()))
    unknown = [word for word in found if word not in FORMATS]
    if unknown or not found:
        raise click.BadParameter(f"{', '.join(unknown) or 'nothing'} is no format; write pdf, pptx or pdf,pptx")
    return found


@click.command("build")
@click.argument("period")
@options.workspace
@click.option("--account", "accounts", multiple=True, metavar="ID", help="Only this account; may be repeated.")
@click.option("--audience", type=click.Choice(list(AUDIENCES)), default="all", show_default=True, help="For whom.")
@click.option("--format", "formats", default="pdf,pptx", show_default=True, callback=_formats, help="Which files.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the files.  [default: out]")
@options.as_json
def command(
    period: str,
    workspace: Path,
    accounts: tuple[str, ...],
    audience: str,
    formats: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> None:
    """Build the decks of PERIOD: 2026-Q3, FY26-Q3, or Q3 alone for the latest completed one in the data."""
    from reviewgen import build
    from reviewgen.model import Audience

    chosen = tuple(Audience(name) for name in AUDIENCES[audience])
    request = build.Request(workspace, period, accounts, chosen, formats, out)
    done = _Done()
    try:
        with _progress(request) as step:
            build.build(request, lambda told: step(done.take(told)))
    finally:
        for line in (*lines(done.doubts), *_warnings(done.built), *done.failures):
            say(line)
        if as_json:
            options.document([_record(one) for one in done.built])
        else:
            for one in done.built:
                for path in one.files:
                    click.echo(str(path))


@dataclass
class _Done:
    """What came of each edition so far, and the doubts about the rows."""

    built: list[Built] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)

    def take(self, told: Told) -> str:
        """Keep what was told; returns the words for a progress bar, "" for what is no step."""
        from reviewgen.build import Built, Failed

        interrupt.stop()
        match told:
            case Problem():
                self.doubts.append(told)
                return ""
            case Failed():
                self.failures.append(f"{told.account}, {told.audience.value}: {told.error.message}")
            case Built():
                self.built.append(told)
            case _:
                assert_never(told)
        return f"{told.account}, {told.audience.value}"


@contextmanager
def _progress(request: Request) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, one step an edition; nothing in a pipe, where paths are all that is waited for."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=_editions(request))
        yield lambda name: bar.update(task, advance=bool(name), description=name or "reading")


def _editions(request: Request) -> int:
    from reviewgen import workspace

    accounts = set(request.accounts) or workspace.load(workspace.find(request.workspace)).accounts
    return len(accounts) * len(request.audiences)


def _warnings(built: Sequence[Built]) -> Iterator[str]:
    """What readers will stumble over, by account; what is true of one edition alone says of which."""
    for account in dict.fromkeys(one.account for one in built):
        editions = [one for one in built if one.account == account]
        found = list(dict.fromkeys(warning for one in editions for warning in one.warnings))
        if found:
            yield f"{account}, {editions[0].period}: {len(found)} warning{'' if len(found) == 1 else 's'}"
        for warning in found:
            holders = [one.audience.value for one in editions if warning in one.warnings]
            only = f" ({holders[0]} edition only)" if len(holders) < len(editions) else ""
            yield f"  {warning}{only}"


def _record(one: Built) -> dict[str, object]:
    return {
        "account": one.account,
        "audience": one.audience.value,
        "period": one.period,
        "files": [str(path) for path in one.files],
        "warnings": list(one.warnings),
    }
