"""Raw rows -> observations: every declaration is counted where its rows lie, and only totals of a period come back."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache

from reviewgen.errors import Problem
from reviewgen.model import Observation
from reviewgen.sources.rows.counter import Counter
from reviewgen.sources.rows.engines import Engines
from reviewgen.sources.rows.reports import Counted, LeftOut, RowsReport
from reviewgen.workspace import Workspace
from reviewgen.workspace.checks import fold

__all__ = ["Counted", "LeftOut", "RowsReport", "count_rows"]


def count_rows(workspace: Workspace, found: list[Problem]) -> Counted:
    """The totals of all declarations of raw rows; what cannot be counted is a problem and gives nothing."""
    if not workspace.rows:
        return Counted((), ())
    names = {fold(key): one.account.id for one in workspace.accounts for key in one.account.keys}
    known = frozenset(workspace.row_names)
    observations: list[Observation] = []
    reports: list[RowsReport] = []

    @cache
    def known_name(text: str) -> str | None:
        return names.get(fold(text))

    with ExitStack() as stack:
        engines = Engines(workspace.databases, stack)
        for source in workspace.rows:
            counter = Counter(
                source=source,
                calendar=workspace.calendar,
                as_of=workspace.as_of,
                account=known_name,
                engines=engines,
                known=known,
                found=found,
            )
            held, report = counter.count()
            observations += held
            reports += [report] if report else []
    return Counted(tuple(observations), tuple(reports))
