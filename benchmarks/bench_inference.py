"""How long the closure takes on 2,000 cells, and the bounds on what is left: python benchmarks/bench_inference.py.

A grid of segments and quarters with their totals: sales, cost and profit by segment, quarter and year, margins, prices
and volumes. Three ways of hiding: all of a column but what its totals tell, with the complementary column too, and
margins instead of amounts, where only the net for mixed sets finds what follows. Each is run five times, the median is
printed, with how many hidden cells follow. LP: import time and size of the two candidates, where they are installed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Collection
from decimal import Decimal
from statistics import median
from time import perf_counter

from reviewgen.sharing.inference.algebra import Cell, Identity, cells_of, ratio, times, total
from reviewgen.sharing.inference.bounds import Shown, intervals
from reviewgen.sharing.inference.closure import System

SEGMENTS, QUARTERS, RUNS = 20, 15, 5
AMOUNTS = ("sales", "cost", "profit", "volume")
SHOW: dict[str, Callable[[tuple[str, object, object]], bool]] = {
    "one column hidden": lambda cell: cell[0] in AMOUNTS and cell[2] != 3,
    "its complement too": lambda cell: cell[0] in AMOUNTS and cell[2] not in (3, 5),
    "margins for amounts": lambda cell: cell[2] not in (3, 5) and cell[0] in ("sales", "margin"),
    "nothing shown": lambda cell: False,
}


def grid() -> list[Identity]:
    """The identities of the grid."""
    made: list[Identity] = []
    quarters, segments = [*range(QUARTERS), "year"], [*range(SEGMENTS), "all"]
    for quarter in quarters:
        made += [total((kind, quarter, "all"), [(kind, quarter, one) for one in range(SEGMENTS)]) for kind in AMOUNTS]
        for one in segments:
            made.append(total(("sales", quarter, one), [("cost", quarter, one), ("profit", quarter, one)]))
            made.append(ratio(("margin", quarter, one), ("profit", quarter, one), ("sales", quarter, one), 100))
            made.append(times(("sales", quarter, one), {("volume", quarter, one): 1, ("price", quarter, one): 1}))
    for one in segments:
        made += [total((kind, "year", one), [(kind, number, one) for number in range(QUARTERS)]) for kind in AMOUNTS]
    return made


def timed(call: Callable[[], Collection[Cell]]) -> tuple[float, int]:
    """Median seconds, and how many cells came back."""
    seconds = []
    for _ in range(RUNS):
        start = perf_counter()
        found = call()
        seconds.append(perf_counter() - start)
    return median(seconds), len(found)


def main() -> None:
    """Print the table."""
    identities = grid()
    cells = list(dict.fromkeys(cell for one in identities for cell in cells_of(one)))
    print(f"{len(cells)} cells, {len(identities)} identities")
    for name, chosen in SHOW.items():
        shown = [cell for cell in cells if chosen(cell)]  # type: ignore[arg-type]
        seconds, found = timed(lambda shown=shown: System(tuple(identities)).derive(shown))  # type: ignore[misc]
        print(f"  {name:22} {len(cells) - len(shown):5} hidden {found:5} follow  {seconds:.3f} s")
    amounts: dict[Cell, Shown] = {
        ("sales", quarter, one): Shown(Decimal(1000 * (SEGMENTS if one == "all" else 1)), Decimal(100))
        for quarter in range(QUARTERS)
        for one in [*range(SEGMENTS), "all"]
        if one not in (3, 5)
    }
    hidden = [cell for cell in cells if cell not in amounts]
    seconds, found = timed(lambda: intervals(identities, amounts, hidden, cells))
    print(f"  bounds of {found} cells, sales rounded to 100  {seconds:.3f} s")
    for library in ("highspy", "scipy.optimize"):
        print(f"  import {library:15} {imported(library)}")


def imported(library: str) -> str:
    """Median seconds of a fresh interpreter that imports a library, less one that does not."""
    runs = [[_run(f"import {name}") for _ in range(RUNS)] for name in ("sys", library)]
    if any(one is None for each in runs for one in each):
        return "not installed"
    bare, loaded = (median(one for one in each if one is not None) for each in runs)
    return f"{loaded - bare:.3f} s"


def _run(code: str) -> float | None:
    start = perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    return perf_counter() - start if not done.returncode else None


if __name__ == "__main__":
    main()
