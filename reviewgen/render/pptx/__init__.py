"""render(deck, theme) -> PPTX bytes: native tables and charts on our own template, placed as the PDF is."""

from __future__ import annotations

from typing import assert_never

from reviewgen.deck import Block, Callout, Chart, Cover, Deck, Facts, Prose, Slide, Table
from reviewgen.errors import ReviewgenError
from reviewgen.layout import Box, Placed, cover_name_size, foot, heading, place
from reviewgen.layout.faces import bold
from reviewgen.layout.page import COVER_LINE_PT, COVER_SUBTITLE_PT, FOOT_PT, FOOTER_PT, KICKER_PT, WARNING_PT
from reviewgen.layout.page import WARNING as WARNING_BOX
from reviewgen.render.pptx import blocks, charts, tables
from reviewgen.render.pptx.canonical import APP, canonical, core
from reviewgen.render.pptx.check import check_package
from reviewgen.render.pptx.opc import Book, Page
from reviewgen.render.pptx.xml import Canvas, Run, fill, frame, paragraph
from reviewgen.theme import Theme

TITLE, KICKER, FOOTER, NUMBER, WARNING, COMPANY, EDITION = 0, 10, 11, 12, 13, 14, 15
WARNING_INSET = 2.6


def render(deck: Deck, theme: Theme) -> bytes:
    """The PPTX of `deck`; identical for identical input. ReviewgenError when the package breaks an invariant."""
    book = Book(theme.pptx)
    for slide in deck.slides:
        covers = [block for _, block in slide.blocks if isinstance(block, Cover)]
        if covers:
            _cover(covers[0], deck, theme, book.page("Cover"))
        else:
            _slide(slide, deck, theme, book.page("Title and body"))
    properties = {
        "docProps/core.xml": core(deck.title, deck.author, deck.created, deck.language),
        "docProps/app.xml": APP,
    }
    made = canonical(book.save(), properties)
    findings = check_package(made)
    if findings:
        raise ReviewgenError(f"the PowerPoint file would be broken: {findings[0]}", "Please report it.")
    return made


def _cover(cover: Cover, deck: Deck, theme: Theme, page: Page) -> None:
    lang = deck.language
    size = cover_name_size(cover, theme)
    page.placeholder(TITLE, paragraph([Run(cover.account, size, "paper", bold=True)], lang))
    page.placeholder(1, paragraph([Run(cover.subtitle, COVER_SUBTITLE_PT, "tint")], lang))
    page.placeholder(COMPANY, paragraph([Run(cover.company, COVER_LINE_PT, "paper", bold=True)], lang))
    first, *rest = cover.lines or ("",)
    mark = [Run(cover.mark, COVER_LINE_PT, "paper", bold=True)]
    mark += [Run(f" · {first}", COVER_LINE_PT, "tint")] if first else []
    lines = paragraph(mark, lang, leading=1.2)
    lines += "".join(paragraph([Run(line, COVER_LINE_PT, "tint")], lang, leading=1.2) for line in rest)
    page.placeholder(EDITION, lines)
    _warn(deck, theme, page)


def _slide(slide: Slide, deck: Deck, theme: Theme, page: Page) -> None:
    lang = deck.language
    size = heading(slide, theme).size
    page.placeholder(TITLE, paragraph([Run(slide.title, size, "ink", bold=True)], lang, leading=0.99))
    page.placeholder(KICKER, paragraph([Run(slide.kicker, KICKER_PT, "grey")], lang) if slide.kicker else "")
    _warn(deck, theme, page)
    canvas = Canvas(lang, page.first_free_id())
    for placed in place(slide, theme):
        _block(placed, placed.block, slide, page, canvas, theme)
    if slide.foot:
        small = paragraph([Run(slide.foot, FOOT_PT, "grey")], lang, leading=1.03)
        canvas.text("Sources", foot(slide, theme), small)
    page.add_shapes(canvas.shapes)
    page.footer(FOOTER, "Footer", "ftr", _footer(deck))
    number = f'<a:p><a:pPr algn="r"/><a:fld id="{{6C1D2A5E-0B7B-4C0E-9E55-1A2B3C4D5E6F}}" type="slidenum"><a:rPr lang="{lang}"/>'
    page.footer(NUMBER, "Number", "sldNum", f"{number}<a:t>{_number(slide, deck)}</a:t></a:fld></a:p>")


def _number(slide: Slide, deck: Deck) -> int:
    return deck.slides.index(slide) + 1


def _footer(deck: Deck) -> str:
    runs = [
        Run(f"{deck.footer} · ", FOOTER_PT, "grey"),
        Run(deck.mark, FOOTER_PT, "ink", bold=True),
        Run(f" · {deck.as_of}", FOOTER_PT, "grey"),
    ]
    return paragraph(runs, deck.language)


def _warn(deck: Deck, theme: Theme, page: Page) -> None:
    """The warning in its coloured box, as wide as its words; nothing where the deck has none."""
    if not deck.warning:
        page.placeholder(WARNING, "")
        return
    wide = bold(theme).width(deck.warning, WARNING_PT) + 2 * WARNING_INSET
    box = Box(WARNING_BOX.x + WARNING_BOX.w - wide, WARNING_BOX.y, wide, WARNING_BOX.h)
    words = paragraph([Run(deck.warning, WARNING_PT, "paper", bold=True)], deck.language, align="ctr")
    page.placeholder(WARNING, words, properties=f"{frame(box)}{fill('off_track')}")


def _block(placed: Placed, block: Block, slide: Slide, page: Page, canvas: Canvas, theme: Theme) -> None:
    match block:
        case Table():
            tables.draw(placed, block, f"{slide.kicker} table", canvas)
        case Chart():
            charts.draw(placed, block, page, canvas, theme)
        case Facts():
            blocks.facts(placed, block, canvas)
        case Prose():
            blocks.prose(placed, block, canvas)
        case Callout():
            blocks.callout(placed, block, canvas)
        case Cover():
            raise AssertionError("a cover has a layout of its own")
        case _:
            assert_never(block)
