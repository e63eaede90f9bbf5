"""How often the trend test cries wolf, and how often it finds a trend: python benchmarks/bench_tendency.py [RUNS].

False alarms: series without a trend that were called rising or falling, percent. Power: series that grow and were
called rising, percent; each has noise of 3 % (independent, or with neighbours that correlate by 0.3) and a season of
10 % up and down. The seed is fixed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from math import pi, sqrt
from time import perf_counter

import numpy as np
from numpy.random import Generator, default_rng

from reviewgen.tendency import Course, Tendency, tendency

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
QUARTERS, MONTHS = (5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20), (18, 24, 30, 36)
SERIES = [(n, 4) for n in QUARTERS] + [(n, 12) for n in MONTHS] + [(n, 1) for n in (8, 12, 20)]
NOISE, SEASON, SHIFT = 0.03, 0.10, 3.0


def chained(rng: Generator, n: int, correlation: float) -> Array:
    """A normal series of first order with variance 1."""
    found, fresh = [rng.standard_normal()], rng.standard_normal(n)
    for value in fresh[1:]:
        found.append(correlation * found[-1] + sqrt(1 - correlation**2) * value)
    return np.array(found)


def yearly(rng: Generator, n: int, season: int) -> Array:
    """A wave of one year with a random start."""
    return np.sin(2 * pi * np.arange(n) / season + rng.uniform(0, 2 * pi))


NULLS: dict[str, Callable[[Generator, int, int], Array]] = {
    "normal": lambda rng, n, _: rng.standard_normal(n),
    "heavy": lambda rng, n, _: rng.standard_t(2, n),
    "ties": lambda rng, n, _: rng.integers(0, 4, n).astype(float),
    "wave": lambda rng, n, season: rng.standard_normal(n) + SHIFT * yearly(rng, n, season),
    "ramp": lambda rng, n, season: rng.standard_normal(n) + SHIFT * (np.arange(n) % season) / max(1, season - 1),
    "AR 0.3": lambda rng, n, _: chained(rng, n, 0.3),
    "AR 0.5": lambda rng, n, _: chained(rng, n, 0.5),
    "walk": lambda rng, n, _: np.cumsum(rng.standard_normal(n)),
}
"""`ramp` rises through every year by three standard deviations of the noise and falls back: hardest on a plain test."""
POWERS = ((0.01, 0.0), (0.02, 0.0), (0.05, 0.0), (0.01, 0.3), (0.02, 0.3), (0.05, 0.3))
"""Growth a quarter (a third of it a month), and the correlation of neighbours."""


def growing(rng: Generator, n: int, season: int, growth: float, correlation: float) -> Array:
    """Growth in percent, times season, times noise."""
    step = growth / 3 if season == 12 else growth
    wave = 1 + SEASON * yearly(rng, n, season) if season > 1 else 1.0
    return (1 + step) ** np.arange(n) * wave * (1 + NOISE * chained(rng, n, correlation))


def rate(runs: int, season: int, make: Callable[[], Array], wanted: tuple[Course, ...]) -> float:
    """The percentage of `runs` series whose outcome is among `wanted`."""
    hits = 0
    for _ in range(runs):
        found = tendency(make().tolist(), season)
        hits += isinstance(found, Tendency) and found.direction in wanted
    return 100 * hits / runs


def row(runs: int, n: int, season: int) -> list[float]:
    """False alarms by kind of series, then power by growth."""
    rng, alarms = default_rng([n, season]), (Course.RISING, Course.FALLING)
    cells = [rate(runs, season, partial(make, rng, n, season), alarms) for make in NULLS.values()]
    for growth, correlation in POWERS:
        cells.append(rate(runs, season, partial(growing, rng, n, season, growth, correlation), (Course.RISING,)))
    return cells


def table(runs: int) -> None:
    """One line a length."""
    columns = [*NULLS, *(f"{100 * growth:.0f}%/{correlation}" for growth, correlation in POWERS)]
    print(f"percent of {runs} series".ljust(24) + "".join(f"{name:>8}" for name in columns))
    for n, season in SERIES:
        name = {1: "periods, no season", 4: "quarters", 12: "months"}[season]
        print(f"{n} {name}".ljust(24) + "".join(f"{cell:8.1f}" for cell in row(runs, n, season)), flush=True)


def main() -> None:
    """Print the table and the time a series takes."""
    runs, start = int(sys.argv[1]) if len(sys.argv) > 1 else 1000, perf_counter()
    table(runs)
    series = runs * len(SERIES) * (len(NULLS) + len(POWERS))
    print(f"{1000 * (perf_counter() - start) / series:.2f} ms a series, with the making of it")


if __name__ == "__main__":
    main()
