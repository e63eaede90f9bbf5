"""Which column is which: headers are compared without case, spaces or underscores."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from reviewgen.errors import Problem
from reviewgen.sources.grid import Grid, fail, warn
from reviewgen.workspace.wording import closest


def fold(name: str) -> str:
    """A header as it is compared."""
    return re.sub(r"[\s_]+", "_", name.strip().casefold())


def locate(
    grid: Grid, required: Sequence[str], optional: Collection[str], found: list[Problem]
) -> Mapping[str, int] | None:
    """The index of each known column; None, with a problem, when a required one is missing or one stands twice."""
    folded = [fold(name) for name in grid.header]
    positions = {name: folded.index(name) for name in (*required, *optional) if name in folded}
    missing = [name for name in required if name not in positions]
    twice = [name for name in positions if folded.count(name) > 1]
    for name in missing:
        hint = closest(name, [other for other in folded if other]) or f"Columns: {', '.join(grid.header)}."
        fail(found, grid.place(), f'the column "{name}" is missing', hint)
    for name in twice:
        fail(found, grid.place(column=name), f'the column "{name}" stands twice', "Remove or rename one of them.")
    known = {*required, *optional}
    for name, original in zip(folded, grid.header, strict=True):
        if name and name not in known:
            warn(found, grid.place(column=original), "unknown column, not used", closest(name, known))
    return None if missing or twice else positions
