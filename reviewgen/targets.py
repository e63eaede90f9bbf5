"""What a KPI is held against: the goal of a quarter from the catalogue, from target rows, or from a year's target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from reviewgen.facts import ACTUAL, TARGET, Absent, Direction, Figure, Goal, Reading, Reason, Rollup
from reviewgen.model import DatedGoal, Kpi, Phasing
from reviewgen.period import Calendar, Grain, Period
from reviewgen.rollup import PRECISION, Rows, roll, roll_target, work

DEFAULT_TOLERANCE = Decimal("0.1")
"""A red flag that nobody set lies this share of the target away from it; stretch lies as far on the other side."""
HUNDRED = Decimal(100)
KEPT = 50
"""Digits of the goals of several quarters together: fewer than of each, so that thirds of a year add up to it again."""


@dataclass(frozen=True)
class Spread:
    """A month, its part of the year (1 in all), and the year's target that is valid in it."""

    month: Period
    part: Fraction
    yearly: DatedGoal

    @property
    def share(self) -> Decimal:
        """The part as a decimal, to 60 digits."""
        return _decimal(self.part)

    def of(self, annual: Decimal | None) -> Fraction | None:
        """The part of a yearly level that the month bears, exact: three twelfths of 10 are 2.5."""
        return None if annual is None else Fraction(annual) * self.part


