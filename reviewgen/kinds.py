"""Kinds of touchpoint that the catalogue counts and no row has: a misspelt one would look like an honest zero."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from reviewgen.errors import Problem, Severity
from reviewgen.facts import Unit
from reviewgen.model import Kpi, Tables
from reviewgen.people import word
from reviewgen.tallies import MEETINGS_OF, measure_of
from reviewgen.workspace.wording import closest


def unknown_kinds(kpis: Sequence[Kpi], tables: Tables) -> Iterator[Problem]:
    """A warning for each KPI that counts touchpoints of a kind that none of the workspace has.

    Nothing where there is no touchpoint at all, as nothing is counted then, or where rows of observations give the
    figure under that name.
    """
    held = {word(one.kind) for one in tables.touchpoints} - {""}
    known = {row.kpi for row in tables.observations} | {
        kpi.id for kpi in kpis if kpi.parts or kpi.unit is not Unit.COUNT
    }
    for kpi in kpis if tables.touchpoints else ():
        for name in _asked(kpi.names, known):
            kind = word(name.removeprefix(MEETINGS_OF))
            if kind not in held:
                hint = closest(kind, held) or "Write the kind as it stands in the touchpoints."
                message = f'{kpi.id} counts touchpoints of the kind "{kind}", which no row of them has'
                yield Problem(kpi.place, message, hint, Severity.WARNING)


def _asked(names: Iterable[str], known: Container[str]) -> Iterator[str]:
    """The names that stand for a kind: not those of rows, nor of KPIs that are worked out or count something else."""
    return (name for name in names if name.startswith(MEETINGS_OF) and measure_of(name) and name not in known)
