"""What else to withhold so that a hidden figure no longer follows: the least loss first.

Every way out hides something of every chain; so the search starts with nothing hidden, finds a chain, and branches on
each part of it that could be hidden, the cheapest first (Reiter, "A theory of diagnosis from first principles",
Artificial Intelligence 32, 1987: minimal hitting sets of conflicts found on demand). The first way out found is the
cheapest there is.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reviewgen.sharing.inference.algebra import Cell
from reviewgen.sharing.inference.closure import System

MOST: Final = 3
"""Proposals made for one finding."""
TRIES: Final = 200
"""Sets of levers that are tried at most."""


@dataclass(frozen=True, order=True)
class Lever:
    """What can be withheld: a shared KPI, or one scenario of it; `loss` is its weight in the score."""

    kpi: str
    scenario: str = ""
    loss: Decimal = Decimal(0)


@dataclass(frozen=True)
class Proposal:
    """Levers that together keep a hidden figure hidden, and what is lost with them."""

    levers: tuple[Lever, ...]
    loss: Decimal


def proposals(
    system: System,
    shown: Collection[Cell],
    secret: Collection[Cell],
    levers: Callable[[Cell], Iterable[Lever]],
) -> tuple[Proposal, ...]:
    """The cheapest sets of levers after which none of `secret`, and nothing withheld by them, can be worked out.

    By loss, then by count; none of them holds another. `levers` gives those that take a shown cell away.
    """
    return tuple(_Search(system, {cell: frozenset(levers(cell)) for cell in shown}, tuple(secret)).found())


@dataclass(frozen=True)
class _Search:
    system: System
    shown: Mapping[Cell, frozenset[Lever]]
    secret: tuple[Cell, ...]

    def found(self) -> Iterator[Proposal]:
        waiting: list[tuple[Decimal, int, tuple[Lever, ...]]] = [(Decimal(0), 0, ())]
        tried: set[tuple[Lever, ...]] = set()
        good: list[tuple[Lever, ...]] = []
        while waiting and len(good) < MOST and len(tried) < TRIES:
            loss, _, levers = heapq.heappop(waiting)
            if levers in tried or any(_holds(levers, one) for one in good):
                continue
            tried.add(levers)
            branches = self.branches(levers)
            if branches is None:
                good.append(levers)
                yield Proposal(levers, loss)
                continue
            for lever in branches:
                more = tuple(sorted({*levers, lever}))
                heapq.heappush(waiting, (sum((one.loss for one in more), Decimal(0)), len(more), more))

    def branches(self, levers: tuple[Lever, ...]) -> tuple[Lever, ...] | None:
        """The levers that break a chain which these leave; None where they leave none."""
        left = {cell: own for cell, own in self.shown.items() if not own & set(levers)}
        chains = self.system.derive(left)
        gone = (cell for cell in self.shown if cell not in left)
        told = next((cell for cell in (*self.secret, *gone) if cell in chains), None)
        if told is None:
            return None
        given = (cell for step in chains[told] for cell in step.given)
        return tuple(sorted({lever for cell in given for lever in self.shown.get(cell, ())} - set(levers)))


def _holds(levers: tuple[Lever, ...], other: tuple[Lever, ...]) -> bool:
    """True when `levers` withhold all that `other` do: a KPI as a whole holds its scenarios."""
    whole = {one.kpi for one in levers if not one.scenario}
    return all(one in levers or one.kpi in whole for one in other)
