"""reviewgen audit FILE."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reviewgen.cli import options
from reviewgen.errors import ReviewgenError, UsageError

if TYPE_CHECKING:
    from reviewgen.audit.report import Finding

LARGEST = 200 * 2**20
"""Bytes of a file that is looked into at all: what is larger cannot be unpacked within the reader's limits either."""


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
    from reviewgen.audit.report import report

    _measured(file)
    try:
        leaks = build.audit_file(workspace, file, account, period)
    except UsageError as error:
        raise error if account and period else UsageError(error.message, _unnamed(error.hint)) from None
    findings = report(leaks)
    if as_json:
        options.document([_plain(file, finding) for finding in findings])
    elif findings:
        click.echo("\n".join(_told(file, findings)))
        click.echo(f"do not send {file.name}: mend what is named above and audit it again, or build it anew", err=True)
    else:
        click.echo(f"{file.name}: nothing found that the client may not see")
    ctx.exit(4 if findings else 0)


def _measured(file: Path) -> None:
    if not file.is_file():
        raise UsageError(f"{file} is not a file")
    if file.stat().st_size > LARGEST:
        raise ReviewgenError(
            f'"{file.name}" cannot be read: it is larger than {LARGEST // 2**20} MiB',
            "Take out films and large pictures; until then keep it in the house.",
        )


def _told(file: Path, findings: Sequence[Finding]) -> Iterator[str]:
    """Where, what, and what to do; the advice once for all places that it holds for one after the other."""
    places = "1 place" if len(findings) == 1 else f"{len(findings)} places"
    yield f"{file.name}: the client may not see what stands in {places}"
    for at, finding in enumerate(findings):
        yield f"\n{finding.place}"
        yield from (f"    {found}" for found in finding.found)
        if finding.remedy not in {after.remedy for after in findings[at + 1 : at + 2]}:
            yield f"    → {finding.remedy}"


def _plain(file: Path, finding: Finding) -> dict[str, object]:
    return {"file": file.name, "place": finding.place, "found": finding.found, "remedy": finding.remedy}


def _unnamed(hint: str) -> str:
    told = "The name of the file does not tell it; say it with --account and --period."
    return hint if "--period" in hint else f"{hint} {told}".strip()
