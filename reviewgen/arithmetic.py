"""The score of a measure as the sum that a reader can work out again: 67 + 33 * (97.4 - 97) / (99 - 97)."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import assert_never

from reviewgen.edition import Measure
from reviewgen.facts import Absent, Direction, Goal, Point
from reviewgen.formula import Binary, Days, Formula, Name, Negative, Number, evaluate
from reviewgen.scorecard import AT_GOAL, AT_RED_FLAG, AT_STRETCH, breaks_contract

DIGITS = 12
"""Significant digits that a number of the sum is written with."""


def score_sum(measure: Measure, point: Point) -> Formula | None:
    """The score of `measure` in one period as a formula without names; None without a figure or a goal.

    Worked out, it is the score that `scorecard.score_of` gives.
    """
    if isinstance(point.actual, Absent) or isinstance(point.goal, Absent):
        return None
    found = _ladder(measure.direction, point.actual.value, point.goal)
    return _at_most(AT_RED_FLAG, found) if breaks_contract(measure, point) else found


def brief(formula: Formula) -> Formula:
    """The formula with its numbers rounded to twelve digits, for reading."""
    match formula:
        case Number(value=value):
            return Number(short(value))
        case Negative(value=value):
            return Negative(brief(value))
        case Binary(op=op, left=left, right=right):
            return Binary(op, brief(left), brief(right))
        case Name() | Days():
            return formula
        case _:
            assert_never(formula)


def short(value: Decimal) -> Decimal:
    """`value` with at most twelve digits, and no zeros behind them."""
    with localcontext(prec=DIGITS):
        found = (+value).normalize()
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def _ladder(direction: Direction, value: Decimal, goal: Goal) -> Formula:
    match direction:
        case Direction.HIGHER:
            met, sign = value >= goal.target, 1
        case Direction.LOWER:
            met, sign = value <= goal.target, -1
        case Direction.BAND:
            return _band(value, goal)
        case _:
            assert_never(direction)
    if met:
        return _above(goal, value, sign)
    return _below(goal, value, sign)


def _above(goal: Goal, value: Decimal, sign: int) -> Formula:
    if sign * (goal.stretch - goal.target) <= 0:
        return Number(AT_STRETCH)
    part = _part(_gap(value, goal.target, sign), _gap(goal.stretch, goal.target, sign), AT_STRETCH - AT_GOAL)
    return _at_most(AT_STRETCH, Binary("+", Number(AT_GOAL), part))


def _below(goal: Goal, value: Decimal, sign: int) -> Formula:
    if sign * (goal.target - goal.red_flag) <= 0:
        return Number(Decimal(0))
    part = _part(_gap(goal.target, value, sign), _gap(goal.target, goal.red_flag, sign), AT_GOAL - AT_RED_FLAG)
    return _at_least_nothing(Binary("-", Number(AT_GOAL), part))


def _band(value: Decimal, goal: Goal) -> Formula:
    """As `scorecard` scores a band, its half width written as half of the width."""
    if goal.low is None or goal.high is None:
        raise AssertionError("a band has two edges")
    middle, half = (goal.low + goal.high) / 2, (goal.high - goal.low) / 2
    distance = abs(value - middle)
    if not half:
        return Number(Decimal(0) if distance else AT_STRETCH)
    away = _gap(value, middle, 1 if value >= middle else -1)
    if distance <= half:
        return Binary("-", Number(AT_STRETCH), _part(away, Number(half), AT_STRETCH - AT_GOAL))
    beyond = Binary("-", away, Number(half))
    return _at_least_nothing(Binary("-", Number(AT_GOAL), _part(beyond, Number(half), AT_GOAL - AT_RED_FLAG)))


def _part(gap: Formula, whole: Formula, points: Decimal) -> Formula:
    return Binary("/", Binary("*", Number(points), gap), whole)


def _gap(one: Decimal, other: Decimal, sign: int) -> Formula:
    high, low = (one, other) if sign > 0 else (other, one)
    return Binary("-", _number(high), _number(low))


def _number(value: Decimal) -> Formula:
    return Negative(Number(-value)) if value < 0 else Number(value)


def _at_most(top: Decimal, formula: Formula) -> Formula:
    """The formula, bounded where it goes beyond."""
    found = evaluate(formula, {}, 1)
    return Binary("min", Number(top), formula) if isinstance(found, Decimal) and found > top else formula


def _at_least_nothing(formula: Formula) -> Formula:
    found = evaluate(formula, {}, 1)
    return Binary("max", Number(Decimal(0)), formula) if isinstance(found, Decimal) and found < 0 else formula
