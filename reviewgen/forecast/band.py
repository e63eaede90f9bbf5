"""How wide a band must be: the state-space form of exponential smoothing times factors learned from past forecasts.

Var(step j) = sigma^2 (1 + (j-1) alpha^2); Var(sum of k steps) = sigma^2 sum_i (1 + (k-i) alpha)^2, with the season's
indices inside the sum (Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing, 2008, chapter 6). The
factors stand in place of 1.28 and 1.96, which take the fitted parameters for known and cover less than they say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import fsum, sqrt
from typing import Final

from reviewgen.forecast.outcome import Season
from reviewgen.forecast.theta import Fit

Table = Mapping[int, float]
"""Factors by length of the history; between two lengths on the line, outside as at the end."""

QUARTERS_80: Final[Table] = {8: 1.55, 10: 1.52, 12: 1.47, 16: 1.66, 20: 1.65, 24: 1.63}
QUARTERS_95: Final[Table] = {8: 2.81, 10: 2.63, 12: 2.54, 16: 2.70, 20: 2.80, 24: 2.79}
MONTHS_80: Final[Table] = {24: 1.48}
MONTHS_95: Final[Table] = {24: 2.40, 36: 2.37}
"""Learned on series of the M3 competition: 456 by quarter (steps 1 to 4), 1,128 by month (steps 1 to 6)."""

YEAR: Final = 4
SECOND_YEAR_80, SECOND_YEAR_95 = 1.74 / 1.63, 3.04 / 2.79
"""How much wider the bands of quarters 5 to 8 are: learned for steps 1 to 8 together against steps 1 to 4."""

SUM_OF_QUARTERS: Final[Mapping[int, Table]] = {
    2: {8: 1.21, 12: 1.13, 16: 1.07},
    3: {8: 1.29, 12: 1.19, 16: 1.11},
    4: {8: 1.34, 12: 1.24, 16: 1.12},
}
SUM_OF_MONTHS: Final[Table] = {24: 1.1, 36: 1.0}
"""How much wider a sum is than its form says, which takes the slope of the line for known; learned on forecasts from
earlier origins inside the history of such series."""

LEVEL_80: Final = 1.6
"""For a smoothed level: simulated shares needed 1.3 to 1.5, the punctuality of real deliveries 1.5 to 1.8."""


def between(table: Table, n: int) -> float:
    """The factor for a history of `n` periods."""
    lengths = sorted(table)
    place = bisect_right(lengths, n)
    if place in (0, len(lengths)):
        return table[lengths[0 if place == 0 else -1]]
    low, high = lengths[place - 1], lengths[place]
    return table[low] + (table[high] - table[low]) * (n - low) / (high - low)


def factors(n: int, steps: int, season: Season) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The learned factors of the short theta method by step, for 80 % and for 95 %."""
    if season == 12:
        return (between(MONTHS_80, n),) * steps, (between(MONTHS_95, n),) * steps
    likely, nearly = between(QUARTERS_80, n), between(QUARTERS_95, n)
    return (
        tuple(likely * (1 if step < YEAR else SECOND_YEAR_80) for step in range(steps)),
        tuple(nearly * (1 if step < YEAR else SECOND_YEAR_95) for step in range(steps)),
    )


def sum_factor(n: int, steps: int, season: Season) -> float:
    """The learned 80 % factor of a sum of up to a year of steps; of a single step that of the step."""
    single = factors(n, 1, season)[0][0]
    if steps < 2:
        return single
    return single * between(SUM_OF_MONTHS if season == 12 else SUM_OF_QUARTERS[steps], n)


def deviations(fit: Fit) -> tuple[float, ...]:
    """The standard deviation of each step."""
    return tuple(fit.sigma * weight * sqrt(1 + j * fit.alpha**2) for j, weight in enumerate(fit.weights))


def sum_deviation(fit: Fit) -> float:
    """The standard deviation of the sum of all steps: an error moves its own step and, by alpha, every later one."""
    return fit.sigma * sqrt(fsum(_reach(fit.weights, i, fit.alpha) ** 2 for i in range(len(fit.weights))))


def _reach(weights: Sequence[float], step: int, alpha: float) -> float:
    return weights[step] + alpha * fsum(weights[step + 1 :])
