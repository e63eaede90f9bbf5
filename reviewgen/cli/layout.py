"""Lines of words in columns, for a terminal of any width or for a pipe, which has none."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from textwrap import wrap

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

LEAST = 24
"""Cells that the last column must have beside the others; with fewer it stands below them."""
BELOW = "      "


def console() -> Console:
    """The output as it stands now."""
    return Console(highlight=False)


def room(of: Console) -> int | None:
    """Cells of a line; None in a pipe without COLUMNS, where lines are as long as they like to be."""
    return of.width if of.is_terminal or "COLUMNS" in os.environ else None


def columns(rows: Sequence[Sequence[str]], width: int | None, right: Collection[int] = (), gap: int = 2) -> list[str]:
    """The rows with their cells in columns, those in `right` to the right; the last column breaks where it must."""
    count = max(map(len, rows), default=0)
    padded = [(*row, *[""] * (count - len(row))) for row in rows]
    widths = [max(cell_len(row[index]) for row in padded) for index in range(count - 1)]
    return [line for row in padded for line in _row(row, widths, width, right, gap)]


def _row(
    row: Sequence[str], widths: Sequence[int], width: int | None, right: Collection[int], gap: int
) -> Iterator[str]:
    cells = [_padded(cell, size, index in right) for index, (cell, size) in enumerate(zip(row, widths, strict=False))]
    head = "".join(cell + " " * gap for cell in cells)
    last = row[-1]
    if width is None or cell_len(head + last) <= width:
        yield (head + last).rstrip()
        return
    left = width - cell_len(head)
    if left < LEAST:
        yield from broken(head.rstrip(), width, BELOW)
        yield from (BELOW + part for part in wrap(last, max(LEAST, width - len(BELOW))))
        return
    first, *more = wrap(last, left) or [""]
    yield head + first
    yield from (" " * cell_len(head) + part for part in more)


def _padded(cell: str, size: int, to_the_right: bool) -> str:
    space = " " * (size - cell_len(cell))
    return space + cell if to_the_right else cell + space


def broken(line: str, width: int | None, indent: str = "    ") -> list[str]:
    """A line in as many as its width asks for, the later ones indented; words longer than a line are not cut."""
    if width is None or cell_len(line) <= width:
        return [line]
    start = line[: len(line) - len(line.lstrip())]
    found = wrap(
        line.lstrip(),
        max(LEAST, width),
        initial_indent=start,
        subsequent_indent=start + indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return found or [line]


def say(to: Console, lines: Iterable[str | Text], style: str = "") -> None:
    """Print lines as they are."""
    for line in lines:
        to.print(line if isinstance(line, Text) else Text(line, style), soft_wrap=True)
