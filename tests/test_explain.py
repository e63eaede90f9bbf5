"""Where a number comes from: what explains it is what the engine works with, down to the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from reviewgen import build as stages
from reviewgen.arithmetic import brief, score_sum, short
from reviewgen.assemble import Subject, assemble
from reviewgen.errors import Place, UsageError
from reviewgen.explain import Explanation, days, explain, explain_all, leaves
from reviewgen.facts import Absent, Direction, Figure, Goal, Reason, Rollup
from reviewgen.formula import evaluate, inputs, parse
from reviewgen.model import (
    Account,
    Audience,
    Company,
    DatedGoal,
    Kpi,
    KpiRecord,
    Observation,
    Perspective,
    Phasing,
    Sharing,
    Tables,
)
from reviewgen.period import Calendar
from reviewgen.rollup import How, Worked
from reviewgen.scorecard import Rule, judge, scorecard
from reviewgen.sharing.redact import redact
from reviewgen.targets import DEFAULT_TOLERANCE
from reviewgen.whence import Basis, Whence
from tests.explained import Case, cases
from tests.factories import goal, measure
from tests.rows import CALENDAR, Q3, kpi, row, rows, target

SAMPLE = Path(__file__).parent.parent / "samples" / "verdier"
law = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=40,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
light = settings(law, max_examples=15)
CENT = Decimal(10) ** -18


def from_leaves(tree: Worked, calendar: Calendar) -> Decimal:
    """The value of a tree worked out from its leaves up, without the roll-up's own steps."""
    with localcontext(prec=60):
        match tree.how:
            case How.STATED | How.SUM | How.LAST:
                return sum((row.value for row in tree.rows), Decimal(0))
            case How.MEAN:
                return averaged(tree, calendar)
            case How.WEIGHTED_MEAN:
                return weighted(tree)
            case How.FORMULA:
                formula = parse(tree.formula)
                parts = [from_leaves(part, calendar) for part in tree.parts]
                found = evaluate(formula, dict(zip(inputs(formula), parts, strict=True)), days(tree))
                assert isinstance(found, Decimal)
                return found


def averaged(tree: Worked, calendar: Calendar) -> Decimal:
    """Each period by its months."""
    held = [(period, list(found)) for period, found in groupby(tree.rows, lambda row: row.period)]
    weights = [len(calendar.months(period)) for period, _ in held]
    total = sum(
        (sum(row.value for row in found) * weight for (_, found), weight in zip(held, weights, strict=True)), Decimal(0)
    )
    return total / sum(weights)


def weighted(tree: Worked) -> Decimal:
    """Each value by the weight of its cell, or of the whole period."""
    (under,) = tree.parts
    pairs = []
    for each in tree.rows:
        cells = {(one.segment, one.site): one.value for one in under.rows if one.period == each.period}
        whole = cells.get(("", ""), sum(cells.values(), Decimal(0)))
        pairs.append((each.value, cells[each.segment, each.site] if each.segment else whole))
    return sum((value * by for value, by in pairs), Decimal(0)) / sum(by for _, by in pairs)


def trees(one: Explanation) -> Iterator[Worked]:
    """All trees of an explanation."""
    windows = one.windows
    yield from (one.tree, windows.prior, windows.year_ago, windows.to_date, windows.to_date_before, windows.last_twelve)
    if one.origin.worked is not None:
        yield one.origin.worked


def branches(tree: Worked) -> Iterator[Worked]:
    """The tree and all below it."""
    yield tree
    for part in tree.parts:
        yield from branches(part)


def agrees(one: Explanation, record: KpiRecord) -> None:
    """An explanation holds the very readings of the record."""
    windows, to_date = one.windows, record.year_to_date
    assert one.tree.reading == record.points[-1].actual
    assert one.goal == record.points[-1].goal
    for tree, back in ((windows.prior, 2), (windows.year_ago, 5)):
        if len(record.points) >= back:
            assert tree.window == record.points[-back].period
            assert tree.reading == record.points[-back].actual
    assert (windows.to_date.reading, windows.goal_to_date) == (to_date.actual, to_date.target)
    assert windows.to_date_before.reading == to_date.prior
    assert windows.last_twelve.reading == record.last_twelve


def adds_up(one: Explanation) -> int:
    """Every branch of every tree that has a figure is worked out from its leaves; returns how many there are."""
    found = [branch for tree in trees(one) for branch in branches(tree) if isinstance(branch.reading, Figure)]
    for branch in found:
        assert isinstance(branch.reading, Figure)
        assert from_leaves(branch, one.calendar) == branch.reading.value, branch
    return len(found)


