"""Decks made up by hypothesis: any number of slides, blocks and rows, with texts that nobody would write."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from reviewgen.deck import (
    Align,
    Badge,
    Block,
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
    Series,
    Slide,
    Spark,
    Table,
    Tone,
)

HOSTILE = (
    "{{ 7*7 }}", "{% for x in y %}", "{#", "<script>alert(1)</script>", "</td></table>", "&amp; <b>bold</b>", "]]>",
    "<!-- x -->", "a\x00b\x0bc\x1fd", "\u202eevil\u202c\u200f", "\ufffe\uffff", "\u2028\u2029", "\ud7ff\ue000",
    "👩\u200d👩\u200d👧\u200d👦 🎯", "=1+1", '=HYPERLINK("http://x.example","y")', "@SUM(A1)", "+49 2", "-1", "_x000B_",
    "url(file:///etc/passwd)", "$x$ $y", "\\n", "line\nbreak\r\nand\ttab", "'\"`", "%s %(x)s {0}",
    "مرحبا بالعالم", "日本語の説明", "Ünïcödé ﬁ", "W" * 200,
)  # fmt: skip
WORDS = (
    "orders",
    "delivered",
    "complete",
    "within",
    "the agreed hour",
    "over all lines",
    "12.4 M€",
    "on 3 Nov",
    "by Anne",
)
STATES = (Tone.ON_TRACK, Tone.WATCH, Tone.OFF_TRACK, Tone.NO_DATA)


def plain(most: int = 12) -> st.SearchStrategy[str]:
    """A text of ordinary words."""
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=most).map(" ".join)


def long(most: int = 400) -> st.SearchStrategy[str]:
    """A text that is far too long, or a word that is."""
    return st.integers(40, most).flatmap(
        lambda count: st.sampled_from(("word " * count, "W" * count, "über" * count, "1 234 567 " * (count // 3)))
    )


def texts(hostile: bool = False) -> st.SearchStrategy[str]:
    """A text of one of the kinds that a cell or paragraph must bear."""
    found = plain() | plain(40)
    return found | st.sampled_from(HOSTILE) if hostile else found


def numbers(count: int) -> st.SearchStrategy[tuple[Decimal | None, ...]]:
    """Values with a gap here and there, at least one of them there."""
    value = st.none() | st.decimals(-999, 99_999, places=1, allow_nan=False)
    held = st.lists(value, min_size=count, max_size=count).map(tuple)
    return held.map(lambda values: values if any(one is not None for one in values) else (Decimal(1), *values[1:]))


def badges(text: st.SearchStrategy[str]) -> st.SearchStrategy[Badge]:
    """A status."""
    return st.builds(Badge, text.map(lambda word: word[:20]), st.sampled_from(STATES))


def cells(text: st.SearchStrategy[str]) -> st.SearchStrategy[Cell]:
    """A cell of any content."""
    spark = st.builds(Spark, numbers(8), st.sampled_from(STATES), text)
    share = st.decimals(0, 1, places=2)
    bullet = st.builds(Bullet, share, share, st.sampled_from(STATES), text)
    written = st.builds(Cell, text, st.sampled_from(tuple(Tone)))
    return written | written | st.builds(lambda content: Cell(content=content), badges(text) | spark | bullet)


def figures() -> st.SearchStrategy[Cell]:
    """A figure as it stands in a column that is set to the right."""
    return st.builds(Cell, st.sampled_from(("", "12.4 M€", "−1.1 pts", "97.0\u00a0%", "≤ 5.0 %", "1 234 567")))


@st.composite
def tables(draw: st.DrawFn, text: st.SearchStrategy[str], most: int = 12) -> Table:
    """A table of up to `most` rows, some of them headings of a group; columns set to the right hold figures."""
    aligns = (Align.LEFT, *draw(st.lists(st.sampled_from(tuple(Align)), min_size=1, max_size=6)))
    columns = tuple(Column(draw(plain(1)), draw(st.integers(5, 60)), align) for align in aligns)
    rows = []
    for _ in range(draw(st.integers(1, most))):
        if draw(st.integers(0, 4)) == 0:
            heading = Cell(draw(text) or "Group", Tone.STRONG)
            rows.append(Row((heading, *(Cell() for _ in aligns[1:])), group=True))
        else:
            first = draw(st.builds(Cell, text))
            rest = (draw(figures() if align is Align.RIGHT else cells(text)) for align in aligns[1:])
            rows.append(Row((first, *rest)))
    return Table(columns, tuple(rows), draw(text))


@st.composite
def charts(draw: st.DrawFn, text: st.SearchStrategy[str]) -> Chart:
    """A chart with or without last year, goal and differences."""
    count = draw(st.integers(1, 8))

    def series(name: str) -> Series:
        values = draw(numbers(count))
        return Series(name, values, tuple("" if value is None else str(value) for value in values))

    return Chart(
        label=draw(text),
        alt=draw(text) or "alt",
        categories=tuple(draw(text)[:30] for _ in range(count)),
        actual=series(draw(text)),
        prior=series(draw(text)) if draw(st.booleans()) else None,
        target=series(draw(text)) if draw(st.booleans()) else None,
        variance=series(draw(text)) if draw(st.booleans()) else None,
        variance_tones=tuple(draw(st.sampled_from(STATES)) for _ in range(count)),
        number_format="#,##0.0",
        caption=draw(st.just("") | text),
    )


def facts(text: st.SearchStrategy[str], most: int = 6) -> st.SearchStrategy[Facts]:
    """Outcomes and misses."""
    fact = st.builds(Fact, text.map(lambda found: found[:12]), text, st.just("") | text, badges(text))
    return st.lists(fact, min_size=1, max_size=most).map(tuple).map(Facts)


def blocks(text: st.SearchStrategy[str], most: int = 12) -> st.SearchStrategy[Block]:
    """Any block but a cover."""
    prose = st.builds(Prose, plain(3), text, st.just("") | text)
    return tables(text, most) | charts(text) | facts(text) | prose | st.builds(Callout, plain(3), text)


KINDS = ("summary", "scorecard", "perspective", "actions", "appendix")


@st.composite
def slides(draw: st.DrawFn, text: st.SearchStrategy[str], most: int = 12) -> Slide:
    """A slide of any kind with up to four blocks, in one column or two."""
    kind = draw(st.sampled_from(KINDS))
    two = kind in ("summary", "perspective") and draw(st.booleans())
    regions = st.sampled_from((Region.LEFT, Region.RIGHT)) if two else st.just(Region.FULL)
    held = draw(st.lists(st.tuples(regions, blocks(text, most)), min_size=1, max_size=4))
    return Slide(kind, kind, draw(plain(2)), draw(text) or "Title", tuple(held), draw(st.just("") | text))


@st.composite
def decks(draw: st.DrawFn, hostile: bool = False, most: int = 12, text: st.SearchStrategy[str] | None = None) -> Deck:
    """A cover and up to three slides."""
    text = texts(hostile) if text is None else text
    block = Cover(draw(text), draw(text) or "Account", draw(text), draw(text), tuple(draw(st.lists(text, max_size=3))))
    cover = Slide("cover", "cover", "", draw(text) or "Cover", ((Region.FULL, block),))
    held = draw(st.lists(slides(text, most), min_size=1, max_size=3))
    return Deck(
        title=draw(text) or "Deck",
        language=draw(st.sampled_from(("en", "fr", "en-GB"))),
        author=draw(text),
        footer=draw(text),
        mark=draw(text),
        warning=draw(st.just("") | text.map(lambda found: found[:40])),
        as_of=draw(text),
        created="2026-10-12",
        slides=(cover, *(replace(slide, id=f"{slide.id}-{number}") for number, slide in enumerate(held))),
    )
