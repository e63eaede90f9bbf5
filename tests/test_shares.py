"""Parts rounded together: published apportionments, what is refused, and the laws of the method."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reviewgen.facts import Notation
from reviewgen.shares import NoShares, Why, rounded_to_total, shares

CHOSEN = settings(max_examples=300, derandomize=True, deadline=None)


def many(*found: str | int) -> tuple[Decimal, ...]:
    return tuple(Decimal(value) for value in found)


def test_ten_seats_go_as_the_published_count_says() -> None:
    """Wikipedia, "Largest remainder method": 100,000 votes for ten seats by the Hare quota give 5, 2, 1, 1, 1 and 0."""
    quotas = many("4.7", "1.6", "1.58", "1.2", "0.61", "0.31")
    assert rounded_to_total(quotas, Decimal(10), 0) == many(5, 2, 1, 1, 1, 0)


@pytest.mark.parametrize(
    ("values", "percentages"),
    [
        (many(1, 1, 1), many(34, 33, 33)),
        (many(1, 2), many(33, 67)),
        (many(5, 0, 5), many(50, 0, 50)),
        (many("0.001"), many(100)),
    ],
)
def test_percentages_by_largest_remainder(values: tuple[Decimal, ...], percentages: tuple[Decimal, ...]) -> None:
    assert shares(values, 0) == percentages


def test_percentages_with_decimals() -> None:
    found = shares(many(1, 1, 1), 2)
    assert found == many("33.34", "33.33", "33.33")
    assert [str(part) for part in shares(many(1, 3), 1) if isinstance(part, Decimal)] == ["25.0", "75.0"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ((), Why.NO_PARTS),
        (many(0, 0), Why.ZERO_TOTAL),
        (many(5, -1), Why.NEGATIVE),
        (many(1, -1), Why.NEGATIVE),
    ],
)
def test_what_has_no_percentages_says_why(values: tuple[Decimal, ...], why: Why) -> None:
    assert shares(values, 1) == NoShares(why)


@pytest.mark.parametrize(
    ("values", "total", "decimals", "found"),
    [
        # each half up would be 1 + 1 + 1
        (many("0.5", "0.5", "0.5"), "1.5", 0, many(1, 1, 0)),
        (many("1.4", "1.4", "1.4"), "4.2", 0, many(2, 1, 1)),
        (many("-1.4", "-1.4", "3.1"), "0.3", 0, many(-1, -2, 3)),
        (many("-0.5"), "-0.5", 0, many(-1)),
        (many("-0.5", "0.5"), "0", 0, many(-1, 1)),
        (many(1499, 1499), "2998", -3, many(2000, 1000)),
        (many("10.004", "20.004"), "30.008", 2, many("10.01", "20.00")),
        # the change from 0.4 (shown 0) to 0.6 (shown 1) is shown as 1
        (many("0.15", "0.05"), "1", 0, many(1, 0)),
        # and the change from 0.5 (shown 1) to 1.4 (shown 1) as none
        (many("0.6", "0.3"), "0", 0, many(0, 0)),
    ],
)
def test_parts_that_add_up_to_the_rounded_total(
    values: tuple[Decimal, ...], total: str, decimals: int, found: tuple[Decimal, ...]
) -> None:
    assert rounded_to_total(values, Decimal(total), decimals) == found


@pytest.mark.parametrize(("total", "refused"), [("3", True), ("2.5", True), ("2.4", False), ("0.4", True)])
def test_a_total_that_the_parts_do_not_make_is_refused(total: str, refused: bool) -> None:
    found = rounded_to_total(many("1", "0.9"), Decimal(total), 0)
    assert (found == NoShares(Why.NOT_THE_TOTAL)) is refused


def test_no_parts_make_no_total() -> None:
    assert rounded_to_total((), Decimal(0), 0) == NoShares(Why.NO_PARTS)


signed = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
positive = st.decimals(0, 10**9, places=4, allow_nan=False).map(abs)
small = st.integers(0, 12).map(lambda halves: Decimal(halves) / 8)
"""Few values, so that ties and zeros are common."""
places = st.integers(-3, 4)


@CHOSEN
@given(st.lists(positive | small, min_size=1, max_size=12), st.integers(0, 4))
def test_percentages_add_up_to_100_and_are_less_than_a_unit_off(values: list[Decimal], decimals: int) -> None:
    assume(any(values))
    found = shares(values, decimals)
    assert not isinstance(found, NoShares)
    assert sum(found) == 100
    whole = sum(map(Fraction, values))
    for value, share in zip(values, found, strict=True):
        assert abs(Fraction(share) - Fraction(value) * 100 / whole) < Fraction(10) ** -decimals
        assert share.as_tuple().exponent == -decimals


@CHOSEN
@given(st.lists(signed | small, min_size=1, max_size=12), places, st.integers(-16, 16))
def test_parts_add_up_to_the_total_as_it_is_shown_or_are_refused(
    values: list[Decimal], decimals: int, eighths: int
) -> None:
    unit, whole = Fraction(10) ** -decimals, sum(map(Fraction, values))
    total = whole + eighths * unit / 8
    found = rounded_to_total(values, total, decimals)
    shown = _shown(total, decimals)
    if abs(shown - whole) >= unit:
        assert found == NoShares(Why.NOT_THE_TOTAL)
        return
    assert not isinstance(found, NoShares)
    assert sum(map(Fraction, found)) == shown
    for value, part in zip(values, found, strict=True):
        assert abs(Fraction(part) - Fraction(value)) < unit


def _shown(total: Fraction, decimals: int) -> Fraction:
    """What the notation of the page makes of `total`, which has few enough digits to be a decimal."""
    exact = Decimal(total.numerator) / total.denominator
    assert Fraction(exact) == total
    if decimals < 0:
        return Fraction(Notation(-decimals, 0).rounded(exact))
    return Fraction(Notation(0, decimals).rounded(exact))


@CHOSEN
@given(st.lists(signed | small, min_size=1, max_size=12), places)
def test_a_larger_value_never_comes_out_smaller(values: list[Decimal], decimals: int) -> None:
    found = rounded_to_total(values, sum(map(Fraction, values), Fraction(0)), decimals)
    assert not isinstance(found, NoShares)
    pairs = sorted(zip(values, found, strict=True))
    assert [part for _, part in pairs] == sorted(found)


@CHOSEN
@given(st.lists(signed | small, min_size=1, max_size=12), places)
def test_where_half_up_adds_up_it_is_the_result(values: list[Decimal], decimals: int) -> None:
    alone = [_shown(Fraction(value), decimals) for value in values]
    whole = sum(map(Fraction, values), Fraction(0))
    found = rounded_to_total(values, whole, decimals)
    assert not isinstance(found, NoShares)
    assert (list(map(Fraction, found)) == alone) is (sum(alone) == _shown(whole, decimals))


@CHOSEN
@given(
    st.lists(positive | small, min_size=1, max_size=8).flatmap(
        lambda held: st.tuples(st.just(held), st.permutations(held))
    )
)
def test_the_order_of_the_parts_decides_ties_only(both: tuple[list[Decimal], list[Decimal]]) -> None:
    straight, shuffled = both
    assume(any(straight))
    one, other = shares(straight, 0), shares(shuffled, 0)
    assert not isinstance(one, NoShares) and not isinstance(other, NoShares)
    assert sorted(one) == sorted(other) or _tied(straight)
    if not _tied(straight):
        assert dict(zip(straight, one, strict=True)) == dict(zip(shuffled, other, strict=True))


def _tied(values: list[Decimal]) -> bool:
    """True when two parts lose the same by cutting, so that which one is raised is a matter of order."""
    whole = sum(map(Fraction, values))
    lost = [Fraction(value) * 100 / whole % 1 for value in values]
    return len(set(lost)) < len(lost)
