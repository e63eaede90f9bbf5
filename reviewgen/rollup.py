"""Observations -> one value per KPI and window: sum, last, mean, ratio of sums. A percentage is never averaged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import assert_never

from reviewgen.facts import Absent, Figure, Reading, Reason, Rollup, Unit
from reviewgen.model import Kpi, Observation
from reviewgen.period import MONTHS, Calendar, Period

PRECISION = 60
"""Decimal digits of intermediate results: enough that sums are exact whatever the order of the rows."""


@dataclass(frozen=True)
class Piece:
    """The value of one stretch of a window; pieces of a window do not overlap."""

    period: Period
    value: Decimal


Rows = Mapping[str, Sequence[Observation]]
"""The observations of one account and one scenario, by the name in their kpi column."""


def roll(kpi: Kpi, rows: Rows, window: Period, calendar: Calendar) -> Reading:
    """The value of `kpi` over `window`, or why there is none.

    A row that covers the whole window or a whole quarter stands for its months; a window with months missing is
    marked partial. Percent ratios come out in percent.
    """
    expected = len(calendar.months(window))
    with localcontext(prec=PRECISION):
        if kpi.rollup is Rollup.RATIO:
            return _ratio(kpi, rows, window, expected)
        pieces = _pieces(rows.get(kpi.id, ()), window, additive=kpi.rollup is Rollup.SUM)
        return pieces if isinstance(pieces, Absent) else _combine(kpi.rollup, pieces, window, expected)


def roll_target(kpi: Kpi, rows: Rows, window: Period, calendar: Calendar) -> Reading:
    """The target of `kpi` over `window` from rows of scenario "target".

    A ratio's target is the ratio of its parts' targets, or the last level stated for the ratio itself.
    """
    found = roll(kpi, rows, window, calendar)
    if kpi.rollup is not Rollup.RATIO or isinstance(found, Figure):
        return found
    pieces = _pieces(rows.get(kpi.id, ()), window, additive=False)
    return pieces if isinstance(pieces, Absent) else _combine(Rollup.LAST, pieces, window, len(calendar.months(window)))


def _combine(rollup: Rollup, pieces: tuple[Piece, ...], window: Period, expected: int) -> Reading:
    if not pieces:
        return Absent(Reason.NO_ROWS)
    months = sum(_months(piece) for piece in pieces)
    match rollup:
        case Rollup.SUM:
            return Figure(sum((piece.value for piece in pieces), Decimal(0)), months, expected)
        case Rollup.MEAN:
            total = sum((piece.value * _months(piece) for piece in pieces), Decimal(0))
            return Figure(total / months, months, expected)
        case Rollup.LAST:
            last = max(pieces, key=lambda piece: piece.period.end)
            closed = last.period.end == window.end
            return Figure(last.value, expected if closed else min(months, expected - 1), expected)
        case Rollup.RATIO:
            raise AssertionError("a ratio is combined from its parts")
        case _:
            assert_never(rollup)


def _ratio(kpi: Kpi, rows: Rows, window: Period, expected: int) -> Reading:
    stated = [row for row in rows.get(kpi.id, ()) if _spans(row.period, window)]
    whole = next((row.value for row in stated if not row.segment), None)
    if whole is not None:
        return Figure(whole, expected, expected)
    tops, bottoms = _inside(rows.get(kpi.numerator, ()), window), _inside(rows.get(kpi.denominator, ()), window)
    shared = _apart(period for period in tops.keys() & bottoms.keys() if _alike(tops[period], bottoms[period]))
    if not shared:
        return Absent(Reason.SEGMENTS if stated else Reason.NO_ROWS)
    bottom = sum((_sum(bottoms[period]) for period in shared), Decimal(0))
    if bottom == 0:
        return Absent(Reason.ZERO_DENOMINATOR)
    top = sum((_sum(tops[period]) for period in shared), Decimal(0))
    factor = 100 if kpi.unit is Unit.PERCENT else 1
    return Figure(top * factor / bottom, sum(MONTHS[period.grain] for period in shared), expected)


def _alike(over: Sequence[Observation], under: Sequence[Observation]) -> bool:
    """True when both parts of a ratio cover a period alike: as a whole, or over the same segments."""
    tops, bottoms = {row.segment for row in over}, {row.segment for row in under}
    return "" in tops or "" in bottoms or tops == bottoms


def _pieces(rows: Iterable[Observation], window: Period, *, additive: bool) -> tuple[Piece, ...] | Absent:
    """The rows that lie in `window`, one piece a period; Absent when segments cannot be added up."""
    inside = _inside(rows, window)
    whole = [period for period, found in inside.items() if any(not row.segment for row in found)]
    pieces: list[Piece] = []
    for period in _apart(inside, first=whole):
        value = _total(inside[period], additive=additive)
        if value is None:
            return Absent(Reason.SEGMENTS)
        pieces.append(Piece(period, value))
    return tuple(sorted(pieces, key=lambda piece: piece.period))


def _inside(rows: Iterable[Observation], window: Period) -> Mapping[Period, Sequence[Observation]]:
    found: dict[Period, list[Observation]] = {}
    for row in rows:
        if window.contains(row.period):
            found.setdefault(row.period, []).append(row)
    return found


def _apart(periods: Iterable[Period], first: Sequence[Period] = ()) -> tuple[Period, ...]:
    """Periods that do not overlap, so that no month counts twice: those of `first` before others, the longest first."""
    chosen: list[Period] = []
    for period in sorted(periods, key=lambda one: (one not in first, one.start - one.end, one.start)):
        if not any(period.start < other.end and other.start < period.end for other in chosen):
            chosen.append(period)
    return tuple(chosen)


def _total(rows: Sequence[Observation], *, additive: bool) -> Decimal | None:
    """The value of one period: its row without segment, else its segments added, None where they cannot be."""
    whole = any(not row.segment for row in rows)
    return _sum(rows) if whole or additive or len(rows) == 1 else None


def _sum(rows: Sequence[Observation]) -> Decimal:
    whole = [row.value for row in rows if not row.segment]
    return whole[0] if whole else sum((row.value for row in rows), Decimal(0))


def _months(piece: Piece) -> int:
    return MONTHS[piece.period.grain]


def _spans(period: Period, window: Period) -> bool:
    return period.start == window.start and period.end == window.end
