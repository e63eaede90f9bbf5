"""What stands beside a figure: on how many answers it rests, why there is none, other calendars and longer spans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reviewgen.deck import Facts
from reviewgen.edition import Mark, Measure, YearToDate
from reviewgen.facts import Absent, Figure, Notation, Point, Reading, Reason, Rollup, Unit
from reviewgen.locale import load
from reviewgen.period import Calendar, Grain, Period, Weeks
from reviewgen.slides import compose
from reviewgen.story import beside, headline, last_twelve
from reviewgen.trend import Change, on_prior, on_year
from tests.factories import CALENDAR, NOTHING, Q3, edition, goal, measure
from tests.slides.pages import page, plain, row_of, said

GOAL = goal("30", "10")


def nps(*readings: Reading, **changes: object) -> Measure:
    """A net promoter score whose last reading is 2026-Q3's."""
    made = measure(["1"], id="nps", label="Net promoter score", perspective="relations", unit=Unit.POINTS)
    quarters = CALENDAR.quarters(Q3, len(readings))
    points = tuple(Point(*each, GOAL) for each in zip(quarters, readings, strict=True))
    return replace(made, points=points, rollup=Rollup.NPS, **changes)  # type: ignore[arg-type]


def answers(value: str, n: int | None) -> Figure:
    return Figure(Decimal(value), n=None if n is None else Decimal(n))


def test_a_figure_with_answers_behind_it_prints_how_many() -> None:
    made = edition(nps(answers("32", 34)))
    assert plain(headline(made.measures[0], load("en", "EUR"), made)) == (
        "Net promoter score +32 pts (n = 34), 2 pts over goal"
    )
    for name in ("scorecard", "perspective-relations"):
        assert row_of(page(made, name), "Net promoter")[0] == "Net promoter score (n = 34)"


def test_few_answers_are_marked_and_their_change_is_not_told() -> None:
    thin = nps(*(answers("20", 80),) * 4, answers("32", 29))
    for language, label in (("en", "n = 29, few answers"), ("fr", "n = 29, peu de réponses")):
        made = edition(thin, locale=language)
        found = row_of(page(made, "perspective-relations"), "Net promoter")
        assert (found[0], found[1][:3], found[3]) == (f"Net promoter score ({label})", "+32", "—")
    assert on_year(thin, CALENDAR) == on_prior(thin, CALENDAR) == Absent(Reason.TOO_FEW)
    facts = next(block for _, block in page(edition(thin), "summary").blocks if isinstance(block, Facts))
    assert facts.facts[0].detail == "Too few behind it to compare with an earlier figure"


def test_thirty_answers_are_enough_and_a_thin_base_is_not() -> None:
    enough = nps(*(answers("20", 30),) * 4, answers("32", 30))
    assert on_year(enough, CALENDAR) == on_prior(enough, CALENDAR) == Change(Decimal(12), relative=False)
    base = nps(answers("20", 29), *(answers("20", 30),) * 3, answers("32", 30))
    assert on_year(base, CALENDAR) == Absent(Reason.TOO_FEW)
    assert isinstance(on_prior(base, CALENDAR), Change)
    counted_nowhere = nps(*(answers("20", None),) * 4, answers("32", None))
    assert isinstance(on_year(counted_nowhere, CALENDAR), Change)


def test_of_other_ratios_cases_are_few() -> None:
    ratio = nps(answers("32", 12), label="Complaint lead time")
    found = page(edition(replace(ratio, rollup=Rollup.RATIO)), "scorecard")
    assert row_of(found, "Complaint")[0] == "Complaint lead time (n = 12, few cases)"


@pytest.mark.parametrize(
    ("reason", "english", "french"),
    [
        (Reason.TOO_FEW, "Too few answers", "Trop peu de réponses"),
        (Reason.INCOMPLETE, "Months missing", "Mois manquants"),
        (Reason.NO_ROWS, "No data", "Sans donnée"),
        (Reason.ZERO_DENOMINATOR, "No data", "Sans donnée"),
    ],
)
@pytest.mark.parametrize("mark", list(Mark))
def test_where_there_is_no_figure_the_status_says_why(mark: Mark, reason: Reason, english: str, french: str) -> None:
    for language, word in (("en", english), ("fr", french)):
        made = edition(nps(answers("20", 50), Absent(reason)), mark=mark, locale=language)
        for name in ("scorecard", "perspective-relations"):
            found = row_of(page(made, name), "Net promoter")
            assert found[-1] == word and "—" in found
    told = plain(headline(nps(Absent(reason)), load("en", "EUR"), edition(nps(Absent(reason)))))
    assert told == f"Net promoter score: {english.lower()} for Q3 2026"


