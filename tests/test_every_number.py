"""Every number printed on the sample's decks, read back from PDF and PPTX, is the engine's value at its rounding.

What a slide may print is worked out here once more, from the values of the edition with a few lines of arithmetic, one
function for each kind of slide. Beside these only dates, names of periods, page numbers and the words of people may
hold digits; those words are read from the workspace's own files.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from babel.dates import format_date
from pptx import Presentation

from reviewgen import build as stages
from reviewgen.deck import Deck, Slide
from reviewgen.edition import Edition, Measure
from reviewgen.facts import Figure, Goal, Point, Reading, Unit
from reviewgen.forecast import OwnError
from reviewgen.layout import paginate
from reviewgen.locale import load
from reviewgen.model import Audience, Review
from reviewgen.movement import movement
from reviewgen.outlook import Band, Forecast, Outlook, outlooks, reaches
from reviewgen.scorecard import Scorecard, Scored, Total, scorecard
from reviewgen.sharing.redact import redact
from reviewgen.slides import SLIDES, compose
from reviewgen.slides.context import Context
from reviewgen.tendency import Tendency
from reviewgen.theme import load as load_theme
from reviewgen.ties import diagnose
from reviewgen.trend import course
from tests.readback import Page, numbers, pages
from tests.test_build import ACCOUNTS, EDITIONS, SAMPLE, file

BREAK = r"[\s\ufffe\u00ad]+"
"""Where a line may end in the middle of somebody's words."""


@dataclass(frozen=True)
class Written:
    """A number that a slide may print: `value` with `decimals` places, half up.

    `together` with others it is rounded so that all of them add up, and lies within one unit of its last place.
    """

    value: Decimal
    decimals: int = 0
    together: bool = False

    def covers(self, token: Decimal, places: int) -> bool:
        """True when `token`, written with so many places, is this number; of a size the sign may stand in the words."""
        if places != self.decimals:
            return False
        unit = Decimal(1).scaleb(-self.decimals)
        if self.together:
            return min(abs(token - self.value), abs(token + self.value)) < unit
        shown = self.value.quantize(unit, ROUND_HALF_UP)
        return token == shown or token == abs(shown)


Expected = Iterator[Written]


@dataclass(frozen=True)
class Desk:
    """An edition with what is worked out of it."""

    edition: Edition
    deck: Deck

    def about(self, slide: Slide) -> Desk:
        """The desk with the measures alone that a slide is about: those of its perspective, or that of its outlook."""

        def told(one: Measure) -> bool:
            return re.fullmatch(rf"(perspective-{one.perspective}|outlook-{one.id})(-\d+)?", slide.id) is not None

        held = tuple(filter(told, self.edition.measures))
        return replace(self, edition=replace(self.edition, measures=held)) if held else self

    @cached_property
    def card(self) -> Scorecard:
        return scorecard(self.edition)

    @cached_property
    def cards(self) -> tuple[Scorecard, ...]:
        """The edition's own, and beside it the client's where the edition tells of it."""
        return (self.card,) if self.edition.shared is None else (self.card, scorecard(self.edition.shared))

    @cached_property
    def outlooks(self) -> tuple[Outlook, ...]:
        return outlooks(self.edition)


def whole(*counts: int) -> Expected:
    yield from (Written(Decimal(count)) for count in counts)


def amount(measure: Measure, value: Decimal) -> Written:
    """A value of `measure` in the unit of the page."""
    return Written(value.scaleb(-measure.notation.scale), measure.notation.decimals)


def of(measure: Measure, *readings: Reading) -> Expected:
    """Figures with the count of answers behind them, and of those in part how much of them is there."""
    for one in readings:
        if isinstance(one, Figure):
            yield amount(measure, one.value)
            if one.n is not None:
                yield Written(one.n)
            if one.partial:
                yield from whole(one.held, one.expected)


