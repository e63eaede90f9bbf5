"""The score on the slides: ours beside the client's, how much of it is scored, and what moved it."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewgen.edition import Edition, Mark, Measure
from reviewgen.facts import Missing, Unit
from reviewgen.locale import load
from reviewgen.model import Audience
from reviewgen.movement import Movement, movement
from reviewgen.scorecard import scorecard
from reviewgen.sharing.redact import redact
from reviewgen.slides import compose
from reviewgen.slides.parts import whole
from reviewgen.slides.scores import coverage_by_weight, moved_by, shared_scores, shown_change, shown_points
from tests import worlds
from tests.factories import edition, goal, measure
from tests.sharing.reviews import assembled
from tests.slides.pages import page, plain, row_of, said

GOAL = goal("100", "90")
"""110 scores 100, 100 scores 67, 90 scores 33, 80 scores 0 (rounded)."""
SALES = measure(["95", "100"], GOAL, weight=Decimal(3))
OTIF = measure(["90", "105"], GOAL, id="otif", label="On time in full", perspective="logistics")
RISK = measure(["100", "95"], GOAL, id="risk", label="Churn risk", perspective="risk", weight=Decimal(2))
STOCK = measure(["100", None], GOAL, id="stock", label="Stock cover", perspective="logistics", weight=Decimal(3))


def ours(*measures: Measure, shared: tuple[Measure, ...] = (SALES, OTIF), locale: str = "en") -> Edition:
    """Our own edition of `measures`, of which the client is shown `shared`."""
    return edition(*measures, mark=Mark.INTERNAL, locale=locale, shared=edition(*shared))


def told(made: Edition) -> str:
    return plain(moved_by(made, load(made.locale, made.currency)))


def test_our_score_stands_beside_the_one_that_the_client_sees() -> None:
    found = page(ours(SALES, OTIF, RISK), "scorecard")
    assert row_of(found, "Finance")[1:5] == ["67 / 100 · 1 of 1 scored", "", "", "client sees 67, 1 of 1 scored"]
    assert row_of(found, "Risk")[1:5] == ["50 / 100 · 1 of 1 scored", "", "", "client sees —"]
    # 3 times 67, once 83.5, twice 50, over 6; the client's is 3 times 67 and once 83.5, over 4
    assert row_of(found, "Overall")[1:5] == ["64 / 100 · 3 of 3 scored", "", "", "client sees 71, 2 of 2 scored"]


def test_the_client_s_score_is_computed_from_what_the_client_sees() -> None:
    rounded = measure(["95", "90"], GOAL, weight=Decimal(3))
    shared = shared_scores(ours(SALES, OTIF, shared=(rounded,)))
    assert shared and shared.overall == scorecard(edition(rounded)).overall
    assert (shared.overall.score, set(shared.sections)) == (Decimal(33), {"finance"})
    assert shared_scores(edition(SALES)) is None


def test_the_summary_shows_both_scores_too() -> None:
    found = page(ours(SALES, OTIF, RISK), "summary")
    assert row_of(found, "Finance")[2:] == ["67", "67", "1 of 1"]
    assert row_of(found, "Risk")[2:] == ["50", "—", ""]
    assert row_of(found, "Overall")[2:] == ["64", "71", "2 of 2"]
    assert len(row_of(page(edition(SALES), "summary"), "Finance")) == 3


def test_a_long_scorecard_keeps_both_scores_on_half_a_page() -> None:
    many = [replace(OTIF, id=f"m{n}", label=f"Measure {n}", perspective=f"p{n // 9}") for n in range(36)]
    found = page(ours(*many, shared=tuple(many[:9])), "scorecard")
    assert row_of(found, "P0")[1:5] == ["84 / 100 · 9 of 9 scored", "", "", "client sees 84, 9 of 9"]
    assert row_of(found, "P1")[4] == "client sees —"
    assert len([block for _, block in found.blocks]) == 2


def test_coverage_is_told_by_weight_where_that_is_another_share() -> None:
    made = ours(SALES, OTIF, STOCK)
    assert row_of(page(made, "scorecard"), "Overall")[1] == "71 / 100 · 2 of 3 scored, 57 % of the weight"
    every = [one for section in scorecard(made).sections for one in section.measures]
    assert coverage_by_weight(every, Mark.INTERNAL) == 57
    assert coverage_by_weight(every, Mark.SHARED) is None
    assert coverage_by_weight(every[:2], Mark.INTERNAL) is None


def test_on_half_a_page_the_coverage_by_weight_stands_at_the_foot() -> None:
    many = [replace(OTIF, id=f"m{n}", label=f"Measure {n}", perspective="finance") for n in range(30)]
    foot = plain(page(ours(*many, STOCK), "scorecard").foot)
    assert foot.endswith(". Scored by weight: overall 91 %.")


def test_a_client_reads_nothing_of_weights_or_points() -> None:
    for language in ("en", "fr"):
        deck = said(compose(edition(SALES, OTIF, STOCK, locale=language)))
        assert not re.search(r"of the weight|du poids|client sees|vu du client|Weight|Poids", deck)
        assert not re.search(r"(full|sales) [+−]\d", deck)


def test_a_missing_figure_that_counts_as_0_says_so_and_scores_0() -> None:
    zero = replace(STOCK, missing=Missing.SCORE_ZERO)
    for made, label in (
        (edition(zero), "Stock cover (no data, counts as 0)"),
        (edition(zero, locale="fr"), "Stock cover (sans donnée, compte pour 0)"),
    ):
        assert row_of(page(made, "scorecard"), "Stock cover")[0] == label
    assert scorecard(edition(OTIF, zero)).overall.score == Decimal("83.5") / 4
    assert row_of(page(edition(STOCK), "scorecard"), "Stock cover")[0] == "Stock cover"


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        # scores before: 50, 33, 67; now 67, 83.5, 50. (3*50 + 33 + 2*67) / 6 = 52.8; now 64.1
        (ours(SALES, OTIF, RISK), "Score 64, 11 more than in Q2 2026: net sales +9, on time in full +8, churn risk −6"),
        (ours(RISK), "Score 50, 17 less than in Q2 2026: churn risk −17"),
        (ours(replace(OTIF, points=RISK.points)), "Score 50, 17 less than in Q2 2026: on time in full −17"),
        (
            edition(SALES, OTIF, RISK),
            "Score 64, 11 more than in Q2 2026: carried by net sales and on time in full, held back by churn risk",
        ),
        (edition(RISK), "Score 50, 17 less than in Q2 2026: held back by churn risk"),
        (
            edition(SALES, RISK, locale="fr"),
            "Note de 60, 3 de plus qu’au T2 2026 : portée par net sales, freinée par churn risk",
        ),
        (
            ours(SALES, RISK, locale="fr"),
            "Note de 60, 3 de plus qu’au T2 2026 : net sales +10, churn risk −7",
        ),
        (edition(measure(["100", "100"], GOAL)), "Score 67, as in Q2 2026"),
        (edition(measure(["100"], GOAL)), ""),
        (edition(STOCK), ""),
    ],
)
def test_what_moved_the_score_is_told_with_points_inside_and_names_outside(made: Edition, sentence: str) -> None:
    assert told(made) == sentence
    assert plain(page(made, "scorecard").foot) == (f"{sentence}." if sentence else "")


def test_what_is_not_among_the_largest_is_summed_up() -> None:
    many = [replace(OTIF, id=f"m{n}", label=f"Measure {n}") for n in range(6)]
    assert told(ours(*many)) == (
        "Score 84, 51 more than in Q2 2026: measure 0 +9, measure 1 +9, measure 2 +8, measure 3 +8, other measures +17"
    )


def test_where_no_whole_points_add_up_names_stand_alone() -> None:
    # 66.97 is shown as 66, as it missed the goal, and 65.6 as 66: no change is shown where 1.4 points were won.
    made = ours(measure(["99.6", "99.99"], GOAL))
    found = movement(made)
    assert found and found.now - found.before > 1 and shown_change(found) == 0
    assert shown_points(found) == ()
    assert told(made) == "Score 66, as in Q2 2026: carried by net sales"


SCORES = st.integers(80, 115)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(SCORES, SCORES, st.integers(1, 4)), min_size=1, max_size=9))
def test_the_points_shown_add_up_to_the_change_shown(drawn: list[tuple[int, int, int]]) -> None:
    measures = [
        measure([str(before), str(now)], GOAL, id=f"m{n}", weight=Decimal(weight))
        for n, (before, now, weight) in enumerate(drawn)
    ]
    found = movement(edition(*measures))
    assert isinstance(found, Movement)
    points = shown_points(found)
    change = whole(found.now) - whole(found.before)
    assert shown_change(found) == change
    assert sum((value for _, value in points), Decimal(0)) == change or points == ()
    if points == () and change:
        assert abs(change - (found.now - found.before)) >= 1


def test_a_score_of_another_unit_moves_alike() -> None:
    rate = replace(SALES, unit=Unit.PERCENT)
    assert told(edition(rate)) == told(edition(SALES)) == "Score 67, 17 more than in Q2 2026: carried by net sales"


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds.worlds())
def test_what_our_deck_says_the_client_sees_is_what_the_client_s_deck_says(world: worlds.World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        review = assembled(worlds.write(world, Path(folder)))
    inside, outside = redact(review, Audience.INTERNAL), redact(review, Audience.CLIENT)
    if not outside.measures:
        return
    seen, locale = word_of(inside, "score.overall", 4), load(inside.locale, inside.currency)
    score, covered = shown_overall(outside)
    expected = locale.say("score.shared", score=score, coverage=covered)
    assert seen in (plain(expected), plain(expected).removesuffix(" scored"))


def word_of(made: Edition, key: str, column: int) -> str:
    return row_of(page(made, "scorecard"), plain(load(made.locale, made.currency).say(key)))[column]


def shown_overall(made: Edition) -> tuple[str, str]:
    """The score and its coverage in English, read from the words of the client's own page."""
    cells = " ".join(row_of(page(made, "scorecard"), plain(load(made.locale, made.currency).say("score.overall")))[1:])
    score = re.search(r"(\d+) / 100", cells)
    held = re.search(r"(\d+) (?:of|notés sur) (\d+)", cells)
    assert held
    return (score[1] if score else "—"), f"{held[1]} of {held[2]} scored"
