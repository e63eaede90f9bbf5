"""Whatever a deck holds, all of it is shown: inside the page, apart from one another, large enough to read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
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

LAWS = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
TOLERANCE = 0.01
MOST = 60
WORDY = made.plain(60) | made.long(300)
DECKS = made.decks(most=40) | made.decks(most=6, text=WORDY) | made.decks(hostile=True)


@cache
def laid_out() -> tuple[tuple[Deck, Deck], ...]:
    """Many decks, each as it was made and as it is paginated."""
    found: list[tuple[Deck, Deck]] = []

    @settings(LAWS, max_examples=MOST)
    @given(DECKS)
    def gather(deck: Deck) -> None:
        found.append((deck, paginate(deck, theme())))

    gather()
    assert len(found) == MOST
    assert sum(len(after.slides) > len(before.slides) for before, after in found) > MOST / 4
    return tuple(found)


@cache
def placed_blocks() -> tuple[tuple[Slide, tuple[Placed, ...]], ...]:
    """Every page of those decks but the covers, with its blocks."""
    return tuple((page, place(page, theme())) for _, after in laid_out() for page in without_cover(after))


def without_cover(deck: Deck) -> tuple[Slide, ...]:
    """The slides of a deck that hold blocks."""
    return tuple(slide for slide in deck.slides if not any(isinstance(block, Cover) for _, block in slide.blocks))


def pages(deck: Deck) -> tuple[Slide, ...]:
    """The slides of a deck once it is paginated, without its cover."""
    return without_cover(paginate(deck, theme()))


def test_every_block_lies_inside_the_body_of_its_page() -> None:
    for slide, blocks in placed_blocks():
        area = body(slide, theme())
        for placed in blocks:
            assert inside(placed.box, area), (slide.id, type(placed.block).__name__, placed.box, area)


def inside(inner: Box, outer: Box) -> bool:
    """True when no edge of one box lies beyond the other's."""
    return (
        inner.x >= outer.x - TOLERANCE
        and inner.y >= outer.y - TOLERANCE
        and inner.x + inner.w <= outer.x + outer.w + TOLERANCE
        and inner.y + inner.h <= outer.y + outer.h + TOLERANCE
    )


def test_no_block_lies_on_another_nor_on_title_or_small_print() -> None:
    for slide, blocks in placed_blocks():
        head = heading(slide, theme())
        title = Box(TITLE.x, TITLE.y, TITLE.w, head.lines * head.size * 25.4 / 72)
        taken = [title, *(placed.box for placed in blocks), *([foot(slide, theme())] if slide.foot else [])]
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


def test_the_parts_of_a_block_fill_its_box_and_no_more() -> None:
    for _, blocks in placed_blocks():
        for placed in blocks:
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


def test_no_text_is_smaller_than_the_floor() -> None:
    assert min(placed.size for _, blocks in placed_blocks() for placed in blocks) >= FLOOR


def test_no_letter_is_lost_and_none_is_made_up() -> None:
    for before, after in laid_out():
        assert after.slides[0] == before.slides[0]
        assert wording(without_cover(after)) == wording(without_cover(before))


def wording(slides: tuple[Slide, ...]) -> Counter[str]:
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
    """What a cell says, and its badge or picture."""
    yield cell.text
    if cell.content:
        yield str(cell.content)


def test_every_slide_keeps_its_title_and_says_which_part_of_it_a_page_is() -> None:
    for before, after in laid_out():
        slides, made_of = without_cover(before), without_cover(after)
        parts = {
            slide.id: [page for page in made_of if re.fullmatch(rf"{slide.id}(-\d+)?", page.id)] for slide in slides
        }
        assert [page for held in parts.values() for page in held] == list(made_of)
        assert len({page.id for page in made_of}) == len(made_of)
        for slide in slides:
            check_parts(slide, parts[slide.id])


def check_parts(slide: Slide, parts: list[Slide]) -> None:
    """All is said on each page that is said once a slide, and the title counts the pages."""
    count = len(parts)
    titles = [f"{slide.title} ({number}/{count})" for number in range(1, count + 1)]
    assert [page.title for page in parts] == (titles if count > 1 else [slide.title])
    assert {(page.kicker, page.foot, page.kind) for page in parts} == {(slide.kicker, slide.foot, slide.kind)}


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
@given(made.long(300) | made.plain(40))
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
