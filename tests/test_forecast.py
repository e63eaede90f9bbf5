"""Forecasts: the method by hand, and which one a history gets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean

import pytest

from reviewgen.facts import Unit
from reviewgen.forecast import (
    Interval,
    Kind,
    Lack,
    Landing,
    Method,
    OwnError,
    Season,
    Unbanded,
    Unforecast,
    kind_of,
    land,
    own_error,
    project,
)
from reviewgen.forecast.band import between, deviations, factors, sum_deviation, sum_factor
from reviewgen.forecast.theta import Fit, indices, line, seasonal, short_theta, shrunk_indices, smooth
from tests.forecasts import SHAPE, UNEVEN, banded, landed, made, measured

# By hand.


def test_the_line_of_least_squares() -> None:
    """(0, 1), (1, 2), (2, 6): mean 3 at 1, slope (2 * 1 + 3 * 1) / 2."""
    assert line([1, 2, 6]) == (0.5, 2.5)


def test_smoothing_takes_the_constant_with_the_least_squares() -> None:
    """From 0 to 1, 1: errors 1 and 1 - a, the least at the largest constant that is tried, 0.99."""
    level, alpha, squares = smooth([0, 1, 1])
    assert alpha == 0.99
    assert level == pytest.approx(0.9999)
    assert squares == pytest.approx(1 + 0.01**2)


def test_smoothing_takes_the_smallest_of_constants_that_are_alike() -> None:
    assert smooth([5, 5, 5]) == (5, 0.01, 0)


def test_indices_over_two_years_are_one_ratio_a_season() -> None:
    """Centred year's averages of 8 quarters: (10/2 + 20 + 30 + 40 + 10/2) / 4 = 25 and so on, all 25."""
    assert indices([10, 20, 30, 40, 10, 20, 30, 40], 4) == (0.4, 0.8, 1.2, 1.6)


def test_indices_start_with_the_season_of_the_first_value() -> None:
    assert indices([30, 40, 10, 20, 30, 40, 10, 20], 4) == (1.2, 1.6, 0.4, 0.8)


def test_noise_without_a_season_is_not_taken_for_one() -> None:
    """One high quarter in two years makes an index of 1.28; it explains too little for eight values to trust."""
    once = [100, 100, 150, 100, 100, 100, 100, 100]
    assert max(indices(once, 4)) > 1.25
    assert shrunk_indices(once, 4) == (1, 1, 1, 1)


def test_from_four_years_on_the_indices_of_quarters_count_in_full() -> None:
    long = [100, 121, 88, 131, 104, 118, 97, 140, 101, 130, 99, 151, 111, 127, 104, 149]
    assert shrunk_indices(long, 4) == pytest.approx(indices(long, 4))
    assert shrunk_indices(long[:12], 4) != pytest.approx(indices(long[:12], 4))


def test_four_years_of_months_have_a_season_only_when_the_test_finds_it() -> None:
    still = [100 + 7 * math.sin(t * t) for t in range(60)]
    yearly = [100 + 20 * math.sin(t * math.pi / 6) + 7 * math.sin(t * t) for t in range(60)]
    assert not seasonal(still, 12)
    assert shrunk_indices(still, 12) == (1,) * 12
    assert seasonal(yearly, 12)
    assert shrunk_indices(yearly, 12) == pytest.approx(indices(yearly, 12))


def test_a_trend_is_no_season() -> None:
    """Over 28 quarters its autocorrelation at four, 0.58, stays below 1.645 sqrt((1 + 2 (0.80 + 0.62 + 0.47)) / 28)."""
    assert not seasonal(range(28), 4)


def test_a_series_that_never_moves_has_no_season() -> None:
    assert not seasonal([3.0] * 24, 12)


def test_theta_is_the_mean_of_the_line_and_of_the_smoothed_level() -> None:
    """Without a season; every number made again from the parts: line, twice the series less the line, smoothed."""
    history = [100, 100, 150, 100, 100, 100, 100, 100]
    start, slope = line(history)
    level, alpha, squares = smooth([2 * value - start - slope * t for t, value in enumerate(history)])
    fit = short_theta(history, 2, 4)
    assert fit.values == pytest.approx([(start + slope * 8 + level) / 2, (start + slope * 9 + level) / 2])
    assert fit.sigma == pytest.approx(math.sqrt(squares / 4) / 2)
    assert (fit.alpha, fit.weights) == (alpha, (1, 1))


