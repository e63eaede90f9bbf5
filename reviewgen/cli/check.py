"""reviewgen check [PERIOD]."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reviewgen.cli import options
from reviewgen.errors import DataError, Problem, Severity

if TYPE_CHECKING:
    from reviewgen.checking import Checked
    from reviewgen.coverage import Cell, Grid, Tally
    from reviewgen.freshness import Owed, Standing
    from reviewgen.provenance import Source, Unread
    from reviewgen.sources.rows import LeftOut


@click.command("check")
@click.argument("period", required=False)
@options.workspace
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@options.as_json
@click.pass_context
def command(ctx: click.Context, period: str | None, workspace: Path, strict: bool, as_json: bool) -> None:
    """Say everything that is wrong or doubtful in the workspace, for PERIOD or the latest completed quarter.

    Whether it can be built and who must send which value comes first; then doubts, how far the figures go, their
    coverage over eight quarters, and what was read of each source.
    """
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
        from reviewgen.cli.findings import report

        report(checked, problems, strict=strict)
    stops = [one for one in problems if strict or one.severity is Severity.ERROR]
    ctx.exit(3 if stops else 0)


def _document(checked: Checked | None, problems: Sequence[Problem]) -> dict[str, Any]:
    """All of it under keys that are always there: null, or an empty list, where YAML mistakes leave nothing to say."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    sources = checked.sources if checked else ()
    return {
        "period": checked.period or None if checked else None,
        "as_of": checked.as_of if checked else None,
        "accounts": list(checked.accounts) if checked else [],
        "stopped": checked.stopped if checked else True,
        "unbuilt": list(checked.unbuilt) if checked else [],
        "owed": [_owed(one) for one in checked.owed] if checked else [],
        "freshness": [_standing(one) for one in checked.standings] if checked else [],
        "coverage": [_grid(one) for one in checked.coverage] if checked else [],
        "tables": [{"table": one.name, **_source(one)} for one in sources if not one.raw],
        "raw_rows": [{"name": one.name, **_source(one)} for one in sources if one.raw],
        "unread": [_unread(one) for one in checked.unread] if checked else [],
        "errors": errors,
        "warnings": len(problems) - errors,
        "problems": [_record(problem) for problem in problems],
    }


def _owed(one: Owed) -> dict[str, Any]:
    return {
        "account": one.account,
        "kpi": one.kpi.id,
        "perspective": one.kpi.perspective,
        "owner": one.kpi.owner or None,
        "due": one.due,
        "days_late": one.days_late,
        "awaited": one.awaited,
        "months": one.held,
        "months_expected": one.expected,
        "months_missing": list(one.without),
        "message": str(one),
    }


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "account": one.account,
        "calendar": "own" if one.own else "ours",
        "fiscal_year_start": one.calendar.first_month,
        "quarter": one.calendar.key(one.quarter),
        "ended": one.quarter.last_day,
        "complete": one.calendar.key(one.complete) if one.complete else None,
        "lacks": [
            {
                "kpi": short.kpi.id,
                "state": short.state.value,
                "rows_to": one.calendar.key(one.calendar.month_holding(short.reach.last_day)) if short.reach else None,
                "due": short.due,
            }
            for short in one.short
        ],
    }


def _grid(grid: Grid) -> dict[str, Any]:
    keys = [grid.calendar.key(quarter) for quarter in grid.quarters]
    tallies = {name: [grid.tally(index, name) for index in range(len(keys))] for name in grid.perspectives}
    return {
        "account": grid.account,
        "quarters": keys,
        "perspectives": [
            {"perspective": name, "quarters": [_tally(*pair) for pair in zip(keys, found, strict=True)]}
            for name, found in tallies.items()
        ],
        "kpis": [
            {
                "kpi": line.kpi.id,
                "perspective": line.kpi.perspective,
                "quarters": [_cell(*pair) for pair in zip(keys, line.cells, strict=True)],
            }
            for line in grid.lines
        ],
    }


def _tally(key: str, tally: Tally) -> dict[str, Any]:
    return {"period": key, "held": tally.held, "expected": tally.expected, "partial": tally.partial}


def _cell(key: str, cell: Cell) -> dict[str, Any]:
    return {"period": key, "state": cell.state.value, "months": cell.held, "months_expected": cell.expected}


def _source(one: Source) -> dict[str, Any]:
    return {
        "file": one.file,
        "sheet": one.sheet,
        "read": one.how,
        "rows": one.rows,
        "used": one.used,
        "reaches": one.reaches or None,
        "refused": one.refused,
        "left_out": [_left_out(left) for left in one.left_out],
        "notes": [_left_out(note) for note in one.notes],
    }


def _left_out(left: LeftOut) -> dict[str, Any]:
    texts = [{"text": text, "rows": number} for text, number in left.texts]
    return {"reason": left.reason, "rows": left.rows, "texts": texts}


def _unread(one: Unread) -> dict[str, Any]:
    return {"name": one.name, "file": one.shown}


def _record(problem: Problem) -> dict[str, Any]:
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
