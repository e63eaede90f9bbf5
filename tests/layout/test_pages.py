"""Whatever a deck holds, all of it is shown: inside the page, apart from one another, large enough to read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewgen.deck import (
    Block,
    Callout,
    Cell,
    Chart,
    Column,
    Cover,
    Deck,
    Fact,
    Facts,
    Prose,
    Region,
    Row,
    Slide,
    Table,
)
from reviewgen.layout import FLOOR, Box, Placed, body, foot, heading, paginate, place
from reviewgen.layout.page import HEIGHT, TITLE, WIDTH
from tests import decks, made
from tests.render.drawn import theme

LAWS = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
TOLERANCE = 0.01
COUNTED = re.compile(r" \(\d+/\d+\)$")
WORDY = made.plain(60) | made.long(900)
DECKS = made.decks(most=40) | made.decks(most=6, text=WORDY) | made.decks(hostile=True)


def pages(deck: Deck) -> tuple[Slide, ...]:
    """The slides of a deck once it is paginated, without its cover."""
    return tuple(slide for slide in paginate(deck, theme()).slides if not _covers(slide))


def _covers(slide: Slide) -> bool:
    return any(isinstance(block, Cover) for _, block in slide.blocks)


@LAWS
@given(DECKS)
def test_every_block_lies_inside_the_body_of_its_page(deck: Deck) -> None:
    for slide in pages(deck):
        area = body(slide, theme())
        for placed in place(slide, theme()):
            assert inside(placed.box, area), (slide.id, type(placed.block).__name__, placed.box, area)


def inside(inner: Box, outer: Box) -> bool:
    """True when no edge of one box lies beyond the other's."""
    return (
        inner.x >= outer.x - TOLERANCE
        and inner.y >= outer.y - TOLERANCE
        and inner.x + inner.w <= outer.x + outer.w + TOLERANCE
        and inner.y + inner.h <= outer.y + outer.h + TOLERANCE
    )


@LAWS
@given(DECKS)
def test_no_block_lies_on_another_nor_on_title_or_small_print(deck: Deck) -> None:
    for slide in pages(deck):
        head = heading(slide, theme())
        title = Box(TITLE.x, TITLE.y, TITLE.w, head.lines * head.size * 25.4 / 72)
        taken = [title, *(placed.box for placed in place(slide, theme()))]
        taken += [foot(slide, theme())] if slide.foot else []
        for one, other in combinations(taken, 2):
            assert apart(one, other), (slide.id, one, other)


def apart(one: Box, other: Box) -> bool:
    """True when two boxes share no area."""
    return (
        one.x + one.w <= other.x + TOLERANCE
        or other.x + other.w <= one.x + TOLERANCE
        or one.y + one.h <= other.y + TOLERANCE
        or other.y + other.h <= one.y + TOLERANCE
    )


@LAWS
@given(DECKS)
def test_the_parts_of_a_block_fill_its_box_and_no_more(deck: Deck) -> None:
    for slide in pages(deck):
        for placed in place(slide, theme()):
            assert sum(placed.heights) == pytest.approx(placed.box.h, abs=TOLERANCE)
            assert all(height >= 0 for height in placed.heights)
            if isinstance(placed.block, Table):
                check_table(placed, placed.block)


def check_table(placed: Placed, table: Table) -> None:
    """A height for each row with its header, a width for each column, together the table's."""
    assert len(placed.heights) == len(table.rows) + 1
    assert len(placed.widths) == len(table.columns)
    assert all(width > 0 for width in placed.widths)
    assert sum(placed.widths) == pytest.approx(placed.box.w, abs=TOLERANCE)


@LAWS
@given(DECKS)
def test_no_text_is_smaller_than_the_floor(deck: Deck) -> None:
    for slide in pages(deck):
        for placed in place(slide, theme()):
            assert placed.size >= FLOOR


@LAWS
@given(DECKS)
def test_no_word_is_lost_and_none_is_made_up(deck: Deck) -> None:
    before = [slide for slide in deck.slides if not _covers(slide)]
    after = pages(deck)
    assert wording(after) == wording(before)
    assert paginate(deck, theme()).slides[0] == deck.slides[0]


def wording(slides: tuple[Slide, ...] | list[Slide]) -> Counter[str]:
    """How often each letter stands in the blocks of some slides; headings that are repeated count once a slide."""
    return Counter(
        letter
        for slide in slides
        for _, block in slide.blocks
        for text in said(block)
        for letter in text
        if not letter.isspace()
    )


def said(block: Block) -> Iterator[str]:
    """The texts of a block that are not repeated when it goes on elsewhere."""
    match block:
        case Table():
            for row in block.rows:
                if not row.group:
                    yield from (text for cell in row.cells for text in cell_texts(cell))
        case Facts():
            yield from (fact.detail for fact in block.facts)
        case Prose():
            yield from (block.text, block.tail)
        case Callout():
            yield block.text
        case Chart():
            yield from (block.label, block.caption, *block.actual.labels, *block.categories)
        case Cover():
            raise AssertionError("a cover is not paginated")


