"""The trend chart: series as long as its quarters, no figure where there is none, tones that say what the goal says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.deck import Chart, Tone
from reviewgen.edition import Measure
from reviewgen.facts import Absent, Direction, Goal, Notation, Reason, Rollup, Unit
from reviewgen.locale import NBSP, load
from reviewgen.scorecard import scorecard
from reviewgen.slides.chart import chart
from reviewgen.slides.context import Context
from tests.factories import edition, goal, measure

HIGHER = goal("100", "90")
EIGHT = ["80", "85", "90", "95", "100", "105", "110", "104"]


def drawn(made: Measure, language: str = "en") -> Chart:
    whole = edition(made, locale=language)
    return chart(made, Context(whole, scorecard(whole), load(language, "EUR")))


def test_eight_quarters_stand_with_last_year_behind_and_the_goal_across() -> None:
    found = drawn(measure(EIGHT, HIGHER))
    assert found.categories[0] == "Q4 24" and found.categories[-1] == "Q3 26"
    assert found.actual.values == tuple(Decimal(value) for value in EIGHT)
    assert found.actual.labels[-1] == "104"
    assert found.prior is not None and found.target is not None and found.variance is not None
    assert found.prior.values == (None, None, None, None, *(Decimal(value) for value in EIGHT[:4]))
    assert found.target.values == (Decimal(100),) * 8
    labels = [label.replace(NBSP, " ") for label in found.variance.labels]
    assert labels == ["−20 %", "−15 %", "−10 %", "−5 %", "0 %", "+5 %", "+10 %", "+4 %"]


def test_only_the_last_eight_quarters_are_drawn() -> None:
    found = drawn(measure(["1", "2", *EIGHT], HIGHER))
    assert len(found.categories) == 8 and found.actual.values[0] == 80


def test_a_series_without_a_figure_is_left_out() -> None:
    found = drawn(measure(["1", "2"]))
    assert found.prior is None and found.target is None and found.variance is None
    assert found.variance_tones == ()


def test_a_band_has_no_line_for_its_goal() -> None:
    band = Goal(Decimal(5), Decimal(7), Decimal(5), Decimal(4), Decimal(6))
    found = drawn(measure(["5", "6"], band, direction=Direction.BAND, unit=Unit.WEEKS, rollup=Rollup.LAST))
    assert found.target is None and found.variance is None


@pytest.mark.parametrize(
    ("direction", "tones"),
    [
        (Direction.HIGHER, (Tone.OFF_TRACK, Tone.ON_TRACK, Tone.ON_TRACK)),
        (Direction.LOWER, (Tone.ON_TRACK, Tone.ON_TRACK, Tone.OFF_TRACK)),
    ],
)
def test_the_tone_of_a_difference_says_whether_it_is_good(direction: Direction, tones: tuple[Tone, ...]) -> None:
    assert drawn(measure(["90", "100", "110"], HIGHER, direction=direction)).variance_tones == tones


def test_a_gap_is_none_and_never_zero() -> None:
    found = drawn(measure(["80", None, "100"], HIGHER))
    assert found.actual.values == (Decimal(80), None, Decimal(100))
    assert found.actual.labels[1] == "" and found.variance is not None
    assert found.variance.values[1] is None and found.variance_tones[1] is Tone.NO_DATA


def test_a_chart_says_in_words_what_it_shows() -> None:
    found = drawn(measure(EIGHT, HIGHER))
    assert found.alt.replace(NBSP, " ") == "Net sales: 104 € in Q3 2026, 95 € a year before, goal 100 €"
    assert drawn(measure(["80", "90", None], HIGHER)).alt == "Net sales: no data in Q3 2026"
    french = drawn(measure(EIGHT, HIGHER), "fr").alt.replace(NBSP, " ")
    assert french == "Net sales : 104 € en T3 2026, 95 € un an plus tôt, objectif 100 €"


def test_values_are_in_the_unit_of_the_page_and_rounded_as_shown() -> None:
    found = drawn(measure(["5243210", "5298765"], notation=Notation(6, 2)))
    assert found.actual.values == (Decimal("5.24"), Decimal("5.30"))
    assert found.number_format.startswith("#,##0.00")
    assert "M€" in found.label


figures = st.none() | st.decimals(-(10**7), 10**7, places=3, allow_nan=False)


@given(st.lists(figures, min_size=2, max_size=12), st.booleans(), st.sampled_from((0, 3, 6)), st.integers(0, 2))
def test_every_series_is_as_long_as_the_chart_and_holds_no_hidden_digit(
    found: list[Decimal | None], aimed: bool, scale: int, places: int
) -> None:
    if all(value is None for value in found[-8:]):
        found = [*found[:-1], Decimal(1)]
    held = HIGHER if aimed else Absent(Reason.NO_TARGET)
    made = measure([None if value is None else str(value) for value in found], held)
    shown = drawn(replace(made, notation=Notation(scale, places)))
    count = min(len(found), 8)
    assert len(shown.categories) == count
    for series in (shown.actual, shown.prior, shown.target, shown.variance):
        if series is None:
            continue
        assert len(series.values) == len(series.labels) == count
        for value, label in zip(series.values, series.labels, strict=True):
            assert (value is None) is (label == "")
    for series in (shown.actual, shown.prior, shown.target):
        for value in series.values if series else ():
            assert value is None or -value.as_tuple().exponent <= places  # type: ignore[operator]
    assert len(shown.variance_tones) == (count if shown.variance else 0)
