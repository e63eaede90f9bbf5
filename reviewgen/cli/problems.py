"""Problems in words: errors first, equal ones of many rows told once with their rows, none left uncounted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from reviewgen.errors import Place, Problem, Severity

ROWS = 3
"""Rows of one mistake that are named."""
COLUMN = 20
"""Mistakes of one column that are written out."""

Group = tuple[Problem, list[Place]]


def lines(problems: Iterable[Problem]) -> Iterator[str]:
    """What to print, errors first; a column with more than COLUMN different mistakes ends in their count."""
    told: dict[tuple[Severity, Place], int] = {}
    left: dict[tuple[Severity, Place], int] = {}
    for problem, places in sorted(_groups(problems), key=lambda group: group[0].severity is not Severity.ERROR):
        column = (problem.severity, replace(problem.place, row=None))
        rowed = problem.place.row is not None
        if rowed and told.get(column, 0) >= COLUMN:
            left[column] = left.get(column, 0) + len(places)
            continue
        told[column] = told.get(column, 0) + 1
        yield f"{problem.severity.value}: {_place(problem.place, places)}: {problem.message}"
        if problem.hint:
            yield f"    {problem.hint}"
    for (severity, place), count in left.items():
        yield f"{severity.value}: {place}: and {count} more; --json lists them all"


def _groups(problems: Iterable[Problem]) -> list[Group]:
    found: dict[Problem, list[Place]] = {}
    for problem in problems:
        bare = replace(problem, place=replace(problem.place, row=None))
        found.setdefault(bare, []).append(problem.place)
    return [(replace(problem, place=places[0]), places) for problem, places in found.items()]


def _place(place: Place, places: list[Place]) -> str:
    if len(places) == 1:
        return str(place)
    rows = [str(one.row) for one in places if one.row is not None]
    more = f" and {len(rows) - ROWS} more" if len(rows) > ROWS else ""
    parts = [place.file, *([f'sheet "{place.sheet}"'] if place.sheet else [])]
    parts += [f"rows {', '.join(rows[:ROWS])}{more}"] if rows else []
    return ", ".join([*parts, *([f'column "{place.column}"'] if place.column is not None else [])])