def cell_texts(cell: Cell) -> Iterator[str]:
    """What a cell says, its note and its badge or picture."""
    yield from (cell.text, cell.note)
    if cell.content:
        yield str(cell.content)


@LAWS
@given(DECKS)
def test_every_slide_keeps_its_title_and_says_which_part_of_it_a_page_is(deck: Deck) -> None:
    slides = [slide for slide in deck.slides if not _covers(slide)]
    found: dict[str, list[Slide]] = {}
    for page in pages(deck):
        found.setdefault(next(one.id for one in reversed(slides) if page.id.startswith(one.id)), []).append(page)
    assert list(found) == [slide.id for slide in slides]
    for slide in slides:
        parts = found[slide.id]
        count = len(parts)
        titles = [f"{slide.title} ({number}/{count})" for number in range(1, count + 1)]
        assert [page.title for page in parts] == (titles if count > 1 else [slide.title])
        assert all((page.kicker, page.foot, page.kind) == (slide.kicker, slide.foot, slide.kind) for page in parts)
    names = [page.id for page in pages(deck)]
    assert len(set(names)) == len(names)


@st.composite
def grouped(draw: st.DrawFn) -> Table:
    """A long table with groups of any length; each row bears its number and its group's name."""
    columns = (Column("Measure", 3), Column("Group", 2), Column("Text", draw(st.integers(1, 6))))
    rows: list[Row] = []
    for group in range(draw(st.integers(1, 9))):
        rows.append(Row((Cell(f"G{group}"), Cell(), Cell()), group=True))
        for _ in range(draw(st.integers(0, 25))):
            rows.append(Row((Cell(f"R{len(rows)}"), Cell(f"G{group}"), Cell(draw(made.plain(20))))))
    return Table(columns, tuple(rows), "Rows")


@LAWS
@given(table=grouped(), kind=st.sampled_from(made.KINDS))
def test_rows_keep_their_order_under_their_own_heading(table: Table, kind: str) -> None:
    slide = Slide("s", kind, "Kicker", "Title", ((Region.FULL, table),))
    shown: list[str] = []
    for page in pages(replace(decks.sample_deck(), slides=(slide,))):
        (_, part), *rest = page.blocks
        assert isinstance(part, Table)
        assert not rest
        assert (part.columns, part.alt) == (table.columns, table.alt)
        heading_now = ""
        for row in part.rows:
            if row.group:
                heading_now = row.cells[0].text
            else:
                assert heading_now == row.cells[1].text
                shown.append(row.cells[0].text)
    assert shown == [row.cells[0].text for row in table.rows if not row.group]


@LAWS
@given(table=grouped(), kind=st.sampled_from(made.KINDS))
def test_no_page_ends_with_the_heading_of_a_group_that_goes_on(table: Table, kind: str) -> None:
    slide = Slide("s", kind, "Kicker", "Title", ((Region.FULL, table),))
    parts = [page.blocks[0][1] for page in pages(replace(decks.sample_deck(), slides=(slide,)))]
    for part in parts[:-1]:
        assert isinstance(part, Table)
        assert not part.rows[-1].group


@LAWS
@given(st.lists(st.builds(Fact, made.plain(1), made.plain(8), WORDY, st.just(decks.badge(decks.GOOD))), max_size=15))
def test_facts_keep_their_order(facts: list[Fact]) -> None:
    slide = Slide("s", "summary", "Kicker", "Title", ((Region.FULL, Facts(tuple(facts))),))
    parts = [page.blocks[0][1] for page in pages(replace(decks.sample_deck(), slides=(slide,)))]
    shown = [fact for part in parts if isinstance(part, Facts) for fact in part.facts]
    assert list(dict.fromkeys((fact.figure, fact.headline) for fact in shown)) == list(
        dict.fromkeys((fact.figure, fact.headline) for fact in facts)
    )


@LAWS
@given(made.long(900) | made.plain(40))
def test_a_title_of_any_length_stays_on_the_page(title: str) -> None:
    slide = Slide("s", "appendix", "Kicker", title, ((Region.FULL, Prose("Why", "Because.")),))
    for page in pages(replace(decks.sample_deck(), slides=(slide,))):
        area = body(page, theme())
        assert 0 < area.y < area.y + area.h <= HEIGHT
        assert area.x + area.w <= WIDTH


def test_what_is_paginated_already_stays_as_it_is() -> None:
    once = paginate(decks.internal_deck(), theme())
    assert len(once.slides) > len(decks.internal_deck().slides)
    assert paginate(once, theme()) == once
