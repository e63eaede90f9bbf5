"""What holds of a forecast whatever the numbers, and how good it is on made-up sales."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from reviewgen.forecast import (
    Interval,
    Kind,
    Landing,
    OwnError,
    Projection,
    Season,
    Unforecast,
    land,
    own_error,
    project,
)
from reviewgen.forecast.band import deviations, factors, sum_deviation
from reviewgen.forecast.theta import short_theta
from tests.forecasts import SHAPE, banded, landed, made, measured

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "bench_forecast.py"

finite = st.floats(allow_nan=False, allow_infinity=False)
gapped = st.lists(st.one_of(finite, finite, finite, st.none()), max_size=60)
anything = st.one_of(st.lists(finite, max_size=60), gapped)
amounts = st.lists(st.floats(10, 1e5), min_size=8, max_size=40)
percents = st.lists(st.floats(0, 100), min_size=3, max_size=40)
seasons = st.sampled_from([4, 12])
kinds = st.sampled_from(list(Kind))


def numbers(found: Projection) -> list[float]:
    bands = [one for band in (found.band80, found.band95) if isinstance(band, tuple) for one in band]
    return [*found.values, *(edge for one in bands for edge in (one.low, one.high))]


@settings(max_examples=200)
@given(anything, st.integers(0, 18), seasons, kinds)
@example([5e-324] * 8, 4, 4, Kind.AMOUNT)
@example([1e-320, 1e270, 3.0] * 5, 4, 4, Kind.AMOUNT)
@example([2.0**900, -(2.0**900)] * 6, 8, 4, Kind.SIGNED)
@example([1e-5, 1.0] * 20, 8, 4, Kind.AMOUNT)
def test_no_history_makes_it_raise(history: list[float | None], steps: int, season: Season, kind: Kind) -> None:
    found = project(history, steps, season, kind)
    if isinstance(found, Projection):
        assert len(found.values) == steps
        assert all(map(math.isfinite, numbers(found)))
        assert found == project(history, steps, season, kind)
    landing = land(history, min(steps, season), season, booked=1e6)
    if isinstance(landing, Landing) and isinstance(landing.band80, Interval):
        assert -math.inf < landing.band80.low <= landing.value <= landing.band80.high < math.inf
    error = own_error(history, season, kind, steps)
    if isinstance(error, OwnError):
        assert 0 <= error.error < math.inf
        assert 0 <= error.held <= error.banded <= error.origins * steps


@given(st.one_of(amounts, percents), st.integers(1, 8), kinds)
def test_bands_hold_the_forecast_and_the_wide_one_holds_the_narrow(
    history: list[float], steps: int, kind: Kind
) -> None:
    found = project(history, steps, 4, kind)
    assume(isinstance(found, Projection) and isinstance(found.band80, tuple))
    assert isinstance(found, Projection)
    for value, one in zip(found.values, banded(found.band80), strict=True):
        assert one.low <= value <= one.high
    if isinstance(found.band95, tuple):
        for narrow, wide in zip(banded(found.band80), found.band95, strict=True):
            assert wide.low <= narrow.low <= narrow.high <= wide.high


@given(amounts)
def test_bands_widen_with_the_horizon(history: list[float]) -> None:
    """Relative to the season: a year on, the same quarter has a wider band."""
    fit = short_theta(history, 8, 4)
    spread = [one * factor for one, factor in zip(deviations(fit), factors(len(history), 8, 4)[0], strict=True)]
    relative = [one / weight for one, weight in zip(spread, fit.weights, strict=True)]
    assert all(near <= far * (1 + 1e-12) for near, far in pairwise(relative))
    assert all(near <= far * (1 + 1e-12) for near, far in zip(spread, spread[4:], strict=False))


@given(amounts, st.integers(1, 4))
def test_a_longer_sum_is_less_certain(history: list[float], steps: int) -> None:
    fits = [short_theta(history, k, 4) for k in (steps, steps + 1)]
    near, far = (sum_deviation(fit) for fit in fits)
    assert near <= far


@given(st.one_of(amounts, percents), st.integers(1, 7), kinds)
def test_the_first_steps_are_the_same_however_many_are_asked_for(history: list[float], steps: int, kind: Kind) -> None:
    some, all_ = project(history, steps, 4, kind), project(history, 8, 4, kind)
    if isinstance(some, Unforecast) or isinstance(all_, Unforecast):
        assert some == all_
        return
    assert some.values == all_.values[:steps]
    assert some.band80 == (all_.band80[:steps] if isinstance(all_.band80, tuple) else all_.band80)


@given(amounts, st.floats(1e-3, 1e6), seasons)
def test_scaling_the_history_scales_everything(history: list[float], scale: float, season: Season) -> None:
    """In thousands or in euros, in tonnes or in pounds: the forecast is the same."""
    assume(len(history) >= 2 * season)
    found, scaled = made(history, season=season), made([value * scale for value in history], season=season)
    assert scaled.method is found.method
    size = max(history) * scale
    expected = [value * scale for value in numbers(found)]
    assert numbers(scaled) == pytest.approx(expected, rel=1e-6, abs=size * 1e-7)


@given(amounts, st.integers(-20, 20))
def test_scaling_by_a_power_of_two_is_exact(history: list[float], power: int) -> None:
    scaled = made([math.ldexp(value, power) for value in history])
    assert numbers(scaled) == [math.ldexp(value, power) for value in numbers(made(history))]


@given(percents, st.integers(1, 8))
@example([100.0, 99.0] * 6, 8)
@example([0.0, 0.0, 0.0, 9.0] * 3, 8)
def test_a_percentage_stays_one(history: list[float], steps: int) -> None:
    assert all(0 <= number <= 100 for number in numbers(made(history, steps, Kind.PERCENT)))


@given(amounts, st.integers(1, 8))
@example([9e4, 5e4, 4e4, 2e4, 1e3, 500.0, 80.0, 11.0], 8)
def test_sales_never_fall_below_nothing(history: list[float], steps: int) -> None:
    assert all(number >= 0 for number in numbers(made(history, steps)))


@given(st.lists(st.floats(0, 1e4), min_size=8, max_size=20), st.integers(1, 4), st.floats(-1e6, 1e6))
def test_what_is_booked_moves_a_landing_and_nothing_else(history: list[float], steps: int, booked: float) -> None:
    bare, found = landed(history, steps), landed(history, steps, booked)
    assert found.value == pytest.approx(bare.value + booked)
    if isinstance(bare.band80, Interval):
        assert isinstance(found.band80, Interval)
        assert found.band80.low == pytest.approx(bare.band80.low + booked)
        assert found.band80.high == pytest.approx(bare.band80.high + booked)
    else:
        assert found.band80 == bare.band80


@given(amounts)
def test_the_own_error_knows_nothing_of_what_came_after(history: list[float]) -> None:
    """The error one origin earlier is that of the shorter history: a last value of any size changes one trial only."""
    assume(len(history) >= 18)
    found, other = measured(history), measured([*history[:-1], history[-1] * 2])
    forecast = made(history[:-1], steps=1).values[0]
    apart = abs(forecast - history[-1]) / history[-1] - abs(forecast - history[-1] * 2) / (history[-1] * 2)
    assert found.origins == other.origins == 8
    assert (found.error - other.error) * 8 == pytest.approx(apart * 100, abs=1e-6 * (1 + found.error * 8))


# How good it is.


def wandering(seed: int, length: int) -> list[float]:
    """Seasonal sales that grow by a wandering rate, from a congruential generator."""
    level, state, sales = 1000.0, seed * 7919 + 11, []
    for t in range(length):
        state = (state * 1103515245 + 12345) % 2**31
        noise = state / 2**30 - 1
        level *= 1.02 + 0.03 * noise
        state = (state * 1103515245 + 12345) % 2**31
        sales.append(level * SHAPE[t % 4] * (1 + 0.05 * (state / 2**30 - 1)))
    return sales


@pytest.mark.parametrize("n", [8, 12, 20])
def test_it_beats_the_year_before_and_its_bands_hold(n: int) -> None:
    mine, naive, held, cases = 0.0, 0.0, 0, 300
    for seed in range(cases):
        sales = wandering(seed, n + 4)
        found, actuals = made(sales[:n]), sales[n:]
        mine += sum(abs(v - a) for v, a in zip(found.values, actuals, strict=True)) / sales[n - 1]
        naive += sum(abs(v - a) for v, a in zip(sales[n - 4 : n], actuals, strict=True)) / sales[n - 1]
        held += sum(one.low <= a <= one.high for one, a in zip(banded(found.band80), actuals, strict=True))
    assert mine < 0.75 * naive
    assert 0.70 < held / cases / 4 < 0.90


def test_forecasting_imports_no_library() -> None:
    probe = (
        "import sys, reviewgen.forecast; print(sorted({'numpy', 'pandas', 'scipy', 'statsmodels'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_the_benchmark_says_what_is_missing(tmp_path: Path) -> None:
    """Beside a project without the competition's series it names both files and fails."""
    copy = tmp_path / "project" / "benchmarks" / BENCHMARK.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(BENCHMARK.read_bytes())
    run = subprocess.run([sys.executable, str(copy)], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "quarterly.csv" in run.stderr
    assert "monthly.csv" in run.stderr
