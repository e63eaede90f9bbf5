"""Accounts made up by hypothesis with a KPI of every roll-up and a goal of every kind, for what explains a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from reviewgen.assemble import Subject
from reviewgen.errors import Place
from reviewgen.facts import Direction, Missing, Rollup, Side, Unit
from reviewgen.formula import parse
from reviewgen.model import (
    Account,
    Company,
    DatedGoal,
    Kpi,
    Milestone,
    Observation,
    Perspective,
    Phasing,
    Sharing,
    Tables,
)
from reviewgen.period import Calendar, Period

MONTHS = tuple(f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13))[:21]
QUARTERS = tuple(f"{year}-Q{number}" for year in (2026, 2025) for number in (3, 2, 1))
SETTINGS = Place("kpis.yml", line=7)
PHASINGS = (Phasing.EVEN, Phasing.LAST_YEAR, (Decimal(10), Decimal(20), Decimal(30), Decimal(40)))
Values = Sequence[int | None]


@dataclass(frozen=True)
class Case:
    """An account with its rows, and the quarter that is reviewed."""

    subject: Subject
    tables: Tables
    period: Period


def _parts(name: str, rollup: Rollup, **changes: object) -> Kpi:
    return replace(Kpi(name, {"": name}, "finance", Unit.COUNT, SETTINGS, rollup=rollup), **changes)  # type: ignore[arg-type]


def catalogue() -> tuple[Kpi, ...]:
    """A KPI of every roll-up, formulas over other KPIs and earlier windows, and rates of what tables hold."""
    total, level = _parts("total", Rollup.SUM), _parts("level", Rollup.LAST, across=True)
    named = {"total": total, "level": level}
    return (
        total,
        level,
        _parts("mean", Rollup.MEAN),
        _parts("weighted", Rollup.WEIGHTED_MEAN, weight_by="weights"),
        _parts("rate", Rollup.RATIO, unit=Unit.PERCENT, numerator="good", denominator="every"),
        _parts("score", Rollup.FORMULA, formula=parse("100 * good / every"), base="every", fewest=Decimal(60)),
        _parts("cover", Rollup.FORMULA, formula=parse("level / total * days"), inputs=named),
        _parts("per_day", Rollup.FORMULA, formula=parse("total / days"), inputs=named),
        _parts("growth", Rollup.FORMULA, formula=parse("100 * (total - year_ago(total)) / prior(total)"), inputs=named),
        _parts("milestones_due", Rollup.SUM),
        _parts("kept", Rollup.RATIO, unit=Unit.PERCENT, numerator="milestones_on_time", denominator="milestones_due"),
    )


@st.composite
def values(draw: st.DrawFn) -> Values:
    """Monthly values that rise and fall, often with gaps, seldom none at all."""
    size, step = draw(st.integers(40, 900)), draw(st.integers(0, 40))
    gaps = draw(st.sets(st.integers(0, len(MONTHS) - 1), max_size=4))
    if draw(st.integers(0, 9)) == 9:
        return [None] * len(MONTHS)
    return [None if at in gaps else size + step * (at * at % 7) for at in range(len(MONTHS))]


def amounts() -> st.SearchStrategy[Decimal]:
    """A level that a goal may have."""
    return st.decimals(1, 2000, places=1)


@st.composite
def goals(draw: st.DrawFn, one: Kpi) -> Kpi:
    """The KPI with a direction and a goal of some kind, or with none."""
    direction = draw(st.sampled_from(Direction))
    some = st.none() | amounts()
    if direction is Direction.BAND:
        low = draw(amounts())
        dated = DatedGoal(low=low, high=low + draw(st.integers(0, 300)), place=SETTINGS)
    else:
        dated = DatedGoal(
            target=draw(some), red_flag=draw(some), stretch=draw(some), sla=draw(some), penalty="fine", place=SETTINGS
        )
        dated = _in_order(dated, direction)
    phasing = None
    if one.rollup is Rollup.SUM and direction is not Direction.BAND and draw(st.booleans()):
        phasing = draw(st.sampled_from(PHASINGS))
        dated = replace(dated, target=None, annual=draw(amounts()))
    missing, weight = draw(st.sampled_from(Missing)), Decimal(draw(st.integers(1, 4)))
    sharing = Sharing(draw(st.none() | st.integers(1, 4)))
    return replace(
        one,
        direction=direction,
        goals=(dated,),
        phasing=phasing,
        missing=missing,
        sharing=sharing,
        weights=tuple(replace(each, weight=weight) for each in one.weights),
    )


def _in_order(dated: DatedGoal, direction: Direction) -> DatedGoal:
    """A ladder as settings allow it: red flag, target and stretch in the order of the direction."""
    held = [level for level in (dated.red_flag, dated.target, dated.stretch) if level is not None]
    ladder = iter(sorted(held, reverse=direction is Direction.LOWER))
    return replace(
        dated,
        red_flag=None if dated.red_flag is None else next(ladder),
        target=None if dated.target is None else next(ladder),
        stretch=None if dated.stretch is None else next(ladder),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """An account of every roll-up, with rows of ours and of another account."""
    calendar = Calendar()
    kpis = tuple(draw(goals(one)) for one in catalogue())
    account = Account("a", "A", ("a",), draw(st.integers(1, 4)), "en")
    subject = Subject(Company("Maison", "EUR", "en"), calendar, (Perspective("finance", {}),), kpis, account, {})
    rows: list[Observation] = []
    for name in ("total", "level", "mean", "weighted", "weights", "good", "every", "kept"):
        rows += _rows(calendar, name, draw(values()), draw(st.sampled_from((1, 1, 2))))
        rows += _quarters(calendar, name, draw(st.none() | st.integers(0, 900)))
    for name in ("total", "level", "good", "every", "rate"):
        if draw(st.booleans()):
            rows += _rows(calendar, name, draw(values()), 1, scenario="target")
    rows += [replace(row, account="b", value=row.value + 1) for row in rows]
    numbered = tuple(replace(row, place=Place("rows.csv", row=2 + at, column="value")) for at, row in enumerate(rows))
    milestones = tuple(draw(st.lists(_milestones(), min_size=4, max_size=12)))
    placed = tuple(replace(one, place=Place("steps.csv", row=2 + at)) for at, one in enumerate(milestones))
    period = calendar.parse(draw(st.sampled_from(QUARTERS)))
    return Case(subject, Tables(observations=numbered, milestones=placed), period)


def _rows(
    calendar: Calendar, name: str, found: Values, segments: int, scenario: str = "actual"
) -> Iterator[Observation]:
    for month, value in zip(MONTHS, found, strict=True):
        for segment in range(segments if value is not None else 0):
            assert value is not None
            of = f"part {segment}" if segments > 1 else ""
            yield Observation("a", name, calendar.parse(month), Decimal(value + segment), scenario, SETTINGS, of)


def _quarters(calendar: Calendar, name: str, value: int | None) -> Iterator[Observation]:
    if value is not None:
        yield Observation("a", name, calendar.parse(QUARTERS[0]), Decimal(value), "actual", SETTINGS)


def _milestones() -> st.SearchStrategy[Milestone]:
    day = st.integers(0, 600).map(lambda days: date(2025, 2, 1) + timedelta(days=days))
    sharing = st.sampled_from((Sharing(), Sharing(1)))
    return st.builds(
        Milestone,
        account=st.sampled_from("ab"),
        project=st.just("p"),
        title=st.just("t"),
        owner=st.just("Ann"),
        side=st.sampled_from(Side),
        due=day,
        done=st.none() | day,
        sharing=sharing,
        place=st.just(SETTINGS),
    )
