"""Which method a history gets, and the course that it sets: the steps and what is known of their errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Final

from reviewgen.forecast.outcome import Kind, Lack, Method, Season, Unbanded
from reviewgen.forecast.theta import Fit, short_theta, smooth

AS_GOOD_AS_ZERO: Final = 1e-6
"""An amount below this part of the largest is a pause, not a sale."""
UNMOVED: Final = 1e-9
"""Errors below this part of the largest value are those of the arithmetic."""
FIRST: Final = 4
"""The values whose mean a smoothed level starts from."""


@dataclass(frozen=True)
class Course:
    """The steps of a method, with the fit that bands are made from or why there is none."""

    method: Method
    values: tuple[float, ...]
    fit: Fit | Unbanded


def course(values: Sequence[float], steps: int, season: Season, kind: Kind) -> Course:
    """The course of an unbroken history whose largest size lies in 0.5 to 1.

    Amounts: short theta when all are positive over two years; with zeros or negatives the mean of the last year, or the
    year before again when pauses recur; positive ones too few for theta the year before, or the last value. Others: the
    smoothed level over two years, else the mean of the last year.
    """
    if kind is not Kind.AMOUNT:
        return _level(values, steps, season)
    if min(values) <= AS_GOOD_AS_ZERO * max(values):
        return _intermittent(values, steps, season)
    if len(values) < 2 * season:
        return _short(values, steps, season)
    fit = short_theta(values, steps, season)
    return Course(Method.SHORT_THETA, fit.values, _tried(fit))


def _tried(fit: Fit) -> Fit | Unbanded:
    return fit if fit.sigma > UNMOVED else Unbanded(Lack.NEVER_ERRED)


def _level(values: Sequence[float], steps: int, season: Season) -> Course:
    if len(values) < 2 * season:
        return _year_mean(values, steps, season, Lack.TOO_SHORT)
    level, alpha, squares = smooth(values, start=fsum(values[:FIRST]) / FIRST)
    fit = Fit((level,) * steps, sqrt(squares / (len(values) - 2)), alpha, (1.0,) * steps)
    return Course(Method.SMOOTHED_LEVEL, fit.values, _tried(fit))


def _intermittent(values: Sequence[float], steps: int, season: Season) -> Course:
    if _pauses_each_year(values, season):
        return _year_before(values, steps, season, Lack.INTERMITTENT)
    return _year_mean(values, steps, season, Lack.INTERMITTENT)


def _pauses_each_year(values: Sequence[float], season: Season) -> bool:
    active = [value > AS_GOOD_AS_ZERO * max(values) for value in values[-2 * season :]]
    twice = len(active) == 2 * season and active[:season] == active[season:]
    return twice and any(active) and min(values) >= 0


def _short(values: Sequence[float], steps: int, season: Season) -> Course:
    if len(values) >= season:
        return _year_before(values, steps, season, Lack.TOO_SHORT)
    return Course(Method.LAST_VALUE, (values[-1],) * steps, Unbanded(Lack.TOO_SHORT))


def _year_before(values: Sequence[float], steps: int, season: Season, lack: Lack) -> Course:
    year = values[-season:]
    return Course(Method.SEASONAL_NAIVE, tuple(year[j % season] for j in range(steps)), Unbanded(lack))


def _year_mean(values: Sequence[float], steps: int, season: Season, lack: Lack) -> Course:
    year = values[-season:]
    return Course(Method.YEAR_MEAN, (fsum(year) / len(year),) * steps, Unbanded(lack))
