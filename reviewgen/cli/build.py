"""reviewgen build PERIOD."""

from __future__ import annotations

from pathlib import Path

import click

from reviewgen.cli import options

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
    if as_json:
        options.document([_record(one) for one in build.build(request)])
        return
    for one in build.build(request, click.echo):
        for warning in one.warnings:
            click.echo(f"warning: {one.account}, {one.audience.value}: {warning}", err=True)


def _record(one: object) -> dict[str, object]:
    from reviewgen.build import Built

    assert isinstance(one, Built)
    return {
        "account": one.account,
        "audience": one.audience.value,
        "period": one.period,
        "files": [str(path) for path in one.files],
        "warnings": list(one.warnings),
    }
