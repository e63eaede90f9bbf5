"""How a measure is written: scale and decimals, chosen from its values and goals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.assemble import notation
from reviewgen.facts import Absent, Goal, Notation, Point, Unit
from tests.rows import (
    NO_TARGET,
    Q3,
    amounts,
    figure,
    kpi,
)


def points(*found: str, goal: Goal | Absent = NO_TARGET) -> list[Point]:
    return [Point(Q3, figure(value), goal) for value in found]


@pytest.mark.parametrize(
    ("unit", "values", "expected"),
    [
        (Unit.CURRENCY, ("5300000", "4900000"), Notation(6, 2)),
        (Unit.CURRENCY, ("53000000",), Notation(6, 1)),
        (Unit.CURRENCY, ("530000000",), Notation(6, 0)),
        (Unit.CURRENCY, ("-5300000000",), Notation(9, 2)),
        (Unit.CURRENCY, ("83900",), Notation(3, 1)),
        (Unit.CURRENCY, ("9999",), Notation(0, 0)),
        (Unit.CURRENCY, ("17.9",), Notation(0, 1)),
        (Unit.CURRENCY, ("7.9",), Notation(0, 2)),
        (Unit.COUNT, ("32891",), Notation(0, 0)),
        (Unit.COUNT, ("132891",), Notation(3, 0)),
        (Unit.COUNT, ("12.5",), Notation(0, 1)),
        (Unit.COUNT, (), Notation(0, 0)),
        (Unit.PERCENT, ("91.8372",), Notation(0, 1)),
        (Unit.RATIO, ("1.23456",), Notation(0, 2)),
        (Unit.INDEX, ("104.5",), Notation(0, 0)),
        (Unit.HOURS, ("46.2",), Notation(0, 0)),
    ],
)
def test_a_value_is_written_with_three_digits_or_as_its_unit_asks(
    unit: Unit, values: tuple[str, ...], expected: Notation
) -> None:
    assert notation(kpi(unit=unit), points(*values)) == expected


def test_the_catalogue_decides_on_scale_and_decimals() -> None:
    assert notation(kpi(unit=Unit.CURRENCY, decimals=2), points("5300000")) == Notation(0, 2)
    assert notation(kpi(unit=Unit.CURRENCY, scale=3, decimals=0), points("5300000")) == Notation(3, 0)
    assert notation(kpi(unit=Unit.CURRENCY, scale=3), points("5300000")) == Notation(3, 0)
    assert notation(kpi(unit=Unit.PERCENT, decimals=0), points("91.8")) == Notation(0, 0)


def test_a_goal_between_two_whole_values_is_written_as_what_it_is() -> None:
    """2 complaints against a goal of 2.4 is watch; written "2 against 2" it would contradict itself."""
    held = Goal(Decimal("2.4"), Decimal(2), Decimal(3))
    assert notation(kpi(), points("2", goal=held)) == Notation(0, 2)
    assert notation(kpi(), points("2", goal=replace(held, target=Decimal(3)))) == Notation(0, 0)


@given(st.lists(amounts, min_size=1, max_size=4), st.sampled_from((Unit.CURRENCY, Unit.COUNT)))
def test_the_largest_value_shows_three_digits_or_all_it_has(found: list[Decimal], unit: Unit) -> None:
    held = notation(kpi(unit=unit), points(*map(str, found)))
    largest = max(found, key=abs)
    whole = all(value == value.to_integral_value() for value in found)
    shown = held.shown(largest)
    if not (whole and held.scale == 0) and abs(largest) >= 1:
        assert len(shown.as_tuple().digits) >= 3
    assert abs(held.rounded(largest) - largest) * 2 <= Decimal(10) ** (held.scale - held.decimals)


@pytest.mark.parametrize("unit", [Unit.PERCENT, Unit.POINTS, Unit.DAYS, Unit.HOURS, Unit.WEEKS])
def test_a_unit_that_cannot_say_thousands_is_never_divided_by_them(unit: Unit) -> None:
    """91.8 % in thousands would be printed as 0.1 %."""
    assert notation(kpi(unit=unit, scale=3), points("91.8")).scale == 0
    assert notation(kpi(unit=unit, scale=6, decimals=1), points("91.8")) == Notation(0, 1)
