"""Where a number must lie."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

LEAST: Final = 1e-9
"""A narrowing by less than this share is none; also the slack for the rounding of floats."""


@dataclass(frozen=True)
class Interval:
    """Where a cell must lie, bounds included; open ends are infinite."""

    low: float = -math.inf
    high: float = math.inf

    @property
    def either_side(self) -> float:
        """Half its width as a share of its middle; infinite around zero and for an open end."""
        if math.isinf(self.low) or math.isinf(self.high):
            return math.inf
        half, middle = (self.high - self.low) / 2, abs(self.high + self.low) / 2
        return half / middle if middle else 0.0 if not half else math.inf

    def closer(self, share: float) -> bool:
        """True when the cell is known to less than `share` either side."""
        return self.either_side < share * (1 - LEAST)

    def within(self, other: Interval) -> Interval:
        """What both allow."""
        return Interval(max(self.low, other.low), min(self.high, other.high))


ANY: Final = Interval()
FLOOR: Final = Interval(low=0.0)
