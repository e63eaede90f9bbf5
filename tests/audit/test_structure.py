"""What a shared file may not hold at all is found, though not one secret word stands in it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Emu

from reviewgen.audit import structure
from tests.audit.makers import deck, html_pdf, png, repacked, with_pdf
from tests.render import drawn

OTHER = "http://example.org/relationships/other"


def _reached(name: str, content: bytes = b"<x/>") -> Callable[[Any], object]:
    """A part that the first slide refers to."""

    def change(prs: Any) -> None:
        part = Part(PackURI(name), "application/xml", prs.part.package, content)
        prs.slides[0].part.relate_to(part, OTHER)

    return change


def _hidden_shape(prs: Any) -> None:
    prs.slides[0].shapes[0]._element.nvSpPr.cNvPr.set("hidden", "1")


def _cropped(prs: Any) -> None:
    prs.slides[0].shapes.add_picture(io.BytesIO(png("x")), 0, 0).crop_left = 0.5


def _off_slide(prs: Any) -> None:
    prs.slides[0].shapes.add_textbox(Emu(-9_000_000), 0, Emu(9), Emu(9))


def _group_off_slide(prs: Any) -> None:
    group = prs.slides[0].shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Emu(9_000), Emu(9_000))
    group.left = Emu(-90_000_000)


def _hidden_slide(prs: Any) -> None:
    prs.slides[1]._element.set("show", "0")


def _removed_slide(prs: Any) -> None:
    prs.slides._sldIdLst.remove(prs.slides._sldIdLst[-1])


def _link(prs: Any) -> None:
    prs.slides[0].part.relate_to("https://example.org", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def _notes(prs: Any) -> None:
    prs.slides[0].notes_slide.notes_text_frame.text = "x"


def _saver(prs: Any) -> None:
    prs.core_properties.last_modified_by = "Claire"


def _book(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    def rewrite(data: bytes) -> bytes:
        book, target = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
        change(book)
        book.save(target)
        return target.getvalue()

    return lambda made: repacked(made, {r"ppt/embeddings/.*\.xlsx": rewrite})


def _cell(ref: str, value: object) -> Callable[[bytes], bytes]:
    return _book(lambda book: book.active.__setitem__(ref, value))


def _added(name: str) -> Callable[[bytes], bytes]:
    return lambda made: repacked(made, {name: b"<x/>"})


def _doctype(made: bytes) -> bytes:
    def change(data: bytes) -> bytes:
        head, rest = data.split(b"?>", 1)
        return head + b'?><!DOCTYPE x [<!ENTITY e "x">]>' + rest

    return repacked(made, {"ppt/slides/slide1.xml": change})


PPTX: dict[str, tuple[bytes, str, str]] = {
    "notes": (deck(_notes), "slide 1, notes", "speaker notes"),
    "a shape out of sight": (deck(_hidden_shape), "slide 1, shape 'Title 1'", "a hidden shape"),
    "a cropped picture": (deck(_cropped), "slide 1", "a cropped picture"),
    "a shape beside the slide": (deck(_off_slide), "slide 1, shape", "a shape off the slide"),
    "a group beside the slide": (deck(_group_off_slide), "slide 1, shape", "a shape off the slide"),
    "a hidden slide": (deck(_hidden_slide), "slide 2", "a hidden slide"),
    "a removed slide": (deck(_removed_slide), "slide left in the package", "a part that no slide shows"),
    "a link to the web": (deck(_link), "slide 1", "a link to something outside"),
    "who saved it": (deck(_saver), "document property lastModifiedBy", "the name of who saved it last"),
    "an embedded document": (deck(_reached("/ppt/embeddings/a.docx")), "slide 1", "a file that is no chart's workbook"),
    "an embedded PDF": (
        deck(_reached("/ppt/media/a.dat", html_pdf())),
        "slide 1",
        "a file that is no chart's workbook",
    ),
    "a binary part": (deck(_reached("/ppt/embeddings/a.bin", b"x")), "slide 1", "a macro or binary part"),
    "tags": (deck(_reached("/ppt/tags/tag1.xml")), "slide 1, tags", "tags"),
    "comments": (deck(_reached("/ppt/comments/comment1.xml")), "slide 1, comments", "comments"),
    "custom XML": (_added("customXml/item1.xml")(deck()), "part customXml/item1.xml", "custom XML"),
    "custom properties": (_added("docProps/custom.xml")(deck()), "document properties", "custom properties"),
    "commentators": (
        _added("ppt/commentAuthors.xml")(deck()),
        "part ppt/commentAuthors.xml",
        "the names of commentators",
    ),
    "a loose part": (_added("ppt/left.xml")(deck()), "part ppt/left.xml", "a part that no slide shows"),
    "a document type": (_doctype(deck()), "slide 1", "a document type declaration"),
    "a formula": (
        _cell("B2", "=1+1")(deck()),
        "slide 2, shape 'Chart 2' (chart), chart workbook, sheet Sheet1, cell B2",
        "a formula",
    ),
    "another value": (
        _cell("B2", 99)(deck()),
        "slide 2, shape 'Chart 2' (chart), chart workbook, sheet Sheet1, cell B2",
        "not what the chart shows",
    ),
    "another cell": (
        _cell("F40", 1)(deck()),
        "slide 2, shape 'Chart 2' (chart), chart workbook, sheet Sheet1, cell F40",
        "not what the chart shows",
    ),
    "another sheet": (
        _book(lambda book: book.create_sheet("More").__setitem__("A1", 1))(deck()),
        "sheet More, cell A1",
        "not what the chart shows",
    ),
    "bytes before": (b"x" + deck(), "bytes at 0", "bytes that belong to no part"),
}


def _annotation(kind: Name) -> Callable[[pikepdf.Pdf], object]:
    def change(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=kind, Rect=Array([0, 0, 9, 9]))
        pdf.pages[1].obj["/Annots"] = Array([pdf.make_indirect(note)])

    return change


def _root(**entries: object) -> Callable[[pikepdf.Pdf], object]:
    return lambda pdf: [pdf.Root.__setitem__(f"/{key}", value) for key, value in entries.items()]


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, b"x")


def _metadata(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj["/Metadata"] = pdf.make_indirect(Stream(pdf, b"<x/>", Type=Name.Metadata, Subtype=Name.XML))


PDF: dict[str, tuple[bytes, str, str]] = {
    "an attachment": (with_pdf(_attached), "object", "an attached file"),
    "a note": (with_pdf(_annotation(Name.Text)), "page 2", "an annotation of kind Text"),
    "a form": (with_pdf(_root(AcroForm=Dictionary())), "object", "a form"),
    "layers": (with_pdf(_root(OCProperties=Dictionary())), "object", "layers"),
    "a portfolio": (with_pdf(_root(Collection=Dictionary())), "object", "a portfolio of files"),
    "a script at the start": (
        with_pdf(_root(OpenAction=Dictionary(S=Name.JavaScript, JS=String("x")))),
        "the document's opening",
        "an automatic action",
    ),
    "a program to start": (
        with_pdf(_root(Extra=Dictionary(S=Name.Launch))),
        "object",
        "an action that starts a program",
    ),
    "a file's address": (
        html_pdf('<a href="x.xlsx">.</a>', base="file:///srv/"),
        "page 2",
        "neither to the web nor to a mailbox",
    ),
    "a property of its own": (
        with_pdf(lambda pdf: pdf.docinfo.__setitem__("/House", "x")),
        "document property House",
        "a property",
    ),
    "metadata of a page": (with_pdf(_metadata), "object", "metadata of a part"),
    "bytes after the end": (html_pdf() + b"x", "after the file's end", "bytes that belong to nothing"),
    "bytes before the header": (b"x\n" + html_pdf(), "before the file's header", "bytes that belong to nothing"),
    "an earlier version": (html_pdf() + b"\n%%EOF\n", "the file's end", "2 end-of-file marks"),
    "private data": (
        with_pdf(lambda pdf: pdf.pages[0].obj.__setitem__("/PieceInfo", Dictionary())),
        "object",
        "private data of a program",
    ),
}


@pytest.mark.parametrize("case", PPTX)
def test_a_presentation_with_it_is_refused(case: str) -> None:
    data, place, what = PPTX[case]
    found = structure("review.pptx", data)
    assert any(place in leak.place and what in leak.what for leak in found), found


@pytest.mark.parametrize("case", PDF)
def test_a_pdf_with_it_is_refused(case: str) -> None:
    data, place, what = PDF[case]
    found = structure("review.pdf", data)
    assert any(place in leak.place and what in leak.what for leak in found), found


@pytest.mark.parametrize("name", drawn.HAND_LAID)
@pytest.mark.parametrize("kind", ["pdf", "pptx"])
def test_our_own_files_hold_none_of_it(name: str, kind: str) -> None:
    assert structure(f"review.{kind}", drawn.file(name, kind)) == ()


def test_small_files_of_other_makers_hold_none_of_it() -> None:
    assert structure("review.pptx", deck()) == ()
    assert structure("review.pdf", html_pdf()) == ()
