"""The short theta method: multiplicative seasonal indices, shrunk; half a line and half a smoothed level.

Theta: Assimakopoulos and Nikolopoulos (2000), in the form of Hyndman and Billah (2003): the mean of the line of least
squares and of simple exponential smoothing of twice the series less that line. Plain Python on purpose: on histories of
tens of values it is as fast as an array library, and its sums are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt

from reviewgen.forecast.outcome import Season

ALPHAS = tuple(step / 100 for step in range(1, 100))
"""The smoothing constants that are tried."""
PARAMETERS = 4
"""Line (2), smoothing constant and level: the degrees of freedom that the fit takes."""
CRITICAL = 1.645
"""Two-sided 90 % point of the normal distribution, for the test of seasonality."""


@dataclass(frozen=True)
class Fit:
    """A fitted method: `values` of the steps, and what the band needs.

    The error of step j is that of an exponential smoothing with constant `alpha` and one-step standard deviation
    `sigma`, times the season's index `weights[j]`.
    """

    values: tuple[float, ...]
    sigma: float
    alpha: float
    weights: tuple[float, ...]


def short_theta(history: Sequence[float], steps: int, season: Season) -> Fit:
    """The next `steps` of a positive history of at least two years."""
    n = len(history)
    index = shrunk_indices(history, season)
    plain = [value / index[t % season] for t, value in enumerate(history)]
    start, slope = line(plain)
    level, alpha, squares = smooth([2 * value - start - slope * t for t, value in enumerate(plain)])
    weights = tuple(index[(n + j) % season] for j in range(steps))
    values = tuple((start + slope * (n + j) + level) / 2 * weights[j] for j in range(steps))
    return Fit(values, sqrt(squares / (n - PARAMETERS)) / 2, alpha, weights)


def shrunk_indices(history: Sequence[float], season: Season) -> tuple[float, ...]:
    """Seasonal indices with mean 1, drawn towards 1 by as much as the history does not support them.

    Below four years by the share of the variance around a trend that they explain, as tests of seasonality find
    nothing in so little; from four years on as they are, for months when the usual test finds them.
    """
    index = indices(history, season)
    trust = _trust(history, index, season)
    return tuple(1 + trust * (one - 1) for one in index)


def indices(history: Sequence[float], season: Season) -> tuple[float, ...]:
    """Classical multiplicative indices: the mean ratio of each season to the centred moving average of a year."""
    half = season // 2
    ratios: list[list[float]] = [[] for _ in range(season)]
    for t in range(half, len(history) - half):
        window = history[t - half : t + half + 1]
        ratios[t % season].append(history[t] * season / (fsum(window) - (window[0] + window[-1]) / 2))
    means = [fsum(found) / len(found) for found in ratios]
    mean = fsum(means) / season
    return tuple(one / mean for one in means)


def _trust(history: Sequence[float], index: Sequence[float], season: Season) -> float:
    n = len(history)
    if n >= 4 * season:
        return 1.0 if season == 4 or seasonal(history, season) else 0.0
    before = _around_line([log(value) for value in history], n - 2)
    after = _around_line([log(value / index[t % season]) for t, value in enumerate(history)], n - 1 - season)
    return min(1.0, max(0.0, 1 - after / before)) if before else 0.0


def seasonal(history: Sequence[float], season: int) -> bool:
    """The usual test: the autocorrelation at a year's distance passes its 90 % bound (Bartlett's formula)."""
    n, mean = len(history), fsum(history) / len(history)
    apart = [value - mean for value in history]
    variance = fsum(value * value for value in apart)
    if not variance:
        return False
    found = [fsum(apart[t] * apart[t + lag] for t in range(n - lag)) / variance for lag in range(1, season + 1)]
    return abs(found[-1]) > CRITICAL * sqrt((1 + 2 * fsum(one * one for one in found[:-1])) / n)


def line(values: Sequence[float]) -> tuple[float, float]:
    """Start and slope of the line of ordinary least squares over 0, 1, 2, ..."""
    n = len(values)
    middle, mean = (n - 1) / 2, fsum(values) / n
    spread = n * (n * n - 1) / 12
    slope = fsum((t - middle) * (value - mean) for t, value in enumerate(values)) / spread
    return mean - slope * middle, slope


def _around_line(values: Sequence[float], freedom: int) -> float:
    start, slope = line(values)
    return fsum((value - start - slope * t) ** 2 for t, value in enumerate(values)) / freedom


def smooth(values: Sequence[float], start: float | None = None) -> tuple[float, float, float]:
    """Simple exponential smoothing from `start` (else the first value): the last level, the constant, the squares.

    The constant is the smallest of ALPHAS with the least sum of squared one-step errors.
    """
    first = values[0] if start is None else start
    tried = [(alpha, *_smoothed(values, first, alpha)) for alpha in ALPHAS]
    alpha, level, squares = min(tried, key=lambda one: one[2])
    return level, alpha, squares


def _smoothed(values: Sequence[float], level: float, alpha: float) -> tuple[float, float]:
    squares = 0.0
    for value in values:
        error = value - level
        squares += error * error
        level += alpha * error
    return level, squares
