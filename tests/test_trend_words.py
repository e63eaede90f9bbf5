"""The words on a trend: rising or falling only where the test passed, and what the small print says of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.deck import Chart
from reviewgen.edition import Measure
from reviewgen.facts import Figure, Point, Rollup
from reviewgen.locale import NBSP, load
from reviewgen.slides import compose
from reviewgen.story import trend, trend_test
from reviewgen.tendency import Course, Tendency
from reviewgen.trend import course
from tests.factories import edition, measure

EN, FR = load("en", "EUR"), load("fr", "EUR")
RISING = [str(value) for value in range(100, 112)]
FALLING = RISING[::-1]
UNEVEN = ["5", "9", "4", "8", "7", "6", "9", "5", "8", "4", "7", "6"]


def said(made: Measure, language: str = "en") -> tuple[str, str]:
    """The caption of the chart and the small print of the perspective's slide."""
    deck = compose(edition(made, locale=language))
    page = next(one for one in deck.slides if one.kind == "perspective")
    charts = [block for _, block in page.blocks if isinstance(block, Chart)]
    return charts[0].caption.replace(NBSP, " ") if charts else "", page.foot.replace(NBSP, " ")


def test_a_series_that_passes_is_called_by_its_word() -> None:
    assert trend(measure(RISING), EN) == "rising over 12 quarters (tested)"
    assert trend(measure(FALLING), EN) == "falling over 12 quarters (tested)"
    assert trend(measure(FALLING), FR) == "en baisse sur 12 trimestres (testé)"


def test_the_small_print_names_the_test_its_quarters_and_p() -> None:
    """Twelve quarters that only rise: 3 in each of 4 seasons, 2 of 6^4 arrangements, p = 2 / 1296 = 0.0015."""
    assert trend_test(measure(RISING), EN) == (
        "Net sales, rising: seasonal Mann-Kendall test over 12 quarters, p = 0.002."
    )
    assert trend_test(measure(RISING), FR).replace(NBSP, " ") == (
        "Net sales, en hausse : test de Mann-Kendall saisonnier sur 12 trimestres, p = 0,002."
    )


def test_five_quarters_are_compared_one_by_one() -> None:
    """Two of 5! arrangements: p = 2 / 120 = 0.017."""
    assert trend_test(measure(RISING[:5]), EN) == "Net sales, rising: Mann-Kendall test over 5 quarters, p = 0.02."


def test_a_small_p_is_not_written_as_nothing() -> None:
    """Twenty quarters that only rise: 2 of 120^4 arrangements."""
    longer = measure([str(value) for value in range(100, 120)])
    assert trend_test(longer, EN).endswith("over 20 quarters, p < 0.001.")
    assert trend_test(longer, FR).replace(NBSP, " ").endswith("p < 0,001.")


def test_a_series_that_does_not_pass_has_no_clear_trend() -> None:
    assert trend(measure(UNEVEN), EN) == "no clear trend over 12 quarters"
    assert trend_test(measure(UNEVEN), EN).startswith("Net sales, no clear trend: seasonal Mann-Kendall test")
    assert trend(measure(UNEVEN), FR) == "sans tendance nette sur 12 trimestres"


def test_too_few_quarters_say_so() -> None:
    few = measure(RISING[:4])
    assert trend(few, EN) == ""
    assert trend_test(few, EN) == "Net sales: too few quarters to test a trend (4 of 5)."
    caption, foot = said(few)
    assert "rising" not in caption and foot == "Source: Books. Net sales: too few quarters to test a trend (4 of 5)."


def test_the_slide_says_the_word_at_the_chart_and_the_test_at_its_foot() -> None:
    caption, foot = said(measure(RISING))
    assert caption.endswith("rising over 12 quarters (tested)")
    assert foot == "Source: Books. Net sales, rising: seasonal Mann-Kendall test over 12 quarters, p = 0.002."


def test_a_quarter_with_months_missing_is_a_gap_and_no_fall() -> None:
    made = measure(RISING)
    broken = replace(made, points=(*made.points[:-1], Point(made.now.period, Figure(Decimal(1), 1, 3), made.now.goal)))
    found = course(broken)
    assert isinstance(found, Tendency) and found.periods == 11 and found.direction is Course.RISING


def test_a_mean_of_two_months_is_a_figure_of_its_own() -> None:
    made = measure(RISING, rollup=Rollup.MEAN)
    part = replace(made, points=(*made.points[:-1], Point(made.now.period, Figure(Decimal(1), 2, 3), made.now.goal)))
    found = course(part)
    assert isinstance(found, Tendency) and found.periods == 12


SERIES = st.lists(st.none() | st.integers(0, 40), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SERIES)
def test_the_words_stand_on_a_slide_only_where_the_test_passed(values: list[int | None]) -> None:
    made = measure([None if value is None else str(value) for value in values])
    found = course(made)
    passed = isinstance(found, Tendency) and found.direction is not Course.NONE
    caption, foot = said(made)
    for text in (caption, foot):
        assert not re_words(text) or passed
    assert not passed or (re_words(foot) and found.p <= found.level)  # type: ignore[union-attr]


def re_words(text: str) -> bool:
    return "rising" in text or "falling" in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_other_phrase_uses_the_words(language: str) -> None:
    """Titles, headlines and captions take theirs from phrases: a change is up or down, a trend rises or falls."""
    words = {"en": ("rising", "falling"), "fr": ("en hausse", "en baisse")}[language]
    for key, phrase in load(language, "EUR").phrases.items():
        forms = [phrase] if isinstance(phrase, str) else list(phrase.values())
        told = any(word in form.replace(NBSP, " ") for form in forms for word in words)
        assert not told or key.startswith("trend."), key
