"""Where a number comes from: one KPI of a review down to its rows, with the goal, the rule and the score.

Nothing is worked out anew: the trees are those of the roll-up, over the very rows that the review was assembled from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from reviewgen.arithmetic import score_sum
from reviewgen.assemble import (
    Subject,
    assemble,
    by_scenario,
    joined,
    last_twelve,
    measured_rows,
    targets_of,
    till_year_end,
)
from reviewgen.edition import Edition, Measure
from reviewgen.errors import Place, UsageError
from reviewgen.facts import ACTUAL, Absent, Goal, Reading
from reviewgen.formula import Formula
from reviewgen.model import Account, Audience, Kpi, KpiRecord, Observation, Review, Tables
from reviewgen.period import Calendar, Period
from reviewgen.rollup import How, Rows, Worked, work, year_before
from reviewgen.scorecard import Rule, Scorecard, Scored, rule_of, scorecard
from reviewgen.sharing.redact import redact
from reviewgen.whence import Origin, origin
from reviewgen.workspace.wording import closest


@dataclass(frozen=True)
class Part:
    """What a KPI bears of the overall score: its share of the weight (1 in all), its points, and the score itself."""

    share: Decimal
    points: Decimal
    overall: Decimal


@dataclass(frozen=True)
class Windows:
    """The same number in the windows beside the quarter under review; `goal_to_date` is that of the year to date."""

    prior: Worked
    year_ago: Worked
    to_date: Worked
    to_date_before: Worked
    last_twelve: Worked
    goal_to_date: Reading


@dataclass(frozen=True)
class Explanation:
    """One KPI of one account in one quarter, down to its rows.

    `measure` is what our own house reads, `theirs` what the client does, None where the client may not see it; `label`
    names every KPI of the catalogue. `counted` holds the places of all records behind a row that stands in no table;
    a row that is not in it has one place, its own.
    """

    account: Account
    calendar: Calendar
    period: Period
    as_of: date
    kpi: Kpi
    measure: Measure
    theirs: Measure | None
    tree: Worked
    windows: Windows
    origin: Origin
    scored: Scored
    rule: Rule
    sum: Formula | None
    part: Part | None
    labels: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[Observation, tuple[Place, ...]] = field(default_factory=dict)

    @property
    def goal(self) -> Goal | Absent:
        """What the number is held against."""
        return self.measure.now.goal

    def places(self, row: Observation) -> tuple[Place, ...]:
        """Where a row stands; of one that is counted in the tables, all records that it counts."""
        return self.counted.get(row, (row.place,))


def explain(subject: Subject, tables: Tables, kpi: str, period: Period, as_of: date | None) -> Explanation:
    """The KPI named `kpi` of one account in one quarter. UsageError where the catalogue has none of that name."""
    known = {one.id: one for one in subject.kpis}
    if kpi not in known:
        raise UsageError(f"no KPI {kpi}", _instead(kpi, known))
    review = assemble(subject, tables, period, as_of)
    desk = _Desk.of(subject, tables, review, redact(review, Audience.INTERNAL))
    return desk.explain(next(record for record in review.kpis if record.kpi.id == kpi))


def explain_all(subject: Subject, tables: Tables, review: Review, edition: Edition) -> tuple[Explanation, ...]:
    """Every KPI of a review in its order; `edition` is that of our own house."""
    desk = _Desk.of(subject, tables, review, edition)
    return tuple(desk.explain(record) for record in review.kpis)


def leaves(tree: Worked) -> Iterator[Observation]:
    """Every row of a tree, in its order."""
    yield from tree.rows
    for part in tree.parts:
        yield from leaves(part)


def days(tree: Worked) -> int:
    """The days that a formula stands for: of parts that add up those of their periods, else those of the window."""
    sums = bool(tree.parts) and all(part.how is How.SUM and part.window == tree.window for part in tree.parts)
    periods = {row.period for row in tree.parts[0].rows} if sums else {tree.window}
    return sum((period.end - period.start).days for period in periods)


def _instead(name: str, known: Mapping[str, Kpi]) -> str:
    """What to ask for: the KPIs that rows of this name belong to, else the nearest name."""
    owners = [kpi.id for kpi in known.values() if name in kpi.names]
    if owners:
        return f"These are rows; they are a part of {', '.join(owners)}."
    return closest(name, known) or "`reviewgen show --json` lists the ids."


@dataclass(frozen=True)
class _Desk:
    """A review with the rows that it was assembled from, and what our own house reads of it."""

    subject: Subject
    tables: Tables
    review: Review
    edition: Edition
    card: Scorecard
    scenarios: Mapping[str, Rows]
    labels: Mapping[str, str]

    @staticmethod
    def of(subject: Subject, tables: Tables, review: Review, edition: Edition) -> _Desk:
        rows = (row for row in tables.observations if row.account == subject.account.id)
        own = till_year_end(rows, review.period, subject.calendar)
        labels = {one.id: one.label for one in edition.measures}
        return _Desk(subject, tables, review, edition, scorecard(edition), by_scenario(own), labels)

    def explain(self, record: KpiRecord) -> Explanation:
        kpi, review = record.kpi, self.review
        measured = measured_rows(kpi, self.subject, self.tables, review.period, review.as_of)
        counted = {one.observation: one.places for one in measured}
        scenarios = joined(self.scenarios, counted)
        targets, quarter = targets_of(kpi, self.subject, scenarios), review.period
        scored = self._scored(kpi.id)
        point = scored.measure.now
        return Explanation(
            account=review.account,
            calendar=review.calendar,
            period=quarter,
            as_of=review.as_of,
            kpi=kpi,
            measure=scored.measure,
            theirs=self._theirs(kpi.id),
            tree=work(kpi, scenarios[ACTUAL], quarter, review.calendar),
            windows=self._windows(kpi, scenarios[ACTUAL], targets.to_date(self._to_date)),
            origin=origin(targets, quarter),
            scored=scored,
            rule=rule_of(scored.measure, point),
            sum=None if scored.score is None else score_sum(scored.measure, point),
            part=self._part(scored),
            labels=self.labels,
            counted=counted,
        )

    @property
    def _to_date(self) -> Period:
        return self.review.calendar.year_to_date(self.review.period)

    def _windows(self, kpi: Kpi, rows: Rows, goal_to_date: Reading) -> Windows:
        calendar, quarter = self.review.calendar, self.review.period

        def over(window: Period) -> Worked:
            return work(kpi, rows, window, calendar)

        return Windows(
            prior=over(calendar.previous(quarter)),
            year_ago=over(calendar.year_ago(quarter)),
            to_date=over(self._to_date),
            to_date_before=over(year_before(self._to_date, calendar)),
            last_twelve=over(last_twelve(quarter, calendar)),
            goal_to_date=goal_to_date,
        )

    def _scored(self, kpi: str) -> Scored:
        every = (one for section in self.card.sections for one in section.measures)
        return next(one for one in every if one.measure.id == kpi)

    def _theirs(self, kpi: str) -> Measure | None:
        shared = self.edition.shared
        return next((one for one in shared.measures if one.id == kpi), None) if shared is not None else None

    def _part(self, scored: Scored) -> Part | None:
        """None where the KPI bears nothing of the overall score."""
        if scored.counted is None or self.card.overall.score is None:
            return None
        every = (one for section in self.card.sections for one in section.measures)
        weight = sum((one.weight for one in every if one.counted is not None), Decimal(0))
        share = scored.weight / weight
        return Part(share, scored.counted * share, self.card.overall.score)
