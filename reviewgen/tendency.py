"""The tested trend: is a short series rising, falling, or is there no clear trend?

The slope is Theil and Sen's, or Hirsch and Slack's seasonal one; the word rests on a Mann-Kendall test.

- Score: pairs that rise less pairs that fall; with a season only pairs of the same season (Hirsch, Slack, Smith 1982,
  Water Resources Research 18:107).
- Null distribution: exact at every length, ties included. The arrangements of n values with ties, counted by their
  falling pairs, are the coefficients of the Gaussian multinomial (MacMahon 1913, American Journal of Mathematics
  35:281; Robillard 1972 for the score); the seasons' distributions are multiplied. No normal approximation is made.
- Neighbouring periods that go together alarm a plain test too often (8 to 19 % instead of 5 % on 20 quarters or 36
  months whose neighbours correlate by 0.3 to 0.5). The score is divided by the root of the inflation of its variance,
  the effective sample size of Hamed and Rao (1998, Journal of Hydrology 204:182), at the lag-1 correlation of the ranks
  less their slope and season, freed of its bias in short series (van Giersbergen 2005, Economics Letters 86:421; Hamed
  2009, Journal of Hydrology 368:143) and at most 0.5; the variance is that of a normal series of first order, where the
  mean product of two signs is 2/pi times the arc sine of their correlation. Ranks, so that steady growth in percent is
  as straight as growth by steps. The correction only ever raises p, so on independent noise the false alarms stay below
  the level by construction. The covariance between seasons of Hirsch and Slack (1984, Water Resources Research 20:727)
  needs about ten years: on three or four it never alarms and never finds a trend.
- Up to eight quarters no within-season test can pass (p is at least 2/16): there the plain test stands in. On quarters
  without gaps a season alone stays short of it, since whatever rises within a year falls back at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, combinations
from math import asin, ceil, exp, factorial, floor, log, pi, prod, sqrt
from statistics import fmean, median
from sys import float_info

LEVEL = 0.05
"""The stated level: of series without a trend, at most this share may be called rising or falling."""

PRECISION = 60
QUARTERS = 4
_HIGHEST = 0.5
"""Neighbours that go together more closely than this are taken for the trend itself, not for noise."""
_STEP = 0.1
_STRAIGHT = 1e-9
"""Squares of ranks that add up to less are rounding: the series follows its line and leaves nothing to correlate."""

Points = tuple[tuple[int, Decimal], ...]
"""Values with the numbers of their periods; gaps are left out."""


class Course(StrEnum):
    """What the test lets a slide say; NONE reads "no clear trend"."""

    RISING = "rising"
    FALLING = "falling"
    NONE = "none"


@dataclass(frozen=True)
class Tendency:
    """The outcome: `slope` is the change a period in the unit of the values, `p` is two-sided and corrected.

    `periods` counts the values held; `seasonal` says whether only periods of the same season were compared.
    """

    direction: Course
    slope: Decimal
    p: float
    periods: int
    seasonal: bool
    level: float = LEVEL


@dataclass(frozen=True)
class Undecidable:
    """Too few periods for any series to pass: with `needed` in all one could, `held` are there."""

    needed: int
    held: int


def tendency(values: Sequence[float | Decimal | None], season: int = QUARTERS) -> Tendency | Undecidable:
    """Whether `values`, one a period and None for a gap, rise or fall at the stated level.

    `season` is the number of periods a year: 4 for quarters, 12 for months, 1 when the measure knows no season. Values
    are finite.
    """
    points = tuple((time, Decimal(value)) for time, value in enumerate(values) if value is not None)
    times = tuple(time for time, _ in points)
    cycle = _cycle(times, season)
    if cycle is None:
        return Undecidable(_needed(times, season), len(points))
    with localcontext(prec=PRECISION):
        found, steps = score(points, cycle), slope(points, cycle)
        shrunk = abs(found) / sqrt(_inflation(times, cycle, _correlation(points, cycle)))
    p = two_sided(counts(_ties(points, cycle)), shrunk)
    return Tendency(_course(found, steps, p), +steps, p, len(points), cycle > 1)


def score(points: Points, cycle: int) -> int:
    """Kendall's S: the pairs that rise less the pairs that fall, among periods a multiple of `cycle` apart."""
    return sum((later > first) - (later < first) for (_, first), (_, later) in _pairs(points, cycle))


def slope(points: Points, cycle: int) -> Decimal:
    """The median change a period over the same pairs (Theil 1950, Sen 1968; seasonal: Hirsch, Slack and Smith 1982)."""
    return median((later - first) / (end - start) for (start, first), (end, later) in _pairs(points, cycle))


