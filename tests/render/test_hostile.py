"""Texts that nobody should write, in every field of a deck: they are shown as they are, and nothing breaks."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal

import pypdfium2
import pytest
from pptx import Presentation

from reviewgen.deck import (
    Align,
    Badge,
    Bullet,
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
    Spark,
    Table,
    Tone,
)
from reviewgen.render.pptx.check import check_package
from tests import decks
from tests.made import HOSTILE
from tests.render import drawn

LONG = "W" * 5_000
ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def everywhere(text: str, axis: str = "Q3 26") -> Deck:
    """A deck with `text` in each of its fields, but for the names along the chart's axis."""
    values = (Decimal(1), None, Decimal(3))
    badge = Badge(text, Tone.WATCH)
    rows = (
        Row((Cell(text, Tone.STRONG), Cell(), Cell()), group=True),
        Row((Cell(text), Cell(content=Spark(values, Tone.WATCH, text)), Cell(content=badge))),
        Row((Cell(text), Cell(content=Bullet(Decimal("0.5"), Decimal("0.67"), Tone.WATCH, text)), Cell(text))),
    )
    columns = (Column(text, 3), Column(text, 2, Align.RIGHT), Column(text, 2))
    table = Table(columns, rows, text)
    prose, callout = Prose(text, text, text), Callout(text, text)
    facts = Facts((Fact(text, text, text, badge),))
    made = (
        Slide("cover", "cover", text, text, ((Region.FULL, Cover(text, text, text, text, (text, text))),), text),
        Slide("a", "summary", text, text, ((Region.LEFT, facts), (Region.RIGHT, callout)), text),
        Slide("b", "perspective", text, text, ((Region.LEFT, chart(text, axis)), (Region.RIGHT, prose)), text),
        Slide("c", "actions", text, text, ((Region.FULL, table),), text),
    )
    return Deck(text, "en", text, text, text, text, text, "2026-10-12", made)


def chart(text: str, axis: str) -> Chart:
    """A chart that `text` names and explains."""
    base = decks.net_sales()
    prior, target, variance = base.prior, base.target, base.variance
    assert prior and target and variance
    return replace(
        base,
        label=text,
        alt=text,
        caption=text,
        categories=(axis,) * len(base.categories),
        actual=replace(base.actual, name=text),
        prior=replace(prior, name=text),
        target=replace(target, name=text),
        variance=replace(variance, name=text),
    )


def seen(text: str) -> str:
    """What is left of a text when nobody looks at its spaces."""
    return re.sub(r"\s", "", ILLEGAL.sub("", text))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_pdf_shows_the_text_as_it_is(text: str) -> None:
    deck, data = drawn.render(everywhere(text), "pdf")
    document = pypdfium2.PdfDocument(data)
    assert len(document) == len(deck.slides)
    if text.isascii() and text.isprintable():
        for page in document:
            assert page.get_textpage().get_text_range().replace("\r\n", "").count("Q3 26") in (0, 8)
            assert seen(page.get_textpage().get_text_range()).count(seen(text)) >= 5


@pytest.mark.parametrize("text", HOSTILE)
def test_a_pptx_shows_the_text_as_it_is(text: str) -> None:
    deck, data = drawn.render(everywhere(text, axis=text), "pptx")
    assert check_package(data) == ()
    slides = Presentation(io.BytesIO(data)).slides
    assert len(slides) == len(deck.slides)
    for slide in slides:
        told = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert not seen(text) or seen(told).count(seen(text)) >= 3
        assert seen(slide.shapes.title.text_frame.text).startswith(seen(text))


@pytest.mark.parametrize("kind", ["pdf", "pptx"])
def test_a_word_of_five_thousand_letters_is_shown_whole(kind: str) -> None:
    prose = Slide("a", "perspective", "Why", "Long", ((Region.FULL, Prose("Why", LONG)),))
    table = Slide(
        "b", "actions", "What", "Long", ((Region.FULL, Table((Column("", 1), Column("", 1)), rows(), "Words")),)
    )
    deck = replace(decks.sample_deck(), slides=(prose, table))
    data = drawn.render(deck, kind)[1]
    assert letters(data, kind) >= 2 * len(LONG)


def rows() -> tuple[Row, ...]:
    """A row whose second cell holds one endless word."""
    return (Row((Cell("word"), Cell(LONG))),)


def letters(data: bytes, kind: str) -> int:
    """How often the letter of the long word is on the pages."""
    if kind == "pdf":
        return sum(page.get_textpage().get_text_range().count("W") for page in pypdfium2.PdfDocument(data))
    frames = (shape for slide in Presentation(io.BytesIO(data)).slides for shape in slide.shapes)
    return sum(
        "".join(cell.text_frame.text for row in shape.table.rows for cell in row.cells).count("W")
        if shape.has_table
        else shape.text_frame.text.count("W")
        for shape in frames
        if shape.has_table or shape.has_text_frame
    )
