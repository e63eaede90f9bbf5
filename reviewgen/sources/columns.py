"""Which column is which: headers are compared without case, spaces or underscores."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from reviewgen.errors import Problem
from reviewgen.sources.grid import Grid, fail, fold, warn
from reviewgen.workspace.wording import near

UNREAD = ("unit", "source", "note")
"""Columns that may stand in a table for people; a name like theirs is no slip."""
LIKE = 0.8


def headed(grid: Grid, known: Collection[str], found: list[Problem]) -> bool:
    """True when any column has one of the names that we know; else the table has no header, or one in other words."""
    if any(fold(name) in known for name in grid.header):
        return True
    first, *others = known
    message = f"no column is called {first}" + "".join(f", {name}" for name in others)
    names = ", ".join([*filter(None, grid.header), *(f"column {letter}" for letter in grid.unnamed)])
    hint = f"Columns: {names}. Say under columns which of them are ours; where the file has no names, write header: 0."
    fail(found, grid.place(), message, hint)
    return False


def locate(
    grid: Grid, required: Sequence[str], optional: Collection[str], found: list[Problem]
) -> Mapping[str, int] | None:
    """The index of each known column; None, with problems, when one is missing, stands twice or is misspelt.

    A name that nothing resembles is only warned of: tables hold more than we need; or counted, where the user says
    which columns are ours.
    """
    if not headed(grid, required, found):
        return None
    folded = [fold(name) for name in grid.header]
    known = [*required, *optional]
    positions = {name: folded.index(name) for name in known if name in folded}
    strange = {name: header for name, header in zip(folded, grid.header, strict=True) if name and name not in known}
    before = len(found)
    for name in required:
        if name not in positions:
            _missing(grid, name, strange, found)
    for name in positions:
        if folded.count(name) > 1:
            fail(found, grid.place(column=name), f'the column "{name}" stands twice', "Remove or rename one of them.")
    absent = [name for name in optional if name not in positions and name not in UNREAD]
    for name, header in strange.items():
        if hint := near(name, absent, LIKE):
            fail(
                found, grid.place(column=header), "unknown column", f"{hint} Rename it, or give it quite another name."
            )
    usable = len(found) == before
    for header in strange.values() if usable else ():
        if grid.theirs:
            grid.tally.note("columns that are not used", header)
        else:
            warn(found, grid.place(column=header), "unknown column, not used", f"known: {', '.join(_named(known))}")
    for letter in grid.unnamed:
        message = "the column holds cells but has no name; not used"
        hint = f'Name it or empty it; under columns it is called "column {letter}".'
        warn(found, grid.place(column=letter), message, hint)
    return positions if usable else None


def _missing(grid: Grid, name: str, strange: Mapping[str, str], found: list[Problem]) -> None:
    guess = get_close_matches(name, strange, 1, 0.6)
    hint = (
        f'Is it "{strange[guess[0]]}"? Rename that, or say so under columns.'
        if guess
        else f"Columns: {', '.join(filter(None, grid.header))}. Say under columns which of them it is."
    )
    fail(found, grid.place(), f'the column "{name}" is missing', hint)


def _named(known: Sequence[str]) -> list[str]:
    """The known names that are words; columns named after periods go without saying."""
    return [name for name in known if name[:1].isalpha()]
