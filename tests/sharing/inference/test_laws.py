"""Laws of the closure, against linear algebra written a second time, densely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.sharing.inference.algebra import Choice, Identity, Linear, Product, cells_of, linear, product
from reviewgen.sharing.inference.closure import derive
from reviewgen.sharing.inference.generic import PRIME, point, whole

CELLS = [f"c{number}" for number in range(7)]
Vector = dict[str, Fraction]


def free_moves(rows: Sequence[Mapping[str, Fraction]], unknown: Sequence[str]) -> list[Vector]:
    """A basis of what the unknown cells can do together while every row stays as it is."""
    table = [[row.get(cell, Fraction(0)) for cell in unknown] for row in rows]
    pivots: list[int] = []
    for column in range(len(unknown)):
        at = next((number for number in range(len(pivots), len(table)) if table[number][column]), None)
        if at is None:
            continue
        rank = len(pivots)
        table[rank], table[at] = table[at], table[rank]
        table[rank] = [value / table[rank][column] for value in table[rank]]
        for number, row in enumerate(table):
            if number != rank and row[column]:
                table[number] = [one - row[column] * other for one, other in zip(row, table[rank], strict=True)]
        pivots.append(column)
    moves = []
    for column in set(range(len(unknown))) - set(pivots):
        move = {unknown[pivot]: -table[rank][column] for rank, pivot in enumerate(pivots)}
        moves.append({cell: move.get(cell, Fraction(0)) for cell in unknown} | {unknown[column]: Fraction(1)})
    return moves


@st.composite
def rows(draw: st.DrawFn) -> list[Vector]:
    """Rows of few small factors over the cells."""
    factors = st.sampled_from([Fraction(one) for one in (-2, -1, 1, 1, 1, 3)])
    row = st.dictionaries(st.sampled_from(CELLS), factors, min_size=1, max_size=4)
    return draw(st.lists(row, min_size=1, max_size=6))


amounts = st.fixed_dictionaries({cell: st.integers(1, 9).map(Fraction) for cell in CELLS})
some_cells = st.sets(st.sampled_from(CELLS), max_size=5)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(rows(), some_cells, amounts)
def test_of_sums_exactly_what_follows_is_derived(table: list[Vector], shown: set[str], values: Vector) -> None:
    """Of a cell that is not derived two completions differ and agree on all that is shown; of a derived one none do."""
    identities = [linear(row.items(), sum(by * values[cell] for cell, by in row.items())) for row in table]
    found = derive(identities, shown)
    unknown = [cell for cell in CELLS if cell not in shown]
    moves = free_moves(table, unknown)
    for cell in unknown:
        moved = next((move for move in moves if move[cell]), None)
        assert (cell in found) == (moved is None)
        if moved is not None:
            other = {**values, **{one: values[one] + by for one, by in moved.items()}}
            assert all(kept(identity, other) for identity in identities)
            assert all(other[one] == values[one] for one in shown)
            assert other[cell] != values[cell]


@settings(derandomize=True, deadline=None, max_examples=300)
@given(rows(), some_cells, amounts)
def test_of_products_exactly_what_follows_is_derived(table: list[Vector], shown: set[str], values: Vector) -> None:
    powers = [{cell: int(by) for cell, by in row.items()} for row in table]
    identities = [product(row.items(), 1 / multiplied(row, values)) for row in powers]
    found = derive(identities, shown)
    unknown = [cell for cell in CELLS if cell not in shown]
    moves = free_moves(table, unknown)
    for cell in unknown:
        moved = next((move for move in moves if move[cell]), None)
        assert (cell in found) == (moved is None)
        if moved is not None:
            by = lcm(*(each.denominator for each in moved.values()))
            other = {**values, **{one: values[one] * Fraction(2) ** int(each * by) for one, each in moved.items()}}
            assert all(kept(identity, other) for identity in identities)
            assert other[cell] != values[cell]


def kept(identity: Identity, values: Mapping[str, Fraction]) -> bool:
    """True when an identity holds of values."""
    match identity:
        case Linear(terms=terms, constant=constant):
            return sum(by * values[str(cell)] for cell, by in terms) == constant
        case Product(powers=powers, constant=constant):
            return constant * multiplied({str(cell): by for cell, by in powers}, values) == 1
        case Choice():
            raise AssertionError("nothing is said of how it holds")


def multiplied(powers: Mapping[str, int], values: Mapping[str, Fraction]) -> Fraction:
    found = Fraction(1)
    for cell, power in powers.items():
        found *= values[cell] ** power
    return found


@st.composite
def mixed(draw: st.DrawFn) -> tuple[list[Identity], Vector]:
    """A catalogue of sums, ratios and products of earlier cells, and values that keep it."""
    values = {cell: Fraction(draw(st.integers(11, 97))) for cell in CELLS[:4]}
    identities: list[Identity] = []
    for number in range(draw(st.integers(2, 7))):
        one, other = draw(st.permutations(sorted(values)))[:2]
        head = f"h{number}"
        if draw(st.booleans()):
            values[head] = values[one] + 2 * values[other]
            identities.append(linear([(head, 1), (one, -1), (other, -2)]))
        else:
            power = draw(st.sampled_from([-1, 1]))
            values[head] = values[one] * values[other] ** power
            identities.append(product([(head, -1), (one, 1), (other, power)]))
    return identities, values


@settings(derandomize=True, deadline=None, max_examples=300)
@given(mixed(), st.randoms(use_true_random=False))
def test_of_mixed_sets_what_has_no_room_at_real_values_is_derived(
    made: tuple[list[Identity], Vector], pick: object
) -> None:
    """The derivatives at values of the world, in floats, leave room to every cell that is not derived, to no other."""
    identities, values = made
    shown = [cell for cell in sorted(values) if pick.random() < 0.45]  # type: ignore[attr-defined]
    found = derive(identities, shown)
    unknown = [cell for cell in values if cell not in shown]
    slopes = np.array([[slope(one, cell, values) for cell in unknown] for one in identities], dtype=float)
    if not unknown:
        assert not found
        return
    slopes /= np.maximum(np.abs(slopes).max(axis=1, keepdims=True), 1e-12)
    _, sizes, right = np.linalg.svd(slopes)
    room = right[int((sizes > 1e-9).sum()) :]
    for column, cell in enumerate(unknown):
        assert (cell in found) == bool(np.linalg.norm(room[:, column]) < 1e-7), cell


def slope(identity: Identity, cell: str, values: Mapping[str, Fraction]) -> float:
    """The derivative of an identity (of the logarithm of a product) by the logarithm of a cell."""
    if isinstance(identity, Linear):
        return float(dict(identity.terms).get(cell, Fraction(0)) * values[cell])
    assert isinstance(identity, Product)
    return float(dict(identity.powers).get(cell, 0))


@settings(derandomize=True, deadline=None, max_examples=200)
@given(mixed())
def test_the_generic_point_keeps_every_identity_of_a_catalogue(made: tuple[list[Identity], Vector]) -> None:
    smooth = [one for one in made[0] if isinstance(one, Linear | Product)]
    found = point(smooth)
    assert found.keys() == {cell for one in smooth for cell in cells_of(one)}
    for one in smooth:
        if isinstance(one, Linear):
            assert sum(whole(by) * found[cell] for cell, by in one.terms) % PRIME == whole(one.constant)
        else:
            value = whole(one.constant)
            for cell, power in one.powers:
                value = value * pow(found[cell], power, PRIME) % PRIME
            assert value == 1


@settings(derandomize=True, deadline=None, max_examples=150)
@given(mixed(), st.data())
def test_who_is_shown_more_derives_no_less(made: tuple[list[Identity], Vector], data: st.DataObject) -> None:
    cells = sorted(made[1])
    less = data.draw(st.sets(st.sampled_from(cells)))
    more = less | data.draw(st.sets(st.sampled_from(cells)))
    assert {*derive(made[0], less), *less} <= {*derive(made[0], more), *more}


@settings(derandomize=True, deadline=None, max_examples=100)
@given(mixed(), st.data())
def test_neither_names_nor_order_decide(made: tuple[list[Identity], Vector], data: st.DataObject) -> None:
    cells = sorted(made[1])
    shown = data.draw(st.sets(st.sampled_from(cells)))
    shuffled = data.draw(st.permutations(made[0]))
    assert derive(shuffled, sorted(shown)).keys() == derive(made[0], sorted(shown, reverse=True)).keys()
