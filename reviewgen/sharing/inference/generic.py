"""A generic point that keeps all identities, and what their derivatives there determine: the net for mixed sets.

Sums alone and products alone are settled exactly by row reduction. A set that mixes both (a ratio whose base is the
difference of two sums) is not linear; there a cell is determined, up to finitely many values, where the derivatives of
the identities at a generic point leave it no room to move (the inverse function theorem). A ratio of which one factor
is known is the smallest such set. Everything is computed modulo a prime, at a point that is made from the structure
alone, so that no value of any cell plays a part.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from reviewgen.sharing.inference.algebra import Cell, Linear, Product, cells_of
from reviewgen.sharing.inference.echelon import PRIME, Echelon, Number

ATTEMPTS: Final = 3
"""Points tried; each gives numbers to other cells first."""

Smooth = Linear | Product


def determined(
    identities: Mapping[int, Smooth], known: Collection[Cell], point: Mapping[Cell, int]
) -> dict[Cell, tuple[int, ...]]:
    """The cells beside `known` that the derivatives at `point` determine, each with the identities that do so."""
    found = Echelon(PRIME)
    for number, identity in identities.items():
        slopes = {cell: slope for cell, slope in _slopes(identity, point) if cell not in known}
        found.insert(slopes, 0, {number: 1})
    return {cell: found.sources(cell) for cell in found.determined()}


def _slopes(identity: Smooth, point: Mapping[Cell, int]) -> Iterable[tuple[Cell, Number]]:
    if isinstance(identity, Linear):
        return ((cell, whole(factor)) for cell, factor in identity.terms)
    return ((cell, power * pow(point[cell], -1, PRIME) % PRIME) for cell, power in identity.powers)


def whole(value: Fraction) -> int:
    """A fraction modulo the prime."""
    return value.numerator * pow(value.denominator, -1, PRIME) % PRIME


def point(identities: Sequence[Smooth]) -> dict[Cell, int]:
    """A generic point that keeps every identity; where none is found one that keeps none.

    At the latter the derivatives may determine too much, never too little: doubt falls on the side of withholding.
    """
    for attempt in range(ATTEMPTS):
        with contextlib.suppress(_Astray):
            return _Walk(identities, attempt).whole()
    cells = dict.fromkeys(cell for identity in identities for cell in cells_of(identity))
    return {cell: _number(ATTEMPTS, rank) for rank, cell in enumerate(cells)}


def _number(attempt: int, rank: int) -> int:
    """A number for one cell that is no rule of its neighbours', the same on every machine."""
    return int.from_bytes(hashlib.sha256(f"{attempt}:{rank}".encode()).digest(), "big") % PRIME or 1


class _Astray(Exception):
    """The numbers given so far leave no point."""


@dataclass
class _Walk:
    """Numbers given to cell after cell, those first that no identity defines; the rest follow where they must."""

    identities: Sequence[Smooth]
    attempt: int
    equations: Echelon = field(default_factory=lambda: Echelon(PRIME))
    values: dict[Cell, int] = field(default_factory=dict)
    waiting: deque[Cell] = field(default_factory=deque)
    products: dict[Cell, list[Product]] = field(default_factory=dict)

    def whole(self) -> dict[Cell, int]:
        for identity in self.identities:
            if isinstance(identity, Linear):
                self.equation({cell: whole(factor) for cell, factor in identity.terms}, whole(identity.constant))
            else:
                for cell in cells_of(identity):
                    self.products.setdefault(cell, []).append(identity)
                self.consider(identity)
        self.settle()
        for rank, cell in enumerate(self.order()):
            if cell not in self.values:
                self.equation({cell: 1}, _number(self.attempt, rank))
            self.settle()
        if not self.kept():
            raise _Astray
        return self.values

    def order(self) -> list[Cell]:
        """Cells that no identity defines first; by the attempt, the other way round, or as they come."""
        cells = dict.fromkeys(cell for identity in self.identities for cell in cells_of(identity))
        heads = {cells_of(identity)[0] for identity in self.identities if cells_of(identity)}
        ranks = ({True: 1, False: 0}, {True: 0, False: 0}, {True: 0, False: 1})[self.attempt % 3]
        return sorted(cells, key=lambda cell: ranks[cell in heads])

    def equation(self, values: Mapping[Cell, Number], right: int) -> None:
        """Take a linear equation in and queue the cells that have a number since; a factor cannot be zero."""
        for cell in self.equations.insert(values, right, {}):
            self.values[cell] = int(self.equations.rows[cell].right)
            self.waiting.append(cell)
        if not all(self.values[cell] for cell in self.waiting if cell in self.products):
            raise _Astray

    def settle(self) -> None:
        """What follows from the numbers given, by products of which one cell has none, or two that are a ratio."""
        while self.waiting:
            for identity in self.products.get(self.waiting.popleft(), ()):
                self.consider(identity)

    def consider(self, identity: Product) -> None:
        """What follows from a product whose free cells are few."""
        free = [(cell, power) for cell, power in identity.powers if cell not in self.values]
        if free and all(abs(power) == 1 for _, power in free):
            self.follow(free, self.value(identity))

    def follow(self, free: Sequence[tuple[Cell, int]], rest: int) -> None:
        """`rest` times the free cells to their powers is 1."""
        (cell, power), *others = free
        if not others:
            self.equation({cell: 1}, pow(rest, -power, PRIME))
        elif len(others) == 1 and others[0][1] == -power:
            self.equation({cell: pow(rest, power, PRIME), others[0][0]: PRIME - 1}, 0)

    def value(self, identity: Product) -> int:
        """The constant times the cells that have a number."""
        found = whole(identity.constant)
        for cell, power in identity.powers:
            if cell in self.values:
                found = found * pow(self.values[cell], power, PRIME) % PRIME
        return found

    def kept(self) -> bool:
        """True when every identity holds."""
        products = (one for one in self.identities if isinstance(one, Product))
        sums = (one for one in self.identities if isinstance(one, Linear))
        return all(self.value(one) == 1 for one in products) and all(
            self.sum(one) == whole(one.constant) for one in sums
        )

    def sum(self, identity: Linear) -> int:
        """The sum of the terms."""
        return sum(whole(factor) * self.values[cell] for cell, factor in identity.terms) % PRIME
