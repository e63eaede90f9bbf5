"""Numbers are found in any spelling, and only when they are the secret's."""

from __future__ import annotations

import time
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.audit.numbers import SCALES, NumberIndex, read, significant
from reviewgen.audit.secrets import Secret

SALES = Secret("sales", values=(Decimal("1234567.891"),), units=("€",))
MARGIN = Secret("margin", values=(Decimal("0.314159"),), units=("%",))
LOSS = Secret("loss", values=(Decimal("-98765.4"),), units=("€",))
COVER = Secret("cover", values=(Decimal("12"),), units=("days", "jours"))
EXACT = Secret("rows", exact=(Decimal("87654.321"),))
SPELLED = Secret("spelled", values=(Decimal(41712),))
SECRETS = (SALES, MARGIN, LOSS, COVER, EXACT)
DISCLOSED = ("Q3 2026", "12 Oct 2026", "31 December", "1 M€ 2 M€", "87.7 k€", "4 5 6 7 8")


def found(text: str, disclosed: tuple[str, ...] = DISCLOSED) -> set[str]:
    return {secret.what for secret, _ in NumberIndex(SECRETS, disclosed).find(text)}


@pytest.mark.parametrize(
    "written",
    [
        "1,234,567.89", "1 234 567,89", "1\u00a0234\u00a0567,89", "1\u202f234\u202f567,89", "1\u2009234\u2009567,9",
        "1.234.568", "1.234.567,891", "1'234'567.89", "1’234’568", "12,34,568", "1.23 M€", "1.23M€", "1,235 k€",
        "1 235 k€", "1234567.891", "1234567.8910000001", "1.234567891E6", "1.234567891e+06", "0.00123 bn", "1.2 M€",
        "€1.2 M", "€1.2M", "EUR1,234,568", "−1,234,568", "(1,234,568)", "1 2 3 4 5 6 8", "1 2 3 4 5 6 7",
        "１，２３４，５６８", "1,23\u00ad4,567.\u200b89", "123,456,789.1", "12345.68 hundred",
    ],
)  # fmt: skip
def test_a_value_is_found_in_every_way_to_write_it(written: str) -> None:
    assert "sales" in found(written)
    assert "sales" in found(f"it was {written} in the end")


@pytest.mark.parametrize(
    "written", ["31.4 %", "31,4\u00a0%", "0.314", "0.31415900000000001", "31.4159", ".31416", "31 %"]
)
def test_a_fraction_is_found_as_percent(written: str) -> None:
    assert "margin" in found(written)


@pytest.mark.parametrize("written", ["98,765.4", "-98,765.4", "\u2212 98 765", "(98.8 k€)", "98.8", "99 k€", "€99k"])
def test_a_loss_is_found_with_any_sign_or_none(written: str) -> None:
    assert "loss" in found(written)


@pytest.mark.parametrize(
    ("written", "hit"),
    [("12 days", True), ("12\u00a0jours", True), ("12", False), ("12 Oct", False), ("13 days", False)],
)
def test_two_digits_count_beside_their_unit_alone(written: str, hit: bool) -> None:
    assert ("cover" in found(written)) is hit


@pytest.mark.parametrize(
    ("written", "hit"),
    [("87654.321", True), ("87,654.3", True), ("87,654", True), ("87.7 k€", False), ("87.65", False)],
)
def test_a_value_that_may_be_shown_rounded_counts_from_five_digits(written: str, hit: bool) -> None:
    assert ("rows" in found(written)) is hit


@pytest.mark.parametrize(
    "written",
    [
        "1,234,569", "1.24 M€", "2026-10-12T12:34:56Z", "D:20261012123456", "12.10.2026",
        "5C22544A-7EE6-4342-B048-85BDC9FD1234",
        "1\u00a0234\u00a0569", "Sales of 12 347 stores", "1.2", "4 5 6 7 8", "31.5 %", "page 123 of 235", "x²",
        "1.2.3.4",
    ],
)  # fmt: skip
def test_other_numbers_are_not(written: str) -> None:
    assert found(written) == set()


def test_what_the_reader_is_shown_is_no_leak_in_any_spelling_of_it() -> None:
    shown = ("1.23 M€", "1\u202f234\u202f568", "31.4\u00a0%")
    assert found("1.23 1,230,000 1,234,568 0.314 31.4", shown) == set()
    assert found("1 234 568", shown) == set()
    assert found("1,234,567.9", shown) == {"sales"}
    assert found("31.42 %", shown) == {"margin"}


def test_a_shown_number_that_breaks_before_its_point_is_the_shown_number_still() -> None:
    """A cell wraps 891,254.0 into 891,254. and 0; read as 891.254 thousand it would be a row that equals the figure."""
    index = NumberIndex((Secret("rows", exact=(Decimal(891254),)),), ("+891,254.0 pts",))
    assert list(index.find("+891,254.\r\n0 pts")) == []
    assert [written for _, written in index.find("891254 and 891.25 k")] == ["891.25"]


def test_whole_thousands_after_a_plain_space_are_one_number() -> None:
    index = NumberIndex([Secret("it", values=(Decimal(250_000),))], ("250",))
    assert [written for _, written in index.find("250 000")] == ["250 000"]


