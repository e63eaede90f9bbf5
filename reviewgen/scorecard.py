"""Status and score of what an edition holds: ordered rules, first match wins; missing leaves the mean and shows.

A score is 100 at stretch, 67 at goal and 33 at the red flag, linear between and below (the scale of balanced scorecard
suites that put goal and red flag at two thirds and one third of the range).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from reviewgen.edition import Edition, Measure, Perspective
from reviewgen.facts import Absent, Direction, Figure, Goal, Point, Rollup, Status

AT_STRETCH, AT_GOAL, AT_RED_FLAG = Decimal(100), Decimal(67), Decimal(33)
MIDWAY = (AT_GOAL + AT_RED_FLAG) / 2
"""A mean of several scores is off track when it lies nearer the red flag than the goal."""


@dataclass(frozen=True)
class Scored:
    """A measure with its status and, where it has one, its score (0 to 100)."""

    measure: Measure
    status: Status
    score: Decimal | None


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


def scorecard(edition: Edition) -> Scorecard:
    """The scorecard of `edition`, in the order of its perspectives and measures."""
    scored = tuple(judge(measure) for measure in edition.measures)
    sections = []
    for perspective in edition.perspectives:
        own = tuple(one for one in scored if one.measure.perspective == perspective.id)
        if own:
            sections.append(Section(perspective, own, total(own)))
    return Scorecard(tuple(sections), total(scored))


def judge(measure: Measure) -> Scored:
    """The status and score of `measure` in the period under review."""
    status = status_of(measure, measure.now)
    return Scored(measure, status, score_of(measure, measure.now) if status in _JUDGED else None)


_JUDGED = (Status.ON_TRACK, Status.WATCH, Status.OFF_TRACK)


def status_of(measure: Measure, point: Point) -> Status:
    """Where `measure` stands in one period; a sum with months missing cannot be held against a whole goal."""
    if isinstance(point.actual, Absent):
        return Status.NO_DATA
    if isinstance(point.goal, Absent) or incomplete(measure, point):
        return Status.NOT_SCORED
    score = score_of(measure, point)
    assert score is not None
    return Status.ON_TRACK if score >= AT_GOAL else Status.WATCH if score >= AT_RED_FLAG else Status.OFF_TRACK


def incomplete(measure: Measure, point: Point) -> bool:
    """True for a sum of which months are missing, and a level of which the closing one is: shown, not compared."""
    whole = measure.rollup in (Rollup.SUM, Rollup.LAST)
    return isinstance(point.actual, Figure) and point.actual.partial and whole


def score_of(measure: Measure, point: Point) -> Decimal | None:
    """The score, 0 to 100, unrounded; None without a figure or a goal."""
    if isinstance(point.actual, Absent) or isinstance(point.goal, Absent):
        return None
    value, goal = point.actual.value, point.goal
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
    held = [(one.score, one.measure.weight) for one in scored if one.score is not None]
    weight = sum((weight for _, weight in held), Decimal(0))
    if not weight:
        held_back = any(one.status is Status.NOT_SCORED for one in scored)
        return Total(None, Status.NOT_SCORED if held_back else Status.NO_DATA, 0, len(scored))
    mean = sum((score * weight for score, weight in held), Decimal(0)) / weight
    status = Status.ON_TRACK if mean >= AT_GOAL else Status.WATCH if mean >= MIDWAY else Status.OFF_TRACK
    return Total(mean, status, len(held), len(scored))
