"""The cells of a review: which figure, of which scenario, over which window; and what of them an edition shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from reviewgen.assemble import last_twelve
from reviewgen.edition import Edition, Measure
from reviewgen.facts import ACTUAL, FORECAST, TARGET, Figure, Goal, Notation, Reading, Rollup
from reviewgen.period import Calendar, Grain, Period
from reviewgen.rollup import year_before
from reviewgen.sharing.inference.algebra import Cell
from reviewgen.sharing.inference.bounds import Shown


@dataclass(frozen=True)
class Fact:
    """A figure of a KPI, of rows, or of a part of a formula, in one scenario and window; or its `index`."""

    name: str
    scenario: str
    window: Period
    index: bool = False


@dataclass(frozen=True)
class Windows:
    """The windows that an edition tells of: its quarters, oldest first, the year so far, twelve months, what comes."""

    quarters: tuple[Period, ...]
    year_to_date: Period
    year_before: Period
    last_twelve: Period
    year: Period
    coming: tuple[Period, ...]

    @property
    def past(self) -> tuple[Period, ...]:
        """The windows that are over, each once."""
        return tuple(dict.fromkeys((*self.quarters, self.year_to_date, self.year_before, self.last_twelve)))


def windows(edition: Edition) -> Windows:
    """The windows of `edition`, from its own points alone."""
    calendar, period = edition.calendar, edition.period
    to_date, year = calendar.year_to_date(period), calendar.year_of(period)
    return Windows(
        quarters=tuple(sorted({point.period for measure in edition.measures for point in measure.points} | {period})),
        year_to_date=to_date,
        year_before=year_before(to_date, calendar),
        last_twelve=last_twelve(period, calendar),
        year=year,
        coming=tuple(one for one in quarters_of(year, calendar) if one > period),
    )


def quarters_of(window: Period, calendar: Calendar) -> tuple[Period, ...]:
    """The quarters that make up a window of whole quarters."""
    return calendar.units(window, Grain.QUARTER)


def shown(edition: Edition, indexed: Collection[str] = ()) -> Mapping[Cell, Shown]:
    """Every figure and target that `edition` holds, with the step of its rounding; of KPIs `indexed` these are indices.

    Changes, gaps and scores on the slides are worked out from these by the page, so that they tell nothing beside
    them. A status without a figure tells on which side of a goal a figure lies that is not shown either.
    """
    over = windows(edition)
    found: dict[Cell, Shown] = {}
    for measure in edition.measures:
        for fact, value in _read(measure, over):
            if value is not None:
                found[replace(fact, index=measure.id in indexed)] = Shown(value, step(measure.notation))
    return found


def step(notation: Notation) -> Decimal:
    """The step that a value written in `notation` is rounded to."""
    return max(Decimal(1).scaleb(notation.scale - notation.decimals), notation.step or Decimal(0))


def landing(name: str, rollup: Rollup, over: Windows) -> Fact:
    """Where the account manager's forecast lands: the year of what adds up, else its last quarter."""
    return Fact(name, FORECAST, over.year if rollup is Rollup.SUM or not over.coming else over.coming[-1])


def _read(measure: Measure, over: Windows) -> Iterator[tuple[Fact, Decimal | None]]:
    name, to_date = measure.id, measure.year_to_date
    for point in measure.points:
        yield Fact(name, ACTUAL, point.period), _value(point.actual)
        yield Fact(name, TARGET, point.period), point.goal.target if isinstance(point.goal, Goal) else None
    for rival in measure.rivals:
        yield from ((Fact(name, rival.name, period), _value(reading)) for period, reading in rival.points)
    yield Fact(name, ACTUAL, over.year_to_date), _value(to_date.actual)
    yield Fact(name, TARGET, over.year_to_date), _value(to_date.target)
    yield Fact(name, ACTUAL, over.year_before), _value(to_date.prior)
    yield Fact(name, ACTUAL, over.last_twelve), _value(measure.last_twelve)
    if measure.ahead is not None:
        yield Fact(name, TARGET, over.year), _value(measure.ahead.target)
        yield landing(name, measure.rollup, over), _value(measure.ahead.own)


def _value(reading: Reading) -> Decimal | None:
    return reading.value if isinstance(reading, Figure) else None
