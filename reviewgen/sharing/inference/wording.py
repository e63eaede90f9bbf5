"""The chain of reasoning in plain English, for our own house only: it names what is hidden and how it comes out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never, cast

from reviewgen.facts import ACTUAL, CLIENT_ACTUAL, FORECAST, MARKET, TARGET
from reviewgen.period import Calendar, Grain, Period
from reviewgen.sharing.inference.algebra import ONE, Cell, Chain, Choice, Identity, Linear, Product, Step, cells_of
from reviewgen.sharing.inference.facts import Fact, quarters_of
from reviewgen.sharing.inference.interval import Interval

_OF = {
    ACTUAL: "{}",
    TARGET: "target of {}",
    FORECAST: "forecast of {}",
    CLIENT_ACTUAL: "the account's own {}",
    MARKET: "{} of the market",
}


@dataclass(frozen=True)
class Words:
    """How facts are named: by the label of their KPI, and by the keys of the calendar."""

    labels: Mapping[str, str]
    calendar: Calendar

    def chain(self, chain: Chain, shown: Collection[Cell]) -> tuple[str, ...]:
        """One line a step: gross profit = gross margin x net sales / 100; gross margin and net sales are shown."""
        return tuple(self.step(step, shown) for step in chain)

    def step(self, step: Step, shown: Collection[Cell]) -> str:
        """The identities of a step, solved for its cell where it is one, and where what they take comes from."""
        cells = [cell for identity in step.identities for cell in cells_of(identity)]
        windows = {cast(Fact, cell).window for cell in cells}
        names = _Names(self, dated=len(windows) > 1)
        if len(step.identities) == 1:
            said = names.solved(step.identities[0], step.cell)
        else:
            every = "; ".join(names.solved(one, cells_of(one)[0]) for one in step.identities)
            said = f"{names.name(step.cell)} follows from these together: {every}"
        once = "" if len(windows) > 1 else f"{self.window(windows.pop())}: "
        return f"{once}{said}; {names.origin(step.given, shown)}"

    def pinned(self, fact: Fact, interval: Interval) -> str:
        """What the rounding leaves open."""
        side = f"{100 * interval.either_side:.1f} % either side"
        between = f"between {interval.low:,.6g} and {interval.high:,.6g}"
        return f"{self.fact(fact)} {self.window(fact.window)} lies {between}, {side}, by the rounding of what is shown"

    def fact(self, fact: Fact) -> str:
        """A fact without its window."""
        plain = fact.name.replace("_", " ")
        label = self.labels.get(fact.name, plain if fact.name.replace("_", "").isalnum() else f"({plain})")
        said = _OF.get(fact.scenario, f"{{}} of {fact.scenario}").format(label)
        return f"index of {said}" if fact.index else said

    def window(self, window: Period) -> str:
        """2026-Q3, or 2026-Q1 to 2026-Q3."""
        if window.grain is Grain.QUARTER:
            return self.calendar.key(window)
        quarters = quarters_of(window, self.calendar)
        return f"{self.calendar.key(quarters[0])} to {self.calendar.key(quarters[-1])}"


@dataclass(frozen=True)
class _Names:
    words: Words
    dated: bool

    def name(self, cell: Cell) -> str:
        fact = cast(Fact, cell)
        window = f" {self.words.window(fact.window)}" if self.dated else ""
        return f"{self.words.fact(fact)}{window}"

    def solved(self, identity: Identity, cell: Cell) -> str:
        match identity:
            case Linear():
                return self.sum(identity, cell)
            case Product():
                return self.product(identity, cell)
            case Choice(cells=cells):
                others = _listed(self.name(one) for one in cells if one != cell)
                return f"{self.name(cell)} goes with {others}"
            case _:
                assert_never(identity)

    def sum(self, identity: Linear, cell: Cell) -> str:
        own = dict(identity.terms)[cell]
        parts = [(-factor / own, self.name(one)) for one, factor in identity.terms if one != cell]
        if identity.constant:
            parts.append((identity.constant / own, ""))
        said = "".join(_term(factor, name, first=not rank) for rank, (factor, name) in enumerate(parts))
        return f"{self.name(cell)} = {said or '0'}"

    def product(self, identity: Product, cell: Cell) -> str:
        own = dict(identity.powers)[cell]
        sign = 1 if own < 0 else -1
        powers = {one: sign * power for one, power in identity.powers if one != cell}
        constant = identity.constant if sign > 0 else ONE / identity.constant
        above = [*_number(constant.numerator), *self.factors(powers, 1)]
        below = [*self.factors(powers, -1), *_number(constant.denominator)]
        root = f" to the power of {abs(own)}" if abs(own) > 1 else ""
        return f"{self.name(cell)}{root} = {' / '.join([' x '.join(above) or '1', *below])}"

    def factors(self, powers: Mapping[Cell, int], sign: int) -> Iterator[str]:
        for cell, power in powers.items():
            yield from [self.name(cell)] * (sign * power)

    def origin(self, given: Iterable[Cell], shown: Collection[Cell]) -> str:
        told = [self.name(cell) for cell in given if cell in shown]
        found = [self.name(cell) for cell in given if cell not in shown]
        parts = [f"{_listed(told)} {'is' if len(told) == 1 else 'are'} shown"] if told else []
        parts += [f"{_listed(found)} follow{'s' if len(found) == 1 else ''} from the lines above"] if found else []
        return ", ".join(parts) or "no figure is needed"


def _number(value: int) -> list[str]:
    return [] if value == 1 else [str(value)]


def _term(factor: Fraction, name: str, *, first: bool) -> str:
    sign = ("-" if factor < 0 else "") if first else (" - " if factor < 0 else " + ")
    size = abs(factor)
    return f"{sign}{size}" if not name else f"{sign}{name}" if size == 1 else f"{sign}{size} x {name}"


def _listed(names: Iterable[str]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last
