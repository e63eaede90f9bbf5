"""Sparse linear equations in reduced echelon form, over the rationals or modulo a prime, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeVar

from reviewgen.sharing.inference.algebra import Cell

PRIME: Final = 2**61 - 1
"""A Mersenne prime: two different rational expressions agree modulo it at a generic point with odds of about 1e-15."""

Number = Fraction | int
K = TypeVar("K")


@dataclass
class Row:
    """The sum of value times cell is `right`; it is the sum of the given equations, each times its `source`."""

    values: dict[Cell, Number]
    right: Number
    source: dict[int, Number]


@dataclass
class Echelon:
    """Equations in reduced form: each pivot cell stands in its own row alone, with factor 1.

    `modulus` None computes with fractions, exactly; with a prime all numbers are whole.
    """

    modulus: int | None = None
    rows: dict[Cell, Row] = field(default_factory=dict)
    users: dict[Cell, dict[Cell, None]] = field(default_factory=dict)
    """For each cell that is no pivot the pivots of the rows in which it stands."""

    def insert(self, values: Mapping[Cell, Number], right: Number, source: Mapping[int, Number]) -> tuple[Cell, ...]:
        """Take an equation in; the cells that it determines. One that follows from those before changes nothing."""
        row = Row(dict(values), right, dict(source))
        for cell in values:
            if cell in self.rows:
                self._subtract(row, self.rows[cell], row.values[cell])
        if not row.values:
            return ()
        pivot = min(row.values, key=lambda cell: len(self.users.get(cell, ())))
        self._scale(row, row.values[pivot])
        touched = (*self.users.pop(pivot, ()), pivot)
        self._clear(pivot, row, touched[:-1])
        self.rows[pivot] = row
        for cell in row.values:
            if cell != pivot:
                self.users.setdefault(cell, {})[pivot] = None
        return tuple(one for one in touched if len(self.rows[one].values) == 1)

    def determined(self) -> Iterator[Cell]:
        """The cells that the equations determine."""
        return (pivot for pivot, row in self.rows.items() if len(row.values) == 1)

    def sources(self, cell: Cell) -> tuple[int, ...]:
        """The equations that determine `cell`, in their order."""
        return tuple(sorted(self.rows[cell].source))

    def _clear(self, pivot: Cell, row: Row, others: Iterable[Cell]) -> None:
        """Take a new pivot out of the other rows, in which it stands."""
        for other in others:
            held = self.rows[other]
            self._subtract(held, row, held.values[pivot])
            for cell in row.values:
                if cell in held.values:
                    self.users.setdefault(cell, {})[other] = None
                elif cell != pivot:
                    del self.users[cell][other]

    def _subtract(self, row: Row, other: Row, factor: Number) -> None:
        self._add(row.values, other.values, factor)
        self._add(row.source, other.source, factor)
        row.right = self._within(row.right - factor * other.right)

    def _add(self, into: dict[K, Number], values: Mapping[K, Number], factor: Number) -> None:
        """Take `factor` times `values` away; what comes to zero goes."""
        for key, value in values.items():
            found = self._within(into.get(key, 0) - factor * value)
            if found:
                into[key] = found
            else:
                into.pop(key, None)

    def _scale(self, row: Row, divisor: Number) -> None:
        if divisor == 1:
            return
        by = self._inverse(divisor)
        row.values = {cell: self._within(value * by) for cell, value in row.values.items()}
        row.source = {number: self._within(value * by) for number, value in row.source.items()}
        row.right = self._within(row.right * by)

    def _inverse(self, value: Number) -> Number:
        if self.modulus is not None:
            return pow(int(value), -1, self.modulus)
        return -1 if value == -1 else 1 / Fraction(value)

    def _within(self, value: Number) -> Number:
        return value if self.modulus is None else value % self.modulus
