"""Price, volume and mix: published examples, what has no price, and the laws that hold whatever the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.effects import Cell, Effects, Kind, Line, LineEffects, effects
from reviewgen.facts import Absent, Reason

CHOSEN = settings(max_examples=200, derandomize=True, deadline=None)
NONE = Absent(Reason.NO_ROWS)
STEPS = ("volume", "mix", "price", "new", "lost", "other")
LAST = Fraction(1, 10**12)
"""One unit of the last place of an effect."""


def cell(value: str | int | Decimal | None) -> Cell:
    return NONE if value is None else Decimal(value)


def line(name: str, *cells: str | int | Decimal | None) -> Line:
    """A line of volume before, sales before, volume now, sales now."""
    return Line(name, *map(cell, cells))


def priced(name: str, before: tuple[str, str], now: tuple[str, str]) -> Line:
    """A line of (volume, price) before and now, as textbooks give them."""
    (volume, price), (later, new) = before, now
    return line(name, volume, Decimal(volume) * Decimal(price), later, Decimal(later) * Decimal(new))


def found(lines: Sequence[Line]) -> Effects:
    made = effects(lines)
    assert isinstance(made, Effects)
    return made


def steps(one: Effects | LineEffects) -> dict[str, Decimal]:
    """The effects that are not zero."""
    return {name: value for name in STEPS if (value := getattr(one, name))}


PUBLISHED = {
    # Horngren, Datar, Foster, Rajan, Ittner, "Cost Accounting: A Managerial Emphasis", 13th edition (2009), chapter 14,
    # the problem of the drinks Kola, Limor and Orlem, in contribution margins: quantity 1,054,000 F, mix 234,000 U
    "drinks": (
        [
            priced("Kola", ("400000", "2.00"), ("480000", "2.00")),
            priced("Limor", ("600000", "1.20"), ("900000", "1.20")),
            priced("Orlem", ("1500000", "2.50"), ("1620000", "2.50")),
        ],
        {"volume": "1054000", "mix": "-234000"},
    ),
    # Lovely Professional University, "Accounting for Managers" (DMGT403), unit 11, pages 240 and 241: sales value
    # variance 900 F, price 400 F, mix 500 F, quantity (sub-usage) none
    "two products": (
        [priced("A", ("400", "30"), ("500", "31")), priced("B", ("200", "25"), ("100", "24"))],
        {"mix": "500", "price": "400"},
    ),
    # OpenTuition, ACCA tutor's answer on sales quantity variance, 23 May 2014: quantity 1500 F, mix 250 F
    "half and half": (
        [priced("A", ("500", "5"), ("550", "5")), priced("B", ("500", "10"), ("650", "10"))],
        {"volume": "1500", "mix": "250"},
    ),
    # OpenTuition, ACCA tutor's answers on sales mix and sales quantity variance, 21 October 2014: 49,500 F, 7,500 F
    "contributions": (
        [priced("X", ("7000", "9"), ("8000", "9")), priced("Y", ("3000", "12"), ("7000", "12"))],
        {"volume": "49500", "mix": "7500"},
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_examples(name: str) -> None:
    lines, expected = PUBLISHED[name]
    assert steps(found(lines)) == {step: Decimal(value) for step, value in expected.items()}


def test_a_product_has_the_published_effect_of_its_units_as_volume_and_mix() -> None:
    """The drinks again: sales-volume variances of 160,000, 360,000 and 300,000, all favourable."""
    by_line = found(PUBLISHED["drinks"][0]).lines
    assert [one.volume + one.mix for one in by_line] == [160000, 360000, 300000]
    # Limor won six points of a volume of three million, at 0.868 below the average of 2.108
    assert [one.mix for one in by_line] == [0, Decimal("-163440"), Decimal("-70560")]


def test_new_and_lost_products_stand_apart() -> None:
    lines = [
        priced("kept", ("10", "2"), ("10", "3")),
        line("new", None, None, 4, 20),
        line("new too", 0, 0, 1, 7),
        line("lost", 5, 50, None, None),
        line("lost too", 2, 8, 0, 0),
    ]
    assert found(lines) == Effects(
        before=Decimal(78), volume=Decimal(0), mix=Decimal(0), price=Decimal(10), new=Decimal(27), lost=Decimal(-58),
        other=Decimal(0), now=Decimal(57), lines=found(lines).lines,
    )  # fmt: skip
    assert [one.kind for one in found(lines).lines] == [Kind.CONTINUING, Kind.NEW, Kind.NEW, Kind.LOST, Kind.LOST]


@pytest.mark.parametrize(
    "odd",
    [
        line("a fee", None, 10, None, 25),
        line("a fee without units", 0, 10, 0, 25),
        line("a new fee", None, None, None, 15),
        line("counted since", None, 10, 5, 25),
        line("counted no more", 5, 10, None, 25),
        line("more returned than sold", -2, -10, 3, 5),
        line("returned now", 3, 5, -4, 20),
        line("returns of what was not sold", None, None, -3, 15),
        line("the last returns", -1, -15, None, None),
    ],
    ids=lambda odd: odd.name,
)
def test_what_has_no_price_is_other_and_moves_no_other_effect(odd: Line) -> None:
    kept = [priced("A", ("10", "2"), ("12", "3")), priced("B", ("10", "4"), ("20", "4"))]
    without, made = found(kept), found([*kept, odd])
    assert made.lines[-1].kind is Kind.OTHER
    assert made.other == 15
    assert steps(replace(made, other=Decimal(0))) == steps(without)


def test_sales_finer_than_an_effect_keep_their_places() -> None:
    made = found([line("a", 3, "0.1234567890123456", 5, "0.5"), line("b", 7, 1, 2, "0.25")])
    assert made.before == Decimal("1.1234567890123456")
    assert made.before + made.volume + made.mix + made.price == made.now


def test_goods_given_away_have_a_price_of_nothing() -> None:
    made = found([line("gift", 5, 0, 5, 10)])
    assert (made.lines[0].kind, steps(made)) == (Kind.CONTINUING, {"price": Decimal(10)})


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], Reason.NO_ROWS),
        ([line("a", None, None, None, None)], Reason.NO_ROWS),
        ([line("a", 0, None, None, None)], Reason.NO_ROWS),
        ([line("a", 1, None, 1, 5)], Reason.INCOMPLETE),
        ([line("a", 1, 5, 1, 5), line("b", None, None, 2, None)], Reason.INCOMPLETE),
    ],
)
def test_sales_that_are_not_known_are_not_taken_for_zero(lines: list[Line], reason: Reason) -> None:
    assert effects(lines) == Absent(reason)


def test_an_effect_of_nothing_is_zero_to_the_last_place_where_quotients_never_end() -> None:
    """Thirds and sevenths; the volume moves between products of one price."""
    made = found([line("a", 3, 1, 6, 2), line("b", 6, 2, 3, 1), line("c", 7, 5, 7, 5)])
    assert steps(made) == {}
    even = found([line("a", 3, 1, 6, 2), line("b", 6, 2, 3, 1)])
    assert [steps(one) for one in even.lines] == [{"volume": 1}, {"volume": -1}]


amounts = st.decimals(-(10**9), 10**9, places=3, allow_nan=False) | st.integers(-9, 9).map(Decimal)
cells = st.one_of(st.just(Decimal(0)), st.just(NONE), amounts, amounts.map(abs))
any_lines = st.lists(st.builds(Line, st.sampled_from("abc"), cells, cells, cells, cells), max_size=8)
volumes = st.decimals("0.001", 10**6, places=3, allow_nan=False)
sales = st.decimals(0, 10**9, places=2, allow_nan=False).map(abs)
continuing = st.lists(st.builds(Line, st.sampled_from("abc"), volumes, sales, volumes, sales), min_size=1, max_size=8)


@CHOSEN
@given(any_lines)
def test_the_effects_add_up_to_the_change_exactly(lines: list[Line]) -> None:
    made = effects(lines)
    if isinstance(made, Absent):
        assert made.reason is Reason.INCOMPLETE or all(
            isinstance(one, Absent) for row in lines for one in (row.sales_before, row.sales_now)
        )
        return
    with localcontext(prec=60):
        assert made.before == sum((_held(one.sales_before) for one in lines), Decimal(0))
        assert made.now == sum((_held(one.sales_now) for one in lines), Decimal(0))
        assert made.before + sum(steps(made).values()) == made.now
        for name in ("before", *STEPS, "now"):
            assert getattr(made, name) == sum((getattr(one, name) for one in made.lines), Decimal(0))
        for one in made.lines:
            assert abs(one.before + sum(steps(one).values()) - one.now) < 3 * LAST


def _held(value: Cell) -> Decimal:
    return Decimal(0) if isinstance(value, Absent) else value


@CHOSEN
@given(any_lines.filter(lambda lines: any(_short(one) for one in lines)))
def test_a_volume_without_sales_makes_the_total_unknown(lines: list[Line]) -> None:
    assert effects(lines) == Absent(Reason.INCOMPLETE)


def _short(one: Line) -> bool:
    pairs = ((one.volume_before, one.sales_before), (one.volume_now, one.sales_now))
    return any(isinstance(sold, Absent) and bool(_held(volume)) for volume, sold in pairs)


@CHOSEN
@given(continuing)
def test_the_totals_are_those_of_the_textbook(lines: list[Line]) -> None:
    """A second path, by the shares and prices of the textbook's formulas."""
    q0, q1 = _of(lines, "volume_before"), _of(lines, "volume_now")
    s0, s1 = _of(lines, "sales_before"), _of(lines, "sales_now")
    average = sum(s0) / sum(q0)
    volume = (sum(q1) - sum(q0)) * average
    mix = sum((b / sum(q1) - a / sum(q0)) * sum(q1) * (s / a - average) for a, b, s in zip(q0, q1, s0, strict=True))
    price = sum((t / b - s / a) * b for a, b, s, t in zip(q0, q1, s0, s1, strict=True))
    made = found(lines)
    for value, exact in ((made.volume, volume), (made.mix, mix), (made.price, price)):
        assert abs(Fraction(value) - exact) < LAST
    assert {one.kind for one in made.lines} == {Kind.CONTINUING}


