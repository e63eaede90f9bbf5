"""What follows from what is shown: derive(identities, shown) -> every cell that is determined, with its chain.

To a fixpoint: an identity with one unknown left; row reduction of the sums, exact; the same on the exponents of the
products; and, for sets that mix sums and products, the rank of the derivatives at a generic point (`generic`). The
first three are sound and complete for sets of sums alone and of products alone (Chin and Ozsoyoglu, "Auditing and
Inference Control in Statistical Databases", IEEE TSE 1982: a cell is compromised when its unit vector lies in the row
space). Which cells are shown decides, never a value; a product is taken to have no factor that is zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from reviewgen.sharing.inference.algebra import Cell, Chain, Choice, Identity, Linear, Product, Step, cells_of, renamed
from reviewgen.sharing.inference.echelon import Echelon, Number
from reviewgen.sharing.inference.generic import Smooth, determined, point


def derive(identities: Sequence[Identity], shown: Collection[Cell]) -> Mapping[Cell, Chain]:
    """Every cell that `shown` determine through `identities`, in the order found, with the steps that lead to it."""
    return System(tuple(identities)).derive(shown)


@dataclass(frozen=True)
class System:
    """Identities that are asked more than once. Inside, cells and identities go by their numbers, which is quicker."""

    identities: tuple[Identity, ...]

    @cached_property
    def numbers(self) -> Mapping[Cell, int]:
        """Every cell with its number."""
        cells = dict.fromkeys(cell for identity in self.identities for cell in cells_of(identity))
        return {cell: number for number, cell in enumerate(cells)}

    @cached_property
    def numbered(self) -> Mapping[int, Identity]:
        """The identities between the numbers of cells."""
        return dict(enumerate(renamed(identity, self.numbers) for identity in self.identities))

    @cached_property
    def point(self) -> Mapping[Cell, int]:
        """A generic point of the sums and products."""
        return point([one for one in self.numbered.values() if not isinstance(one, Choice)])

    def derive(self, shown: Collection[Cell]) -> Mapping[Cell, Chain]:
        """As `derive`."""
        found = _Closure(self, {self.numbers[cell] for cell in shown if cell in self.numbers})
        found.run()
        steps = self._named(found.steps)
        return {cell: _chain(cell, steps) for cell in steps}

    def _named(self, steps: Mapping[int, _Found]) -> dict[Cell, Step]:
        cells = list(self.numbers)
        return {
            cells[number]: Step(
                cells[number],
                tuple(self.identities[one] for one in found.identities),
                tuple(cells[one] for one in found.given),
            )
            for number, found in steps.items()
        }


def _chain(cell: Cell, steps: Mapping[Cell, Step]) -> Chain:
    """The steps that lead to `cell`, in the order in which they were found."""
    needed: dict[Cell, None] = {}
    waiting = [cell]
    while waiting:
        step = steps.get(waiting.pop())
        if step is not None and step.cell not in needed:
            needed[step.cell] = None
            waiting += step.given
    return tuple(step for one, step in steps.items() if one in needed)


def relevant(identities: Sequence[Identity], asked: Collection[Cell]) -> tuple[Identity, ...]:
    """The identities that can help to determine one of `asked`, as long as no other cell is shown.

    One that has a cell to itself, which is never known, says nothing of its other cells; without it, others may have.
    """
    kept = dict(enumerate(identities))
    users: dict[Cell, set[int]] = {}
    for number, identity in kept.items():
        for cell in cells_of(identity):
            users.setdefault(cell, set()).add(number)
    waiting = [cell for cell in users if cell not in asked]
    while waiting:
        if len(users[cell := waiting.pop()]) == 1:
            (number,) = users[cell]
            for other in cells_of(kept.pop(number)):
                users[other].discard(number)
                if other not in asked:
                    waiting.append(other)
    return tuple(kept.values())


def _factor(identity: Linear | Product, cell: int) -> Number:
    held: Mapping[Cell, Number] = dict(identity.terms if isinstance(identity, Linear) else identity.powers)
    return held[cell]


@dataclass(frozen=True)
class _Found:
    """A cell that follows from `given` through `identities`, all by their numbers."""

    identities: tuple[int, ...]
    given: tuple[int, ...]


@dataclass
class _Closure:
    system: System
    known: set[int]
    steps: dict[int, _Found] = field(default_factory=dict)
    open: dict[int, list[int]] = field(default_factory=dict)
    """For each identity that is of use its cells that are not known."""

    def run(self) -> None:
        """Take what is quick before what is slow, and start again after every find."""
        cells = {number: cast(tuple[int, ...], cells_of(one)) for number, one in self.system.numbered.items()}
        self.open = {number: [one for one in each if one not in self.known] for number, each in cells.items()}
        ways = (self.one_left, self.by_sums, self.by_powers, self.by_rank)
        while any(self.took(way()) for way in ways):
            pass

    def took(self, found: Mapping[int, tuple[int, ...]]) -> bool:
        """Note what was found, each cell with the identities that it follows from; False when there is nothing new."""
        for cell, identities in found.items():
            given = dict.fromkeys(
                one for number in identities for one in cells_of(self.system.numbered[number]) if one in self.known
            )
            self.steps[cell] = _Found(identities, tuple(given))
        self.known.update(found)
        left = {number: [one for one in cells if one not in found] for number, cells in self.open.items()}
        self.open = {number: cells for number, cells in left.items() if cells}
        return bool(found)

    def one_left(self) -> Mapping[int, tuple[int, ...]]:
        """The cells that are the only unknown of an identity."""
        found: dict[int, tuple[int, ...]] = {}
        for number, cells in self.open.items():
            if len(cells) == 1:
                found.setdefault(cells[0], (number,))
        return found

    def by_sums(self) -> Mapping[int, tuple[int, ...]]:
        """Row reduction of the sums over what is unknown."""
        return self.reduced(Linear)

    def by_powers(self) -> Mapping[int, tuple[int, ...]]:
        """Row reduction of the exponents of the products over what is unknown."""
        return self.reduced(Product)

    def reduced(self, kind: type[Linear] | type[Product]) -> Mapping[int, tuple[int, ...]]:
        """The cells that the sums, or the products, determine by themselves."""
        made = Echelon()
        for number, cells in self.open.items():
            identity = self.system.numbered[number]
            if isinstance(identity, kind):
                made.insert({cell: _factor(identity, cell) for cell in cells}, 0, {number: 1})
        return {cast(int, cell): made.sources(cell) for cell in made.determined()}

    def by_rank(self) -> Mapping[int, tuple[int, ...]]:
        """The net for sums and products that share an unknown."""
        found: dict[int, tuple[int, ...]] = {}
        for mixed in self.mixed():
            found |= cast(dict[int, tuple[int, ...]], determined(mixed, self.known, self.system.point))
        return found

    def mixed(self) -> Iterator[Mapping[int, Smooth]]:
        """The sets of identities that hang together by unknown cells and hold sums and products."""
        users: dict[int, list[int]] = {}
        for number, cells in self.open.items():
            if not isinstance(self.system.numbered[number], Choice):
                for cell in cells:
                    users.setdefault(cell, []).append(number)
        left = dict.fromkeys(users)
        while left:
            together = self.together(next(iter(left)), users, left)
            found = {number: self.system.numbered[number] for number in sorted(together)}
            if len({type(one) for one in found.values()}) > 1:
                yield cast(Mapping[int, Smooth], found)

    def together(self, start: int, users: Mapping[int, Sequence[int]], left: dict[int, None]) -> set[int]:
        """The identities that are reached from a cell; its cells leave `left`."""
        found: set[int] = set()
        waiting = [start]
        while waiting:
            cell = waiting.pop()
            if cell in left:
                del left[cell]
                fresh = set(users[cell]) - found
                found |= fresh
                waiting += [other for one in fresh for other in self.open[one]]
        return found
