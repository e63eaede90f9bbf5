"""The tree of a number as lines: what it is made of, down to rows with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from rich.cells import cell_len

from reviewgen.arithmetic import short
from reviewgen.cli.layout import broken, columns
from reviewgen.declarations import Declarations, declared
from reviewgen.errors import Place
from reviewgen.explain import Explanation, days
from reviewgen.facts import Absent, Figure, Reason
from reviewgen.locale import Locale
from reviewgen.model import Observation
from reviewgen.rollup import How, Worked
from reviewgen.story import partial

FEW = 12
"""Rows of one branch that are listed unless all are asked for."""
BRANCH, LAST, PASS, NONE = "├─ ", "└─ ", "│  ", "   "
WHY = {
    Reason.NO_ROWS: "there are no rows",
    Reason.NO_TARGET: "no goal is set",
    Reason.ZERO_DENOMINATOR: "what it is divided by is zero",
    Reason.NO_BASE: "there is nothing to compare with",
    Reason.SEGMENTS: "its rows are of segments, which do not add up",
    Reason.INCOMPLETE: "a part of it lacks months",
    Reason.TOO_FEW: "too few answers or cases stand behind it",
    Reason.STATUS_ONLY: "its status alone is told",
}
HOWS = {
    How.STATED: "stated for the whole",
    How.SUM: "the sum of its rows",
    How.LAST: "the last of its rows",
    How.MEAN: "the mean of its rows, each by the months that it stands for",
    How.WEIGHTED_MEAN: "the mean of its rows, each by its weight",
}


@dataclass(frozen=True)
class Branch:
    """A line of a tree: one text, or the cells of a row."""

    guide: str
    cells: tuple[str, ...]


def tree(
    found: Worked, one: Explanation, locale: Locale, known: Declarations, width: int | None, *, every: bool
) -> Iterator[str]:
    """What `found` is made of, as lines of at most `width`; without `every` long lists of rows are folded."""
    branches = list(_branches(found, _Words(one, locale, known, every), "", ""))
    rows = [branch for branch in branches if len(branch.cells) > 1]
    first = max((cell_len(row.guide + row.cells[0]) for row in rows), default=0)
    second = max((cell_len(row.cells[1]) for row in rows), default=0)
    for branch in branches:
        text = branch.guide + branch.cells[0]
        if len(branch.cells) == 1:
            yield from broken(text, width, " " * (cell_len(branch.guide) + 4))
        else:
            value, place = branch.cells[1:]
            yield from columns([(text.ljust(first), value.rjust(second), place)], width)


@dataclass(frozen=True)
class _Words:
    one: Explanation
    locale: Locale
    known: Declarations
    every: bool

    def node(self, found: Worked) -> str:
        parts = [self.made(found)]
        if found.window != self.one.period:
            parts.append(span(found, self.one, self.locale))
        if isinstance(found.reading, Figure) and found.reading.partial:
            parts.append(partial(found.reading, self.locale))
        return ", ".join(parts)

    def made(self, found: Worked) -> str:
        """Its name, its value and how that came about."""
        name, reading = self.name(found), found.reading
        if found.how is How.FORMULA:
            name = f"{name} = {formula(found.formula)}"
            name += f", over {days(found)} days" if re.search(r"\bdays\b", found.formula) else ""
        if isinstance(reading, Absent):
            return f"{name}: no figure, {WHY[reading.reason]}"
        value = exact(reading, self.locale)
        return f"{name} = {value}" if found.how is How.FORMULA else f"{name} = {value}, {HOWS[found.how]}"

    def name(self, found: Worked) -> str:
        label = self.one.labels.get(found.name)
        return f"{label} ({found.name})" if label else found.name

    def row(self, row: Observation) -> tuple[str, str, str]:
        of = ", ".join(part for part in (row.segment, row.site) if part)
        when = self.locale.period(row.period, self.one.calendar)
        return f"{when}, {of}" if of else when, exact(Figure(row.value), self.locale), self.where(row)

    def where(self, row: Observation) -> str:
        counted = declared(row.place, self.known)
        if counted is not None:
            said = f"{counted.name}: {counted.formula}" if counted.formula else counted.name
            return f"{said}, of {counted.of}" + (f", row {row.place.row}" if row.place.row is not None else "")
        if row not in self.one.counted:
            return str(row.place)
        return self.records(self.one.places(row), row.place)

    def records(self, places: Sequence[Place], opening: Place) -> str:
        if not places:
            return f"counted, none; the table is kept from {opening} on"
        return "counted in " + "; ".join(self.group(file, list(found)) for file, found in groupby(places, _file))

    def group(self, file: str, places: Sequence[Place]) -> str:
        shown = places if self.every else places[:FEW]
        rows = ", ".join(str(place.row if place.row is not None else place) for place in shown)
        more = f" and {len(places) - len(shown)} more" if len(shown) < len(places) else ""
        return f"{file}, row{'s' if len(places) > 1 else ''} {rows}{more}"


def _file(place: Place) -> str:
    return str(Place(place.file, sheet=place.sheet))


def _branches(found: Worked, words: _Words, first: str, rest: str) -> Iterator[Branch]:
    yield Branch(first, (words.node(found),))
    rows = found.rows if words.every else found.rows[:FEW]
    left = len(found.rows) - len(rows)
    count = len(rows) + len(found.parts) + bool(left)
    for number, row in enumerate(rows, 1):
        yield Branch(rest + _guide(number, count), words.row(row))
    if left:
        yield Branch(rest + _guide(len(rows) + 1, count), (f"… {left} more; --all lists them",))
    for number, part in enumerate(found.parts, count - len(found.parts) + 1):
        last = number == count
        yield from _branches(part, words, rest + (LAST if last else BRANCH), rest + (NONE if last else PASS))


def _guide(number: int, count: int) -> str:
    return LAST if number == count else BRANCH


def formula(text: str) -> str:
    """A formula with the signs that people write."""
    return text.replace("*", "×").replace("-", "−")


def arithmetic(text: str, locale: Locale) -> str:
    """A formula of numbers alone, each as the language writes it."""
    return formula(re.sub(r"[0-9.]+", lambda found: exact(Figure(Decimal(found.group())), locale), text))


def exact(found: Figure, locale: Locale) -> str:
    """A number with all its digits, or the first twelve of them and an ellipsis."""
    brief = short(found.value)
    exponent = brief.as_tuple().exponent
    text = locale.number(brief, -exponent if isinstance(exponent, int) and exponent < 0 else 0)
    return text if brief == found.value else f"{text}…"


def span(found: Worked, one: Explanation, locale: Locale) -> str:
    """A window in words: Q2 2026, or its first and last day."""
    window = found.window
    if window == one.calendar.quarter_of(window.start):
        return locale.period(window, one.calendar)
    return f"{locale.day(window.start)} to {locale.day(window.last_day)}"