@lru_cache(maxsize=256)
def counts(seasons: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    """The arrangements within `seasons` by their number of falling pairs; a season is the sizes of its groups of ties.

    The score is the number of pairs that are no ties, less twice the falling ones.
    """
    whole = [1]
    for sizes in seasons:
        whole = _product(whole, _arrangements(sizes))
    return tuple(whole)


def two_sided(arrangements: Sequence[int], size: float) -> float:
    """The share of `arrangements` with a score at least `size` away from zero.

    Between two possible scores the logarithm of the share is interpolated.
    """
    falling = (len(arrangements) - 1 - size) / 2
    sums, whole = list(accumulate(arrangements)), sum(arrangements)

    def share(index: int) -> float:
        return min(1.0, max(2 * sums[index] / whole, float_info.min))

    low, high = share(floor(falling)), share(ceil(falling))
    return low if low == high else exp(log(low) + (falling - floor(falling)) * (log(high) - log(low)))


def _course(found: int, steps: Decimal, p: float) -> Course:
    """A slope of zero is no trend, however many small steps there were among the ties."""
    if p > LEVEL or steps == 0:
        return Course.NONE
    return Course.RISING if found > 0 else Course.FALLING


def _cycle(times: tuple[int, ...], season: int) -> int | None:
    """How far apart periods are to be compared: by `season`, one by one, or not at all."""
    if _can_pass(times, season):
        return season
    unbroken = bool(times) and times[-1] - times[0] == len(times) - 1
    return 1 if season == QUARTERS and unbroken and _can_pass(times, 1) else None


def _can_pass(times: tuple[int, ...], cycle: int) -> bool:
    """True when a series that only rises would pass: one arrangement of all, on either side."""
    return 2 / prod(factorial(len(times_of)) for times_of in _seasons(times, cycle)) <= LEVEL


def _needed(times: tuple[int, ...], season: int) -> int:
    while _cycle(times, season) is None:
        times = (*times, times[-1] + 1 if times else 0)
    return len(times)


def _seasons(times: tuple[int, ...], cycle: int) -> list[list[int]]:
    return [[time for time in times if time % cycle == phase] for phase in range(cycle)]


def _pairs(points: Points, cycle: int) -> list[tuple[tuple[int, Decimal], tuple[int, Decimal]]]:
    return [(one, other) for one, other in combinations(points, 2) if (other[0] - one[0]) % cycle == 0]


def _ties(points: Points, cycle: int) -> tuple[tuple[int, ...], ...]:
    """For each season how often each of its values occurs, in an order that lets seasons alike share their counts."""
    found = []
    for phase in range(cycle):
        held = [value for time, value in points if time % cycle == phase]
        found.append(tuple(sorted(held.count(value) for value in set(held))))
    return tuple(sorted(found))


def _arrangements(sizes: tuple[int, ...]) -> list[int]:
    """The coefficients of the Gaussian multinomial of `sizes`."""
    whole, placed = [1], 0
    for size in sizes:
        for index in range(1, size + 1):
            placed += 1
            whole = _over(_less(whole, placed), index)
    return whole


def _less(whole: list[int], power: int) -> list[int]:
    """`whole` times one less the `power` of the unknown."""
    padded = [0] * power
    return [one - other for one, other in zip(whole + padded, padded + whole, strict=True)]


def _over(whole: list[int], power: int) -> list[int]:
    """`whole` divided, without rest, by one less the `power` of the unknown."""
    found: list[int] = []
    for index, value in enumerate(whole):
        found.append(value + (found[index - power] if index >= power else 0))
    return found[: len(found) - power]


def _product(one: list[int], other: list[int]) -> list[int]:
    found = [0] * (len(one) + len(other) - 1)
    for left, first in enumerate(one):
        for right, second in enumerate(other):
            found[left + right] += first * second
    return found


def _correlation(points: Points, cycle: int) -> float:
    """The lag-1 correlation of the ranks less their slope and season, freed of its bias; 0 where it is negative.

    The bias is about -(c + 4 r) / n with c = 2 when level and slope were taken out. The levels of a whole season take
    out cosines that add up to nothing, so that c = 1.
    """
    left = _residuals(_ranks(points), cycle)
    squares = sum(value * value for value in left.values())
    products = [value * left[time + 1] for time, value in left.items() if time + 1 in left]
    if not products or squares < _STRAIGHT:
        return 0.0
    held = len(left)
    raw = fmean(products) * (held - 1) / squares
    return min(_HIGHEST, max(0.0, (held * raw + (1 if cycle > 1 else 2)) / (held - 4)))


def _ranks(points: Points) -> Points:
    """Twice the rank of each value, less one, ties in the middle."""
    values = [value for _, value in points]
    return tuple((time, Decimal(sum((other < value) + (other <= value) for other in values))) for time, value in points)


def _residuals(points: Points, cycle: int) -> dict[int, float]:
    steps = slope(points, cycle)
    level = [(time, value - steps * time) for time, value in points]
    found: dict[int, float] = {}
    for phase in range(cycle):
        held = [(time, value) for time, value in level if time % cycle == phase]
        mean = sum((value for _, value in held), Decimal(0)) / max(1, len(held))
        found.update((time, float(value - mean)) for time, value in held)
    return found


def _inflation(times: tuple[int, ...], cycle: int, correlation: float) -> float:
    """How many times the variance of the score exceeds that of independent values; at least 1."""
    below = min(int(correlation / _STEP), round(_HIGHEST / _STEP) - 1)
    low, high = (_variance(times, cycle, index * _STEP) for index in (below, below + 1))
    part = correlation / _STEP - below
    return max(1.0, (low + part * (high - low)) / _variance(times, cycle, 0.0))


@lru_cache(maxsize=256)
def _variance(times: tuple[int, ...], cycle: int, correlation: float) -> float:
    """The variance of the score when values `k` periods apart correlate by `correlation` to the power of `k`."""
    pairs = [(one, other) for one, other in combinations(times, 2) if (other - one) % cycle == 0]
    spans = [sqrt(2 * (1 - correlation ** (end - start))) for start, end in pairs]
    powers = [correlation**gap for gap in range(times[-1] - times[0] + 1)]
    total = 0.0
    for index, (start, end) in enumerate(pairs):
        for (first, last), span in zip(pairs[:index], spans, strict=False):
            shared = powers[abs(end - last)] + powers[abs(start - first)]
            shared -= powers[abs(end - first)] + powers[abs(start - last)]
            total += 4 / pi * asin(max(-1.0, min(1.0, shared / span / spans[index])))
    return total + len(pairs)
