"""The bridge from last year's sales to this year's as it is printed: what a reader adds up is what stands below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from reviewgen.effects import Effects, LineEffects
from reviewgen.facts import Notation
from reviewgen.shares import Exact, NoShares, rounded_to_total, shares

STEPS: Final = ("volume", "price", "mix", "new", "lost", "other")
"""The effects, in the order in which the bridge takes them."""
LINES = 10
"""Lines that are shown one by one; the smallest of more are one line together."""


@dataclass(frozen=True)
class Shown:
    """A row in the unit of the page: before + its steps == now, of the steps those that the bridge has."""

    name: str
    before: Decimal
    steps: tuple[Decimal, ...]
    now: Decimal
    share: Decimal | None = None

    @property
    def change(self) -> Decimal:
        """What the sales of the row moved by."""
        return self.now - self.before


@dataclass(frozen=True)
class Bridge:
    """The whole and its lines, the largest first; every column of the lines adds up to that of the whole.

    `names` are the steps that are not zero on the whole or on a line. Shares are percentages of this year's sales,
    None where a line is negative. A line named "" is the rest of the lines together.
    """

    names: tuple[str, ...]
    decimals: int
    whole: Shown
    lines: tuple[Shown, ...]


def bridge(found: Effects, notation: Notation) -> Bridge:
    """`found` as it is printed in `notation`.

    Steps are rounded to the difference of the two shown totals, the columns of the lines to the shown totals, and then
    each line so that it adds up across as well: none is off its own value by more than that takes. Where half a unit
    on both sides leaves no such rounding, one more place is shown.
    """
    names = tuple(name for name in STEPS if any(getattr(one, name) for one in (found, *found.lines)))
    exact = _Exact.of("", [found], names, notation)
    whole = _whole(exact, notation.decimals)
    if whole is None:
        return bridge(found, Notation(notation.scale, notation.decimals + 1))
    rows = [_Exact.of(name, lines, names, notation) for name, lines in _folded(found.lines)]
    return Bridge(names, notation.decimals, whole, _lines(rows, whole, notation.decimals))


@dataclass(frozen=True)
class _Exact:
    name: str
    before: Fraction
    steps: tuple[Fraction, ...]
    now: Fraction

    @classmethod
    def of(cls, name: str, rows: Sequence[Effects | LineEffects], names: Iterable[str], notation: Notation) -> _Exact:
        def added(column: str) -> Fraction:
            held: list[Decimal] = [getattr(row, column) for row in rows]
            return sum(map(Fraction, held), Fraction(0)) / Fraction(f"1e{notation.scale}")

        return cls(name, added("before"), tuple(map(added, names)), added("now"))


def _folded(lines: Sequence[LineEffects]) -> list[tuple[str, Sequence[LineEffects]]]:
    ranked = sorted(lines, key=lambda line: (-line.now, -line.before, line.name))
    kept = len(ranked) if len(ranked) <= LINES else LINES - 1
    rest: list[tuple[str, Sequence[LineEffects]]] = [("", ranked[kept:])] if ranked[kept:] else []
    return [(line.name, [line]) for line in ranked[:kept]] + rest


def _whole(exact: _Exact, decimals: int) -> Shown | None:
    before, now = (_fitted([end], end, decimals)[0] for end in (exact.before, exact.now))
    steps = rounded_to_total(exact.steps, now - before, decimals) if exact.steps else ()
    return None if isinstance(steps, NoShares) else Shown("", before, steps, now, Decimal(100))


def _lines(rows: Sequence[_Exact], whole: Shown, decimals: int) -> tuple[Shown, ...]:
    befores = _fitted([row.before for row in rows], whole.before, decimals)
    nows = _fitted([row.now for row in rows], whole.now, decimals)
    columns = [_fitted([row.steps[at] for row in rows], total, decimals) for at, total in enumerate(whole.steps)]
    shown = [list(cells) for cells in zip(*columns, strict=True)] if columns else [[] for _ in rows]
    _settle(shown, rows, [now - before for before, now in zip(befores, nows, strict=True)], decimals)
    parts = shares([row.now for row in rows], 1)
    found: Sequence[Decimal | None] = [None] * len(rows) if isinstance(parts, NoShares) else parts
    return tuple(
        Shown(row.name, before, tuple(steps), now, share)
        for row, before, steps, now, share in zip(rows, befores, shown, nows, found, strict=True)
    )


def _settle(shown: list[list[Decimal]], rows: Sequence[_Exact], changes: Sequence[Decimal], decimals: int) -> None:
    """Move units within a column, from lines that add up to too much to lines that lack them, where it harms least."""
    unit = Decimal(1).scaleb(-decimals)
    while over := [at for at, cells in enumerate(shown) if cells and sum(cells) > changes[at]]:
        high = over[0]
        low = next(at for at, cells in enumerate(shown) if sum(cells) < changes[at])
        column = max(
            range(len(shown[high])),
            key=lambda at: _gain(shown[high][at], rows[high].steps[at]) - _gain(shown[low][at], rows[low].steps[at]),
        )
        shown[high][column] -= unit
        shown[low][column] += unit


def _gain(shown: Decimal, exact: Fraction) -> Fraction:
    """How much a cell stands above its value."""
    return Fraction(shown) - exact


def _fitted(values: Sequence[Exact], total: Exact, decimals: int) -> tuple[Decimal, ...]:
    found = rounded_to_total(values, total, decimals)
    if isinstance(found, NoShares):
        raise AssertionError("a shown total is less than a unit from the sum of its parts")
    return found
