"""Parts rounded together, so that what a reader adds up on the page is the total that stands below.

The method of largest remainders (Hamilton's, of the apportionment of seats: Balinski and Young, "Fair Representation",
1982): every part is cut to its last shown place, and the places still missing go to the parts that lost the most.
Where the parts rounded half up each for itself already add up, that is the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

Exact = Decimal | Fraction
"""A finite number without rounding in it."""


class Why(StrEnum):
    """Why parts cannot be rounded together."""

    NO_PARTS = "no_parts"
    ZERO_TOTAL = "zero_total"
    NEGATIVE = "negative"
    NOT_THE_TOTAL = "not_the_total"


@dataclass(frozen=True)
class NoShares:
    """The absence of rounded parts and its reason."""

    why: Why


def shares(values: Sequence[Exact], decimals: int) -> tuple[Decimal, ...] | NoShares:
    """The percentages of `values` in their sum, of `decimals` places (0 or more), that add up to exactly 100.

    Each is less than one unit of its last place from the exact percentage, and a larger value never has a smaller
    one. Among equal remainders the first goes first. A negative part (a return, a loss) is refused: beside it the
    other parts would be more than the whole.
    """
    parts = [Fraction(value) for value in values]
    if not parts:
        return NoShares(Why.NO_PARTS)
    if min(parts) < 0:
        return NoShares(Why.NEGATIVE)
    whole = sum(parts)
    if not whole:
        return NoShares(Why.ZERO_TOTAL)
    return rounded_to_total([part * 100 / whole for part in parts], Decimal(100), decimals)


def rounded_to_total(values: Sequence[Exact], total: Exact, decimals: int) -> tuple[Decimal, ...] | NoShares:
    """`values` with `decimals` places (-3: thousands) that add up to `total` rounded half up to the same places.

    `total` is their sum, or what the page shows for it: the difference of two rounded amounts, say. Refused where that
    is a whole unit or more from the sum, as a part would have to be wrong. Each part is less than one unit from its
    value, a larger value never comes out smaller, a round value stays as it is, and parts may be negative.
    """
    unit = Fraction(f"1e{-decimals}")
    parts = [Fraction(value) / unit for value in values]
    aim = _half_up(Fraction(total) / unit)
    if not parts:
        return NoShares(Why.NO_PARTS)
    if abs(aim - sum(parts, Fraction(0))) >= 1:
        return NoShares(Why.NOT_THE_TOTAL)
    cut = [floor(part) for part in parts]
    raised = set(sorted(range(len(parts)), key=lambda at: _claim(parts[at]))[: aim - sum(cut)])
    return tuple(Decimal(f"{units + (at in raised)}E{-decimals}") for at, units in enumerate(cut))


def _claim(part: Fraction) -> tuple[Fraction, bool]:
    """Largest remainder first; of two halves the positive one, as half up leads away from zero."""
    return floor(part) - part, part < 0


def _half_up(value: Fraction) -> int:
    """As `Notation.rounded` does: half a unit leads away from zero."""
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(Fraction(1, 2) - value)
