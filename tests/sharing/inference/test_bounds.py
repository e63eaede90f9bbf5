"""How closely rounded figures pin a cell: the bounds hold the true value, and are as close as the reader's best."""

from __future__ import annotations

import math
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.sharing.inference.algebra import Identity, cells_of, total
from reviewgen.sharing.inference.bounds import Shown, intervals
from reviewgen.sharing.inference.interval import Interval
from tests.sharing.inference.systems import written


def read(text: str, step: str = "0") -> dict[str, Shown]:
    """Shown figures: "total 1000 a 400", all rounded to one step."""
    words = text.split()
    return {name: Shown(Decimal(value), Decimal(step)) for name, value in zip(words[::2], words[1::2], strict=True)}


def where(identities: str, shown: dict[str, Shown], cell: str, floored: bool = True) -> Interval:
    made = written(identities)
    floor = {one for identity in made for one in cells_of(identity)} if floored else set()
    return intervals(made, shown, [cell], floor).get(cell, Interval())


def near(found: Interval, low: float, high: float) -> bool:
    return found.low == pytest.approx(low, rel=1e-6) and found.high == pytest.approx(high, rel=1e-6)


@pytest.mark.parametrize(
    ("step", "shown", "low", "high"),
    [
        ("1", "total 1000 a 400 b 347", 251.5, 254.5),
        ("10", "total 1000 a 400 b 350", 235, 265),
        ("100", "total 1000 a 400 b 300", 150, 450),
    ],
)
def test_the_coarser_the_rounding_the_wider_the_rest_of_a_total(step: str, shown: str, low: float, high: float) -> None:
    assert near(where("total = a + b + c", read(shown, step), "c"), low, high)


def test_a_percentage_times_a_rounded_amount() -> None:
    shown = {**read("margin 37.0", "0.1"), **read("sales 5300000", "100000")}
    found = where("margin = 100 * profit / sales", shown, "profit")
    assert near(found, 0.3695 * 5_250_000, 0.3705 * 5_350_000)
    assert found.closer(0.1)
    assert not found.closer(0.01)


def test_parts_of_a_total_lie_between_nothing_and_what_is_left() -> None:
    found = where("total = a + b + c", read("total 1000 a 990"), "c")
    assert near(found, 0, 10)
    assert not found.closer(0.1)


def test_without_a_floor_two_hidden_parts_are_open() -> None:
    assert where("total = a + b + c", read("total 1000 a 990"), "c", floored=False) == Interval()


def test_a_small_unknown_pins_a_large_one() -> None:
    found = where("total = a + big + small; net = a + big", read("total 1000 a 100 net 990", "20"), "big")
    assert found.closer(0.1)
    assert near(where("sub = big - small; all = big + small", read("all 1000"), "big"), 500, 1000)
    bounded = where("all = big + small; cap = small + rest", read("all 1000 cap 40"), "big")
    assert near(bounded, 960, 1000)
    assert bounded.closer(0.1)


def test_nothing_of_nothing_is_known_to_be_nothing() -> None:
    found = where("total = a + b", read("total 0"), "a")
    assert near(found, 0, 0)
    assert found.closer(0.1)


def test_a_ring_of_sums_needs_the_programme() -> None:
    """Each identity alone says 0 to 100; together they leave a step."""
    found = where("sum = a + b; gap = a - b", read("sum 100 gap 50", "1"), "a")
    assert near(found, 74.5, 75.5)


def test_a_ring_of_products_too() -> None:
    found = where("x = a * b; y = a / b", read("x 100 y 4", "0.2"), "a")
    assert near(found, math.sqrt(99.9 * 3.9), math.sqrt(100.1 * 4.1))


def test_a_ring_of_products_with_percentages() -> None:
    found = where("x = 100 * a * b; y = a / b", read("x 10000 y 4", "0.2"), "a")
    assert near(found, math.sqrt(99.999 * 3.9), math.sqrt(100.001 * 4.1))


def test_an_open_end_of_large_amounts_stays_open() -> None:
    """The year is no less than the year so far; how much more, nobody can tell."""
    shown = read("q1 4500000 q2 4600000 q3 4480000 ytd 13580000", "10000")
    found = where("ytd = q1 + q2 + q3; year = q1 + q2 + q3 + q4", shown, "year")
    assert found.low == pytest.approx(13_575_000)
    assert found.high == math.inf
    assert not found.closer(0.1)


def test_figures_that_contradict_each_other_tell_nothing() -> None:
    shown = read("total 1000 a 400 b 900")
    assert where("total = a + b + c; twice = c + c", shown, "twice") == Interval()
    assert where("one = a; other = a", read("one 100 other 50", "1"), "a") == Interval()


def test_a_negative_figure_is_read_as_it_stands() -> None:
    assert near(where("result = sales - cost", read("result -20 sales 100", "2"), "cost"), 118, 122)


