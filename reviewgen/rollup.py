"""Observations -> one value per KPI and window, with the rows it is made of. A percentage is never averaged.

Inputs are added up first, then the formula is applied: a rate of a quarter is the ratio of its sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import assert_never

from reviewgen.facts import CALCULATED, Absent, Figure, Reading, Reason, Rollup, Unit
from reviewgen.formula import Binary, Formula, Input, Name, Number, Shift, Undefined, evaluate, inputs
from reviewgen.model import Kpi, Observation
from reviewgen.period import Calendar, Grain, Period

PRECISION = 60
"""Decimal digits of intermediate results: enough that sums are exact whatever the order of the rows."""

Rows = Mapping[str, Sequence[Observation]]
"""The observations of one account and one scenario, by the name in their kpi column."""


class How(StrEnum):
    """How a value came about."""

    STATED = "stated"
    SUM = "sum"
    LAST = "last"
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    FORMULA = "formula"


@dataclass(frozen=True)
class Worked:
    """A value with how it came about: of the rows that were added up, or of the parts that a formula was applied to."""

    name: str
    window: Period
    how: How
    reading: Reading
    rows: tuple[Observation, ...] = ()
    parts: tuple[Worked, ...] = ()
    formula: str = ""


@dataclass(frozen=True)
class Piece:
    """The value of one stretch of a window and the rows that make it; pieces of a window do not overlap."""

    period: Period
    value: Decimal
    rows: tuple[Observation, ...] = field(compare=False)


def roll(kpi: Kpi, rows: Rows, window: Period, calendar: Calendar) -> Reading:
    """The value of `kpi` over `window`, or why there is none.

    A row that covers the whole window or a whole quarter stands for its months; a window with months or weeks missing
    is marked partial. Percent ratios come out in percent.
    """
    return work(kpi, rows, window, calendar).reading


def work(kpi: Kpi, rows: Rows, window: Period, calendar: Calendar) -> Worked:
    """The value of `kpi` over `window` as `roll` gives it, with everything that it is made of."""
    with localcontext(prec=PRECISION):
        if kpi.rollup in CALCULATED:
            return _calculated(kpi, rows, window, calendar)
        if kpi.rollup is Rollup.WEIGHTED_MEAN:
            return _weighted(kpi, rows, window, calendar)
        return _combined(kpi, kpi.rollup, rows, window, calendar)


def roll_target(kpi: Kpi, rows: Rows, window: Period, calendar: Calendar) -> Reading:
    """The target of `kpi` over `window` from rows of scenario "target".

    The target of a calculated KPI is calculated from the targets of its inputs, or is the last level stated for itself.
    """
    found = roll(kpi, rows, window, calendar)
    if kpi.rollup not in (*CALCULATED, Rollup.WEIGHTED_MEAN) or isinstance(found, Figure):
        return found
    with localcontext(prec=PRECISION):
        return _combined(kpi, Rollup.LAST, rows, window, calendar).reading


def add_up(rows: Sequence[Observation], window: Period, calendar: Calendar) -> Reading:
    """The sum of rows of one name over `window`, as `roll` adds them up."""
    with localcontext(prec=PRECISION):
        pieces = _pieces(rows, window, calendar, additive=True)
        return pieces if isinstance(pieces, Absent) else _combine(Rollup.SUM, pieces, window, calendar)


def calculation(kpi: Kpi) -> Formula:
    """The formula of a calculated KPI: its own, or numerator over denominator, a percentage times 100."""
    if kpi.formula is not None:
        return kpi.formula
    over: Formula = Name(kpi.numerator)
    if kpi.unit is Unit.PERCENT:
        over = Binary("*", Number(Decimal(100)), over)
    return Binary("/", over, Name(kpi.denominator))


def year_before(window: Period, calendar: Calendar) -> Period:
    """The same stretch of the year before; `window` is made of whole quarters or is a month."""
    return _moved(window, calendar, calendar.year_ago)


def stretch_before(window: Period, calendar: Calendar) -> Period:
    """The stretch of as many quarters (or the month) that ends where `window` starts."""
    if window.grain in (Grain.MONTH, Grain.WEEK):
        return calendar.previous(window)
    count = len(_quarters(window, calendar))
    return _moved(window, calendar, lambda quarter: calendar.shift(quarter, -count))


def _moved(window: Period, calendar: Calendar, move: Callable[[Period], Period]) -> Period:
    if window.grain in (Grain.MONTH, Grain.WEEK):
        return move(window)
    quarters = _quarters(window, calendar)
    return Period(move(quarters[0]).start, move(quarters[-1]).end, window.grain)


def _quarters(window: Period, calendar: Calendar) -> tuple[Period, ...]:
    found = [calendar.quarter_of(window.start)]
    while found[-1].end < window.end:
        found.append(calendar.shift(found[-1], 1))
    return tuple(found)


def _combined(kpi: Kpi, rollup: Rollup, rows: Rows, window: Period, calendar: Calendar) -> Worked:
    pieces = _pieces(rows.get(kpi.id, ()), window, calendar, additive=kpi.additive)
    how = How(rollup.value)
    if isinstance(pieces, Absent):
        return Worked(kpi.id, window, how, pieces)
    reading = _combine(rollup, pieces, window, calendar)
    kept = pieces[-1:] if rollup is Rollup.LAST else pieces
    return Worked(kpi.id, window, how, reading, tuple(row for piece in kept for row in piece.rows))


def _combine(rollup: Rollup, pieces: tuple[Piece, ...], window: Period, calendar: Calendar) -> Reading:
    if not pieces:
        return Absent(Reason.NO_ROWS)
    held, expected, grain = _coverage([piece.period for piece in pieces], window, calendar)
    match rollup:
        case Rollup.SUM:
            return Figure(_total(piece.value for piece in pieces), held, expected, grain)
        case Rollup.MEAN:
            weights = [len(calendar.units(piece.period, grain)) for piece in pieces]
            total = _total(piece.value * weight for piece, weight in zip(pieces, weights, strict=True))
            return Figure(total / sum(weights), held, expected, grain)
        case Rollup.LAST:
            closed = calendar.holds(pieces[-1].period, calendar.units(window, grain)[-1])
            return Figure(pieces[-1].value, expected if closed else min(held, expected - 1), expected, grain)
        case Rollup.WEIGHTED_MEAN | Rollup.RATIO | Rollup.NPS | Rollup.FORMULA:
            raise AssertionError("worked out from its inputs")
        case _:
            assert_never(rollup)


def _coverage(periods: Sequence[Period], window: Period, calendar: Calendar) -> tuple[int, int, Grain]:
    """How many units of the window the periods cover, of how many, and in what: weeks where a row is weekly."""
    grain = Grain.WEEK if any(period.grain is Grain.WEEK for period in periods) else Grain.MONTH
    units = calendar.units(window, grain)
    return sum(any(calendar.holds(period, unit) for period in periods) for unit in units), len(units), grain


def _weighted(kpi: Kpi, rows: Rows, window: Period, calendar: Calendar) -> Worked:
    values = _inside(rows.get(kpi.id, ()), window, calendar)
    weights = _inside(rows.get(kpi.weight_by, ()), window, calendar)
    pairs = {period: _paired(found, weights.get(period, ())) for period, found in values.items()}
    shared = _apart((period for period, found in pairs.items() if found), calendar)
    used = tuple(pair for period in shared for pair in pairs[period])
    weight = _total(weight for _, weight in used)
    reading: Reading = Absent(Reason.NO_ROWS if not shared else Reason.ZERO_DENOMINATOR)
    if weight:
        held, expected, grain = _coverage(shared, window, calendar)
        reading = Figure(_total(row.value * by for row, by in used) / weight, held, expected, grain)
    under = tuple(row for period in shared for row in _weighing(values[period], weights[period]))
    parts = (Worked(kpi.weight_by, window, How.SUM, _as_sum(under, shared, window, calendar), under),)
    return Worked(kpi.id, window, How.WEIGHTED_MEAN, reading, tuple(row for row, _ in used), parts)


def _weighing(values: Sequence[Observation], weights: Sequence[Observation]) -> tuple[Observation, ...]:
    """The rows of `weights` that weigh `values`: what makes the whole, or the same cells."""
    making = _making(values) or ()
    if any(map(_whole, making)):
        return _making(weights) or ()
    cells = {(row.segment, row.site) for row in making}
    return tuple(row for row in weights if (row.segment, row.site) in cells)


def _as_sum(rows: Sequence[Observation], periods: Sequence[Period], window: Period, calendar: Calendar) -> Reading:
    if not rows:
        return Absent(Reason.NO_ROWS)
    return Figure(_total(row.value for row in rows), *_coverage(periods, window, calendar))


def _paired(values: Sequence[Observation], weights: Sequence[Observation]) -> tuple[tuple[Observation, Decimal], ...]:
    """Each value of one period with its weight: the whole with the whole weight, else cell by cell; () if one lacks."""
    making, over = _making(values), _making(weights)
    if making is None or over is None or not over:
        return ()
    if len(making) == 1 and _whole(making[0]):
        return ((making[0], _total(row.value for row in over)),)
    by_cell = {(row.segment, row.site): row.value for row in weights}
    if any((row.segment, row.site) not in by_cell for row in making):
        return ()
    return tuple((row, by_cell[row.segment, row.site]) for row in making)


def _calculated(kpi: Kpi, rows: Rows, window: Period, calendar: Calendar) -> Worked:
    stated = [row for row in rows.get(kpi.id, ()) if row.period.start == window.start and row.period.end == window.end]
    whole = next((row for row in stated if _whole(row)), None)
    if whole is not None:
        units = len(calendar.units(window, Grain.MONTH))
        return Worked(kpi.id, window, How.STATED, Figure(whole.value, units, units), (whole,))
    formula = calculation(kpi)
    wanted = inputs(formula)
    sums = all(one.shift is Shift.NOW and _adds_up(kpi, one.name) for one in wanted)
    found = _summed(kpi, wanted, rows, window, calendar) if sums else _rolled(kpi, wanted, rows, window, calendar)
    reading = found.reading(kpi, formula)
    if reading == Absent(Reason.NO_ROWS) and stated:
        reading = Absent(Reason.SEGMENTS)
    return Worked(kpi.id, window, How.FORMULA, reading, parts=found.parts, formula=str(formula))


def _adds_up(kpi: Kpi, name: str) -> bool:
    return kpi.rollup is Rollup.RATIO or name not in kpi.inputs or kpi.inputs[name].rollup is Rollup.SUM


@dataclass(frozen=True)
class _Found:
    """The inputs of a formula over one window, the coverage that they share, and the days that they stand for."""

    parts: tuple[Worked, ...]
    wanted: tuple[Input, ...]
    coverage: tuple[int, int, Grain]
    days: int
    lack: Reason | None = None

    def reading(self, kpi: Kpi, formula: Formula) -> Reading:
        if self.lack is not None:
            return Absent(self.lack)
        values = {
            one: part.reading.value
            for one, part in zip(self.wanted, self.parts, strict=True)
            if isinstance(part.reading, Figure)
        }
        made = evaluate(formula, values, self.days)
        n = values.get(Input(kpi.base, Shift.NOW)) if kpi.base else None
        if kpi.fewest is not None and n is not None and n < kpi.fewest:
            return Absent(Reason.TOO_FEW)
        told = None if kpi.rollup is Rollup.RATIO else n
        return Absent(Reason.ZERO_DENOMINATOR) if isinstance(made, Undefined) else Figure(made, *self.coverage, n=told)


def _summed(kpi: Kpi, wanted: tuple[Input, ...], rows: Rows, window: Period, calendar: Calendar) -> _Found:
    """Inputs that add up, over the periods that all of them have, so that a month with one of them is left out."""
    inside = {one: _inside(rows.get(one.name, ()), window, calendar) for one in wanted}
    chosen = _common([inside[one] for one in wanted], window, calendar)
    parts = []
    for one, periods in zip(wanted, chosen, strict=True):
        used = tuple(row for period in periods for row in _making(inside[one][period]) or ())
        parts.append(Worked(one.name, window, How.SUM, _as_sum(used, periods, window, calendar), used))
    if not chosen[0]:
        return _Found(tuple(parts), wanted, (0, 0, Grain.MONTH), 0, Reason.NO_ROWS)
    days = sum((period.end - period.start).days for period in chosen[0])
    return _Found(tuple(parts), wanted, _coverage(chosen[0], window, calendar), days)


Inside = Mapping[Period, Sequence[Observation]]


def _common(inside: Sequence[Inside], window: Period, calendar: Calendar) -> tuple[tuple[Period, ...], ...]:
    """For each input the periods that count: its own where each covers the window, else those that all of them have."""
    own = tuple(_apart((period for period in one if _making(one[period])), calendar) for one in inside)
    covers = [_cover(one, periods) for one, periods in zip(inside, own, strict=True)]
    if all(periods and _covers(periods, window, calendar) for periods in own) and _alike(covers):
        return own
    both = set.intersection(*({period for period in one if _making(one[period])} for one in inside))
    shared = _apart((period for period in both if _alike([_cover(one, (period,)) for one in inside])), calendar)
    return (shared,) * len(inside)


def _covers(periods: Sequence[Period], window: Period, calendar: Calendar) -> bool:
    held, expected, _ = _coverage(periods, window, calendar)
    return held == expected


def _cover(inside: Inside, periods: Sequence[Period]) -> frozenset[str] | None:
    """Which segments, or else sites, an input covers; None for the whole account."""
    rows = [row for period in periods for row in _making(inside[period]) or ()]
    if any(_whole(row) for row in rows):
        return None
    return frozenset(row.segment or row.site for row in rows)


def _alike(covers: Sequence[frozenset[str] | None]) -> bool:
    """True when the inputs of a formula cover a period alike: as a whole, or over the same segments."""
    return len({cover for cover in covers if cover is not None}) <= 1


def _rolled(kpi: Kpi, wanted: tuple[Input, ...], rows: Rows, window: Period, calendar: Calendar) -> _Found:
    """Inputs of other kinds, or of other periods, each over its whole window: a gap is told, not bridged."""
    parts = tuple(_input(kpi, one, rows, window, calendar) for one in wanted)
    units = len(calendar.units(window, Grain.MONTH))
    lack = next((part.reading.reason for part in parts if isinstance(part.reading, Absent)), None)
    if lack is None and any(isinstance(part.reading, Figure) and part.reading.partial for part in parts):
        lack = Reason.INCOMPLETE
    return _Found(parts, wanted, (units, units, Grain.MONTH), (window.end - window.start).days, lack)


def _input(kpi: Kpi, one: Input, rows: Rows, window: Period, calendar: Calendar) -> Worked:
    moved = window
    if one.shift is not Shift.NOW:
        moved = year_before(window, calendar) if one.shift is Shift.YEAR_AGO else stretch_before(window, calendar)
    return work(kpi.inputs.get(one.name) or replace(kpi, id=one.name, rollup=Rollup.SUM), rows, moved, calendar)


def _pieces(
    rows: Iterable[Observation], window: Period, calendar: Calendar, *, additive: bool
) -> tuple[Piece, ...] | Absent:
    """The rows that lie in `window`, one piece a period, in order; Absent when segments cannot be added up."""
    inside = _inside(rows, window, calendar)
    whole = [period for period, found in inside.items() if any(map(_whole, found))]
    pieces: list[Piece] = []
    for period in _apart(inside, calendar, first=whole):
        making = _making(inside[period])
        if making is None or (len(making) > 1 and not additive):
            return Absent(Reason.SEGMENTS)
        pieces.append(Piece(period, _total(row.value for row in making), making))
    return tuple(sorted(pieces, key=lambda piece: (piece.period.end, piece.period.start)))


def _inside(rows: Iterable[Observation], window: Period, calendar: Calendar) -> dict[Period, list[Observation]]:
    found: dict[Period, list[Observation]] = {}
    for row in rows:
        if calendar.holds(window, row.period):
            found.setdefault(row.period, []).append(row)
    return found


def _apart(periods: Iterable[Period], calendar: Calendar, first: Sequence[Period] = ()) -> tuple[Period, ...]:
    """Periods that do not overlap, so that no month counts twice: those of `first` before others, the longest first."""
    chosen: list[Period] = []
    for period in sorted(periods, key=lambda one: (one not in first, one.start - one.end, one.start)):
        if not any(_overlap(period, other, calendar) for other in chosen):
            chosen.append(period)
    return tuple(chosen)


def _overlap(one: Period, other: Period, calendar: Calendar) -> bool:
    """True when some day counts in both; a week counts where most of its days lie."""
    if Grain.WEEK in (one.grain, other.grain):
        return calendar.holds(one, other) or calendar.holds(other, one)
    return one.start < other.end and other.start < one.end


def _making(rows: Sequence[Observation]) -> tuple[Observation, ...] | None:
    """The rows that make the whole of one period: its row without segment and site, else its segments, else its sites.

    A segment's own row goes before its sites. None where segments and sites both stand and do not add up to the same.
    """
    whole = tuple(row for row in rows if _whole(row))
    if whole:
        return whole
    sites = tuple(row for row in rows if not row.segment)
    segments: dict[str, list[Observation]] = {}
    for row in rows:
        if row.segment:
            segments.setdefault(row.segment, []).append(row)
    split = tuple(row for found in segments.values() for row in [one for one in found if not one.site] or found)
    if sites and split and _total(row.value for row in sites) != _total(row.value for row in split):
        return None
    return split or sites


def _whole(row: Observation) -> bool:
    return not row.segment and not row.site


def _total(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
