"""The outlook: landings by hand, what stops one, and that nobody is told more digits than the page shows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.edition import Mark, Measure
from reviewgen.facts import Absent, Direction, Figure, Notation, Point, Reason, Rollup, Unit
from reviewgen.forecast import Lack, Method, OwnError, Unbanded, Unforecast, land
from reviewgen.outlook import Band, Forecast, Outlook, outlooks, own_lies, reaches
from reviewgen.trend import Change
from tests.factories import edition
from tests.outlooks import SEASONS, level, since, summed

SHORT = ("10", "20", "30", "40", "11", "21", "31")
"""Seven quarters: the fourth is expected to be as a year before, 40."""


def told(made: Measure, mark: Mark = Mark.INTERNAL) -> Outlook:
    found = outlooks(edition(made, mark=mark))
    assert len(found) == 1
    return found[0]


def landed(made: Measure, mark: Mark = Mark.INTERNAL) -> Forecast:
    landing = told(made, mark).landing
    assert isinstance(landing, Forecast), landing
    return landing


def banded(made: Measure, mark: Mark = Mark.INTERNAL) -> Band:
    band = landed(made, mark).band
    assert isinstance(band, Band), band
    return band


# By hand.


def test_an_amount_lands_at_the_year_so_far_and_what_is_left() -> None:
    """11 + 21 + 31 so far and 40 to come make 103: 3 % over the goal of 100."""
    found = told(summed(SHORT, "100"))
    assert found.value == Figure(Decimal(103))
    assert found.gap == Change(Decimal(3), relative=True)
    assert reaches(found) is True
    assert isinstance(found.landing, Forecast)
    assert found.landing.method is Method.SEASONAL_NAIVE
    assert found.landing.band == Unbanded(Lack.TOO_SHORT) and found.held == 7
    assert [one.value for one in found.coming] == [Decimal(40)]


def test_a_rate_is_told_for_the_last_quarter_and_not_for_the_year() -> None:
    """The mean of a last year that is shorter than four quarters: 90, 92 and 94 make 92."""
    found = told(level(("90", "92", "94"), "95"))
    assert found.value == Figure(Decimal(92))
    assert found.gap == Change(Decimal(-3), relative=False)
    assert reaches(found) is False


def test_lower_is_better_where_the_catalogue_says_so() -> None:
    found = told(level(("90", "92", "94"), "95", direction=Direction.LOWER))
    assert reaches(found) is True


def test_a_band_has_no_gap_to_judge_by() -> None:
    found = told(level(("90", "92", "94"), "95", direction=Direction.BAND))
    assert found.gap == Absent(Reason.NO_TARGET) and reaches(found) is None


def test_the_interval_is_that_of_what_is_left_around_the_year_so_far() -> None:
    made = summed(SEASONS, "440")
    rest = land([float(value) for value in SEASONS], 1, 4)
    assert not isinstance(rest, Unforecast) and not isinstance(rest.band80, Unbanded)
    assert float(landed(made).value) == pytest.approx(315 + rest.value)
    assert float(banded(made).low) == pytest.approx(315 + rest.band80.low)
    assert float(banded(made).high) == pytest.approx(315 + rest.band80.high)
    assert landed(made).method is Method.SHORT_THETA and landed(made).used == 15


def test_what_is_booked_stays_exact() -> None:
    made = summed(("10.01", "20.01", "30.01", "40", "11.01", "21.01", "31.01"), "100")
    assert landed(made).value == Decimal("103.03")


def test_the_methods_own_error_is_that_of_this_history() -> None:
    error = told(summed(SEASONS, "440")).error
    assert isinstance(error, OwnError)
    assert error.method is Method.SHORT_THETA and error.relative and error.origins == 7
    assert 0 < error.error < 10


# What stops a landing, and what does not.


def test_a_year_with_months_missing_does_not_land() -> None:
    made = summed(SEASONS, "440")
    short = replace(made.year_to_date, actual=Figure(Decimal(300), 8, 9))
    found = told(replace(made, year_to_date=short))
    assert found.landing == Absent(Reason.INCOMPLETE) and found.gap == Absent(Reason.INCOMPLETE)


def test_without_a_latest_figure_there_is_no_forecast() -> None:
    found = told(level((*since(SEASONS, 14), None), "95"))
    assert found.landing == Unforecast(Lack.ENDS_IN_GAP)
    assert found.held == 0 and found.coming == () and isinstance(found.gap, Absent)


def test_two_quarters_are_too_few_for_a_forecast() -> None:
    found = told(level(("90", "92"), "95"))
    assert found.landing == Unforecast(Lack.TOO_SHORT) and found.held == 2


def test_a_quarter_with_months_missing_is_a_gap_in_the_history() -> None:
    made = summed(SEASONS, "440")
    point = made.points[5]
    part = Point(point.period, Figure(Decimal(1), 2, 3), point.goal)
    found = told(replace(made, points=(*made.points[:5], part, *made.points[6:])))
    assert found.held == 9
    assert isinstance(found.landing, Forecast) and found.landing.used == 9


def test_a_level_of_money_is_no_sum() -> None:
    """Stock of 100 in every quarter lands at 100, not at 400."""
    made = level(("100", "101", "99", "100"), "90", unit=Unit.CURRENCY, rollup=Rollup.LAST)
    assert landed(made).method is Method.YEAR_MEAN
    assert landed(made).value == Decimal(100)


def test_growth_worked_out_by_a_formula_may_pass_a_hundred_percent() -> None:
    values = ("60", "99", "70", "98", "99", "80", "99", "99")
    share = banded(level(values, "95"))
    growth = banded(level(values, "95", rollup=Rollup.FORMULA))
    assert share.high == 100 and growth.high > 100


def test_a_measure_that_nobody_is_told_the_rest_of_has_no_outlook() -> None:
    closed = replace(summed(SEASONS, "440"), ahead=None)
    aimless = summed(SEASONS)
    assert outlooks(edition(closed, aimless)) == ()
    assert [one.measure.id for one in outlooks(edition(closed, summed(SEASONS, own="1")))] == ["sales"]


# Order and the account manager's own forecast.


def test_own_forecasts_go_first_then_weight_then_the_miss() -> None:
    heavy, light = Decimal(3), Decimal(1)
    made = (
        summed(SHORT, "101", id="over", weight=light),
        summed(SHORT, "110", id="under", weight=light),
        summed(SHORT, "101", id="heavy", weight=heavy),
        summed(SHORT, "101", "99", id="own", weight=light),
        summed(SHORT, "101", id="low", weight=light, direction=Direction.LOWER),
    )
    assert [one.measure.id for one in outlooks(edition(*made))] == ["own", "heavy", "under", "low", "over"]


@pytest.mark.parametrize(("own", "lies"), [("400", -1), ("500", 1), ("449", 0), (None, 0)])
def test_an_own_forecast_far_from_the_methods_is_told(own: str | None, lies: int) -> None:
    found = own_lies(told(summed(SEASONS, "440", own)))
    assert (found is None) == (lies == 0)
    assert found is None or (found > 0) == (lies > 0)


def test_without_an_interval_nothing_lies_outside() -> None:
    assert own_lies(told(summed(SHORT, "100", "500"))) is None


# For whoever is not of our house.

NOTATION = Notation(3, 1)


def test_a_client_gap_follows_from_the_figures_that_the_client_sees() -> None:
    """1,234,567 is shown as 1,234.6: the client's gap to 1,200.0 is 2.88 %, ours 2.88 % of the exact value."""
    made = summed(("300000", "300000", "300000", "334567", "300000", "300000", "300000"), "1200000", notation=NOTATION)
    assert landed(made, Mark.SHARED).value == Decimal(1234600)
    assert landed(made).value == Decimal(1234567)
    assert told(made, Mark.SHARED).gap == Change(Decimal(34600) * 100 / 1200000, relative=True)
    assert told(made).gap == Change(Decimal(34567) * 100 / 1200000, relative=True)