@pytest.mark.parametrize(
    ("written", "hit"),
    [("1000", False), ("1 000 stores", False), ("1,500", False), ("1000 %", True), ("10 %", True), ("10.00", True)],
)
def test_a_round_percentage_is_not_seen_in_every_round_number(written: str, hit: bool) -> None:
    """A hidden target of 10 % is written 10 % or 0.1; a thousand of something is another fact."""
    index = NumberIndex([Secret("it", values=(Decimal(10), Decimal(15)), units=("%",))], ())
    assert bool(list(index.find(written))) is hit


def test_cells_side_by_side_are_not_read_as_one_number_when_each_is_shown() -> None:
    assert found("1 234 568", ("234", "568")) == set()
    assert found("1\u00a0234\u00a0568", ("234", "568")) == {"sales"}


def test_a_row_of_single_digits_that_is_shown_in_that_order_is_no_spaced_number() -> None:
    index = NumberIndex(
        [Secret("it", values=(Decimal(100), Decimal(41712)))], ("3", "1", "0", "0", "0", "0", "Q3", "4")
    )
    assert list(index.find("1 0 0 0 0")) == []
    assert list(index.find("3 1 0 0 0 0")) == []
    shown = ("1", "2", "4", "7", "1", "x", "4", "1", "7", "1", "2", "y")
    assert [written for _, written in NumberIndex([SPELLED], shown[:5]).find("4 1 7 1 2")] == ["4 1 7 1 2"]
    assert list(NumberIndex([SPELLED], shown).find("4 1 7 1 2")) == []


@pytest.mark.parametrize(
    ("piece", "values"),
    [
        ("1,234", {"1.234", "1234"}), ("1.234.567", {"1234567"}), ("1.234,5", {"1234.5"}), ("1,234.567", {"1234.567"}),
        ("0,234", {"0.234"}), ("12.10.2026", set()), ("1e3", {"1E+3"}), ("007", {"7"}), ("1,2,3", set()),
    ],
)  # fmt: skip
def test_marks_are_read_every_plausible_way(piece: str, values: set[str]) -> None:
    assert {str(value) for value in read(piece)} == values


VALUES = st.decimals(min_value=Decimal("0.0001"), max_value=Decimal("1E10"), places=4, allow_nan=False)


@settings(deadline=None, max_examples=300)
@given(
    value=VALUES,
    scale=st.sampled_from(SCALES),
    places=st.integers(0, 6),
    rounding=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN]),
    style=st.sampled_from([("", "."), (",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("'", ".")]),
    around=st.sampled_from(["{}", "it is {} now", "({})", "{} %", "a\n{}\nb", "€{}"]),
)
def test_any_rounding_of_a_secret_at_any_scale_is_found(
    value: Decimal, scale: Decimal, places: int, rounding: str, style: tuple[str, str], around: str
) -> None:
    shown = (value / scale).quantize(Decimal(1).scaleb(-places), rounding=rounding)
    if significant(shown) < 3 or (scale == SCALES[1] and significant(value.normalize()) < 3):
        return
    text = f"{shown:,f}".replace(",", "\0").replace(".", style[1]).replace("\0", style[0])
    index = NumberIndex([Secret("it", values=(value,))], ())
    assert [secret.what for secret, _ in index.find(around.format(text))][:1] == ["it"]


@settings(deadline=None, max_examples=300)
@given(secrets=st.lists(VALUES, min_size=1, max_size=30), number=VALUES, places=st.integers(0, 4))
def test_a_hit_is_a_rounding_of_a_secret(secrets: list[Decimal], number: Decimal, places: int) -> None:
    written = number.quantize(Decimal(1).scaleb(-places))
    hits = list(NumberIndex([Secret(str(value), values=(value,)) for value in secrets], ()).find(f"it is {written:f}."))
    readings = set(read(f"{written:f}"))
    for secret, _ in hits:
        close = [
            abs(Decimal(secret.what) / scale - reading) < Decimal(1).scaleb(int(reading.as_tuple().exponent))
            for scale in SCALES
            for reading in readings
        ]
        assert any(close)


@settings(deadline=None, max_examples=100)
@given(
    secrets=st.lists(VALUES, max_size=50), texts=st.lists(st.text(alphabet="0123456789., \u202f%kM€-\n", max_size=30))
)
def test_what_is_shown_never_alarms(secrets: list[Decimal], texts: list[str]) -> None:
    index = NumberIndex([Secret("any", values=tuple(secrets), units=("%", "€", "k€"))], texts)
    for text in texts:
        assert list(index.find(text)) == []


def test_five_thousand_secrets_take_about_a_second() -> None:
    secrets = [Secret(f"s{n}", values=(Decimal(n * 7919) / 1000,)) for n in range(1, 5001)]
    page = " ; ".join(f"{n * 104729 / 100:,.2f} €" for n in range(1, 400))
    start = time.perf_counter()
    index = NumberIndex(secrets, ("Q3 2026",))
    for _ in range(40):
        list(index.find(page))
    assert time.perf_counter() - start < 5
