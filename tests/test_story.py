"""Titles say what the numbers say: by hand in English and French, and never against them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.edition import Edition, Mark, Measure, Perspective
from reviewgen.facts import Absent, Direction, Figure, Goal, Notation, Point, Reason, Rollup, Status, Unit
from reviewgen.locale import NBSP, Locale, load
from reviewgen.scorecard import judge, scorecard
from reviewgen.story import (
    best,
    change,
    goal,
    headline,
    perspective_title,
    reading,
    scorecard_title,
    summary_title,
    worst,
)
from reviewgen.trend import Change
from tests.factories import Q3, edition, measure
from tests.factories import goal as held

EN, FR = load("en", "EUR"), load("fr", "EUR")
HIGHER = held("100", "90")
LIMIT = {"direction": Direction.LOWER, "unit": Unit.PERCENT, "notation": Notation(0, 1), "label": "Overdue"}
BAND = Goal(Decimal(5), Decimal(7), Decimal(5), Decimal(4), Decimal(6))
WEEKS = {"direction": Direction.BAND, "unit": Unit.WEEKS, "rollup": Rollup.LAST, "label": "Stock cover"}


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace("\u202f", " ")


def told(made: Measure, locale: Locale = EN) -> str:
    return plain(headline(made, locale, edition(made)))


@pytest.mark.parametrize(
    ("made", "english", "french"),
    [
        (
            measure(["104"], HIGHER),
            "Net sales 104 €, 4.0 % over goal",
            "Net sales : 104 €, 4,0 % au-dessus de l’objectif",
        ),
        (measure(["95"], HIGHER), "Net sales 95 €, 5.0 % under goal", "Net sales : 95 €, 5,0 % sous l’objectif"),
        (measure(["100"], HIGHER), "Net sales 100 €, on goal", "Net sales : 100 €, à l’objectif"),
        (
            measure(["91.8"], held("97", "95"), unit=Unit.PERCENT, notation=Notation(0, 1), label="OTIF"),
            "OTIF 91.8 %, 5.2 pts under goal",
            "OTIF : 91,8 %, 5,2 pts sous l’objectif",
        ),
        (
            measure(["4.1"], held("5", "5.5"), **LIMIT),
            "Overdue 4.1 %, within the limit of 5.0 %",
            "Overdue : 4,1 %, sous le plafond de 5,0 %",
        ),
        (
            measure(["5.2"], held("5", "5.5"), **LIMIT),
            "Overdue 5.2 %, over the limit of 5.0 %",
            "Overdue : 5,2 %, au-dessus du plafond de 5,0 %",
        ),
        (
            measure(["5"], BAND, **WEEKS),
            "Stock cover 5 wk, inside the band 4–6 wk",
            "Stock cover : 5 sem., dans la plage de 4 à 6 sem.",
        ),
        (
            measure(["7"], BAND, **WEEKS),
            "Stock cover 7 wk, outside the band 4–6 wk",
            "Stock cover : 7 sem., hors de la plage de 4 à 6 sem.",
        ),
        (
            measure(["80", "0", "0", "0", "100"]),
            "Net sales 100 €, 25.0 % up on last year",
            "Net sales : 100 €, 25,0 % de plus qu’il y a un an",
        ),
        (
            measure(["80", "0", "0", "0", "60"]),
            "Net sales 60 €, 25.0 % down on last year",
            "Net sales : 60 €, 25,0 % de moins qu’il y a un an",
        ),
        (
            measure(["80", "0", "0", "0", "80"]),
            "Net sales 80 €, level with last year",
            "Net sales : 80 €, comme il y a un an",
        ),
        (measure(["80"]), "Net sales 80 €", "Net sales : 80 €"),
        (measure([None], HIGHER), "Net sales: no data for Q3 2026", "Net sales : sans donnée pour T3 2026"),
    ],
)
def test_a_headline_tells_the_value_and_where_it_stands(made: Measure, english: str, french: str) -> None:
    assert told(made, EN) == english
    assert told(made, FR) == french


@pytest.mark.parametrize(("value", "said"), [("4", "inside"), ("6", "inside"), ("3", "outside"), ("7", "outside")])
def test_the_edges_of_a_band_belong_to_it(value: str, said: str) -> None:
    made = measure([value], BAND, **WEEKS)
    assert f"{said} the band" in told(made)
    assert (judge(made).status is Status.ON_TRACK) is (said == "inside")


@pytest.mark.parametrize(
    ("target", "value", "status"),
    [("0", "-500", Status.OFF_TRACK), ("-100", "-300", Status.OFF_TRACK), ("-100", "-104", Status.WATCH)],
)
def test_a_miss_of_a_goal_at_or_below_zero_is_not_told_as_met(target: str, value: str, status: Status) -> None:
    level = Decimal(target)
    made = measure([value], Goal(level, level - abs(level) / 10, level + abs(level) / 10))
    assert judge(made).status is status
    assert "on goal" not in told(made) and "over goal" not in told(made)


def test_a_sum_with_a_month_missing_is_not_told_against_its_goal() -> None:
    made = measure(["70"], HIGHER)
    made = replace(made, points=(Point(Q3, Figure(Decimal(70), 2, 3), HIGHER),))
    assert told(made) == "Net sales 70 € (2 of 3 months)"
    assert told(made, FR) == "Net sales : 70 € (2 mois sur 3)"


values = st.decimals(-1000, 1000, places=1, allow_nan=False)
goals = st.decimals(-1000, 1000, places=0, allow_nan=False)
directions = st.sampled_from((Direction.HIGHER, Direction.LOWER))
units = st.sampled_from((Unit.CURRENCY, Unit.PERCENT, Unit.COUNT, Unit.POINTS, Unit.DAYS, Unit.RATIO))


def against(value: Decimal, target: Decimal, direction: Direction, unit: Unit) -> Measure:
    towards = 1 if direction is Direction.HIGHER else -1
    step = max(abs(target) / 10, Decimal(1)) * towards
    found = Goal(target, target - step, target + step)
    return measure([str(value)], found, direction=direction, unit=unit, notation=Notation(0, 1), label="It")


@given(values, goals, directions, units)
def test_a_headline_never_contradicts_the_numbers(
    value: Decimal, target: Decimal, direction: Direction, unit: Unit
) -> None:
    made = against(value, target, direction, unit)
    said, reached = told(made), judge(made).status is Status.ON_TRACK
    if "over goal" in said or "within the limit" in said:
        assert reached
    if "under goal" in said or "over the limit" in said:
        assert not reached
    if "on goal" in said:
        assert abs(value - target) <= max(abs(target), Decimal(1)) * Decimal("0.0006")


SHAPE = re.compile(r"  |^\s|\s$|\.$|[;:,]$|\{|\}| [,.]")


def check_shape(title: str) -> None:
    """No title is empty, padded, cut or ends in a full stop."""
    assert title and not SHAPE.search(plain(title).replace(" ;", ";").replace(" :", ":")), title
    assert title[0] == title[0].upper()


states = st.sampled_from(("110", "100", "95", "80", None))
PERSPECTIVES = ("market", "process", "logistics", "finance")


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """A few measures over a few perspectives, on, near and off their goals, some without a figure or a goal."""
    made = []
    for index in range(draw(st.integers(1, 7))):
        found = draw(st.lists(states, min_size=1, max_size=6))
        made.append(
            measure(
                found,
                draw(st.sampled_from((HIGHER, None))),
                id=f"k{index}",
                label=f"Measure {'abcdefg'[index]}",
                perspective=draw(st.sampled_from(PERSPECTIVES)),
                weight=Decimal(draw(st.integers(0, 3))),
            )
        )
    return edition(*made, mark=draw(st.sampled_from(Mark)))


WORDS = {
    "en": ["none", "one", "two", "three", "four", "five", "six", "seven"],
    "fr": ["aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept"],
}


@settings(max_examples=120, deadline=None, derandomize=True)
@given(editions(), st.sampled_from((EN, FR)))
def test_every_title_is_well_formed_and_counts_right(made: Edition, locale: Locale) -> None:
    card = scorecard(made)
    titles = [summary_title(made, card, locale), scorecard_title(made, card, locale)]
    titles += [perspective_title(section, section.measures[0].measure, made, locale) for section in card.sections]
    for title in titles:
        check_shape(title)
    judged = [section for section in card.sections if section.total.score is not None]
    good = [section for section in judged if section.total.status is Status.ON_TRACK]
    words = WORDS[locale.code]
    if 0 < len(good) < len(card.sections):
        start = {"en": "{0} of {1} perspective", "fr": "{0} axe"}[locale.code]
        assert titles[1].lower().startswith(start.format(words[len(good)], words[len(card.sections)]))
        assert all(section.perspective.label.lower() in titles[1].lower() for section in judged if section not in good)
        assert not any(section.perspective.label.lower() in titles[1].lower() for section in good)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(editions())
def test_a_perspective_title_names_as_off_track_only_what_is(made: Edition) -> None:
    for section in scorecard(made).sections:
        title = perspective_title(section, section.measures[0].measure, made, EN)
        _, _, tail = title.partition("; ")
        for one in section.measures[1:]:
            if one.measure.label.lower() in tail:
                assert one.status is Status.OFF_TRACK and tail.endswith("off track")


def test_the_summary_names_the_best_outcome_and_the_worst_miss() -> None:
    good = measure(["104"], HIGHER, id="a", label="Net sales", weight=Decimal(3))
    bad = measure(["80"], HIGHER, id="b", label="On time in full", perspective="logistics")
    made = edition(bad, good)
    assert plain(summary_title(made, scorecard(made), EN)) == (
        "Net sales 104 €, 4.0 % over goal; on time in full 80 €, 20.0 % under goal"
    )
    assert plain(summary_title(made, scorecard(made), FR)) == (
        "Net sales : 104 €, 4,0 % au-dessus de l’objectif ; on time in full : 80 €, 20,0 % sous l’objectif"
    )


@pytest.mark.parametrize(
    ("found", "english", "french"),
    [
        (["104", "103"], "all two measures on track", "les deux indicateurs sont atteints"),
        (["80", "70"], "none of two measures on track yet", "aucun des deux indicateurs n’est encore atteint"),
        (["104", None], "one of two measures on track", "un indicateur atteint sur deux"),
    ],
)
def test_a_summary_of_one_kind_says_how_many_there_are(found: list[str | None], english: str, french: str) -> None:
    made = edition(*(measure([value], HIGHER, id=f"k{index}") for index, value in enumerate(found)))
    card = scorecard(made)
    assert plain(summary_title(made, card, EN)).endswith(f"; {english}")
    assert plain(summary_title(made, card, FR)).endswith(f"; {french}")


def test_without_any_figure_the_summary_says_so() -> None:
    made = edition(measure([None], HIGHER))
    assert summary_title(made, scorecard(made), EN) == "No figures yet for Q3 2026"
    assert summary_title(made, scorecard(made), FR) == "Pas encore de chiffres pour T3 2026"


def four(**states: str | None) -> Edition:
    labels = {"market": "Market", "process": "Process", "logistics": "Logistics", "finance": "Finance"}
    made = [measure([value], HIGHER, id=name, perspective=name) for name, value in states.items()]
    return edition(*made, perspectives=tuple(Perspective(name, labels[name]) for name in states))


@pytest.mark.parametrize(
    ("states", "english", "french"),
    [
        (
            {"market": "101", "finance": "101", "logistics": "80"},
            "Two of three perspectives hold their goals; logistics does not",
            "Deux axes sur trois tiennent leurs objectifs ; logistics ne les tient pas",
        ),
        (
            {"market": "101", "finance": "80", "logistics": "80"},
            "One of three perspectives holds its goals; finance and logistics do not",
            "Un axe sur trois tient ses objectifs ; finance et logistics ne les tiennent pas",
        ),
        (
            {"market": "101", "finance": "101"},
            "Both perspectives hold their goals",
            "Les deux axes tiennent leurs objectifs",
        ),
        ({"market": "101"}, "Market holds its goals", "Market : objectifs tenus"),
        (
            {"market": "85", "finance": "80"},
            "No perspective holds its goals yet, finance least of all",
            "Aucun axe ne tient encore ses objectifs ; finance en est le plus loin",
        ),
        ({"market": None}, "No measure can be scored for Q3 2026", "Aucun indicateur ne peut être noté pour T3 2026"),
        (
            {"market": "101", "finance": None, "logistics": "80"},
            "One of three perspectives holds its goals; logistics does not; one has no score",
            "Un axe sur trois tient ses objectifs ; logistics ne les tient pas ; un n’a pas de note",
        ),
        (
            {"market": "101", "finance": None},
            "One of two perspectives holds its goals; one has no score",
            "Un axe sur deux tient ses objectifs ; un n’a pas de note",
        ),
        (
            {"market": "101", "finance": "101", "logistics": "101"},
            "All three perspectives hold their goals",
            "Les trois axes tiennent leurs objectifs",
        ),
    ],
)
def test_the_scorecard_counts_the_perspectives_that_hold(
    states: dict[str, str | None], english: str, french: str
) -> None:
    made = four(**states)
    assert plain(scorecard_title(made, scorecard(made), EN)) == english
    assert plain(scorecard_title(made, scorecard(made), FR)) == french


def test_a_perspective_names_what_is_off_track_beside_its_lead() -> None:
    lead = measure(["104"], HIGHER, id="a", label="Net sales")
    bad = [measure(["80"], HIGHER, id=name, label=label) for name, label in (("b", "Returns"), ("c", "EDI orders"))]
    made = edition(lead, *bad)
    section = scorecard(made).sections[0]
    assert plain(perspective_title(section, lead, made, EN)) == (
        "Net sales 104 €, 4.0 % over goal; returns and EDI orders off track"
    )


def test_the_heaviest_outcome_speaks_first_and_the_lowest_score_of_the_misses() -> None:
    light, heavy = (
        measure(["110"], HIGHER, id="a"),
        measure(["101"], HIGHER, id="b", weight=Decimal(2), perspective="x"),
    )
    near, far = measure(["99"], HIGHER, id="c"), measure(["80"], HIGHER, id="d")
    scored = [judge(one) for one in (light, heavy, near, far)]
    found, miss = best(scored), worst(scored)
    assert found is not None and found.measure.id == "b"
    assert miss is not None and miss.measure.id == "d"
    assert best([judge(near)]) is None and worst([judge(light)]) is None


@pytest.mark.parametrize(
    ("found", "unit", "signed", "written"),
    [
        (Change(Decimal("8.24"), True), Unit.CURRENCY, True, "+8.2 %"),
        (Change(Decimal("-8.25"), True), Unit.CURRENCY, True, "−8.3 %"),
        (Change(Decimal("-1.4"), False), Unit.PERCENT, True, "−1.4 pts"),
        (Change(Decimal("0.04"), False), Unit.PERCENT, True, "="),
        (Change(Decimal("-8.25"), True), Unit.CURRENCY, False, "8.3 %"),
        (Absent(Reason.NO_BASE), Unit.CURRENCY, True, "—"),
    ],
)
def test_a_change_bears_its_sign_or_says_that_nothing_moved(
    found: Change | Absent, unit: Unit, signed: bool, written: str
) -> None:
    made = measure(["1"], unit=unit, notation=Notation(0, 1))
    assert plain(change(made, found, EN, signed=signed)) == written


@pytest.mark.parametrize(
    ("made", "written"),
    [
        (measure(["1"], HIGHER), "100 €"),
        (measure(["1"], held("5", "5.5"), **LIMIT), "≤ 5.0 %"),
        (measure(["1"], BAND, **WEEKS), "4–6 wk"),
        (measure(["1"]), "—"),
    ],
)
def test_a_goal_is_written_as_a_reader_checks_it(made: Measure, written: str) -> None:
    assert plain(goal(made, made.now, EN)) == written


def test_what_is_absent_is_a_dash_and_never_a_zero() -> None:
    for reason in Reason:
        assert reading(measure(["1"]), Absent(reason), EN) == "—"
