"""How closely the shown, rounded figures pin a cell that is not shown: intervals, computed as any reader could.

What goes in is what every reader holds: the shown values, the steps they are rounded to, the identities, and which
cells cannot be negative. No hidden value does, so that what is decided by the result tells nothing new. First intervals
are narrowed identity by identity, then a linear programme over the sums finds how far each cell can go (the intruder's
problem of statistical disclosure control: Willenborg and de Waal, "Elements of Statistical Disclosure Control", 2001).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, assert_never

from reviewgen.sharing.inference.algebra import Cell, Choice, Identity, Linear, Product, cells_of
from reviewgen.sharing.inference.interval import ANY, FLOOR, LEAST, Interval
from reviewgen.sharing.inference.programme import Equation, reach

SWEEPS: Final = 60
"""Rounds of narrowing at most: where intervals feed each other they may narrow forever, ever less."""

LARGEST_LOG: Final = 700.0
"""Of a number that a float can hold."""


@dataclass(frozen=True)
class Shown:
    """A figure as it is read, and the step that it is rounded to; 0 for one that is exact."""

    value: Decimal
    step: Decimal = Decimal(0)


def intervals(
    identities: Sequence[Identity],
    shown: Mapping[Cell, Shown],
    wanted: Collection[Cell],
    floored: Collection[Cell],
) -> Mapping[Cell, Interval]:
    """For each of `wanted` where it must lie; `floored` cells are not negative.

    Cells that hang together with no shown one are left out. So are those that hang together with shown figures that
    contradict an identity (a month is missing, say): nothing follows from it.
    """
    asked = set(wanted)
    found: dict[Cell, Interval] = {}
    for group in _together(identities, shown):
        inside = [cell for cell in dict.fromkeys(one for each in group for one in cells_of(each)) if cell in asked]
        if inside:
            found |= _group(group, shown, inside, floored)
    return found


def _together(identities: Sequence[Identity], shown: Mapping[Cell, Shown]) -> Iterator[list[Identity]]:
    """The identities that hang together by cells that are not known exactly, in their own order."""
    users: dict[Cell, list[int]] = {}
    for number, identity in enumerate(identities):
        for cell in cells_of(identity):
            if cell not in shown or shown[cell].step:
                users.setdefault(cell, []).append(number)
    left = dict.fromkeys(range(len(identities)))
    while left:
        waiting, group = [next(iter(left))], set()
        while waiting:
            number = waiting.pop()
            if number in left:
                del left[number]
                group.add(number)
                waiting += [one for cell in cells_of(identities[number]) for one in users.get(cell, ())]
        yield [identities[number] for number in sorted(group)]


def _group(
    identities: Sequence[Identity], shown: Mapping[Cell, Shown], wanted: Sequence[Cell], floored: Collection[Cell]
) -> Mapping[Cell, Interval]:
    cells = dict.fromkeys(cell for identity in identities for cell in cells_of(identity))
    if not any(cell in shown for cell in cells):
        return {}
    bounds = {cell: _first(cell, shown, floored) for cell in cells}
    if not narrow(identities, bounds):
        return {}
    sums = _sums(identities)
    if _ringed(sums):
        for cell, found in reach(sums, bounds, wanted).items():
            bounds[cell] = bounds[cell].within(found)
    products = _products(identities, bounds)
    if _ringed(products):
        logs = {cell: _log(bounds[cell]) for terms, _ in products for cell, _ in terms}
        for cell, found in reach(products, logs, wanted).items():
            bounds[cell] = bounds[cell].within(_exp(found))
    return {cell: bounds[cell] for cell in wanted}


def _sums(identities: Sequence[Identity]) -> list[Equation]:
    sums = (one for one in identities if isinstance(one, Linear))
    return [([(cell, float(factor)) for cell, factor in one.terms], float(one.constant)) for one in sums]


def _products(identities: Sequence[Identity], bounds: Mapping[Cell, Interval]) -> list[Equation]:
    """The products of positive cells, as sums of their logarithms."""
    products = (one for one in identities if isinstance(one, Product) and _logarithmic(one, bounds))
    return [([(cell, float(power)) for cell, power in one.powers], -math.log(one.constant)) for one in products]


def _ringed(equations: Sequence[Equation]) -> bool:
    """True where equations and cells form a ring; where they form trees, narrowing has found the exact bounds."""
    above: dict[Cell, Cell] = {}

    def root(node: Cell) -> Cell:
        while node in above:
            node = above[node]
        return node

    for number, (terms, _) in enumerate(equations):
        for cell, _ in terms:
            one, other = root((number, None)), root((cell,))
            if one == other:
                return True
            above[one] = other
    return False


def _first(cell: Cell, shown: Mapping[Cell, Shown], floored: Collection[Cell]) -> Interval:
    floor = FLOOR if cell in floored else ANY
    if cell not in shown:
        return floor
    value, half = shown[cell].value, shown[cell].step / 2
    read = Interval(float(value - half), float(value + half))
    return read if read.high < 0 else read.within(floor)


def narrow(identities: Sequence[Identity], bounds: dict[Cell, Interval]) -> bool:
    """Narrow `bounds` by every identity until nothing moves; False when two of them cannot both hold."""
    for _ in range(SWEEPS):
        moved = False
        for identity in identities:
            for cell, found in _implied(identity, bounds):
                fresh = bounds[cell].within(found)
                if fresh.low > fresh.high:
                    if fresh.low - fresh.high > LEAST * max(abs(fresh.low), abs(fresh.high)):
                        return False
                    fresh = Interval(fresh.high, fresh.low)
                moved |= _narrower(fresh, bounds[cell])
                bounds[cell] = fresh
        if not moved:
            break
    return True


def _narrower(fresh: Interval, old: Interval) -> bool:
    return _less(old.low, fresh.low) or _less(fresh.high, old.high)


def _less(low: float, high: float) -> bool:
    return low < high and (math.isinf(low) or math.isinf(high) or high - low > LEAST * max(abs(low), abs(high)))


def _implied(identity: Identity, bounds: Mapping[Cell, Interval]) -> Iterator[tuple[Cell, Interval]]:
    """For each cell of an identity where the others leave it."""
    match identity:
        case Linear(terms=terms, constant=constant):
            yield from _left([(cell, float(factor), bounds[cell]) for cell, factor in terms], float(constant))
        case Product(powers=powers, constant=constant):
            if _logarithmic(identity, bounds):
                logs = [(cell, float(power), _log(bounds[cell])) for cell, power in powers]
                yield from ((cell, _exp(found)) for cell, found in _left(logs, -math.log(constant)))
        case Choice():
            return
        case _:
            assert_never(identity)


def _logarithmic(identity: Product, bounds: Mapping[Cell, Interval]) -> bool:
    """True where no factor can be negative or is zero, so that logarithms add up."""
    return identity.constant > 0 and all(bounds[cell].low >= 0 < bounds[cell].high for cell, _ in identity.powers)


def _left(terms: Sequence[tuple[Cell, float, Interval]], constant: float) -> Iterator[tuple[Cell, Interval]]:
    """Interval arithmetic of "sum of factor times cell = constant", solved for each cell."""
    scaled = [_scaled(factor, bounds) for _, factor, bounds in terms]
    for number, (cell, factor, _) in enumerate(terms):
        others = scaled[:number] + scaled[number + 1 :]
        low, high = sum(one.low for one in others), sum(one.high for one in others)
        yield cell, _scaled(1 / factor, Interval(constant - high, constant - low))


def _scaled(factor: float, bounds: Interval) -> Interval:
    ends = (factor * bounds.low, factor * bounds.high)
    return Interval(min(ends), max(ends))


def _log(bounds: Interval) -> Interval:
    return Interval(*(math.log(end) if end else -math.inf for end in (bounds.low, bounds.high)))


def _exp(bounds: Interval) -> Interval:
    return Interval(*(math.exp(end) if end < LARGEST_LOG else math.inf for end in (bounds.low, bounds.high)))