def _of(lines: Iterable[Line], name: str) -> list[Fraction]:
    return [Fraction(getattr(one, name)) for one in lines]


@CHOSEN
@given(any_lines.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))))
def test_the_order_of_the_products_changes_no_total(both: tuple[list[Line], list[Line]]) -> None:
    straight, shuffled = (effects(lines) for lines in both)
    if isinstance(straight, Absent):
        assert shuffled == straight
    else:
        assert isinstance(shuffled, Effects)
        assert replace(straight, lines=()) == replace(shuffled, lines=())


@CHOSEN
@given(any_lines, st.sampled_from((Decimal("0.001"), Decimal(12), Decimal(1000))))
def test_the_unit_of_the_volume_changes_nothing(lines: list[Line], factor: Decimal) -> None:
    def counted(volume: Cell) -> Cell:
        return volume if isinstance(volume, Absent) else volume * factor

    other = [
        replace(one, volume_before=counted(one.volume_before), volume_now=counted(one.volume_now)) for one in lines
    ]
    assert effects(other) == effects(lines)


@CHOSEN
@given(continuing, st.integers(2, 9))
def test_the_same_growth_of_every_product_is_volume_alone(lines: list[Line], factor: int) -> None:
    grown = [
        replace(one, volume_now=_held(one.volume_before) * factor, sales_now=_held(one.sales_before) * factor)
        for one in lines
    ]
    made = found(grown)
    assert steps(made) == ({"volume": made.before * (factor - 1)} if made.before else {})
    assert [steps(one) for one in made.lines] == [
        {"volume": one.before * (factor - 1)} if one.before else {} for one in made.lines
    ]


