"""Review -> the identities that its catalogue declares and those that hold of every KPI, over an edition's windows.

A quarter is the finest window and the whole account the finest cut that a client is ever shown: months, segments and
sites stand in no edition, so they have no cells. What is built depends on the catalogue, the calendar and the edition
alone, never on rows that only our own house sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from reviewgen.edition import Edition
from reviewgen.facts import (
    ACTUAL,
    CALCULATED,
    FORECAST,
    MARKET,
    OWN_SCENARIOS,
    TARGET,
    Rollup,
)
from reviewgen.formula import Input, Shift
from reviewgen.model import Kpi, Mode, Phasing, Review
from reviewgen.period import Calendar, Grain, Period
from reviewgen.rollup import calculation, stretch_before, year_before
from reviewgen.sharing.inference.algebra import Identity, linear, ratio, times, total
from reviewgen.sharing.inference.expressions import Reader
from reviewgen.sharing.inference.facts import Fact, Windows, quarters_of, windows
from reviewgen.targets import Targets


def identities(review: Review, edition: Edition) -> tuple[Identity, ...]:
    """Every identity between the figures of `review` over the windows that `edition` tells of."""
    over = windows(edition)
    made = _Catalogue(review.calendar, declared(review), over)
    for record in review.kpis:
        for fact in facts_of(record.kpi, over, scenarios(edition)):
            made.figure(fact)
        made.identities += _index(record.kpi, over, scenarios(edition))
    return tuple(dict.fromkeys(made.identities))


def indexed(review: Review) -> frozenset[str]:
    """The KPIs of which indices are shared instead of values."""
    return frozenset(record.kpi.id for record in review.kpis if record.kpi.sharing.mode is Mode.INDEX)


def phased(kpi: Kpi) -> bool:
    """True where the targets of the quarters are parts of a year's, so that each of them tells it."""
    annual = kpi.phasing is not None or any(goal.annual is not None for goal in kpi.goals)
    return annual and kpi.rollup is Rollup.SUM


def _index(kpi: Kpi, over: Windows, others: Sequence[str]) -> Iterator[Identity]:
    """An index of a quarter is its value over that of the base quarter."""
    base = kpi.sharing.base
    if kpi.sharing.mode is not Mode.INDEX or base is None:
        return
    for scenario in (ACTUAL, TARGET, *others):
        for quarter in over.quarters:
            value = Fact(kpi.id, scenario, quarter)
            yield ratio(replace(value, index=True), value, Fact(kpi.id, ACTUAL, base), 100)


def declared(review: Review) -> Mapping[str, Kpi]:
    """Every KPI of the catalogue and every input that a formula declares, by name."""
    found: dict[str, Kpi] = {}
    waiting = [record.kpi for record in review.kpis]
    for kpi in waiting:
        if kpi.id not in found:
            found[kpi.id] = kpi
            waiting += kpi.inputs.values()
    return found


def scenarios(edition: Edition) -> tuple[str, ...]:
    """The scenarios that have cells beside actual and target: the forecast, and those that the edition names."""
    named = (rival.name for measure in edition.measures for rival in measure.rivals)
    return tuple(dict.fromkeys((FORECAST, *named)))


def facts_of(kpi: Kpi, over: Windows, others: Sequence[str]) -> Iterator[Fact]:
    """Every figure of one KPI over the windows of an edition."""
    for window in over.past:
        yield Fact(kpi.id, ACTUAL, window)
    for window in (*over.quarters, over.year_to_date, *over.coming, over.year):
        yield Fact(kpi.id, TARGET, window)
    for scenario in others:
        yield from (Fact(kpi.id, scenario, window) for window in over.quarters)
    yield from (Fact(kpi.id, FORECAST, window) for window in (*over.coming, over.year))


