"""Problems in words: errors first, equal ones of many rows told once with their rows, none left uncounted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from reviewgen.errors import Place, Problem, Severity

ROWS = 3
"""Rows of one mistake that are named."""
COLUMN = 20
"""Mistakes of one column that are written out."""
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Kinds of characters that move a cursor, break a line or hide: a cell may hold them, a terminal shows their codes."""

Group = tuple[Problem, list[Place]]


def lines(problems: Iterable[Problem]) -> Iterator[str]:
    """What to print, errors first; a column with more than COLUMN different mistakes ends in their count."""
    for told in _told(problems):
        yield from told


def grouped(problems: Iterable[Problem]) -> Iterator[str]:
    """As `lines`, with those that have the same hint one below the other and the hint once, below them."""
    blocks: dict[tuple[str, str], list[str]] = {}
    for first, *hint in _told(problems):
        kind = first.partition(":")[0]
        key = (kind, hint[0] if hint else first)
        blocks.setdefault(key, list(hint)).insert(-1 if hint else 0, first)
    for _, block in sorted(blocks.items(), key=lambda item: item[0][0] != Severity.ERROR.value):
        yield from block


def shown(text: str) -> str:
    """`text` on one line, with the code of every character that a terminal would obey instead of showing it."""
    if text.isprintable():
        return text
    return "".join(repr(sign)[1:-1] if unicodedata.category(sign) in UNSEEN else sign for sign in text)


def _told(problems: Iterable[Problem]) -> Iterator[tuple[str, ...]]:
    """The line of each problem, with the line of its hint where it has one."""
    told: dict[tuple[Severity, Place], int] = {}
    left: dict[tuple[Severity, Place], int] = {}
    for problem, places in sorted(_groups(problems), key=lambda group: group[0].severity is not Severity.ERROR):
        column = (problem.severity, replace(problem.place, row=None))
        rowed = problem.place.row is not None
        if rowed and told.get(column, 0) >= COLUMN:
            left[column] = left.get(column, 0) + len(places)
            continue
        told[column] = told.get(column, 0) + 1
        line = shown(f"{problem.severity.value}: {_place(problem.place, places)}: {problem.message}")
        yield (line, f"    {shown(problem.hint)}") if problem.hint else (line,)
    for (severity, place), count in left.items():
        yield (f"{severity.value}: {shown(str(place))}: and {count} more; --json lists them all",)


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
