"""Status and score of what an edition holds: ordered rules, first match wins; missing leaves the mean and shows.

A score is 100 at stretch, 67 at goal and 33 at the red flag, linear between and below (the scale of balanced scorecard
suites that put goal and red flag at two thirds and one third of the range). A status depends on its own period alone:
the one before has no pull on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Protocol, assert_never

from reviewgen.edition import Edition, Measure, Perspective
from reviewgen.facts import Absent, Direction, Figure, Goal, Missing, Point, Rollup, Status
from reviewgen.period import Period

AT_STRETCH, AT_GOAL, AT_RED_FLAG = Decimal(100), Decimal(67), Decimal(33)
WORKING, DIGITS = 60, 40
"""Decimal digits of a score while it is worked out, and those that are kept."""
MIDWAY = (AT_GOAL + AT_RED_FLAG) / 2
"""A mean of several scores is off track when it lies nearer the red flag than the goal."""


class Judged(Protocol):
    """What a status depends on beside the figures."""

    @property
    def direction(self) -> Direction: ...

    @property
    def rollup(self) -> Rollup: ...


class Rule(StrEnum):
    """What gives a status, in the order in which they are asked."""

    NO_FIGURE = "no_figure"
    NO_GOAL = "no_goal"
    MONTHS_MISSING = "months_missing"
    CONTRACT_BROKEN = "contract_broken"
    GOAL_MET = "goal_met"
    RED_FLAG_MET = "red_flag_met"
    BEYOND_RED_FLAG = "beyond_red_flag"


RULES: Mapping[Rule, tuple[Status, Callable[[Judged, Point], bool]]] = {
    Rule.NO_FIGURE: (Status.NO_DATA, lambda measure, point: isinstance(point.actual, Absent)),
    Rule.NO_GOAL: (Status.NOT_SCORED, lambda measure, point: isinstance(point.goal, Absent)),
    Rule.MONTHS_MISSING: (Status.NOT_SCORED, lambda measure, point: incomplete(measure, point)),
    Rule.CONTRACT_BROKEN: (Status.OFF_TRACK, lambda measure, point: breaks_contract(measure, point)),
    Rule.GOAL_MET: (Status.ON_TRACK, lambda measure, point: _reaches(measure, point, AT_GOAL)),
    Rule.RED_FLAG_MET: (Status.WATCH, lambda measure, point: _reaches(measure, point, AT_RED_FLAG)),
    Rule.BEYOND_RED_FLAG: (Status.OFF_TRACK, lambda measure, point: True),
}


@dataclass(frozen=True)
class Scored:
    """A measure with its status in one period and, where it has one, its score (0 to 100)."""

    measure: Measure
    status: Status
    score: Decimal | None
    weight: Decimal

    @property
    def counted(self) -> Decimal | None:
        """What goes into the mean: the score, or 0 where the catalogue says that a missing figure scores nothing."""
        missed = self.status is Status.NO_DATA and self.measure.missing is Missing.SCORE_ZERO
        return Decimal(0) if missed else self.score


@dataclass(frozen=True)
class Total:
    """A weighted mean of scores with its coverage: `scored` of `measures` had one."""

    score: Decimal | None
    status: Status
    scored: int
    measures: int


@dataclass(frozen=True)
class Section:
    """One perspective of the scorecard."""

    perspective: Perspective
    measures: tuple[Scored, ...]
    total: Total


@dataclass(frozen=True)
class Scorecard:
    """All perspectives that hold a measure, and the overall score over all measures."""

    sections: tuple[Section, ...]
    overall: Total


def scorecard(edition: Edition, period: Period | None = None) -> Scorecard:
    """The scorecard of `edition` at the end of `period` (None: the one under review), in the order of its measures."""
    scored = tuple(judge_at(measure, period or edition.period) for measure in edition.measures)
    sections = []
    for perspective in edition.perspectives:
        own = tuple(one for one in scored if one.measure.perspective == perspective.id)
        if own:
            sections.append(Section(perspective, own, total(own)))
    return Scorecard(tuple(sections), total(scored))


def judge(measure: Measure) -> Scored:
    """The status and score of `measure` in the period under review."""
    return judge_at(measure, measure.now.period)


def judge_at(measure: Measure, period: Period) -> Scored:
    """The status and score of `measure` in `period`; before its first point there is no data."""
    point = measure.at(period)
    if point is None:
        return Scored(measure, Status.NO_DATA, None, measure.weighed(period))
    status = status_of(measure, point)
    return Scored(measure, status, score_of(measure, point) if status in _JUDGED else None, point.weight)


_JUDGED = (Status.ON_TRACK, Status.WATCH, Status.OFF_TRACK)


def rule_of(measure: Judged, point: Point) -> Rule:
    """The rule that gives the status of `measure` in one period: the first that matches."""
    return next(rule for rule, (_, matches) in RULES.items() if matches(measure, point))


def status_of(measure: Judged, point: Point) -> Status:
    """Where `measure` stands in one period; the status alone where nothing else is told."""
    if point.given is not None:
        return point.given
    return RULES[rule_of(measure, point)][0]


def breaks_contract(measure: Judged, point: Point) -> bool:
    """True when the figure is worse than the level that a contract promises."""
    if isinstance(point.actual, Absent) or isinstance(point.goal, Absent) or point.goal.sla is None:
        return False
    if measure.direction is Direction.LOWER:
        return point.actual.value > point.goal.sla
    return point.actual.value < point.goal.sla


def _reaches(measure: Judged, point: Point, level: Decimal) -> bool:
    score = _ladder_score(measure, point)
    return score is not None and score >= level


def incomplete(measure: Judged, point: Point) -> bool:
    """True for a sum of which months are missing, and a level of which the closing one is: shown, not compared."""
    whole = measure.rollup in (Rollup.SUM, Rollup.LAST)
    return isinstance(point.actual, Figure) and point.actual.partial and whole


def score_of(measure: Judged, point: Point) -> Decimal | None:
    """The score, 0 to 100, unrounded; None without a figure or a goal. A broken contract scores a red flag at most."""
    score = _ladder_score(measure, point)
    return min(score, AT_RED_FLAG) if score is not None and breaks_contract(measure, point) else score


def _ladder_score(measure: Judged, point: Point) -> Decimal | None:
    if isinstance(point.actual, Absent) or isinstance(point.goal, Absent):
        return None
    with localcontext(prec=WORKING):
        score = _on_ladder(measure, point.actual.value, point.goal)
    return _kept(score)


def _kept(score: Decimal) -> Decimal:
    """A score without the digits in which a quotient is not exact: 49.99...98 is 50, on the edge of a status."""
    with localcontext(prec=DIGITS):
        return +score


def _on_ladder(measure: Judged, value: Decimal, goal: Goal) -> Decimal:
    match measure.direction:
        case Direction.HIGHER:
            return _ladder(value, goal.red_flag, goal.target, goal.stretch)
        case Direction.LOWER:
            return _ladder(-value, -goal.red_flag, -goal.target, -goal.stretch)
        case Direction.BAND:
            return _band(value, goal)
        case _:
            assert_never(measure.direction)


def _ladder(value: Decimal, red_flag: Decimal, target: Decimal, stretch: Decimal) -> Decimal:
    if value >= target:
        if stretch <= target:
            return AT_STRETCH
        return min(AT_STRETCH, AT_GOAL + (AT_STRETCH - AT_GOAL) * (value - target) / (stretch - target))
    if red_flag >= target:
        return Decimal(0)
    return max(Decimal(0), AT_GOAL - (AT_GOAL - AT_RED_FLAG) * (target - value) / (target - red_flag))


def _band(value: Decimal, goal: Goal) -> Decimal:
    """100 in the middle of the band, 67 at its edges, 33 half its width outside."""
    if goal.low is None or goal.high is None:
        raise AssertionError("a band has two edges")
    middle, half = (goal.low + goal.high) / 2, (goal.high - goal.low) / 2
    distance = abs(value - middle)
    if distance <= half:
        return AT_STRETCH - (AT_STRETCH - AT_GOAL) * (distance / half if half else 0)
    if not half:
        return Decimal(0)
    return max(Decimal(0), AT_GOAL - (AT_GOAL - AT_RED_FLAG) * (distance - half) / half)


def total(scored: tuple[Scored, ...]) -> Total:
    """The weighted mean of the scores there are, with its coverage."""
    held = [(one.counted, one.weight) for one in scored if one.counted is not None]
    weight = sum((weight for _, weight in held), Decimal(0))
    if not weight:
        held_back = any(one.score is None and one.status is not Status.NO_DATA for one in scored)
        return Total(None, Status.NOT_SCORED if held_back else Status.NO_DATA, 0, len(scored))
    with localcontext(prec=WORKING):
        mean = sum((score * weight for score, weight in held), Decimal(0)) / weight
    mean = _kept(mean)
    status = Status.ON_TRACK if mean >= AT_GOAL else Status.WATCH if mean >= MIDWAY else Status.OFF_TRACK
    return Total(mean, status, sum(one.score is not None for one in scored), len(scored))