def change(measure: Measure, now: Reading, then: Reading, places: int = 1) -> Expected:
    """A percentage of amounts and counts; of rates, levels and small counts the difference, in the measure's unit."""
    if isinstance(now, Figure) and isinstance(then, Figure):
        value, base = now.value, then.value
        few = measure.unit is Unit.COUNT and max(abs(value), abs(base)) < 20 and value % 1 == base % 1 == 0
        if measure.unit not in (Unit.CURRENCY, Unit.COUNT) or base <= 0 or few:
            yield amount(measure, value - base)
        else:
            yield Written((value - base) * 100 / base, places)


def levels(measure: Measure, point: Point) -> Expected:
    if isinstance(point.goal, Goal):
        held = point.goal
        for level in (held.target, held.red_flag, held.low, held.high, held.sla):
            if level is not None:
                yield amount(measure, level)


def against_goal(measure: Measure, point: Point, places: int = 1) -> Expected:
    if isinstance(point.goal, Goal):
        yield from change(measure, point.actual, Figure(point.goal.target), places)


def now(desk: Desk, measure: Measure) -> Expected:
    """What is told of a measure in the period under review."""
    calendar, point = desk.edition.calendar, measure.now
    yield from of(measure, point.actual)
    yield from levels(measure, point)
    yield from against_goal(measure, point)
    for earlier in (calendar.previous(point.period), calendar.year_ago(point.period)):
        then = measure.at(earlier)
        if then is not None:
            yield from change(measure, point.actual, then.actual)


def beside(measure: Measure) -> Expected:
    """Other scenarios in the period under review, and how far ours is from them."""
    for rival in measure.rivals:
        reading = dict(rival.points).get(measure.now.period)
        if reading is not None:
            yield from of(measure, reading)
            yield from change(measure, reading, measure.now.actual)


def totals(held: Iterable[Total]) -> Expected:
    for total in held:
        yield from () if total.score is None else (Written(total.score),)
        yield from whole(total.scored, total.measures, 100)


def all_totals(desk: Desk) -> Expected:
    for card in desk.cards:
        yield from totals([card.overall, *(section.total for section in card.sections)])


def cover(desk: Desk) -> Expected:
    yield from whole(desk.edition.tier, 4)


def summary(desk: Desk) -> Expected:
    for measure in desk.edition.measures:
        yield from now(desk, measure)
    yield from all_totals(desk)


def scored_by_weight(held: Sequence[Scored]) -> Written:
    return Written(100 * sum(one.weight for one in held if one.score is not None) / sum(one.weight for one in held))


def the_scorecard(desk: Desk) -> Expected:
    yield from all_totals(desk)
    yield from whole(8, len(desk.edition.measures))
    for section in desk.card.sections:
        for one in section.measures:
            yield from now(desk, one.measure)
            yield from whole(int(one.weight))
        yield scored_by_weight(section.measures)
    yield scored_by_weight([one for section in desk.card.sections for one in section.measures])
    found = movement(desk.edition)
    if found is not None:
        yield Written(found.now.quantize(Decimal(1), ROUND_HALF_UP) - found.before.quantize(Decimal(1), ROUND_HALF_UP))
        yield from (Written(part.points, together=True) for part in found.parts)
        yield Written(sum((part.points for part in found.parts[4:]), Decimal(0)), together=True)


def perspective(desk: Desk) -> Expected:
    """Its measures now; of the one that leads, the heaviest with a figure, the chart, the year to date and the test."""
    for measure in desk.edition.measures:
        yield from now(desk, measure)
        yield from beside(measure)
    told = [one for one in desk.edition.measures if isinstance(one.now.actual, Figure)] or desk.edition.measures
    lead = max(told, key=lambda one: one.weight)
    for point in lead.points[-8:]:
        yield from of(lead, point.actual)
        yield from against_goal(lead, point, 0)
    yield from to_date(lead)
    yield from by_test(lead)
    yield from whole(8)


