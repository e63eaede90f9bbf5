"""What becomes of the rows of one source: which are used, which are left out and why, what was changed in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

MOST = 5
"""Texts that a reason is shown with."""
Finding = tuple[str, int, tuple[tuple[str, int], ...]]
"""A reason, its rows, and the commonest texts behind it, each with its count."""


@dataclass
class Tally:
    """Rows by their number; a row that gives anything to a review is used, whatever else was left of it."""

    used: set[int] = field(default_factory=set)
    left: dict[int, tuple[str, str]] = field(default_factory=dict)
    strangers: dict[int, str] = field(default_factory=dict)
    noted: dict[str, Counter[str]] = field(default_factory=dict)

    def leave(self, row: int, reason: str, text: str = "") -> None:
        """A row is not used, for a reason that is no mistake; `text` is the cell that says so."""
        self.left.setdefault(row, (reason, text))

    def note(self, reason: str, text: str = "", times: int = 1) -> None:
        """Something was done to a row that is used, or is odd in it."""
        self.noted.setdefault(reason, Counter())[text] += times

    def left_out(self, account: str) -> tuple[Finding, ...]:
        """The reasons in the order they were met, then the names that are no account; `account` is their column."""
        found: dict[str, Counter[str]] = {}
        for row, (reason, text) in self.left.items():
            if row not in self.used:
                found.setdefault(reason, Counter())[text] += 1
        names = Counter(name for row, name in self.strangers.items() if row not in self.used)
        if names:
            one = "1 name" if len(names) == 1 else f"{len(names)} names"
            found[f"{one} in {account} that {'is' if len(names) == 1 else 'are'} no account"] = names
        return tuple(_finding(reason, counted) for reason, counted in found.items())

    def notes(self) -> tuple[Finding, ...]:
        """What was noted, in the order it was met."""
        return tuple(_finding(reason, counted) for reason, counted in self.noted.items())


def _finding(reason: str, counted: Counter[str]) -> Finding:
    shown = sorted(((text, times) for text, times in counted.items() if text), key=lambda one: (-one[1], one[0]))
    return reason, counted.total(), tuple(shown[:MOST])