VALUES = st.lists(st.none() | st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=20)
HUGE = st.lists(st.decimals(allow_nan=False, allow_infinity=False), min_size=1, max_size=14)
MARKS = st.sampled_from(Mark)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(VALUES | HUGE, MARKS, st.sampled_from(Rollup), st.sampled_from(Unit))
def test_whatever_the_history_every_figure_is_finite_and_inside_its_band(
    values: list[Decimal | None], mark: Mark, rollup: Rollup, unit: Unit
) -> None:
    words = [None if value is None else str(value) for value in values]
    make = summed if rollup is Rollup.SUM else level
    found = told(make(words, "100", rollup=rollup, unit=unit), mark)
    figures = [one for one in (found.landing, *found.coming) if isinstance(one, Forecast)]
    for one in figures:
        assert one.value.is_finite()
        assert isinstance(one.band, Unbanded) or one.band.low <= one.value <= one.band.high


@settings(max_examples=60, deadline=None, derandomize=True)
@given(VALUES, st.builds(Notation, st.sampled_from((0, 3, 6)), st.integers(0, 2)))
def test_a_client_is_told_no_more_digits_than_the_page_shows(values: list[Decimal | None], notation: Notation) -> None:
    words = [None if value is None else str(notation.rounded(value)) for value in values]
    found = told(summed(words, "1000000", notation=notation), Mark.SHARED)
    for one in (found.landing, *found.coming):
        if isinstance(one, Forecast):
            ends = () if isinstance(one.band, Unbanded) else (one.band.low, one.band.high)
            assert all(notation.rounded(value) == value for value in (one.value, *ends))
