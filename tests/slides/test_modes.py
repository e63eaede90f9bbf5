"""What the slides say of measures that are told as an index or by their status alone, and whose data it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reviewgen.deck import Chart
from reviewgen.edition import Edition, Mark, Measure, YearToDate
from reviewgen.effects import Line, effects
from reviewgen.facts import Absent, Notation, Point, Reason, Status, Unit
from reviewgen.slides import compose
from tests.factories import CALENDAR, Q3, edition, goal, measure
from tests.outlooks import SEASONS, summed
from tests.slides.pages import page, plain, row_of, rows, said

BASE = CALENDAR.quarter(2025, 1)
GONE = Absent(Reason.STATUS_ONLY)
LEVELS = ("100", "103.7", "110.2", "130.6", "111.1", "109.3", "117.6")
INDEX = replace(measure(LEVELS, goal("106.5", "99")), unit=Unit.INDEX, notation=Notation(0, 1), base=BASE)
PANEL, TILLS = "Retail panel, shared with permission", "Tills. Shared by the account."


def by_status(status: Status, **changes: object) -> Measure:
    made = measure([None], id="otif", label="On time", perspective="logistics", **changes)
    point = Point(Q3, GONE, GONE, given=status)
    return replace(made, notation=Notation(), points=(point,), year_to_date=YearToDate(GONE, GONE, GONE))


def charts(found: Edition) -> list[Chart]:
    return [block for slide in compose(found).slides for _, block in slide.blocks if isinstance(block, Chart)]


def test_an_index_says_of_which_quarter_wherever_its_figures_stand() -> None:
    found = edition(INDEX)
    for name in ("scorecard", "perspective-finance"):
        assert row_of(page(found, name), "Net sales")[0] == "Net sales (index, Q1 2025 = 100)"
    assert page(found, "perspective-finance").title.startswith("Net sales 117.6 (index, Q1 2025 = 100), 11.1 over goal")
    assert charts(found)[0].label.startswith("Net sales (index, Q1 2025 = 100) by quarter")
    assert "117.6 (index, Q1 2025 = 100)" in said(page(found, "summary"))


def test_an_index_without_a_figure_says_it_all_the_same() -> None:
    bare = replace(INDEX, points=(*INDEX.points[:-1], replace(INDEX.now, actual=Absent(Reason.NO_ROWS))))
    assert row_of(page(edition(bare), "scorecard"), "Net sales")[0] == "Net sales (index, Q1 2025 = 100)"


def test_an_index_in_french() -> None:
    found = page(edition(INDEX, locale="fr"), "scorecard")
    assert row_of(found, "Net sales")[0] == "Net sales (indice, T1 2025 = 100)"


def test_a_value_is_no_index() -> None:
    assert "index" not in said(compose(edition(replace(INDEX, base=None, unit=Unit.CURRENCY))))


STATUSES = {Status.ON_TRACK: "On track", Status.WATCH: "Watch", Status.OFF_TRACK: "Off track"}


@pytest.mark.parametrize(("status", "word"), STATUSES.items())
def test_a_status_alone_is_a_badge_beside_dashes_without_a_chart(status: Status, word: str) -> None:
    found = edition(by_status(status))
    assert row_of(page(found, "scorecard"), "On time") == ["On time", "—", "—", "", "—", "", word]
    assert row_of(page(found, "perspective-logistics"), "On time") == ["On time", "—", "—", "—", "", word]
    assert charts(found) == []
    assert page(found, "perspective-logistics").title == f"On time {word.lower()}"
    assert page(found, "perspective-logistics").foot == "Source: Books."


def test_the_coverage_counts_a_status_alone_as_not_scored() -> None:
    found = page(edition(by_status(Status.ON_TRACK), measure(["5"], goal("4", "3"))), "scorecard")
    words = [" ".join(row) for row in rows(found) if row[0] in ("Logistics", "Overall")]
    assert "no score" in words[0] and "0 of 1 scored" in words[0] and "Not scored" in words[0]
    assert "1 of 2 scored" in words[1]


def test_a_status_that_is_not_scored_is_no_fact_of_the_summary() -> None:
    shown, bare = edition(by_status(Status.NOT_SCORED), measure(["5"])), edition(measure(["5"]))
    assert "On time" not in said(page(shown, "summary"))
    assert "Net sales" in said(page(bare, "summary"))


def under_terms(*words: str, **changes: object) -> Measure:
    return measure(["4", "5"], goal("4", "3"), attribution=words, **changes)


@pytest.mark.parametrize("mark", list(Mark))
@pytest.mark.parametrize("name", ["summary", "scorecard", "perspective-finance", "appendix"])
def test_whose_data_it_is_stands_at_the_foot_of_each_slide_that_shows_it(name: str, mark: Mark) -> None:
    held = (under_terms(PANEL, TILLS), under_terms(PANEL, id="volume"))
    found = page(edition(*held, mark=mark), name)
    assert plain(found.foot).count(f"{PANEL}. {TILLS}") == 1
    assert plain(found.foot).count(PANEL) == 1


def test_a_slide_without_the_measure_does_not_bear_its_words() -> None:
    found = edition(under_terms(PANEL), measure(["4"], id="otif", perspective="logistics"))
    assert PANEL in page(found, "perspective-finance").foot
    assert PANEL not in page(found, "perspective-logistics").foot


def test_the_outlook_bears_the_words_of_what_it_tells() -> None:
    shown = edition(summed(SEASONS, "430", attribution=(PANEL,)))
    assert page(shown, "outlook-sales").foot.endswith(f"{PANEL}.")


def test_the_profit_and_loss_bears_the_words_of_its_sales_and_results() -> None:
    made = measure(["5", "4", "4", "4", "6"], goal("4", "3"), attribution=(PANEL,))
    moved = effects([Line("Lemonade", *map(Decimal, (5, 5, 6, 6)))])
    found = page(edition(made, mark=Mark.INTERNAL, effects=moved), "profit")
    assert found.foot.endswith(f"{PANEL}.")
    assert found.foot.count(PANEL) == 1
