"""Where a goal comes from: its place in the settings, its rows, or a year's target with the share of each month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import localcontext
from enum import StrEnum

from reviewgen.errors import Place
from reviewgen.facts import TARGET, Absent, Direction, Figure, Rollup
from reviewgen.model import DatedGoal, Phasing
from reviewgen.period import Period
from reviewgen.rollup import PRECISION, Worked, work
from reviewgen.targets import Spread, Targets, band, contract_is_lower


class Whence(StrEnum):
    """What gives the goal of a quarter, in the order in which they are asked."""

    BAND = "band"
    SETTINGS = "settings"
    ROWS = "rows"
    ANNUAL = "annual"
    CONTRACT = "contract"
    NOWHERE = "nowhere"


class Basis(StrEnum):
    """What gives a threshold: somebody set it, or it follows from the goal."""

    GIVEN = "given"
    SPREAD = "spread"
    CONTRACT = "contract"
    TOLERANCE = "tolerance"
    MIRROR = "mirror"
    BAND = "band"


@dataclass(frozen=True)
class Origin:
    """Where the goal of one quarter comes from, and its red flag and stretch with it.

    `place` is that of the settings, `worked` the tree of target rows, `spread` the months of a year's target, shared
    out as `phasing` says. Of a goal that is nowhere the thresholds mean nothing.
    """

    whence: Whence
    place: Place | None = None
    worked: Worked | None = None
    spread: tuple[Spread, ...] = ()
    phasing: str = ""
    red_flag: Basis = Basis.TOLERANCE
    stretch: Basis = Basis.MIRROR


def origin(targets: Targets, quarter: Period) -> Origin:
    """Where `targets.goal(quarter)` comes from."""
    dated = targets.valid(quarter)
    if targets.kpi.direction is Direction.BAND:
        held = not isinstance(band(dated), Absent)
        return Origin(Whence.BAND, dated.place, red_flag=Basis.BAND, stretch=Basis.BAND) if held else _nowhere()
    with localcontext(prec=PRECISION):
        return _ladder(targets, dated, quarter)


def _nowhere() -> Origin:
    return Origin(Whence.NOWHERE)


def _ladder(targets: Targets, dated: DatedGoal, quarter: Period) -> Origin:
    if dated.target is not None:
        return _thresholds(targets, quarter, Origin(Whence.SETTINGS, dated.place), dated)
    if isinstance(targets.rows(quarter), Figure):
        stated = dated if dated.annual is None else replace(dated, red_flag=None, stretch=None)
        return _thresholds(targets, quarter, Origin(Whence.ROWS, worked=_target_rows(targets, quarter)), stated)
    spread = targets.spread(quarter)
    if spread and all(one.yearly.annual is not None for one in spread):
        found = Origin(Whence.ANNUAL, spread[-1].yearly.place, spread=spread, phasing=_phasing(targets))
        return _spread(_thresholds(targets, quarter, found, replace(dated, red_flag=None, stretch=None)))
    if dated.sla is not None:
        return _thresholds(targets, quarter, Origin(Whence.CONTRACT, dated.place), dated)
    return _nowhere()


def _thresholds(targets: Targets, quarter: Period, found: Origin, dated: DatedGoal) -> Origin:
    goal = targets.goal(quarter)
    if isinstance(goal, Absent):
        raise AssertionError("what gives a goal gives one")
    derived = Basis.CONTRACT if contract_is_lower(targets.kpi, dated, goal.target) else Basis.TOLERANCE
    return replace(
        found,
        red_flag=derived if dated.red_flag is None else Basis.GIVEN,
        stretch=Basis.MIRROR if dated.stretch is None else Basis.GIVEN,
    )


def _spread(found: Origin) -> Origin:
    """The thresholds of a year, where every month has one, are spread as its target is."""
    flags = all(one.yearly.red_flag is not None for one in found.spread)
    stretches = all(one.yearly.stretch is not None for one in found.spread)
    return replace(
        found,
        red_flag=Basis.SPREAD if flags else found.red_flag,
        stretch=Basis.SPREAD if stretches else found.stretch,
    )


def _phasing(targets: Targets) -> str:
    given = targets.kpi.phasing or Phasing.EVEN
    return given.value if isinstance(given, Phasing) else "explicit"


def _target_rows(targets: Targets, quarter: Period) -> Worked:
    """The tree of `targets.rows(quarter)`: as the values are rolled up, else the last level that is stated."""
    rows, calendar = targets.scenarios[TARGET], targets.calendar
    found = work(targets.kpi, rows, quarter, calendar)
    if isinstance(found.reading, Figure):
        return found
    return work(replace(targets.kpi, rollup=Rollup.LAST), rows, quarter, calendar)