@pytest.mark.parametrize(
    ("low", "high", "side"),
    [
        (90, 110, 0.1),
        (-110, -90, 0.1),
        (0, 10, 1.0),
        (-5, 5, math.inf),
        (5, math.inf, math.inf),
        (0, 0, 0.0),
        (7, 7, 0.0),
    ],
)
def test_either_side_is_a_share_of_the_middle(low: float, high: float, side: float) -> None:
    assert Interval(low, high).either_side == pytest.approx(side)


def test_exactly_ten_percent_is_far_enough() -> None:
    assert not Interval(90, 110).closer(0.1)
    assert Interval(90.01, 109.99).closer(0.1)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Identity], dict[str, Decimal]]:
    """A table with its totals and the amounts in it."""
    across, down = range(draw(st.integers(2, 3))), range(draw(st.integers(2, 3)))
    values = {f"c{x}{y}": Decimal(draw(st.integers(0, 400))) for x in across for y in down}
    sums = {f"row{y}": [f"c{x}{y}" for x in across] for y in down} | {
        f"col{x}": [f"c{x}{y}" for y in down] for x in across
    }
    values |= {whole: sum((values[part] for part in parts), Decimal(0)) for whole, parts in sums.items()}
    values["all"] = sum((values[f"row{y}"] for y in down), Decimal(0))
    identities = [total(whole, parts) for whole, parts in sums.items()]
    identities += [total("all", [f"row{y}" for y in down]), total("all", [f"col{x}" for x in across])]
    return list(identities), values


@settings(derandomize=True, deadline=None, max_examples=120)
@given(tables(), st.data())
def test_the_bounds_hold_what_is_true_whatever_is_shown(
    made: tuple[list[Identity], dict[str, Decimal]], data: st.DataObject
) -> None:
    identities, values = made
    step = data.draw(st.sampled_from([Decimal(1), Decimal(5), Decimal(50)]))
    names = data.draw(st.sets(st.sampled_from(sorted(values))))
    shown = {name: Shown((values[name] / step).quantize(Decimal(1), ROUND_HALF_UP) * step, step) for name in names}
    for cell, found in intervals(identities, shown, sorted(values), set(values)).items():
        slack = 1e-6 * (1 + float(values[str(cell)]))
        assert found.low - slack <= float(values[str(cell)]) <= found.high + slack


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.integers(1, 400), min_size=3, max_size=6), st.sampled_from([1, 10, 100]))
def test_of_one_total_the_bounds_are_the_sum_of_the_roundings(parts: list[int], step: int) -> None:
    names = [f"p{number}" for number in range(len(parts))]
    values = {**dict(zip(names, parts, strict=True)), "all": sum(parts)}
    shown = {
        name: Shown(Decimal(value // step * step), Decimal(step)) for name, value in values.items() if name != "p0"
    }
    middle = float(shown["all"].value - sum(shown[name].value for name in names[1:]))
    found = intervals([total("all", names)], shown, ["p0"], set())["p0"]
    assert near(found, middle - step * len(parts) / 2, middle + step * len(parts) / 2)


def test_nothing_is_printed_and_nothing_loaded_before_it_is_needed() -> None:
    code = (
        "import sys; import reviewgen.sharing.inference; from reviewgen.sharing.inference.algebra import linear\n"
        "assert 'highspy' not in sys.modules and 'numpy' not in sys.modules\n"
        "from decimal import Decimal as D; from reviewgen.sharing.inference.bounds import Shown, intervals\n"
        "rows = [linear([('s', 1), ('a', -1), ('b', -1)]), linear([('d', 1), ('a', -1), ('b', 1)])]\n"
        "found = intervals(rows, {'s': Shown(D(9), D(1)), 'd': Shown(D(3), D(1))}, ['a'], ())\n"
        "assert 'highspy' in sys.modules and 5.4 < found['a'].low < found['a'].high < 6.6\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_share_of_a_fraction_is_kept() -> None:
    """Bounds of a mean: a third of each quarter."""
    found = where("mean = (q1 + q2 + q3) / 3", read("mean 10 q1 9 q2 12", "1"), "q3")
    assert near(found, 3 * 9.5 - 9.5 - 12.5, 3 * 10.5 - 8.5 - 11.5)
    assert Fraction(1, 3) in {abs(by) for _, by in written("mean = q1 / 3")[0].terms}  # type: ignore[union-attr]


def test_a_choice_bounds_nothing() -> None:
    found = where("best = max(ours, theirs); all = ours + theirs", read("best 90 all 100"), "ours")
    assert near(found, 0, 100)


def test_sums_that_only_together_contradict_each_other_tell_nothing() -> None:
    """Neither alone is against anything, as nothing is known of the parts; the programme finds no way to keep both."""
    shown = read("one 100 other 50 third 7")
    assert where("one = a + b; other = a + b; third = b + c", shown, "c", floored=False) == Interval()
