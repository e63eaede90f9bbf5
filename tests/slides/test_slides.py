"""Slides: what stands on which page, for which reader, and that no page contradicts the edition."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from reviewgen.deck import Badge, Block, Bullet, Callout, Cell, Deck, Facts, Prose, Slide, Table, Tone, texts
from reviewgen.edition import Ahead, Edition, Mark, Promise, Remark, Rival
from reviewgen.facts import Absent, Figure, Point, Reason, Side
from reviewgen.locale import NBSP, load
from reviewgen.model import Audience
from reviewgen.scorecard import scorecard
from reviewgen.sharing.redact import redact
from reviewgen.sharing.secrets import without_hidden
from reviewgen.slides import SLIDES, compose
from reviewgen.story import verdict
from tests import worlds
from tests.factories import Q3, edition, measure
from tests.factories import goal as held
from tests.sharing.reviews import assembled

HIGHER = held("100", "90")
SALES = measure(["80", "85", "90", "95", "104"], HIGHER, weight=Decimal("2.5"))
LATE = measure(["80", "85", "90", "95", "70"], HIGHER, id="otif", label="On time in full", perspective="logistics")
STOCK = measure(["5", None], HIGHER, id="stock", label="Stock cover", perspective="logistics")


def made(**changes: object) -> Edition:
    return replace(edition(SALES, LATE, STOCK), **changes)  # type: ignore[arg-type]


def slide(deck: Deck, name: str) -> Slide:
    return next(one for one in deck.slides if one.id == name)


def blocks(found: Slide, kind: type[Block]) -> list[Block]:  # type: ignore[type-arg]
    return [block for _, block in found.blocks if isinstance(block, kind)]


def table(found: Slide) -> Table:
    block = blocks(found, Table)[0]
    assert isinstance(block, Table)
    return block


def rows(found: Slide) -> list[list[str]]:
    """The words of every row of the slide's tables."""
    held = [block for block in blocks(found, Table) if isinstance(block, Table)]
    return [[word(cell) for cell in row.cells] for one in held for row in one.rows]


def word(cell: Cell) -> str:
    shown = cell.content.word if isinstance(cell.content, Badge) else ""
    return (cell.text or shown).replace(NBSP, " ")


def row_of(found: Slide, label: str) -> list[str]:
    return next(row for row in rows(found) if row[0].startswith(label))


def all_cells(deck: Deck) -> Iterator[Cell]:
    for one in deck.slides:
        for block in blocks(one, Table):
            assert isinstance(block, Table)
            yield from (cell for row in block.rows for cell in row.cells)


PROMISES = (
    Promise("Send stock file", Side.OURS, "Ann", date(2026, 9, 1), None, "otif", carried=True),
    Promise("Test the shelf", Side.JOINT, "Bob", date(2026, 12, 1), None, "finance", carried=False),
    Promise("Agree slots", Side.THEIRS, "Cleo", date(2026, 8, 1), date(2026, 7, 30), "", carried=False),
    Promise("Name a sponsor", Side.THEIRS, "", None, None, "", carried=False),
)


def test_the_deck_runs_from_the_cover_to_the_appendix() -> None:
    deck = compose(made(promises=PROMISES))
    assert [one.id for one in deck.slides] == [
        "cover",
        "summary",
        "scorecard",
        "perspective-finance",
        "perspective-logistics",
        "actions",
        "appendix",
    ]
    assert list(SLIDES) == [
        *("cover", "summary", "scorecard", "perspectives", "outlook", "profit", "relations", "actions", "withheld"),
        "appendix",
    ]
    assert len({one.id for one in deck.slides}) == len(deck.slides)


def test_a_kind_with_nothing_to_say_adds_no_slide() -> None:
    assert "actions" not in [one.id for one in compose(made()).slides]


def test_the_deck_says_on_every_page_for_whom_it_is() -> None:
    shared, internal = compose(made()), compose(made(mark=Mark.INTERNAL))
    assert (shared.mark, shared.warning) == ("Shared edition", "")
    assert (internal.mark, internal.warning) == ("Internal edition", "INTERNAL – not for the client")
    french = compose(made(mark=Mark.INTERNAL, locale="fr"))
    assert french.warning == "INTERNE – ne pas remettre au client" and french.language == "fr"


def test_the_cover_names_both_sides_the_quarter_and_the_day_the_data_was_cut() -> None:
    cover = slide(compose(made(manager="Claire Dumas", review_on=date(2026, 11, 3))), "cover")
    said = " ".join(texts(cover)).replace(NBSP, " ")
    for part in ("Maison Verdier", "Carvelle", "12 October 2026", "3 November 2026", "Claire Dumas"):
        assert part in said
    assert "Third quarter 2026" in said or "third quarter 2026" in said


def test_how_mature_the_relationship_is_stays_in_the_house() -> None:
    inside, outside = (" ".join(texts(compose(made(mark=mark)))) for mark in (Mark.INTERNAL, Mark.SHARED))
    assert "tier 2 of 4" in inside and "tier" not in outside