def test_deviations_of_steps_and_of_their_sum() -> None:
    """sigma 2, alpha 0.5: steps 2, 2 sqrt 1.25; the first error moves both, 1 + 0.5, the second its own step, 1."""
    fit = Fit((10, 10), 2, 0.5, (1, 1))
    assert deviations(fit) == pytest.approx([2, 2 * math.sqrt(1.25)])
    assert sum_deviation(fit) == pytest.approx(2 * math.sqrt(1.5**2 + 1))


def test_the_season_weighs_the_errors_of_a_sum() -> None:
    """The first error moves its step by 0.5 and the second by alpha times 2."""
    assert sum_deviation(Fit((5, 20), 1, 0.25, (0.5, 2))) == pytest.approx(math.sqrt((0.5 + 0.25 * 2) ** 2 + 2**2))


@pytest.mark.parametrize(("n", "factor"), [(8, 1.55), (9, 1.535), (12, 1.47), (14, 1.565), (24, 1.63), (60, 1.63)])
def test_factors_between_two_lengths_lie_on_the_line(n: int, factor: float) -> None:
    assert factors(n, 1, 4)[0] == pytest.approx((factor,))


def test_a_factor_before_the_first_length_is_that_of_the_first() -> None:
    assert between({8: 2.0, 10: 3.0}, 3) == 2


def test_quarters_of_the_second_year_have_wider_bands() -> None:
    likely, nearly = factors(24, 8, 4)
    assert likely == pytest.approx((1.63,) * 4 + (1.74,) * 4)
    assert nearly == pytest.approx((2.79,) * 4 + (3.04,) * 4)


def test_factors_of_months() -> None:
    assert factors(24, 2, 12) == ((1.48, 1.48), (2.40, 2.40))
    assert factors(30, 1, 12)[1] == pytest.approx((2.385,))


def test_the_sum_of_a_single_step_is_that_step() -> None:
    assert sum_factor(10, 1, 4) == factors(10, 1, 4)[0][0]
    assert sum_factor(8, 2, 4) == pytest.approx(1.55 * 1.21)
    assert sum_factor(8, 4, 4) == pytest.approx(1.55 * 1.34)
    assert sum_factor(24, 6, 12) == pytest.approx(1.48 * 1.1)
    assert sum_factor(36, 6, 12) == 1.48


@pytest.mark.parametrize(("n", "season"), [(8, 4), (13, 4), (20, 4), (40, 4)])
def test_a_seasonal_line_goes_on(n: int, season: Season) -> None:
    """Indices about a constant level are found to the last digit, and then there is no error to learn a band from."""
    found = made([200 * SHAPE[t % 4] for t in range(n)])
    assert found.values == pytest.approx([200 * SHAPE[(n + j) % 4] for j in range(4)])
    assert found.band80 == found.band95 == Unbanded(Lack.NEVER_ERRED)


@pytest.mark.parametrize("n", [8, 12, 20])
def test_a_growing_season_goes_on(n: int) -> None:
    """Half the trend line and a smoothed level stay within half of what a year adds to a quarter, 16 times 1.2."""
    truth = [(200 + 4 * t) * SHAPE[t % 4] for t in range(n + 4)]
    assert made(truth[:n]).values == pytest.approx(truth[n:], abs=9.7)


def test_a_line_goes_on_at_half_its_slope_from_its_last_value() -> None:
    found = made([100 + 10 * t for t in range(12)])
    assert found.values == pytest.approx([215, 220, 225, 230], abs=2)


def test_months_have_a_season_of_twelve() -> None:
    shape = [1 + 0.3 * math.sin(month * math.pi / 6) for month in range(12)]
    found = made([100 * shape[t % 12] for t in range(30)], steps=6, season=12)
    assert found.values == pytest.approx([100 * shape[(30 + j) % 12] for j in range(6)])


# Which method, or why none.