def goal_follows(one: Explanation) -> None:
    """The goal follows from what is told of its origin."""
    held, found = one.goal, one.origin
    if isinstance(held, Absent):
        assert found.whence is Whence.NOWHERE
        return
    dated = one.kpi.goals[0]
    with localcontext(prec=60):
        match found.whence:
            case Whence.SETTINGS:
                assert held.target == dated.target and found.place == dated.place
            case Whence.CONTRACT:
                assert held.target == dated.sla == held.sla and found.place == dated.place
            case Whence.ROWS:
                assert found.worked is not None and isinstance(found.worked.reading, Figure)
                assert found.worked.reading.value == held.target
            case Whence.ANNUAL:
                assert total(each.of(each.yearly.annual) for each in found.spread) == held.target
                assert found.place == dated.place
            case Whence.BAND:
                assert (held.low, held.high) == (dated.low, dated.high)
            case Whence.NOWHERE:
                raise AssertionError("there is a goal")
        _thresholds(one, held)


def total(parts: Iterable[Fraction | None]) -> Decimal:
    """The sum of the months, to 60 digits."""
    found = sum((part for part in parts if part is not None), Fraction(0))
    with localcontext(prec=60):
        return Decimal(found.numerator) / found.denominator


def _thresholds(one: Explanation, held: Goal) -> None:
    dated, away = one.kpi.goals[0], held.target - held.red_flag
    expected = {
        Basis.GIVEN: dated.red_flag,
        Basis.CONTRACT: held.sla,
        Basis.TOLERANCE: held.target
        - abs(held.target) * DEFAULT_TOLERANCE * (1 if one.kpi.direction is Direction.HIGHER else -1),
        Basis.SPREAD: total(each.of(each.yearly.red_flag) for each in one.origin.spread),
        Basis.BAND: held.red_flag,
    }
    assert held.red_flag == expected[one.origin.red_flag]
    stretches = {
        Basis.GIVEN: dated.stretch,
        Basis.MIRROR: held.target + away,
        Basis.SPREAD: total(each.of(each.yearly.stretch) for each in one.origin.spread),
        Basis.BAND: held.target,
    }
    assert held.stretch == stretches[one.origin.stretch]


def scores(one: Explanation) -> None:
    """The arithmetic of the score gives the score."""
    if one.scored.score is None:
        assert one.sum is None
        return
    assert one.sum is not None
    found = evaluate(one.sum, {}, 1)
    assert isinstance(found, Decimal) and abs(found - one.scored.score) < CENT


@law
@given(cases())
def test_what_explains_a_number_is_what_the_engine_works_with(case: Case) -> None:
    review = assemble(case.subject, case.tables, case.period, None)
    card = scorecard(redact(review, Audience.INTERNAL))
    judged = {one.measure.id: one for section in card.sections for one in section.measures}
    for record in review.kpis:
        one = explain(case.subject, case.tables, record.kpi.id, case.period, None)
        agrees(one, record)
        adds_up(one)
        goal_follows(one)
        scores(one)
        assert one.scored == judged[record.kpi.id]


@light
@given(cases())
def test_every_leaf_is_a_row_of_the_account_or_counts_records_of_it(case: Case) -> None:
    stated = set(case.tables.observations)
    records = {one.place for one in case.tables.milestones if one.account == "a"}
    review = assemble(case.subject, case.tables, case.period, None)
    for one in explain_all(case.subject, case.tables, review, redact(review, Audience.INTERNAL)):
        for leaf in (leaf for tree in trees(one) for leaf in leaves(tree)):
            assert leaf.account == "a"
            if leaf in one.counted:
                assert leaf not in stated and set(one.places(leaf)) <= records
                assert len(one.places(leaf)) == leaf.value
            else:
                assert leaf in stated and one.places(leaf) == (leaf.place,)


@light
@given(cases())
def test_all_parts_of_the_overall_score_make_it(case: Case) -> None:
    review = assemble(case.subject, case.tables, case.period, None)
    edition = redact(review, Audience.INTERNAL)
    overall = scorecard(edition).overall.score
    parts = [one.part for one in explain_all(case.subject, case.tables, review, edition) if one.part is not None]
    assert (overall is None) == (not parts)
    if overall is not None:
        assert abs(sum(part.points for part in parts) - overall) < CENT
        assert abs(sum(part.share for part in parts) - 1) < CENT


@light
@given(cases())
def test_the_client_reads_what_its_edition_holds(case: Case) -> None:
    review = assemble(case.subject, case.tables, case.period, None)
    theirs = {one.id: one for one in redact(review, Audience.CLIENT).measures}
    for one in explain_all(case.subject, case.tables, review, redact(review, Audience.INTERNAL)):
        assert one.theirs == theirs.get(one.kpi.id)
        assert (one.theirs is None) == (
            one.kpi.sharing.from_tier is None or one.kpi.sharing.from_tier > one.account.tier
        )


