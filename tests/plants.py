"""Renderers that leave a secret in the file, one for each channel that a real one might leak through."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import openpyxl
import pikepdf
from pikepdf import Array, Dictionary, Name, String
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Emu

from reviewgen.deck import Deck
from reviewgen.render import RENDERERS, Renderer
from reviewgen.theme import Theme
from tests import worlds
from tests.audit.makers import P, repacked

WORDS, FIGURE = "Rebate terms eat what is left at this account", "417,123"
PLANT = f"{WORDS} {FIGURE}"
EXACT = "5203701"
"""Net sales of the quarter with all digits; the client is shown 5.2 M€."""
BOTH, DIGITS = ("internal comment", "KPI margin"), ("exact value of sales",)

WORLD = worlds.World(
    tier=2,
    locale="en",
    kpis=(
        worlds.Kpi("shelf", "Share of shelf", "market", "percent", "last", "higher", 1, 45, 1, (40,) * 21),
        worlds.Kpi("sales", "Net sales", "finance", "currency", "sum", "higher", 1, 5_000_000, 2, (1_734_567,) * 21),
        worlds.Kpi("margin", "Contribution", "finance", "currency", "sum", "higher", None, 450_000, 3, (139_041,) * 21),
    ),
    comments=(worlds.Note("sales", "The launch carried it", "client"), worlds.Note("margin", WORDS, "internal")),
    actions=(worlds.Note("shelf", "Agree the shelf plan", "client"),),
    contacts=(),
)
"""One KPI and one comment are hidden from the client."""


@dataclass(frozen=True)
class Case:
    """A renderer of `kind` that leaks `whats` at `place`."""

    kind: str
    render: Renderer
    place: str
    whats: tuple[str, ...] = BOTH


def drawn(kind: str, change: Callable[[Deck], Deck]) -> Renderer:
    """Draws the deck after `change`."""
    return lambda deck, theme: RENDERERS[kind](change(deck), theme)


def bytewise(kind: str, change: Callable[[bytes], bytes]) -> Renderer:
    """Draws the deck and changes the bytes."""
    return lambda deck, theme: change(RENDERERS[kind](deck, theme))


def presented(change: Callable[[Any], object]) -> Renderer:
    """Draws a presentation and changes it as a person could."""

    def render(deck: Deck, theme: Theme) -> bytes:
        made, target = Presentation(io.BytesIO(RENDERERS["pptx"](deck, theme))), io.BytesIO()
        change(made)
        made.save(target)
        return target.getvalue()

    return render


def paged(change: Callable[[pikepdf.Pdf], object]) -> Renderer:
    """Draws a PDF and changes its objects."""

    def render(deck: Deck, theme: Theme) -> bytes:
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(RENDERERS["pdf"](deck, theme))) as pdf:
            change(pdf)
            pdf.save(target)
        return target.getvalue()

    return render


def titled(deck: Deck) -> Deck:
    """The deck with the secret in its second title."""
    first, second, *rest = deck.slides
    return replace(deck, slides=(first, replace(second, title=PLANT), *rest))


def footed(deck: Deck) -> Deck:
    """The deck with the secret in the small print of its last slide."""
    *rest, last = deck.slides
    return replace(deck, slides=(*rest, replace(last, foot=PLANT)))


def found(deck: Any, trait: str) -> Any:
    """The first shape of the deck that has a chart or a table."""
    return next(one for slide in deck.slides for one in slide.shapes if getattr(one, trait))


def box(deck: Any, left: int = 0) -> Any:
    """The run of a new text box that tells the secret."""
    made = deck.slides[1].shapes.add_textbox(Emu(left), 0, Emu(900_000), Emu(900_000))
    made.name, made.text_frame.text = "Planted", PLANT
    return made.text_frame.paragraphs[0].runs[0]


def white(deck: Any) -> None:
    box(deck).font.color.rgb = RGBColor(255, 255, 255)


def noted(deck: Any) -> None:
    deck.slides[1].notes_slide.notes_text_frame.text = PLANT


def split_cell(deck: Any) -> None:
    paragraph = found(deck, "has_table").table.cell(1, 1).text_frame.paragraphs[0]
    for at in range(0, len(PLANT), 4):
        paragraph.add_run().text = PLANT[at : at + 4]


def kept_slide(deck: Any) -> None:
    deck.slides.add_slide(deck.slide_layouts[1]).shapes.title.text = PLANT
    deck.slides._sldIdLst.remove(deck.slides._sldIdLst[-1])


def hidden_slide(deck: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = PLANT
    slide._element.set("show", "0")


def alt_text(deck: Any) -> None:
    found(deck, "has_chart")._element.nvGraphicFramePr.cNvPr.set("descr", PLANT)


def linked(deck: Any) -> None:
    run = box(deck)
    run.text, run.hyperlink.address = "more", f"https://example.org/?q={PLANT}".replace(" ", "%20")


def laid_out(deck: Any) -> None:
    deck.slide_layouts[1].placeholders[0].text_frame.text = PLANT


def keywords(deck: Any) -> None:
    deck.core_properties.keywords = PLANT


def commented(deck: Any) -> None:
    markup = f"<p:cmLst {P}><p:cm><p:text>{PLANT}</p:text></p:cm></p:cmLst>"
    held = Part(PackURI("/ppt/comments/comment1.xml"), "application/xml", deck.part.package, markup.encode())
    deck.slides[1].part.relate_to(held, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments")


def custom_xml(made: bytes) -> bytes:
    return repacked(made, {"customXml/item1.xml": f"<house note='{PLANT}'/>".encode()})


def cells(ref: str, value: object) -> Callable[[bytes], bytes]:
    """A cell of every chart's workbook written over."""

    def rewrite(data: bytes) -> bytes:
        book, target = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
        book.active[ref] = value
        book.save(target)
        return target.getvalue()

    return lambda made: repacked(made, {r"ppt/embeddings/.*\.xlsx": rewrite})


