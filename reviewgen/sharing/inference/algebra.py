"""Cells and the identities between them. It knows nothing of reviews: a cell is any hashable name of a number."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

Cell = Hashable
ONE = Fraction(1)


@dataclass(frozen=True)
class Linear:
    """The sum of coefficient times cell is `constant`; no coefficient is zero, no cell stands twice."""

    terms: tuple[tuple[Cell, Fraction], ...]
    constant: Fraction = Fraction(0)


@dataclass(frozen=True)
class Product:
    """`constant` times the product of cell to the power is 1; no power is zero, no cell stands twice."""

    powers: tuple[tuple[Cell, int], ...]
    constant: Fraction = ONE


@dataclass(frozen=True)
class Choice:
    """Cells of which any one may follow from the others, whatever the rule between them is (min, max, a ladder)."""

    cells: tuple[Cell, ...]


Identity = Linear | Product | Choice


@dataclass(frozen=True)
class Step:
    """`cell` follows from `given`, which are shown or follow by earlier steps, through `identities` taken together."""

    cell: Cell
    identities: tuple[Identity, ...]
    given: tuple[Cell, ...]


Chain = tuple[Step, ...]
"""The steps that lead to a cell, in order; the last one is its own."""


def cells_of(identity: Identity) -> tuple[Cell, ...]:
    """The cells of an identity, in the order in which they were written; the first is the one that it defines."""
    match identity:
        case Linear(terms=terms):
            return tuple(cell for cell, _ in terms)
        case Product(powers=powers):
            return tuple(cell for cell, _ in powers)
        case Choice(cells=cells):
            return cells
        case _:
            assert_never(identity)


def renamed(identity: Identity, names: Mapping[Cell, Cell]) -> Identity:
    """The same identity between other cells."""
    match identity:
        case Linear(terms=terms, constant=constant):
            return Linear(tuple((names[cell], factor) for cell, factor in terms), constant)
        case Product(powers=powers, constant=constant):
            return Product(tuple((names[cell], power) for cell, power in powers), constant)
        case Choice(cells=cells):
            return Choice(tuple(names[cell] for cell in cells))
        case _:
            assert_never(identity)


def linear(terms: Iterable[tuple[Cell, Fraction | int]], constant: Fraction | int = 0) -> Linear:
    """The identity "sum of terms = constant"; terms of one cell are put together."""
    summed: dict[Cell, Fraction] = {}
    for cell, factor in terms:
        summed[cell] = summed.get(cell, Fraction(0)) + factor
    return Linear(tuple((cell, factor) for cell, factor in summed.items() if factor), Fraction(constant))


def total(whole: Cell, parts: Iterable[Cell]) -> Linear:
    """The identity "whole = sum of parts"."""
    return linear([(whole, 1), *((part, -1) for part in parts)])


def product(powers: Iterable[tuple[Cell, int]], constant: Fraction | int = 1) -> Product:
    """The identity "constant times product of powers = 1"; powers of one cell are put together."""
    summed: dict[Cell, int] = {}
    for cell, power in powers:
        summed[cell] = summed.get(cell, 0) + power
    return Product(tuple((cell, power) for cell, power in summed.items() if power), Fraction(constant))


def times(whole: Cell, factors: Mapping[Cell, int], constant: Fraction | int = 1) -> Product:
    """The identity "whole = constant times the product of factors to their powers"."""
    return product([(whole, -1), *factors.items()], constant)


def ratio(rate: Cell, part: Cell, base: Cell, scale: Fraction | int = 1) -> Product:
    """The identity "rate = scale times part over base"; a percentage has scale 100."""
    return product([(rate, -1), (part, 1), (base, -1)], scale)