def to_date(measure: Measure) -> Expected:
    held = measure.year_to_date
    yield from of(measure, held.actual, held.target, measure.last_twelve)
    yield from change(measure, held.actual, held.target)
    yield from change(measure, held.actual, held.prior)


def by_test(measure: Measure) -> Expected:
    found = course(measure)
    if isinstance(found, Tendency):
        yield from whole(found.periods)
        yield from (Written(Decimal(str(found.p)), 2), Written(Decimal(str(found.p)), 3), Written(Decimal("0.001"), 3))
    else:
        yield from whole(found.held, found.needed)


def outlook(desk: Desk) -> Expected:
    yield from whole(80, 8, 12, len(desk.outlooks))
    reached = [found for one in desk.outlooks if (found := reaches(one)) is not None]
    yield from whole(sum(reached), len(reached), len(desk.outlooks) - ROWS)
    for found in desk.outlooks:
        yield from landing(found)


def landing(found: Outlook) -> Expected:
    measure = found.measure
    for point in measure.points[-8:]:
        yield from of(measure, point.actual)
    yield from to_date(measure)
    yield from whole(found.held)
    yield from of(measure, found.ahead.target, found.ahead.own)
    for one in (found.landing, *found.coming):
        if isinstance(one, Forecast):
            yield amount(measure, one.value)
            if isinstance(one.band, Band):
                yield from (amount(measure, one.band.low), amount(measure, one.band.high))
    if isinstance(found.landing, Forecast):
        yield from change(measure, Figure(found.landing.value), found.ahead.target)
    if isinstance(found.error, OwnError):
        size = Decimal(found.error.error)
        yield Written(size, 1) if found.error.relative else amount(measure, size)
        yield from whole(found.error.origins)


ROWS = 10
"""Measures that the table of the outlook tells; of the others it says how many they are."""
STEPS = ("volume", "mix", "price", "new", "lost", "other")


def profit(desk: Desk) -> Expected:
    """Steps and lines are rounded together; each is within a unit of its last place, and so are their shares."""
    found = desk.edition.effects
    assert found is not None
    scale = next(one.notation.scale for one in desk.edition.measures if one.id == "net_sales")
    for part in (found, *found.lines):
        values = [getattr(part, name) for name in ("before", "now", *STEPS)] + [part.now - part.before]
        yield from (Written(value.scaleb(-scale), 3, together=True) for value in values)
        yield Written(100 * part.now / found.now, 1, together=True)
    for name in STEPS:
        yield Written(100 * getattr(found, name) / found.before, 1, together=True)
    yield Written(100 * (found.now - found.before) / found.before, 1)
    for measure in desk.edition.measures:
        yield from now(desk, measure)
        then = measure.at(desk.edition.calendar.year_ago(measure.now.period))
        yield from of(measure, *([] if then is None else [then.actual]))


def relations(desk: Desk) -> Expected:
    found = diagnose(desk.edition.people, desk.edition.meetings, desk.edition.as_of)
    yield from whole(90, len(found.weak_spots), len(found.breadth.functions))
    yield from whole(*range(len(found.breadth.functions) + 1))
    for cell in found.breadth.cells:
        yield from whole(len(cell.contacts), cell.meetings, *([cell.days] if isinstance(cell.days, int) else []))
    for role in found.roles:
        yield from whole(*(holder.days for holder in role.holders if isinstance(holder.days, int)))


def actions(desk: Desk) -> Expected:
    held = desk.edition.promises
    done = [one for one in held if one.done is not None]
    late = [one for one in held if one.done is None and one.due is not None and one.due < desk.edition.as_of]
    yield from whole(len(held), len(done), len(held) - len(done), len(late))