def test_weights_are_shown_in_our_own_house_alone() -> None:
    inside, outside = (compose(made(mark=mark)) for mark in (Mark.INTERNAL, Mark.SHARED))
    assert "Weight" in [column.header for column in table(slide(inside, "scorecard")).columns]
    assert "2.5" in row_of(slide(inside, "scorecard"), "Net sales")
    assert "Weight" not in [column.header for column in table(slide(outside, "scorecard")).columns]
    assert not any(re.search(r"\b2[.,]5\b", text) for text in texts(outside))


def test_every_row_has_a_cell_for_every_column() -> None:
    for mark in Mark:
        for one in compose(made(mark=mark, promises=PROMISES)).slides:
            for block in blocks(one, Table):
                assert isinstance(block, Table)
                assert {len(row.cells) for row in block.rows} <= {len(block.columns)}


def test_a_miss_without_a_cause_is_marked_inside_and_not_told_to_the_client() -> None:
    why = blocks(slide(compose(made(mark=Mark.INTERNAL)), "perspective-logistics"), Prose)[0]
    assert why == Prose("Why", "No cause is recorded yet for on time in full.")
    assert blocks(slide(compose(made()), "perspective-logistics"), Prose) == []


def test_a_miss_with_a_cause_shows_it_to_whoever_may_see_it() -> None:
    cause = Remark("otif", "The new depot opened late.", "Ann")
    for mark in Mark:
        page = slide(compose(made(mark=mark, remarks=(cause,))), "perspective-logistics")
        assert blocks(page, Prose) == [Prose("Why", "The new depot opened late.")]


def test_the_ask_stands_on_the_summary() -> None:
    page = slide(compose(made(remarks=(Remark("ask", "Open two slots.", "Ann"),))), "summary")
    assert blocks(page, Callout) == [Callout("What we ask of this meeting", "Open two slots.")]
    assert blocks(slide(compose(made()), "summary"), Callout) == []


def test_what_has_no_figure_is_a_dash_and_no_data() -> None:
    deck = compose(made())
    for name in ("scorecard", "perspective-logistics"):
        found = row_of(slide(deck, name), "Stock cover")
        assert found[1] == "—" and found[-1] == "No data" and "0 €" not in found
    assert row_of(slide(deck, "scorecard"), "Stock cover")[2] == "100 €"


def test_a_quarter_with_months_missing_says_so_beside_its_name() -> None:
    points = (Point(Q3, Figure(Decimal(70), 2, 3), HIGHER),)
    part = replace(SALES, points=points)
    assert row_of(slide(compose(edition(part)), "scorecard"), "Net sales")[0] == "Net sales (2 of 3 months)"
    french = slide(compose(edition(part, locale="fr")), "scorecard")
    assert row_of(french, "Net sales")[0] == "Net sales (2 mois sur 3)"


def test_a_row_tells_value_goal_change_and_status() -> None:
    found = row_of(slide(compose(made()), "perspective-finance"), "Net sales")
    assert found == ["Net sales", "104 €", "100 €", "+30.0 %", "", "On track"]
    assert row_of(slide(compose(made()), "perspective-logistics"), "On time")[-1] == "Off track"


def test_another_scenario_stands_under_its_measure_only_with_a_figure() -> None:
    nothing = Absent(Reason.NO_ROWS)
    rivals = (
        Rival("Brassco", ((Q3, Figure(Decimal(88))),)),
        Rival("client_actual", ((Q3, Figure(Decimal(101))),)),
        Rival("market", ((Q3, nothing),)),
    )
    page = slide(compose(edition(replace(SALES, rivals=rivals))), "perspective-finance")
    assert [row[:2] for row in rows(page)] == [
        ["Net sales", "104 €"],
        ["– Brassco (competitor)", "88 €"],
        ["– as measured by Carvelle, gap −2.9 %", "101 €"],
    ]


def test_facts_are_outcomes_on_track_first_then_misses_five_at_most() -> None:
    good = [measure(["110"], HIGHER, id=f"g{n}", label=f"Good {n}", perspective=f"p{n}") for n in range(5)]
    bad = [measure(["80"], HIGHER, id=f"b{n}", label=f"Bad {n}", perspective=f"p{n}") for n in range(5)]
    for held_back, kept in (((good, bad), 5), ((good, bad[:1]), 5), ((good[:1], bad), 5), ((good[:2], []), 2)):
        page = slide(compose(edition(*held_back[0], *held_back[1])), "summary")
        block = blocks(page, Facts)[0]
        assert isinstance(block, Facts)
        words = [fact.badge.word for fact in block.facts]
        assert len(words) == kept
        assert words == sorted(words, key=lambda one: one != "On track")
        assert len({fact.headline for fact in block.facts}) == kept


