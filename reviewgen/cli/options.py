"""What several commands share: options, and the one way to print a JSON document."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

workspace = click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder of the workspace, or one inside it.  [default: here]",
)
as_json: Callable[..., Any] = click.option("--json", "as_json", is_flag=True, help="One JSON document on the output.")


def document(data: Any) -> None:
    """Print one JSON document; a Decimal is a number in it."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
