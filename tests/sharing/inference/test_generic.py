"""The generic point: it keeps the identities where a way to one is found, else doubt falls towards withholding."""

from __future__ import annotations

from reviewgen.sharing.inference.algebra import Identity, Linear, Product, cells_of, linear, product, total
from reviewgen.sharing.inference.closure import derive
from reviewgen.sharing.inference.generic import PRIME, Smooth, point, whole
from tests.sharing.inference.systems import written


def smooth(identities: list[Identity]) -> list[Smooth]:
    return [one for one in identities if isinstance(one, Linear | Product)]


def keeps(identities: list[Smooth], found: dict[object, int]) -> bool:
    """True when every identity holds, modulo the prime."""
    for one in identities:
        if isinstance(one, Linear):
            if sum(whole(by) * found[cell] for cell, by in one.terms) % PRIME != whole(one.constant):
                return False
        else:
            value = whole(one.constant)
            for cell, power in one.powers:
                value = value * pow(found[cell], power, PRIME) % PRIME
            if value != 1:
                return False
    return True


def test_two_definitions_of_one_total_are_kept_together() -> None:
    made = smooth(written("all = a + b; all = c + d; rate = a / all; other = b * c"))
    assert keeps(made, point(made))


def test_a_product_of_one_cell_alone_is_a_number() -> None:
    """The index of its own base quarter is 100, whatever else there is."""
    made = smooth(written("index = 100 * base / base; other = 100 * next / base"))
    found = point(made)
    assert found["index"] == 100
    assert keeps(made, found)


def test_ratios_that_meet_again_are_kept() -> None:
    made = smooth(written("one = a / b; other = c / b; both = one * d; sum = a + c + d; rest = both / other"))
    assert keeps(made, point(made))


def test_no_factor_of_a_point_is_zero() -> None:
    made = smooth(written("gap = a - b; rate = gap / a; all = a + b; share = b / all"))
    found = point(made)
    assert keeps(made, found)
    assert all(found[cell] for one in made for cell in cells_of(one))


def test_where_no_way_to_a_point_is_found_too_much_is_said_to_follow_not_too_little() -> None:
    """A circle: two squares that add up to one leave a free choice; no walk finds a root of both."""
    circle: list[Identity] = [
        product([("x2", -1), ("x", 2)]),
        product([("y2", -1), ("y", 2)]),
        linear([("x2", 1), ("y2", 1)], 1),
    ]
    assert not keeps(smooth(circle), point(smooth(circle)))
    assert derive(circle, []) == {}
    assert set(derive(circle, ["x"])) == {"x2", "y2", "y"}


def test_the_point_is_the_same_every_time_and_no_round_numbers() -> None:
    made = [total("all", ["a", "b", "c"]), *smooth(written("rate = a / all"))]
    assert point(made) == point(list(made))
    assert min(point(made).values()) > 10**6


def test_definitions_written_the_wrong_way_round_are_kept_by_another_walk() -> None:
    """Given numbers first, two rates of the same pair would leave it nothing but zero."""
    made: list[Smooth] = [product([("part", 1), ("base", -1), (rate, -1)]) for rate in ("rate", "other")]
    assert keeps(made, point(made))