@pytest.fixture(scope="module")
def sample() -> Mapping[str, tuple[tuple[Explanation, ...], tuple[KpiRecord, ...]]]:
    """All numbers of all accounts of the sample, explained, beside the engine's records."""
    opened = stages.open_workspace(SAMPLE)
    period = stages.find_period(opened, "Q3")
    found = {}
    for account in opened.workspace.accounts:
        subject = stages.subject(opened.workspace, account)
        review = assemble(subject, opened.tables, period, opened.workspace.as_of)
        explained = explain_all(subject, opened.tables, review, redact(review, Audience.INTERNAL))
        found[account.account.id] = explained, review.kpis
    return found


def test_every_number_of_the_sample_is_the_engines_and_is_made_of_its_rows(
    sample: Mapping[str, tuple[tuple[Explanation, ...], tuple[KpiRecord, ...]]],
) -> None:
    made = 0
    for explained, records in sample.values():
        for one, record in zip(explained, records, strict=True):
            agrees(one, record)
            scores(one)
            made += adds_up(one)
    assert made > 500


MONTHLY = rows(("2026-07", "2026-08", "2026-09"), "10 20 30.5")


def told(
    one: Kpi, *found: Observation, own: tuple[DatedGoal, ...] = (), tier: int = 4, **tables: object
) -> Explanation:
    """The explanation of KPI k of account a in 2026-Q3."""
    account = Account("a", "A", ("a",), tier, "en")
    house = Company("Maison", "EUR", "en")
    subject = Subject(house, CALENDAR, (Perspective("finance", {}),), (one,), account, {"k": own} if own else {})
    return explain(subject, Tables(observations=tuple(found)), "k", Q3, None)


def test_a_sum_is_told_with_its_rows() -> None:
    found = told(kpi(Rollup.SUM, target("50", "40")), *MONTHLY)
    assert found.tree.reading == Figure(Decimal("60.5"))
    assert (found.tree.how, found.tree.rows) == (How.SUM, MONTHLY)
    assert found.rule is Rule.GOAL_MET
    assert str(found.sum) == "min(100, 67 + 33 * (60.5 - 50) / (60 - 50))"


def test_the_accounts_own_goal_goes_before_the_catalogues_and_says_where_it_stands() -> None:
    own = replace(target("70", "50"), place=Place("accounts/a.yml", line=4, column=5))
    found = told(kpi(Rollup.SUM, target("50", "40")), *MONTHLY, own=(own,))
    assert (found.origin.whence, found.origin.place) == (Whence.SETTINGS, Place("accounts/a.yml", line=4, column=5))
    assert (found.origin.red_flag, found.origin.stretch) == (Basis.GIVEN, Basis.MIRROR)
    assert (found.rule, str(found.sum)) == (Rule.RED_FLAG_MET, "67 - 34 * (70 - 60.5) / (70 - 50)")


def test_a_years_target_is_told_month_by_month() -> None:
    yearly = DatedGoal(annual=Decimal(120), red_flag=Decimal(60), place=Place("kpis.yml", line=3))
    found = told(kpi(Rollup.SUM, yearly, phasing=Phasing.EVEN), *MONTHLY)
    assert (found.origin.whence, found.origin.phasing) == (Whence.ANNUAL, "even")
    assert [CALENDAR.key(each.month) for each in found.origin.spread] == ["2026-07", "2026-08", "2026-09"]
    assert [round(each.share, 9) for each in found.origin.spread] == [round(Decimal(1) / 12, 9)] * 3
    assert (found.origin.red_flag, found.origin.stretch) == (Basis.SPREAD, Basis.MIRROR)


def test_a_years_target_that_is_a_row_is_told_with_its_row() -> None:
    year = row("2026", "400", scenario="target", place=Place("plan.csv", row=9))
    found = told(kpi(Rollup.SUM, phasing=tuple(map(Decimal, (10, 20, 30, 40)))), *MONTHLY, year)
    assert isinstance(found.goal, Goal) and found.goal.target == 120
    assert (found.origin.whence, found.origin.phasing, found.origin.place) == (
        Whence.ANNUAL,
        "explicit",
        Place("plan.csv", row=9),
    )


def test_target_rows_are_told_with_their_tree() -> None:
    plan = rows(("2026-07", "2026-08", "2026-09"), "20 20 25", scenario="target")
    found = told(kpi(Rollup.SUM), *MONTHLY, *plan)
    assert found.origin.whence is Whence.ROWS
    assert found.origin.worked is not None and found.origin.worked.rows == plan
    assert (found.origin.red_flag, found.origin.stretch) == (Basis.TOLERANCE, Basis.MIRROR)