def withheld(desk: Desk) -> Expected:
    """How many measures the client sees, and how many not yet or never; the steps that its figures are rounded to."""
    held, shared = desk.edition.withheld, desk.edition.shared
    assert shared is not None
    yield from whole(len(desk.edition.measures), len(shared.measures), 100)
    yield from whole(sum(one.why in ("never", "house") for one in held))
    yield from whole(*range(1, 5), *(sum(one.tier == tier for one in held) for tier in range(1, 5)))
    yield from whole(sum(one.why in ("not_approved", "embargo", "expired") for one in held))
    in_part = [one for one in shared.measures if one.base or one.notation.step or one.now.given]
    yield from whole(len(in_part))
    yield from (amount(one, one.notation.step) for one in in_part if one.notation.step is not None)


def appendix(desk: Desk) -> Expected:
    yield from ()


KINDS: Mapping[str, Callable[[Desk], Expected]] = {
    "cover": cover,
    "summary": summary,
    "scorecard": the_scorecard,
    "perspectives": perspective,
    "outlook": outlook,
    "profit": profit,
    "relations": relations,
    "actions": actions,
    "withheld": withheld,
    "appendix": appendix,
}


def test_every_kind_of_slide_says_what_it_may_print() -> None:
    assert KINDS.keys() == SLIDES.keys()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's decks of Q3, for both sides."""
    folder = tmp_path_factory.mktemp("out")
    stages.build(stages.Request(SAMPLE, "Q3", out=folder))
    return folder


@pytest.fixture(scope="module")
def reviews() -> Mapping[str, Review]:
    opened = stages.open_workspace(SAMPLE)
    period = stages.find_period(opened, "Q3")
    found = {}
    for account in opened.workspace.accounts:
        about = stages.subject(opened.workspace, account)
        found[account.account.id] = stages.assemble(about, opened.tables, period, opened.workspace.as_of)
    return found


@pytest.fixture(scope="module")
def words() -> re.Pattern[str]:
    """Whatever people wrote that holds a digit, the longest first: labels, definitions, comments, actions, products."""
    found = {text for text in _written() if re.search(r"\d", text)}
    assert len(found) > 40
    ways = sorted(found, key=len, reverse=True)
    return re.compile("|".join(BREAK.join(map(re.escape, text.split())) for text in ways), re.IGNORECASE)


def _written() -> Iterator[str]:
    for name in ("comments", "actions", "observations"):
        with (SAMPLE / f"data/{name}.csv").open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table):
                yield from (row.get(column) or "" for column in ("text", "action", "segment", "site", "scenario"))
    for kpi in yaml.safe_load((SAMPLE / "kpis.yml").read_text("utf-8"))["kpis"]:
        yield from _texts(
            {key: kpi.get(key) for key in ("label", "definition", "source", "symbol", "penalty", "goals")}
        )
    for path in (SAMPLE / "accounts").glob("*.yml"):
        yield from _texts(yaml.safe_load(path.read_text("utf-8")))


