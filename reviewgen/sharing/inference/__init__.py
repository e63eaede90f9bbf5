"""What a client could work out: inspect(review, edition, audience) -> the hidden figures that follow from shown ones.

A figure follows where the declared formulas and the shown figures determine it (`closure`), whatever the values are and
however coarsely they are rounded; or where the rounding of the shown figures leaves it no room (`bounds`). What is
decided depends on the catalogue, the policy and what the client holds anyway, never on a hidden value: so neither a
stop nor its absence tells anything. What follows from no shown figure at all (a formula of days alone) is no finding.

It does not know what a client knows from elsewhere: its own purchases, say, which with shown sales give our share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, cast

from reviewgen.edition import Edition
from reviewgen.facts import ACTUAL, CLIENT_ACTUAL, FORECAST, TARGET, Rollup, Unit
from reviewgen.model import Audience, Review
from reviewgen.period import Grain
from reviewgen.sharing.inference.algebra import Cell, Chain, Identity, cells_of
from reviewgen.sharing.inference.bounds import intervals
from reviewgen.sharing.inference.closure import System, relevant
from reviewgen.sharing.inference.declared import declared, identities, indexed
from reviewgen.sharing.inference.facts import Fact, shown, windows
from reviewgen.sharing.inference.hidden import hidden
from reviewgen.sharing.inference.interval import Interval
from reviewgen.sharing.inference.proposals import Lever, Proposal, proposals
from reviewgen.sharing.inference.wording import Words
from reviewgen.sharing.redact import text

CLOSEST: Final = Decimal("0.1")
"""A hidden figure that is known to less than this share either side counts as known."""


@dataclass(frozen=True)
class Finding:
    """A hidden figure that could be worked out, for our own house's eyes only.

    `hidden` is the window that is told of and `also` the other windows of the same figure. `chain` says in lines of
    English how it is known, the last line its own; `follows` is False where only the rounding pins it. `pinned` is
    where the reader would place it, None where that stays open; `proposals` what else could be withheld, the least
    loss first, for what follows.
    """

    hidden: Fact
    also: tuple[Fact, ...]
    chain: tuple[str, ...]
    follows: bool
    pinned: Interval | None
    proposals: tuple[Proposal, ...]


def inspect(review: Review, edition: Edition, audience: Audience, closest: Decimal = CLOSEST) -> tuple[Finding, ...]:
    """The hidden figures of `review` that `audience` could work out from `edition`, one a KPI or name and scenario."""
    if audience is Audience.INTERNAL:
        return ()
    secret = hidden(review, edition, audience)
    told = shown(edition, indexed(review))
    every = identities(review, edition)
    system = System(relevant(every, {*secret, *told}))
    chains = system.derive(told)
    held = intervals(every, told, secret, _floored(every, review))
    share = float(closest)
    telling = {
        cell: chain for cell, chain in chains.items() if any(one in told for step in chain for one in step.given)
    }
    near = [fact for fact in secret if fact in telling or (fact in held and held[fact].closer(share))]
    case = _Case(system, tuple(told), telling, held, review, edition)
    return tuple(case.finding(facts) for facts in _by_figure(near))


def _floored(every: Iterable[Identity], review: Review) -> set[Cell]:
    """The cells that no reader takes to be negative: amounts, counts, rates; not points, indices and formulas."""
    kpis = declared(review)
    plain = {name for kpi in kpis.values() for name in kpi.names if name not in kpis}
    amounts = {
        name
        for name, kpi in kpis.items()
        if kpi.unit not in (Unit.POINTS, Unit.INDEX) and kpi.rollup not in (Rollup.FORMULA, Rollup.NPS)
    }
    cells = (cast(Fact, cell) for identity in every for cell in cells_of(identity))
    return {cell for cell in cells if cell.name in plain or cell.name in amounts}


def _by_figure(facts: Iterable[Fact]) -> Iterable[Sequence[Fact]]:
    found: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        found.setdefault((fact.name, fact.scenario), []).append(fact)
    return found.values()


@dataclass(frozen=True)
class _Case:
    """Everything that a finding is told from."""

    system: System
    told: tuple[Cell, ...]
    chains: Mapping[Cell, Chain]
    held: Mapping[Cell, Interval]
    review: Review
    edition: Edition

    def finding(self, facts: Sequence[Fact]) -> Finding:
        """What is found of one figure: told of the window with the shortest chain, the latest of them, a quarter."""
        latest = sorted(facts, key=lambda fact: (fact.window.end, fact.window.start), reverse=True)
        latest.sort(key=lambda fact: fact.window.grain is not Grain.QUARTER)
        follow = [fact for fact in latest if fact in self.chains]
        first = min(follow, key=lambda fact: len(self.chains[fact]), default=latest[0])
        return Finding(
            hidden=first,
            also=tuple(fact for fact in facts if fact != first),
            chain=self.lines(first),
            follows=bool(follow),
            pinned=self.held.get(first),
            proposals=proposals(self.system, self.told, follow, self.levers) if follow else (),
        )

    def lines(self, fact: Fact) -> tuple[str, ...]:
        """The chain in words, else what the rounding leaves."""
        words = Words(_labels(self.review), self.review.calendar)
        if fact in self.chains:
            return words.chain(self.chains[fact], set(self.told))
        return (words.pinned(fact, self.held[fact]),)

    def levers(self, cell: Cell) -> Iterable[Lever]:
        """What takes a shown cell away: its KPI as a whole; of another scenario and of what is to come, that too."""
        fact = cast(Fact, cell)
        loss = next(measure.weight for measure in self.edition.measures if measure.id == fact.name)
        yield Lever(fact.name, loss=loss)
        over = windows(self.edition)
        to_come = over.coming and (fact.window == over.year or fact.window in over.coming)
        scenario = FORECAST if to_come else fact.scenario
        if scenario not in (ACTUAL, TARGET, CLIENT_ACTUAL):
            yield Lever(fact.name, scenario)


def _labels(review: Review) -> Mapping[str, str]:
    """The labels of the catalogue as they stand inside a sentence."""
    labels = {record.kpi.id: text(record.kpi.label, "en") for record in review.kpis}
    return {name: label if label[1:2].isupper() else label[:1].lower() + label[1:] for name, label in labels.items()}
