"""Dice whose throws depend on nothing but their seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws in a row; the same seed gives the same throws on every machine and in every version."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._thrown = 0

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        self._thrown += 1
        drawn = hashlib.blake2b(f"{self._seed}/{self._thrown}".encode(), digest_size=8).digest()
        return low + int.from_bytes(drawn, "big") % (high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.whole(1, 100) <= percent

    def one(self, of: Sequence[T]) -> T:
        """One of several, each as likely."""
        return of[self.whole(0, len(of) - 1)]

    def weighed(self, of: Mapping[T, int]) -> T:
        """One of several, as likely as its weight says."""
        return self.one([each for each, weight in of.items() for _ in range(weight)])

    def amount(self, low: int, high: int, places: int) -> Decimal:
        """A decimal number with `places` places."""
        return Decimal(self.whole(low * 10**places, high * 10**places)).scaleb(-places)