def _texts(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    for inner in held.values() if isinstance(held, dict) else held if isinstance(held, list) else ():
        yield from _texts(inner)


def desk_of(review: Review, audience: Audience) -> Desk:
    edition = redact(review, audience)
    return Desk(edition, compose(edition))


def views(desk: Desk) -> list[tuple[str, Desk]]:
    """The kind of each page with what it is about: the slides of each kind laid out by themselves."""
    context = Context(desk.edition, desk.card, load(desk.edition.locale, desk.edition.currency))
    theme, found = load_theme("default"), []
    for kind, make in SLIDES.items():
        held = paginate(replace(desk.deck, slides=make(context)), theme).slides
        found += [(kind, desk.about(slide)) for slide in held]
    return found


def days(edition: Edition) -> set[date]:
    """Every day that the edition holds."""
    held = {edition.as_of, edition.review_on}
    held |= {day for one in edition.promises for day in (one.due, one.done)}
    held |= {one.last_contact for one in edition.people} | {one.on for one in edition.meetings}
    held |= {one.day for one in edition.withheld}
    return {day for day in held if day is not None}


def dated(edition: Edition) -> Iterator[str]:
    """Every way to write those days, short and long; French may count the first of a month."""
    for day in days(edition):
        for pattern in ("d MMM y", "d MMMM y"):
            way = format_date(day, pattern, locale=edition.locale)
            yield from (way, re.sub("^1 ", "1er ", way))


def without_names(text: str, page: int, edition: Edition, words: re.Pattern[str]) -> str:
    """The text without what may hold digits and is no value: people's words, dates, names of periods, pages."""
    text = re.sub(r"[\ufffe\u00ad]", "", words.sub(" ", text))
    for way in sorted(dated(edition), key=len, reverse=True):
        text = re.sub(rf"\b{BREAK.join(map(re.escape, way.split()))}", " ", text)
    years = "|".join(str(edition.period.start.year + back) for back in range(-5, 2))
    text = re.sub(rf"\b[QT][1-4]\s(?:{years}|(?:FY)?\d\d)\b\*?", " ", text)
    text = re.sub(rf"\b(?:{years})\b(?![.,]\d)", " ", text)
    text = re.sub(r"\(\d/\d\)", " ", text)
    return re.sub(rf"\b{page}\s*$", " ", text.rstrip())


def printed(text: str) -> Counter[tuple[Decimal, int]]:
    """The numbers of a text with the places that they are written with."""
    found: Counter[tuple[Decimal, int]] = Counter()
    for spelled, count in numbers(text).items():
        value = Decimal(spelled)
        found[value, max(0, -int(value.as_tuple().exponent))] += count
    return found


def strange(page: Page, number: int, kind: str, desk: Desk, words: re.Pattern[str]) -> list[str]:
    """The numbers of a page that its slide has no value for."""
    expected = tuple(KINDS[kind](desk))
    text = without_names(page.text, number, desk.edition, words)
    return [
        f"{kind} {number}: {token} in {page.title}"
        for token, places in printed(text)
        if not any(one.covers(token, places) for one in expected)
    ]


@pytest.mark.parametrize("format_", ["pdf", "pptx"])
@pytest.mark.parametrize(("account", "audience"), EDITIONS)
def test_every_number_on_a_page_is_the_engines_at_its_rounding(
    account: str,
    audience: Audience,
    format_: str,
    out: Path,
    reviews: Mapping[str, Review],
    words: re.Pattern[str],
) -> None:
    desk = desk_of(reviews[account], audience)
    found, seen = pages(file(out, account, audience, format_)), views(desk)
    assert len(found) == len(seen)
    bad = [
        line
        for number, (page, (kind, view)) in enumerate(zip(found, seen, strict=True), 1)
        for line in strange(page, number, kind, view, words)
    ]
    assert bad == []


@pytest.mark.parametrize(("account", "audience"), EDITIONS)
def test_each_measures_value_and_goal_are_printed_on_the_scorecard_and_on_its_perspective(
    account: str, audience: Audience, out: Path, reviews: Mapping[str, Review], words: re.Pattern[str]
) -> None:
    desk = desk_of(reviews[account], audience)
    found, seen = pages(file(out, account, audience, "pdf")), views(desk)
    for kind in ("scorecard", "perspectives"):
        text = " ".join(page.text for page, (one, _) in zip(found, seen, strict=True) if one == kind)
        held = printed(words.sub(" ", text))
        for measure in desk.edition.measures:
            wanted = [*of(measure, measure.now.actual)]
            if isinstance(measure.now.goal, Goal) and measure.now.goal.low is None:
                wanted.append(amount(measure, measure.now.goal.target))
            for one in wanted:
                assert any(one.covers(*token) for token in held), (kind, measure.id, one)


@pytest.mark.parametrize(("account", "audience"), EDITIONS)
def test_every_number_in_a_charts_workbook_is_the_engines(
    account: str, audience: Audience, out: Path, reviews: Mapping[str, Review]
) -> None:
    """In the client's file with no more digits than are shown; in ours a cell may hold more and rounds to it."""
    desk = desk_of(reviews[account], audience)
    path, seen = file(out, account, audience, "pptx"), 0
    for slide, (kind, view) in zip(Presentation(str(path)).slides, views(desk), strict=True):
        expected = tuple(KINDS[kind](view)) + tuple(in_charts(view))
        for shape in slide.shapes:
            for value in _cells(shape.chart) if shape.has_chart else ():
                seen += 1
                assert any(_stands_for(one, value, audience) for one in expected), (kind, value)
    assert seen > 50


def in_charts(desk: Desk) -> Expected:
    """Goals, and last year's values beside the quarters of a chart, which are drawn and not written."""
    for measure in desk.edition.measures:
        for point in measure.points[-12:]:
            yield from levels(measure, point)
            yield from of(measure, point.actual)


def _cells(chart: Any) -> Iterator[Decimal]:
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob), data_only=True)
    for row in book.active.iter_rows(values_only=True):
        yield from (Decimal(str(cell)) for cell in row if isinstance(cell, int | float) and not isinstance(cell, bool))


