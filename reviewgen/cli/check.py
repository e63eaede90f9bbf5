"""reviewgen check [PERIOD]."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from reviewgen.cli import options
from reviewgen.errors import DataError, Problem, Severity


@click.command("check")
@click.argument("period", required=False)
@options.workspace
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@options.as_json
@click.pass_context
def command(ctx: click.Context, period: str | None, workspace: Path, strict: bool, as_json: bool) -> None:
    """Say everything that is wrong or doubtful in the workspace, for PERIOD or the latest completed quarter."""
    from reviewgen import build

    try:
        checked = build.check(workspace, period)
    except DataError as error:
        _tell(error.problems, {}, as_json)
        ctx.exit(error.exit_code)
    summary: dict[str, object] = {
        "period": checked.period,
        "accounts": list(checked.accounts),
        "tables": [{"table": one.name, "file": one.file, "rows": one.rows} for one in checked.tables],
    }
    _tell(checked.problems, summary, as_json)
    stops = [one for one in checked.problems if strict or one.severity is Severity.ERROR]
    ctx.exit(3 if stops else 0)


def _tell(problems: Sequence[Problem], summary: dict[str, object], as_json: bool) -> None:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    if as_json:
        options.document({**summary, "problems": [_record(problem) for problem in problems]})
        return
    for problem in problems:
        click.echo(f"{problem.severity.value}: {problem}")
    for table in summary.get("tables", ()):  # type: ignore[attr-defined]
        click.echo(f"read {table['rows']} rows of {table['table']} from {table['file']}")
    if summary:
        click.echo(f"period {summary['period']}, accounts {', '.join(summary['accounts'])}")  # type: ignore[arg-type]
    click.echo(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _record(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "severity": problem.severity.value,
        "file": place.file,
        "sheet": place.sheet,
        "line": place.line,
        "row": place.row,
        "column": place.column,
        "message": problem.message,
        "hint": problem.hint,
    }