def exact_cache(made: bytes) -> bytes:
    """The charts' figures as a renderer leaves them that does not round."""
    exact = f"<c:v>{EXACT}</c:v>".encode()
    return repacked(made, {r"ppt/charts/chart\d+\.xml": lambda data: re.sub(rb"<c:v>5\.20*</c:v>", exact, data)})


def bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[1].title = PLANT


def attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["notes.txt"] = pikepdf.AttachedFileSpec(pdf, PLANT.encode())


def picture_alt(pdf: pikepdf.Pdf) -> None:
    pictures = (one for one in pdf.objects if isinstance(one, Dictionary) and "/Alt" in one)
    next(pictures)["/Alt"] = String(PLANT)


def web_link(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=String(f"https://example.org/{PLANT}"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
    pdf.pages[1].obj["/Annots"] = Array([pdf.make_indirect(link)])


def described(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        metadata["dc:description"] = PLANT


def invisible(pdf: pikepdf.Pdf) -> None:
    """Text in a standard font that is drawn in rendering mode 3, which no eye sees."""
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page = pdf.pages[1]
    page.add_resource(font, Name.Font, Name.Planted)
    page.contents_add(pdf.make_stream(f"BT 3 Tr /Planted 9 Tf ({PLANT}) Tj ET".encode()))


CASES = {
    "a speaker note": Case("pptx", presented(noted), "slide 2, notes"),
    "an alt text": Case("pptx", presented(alt_text), ", alt text"),
    "a cell of a chart's workbook": Case("pptx", bytewise("pptx", cells("F40", PLANT)), "cell F40"),
    "a category of a chart's workbook": Case("pptx", bytewise("pptx", cells("A2", PLANT)), "cell A2"),
    "a chart's cache with every digit": Case("pptx", bytewise("pptx", exact_cache), "chart, cache of Sheet1!", DIGITS),
    "a chart's workbook with every digit": Case(
        "pptx", bytewise("pptx", cells("B9", int(EXACT))), "chart workbook, sheet Sheet1, cell B9", DIGITS
    ),
    "a slide's title": Case("pptx", drawn("pptx", titled), "slide 2, shape 'Title 1'"),
    "the small print": Case("pptx", drawn("pptx", footed), "shape 'Sources'"),
    "a removed slide that the package keeps": Case("pptx", presented(kept_slide), "slide left in the package"),
    "a hidden slide": Case("pptx", presented(hidden_slide), ", shape 'Title 1'"),
    "text white on white": Case("pptx", presented(white), "slide 2, shape 'Planted'"),
    "a shape off the slide": Case("pptx", presented(partial(box, left=-9_000_000)), "slide 2, shape 'Planted'"),
    "a table's cell split over runs": Case("pptx", presented(split_cell), "row 2, column 2"),
    "a comment": Case("pptx", presented(commented), "slide 2, comments"),
    "custom XML": Case("pptx", bytewise("pptx", custom_xml), "part customXml/item1.xml"),
    "a link's target": Case("pptx", presented(linked), "slide 2, link target"),
    "a layout": Case("pptx", presented(laid_out), "slide layout"),
    "the document's keywords": Case("pptx", presented(keywords), "document property keywords"),
    "a PDF's title": Case("pdf", drawn("pdf", titled), "page 2, text"),
    "a PDF's bookmark": Case("pdf", paged(bookmark), "bookmark 2"),
    "a PDF's attachment": Case("pdf", paged(attachment), "attachment, text"),
    "a PDF's alt text": Case("pdf", paged(picture_alt), "alt text"),
    "a PDF's link": Case("pdf", paged(web_link), "page 2, link target"),
    "a PDF's metadata": Case("pdf", paged(described), "document metadata description"),
    "a PDF's invisible text": Case("pdf", paged(invisible), "page 2, text"),
    "bytes after a PDF's end": Case("pdf", bytewise("pdf", lambda made: made + PLANT.encode()), "after the file's end"),
}