def test_a_broken_contract_says_so_and_bounds_the_score() -> None:
    agreed = replace(target("50", "40"), sla=Decimal(65))
    found = told(kpi(Rollup.SUM, agreed), *MONTHLY)
    assert found.rule is Rule.CONTRACT_BROKEN
    assert str(found.sum) == "min(33, min(100, 67 + 33 * (60.5 - 50) / (60 - 50)))"


def test_a_contract_alone_is_the_goal_and_one_below_the_target_the_red_flag() -> None:
    alone = told(kpi(Rollup.SUM, DatedGoal(sla=Decimal(55))), *MONTHLY)
    assert (alone.origin.whence, alone.origin.red_flag) == (Whence.CONTRACT, Basis.TOLERANCE)
    below = told(kpi(Rollup.SUM, replace(target("70"), sla=Decimal(55))), *MONTHLY)
    assert (below.origin.whence, below.origin.red_flag) == (Whence.SETTINGS, Basis.CONTRACT)


def test_no_goal_is_told_as_none() -> None:
    found = told(kpi(Rollup.SUM), *MONTHLY)
    assert (found.goal, found.origin.whence, found.rule) == (Absent(Reason.NO_TARGET), Whence.NOWHERE, Rule.NO_GOAL)
    assert (found.sum, found.part) == (None, None)


def test_what_the_client_reads_is_rounded_and_scored_from_that() -> None:
    shared = kpi(Rollup.SUM, target("50"), sharing=Sharing(2), decimals=0)
    theirs = told(shared, *MONTHLY, tier=2).theirs
    assert theirs is not None and theirs.now.actual == Figure(Decimal(61))
    assert judge(theirs).score == 100
    assert told(shared, *MONTHLY, tier=1).theirs is None


def test_a_name_of_rows_leads_to_the_kpis_that_they_belong_to() -> None:
    house, account = Company("Maison", "EUR", "en"), Account("a", "A", ("a",), 4, "en")
    subject = Subject(house, CALENDAR, (Perspective("finance", {}),), (kpi(Rollup.RATIO),), account, {})
    with pytest.raises(UsageError, match="no KPI good") as caught:
        explain(subject, Tables(), "good", Q3, None)
    assert caught.value.hint == "These are rows; they are a part of k."
    with pytest.raises(UsageError, match="no KPI other"):
        explain(subject, Tables(), "other", Q3, None)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("107", "67 + 33 * (107 - 100) / (110 - 100)"),
        ("120", "min(100, 67 + 33 * (120 - 100) / (110 - 100))"),
        ("96", "67 - 34 * (100 - 96) / (100 - 90)"),
        ("10", "max(0, 67 - 34 * (100 - 10) / (100 - 90))"),
    ],
)
def test_a_score_is_written_as_its_arithmetic(value: str, written: str) -> None:
    one = measure([value], goal("100", "90"))
    found = score_sum(one, one.now)
    assert str(found) == written
    assert found is not None and evaluate(found, {}, 1) == judge(one).score


@pytest.mark.parametrize(("value", "score"), [("5", 100), ("6", 67), ("4.5", "83.5"), ("7", 33), ("9", 0), ("2", 0)])
def test_a_band_is_scored_by_the_distance_from_its_middle(value: str, score: str) -> None:
    band = Goal(Decimal(5), Decimal(7), Decimal(5), Decimal(4), Decimal(6))
    one = measure([value], band, direction=Direction.BAND)
    found = score_sum(one, one.now)
    assert found is not None
    assert evaluate(found, {}, 1) == Decimal(score) == judge(one).score


def test_numbers_for_reading_have_twelve_digits_at_most() -> None:
    assert [str(short(Decimal(text))) for text in ("91.801075268817204", "5302042", "1.500", "0")] == [
        *("91.8010752688", "5302042", "1.5", "0")
    ]
    assert str(brief(parse("67 - 34 * (97 - 91.801075268817204) / 5"))) == "67 - 34 * (97 - 91.8010752688) / 5"


def test_the_days_of_a_formula_are_those_of_the_periods_that_count() -> None:
    assert days(told(kpi(Rollup.FORMULA, formula=parse("n / days")), row("2026-08", "62", kpi="n")).tree) == 31
    whole = rows(("2026-07", "2026-08", "2026-09"), "1 2 3", kpi="n")
    assert days(told(kpi(Rollup.FORMULA, formula=parse("n / days")), *whole).tree) == 92
    assert date(2026, 9, 30) == Q3.last_day
