"""What SQLite lacks, given to a connection: patterns, days, numbers as people write them, and sums without noise."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import datetime

from reviewgen.sources.rows.numbers import Grammar

_STEPS = 10_000
"""Instructions of SQLite between two looks at the clock."""


def prepared(link: sqlite3.Connection, late: Callable[[], bool]) -> None:
    """Give a connection its functions, let it only read, and stop it when it is `late`."""
    link.isolation_level = None
    link.execute("PRAGMA query_only = ON")
    link.create_function("reviewgen_like", 2, _like, deterministic=True)
    link.create_function("reviewgen_day", 2, _day, deterministic=True)
    link.create_function("reviewgen_number", 3, _number, deterministic=True)
    link.create_function("reviewgen_alike", 2, _alike, deterministic=True)
    link.create_function("reviewgen_lower", 1, lambda text: text if text is None else str(text).lower())
    link.create_function("reviewgen_upper", 1, lambda text: text if text is None else str(text).upper())
    link.create_aggregate("reviewgen_sum", 1, _Sum)  # type: ignore[arg-type]
    link.set_progress_handler(late, _STEPS)


class _Sum:
    """A sum of binary fractions that keeps what each addition would lose (Neumaier, 1974); whole numbers are exact."""

    def __init__(self) -> None:
        self._whole = 0
        self._sum = 0.0
        self._lost = 0.0
        self._seen = False

    def step(self, value: float | None) -> None:
        """Add a value; NULL adds nothing."""
        if value is None:
            return
        self._seen = True
        if isinstance(value, int):
            self._whole += value
            return
        total = self._sum + value
        larger, smaller = (self._sum, value) if abs(self._sum) >= abs(value) else (value, self._sum)
        self._lost += (larger - total) + smaller
        self._sum = total

    def finalize(self) -> float | None:
        """The sum, NULL when there was nothing."""
        return self._sum + self._lost + self._whole if self._seen else None


def _like(text: object, pattern: str) -> bool:
    return text is not None and re.fullmatch(pattern, str(text)) is not None


def _alike(text: object, pattern: str) -> bool | None:
    """LIKE as the standard has it, which tells a from A; SQLite's own does not."""
    if text is None:
        return None
    marks = {"%": ".*", "_": "."}
    return re.fullmatch("".join(marks.get(mark, re.escape(mark)) for mark in pattern), str(text), re.DOTALL) is not None


def _day(text: object, letters: str) -> str | None:
    try:
        return datetime.strptime(str(text), letters).date().isoformat()  # noqa: DTZ007
    except ValueError:
        return None


def _number(text: object, decimal: str, between: str) -> float | None:
    return None if text is None else Grammar(decimal, between).read(text)
