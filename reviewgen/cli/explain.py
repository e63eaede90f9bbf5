"""reviewgen explain KPI."""

from __future__ import annotations

from pathlib import Path

import click

from reviewgen.cli import options


@click.command("explain")
@click.argument("kpi")
@options.workspace
@click.option("--account", help="Id of the account.  [default: the first]")
@click.option("--period", help="2026-Q3, FY26-Q3, or Q3.  [default: the latest completed quarter]")
@click.option("--all", "every", is_flag=True, help="List every row, however many there are.")
@options.as_json
def command(kpi: str, workspace: Path, account: str | None, period: str | None, every: bool, as_json: bool) -> None:
    """Say where the number of KPI (its id) comes from: rows, roll-up, goal, status, score and who may see it."""
    from reviewgen import build

    found, locale, known = build.trace(workspace, account, kpi, period)
    if as_json:
        from reviewgen.manifest import document

        options.document(document(found, locale, known))
    else:
        from reviewgen.cli.explained import explained

        explained(found, locale, known, every=every)
