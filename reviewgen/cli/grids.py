"""The coverage of accounts as a grid: perspectives by quarters, each cell the KPIs held of those expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from reviewgen.cli.layout import broken
from reviewgen.coverage import Grid, Tally

MANY = 5
"""With more accounts than this, a perspective without a gap has no line of its own."""
INDENT = "  "


def grids(found: Sequence[Grid], width: int | None) -> Iterator[Text]:
    """A block for each account: all its KPIs, then those of each perspective."""
    if not found:
        return
    few = len(found) <= MANY
    yield Text("Coverage", "bold")
    left = "" if few else "; perspectives without a gap are left out"
    legend = f"{INDENT}KPIs with a figure / KPIs expected; * some lack months; . none expected yet{left}"
    yield from (Text(line, "dim") for line in broken(legend, width, ""))
    heads = [found[0].calendar.key(quarter) for quarter in found[0].quarters]
    rows = [row for grid in found for row in _rows(grid, few=few)]
    labels = max(len(label) for label, _, _ in rows)
    size = max(map(len, [*heads, *(_cell(tally) for _, _, tallies in rows for tally in tallies)]))
    first, gap = _fitting(labels, size, len(heads), width)
    yield Text(" " * labels + "".join(" " * gap + head.rjust(size) for head in heads[first:]), "dim")
    for label, style, tallies in rows:
        text = Text(label.ljust(labels), style)
        for tally in tallies[first:]:
            text.append(" " * gap + _cell(tally).rjust(size), f"not bold {_style(tally)}")
        text.rstrip()
        yield text
    yield Text()


def _rows(grid: Grid, *, few: bool) -> Iterator[tuple[str, str, list[Tally]]]:
    """The account's own row, then one of each perspective."""
    count = len(grid.quarters)
    yield INDENT + grid.account, "bold", [grid.tally(index) for index in range(count)]
    for perspective in grid.perspectives:
        tallies = [grid.tally(index, perspective) for index in range(count)]
        if few or any(_gap(tally) for tally in tallies):
            yield INDENT + " " + perspective, "", tallies


def _gap(tally: Tally) -> bool:
    return tally.held < tally.expected or tally.partial > 0


def _cell(tally: Tally) -> str:
    if not tally.expected:
        return ". "
    return f"{tally.held}/{tally.expected}{'*' if tally.partial else ' '}"


def _style(tally: Tally) -> str:
    if not tally.expected:
        return "dim"
    return "red" if not tally.held else "yellow" if _gap(tally) else ""


def _fitting(labels: int, size: int, count: int, width: int | None) -> tuple[int, int]:
    """The first quarter shown and the gap before each: a narrow terminal does without the oldest quarters."""
    for first in range(count):
        for gap in (2, 1):
            if width is None or labels + (size + gap) * (count - first) <= width:
                return first, gap
    return count - 1, 1
