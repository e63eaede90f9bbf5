"""What is told of counting raw rows: how they were read, how many were used, and what became of the others."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.model import Observation


@dataclass(frozen=True)
class LeftOut:
    """Rows that were not used, and why; `texts` are the commonest cells that say so, each with its count."""

    reason: str
    rows: int
    texts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class RowsReport:
    """What was read of one declaration: how, how many rows, how many were used, and what was left out or odd.

    Every row is used or left out for one reason: `rows` is `used` and all of `left_out`; `notes` count beside that.
    """

    name: str
    shown: str
    how: str
    rows: int
    used: int
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Counted:
    """The totals of all declarations with what was met on the way."""

    observations: tuple[Observation, ...]
    reports: tuple[RowsReport, ...]