@pytest.mark.parametrize(
    ("history", "kind", "method", "lack"),
    [
        (UNEVEN, Kind.AMOUNT, Method.SHORT_THETA, None),
        (UNEVEN[:8], Kind.AMOUNT, Method.SHORT_THETA, None),
        (UNEVEN[:7], Kind.AMOUNT, Method.SEASONAL_NAIVE, Lack.TOO_SHORT),
        (UNEVEN[:4], Kind.AMOUNT, Method.SEASONAL_NAIVE, Lack.TOO_SHORT),
        (UNEVEN[:3], Kind.AMOUNT, Method.LAST_VALUE, Lack.TOO_SHORT),
        ((7.0,) * 12, Kind.AMOUNT, Method.SHORT_THETA, Lack.NEVER_ERRED),
        ((0.0,) * 12, Kind.AMOUNT, Method.YEAR_MEAN, Lack.INTERMITTENT),
        ((*UNEVEN[:9], 0.0, 3.0, 5.0), Kind.AMOUNT, Method.YEAR_MEAN, Lack.INTERMITTENT),
        ((*UNEVEN[:9], -2.0, 3.0, 5.0), Kind.AMOUNT, Method.YEAR_MEAN, Lack.INTERMITTENT),
        ((*UNEVEN[:9], 1e-5, 3.0, 5.0), Kind.AMOUNT, Method.YEAR_MEAN, Lack.INTERMITTENT),
        ((0.0, 5.0, 9.0, 4.0, 0.0, 6.0, 8.0, 5.0), Kind.AMOUNT, Method.SEASONAL_NAIVE, Lack.INTERMITTENT),
        ((0.0, 5.0, 9.0, -4.0, 0.0, 6.0, 8.0, -5.0), Kind.AMOUNT, Method.YEAR_MEAN, Lack.INTERMITTENT),
        ((0.0, 5.0, 9.0, 4.0), Kind.AMOUNT, Method.YEAR_MEAN, Lack.INTERMITTENT),
        ((91.0, 93.0, 90.0, 95.0, 94.0, 92.0, 96.0, 93.0), Kind.PERCENT, Method.SMOOTHED_LEVEL, None),
        ((91.0, 93.0, 90.0, 95.0, 94.0, 92.0, 96.0), Kind.PERCENT, Method.YEAR_MEAN, Lack.TOO_SHORT),
        ((100.0,) * 9, Kind.PERCENT, Method.SMOOTHED_LEVEL, Lack.NEVER_ERRED),
        ((-5.0, 3.0) * 5, Kind.SIGNED, Method.SMOOTHED_LEVEL, None),
    ],
)
def test_the_method_of_a_history(history: Sequence[float], kind: Kind, method: Method, lack: Lack | None) -> None:
    found = made(history, kind=kind)
    assert found.method is method
    assert found.used == len(history)
    if lack is None:
        assert len(banded(found.band80)) == 4
    else:
        assert found.band80 == found.band95 == Unbanded(lack)


def test_months_need_two_years_of_months() -> None:
    history = [100 + t % 7 for t in range(24)]
    assert made(history, season=12).method is Method.SHORT_THETA
    assert made(history[:23], season=12).method is Method.SEASONAL_NAIVE
    assert made(history[:11], season=12).method is Method.LAST_VALUE


def test_the_band_of_a_smoothed_level_by_hand() -> None:
    """Started from the mean of the first four, 92.25; two degrees of freedom taken; factor 1.6."""
    history = (91.0, 93.0, 90.0, 95.0, 94.0, 92.0, 96.0, 93.0)
    level, alpha, squares = smooth(history, start=92.25)
    near, far = banded(made(history, 2, Kind.PERCENT).band80)
    assert (near.low + near.high) / 2 == pytest.approx(level)
    assert near.high - level == pytest.approx(1.6 * math.sqrt(squares / 6))
    assert far.high - level == pytest.approx(1.6 * math.sqrt(squares / 6) * math.sqrt(1 + alpha**2))


def test_a_smoothed_level_has_no_wide_band() -> None:
    """Rates that shift to another level leave a 95 % band far more often than one time in twenty."""
    found = made([91, 93, 90, 95, 94, 92, 96, 93], kind=Kind.PERCENT)
    assert found.band95 == Unbanded(Lack.NOT_MEASURED)


