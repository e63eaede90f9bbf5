"""The trend test: published examples, the exact distribution against brute force, laws, false alarms, power."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import permutations, product
from math import isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import Generator, default_rng

from reviewgen.tendency import LEVEL, Course, Points, Tendency, Undecidable, counts, score, slope, tendency, two_sided

LAWS = settings(derandomize=True, deadline=None, max_examples=60)


def points(values: Sequence[float | str | None]) -> Points:
    return tuple((time, Decimal(value)) for time, value in enumerate(values) if value is not None)


def decided(values: Sequence[float | Decimal | None], season: int = 4) -> Tendency:
    found = tendency(values, season)
    assert isinstance(found, Tendency)
    return found


# Published examples

EPA_G9S = (10, 10, 10, 5, 10, 20, 18, 17, 15, 24, 15)
"""US EPA QA/G-9S (2006), Data Quality Assessment, trend example on page 109: S = 22, variance of S = 155.33."""

SEN = (9, 15, 19, 20, *[None] * 5, 45, None, 55, *[None] * 5, 78)
"""Sen (1968), Journal of the American Statistical Association 63:1379: times 1, 2, 3, 4, 10, 12, 18; slope 4."""

EPA_MONTHS = """
1.99 2.10 2.12 2.12 2.11 2.15 2.19 2.18 2.16 2.08 2.05 2.08
2.01 2.10 2.17 2.13 2.13 2.18 2.25 2.24 2.22 2.13 2.08 2.16
2.15 2.17 2.27 2.23 2.24 2.26 2.31 2.32 2.28 2.22 2.19 2.22
"""
"""US EPA 530/R-09-007 (2009), Unified Guidance, Example 14-10: S = 35 of 36 pairs (tau 0.972), slope 0.06 a year."""


def test_the_score_and_its_variance_of_the_epa_guidance_with_ties() -> None:
    assert score(points(EPA_G9S), 1) == 22
    spread = spread_of(((4, 2, 1, 1, 1, 1, 1),))
    assert round(sum(s * s * share for s, share in spread.items()), 2) == 155.33


def test_the_slope_of_sen_on_uneven_times() -> None:
    assert slope(points(SEN), 1) == 4
    assert decided(SEN, season=1).direction is Course.RISING


def test_the_seasonal_example_of_the_epa_guidance() -> None:
    found = decided([Decimal(value) for value in EPA_MONTHS.split()], season=12)
    assert score(points(EPA_MONTHS.split()), 12) == 35
    assert found.slope * 12 == Decimal("0.06")
    assert (found.direction, found.periods, found.seasonal) == (Course.RISING, 36, True)


KENDALLS_TABLE = ((4, 4, 0.167), (4, 6, 0.042), (5, 8, 0.042), (6, 11, 0.028), (7, 13, 0.035), (8, 16, 0.031))


@pytest.mark.parametrize(("n", "s", "tail"), [*KENDALLS_TABLE, (9, 18, 0.038), (10, 21, 0.036), (10, 23, 0.023)])
def test_the_upper_tails_of_kendalls_table(n: int, s: int, tail: float) -> None:
    """Kendall (1975), Rank Correlation Methods, appendix table 1; Gilbert (1987), table A18."""
    assert round(two_sided(counts(((1,) * n,)), s) / 2, 3) == tail


# The exact distribution


def spread_of(seasons: tuple[tuple[int, ...], ...]) -> dict[int, float]:
    """The share of arrangements by score."""
    found = counts(seasons)
    return {len(found) - 1 - 2 * falling: count / sum(found) for falling, count in enumerate(found)}


def by_hand(groups: Sequence[Sequence[int]]) -> dict[int, float]:
    """The same by writing down every order of every season."""
    orders = [Counter(score(points(order), 1) for order in permutations(group)) for group in groups]
    whole: Counter[int] = Counter()
    for picked in product(*(order.items() for order in orders)):
        times = 1
        for _, count in picked:
            times *= count
        whole[sum(s for s, _ in picked)] += times
    return {s: count / whole.total() for s, count in whole.items()}


@pytest.mark.parametrize(
    "groups",
    [
        [[1, 2, 3, 4, 5, 6]],
        [[1, 1, 2, 2, 2, 3]],
        [[1, 1, 1, 1, 1]],
        [[1, 2, 3], [1, 2, 3], [1, 2], [1, 2]],
        [[1, 1, 2], [1, 2, 3, 4], [5], [1, 2, 2]],
    ],
)
def test_the_distribution_is_that_of_all_orders(groups: list[list[int]]) -> None:
    sizes = tuple(tuple(Counter(group).values()) for group in groups)
    assert spread_of(sizes) == pytest.approx(by_hand(groups))


def test_between_two_scores_p_lies_between_theirs() -> None:
    twelve = counts(((1,) * 3,) * 4)
    assert two_sided(twelve, 10) < two_sided(twelve, 8.5) < two_sided(twelve, 8)
    assert two_sided(twelve, 12) == 2 / 6**4
    assert two_sided(twelve, 0) == 1


# Too few periods


@pytest.mark.parametrize(("season", "needed"), [(1, 5), (4, 5), (12, 18)])
def test_the_fewest_periods_are_those_at_which_a_steady_rise_just_passes(season: int, needed: int) -> None:
    for held in range(needed):
        assert tendency(list(range(held)), season) == Undecidable(needed, held)
    assert decided(list(range(needed)), season).direction is Course.RISING


def test_quarters_are_compared_within_their_season_from_the_ninth_on() -> None:
    assert [decided(list(range(held))).seasonal for held in (7, 8, 9, 12)] == [False, False, True, True]


def test_few_quarters_with_a_gap_are_not_compared_across_seasons() -> None:
    """A season that rises through the year, then only its highest quarter: plain pairs would all rise."""
    assert tendency([1, 2, 3, 4, None, None, None, 5]) == Undecidable(needed=9, held=5)


def test_a_gap_in_a_long_series_leaves_out_its_pairs_only() -> None:
    found = decided([100, 120, 90, 110, 104, None, 95, 115, 108, 129, 99, 119, 112, 133, 104, 124])
    assert (found.direction, found.periods, found.seasonal) == (Course.RISING, 15, True)
    assert 1 <= found.slope <= Decimal("1.3")


# Laws

whole = st.lists(st.none() | st.integers(-50, 50).map(Decimal), min_size=12, max_size=24)
seasons = st.sampled_from([1, 4])


@LAWS
@given(whole, seasons)
def test_the_negative_series_goes_the_other_way(values: list[Decimal | None], season: int) -> None:
    found, turned = tendency(values, season), tendency([None if v is None else -v for v in values], season)
    if isinstance(found, Undecidable) or isinstance(turned, Undecidable):
        assert found == turned
        return
    other = {Course.RISING: Course.FALLING, Course.FALLING: Course.RISING, Course.NONE: Course.NONE}
    assert (turned.direction, turned.slope) == (other[found.direction], -found.slope)
    assert isclose(turned.p, found.p, rel_tol=1e-9)


@LAWS
@given(
    whole, seasons, st.decimals(-1000, 1000, places=2), st.sampled_from([Decimal("0.01"), Decimal(7), Decimal(10**6)])
)
def test_a_constant_adds_nothing_and_a_unit_only_scales_the_slope(
    values: list[Decimal | None], season: int, constant: Decimal, unit: Decimal
) -> None:
    found = tendency(values, season)
    moved = tendency([None if v is None else v * unit + constant for v in values], season)
    if isinstance(found, Undecidable) or isinstance(moved, Undecidable):
        assert found == moved
        return
    assert (moved.direction, moved.p, moved.periods) == (found.direction, found.p, found.periods)
    assert abs(moved.slope - found.slope * unit) <= abs(moved.slope) * Decimal("1e-26")


@LAWS
@given(st.lists(st.integers(1, 50), min_size=9, max_size=24, unique=True))
def test_only_the_order_of_the_values_counts_for_the_word(values: list[int]) -> None:
    found, bent = decided(values), decided([value**3 for value in values])
    assert (bent.direction, bent.p) == (found.direction, found.p)


@LAWS
@given(st.lists(st.integers(-3, 3).map(Decimal), min_size=5, max_size=20), st.sampled_from([1, 4]))
def test_the_word_is_never_said_above_the_level_nor_without_a_slope(values: list[Decimal], season: int) -> None:
    found = decided(values, season)
    assert 0 < found.p <= 1
    match found.direction:
        case Course.RISING:
            assert found.p <= LEVEL
            assert found.slope > 0
        case Course.FALLING:
            assert found.p <= LEVEL
            assert found.slope < 0
        case Course.NONE:
            assert found.p > LEVEL or found.slope == 0


@pytest.mark.parametrize("season", [1, 4, 12])
def test_a_constant_series_has_no_trend(season: int) -> None:
    found = decided([Decimal("7.5")] * 24, season)
    assert (found.direction, found.slope, found.p) == (Course.NONE, 0, 1)


@pytest.mark.parametrize("n", [5, 8, 9, 10, 11, 12, 16, 20])
def test_what_rises_every_quarter_is_rising_whatever_its_shape(n: int) -> None:
    for shape in (lambda t: t, lambda t: 1.02**t, lambda t: 1.3**t, lambda t: sqrt(t)):
        assert decided([shape(t) for t in range(n)]).direction is Course.RISING


def test_a_season_alone_is_no_trend() -> None:
    for n in (5, 6, 7, 8, 12, 16, 20):
        assert decided([(80, 100, 110, 140)[t % 4] + t % 3 for t in range(n)]).direction is Course.NONE


# False alarms and power

SERIES = 1200
LENGTHS = ((8, 4), (9, 4), (12, 4), (20, 4), (36, 12), (12, 1))


def alarms(make: Callable[[Generator, int], list[float]], n: int, season: int) -> float:
    rng = default_rng([n, season])
    return sum(decided(make(rng, n), season).direction is not Course.NONE for _ in range(SERIES)) / SERIES


def at_most(level: float) -> float:
    """`level` plus three standard errors of a share of SERIES series."""
    return level + 3 * sqrt(level * (1 - level) / SERIES)


def normal(rng: Generator, n: int) -> list[float]:
    return list(map(float, rng.standard_normal(n)))


def heavy(rng: Generator, n: int) -> list[float]:
    return list(map(float, rng.standard_t(2, n)))


def tied(rng: Generator, n: int) -> list[float]:
    return list(map(float, rng.integers(0, 4, n)))


def seasonal(rng: Generator, n: int) -> list[float]:
    return [value + 3 * (time % 4) / 3 for time, value in enumerate(normal(rng, n))]


def chained(correlation: float) -> Callable[[Generator, int], list[float]]:
    def make(rng: Generator, n: int) -> list[float]:
        found = normal(rng, 1)
        for fresh in normal(rng, n - 1):
            found.append(correlation * found[-1] + sqrt(1 - correlation**2) * fresh)
        return found

    return make


@pytest.mark.parametrize(("n", "season"), LENGTHS)
@pytest.mark.parametrize("make", [normal, heavy, tied])
def test_false_alarms_on_independent_noise_stay_within_the_level(
    make: Callable[[Generator, int], list[float]], n: int, season: int
) -> None:
    assert alarms(make, n, season) <= at_most(LEVEL)


@pytest.mark.parametrize("n", [5, 6, 7, 8, 9, 12, 20])
def test_false_alarms_on_a_rise_within_every_year_stay_within_the_level(n: int) -> None:
    assert alarms(seasonal, n, 4) <= at_most(LEVEL)


@pytest.mark.parametrize(("n", "season"), [(9, 4), (12, 4), (16, 4), (20, 4), (24, 12), (36, 12)])
def test_false_alarms_on_neighbours_that_go_together_stay_near_the_level(n: int, season: int) -> None:
    """Uncorrected they would be up to 12 % and 19 %; the limits stated here are 6 % and 8 %."""
    assert alarms(chained(0.3), n, season) <= at_most(0.06)
    assert alarms(chained(0.5), n, season) <= at_most(0.08)


@pytest.mark.parametrize(("n", "found"), [(12, 0.85), (16, 0.99)])
def test_two_percent_a_quarter_is_found_under_three_percent_of_noise(n: int, found: float) -> None:
    def growing(rng: Generator, length: int) -> list[float]:
        season = rng.permutation([0.9, 0.95, 1.05, 1.1])
        return [1.02**t * season[t % 4] * (1 + 0.03 * noise) for t, noise in enumerate(normal(rng, length))]

    assert alarms(growing, n, 4) >= found