@dataclass
class _Catalogue:
    """Identities made on first mention of a fact, with those of the facts that it is made of."""

    calendar: Calendar
    kpis: Mapping[str, Kpi]
    over: Windows
    identities: list[Identity] = field(default_factory=list)
    mentioned: set[Fact] = field(default_factory=set)

    def figure(self, fact: Fact) -> Fact:
        """`fact`, whose identities are there from now on."""
        if fact not in self.mentioned:
            self.mentioned.add(fact)
            self.identities += self.made_of(fact)
        return fact

    def made_of(self, fact: Fact) -> Sequence[Identity]:
        """The identities that define `fact`."""
        kpi = self.kpis.get(fact.name)
        rollup = Rollup.SUM if kpi is None else kpi.rollup
        if fact.scenario == TARGET:
            return self.target(fact, kpi, rollup)
        if fact.scenario == FORECAST and fact.window == self.over.year and self.over.coming:
            return self.landing(fact, rollup)
        if kpi is not None and rollup in CALCULATED:
            return self.calculated(fact, kpi)
        if kpi is not None and rollup is Rollup.WEIGHTED_MEAN:
            return self.weighted(fact, kpi)
        return self.rolled(fact, rollup)

    def rolled(self, fact: Fact, rollup: Rollup) -> Sequence[Identity]:
        """A longer window is the sum, the mean or the last of its quarters."""
        if fact.window.grain is Grain.QUARTER:
            return ()
        quarters = quarters_of(fact.window, self.calendar)
        if rollup not in (Rollup.SUM, Rollup.MEAN, Rollup.WEIGHTED_MEAN):
            quarters = quarters[-1:]
        parts = [self.figure(replace(fact, window=quarter)) for quarter in quarters]
        share = Fraction(1) if rollup is Rollup.SUM else Fraction(1, len(parts))
        return [linear([(fact, 1), *((part, -share) for part in parts)])]

    def weighted(self, fact: Fact, kpi: Kpi) -> Sequence[Identity]:
        """Value times weight adds up over the quarters."""
        whole = replace(fact, name=f"{kpi.id} * {kpi.weight_by}")
        weight = self.figure(replace(fact, name=kpi.weight_by))
        made: list[Identity] = [ratio(fact, whole, weight)]
        if fact.window.grain is not Grain.QUARTER:
            quarters = quarters_of(fact.window, self.calendar)
            for quarter in quarters:
                self.figure(replace(fact, window=quarter))
            made.append(total(whole, [replace(whole, window=quarter) for quarter in quarters]))
        return made

    def calculated(self, fact: Fact, kpi: Kpi) -> Sequence[Identity]:
        """The formula, over the window itself; a competitor's share is of the same market as ours."""
        if fact.scenario == MARKET:
            return ()
        rival = fact.scenario not in OWN_SCENARIOS
        if rival and kpi.rollup is not Rollup.RATIO:
            return ()

        def cell(one: Input) -> Fact:
            base = rival and one.name == kpi.denominator
            scenario = ACTUAL if base else fact.scenario
            return self.figure(Fact(one.name, scenario, self.moved(fact.window, one.shift)))

        reader = Reader(cell, lambda text: replace(fact, name=text), (fact.window.end - fact.window.start).days)
        return reader.define(fact, calculation(kpi))

    def moved(self, window: Period, shift: Shift) -> Period:
        """The window that a shifted name is read in."""
        if shift is Shift.NOW:
            return window
        return (year_before if shift is Shift.YEAR_AGO else stretch_before)(window, self.calendar)

    def landing(self, fact: Fact, rollup: Rollup) -> Sequence[Identity]:
        """A forecast of the year is the year so far and the quarters to come."""
        if rollup is not Rollup.SUM:
            return ()
        booked = self.figure(Fact(fact.name, ACTUAL, self.over.year_to_date))
        return [total(fact, [booked, *(replace(fact, window=quarter) for quarter in self.over.coming)])]

    def target(self, fact: Fact, kpi: Kpi | None, rollup: Rollup) -> Sequence[Identity]:
        """Targets of quarters make the year's; where nobody stated one, it is phased or worked out from its parts."""
        if fact.window.grain is not Grain.QUARTER:
            return self.rolled(fact, rollup)
        if kpi is None or any(goal.target is not None or goal.low is not None for goal in kpi.goals):
            return ()
        if phased(kpi):
            return self.phased(fact, kpi)
        return self.calculated(fact, kpi) if rollup in CALCULATED else ()

    def phased(self, fact: Fact, kpi: Kpi) -> Sequence[Identity]:
        """The quarter's part of the year's target."""
        year = self.calendar.year_of(fact.window)
        whole = self.figure(replace(fact, window=year))
        if kpi.phasing is Phasing.LAST_YEAR:
            before, then = (
                self.calendar.year_ago(fact.window),
                self.calendar.year_of(self.calendar.year_ago(fact.window)),
            )
            part, base = (self.figure(Fact(fact.name, ACTUAL, window)) for window in (before, then))
            return [times(fact, {whole: 1, part: 1, base: -1})]
        shares = Targets(kpi, (), {ACTUAL: {}, TARGET: {}}, self.calendar).shares(fact.window)
        return [] if shares is None else [linear([(fact, 1), (whole, -sum(map(Fraction, shares), Fraction(0)))])]