def test_fallbacks_by_hand() -> None:
    assert made([1, 2, 3, 4, 5], steps=5).values == (2, 3, 4, 5, 2)
    assert made([1, 2, 3], steps=2).values == (3, 3)
    assert made([9, 9, 9, 9, 0, 8, 0, 4, 0], steps=2).values == (3, 3)
    assert made([0, 5, 9, 4, 0, 6, 8, 5]).values == (0, 6, 8, 5)
    assert made([90, 92, 94], steps=1, kind=Kind.PERCENT).values == (92,)


@pytest.mark.parametrize(
    ("history", "kind", "lack"),
    [
        ((), Kind.AMOUNT, Lack.TOO_SHORT),
        ((1.0, 2.0), Kind.AMOUNT, Lack.TOO_SHORT),
        ((1.0,) * 9 + (None,), Kind.AMOUNT, Lack.ENDS_IN_GAP),
        ((None,), Kind.AMOUNT, Lack.ENDS_IN_GAP),
        ((1.0,) * 9 + (None, 1.0, 1.0), Kind.AMOUNT, Lack.TOO_SHORT),
        ((50.0,) * 9 + (100.5,), Kind.PERCENT, Lack.OUT_OF_BOUNDS),
        ((50.0,) * 9 + (-101.0,), Kind.POINTS, Lack.OUT_OF_BOUNDS),
        ((50.0,) * 9 + (-0.5,), Kind.LEVEL, Lack.OUT_OF_BOUNDS),
        ((1.0,) * 9 + (math.inf,), Kind.AMOUNT, Lack.OUT_OF_RANGE),
        ((1.0,) * 9 + (math.nan,), Kind.SIGNED, Lack.OUT_OF_RANGE),
        ((1.0,) * 9 + (1e300,), Kind.AMOUNT, Lack.OUT_OF_RANGE),
    ],
)
def test_why_there_is_no_forecast(history: Sequence[float | None], kind: Kind, lack: Lack) -> None:
    assert project(history, 4, 4, kind) == Unforecast(lack)
    assert own_error(history, 4, kind) == Unforecast(lack)


def test_no_more_steps_than_were_measured() -> None:
    assert project(UNEVEN, 9, 4, Kind.AMOUNT) == Unforecast(Lack.TOO_FAR)
    assert project(UNEVEN * 2, 19, 12, Kind.AMOUNT) == Unforecast(Lack.TOO_FAR)
    assert land(UNEVEN, 5, 4) == Unforecast(Lack.TOO_FAR)


def test_what_stands_before_a_gap_counts_for_nothing() -> None:
    assert made([5000, None, 3, None, *UNEVEN]) == made(UNEVEN)


@pytest.mark.parametrize(
    ("unit", "history", "kind"),
    [
        (Unit.CURRENCY, (-5.0,), Kind.AMOUNT),
        (Unit.COUNT, (5.0,), Kind.AMOUNT),
        (Unit.PERCENT, (0.0, None, 100.0), Kind.PERCENT),
        (Unit.PERCENT, (104.0,), Kind.SIGNED),
        (Unit.POINTS, (-100.0, 30.0), Kind.POINTS),
        (Unit.DAYS, (45.0,), Kind.LEVEL),
        (Unit.RATIO, (-0.1,), Kind.SIGNED),
    ],
)
def test_the_kind_of_a_unit(unit: Unit, history: Sequence[float | None], kind: Kind) -> None:
    assert kind_of(unit, history) is kind


# The landing.


def test_a_landing_is_what_is_booked_and_the_steps_that_are_left() -> None:
    steps = made(UNEVEN, steps=3)
    found = landed(UNEVEN, 3, booked=1000)
    assert found.value == pytest.approx(1000 + sum(steps.values))
    assert (found.method, found.booked, found.steps, found.used) == (Method.SHORT_THETA, 1000, 3, 12)


def test_a_landing_one_step_away_has_the_band_of_the_step() -> None:
    (step,) = banded(made(UNEVEN, steps=1).band80)
    assert landed(UNEVEN, 1, booked=0).band80 == step


