"""Price, volume and mix: what the change in sales between two periods is made of, product by product.

Over the products sold in both periods, of volume q, sales S, price p = S / q, and Q and P the total volume and the
average price of all of them, 0 before and 1 now:

    volume = (Q1 - Q0) * P0                              more or fewer units, each at the average price before
    mix    = sum of (q1 / Q1 - q0 / Q0) * Q1 * (p0 - P0) units moved to products that were dearer or cheaper
    price  = sum of (p1 - p0) * q1                       the new price on the units of now

These are the sales-quantity, sales-mix and selling-price variances of cost accounting (Horngren and others, "Cost
Accounting: A Managerial Emphasis", chapter 14), with the year before in the place of the budget. Volume and mix stand
at old prices and price at new volumes, as there, so nothing is left over; authors who take price at old volumes are
left with a joint term of both changes. Products new or lost have no price to compare and stand apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from reviewgen.facts import Absent, Reason
from reviewgen.shares import NoShares, rounded_to_total

PLACES: Final = 12
"""Decimal places of an effect, or those of the finest sales: a quotient has to end somewhere far below a cent."""

Cell = Decimal | Absent


@dataclass(frozen=True)
class Line:
    """The volume and the sales of one product (segment) in two periods; a cell without rows is Absent."""

    name: str
    volume_before: Cell
    sales_before: Cell
    volume_now: Cell
    sales_now: Cell


class Kind(StrEnum):
    """What can be said of a product: sold in both periods, in one, or without a price that means something."""

    CONTINUING = "continuing"
    NEW = "new"
    LOST = "lost"
    OTHER = "other"


@dataclass(frozen=True)
class LineEffects:
    """The part of one product in each effect; its parts add up to its change within three units of the last place."""

    name: str
    kind: Kind
    before: Decimal
    volume: Decimal
    mix: Decimal
    price: Decimal
    new: Decimal
    lost: Decimal
    other: Decimal
    now: Decimal


@dataclass(frozen=True)
class Effects:
    """before + volume + mix + price + new + lost + other == now, and each is the sum over `lines`, both exactly.

    An effect that is zero is exactly zero. Exact in any decimal context wide enough for the amounts and their places.
    """

    before: Decimal
    volume: Decimal
    mix: Decimal
    price: Decimal
    new: Decimal
    lost: Decimal
    other: Decimal
    now: Decimal
    lines: tuple[LineEffects, ...]


def effects(lines: Sequence[Line]) -> Effects | Absent:
    """The effects behind the change in sales of `lines`, in their order, in the unit of their sales.

    A product counts as sold in a period where its volume is above zero and its sales are known, as not sold where both
    are zero or absent. Anything else has no price: sales without volume (a fee, a credit note) and volumes below zero
    (more returned than sold); their whole change is `other`, as is that of a product once priced and once not.
    Absent(INCOMPLETE) where a product has a volume but no sales, since the total is then unknown; Absent(NO_ROWS) where
    no product has sales.
    """
    if any(_lacks(line.volume_before, line.sales_before) or _lacks(line.volume_now, line.sales_now) for line in lines):
        return Absent(Reason.INCOMPLETE)
    if all(isinstance(line.sales_before, Absent) and isinstance(line.sales_now, Absent) for line in lines):
        return Absent(Reason.NO_ROWS)
    exact = [_Exact.of(line) for line in lines]
    return _rounded(_columns(exact), exact, _places(lines))


def _lacks(volume: Cell, sales: Cell) -> bool:
    return isinstance(sales, Absent) and not isinstance(volume, Absent) and volume != 0


def _places(lines: Sequence[Line]) -> int:
    amounts = [cell for line in lines for cell in (line.sales_before, line.sales_now) if isinstance(cell, Decimal)]
    return max(PLACES, *(-int(amount.as_tuple().exponent) for amount in amounts))


@dataclass(frozen=True)
class _Exact:
    """A line in fractions, nothing where a cell is absent."""

    name: str
    kind: Kind
    volumes: tuple[Fraction, Fraction]
    sales: tuple[Fraction, Fraction]

    @classmethod
    def of(cls, line: Line) -> _Exact:
        volumes = _fraction(line.volume_before), _fraction(line.volume_now)
        sales = _fraction(line.sales_before), _fraction(line.sales_now)
        return cls(line.name, _kind(volumes, sales), volumes, sales)

    @property
    def change(self) -> Fraction:
        return self.sales[1] - self.sales[0]

    def counted(self, kind: Kind) -> Fraction:
        """Its whole change, if it is of `kind`."""
        return self.change if self.kind is kind else Fraction(0)


def _fraction(cell: Cell) -> Fraction:
    return Fraction(0) if isinstance(cell, Absent) else Fraction(cell)


def _kind(volumes: tuple[Fraction, Fraction], sales: tuple[Fraction, Fraction]) -> Kind:
    sold = volumes[0] > 0, volumes[1] > 0
    unsold = not volumes[0] and not sales[0], not volumes[1] and not sales[1]
    if all(sold):
        return Kind.CONTINUING
    if unsold[0] and sold[1]:
        return Kind.NEW
    return Kind.LOST if sold[0] and unsold[1] else Kind.OTHER


Columns = dict[str, list[Fraction]]
"""The fields of the lines, exact, by name in the order of the bridge."""


def _columns(lines: Sequence[_Exact]) -> Columns:
    split = _split(lines)
    return {
        "before": [line.sales[0] for line in lines],
        "volume": [volume for volume, _, _ in split],
        "mix": [mix for _, mix, _ in split],
        "price": [price for _, _, price in split],
        "new": [line.counted(Kind.NEW) for line in lines],
        "lost": [line.counted(Kind.LOST) for line in lines],
        "other": [line.counted(Kind.OTHER) for line in lines],
        "now": [line.sales[1] for line in lines],
    }


Split = tuple[Fraction, Fraction, Fraction]
"""Volume, mix and price of one line."""


def _split(lines: Sequence[_Exact]) -> list[Split]:
    kept = [line for line in lines if line.kind is Kind.CONTINUING]
    if not kept:
        return [_NOTHING for _ in lines]
    before, now = (_sum(line.volumes[at] for line in kept) for at in (0, 1))
    average = _sum(line.sales[0] for line in kept) / before
    return [_of_one(line, now / before, average) if line.kind is Kind.CONTINUING else _NOTHING for line in lines]


_NOTHING: Split = (Fraction(0), Fraction(0), Fraction(0))


def _of_one(line: _Exact, growth: Fraction, average: Fraction) -> Split:
    """Units beyond the growth of the whole count as volume at the average price and as mix at what theirs is above it.

    So a mix that stays the same has no effect on any line, and winning units is good only on the dearer products.
    """
    (then, now), price = line.volumes, line.sales[0] / line.volumes[0]
    mix = (now - then * growth) * (price - average)
    return (now - then) * price - mix, mix, line.sales[1] - price * now


def _rounded(columns: Columns, lines: Sequence[_Exact], places: int) -> Effects:
    """The totals rounded so that they add up to the change, then the lines of each so that they add up to it."""
    sums = {name: _sum(column) for name, column in columns.items()}
    steps = [name for name in columns if name not in _ENDS]
    fitted = _fitted([sums[name] for name in steps], sums["now"] - sums["before"], places)
    totals = dict(zip(steps, fitted, strict=True)) | {
        name: _fitted([sums[name]], sums[name], places)[0] for name in _ENDS
    }
    cells = {name: _fitted(column, totals[name], places) for name, column in columns.items()}
    rows = tuple(
        LineEffects(line.name, line.kind, **{name: column[at] for name, column in cells.items()})
        for at, line in enumerate(lines)
    )
    return Effects(**totals, lines=rows)


_ENDS = ("before", "now")


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _fitted(values: Sequence[Fraction], total: Fraction | Decimal, places: int) -> tuple[Decimal, ...]:
    found = rounded_to_total(values, total, places)
    if isinstance(found, NoShares):
        raise AssertionError("each total is less than a unit from the sum of its parts")
    return found
