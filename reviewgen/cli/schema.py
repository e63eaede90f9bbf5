"""reviewgen schema NAME."""

from __future__ import annotations

import click

from reviewgen.cli import options


@click.command("schema")
@click.argument("name", type=click.Choice(["reviewgen", "kpis", "account"]))
def command(name: str) -> None:
    """Print the JSON Schema of reviewgen.yml, kpis.yml or an account file, for editors to complete and check."""
    from reviewgen import workspace

    options.document(workspace.schema(name))
