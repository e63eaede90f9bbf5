"""The linear programme: how far a cell can go while all equations and all bounds hold.

HiGHS solves it (Huangfu and Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10, 2018); it is loaded on first need.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from reviewgen.sharing.inference.algebra import Cell
from reviewgen.sharing.inference.interval import Interval

Equation = tuple[Sequence[tuple[Cell, float]], float]
"""The sum of factor times cell is the number."""


def reach(
    equations: Sequence[Equation], bounds: Mapping[Cell, Interval], wanted: Sequence[Cell]
) -> Mapping[Cell, Interval]:
    """For each of `wanted` that stands in `equations` how far down and up it can go within `bounds`.

    All are left out where nothing keeps all equations.
    """
    cells = list(dict.fromkeys(cell for terms, _ in equations for cell, _ in terms))
    asked = [cell for cell in wanted if cell in set(cells)]
    if not asked:
        return {}
    sizes = _sizes([bounds[cell] for cell in cells])
    solver = _solver(equations, bounds, cells, sizes)
    found = {}
    for cell in asked:
        column = cells.index(cell)
        low, high = _ends(solver, column)
        if low <= high:
            found[cell] = Interval(low * sizes[column], high * sizes[column])
    return found


def _sizes(bounds: Sequence[Interval]) -> list[float]:
    """What each cell is measured in, so that the solver's tolerances are shares of it; an open one as the largest."""
    ends = [[abs(end) for end in (one.low, one.high) if end and not math.isinf(end)] for one in bounds]
    largest = max((size for each in ends for size in each), default=1.0)
    return [max(each, default=largest) for each in ends]


def _solver(
    equations: Sequence[Equation], bounds: Mapping[Cell, Interval], cells: Sequence[Cell], sizes: Sequence[float]
) -> Any:
    solver = _quiet()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    numbers = {cell: number for number, cell in enumerate(cells)}
    for cell, size in zip(cells, sizes, strict=True):
        solver.addVar(bounds[cell].low / size, bounds[cell].high / size)
    for terms, constant in equations:
        factors = [factor * sizes[numbers[cell]] for cell, factor in terms]
        scale = max(map(abs, factors))
        right = constant / scale
        columns = [numbers[cell] for cell, _ in terms]
        solver.addRow(right, right, len(columns), columns, [factor / scale for factor in factors])
    return solver


def _quiet() -> Any:
    """A solver; the usual one prints a banner when it takes callbacks, for which there is no use here."""
    import highspy

    return type("Quiet", (highspy.Highs,), {"enableCallbacks": lambda self: None})()


def _ends(solver: Any, column: int) -> tuple[float, float]:
    """The least and the largest value of one column, infinite where it is open; crossed where it can have none."""
    import highspy

    ends, status = [], highspy.HighsModelStatus
    for sign in (1.0, -1.0):
        solver.changeColCost(column, sign)
        solver.run()
        value = sign * solver.getInfo().objective_function_value
        ends.append(value if solver.getModelStatus() == status.kOptimal else -sign * math.inf)
        if solver.getModelStatus() == status.kInfeasible:
            return math.inf, -math.inf
        solver.changeColCost(column, 0.0)
    return min(ends), max(ends)
