"""reviewgen audit FILE."""

from __future__ import annotations

from pathlib import Path

import click

from reviewgen.cli import options
from reviewgen.errors import UsageError


@click.command("audit")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.workspace
@click.option("--account", help="Id of the account.  [default: from the file's name]")
@click.option("--period", help="Quarter of the review.  [default: from the file's name]")
@options.as_json
@click.pass_context
def command(
    ctx: click.Context, file: Path, workspace: Path, account: str | None, period: str | None, as_json: bool
) -> None:
    """Look in FILE, edited since or not, for anything that the client may not see; exit 4 when there is."""
    from reviewgen import build

    try:
        leaks = build.audit_file(workspace, file, account, period)
    except UsageError as error:
        raise error if account and period else UsageError(error.message, _unnamed(error.hint)) from None
    if as_json:
        options.document([{"file": leak.file, "place": leak.place, "what": leak.what} for leak in leaks])
    else:
        for leak in leaks:
            click.echo(str(leak))
        if leaks:
            click.echo("do not send this file: take out what is named above, or build it anew", err=True)
        else:
            click.echo(f"{file.name}: nothing found that the client may not see")
    ctx.exit(4 if leaks else 0)


def _unnamed(hint: str) -> str:
    told = "The name of the file does not tell it; say it with --account and --period."
    return hint if "--period" in hint else f"{hint} {told}".strip()