def test_the_band_of_a_sum_by_hand() -> None:
    """One factor for the form with its learned part: 12 quarters, 4 steps, 1.47 times 1.24."""
    fit = short_theta(UNEVEN, 4, 4)
    found = landed(UNEVEN, 4)
    assert isinstance(found.band80, Interval)
    assert found.band80.high - found.value == pytest.approx(sum_deviation(fit) * 1.47 * 1.24)
    assert found.value - found.band80.low == pytest.approx(sum_deviation(fit) * 1.47 * 1.24)


def test_a_year_that_is_over_has_landed() -> None:
    for history in (UNEVEN, (0.0, 2.0, 0.0), UNEVEN[:5]):
        assert landed(history, 0, booked=77).band80 == Interval(77, 77)
        assert landed(history, 0, booked=77).value == 77


def test_a_landing_without_a_band_says_why() -> None:
    assert landed((1.0, 2.0, 3.0, 4.0), 2, booked=10) == Landing(
        Method.SEASONAL_NAIVE, 13, Unbanded(Lack.TOO_SHORT), 10, 2, 4
    )


def test_what_is_booked_is_the_least_that_a_year_of_sales_comes_to() -> None:
    falling = (500.0, 300.0, 400.0, 200.0, 300.0, 100.0, 150.0, 60.0)
    fit = short_theta(falling, 4, 4)
    found = landed(falling, 4, booked=100)
    assert min(fit.values) < 0 < max(made(falling).values)
    assert isinstance(found.band80, Interval)
    assert found.band80.low == 100 < found.value
    assert found.band80.high - found.value == pytest.approx(sum_deviation(fit) * 1.55 * 1.34)


# The method's own error.


def test_the_own_error_by_hand() -> None:
    """Mean of the last year at each origin of 0, 0, 0, 0, 0, 4, 0: forecasts 0, 0, 0 (of 3 to 5 values), then 1."""
    found = measured((0.0, 0.0, 0.0, 0.0, 0.0, 4.0, 0.0))
    assert found == OwnError(Method.YEAR_MEAN, (0 + 0 + 4 + 1) / 4, relative=False, origins=4, held=0, banded=0)


def test_the_own_error_of_amounts_is_in_percent_of_the_actuals() -> None:
    """Seasonal naive over 4, 5 and 6 values; last year 1, 2, 4 and this year 2, 4, 5: 50, 50 and 20 percent off."""
    found = measured((1.0, 2.0, 4.0, 8.0, 2.0, 4.0, 5.0))
    assert found == OwnError(Method.SEASONAL_NAIVE, pytest.approx(40), relative=True, origins=3, held=0, banded=0)


def test_the_own_error_of_a_rate_is_in_its_unit() -> None:
    found = measured((90.0, 92.0, 94.0, 92.0, 88.0), kind=Kind.PERCENT)
    assert (found.method, found.relative, found.origins) == (Method.YEAR_MEAN, False, 2)
    assert found.error == pytest.approx((abs(92 - 92) + abs(92 - 88)) / 2)


def test_the_own_error_counts_the_bands_that_held() -> None:
    steady = [200 * SHAPE[t % 4] + (-1) ** (t // 3) * 3 for t in range(20)]
    shocked = [*steady[:-1], steady[-1] * 3]
    calm, shock = measured(steady), measured(shocked)
    assert calm.banded == shock.banded == calm.origins == 8
    assert shock.held == calm.held - 1


def test_the_own_error_takes_only_origins_of_the_same_method() -> None:
    """Of ten quarters the first eight and the first nine are enough for the method; eight leave none before them."""
    assert measured(UNEVEN[:10]).origins == 2
    assert own_error(UNEVEN[:8], 4, Kind.AMOUNT) == Unforecast(Lack.TOO_SHORT)


def test_the_own_error_over_several_steps_uses_no_later_data() -> None:
    found = measured(UNEVEN, steps=4)
    (forecast,) = [made(UNEVEN[:8])]
    assert (found.origins, found.banded) == (1, 4)
    assert found.held == sum(
        one.low <= a <= one.high for one, a in zip(banded(forecast.band80), UNEVEN[8:], strict=True)
    )
    assert found.error == pytest.approx(
        fmean(abs(v - a) / a * 100 for v, a in zip(forecast.values, UNEVEN[8:], strict=True))
    )
