"""reviewgen check [PERIOD]."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reviewgen.cli import options
from reviewgen.cli.problems import lines
from reviewgen.errors import DataError, Problem, Severity

if TYPE_CHECKING:
    from reviewgen.checking import Checked
    from reviewgen.sources import TableReport


@click.command("check")
@click.argument("period", required=False)
@options.workspace
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@options.as_json
@click.pass_context
def command(ctx: click.Context, period: str | None, workspace: Path, strict: bool, as_json: bool) -> None:
    """Say everything that is wrong or doubtful in the workspace, for PERIOD or the latest completed quarter."""
    from reviewgen.checking import check

    checked: Checked | None = None
    try:
        checked = check(workspace, period)
        problems: Sequence[Problem] = checked.problems
    except DataError as error:
        problems = error.problems
    if as_json:
        options.document(_document(checked, problems))
    else:
        _print(checked, problems)
    stops = [one for one in problems if strict or one.severity is Severity.ERROR]
    ctx.exit(3 if stops else 0)


def _print(checked: Checked | None, problems: Sequence[Problem]) -> None:
    if checked:
        for line in _tables(checked.tables):
            click.echo(line)
    for line in lines(problems):
        click.echo(line)
    if checked and checked.period:
        click.echo(f"{checked.period}, {_count(len(checked.accounts), 'account')}: {', '.join(checked.accounts)}")
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    verdict = "nothing is built until the errors are mended" if errors else "ready to build"
    click.echo(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}: {verdict}")


def _tables(reports: Sequence[TableReport]) -> list[str]:
    """A line for each source of each table: where it lies, how it was read, and how many of its rows are used."""
    cells = [(one.table, _where(one), _rows(one), one.how) for one in reports]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        f"{table:<{widths[0]}}  {where:<{widths[1]}}  {rows:>{widths[2]}}  {how}".rstrip()
        for table, where, rows, how in cells
    ]


def _where(report: TableReport) -> str:
    return report.file if report.sheet is None else f'{report.file}, sheet "{report.sheet}"'


def _rows(report: TableReport) -> str:
    counted = _count(report.rows, "row")
    return counted if report.used == report.rows else f"{counted}, {report.used:,} used"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _document(checked: Checked | None, problems: Sequence[Problem]) -> dict[str, object]:
    told: dict[str, object] = {"problems": [_record(problem) for problem in problems]}
    if checked is None:
        return told
    tables = [
        {"table": one.table, "file": one.file, "sheet": one.sheet, "read": one.how, "rows": one.rows, "used": one.used}
        for one in checked.tables
    ]
    return {"period": checked.period or None, "accounts": list(checked.accounts), "tables": tables, **told}


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