@pytest.mark.parametrize(
    ("promises", "english"),
    [
        (PROMISES, "One of four actions is done; one is late"),
        (PROMISES[1:3], "One of two actions is done"),
        (PROMISES[:2], "None of two actions are done; one is late"),
        (PROMISES[2:3] * 2, "Two of two actions are done"),
    ],
)
def test_the_title_of_the_actions_counts_them(promises: tuple[Promise, ...], english: str) -> None:
    assert slide(compose(made(promises=promises)), "actions").title == english


def test_actions_are_listed_late_ones_first_and_done_ones_last() -> None:
    found = rows(slide(compose(made(promises=PROMISES)), "actions"))
    assert [(row[0], row[-1]) for row in found] == [
        ("Send stock file (carried over)", "Late"),
        ("Name a sponsor", "Open"),
        ("Test the shelf", "Open"),
        ("Agree slots", "Done 30 Jul 2026"),
    ]
    assert [row[1] for row in found] == ["Maison Verdier", "Carvelle", "Both", "Carvelle"]
    assert [row[3] for row in found] == ["1 Sep 2026", "no date", "1 Dec 2026", "1 Aug 2026"]


def test_an_action_is_late_from_the_day_after_it_was_due() -> None:
    due = Promise("Call", Side.OURS, "", made().as_of, None, "", carried=False)
    assert rows(slide(compose(made(promises=(due,))), "actions"))[0][-1] == "Open"
    before = replace(due, due=date(2026, 10, 11))
    assert rows(slide(compose(made(promises=(before,))), "actions"))[0][-1] == "Late"


def test_the_next_step_of_a_perspective_is_its_first_open_action() -> None:
    page = slide(compose(made(promises=PROMISES)), "perspective-logistics")
    following = next(block for block in blocks(page, Prose) if isinstance(block, Prose) and block.heading == "Next")
    assert following.text == "Send stock file"
    assert following.tail.startswith("Owner: Ann")


def test_the_appendix_defines_every_measure_of_the_edition_and_no_other() -> None:
    found = rows(slide(compose(made()), "appendix"))
    assert [row[0] for row in found] == ["Finance", "Net sales", "Logistics", "On time in full", "Stock cover"]
    assert found[1] == ["Net sales", "Invoiced less discounts", "Books", "Ann"]


def test_no_status_is_told_by_colour_alone() -> None:
    words = {Tone.ON_TRACK: "On track", Tone.WATCH: "Watch", Tone.OFF_TRACK: "Off track"}
    for cell in all_cells(compose(made())):
        if isinstance(cell.content, Badge):
            assert cell.content.word == words.get(cell.content.tone, cell.content.word) != ""
        elif isinstance(cell.content, Bullet):
            assert cell.content.alt.startswith("Score ")


def worlds_of(world: worlds.World) -> tuple[Edition, Edition, Edition]:
    """The client's edition, that of the world without hidden facts, and our own."""
    with tempfile.TemporaryDirectory() as folder:
        review = assembled(worlds.write(world, Path(folder)))
    bare = without_hidden(review, Audience.CLIENT)
    return redact(review, Audience.CLIENT), redact(bare, Audience.CLIENT), redact(review, Audience.INTERNAL)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds.worlds())
def test_pages_follow_from_shared_facts_alone_and_every_title_is_a_sentence(world: worlds.World) -> None:
    client, bare, internal = worlds_of(world)
    deck = compose(client)
    assert [one.id for one in deck.slides] == [one.id for one in compose(bare).slides]
    ahead = sum(one.kind == "outlook" for one in deck.slides)
    assert bool(ahead) == any(one.ahead is not None and told(one.ahead) for one in client.measures)
    assert len(deck.slides) == 4 + len(scorecard(client).sections) + ahead + bool(client.promises)
    assert not {"Weight", "Poids"} & {column for one in deck.slides for column in _headers(one)}
    for one in (*deck.slides, *compose(internal).slides):
        assert one.title and one.title == one.title.strip() and "  " not in one.title
        assert not one.title.endswith((".", ";", ",", ":"))
        for block in blocks(one, Table):
            assert isinstance(block, Table) and block.alt and block.rows


def told(ahead: Ahead) -> bool:
    """True where something is known of the year's end."""
    return isinstance(ahead.target, Figure) or isinstance(ahead.own, Figure)


def _headers(found: Slide) -> list[str]:
    return [column.header for block in blocks(found, Table) if isinstance(block, Table) for column in block.columns]


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds.worlds())
def test_the_scorecard_shows_the_status_of_every_measure(world: worlds.World) -> None:
    client, _, internal = worlds_of(world)
    for one in (client, internal):
        locale = load(one.locale, one.currency)
        shown = rows(slide(compose(one), "scorecard"))
        for scored in (each for section in scorecard(one).sections for each in section.measures):
            found = [row for row in shown if row[0].startswith(scored.measure.label)]
            assert any(row[-1] == verdict(scored, locale) for row in found)
