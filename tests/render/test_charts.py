"""What a chart draws can be measured: it tells the figures that are shown, and not one digit more."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reviewgen.deck import Chart, Deck, Spark, Table, Tone
from reviewgen.edition import Mark
from reviewgen.facts import Goal, Notation
from reviewgen.layout import paginate
from reviewgen.render import charts
from reviewgen.render.micro import DOT, sparkline
from reviewgen.slides import compose
from tests import factories, made
from tests.render import drawn

LIGHT = settings(max_examples=25, deadline=None, derandomize=True)
SVG = "{http://www.w3.org/2000/svg}"
MILLIONS = Notation(6, 1)


def composed(digits: tuple[int, ...], mark: Mark) -> Deck:
    """The deck of a measure in millions with one decimal, whose further digits are `digits`."""
    values = [Decimal(shown) * 100_000 + more for shown, more in zip(range(41, 50), digits, strict=True)]
    held = Goal(Decimal(4_500_000) + digits[0], Decimal(4_000_000), Decimal(5_000_000))
    one = factories.measure([str(value) for value in values], held, notation=MILLIONS)
    return paginate(compose(factories.edition(one, mark=mark)), drawn.theme())


def pictures(deck: Deck) -> list[bytes]:
    """Every picture of a deck."""
    found: list[bytes] = []
    for slide in deck.slides:
        for _, block in slide.blocks:
            if isinstance(block, Chart):
                found.append(charts.draw(without_differences(block), 120, 80, drawn.theme(), "Deck"))
            elif isinstance(block, Table):
                contents = [cell.content for row in block.rows for cell in row.cells]
                found += [sparkline(one, 20, 4, drawn.theme()).encode() for one in contents if isinstance(one, Spark)]
    return found


def without_differences(chart: Chart) -> Chart:
    """The chart without its strip: a difference in percent may round otherwise when a hidden digit does."""
    return replace(chart, variance=None, variance_tones=())


DIGITS = st.tuples(*[st.integers(0, 49_999)] * 9)


@pytest.mark.parametrize("mark", list(Mark))
@LIGHT
@given(one=DIGITS, other=DIGITS)
def test_digits_past_the_shown_ones_move_no_line_of_a_picture(
    mark: Mark, one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    first, second = pictures(composed(one, mark)), pictures(composed(other, mark))
    assert len(first) >= 3
    assert first == second


@LIGHT
@given(made.charts(made.plain(3)))
def test_the_same_chart_gives_the_same_bytes(chart: Chart) -> None:
    theme = drawn.theme()
    assert charts.draw(chart, 120, 80, theme, "Deck") == charts.draw(chart, 120, 80, theme, "Deck")


@LIGHT
@given(made.charts(made.plain(3)))
def test_a_chart_writes_every_figure_that_it_shows(chart: Chart) -> None:
    tree = etree.fromstring(charts.draw(chart, 160, 90, drawn.theme(), "Deck"))
    written = ["".join(node.itertext()).strip() for node in tree.iter(f"{SVG}text")]
    for label in chart.actual.labels:
        assert not label or written.count(label) >= chart.actual.labels.count(label)
    for name in chart.categories:
        assert name.strip() in written


@LIGHT
@given(made.numbers(8))
def test_a_sparkline_is_as_high_as_its_values_are_apart(values: tuple[Decimal | None, ...]) -> None:
    svg = sparkline(Spark(values, Tone.WATCH, "x"), 40, 10, drawn.theme())
    points = [tuple(map(float, pair)) for pair in re.findall(r"[ML]([\d.]+) ([\d.]+)", svg)]
    known = [float(value) for value in values if value is not None]
    assert len(points) == len(known)
    span = max(known) - min(known)
    for value, (_, y) in zip(known, points, strict=True):
        share = (value - min(known)) / span if span else 0.5
        assert y == pytest.approx(DOT + (10 - 2 * DOT) * (1 - share), abs=0.011)