def _stands_for(one: Written, value: Decimal, audience: Audience) -> bool:
    """In a client's file a cell holds what is shown and nothing more."""
    shown = value.quantize(Decimal(1).scaleb(-one.decimals), ROUND_HALF_UP)
    return one.covers(shown, one.decimals) and (audience is Audience.INTERNAL or shown == value)


@pytest.mark.parametrize(("account", "audience"), EDITIONS)
def test_every_number_in_the_row_of_a_measure_is_a_number_of_that_measure(
    account: str, audience: Audience, out: Path, reviews: Mapping[str, Review], words: re.Pattern[str]
) -> None:
    """In tables of every slide but the account's P&L, whose bridge has a step that is called volume as well, and the
    one of what the client does not see, which tells no figures.

    A row that starts with a dash tells more of the measure above it.
    """
    desk, seen = desk_of(reviews[account], audience), 0
    for cells in _rows(file(out, account, audience, "pptx"), desk):
        measure, text = cells
        expected = tuple(of_one(desk, measure))
        for token, places in printed(without_names(text, 0, desk.edition, words)):
            seen += 1
            assert any(one.covers(token, places) for one in expected), (measure.id, token, text)
    assert seen > 50


def of_one(desk: Desk, measure: Measure) -> Expected:
    yield from now(desk, measure)
    yield from beside(measure)
    yield from whole(int(measure.weight), 80)
    then = measure.at(desk.edition.calendar.year_ago(measure.now.period))
    yield from of(measure, *([] if then is None else [then.actual]))
    yield from (one for found in desk.outlooks if found.measure is measure for one in landing(found))


def _rows(path: Path, desk: Desk) -> Iterator[tuple[Measure, str]]:
    """The rows of tables that bear the label of a measure, with the text of their other cells."""
    labels = {one.label: one for one in desk.edition.measures}
    for slide, (kind, _) in zip(Presentation(str(path)).slides, views(desk), strict=True):
        for shape in slide.shapes if kind not in ("profit", "withheld") else ():
            about: Measure | None = None
            for row in shape.table.rows if shape.has_table else ():
                first, *others = [cell.text_frame.text for cell in row.cells]
                label = next((name for name in sorted(labels, key=len, reverse=True) if first.startswith(name)), "")
                about = labels[label] if label else about if first.startswith("–") else None
                if about is not None:
                    yield about, " ; ".join([first.removeprefix(label), *others])


def test_the_three_accounts_are_read_in_both_languages(reviews: Mapping[str, Review]) -> None:
    assert set(reviews) == set(ACCOUNTS)
    assert {redact(review, Audience.CLIENT).locale.split("_")[0] for review in reviews.values()} == {"en", "fr"}