@CHOSEN
@given(continuing)
def test_the_same_volumes_at_new_prices_are_price_alone(lines: list[Line]) -> None:
    made = found([replace(one, volume_now=one.volume_before) for one in lines])
    assert set(steps(made)) <= {"price"}
    assert [one.price for one in made.lines] == [one.now - one.before for one in made.lines]


@CHOSEN
@given(
    st.lists(st.tuples(volumes, sales), min_size=2, max_size=6).flatmap(
        lambda held: st.tuples(st.just(held), st.permutations(held))
    )
)
def test_the_same_total_at_old_prices_is_mix_alone(both: tuple[list[tuple[Decimal, Decimal]], ...]) -> None:
    """Prices are whole, so that the sales now are the volumes now at the prices before."""
    before, now = both
    lines = [
        Line("p", volume, volume * int(price), later, later * int(price))
        for (volume, price), (later, _) in zip(before, now, strict=True)
    ]
    made = found(lines)
    assert set(steps(made)) <= {"mix"}
    assert made.mix == made.now - made.before


@CHOSEN
@given(continuing, st.integers(2, 5))
def test_a_product_in_equal_pieces_is_the_same_product(lines: list[Line], pieces: int) -> None:
    whole = [
        replace(
            one,
            **{
                name: getattr(one, name) * pieces
                for name in ("volume_before", "sales_before", "volume_now", "sales_now")
            },
        )
        for one in lines
    ]
    in_pieces = [one for one in lines for _ in range(pieces)]
    assert replace(found(in_pieces), lines=()) == replace(found(whole), lines=())
