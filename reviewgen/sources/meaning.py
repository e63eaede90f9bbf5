"""What a table means: its names for ours, its words for ours, rows that are nobody's, how days are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from reviewgen.errors import Problem
from reviewgen.facts import Unit
from reviewgen.sources.cells import exactly, text
from reviewgen.sources.dates import written
from reviewgen.sources.grid import Cell, Grid, Percent, blank, fail, fold
from reviewgen.sources.tally import Tally
from reviewgen.workspace import TableSource
from reviewgen.workspace.rows import Meaning
from reviewgen.workspace.wording import closest

if TYPE_CHECKING:
    from reviewgen.sources.rows.patterns import Pattern

Words = Mapping[str | None, str]
"""Words of ours by theirs, as they are compared."""
LETTER = re.compile(r"column ([A-Z]{1,3}|[1-9][0-9]{0,4})", re.IGNORECASE)
"""A column that has no name, by its letter or its number."""
PLAIN = Meaning()
WORDS = ("account", "kpi", "period", "scenario", "segment", "site", "unit", "source", "note")
"""Columns of observations that hold no values."""
AMOUNTS = (Unit.CURRENCY, Unit.COUNT, None)
"""Units that may be written in thousands; the parts of a ratio have none."""
SHARES = (Unit.PERCENT, Unit.POINTS)
"""Units that may be written as fractions or basis points."""


def apply(grid: Grid, source: TableSource, found: list[Problem]) -> Grid | None:
    """The table in our names and words, with what was changed in its tally; None, with problems, when it cannot be."""
    meaning = source.meaning
    if meaning == PLAIN:
        return grid
    before = len(found)
    picked = _picked(grid, source, found)
    header = (*(name for name, _ in picked), *map(fold, meaning.constants))
    dates = dict(_patterns(source, found))
    for key in (*meaning.maps, *meaning.ignore, *meaning.dates):
        if fold(key) not in map(fold, header) and not (fold(key) == "value" and key in meaning.maps):
            _no_column(source, key, header, found)
    if len(found) > before:
        return None
    indexes = [index for _, index in picked]
    cells = ((row, (*(held[index] for index in indexes), *meaning.constants.values())) for row, held in grid.rows)
    rows = tuple(_Words(header, meaning, grid.tally).applied(cells))
    made = replace(
        grid,
        header=header,
        rows=rows,
        theirs={fold(ours): name for ours, name in meaning.columns.items()},
        constants={fold(name): source.place for name in meaning.constants},
        dates=dates,
        factor=meaning.factor,
        repeats=meaning.repeats,
        per=meaning.per,
    )
    _note_shapes(made)
    return made


def _picked(grid: Grid, source: TableSource, found: list[Problem]) -> list[tuple[str, int]]:
    """Each column that is used with its index: by our name where the source says it, else by its own."""
    columns, constants = source.meaning.columns, source.meaning.constants
    ours = {fold(name): _index(grid, source, name, theirs, found) for name, theirs in columns.items()}
    taken = set(ours.values())
    free = [(name, index) for index, name in enumerate(grid.header) if index not in taken]
    for name, _ in free:
        if name and fold(name) in map(fold, constants):
            message = f'the column "{name}" stands in {source.shown} and under constants'
            fail(found, source.place, message, "Remove it from constants, or give the column quite another name.")
        elif fold(name) in ours:
            grid.tally.note(f'the column "{name}" is not used: {fold(name)} is another', times=len(grid.rows))
    known = [(name, index) for name, index in ours.items() if index is not None]
    if source.header == 0:
        return known
    return [*known, *((name, index) for name, index in free if fold(name) not in ours)]


def _index(grid: Grid, source: TableSource, ours: str, theirs: str, found: list[Problem]) -> int | None:
    """The index of the column that the source calls `theirs`; None, with a problem, unless there is just one."""
    same = [index for index, name in enumerate(grid.header) if name.strip() == theirs.strip()]
    alike = same or [index for index, name in enumerate(grid.header) if name and fold(name) == fold(theirs)]
    if not alike and (match := LETTER.fullmatch(theirs.strip())):
        at = int(match[1]) - 1 if match[1].isdecimal() else _number(match[1])
        alike = [at] if at < len(grid.header) and not grid.header[at] else []
    if len(alike) == 1:
        return alike[0]
    if alike:
        fail(found, source.place, f'the column "{theirs}" stands twice in {source.shown}', "Rename one of them.")
    else:
        _no_column(source, theirs, grid.header, found, f", which columns names for {ours}")
    return None


def _number(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def _no_column(source: TableSource, name: str, header: Iterable[str], found: list[Problem], why: str = "") -> None:
    names = [each for each in header if each]
    hint = closest(name, names) or f"Columns: {', '.join(names[:40])}."
    fail(found, source.place, f'no column "{name}" in {source.shown}{why}', hint)


def _patterns(source: TableSource, found: list[Problem]) -> Iterator[tuple[str, tuple[Pattern, ...]]]:
    if not source.meaning.dates:
        return
    from reviewgen.sources.rows.patterns import pattern

    for column, given in source.meaning.dates.items():
        try:
            yield fold(column), tuple(map(pattern, given))
        except ValueError as error:
            fail(found, source.place, f"dates of {column}: {error}", "Mend the pattern.")


def _note_shapes(grid: Grid) -> None:
    """How many cells of a column are written in each of its patterns, where there are several."""
    for column, patterns in grid.dates.items():
        at = [fold(name) for name in grid.header].index(column)
        if len(patterns) > 1:
            for _, cells in grid.rows:
                shape = written(cells[at], patterns)
                if shape is not None:
                    grid.tally.note(f"{grid.theirs.get(column, column)} written {shape[1].shown}")


@dataclass
class _Words:
    """Leaves out the rows that are ignored, and puts our words for those of the file."""

    header: tuple[str, ...]
    meaning: Meaning
    tally: Tally

    def applied(self, rows: Iterable[tuple[int, tuple[Cell, ...]]]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The rows that are not ignored, with our words."""
        ignored = [(at, self._told(at), words) for at, words in self._by_index(self.meaning.ignore)]
        maps = list(self._by_index(self.meaning.maps))
        for row, cells in rows:
            changed = list(cells)
            for at, words in maps:
                changed[at] = self._mapped(at, cells[at], words)
            for at, told, words in ignored:
                if {_word(cells[at]), _word(changed[at])} & words.keys():
                    self.tally.leave(row, f"{told} is ignored", _shown(cells[at]))
                    break
            else:
                yield row, tuple(changed)

    def _by_index(self, given: Mapping[str, Mapping[str, str] | tuple[str, ...]]) -> Iterator[tuple[int, Words]]:
        folded = [fold(name) for name in self.header]
        for key, words in given.items():
            held = words.items() if isinstance(words, Mapping) else ((word, word) for word in words)
            pairs: Words = {_word(theirs): ours for theirs, ours in held}
            if fold(key) in folded:
                yield folded.index(fold(key)), pairs
            else:
                yield from ((at, pairs) for at, name in enumerate(folded) if name not in WORDS)

    def _mapped(self, at: int, cell: Cell, words: Words) -> Cell:
        ours = words.get(_word(cell))
        if ours is None:
            return cell
        self.tally.note(f"{self._told(at)} read as another word", f"{_shown(cell)} as {ours or 'blank'}")
        return ours

    def _told(self, at: int) -> str:
        names = {fold(ours): theirs for ours, theirs in self.meaning.columns.items()}
        return names.get(fold(self.header[at]), self.header[at])


def _word(cell: Cell) -> str | None:
    """A cell as words are compared: without case and outer space, None where it has no text."""
    try:
        return " ".join(text(cell).casefold().split())
    except ValueError:
        return None


def _shown(cell: Cell) -> str:
    return "blank" if blank(cell) else text(cell)


def scaled(value: Decimal, cell: Cell, unit: Unit | None, factor: Decimal) -> Decimal:
    """The value in its KPI's unit; thousands are of amounts and counts, fractions and basis points of percentages.

    A cell that says "%" is a percentage already. The sign is turned of every value.
    """
    if factor == 1:
        return value
    size = abs(factor)
    said = isinstance(cell, Percent) or (isinstance(cell, str) and cell.rstrip().endswith("%"))
    fits = unit in AMOUNTS if size >= 1000 else unit in SHARES and not said
    return exactly(value, factor if fits else Decimal(1).copy_sign(factor))