def test_a_quarter_of_weeks_says_how_many_of_them_it_holds() -> None:
    weekly = replace(measure(["1"]), points=(Point(Q3, Figure(Decimal(5), 11, 13, Grain.WEEK), NOTHING),))
    for language, label in (("en", "11 of 13 weeks"), ("fr", "11 semaines sur 13")):
        assert row_of(page(edition(weekly, locale=language), "scorecard"), "Net sales")[0] == f"Net sales ({label})"


QUARTER_BY_MONTHS = CALENDAR.quarter(2026, 3)
THEIRS = [
    (Calendar(4), QUARTER_BY_MONTHS, "Q2 FY27", "T2 FY27"),
    (
        Calendar(2),
        QUARTER_BY_MONTHS,
        "Q2 FY27 to 31 July 2026 and Q3 FY27 from 1 August 2026",
        "T2 FY27 jusqu’au 31 juillet 2026 et T3 FY27 à partir du 1er août 2026",
    ),
    (
        Calendar(1, Weeks((4, 4, 5), 6, "nearest")),
        QUARTER_BY_MONTHS,
        "Q3 FY26 to 27 September 2026 and Q4 FY26 from 28 September 2026",
        "T3 FY26 jusqu’au 27 septembre 2026 et T4 FY26 à partir du 28 septembre 2026",
    ),
    (
        Calendar(),
        Period(date(2026, 7, 5), date(2026, 9, 20), Grain.QUARTER),
        "part of Q3 2026",
        "une partie du T3 2026",
    ),
    (
        Calendar(),
        Period(date(2026, 6, 28), date(2026, 10, 4), Grain.QUARTER),
        "Q2 2026 to 30 June 2026, Q3 2026 from 1 July 2026 and Q4 2026 from 1 October 2026",
        "T2 2026 jusqu’au 30 juin 2026, T3 2026 à partir du 1er juillet 2026 et T4 2026 à partir du 1er octobre 2026",
    ),
]


@pytest.mark.parametrize(("theirs", "period", "english", "french"), THEIRS)
def test_the_cover_says_which_of_the_account_s_own_quarters_it_is(
    theirs: Calendar, period: Period, english: str, french: str
) -> None:
    for mark in Mark:
        made = replace(edition(measure(["1"]), theirs=theirs, mark=mark), period=period)
        assert f"In the fiscal year of Carvelle: {english}" in said(page(made, "cover"))
        said_in_french = said(page(replace(made, locale="fr"), "cover"))
        assert f"Exercice propre à Carvelle : {french}" in said_in_french


def test_an_account_with_our_calendar_has_no_line_on_the_cover() -> None:
    assert "fiscal" not in said(page(edition(measure(["1"])), "cover"))


def twelve(value: Reading, **changes: object) -> Measure:
    made = measure(["8", "9"], unit=Unit.CURRENCY, notation=Notation(6, 1))
    return replace(made, last_twelve=value, **changes)  # type: ignore[arg-type]


def test_the_last_twelve_months_stand_where_the_year_to_date_does() -> None:
    sales = twelve(
        Figure(Decimal(36_200_000), 12, 12),
        year_to_date=YearToDate(Figure(Decimal(25_000_000), 9, 9), NOTHING, NOTHING),
    )
    for language, text in (
        ("en", "year to date 25.0 M€ · last twelve months 36.2 M€"),
        ("fr", "cumul annuel 25,0 M€ · douze derniers mois 36,2 M€"),
    ):
        made = edition(sales, locale=language)
        assert plain(beside(sales, made, load(language, "EUR"))).endswith(text)
        assert plain(text) in said(page(made, "perspective-finance"))


def test_the_last_twelve_months_are_left_out_where_they_say_nothing_new() -> None:
    english, whole = load("en", "EUR"), Figure(Decimal(36_200_000), 12, 12)
    sales = twelve(whole)
    assert last_twelve(replace(sales, rollup=Rollup.LAST), edition(sales), english) == ""
    assert last_twelve(sales, edition(sales, period=CALENDAR.quarter(2026, 4)), english) == ""
    assert last_twelve(twelve(Absent(Reason.INCOMPLETE)), edition(sales), english) == ""
    part = twelve(replace(whole, held=11))
    assert plain(last_twelve(part, edition(part), english)) == "last twelve months 36.2 M€ (11 of 12 months)"


def test_a_client_s_deck_has_the_same_caveats_as_ours() -> None:
    thin = nps(answers("20", 80), answers("32", 12))
    for mark in Mark:
        assert "n = 12, few answers" in said(compose(edition(thin, mark=mark)))