@dataclass(frozen=True)
class Targets:
    """Everything that the goals of one KPI at one account come from."""

    kpi: Kpi
    goals: tuple[DatedGoal, ...]
    scenarios: Mapping[str, Rows]
    calendar: Calendar

    def goal(self, quarter: Period) -> Goal | Absent:
        """The goal of one quarter.

        The first that is there counts: the catalogue's target, target rows, the year's target spread over its months,
        the level of the contract.
        """
        dated = self.valid(quarter)
        if self.kpi.direction is Direction.BAND:
            return band(dated)
        with localcontext(prec=PRECISION):
            return self._stated(dated, quarter) or self._annual(quarter) or _contract(self.kpi, dated)

    def valid(self, period: Period) -> DatedGoal:
        """The latest goal that was valid when `period` started; one that starts later in it is not yet.

        In a calendar of weeks 2026-07 means the fiscal July, whatever its first day.
        """
        started = self.calendar.named_month(period.start)
        valid = [goal for goal in self.goals if goal.since <= started]
        return max(valid, key=lambda goal: goal.since, default=DatedGoal())

    def to_date(self, window: Period) -> Reading:
        """The goals of the quarters of `window` rolled up as values are; of targets that are all rows, those rows."""
        quarters = self._quarters(window)
        if self.kpi.direction is not Direction.BAND and all(self._from_rows(quarter) for quarter in quarters):
            found = roll_target(self.kpi, self.scenarios[TARGET], window, self.calendar)
            return found if isinstance(found, Figure) and not found.partial else Absent(Reason.NO_TARGET)
        held = [goal.target for goal in map(self.goal, quarters) if isinstance(goal, Goal)]
        if len(held) < len(quarters):
            return Absent(Reason.NO_TARGET)
        months = len(self.calendar.months(window))
        return Figure(self._together(held), months, months)

    def _together(self, goals: Sequence[Decimal]) -> Decimal:
        with localcontext(prec=PRECISION):
            total = sum(goals, Decimal(0))
            averaged = self.kpi.rollup in (Rollup.MEAN, Rollup.WEIGHTED_MEAN)
            return _kept(total if self.kpi.rollup is Rollup.SUM else total / len(goals) if averaged else goals[-1])

    def _quarters(self, window: Period) -> tuple[Period, ...]:
        last = self.calendar.quarter_of(window.last_day)
        count = 1
        while self.calendar.shift(last, 1 - count).start > window.start:
            count += 1
        return self.calendar.quarters(last, count)

    def _from_rows(self, quarter: Period) -> bool:
        dated = self.valid(quarter)
        return dated.target is None and isinstance(self.rows(quarter), Figure)

    def rows(self, quarter: Period) -> Reading:
        """The target that the rows of scenario "target" give for one quarter; absent where they do not cover it."""
        found = roll_target(self.kpi, self.scenarios[TARGET], quarter, self.calendar)
        return Absent(Reason.NO_TARGET) if isinstance(found, Figure) and found.partial else found

    def _stated(self, dated: DatedGoal, quarter: Period) -> Goal | None:
        if dated.target is not None:
            return _goal(self.kpi, dated, dated.target, dated.red_flag, dated.stretch)
        found = self.rows(quarter)
        if isinstance(found, Absent):
            return None
        if dated.annual is not None:
            return _goal(self.kpi, dated, found.value, None, None)
        return _goal(self.kpi, dated, found.value, dated.red_flag, dated.stretch)

    def _annual(self, quarter: Period) -> Goal | None:
        """The year's target spread over the months of `quarter`, each by the target that was valid when it started."""
        spread = self.spread(quarter)
        target = _added([one.of(one.yearly.annual) for one in spread])
        if target is None or not spread:
            return None
        flag = _added([one.of(one.yearly.red_flag) for one in spread])
        stretch = _added([one.of(one.yearly.stretch) for one in spread])
        return _goal(self.kpi, self.valid(quarter), target, flag, stretch)

    def spread(self, quarter: Period) -> tuple[Spread, ...]:
        """The months of `quarter` with the year's target valid in each and its share of it; () where none is known."""
        months, shares = self.calendar.months(quarter), self.shares(quarter)
        if shares is None:
            return ()
        return tuple(Spread(month, share, self._yearly(month)) for month, share in zip(months, shares, strict=True))

    def _yearly(self, month: Period) -> DatedGoal:
        """The year's target valid in `month`: the catalogue's, else the row of the whole year."""
        dated = self.valid(month)
        if dated.annual is not None or self.kpi.phasing is None:
            return dated
        year = self.calendar.year_of(month)
        stated = [row for row in self.scenarios[TARGET].get(self.kpi.id, ()) if row.period == year]
        found = work(self.kpi, {self.kpi.id: stated}, year, self.calendar)
        if isinstance(found.reading, Absent):
            return dated
        return DatedGoal(annual=found.reading.value, place=found.rows[0].place)

    def shares(self, quarter: Period) -> tuple[Fraction, ...] | None:
        """The share of the year (1 in all) that each month of `quarter` bears; None where last year does not tell."""
        months, year = self.calendar.months(quarter), self.calendar.year_of(quarter)
        match self.kpi.phasing or Phasing.EVEN:
            case Phasing.EVEN:
                return tuple(self._even(month, year) for month in months)
            case Phasing.LAST_YEAR:
                return self._as_last_year(quarter)
            case explicit:
                assert isinstance(explicit, tuple)
                every = self.calendar.months(year)
                parts = len(every) // len(explicit)
                return tuple(Fraction(explicit[every.index(month) // parts] / HUNDRED) / parts for month in months)

    def _even(self, month: Period, year: Period) -> Fraction:
        grain = Grain.WEEK if self.calendar.by_weeks else Grain.MONTH
        return Fraction(len(self.calendar.units(month, grain)), len(self.calendar.units(year, grain)))

    def _as_last_year(self, quarter: Period) -> tuple[Fraction, ...] | None:
        year = self.calendar.year_of(self.calendar.year_ago(quarter))
        whole = self._actual(year)
        then = self._actual(self.calendar.year_ago(quarter))
        if not whole or then is None:
            return None
        months = [self._actual(self.calendar.year_ago(month)) for month in self.calendar.months(quarter)]
        held = [Fraction(value) for value in months if value is not None]
        each = held if len(held) == len(months) else [Fraction(then) / len(months)] * len(months)
        return tuple(value / Fraction(whole) for value in each)

    def _actual(self, window: Period) -> Decimal | None:
        found = roll(self.kpi, self.scenarios[ACTUAL], window, self.calendar)
        return found.value if isinstance(found, Figure) and not found.partial else None


def _added(values: Sequence[Fraction | None]) -> Decimal | None:
    held = [value for value in values if value is not None]
    return _decimal(sum(held, Fraction(0))) if len(held) == len(values) else None


def _decimal(exact: Fraction) -> Decimal:
    with localcontext(prec=PRECISION):
        return Decimal(exact.numerator) / exact.denominator


def _contract(kpi: Kpi, dated: DatedGoal) -> Goal | Absent:
    if dated.sla is None:
        return Absent(Reason.NO_TARGET)
    return _goal(kpi, dated, dated.sla, dated.red_flag, dated.stretch)


def _goal(kpi: Kpi, dated: DatedGoal, target: Decimal, red_flag: Decimal | None, stretch: Decimal | None) -> Goal:
    """A goal with its thresholds; one that nobody set is derived, the red flag from the contract where there is one."""
    towards = 1 if kpi.direction is Direction.HIGHER else -1
    if red_flag is None and contract_is_lower(kpi, dated, target):
        red_flag = dated.sla
    if red_flag is None:
        red_flag = target - towards * abs(target) * DEFAULT_TOLERANCE
    if stretch is None:
        stretch = target + (target - red_flag)
    return Goal(target, red_flag, stretch, sla=dated.sla, penalty=dated.penalty)


def _kept(value: Decimal) -> Decimal:
    with localcontext(prec=KEPT):
        return +value


def contract_is_lower(kpi: Kpi, dated: DatedGoal, target: Decimal) -> bool:
    """True where a contract promises less than the target, so that its level can be the red flag."""
    towards = 1 if kpi.direction is Direction.HIGHER else -1
    return dated.sla is not None and towards * (target - dated.sla) > 0


def band(dated: DatedGoal) -> Goal | Absent:
    """The goal of a band measure: its middle, with a red flag half its width outside."""
    if dated.low is None or dated.high is None:
        return Absent(Reason.NO_TARGET)
    middle, width = (dated.low + dated.high) / 2, dated.high - dated.low
    return Goal(middle, dated.high + width / 2, middle, dated.low, dated.high)
