"""The rarer forms of what is read elsewhere: streamed zips, fonts with ranges, torn versions, damaged streams."""

from __future__ import annotations

import io
import sys
import zipfile
import zlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from pptx.util import Emu

from reviewgen.audit import Secret, child, glyphs, structure, told
from reviewgen.audit.numbers import NumberIndex
from reviewgen.audit.raw import picture
from reviewgen.audit.search import search
from reviewgen.audit.texts import TextIndex
from reviewgen.errors import ReviewgenError
from tests.audit.makers import (
    DISCLOSED,
    PLANT,
    SECRETS,
    WHAT,
    add_chart,
    deck,
    html_pdf,
    places,
    png,
    repacked,
    with_pdf,
)


class Pipe(io.RawIOBase):
    """An output that cannot be wound back, as a program has that writes into a pipe."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.written += data
        return len(data)


def streamed(data: bytes) -> bytes:
    """The same package written into a pipe: the size of each member stands after it."""
    pipe = Pipe()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return bytes(pipe.written)


def test_a_streamed_package_is_clean_when_it_is() -> None:
    assert search("a.pptx", streamed(deck()), SECRETS, DISCLOSED) == ()


def test_what_stands_before_a_streamed_package_is_found() -> None:
    assert places(search("a.pptx", PLANT.encode() + streamed(deck()), SECRETS, DISCLOSED), WHAT[0])


def test_the_remark_on_a_member_is_found() -> None:
    target = io.BytesIO(deck())
    with zipfile.ZipFile(target, "a") as archive:
        archive.infolist()[0].comment = PLANT.encode()
        archive._didModify = True  # type: ignore[attr-defined]
    leaks = search("a.pptx", target.getvalue(), SECRETS, DISCLOSED)
    assert any("bytes at" in place for place in places(leaks, WHAT[0]))


RANGES = b"""1 beginbfrange <0001> <001A> <0041> endbfrange
1 beginbfrange <0020> <0022> [<004E> <0065>] endbfrange
1 beginbfchar <0030> <0021> endbfchar"""


@pytest.mark.parametrize(
    ("codes", "words"), [("000E000500020015000C0001", "NEBULA"), ("002000210022", "Ne"), ("00300099", "!")]
)
def test_ranges_of_a_font_are_read(codes: str, words: str) -> None:
    with pikepdf.new() as pdf:
        table = pdf.make_indirect(Stream(pdf, RANGES))
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type0, ToUnicode=table))
        drawn = Stream(pdf, f"BT /F 9 Tf <{codes}> Tj ET".encode())
        assert [reading.text for reading in glyphs.read("page 1", drawn, {"/F": font})] == [words]


def test_a_version_too_torn_to_be_opened_is_read_as_bytes() -> None:
    torn = b"%PDF-1.7\n(" + PLANT.encode() + b")\n%%EOF\n"
    leaks = search("a.pdf", torn + html_pdf(), SECRETS, DISCLOSED)
    assert "earlier version 1" in places(leaks, WHAT[0])


def test_a_stream_that_breaks_off_is_no_way_past() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        broken = Stream(pdf, b"")
        packed = zlib.compressobj()
        whole = packed.compress(PLANT.encode()) + packed.flush(zlib.Z_SYNC_FLUSH)
        broken.write(whole + b"\xff" * 9, filter=Name.FlateDecode)
        pdf.Root["/Loose"] = pdf.make_indirect(broken)

    with pytest.raises(ReviewgenError, match=r'"a.pdf" cannot be read: \(object'):
        search("a.pdf", with_pdf(change), SECRETS, DISCLOSED)


def test_metadata_of_a_page_is_read() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        words = f"<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:h='urn:h'><h:who>{PLANT}</h:who></x:xmpmeta>".encode()
        pdf.pages[0].obj["/Metadata"] = pdf.make_indirect(Stream(pdf, words, Type=Name.Metadata, Subtype=Name.XML))

    leaks = search("a.pdf", with_pdf(change), SECRETS, DISCLOSED)
    assert any(place.endswith("metadata who") for place in places(leaks, WHAT[0]))


def test_a_foreign_property_in_the_metadata_is_refused() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata() as metadata:
            metadata["{urn:house}Margin"] = "x"

    assert any("Margin" in leak.place for leak in structure("a.pdf", with_pdf(change)))


def test_text_after_a_node_is_read() -> None:
    data = repacked(
        deck(), {"ppt/slides/slide1.xml": lambda xml: xml.replace(b"</p:spTree>", b"</p:spTree>" + PLANT.encode())}
    )
    assert places(search("a.pptx", data, SECRETS, DISCLOSED), WHAT[0])


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + b"\0\0\0\0"


@pytest.mark.parametrize(
    "more", [chunk(b"eXIf", PLANT.encode()), chunk(b"zTXt", b"x key\0\0" + zlib.compress(PLANT.encode()))]
)
def test_chunks_of_a_picture_are_read(more: bytes) -> None:
    made = png("x")
    assert any(PLANT in reading.text for reading in picture("slide 1", made[:8] + more + made[8:]))


def test_who_writes_a_sentence_is_told_what_it_tells() -> None:
    assert told(f"See {PLANT}", SECRETS, DISCLOSED) == (WHAT[0], f'{WHAT[1]}, written "417,123.58"')
    assert told("Sales 21.5", SECRETS, DISCLOSED) == ()


@pytest.mark.parametrize(
    ("shown", "hit"),
    [(("Nebula margin squeeze",), False), (("Nebula margins",), True), (("n e b u l a  margin squeeze",), False)],
)
def test_a_text_that_is_shown_is_no_secret(shown: tuple[str, ...], hit: bool) -> None:
    assert bool(list(TextIndex(SECRETS, shown).find("the Nebula margin squeeze"))) is hit


def test_a_word_inside_another_is_another() -> None:
    index = TextIndex([Secret("it", texts=("Nord",))], ())
    assert list(index.find("Nordhav, Nords, Fnord")) == []
    assert [needle for _, needle in index.find("a Nord b")] == ["nord"]
    assert list(TextIndex([Secret("it", texts=("Nord",))], ("Fnord Nordhav",)).find("Nord")) != []


def test_words_that_begin_alike_or_are_too_short_are_no_secret() -> None:
    index = TextIndex((*SECRETS, Secret("short", texts=("ab",))), ())
    assert list(index.find("N e b u l a margin sq and ab")) == []


def test_what_is_neither_one_number_nor_two_is_none() -> None:
    assert list(NumberIndex([Secret("it", values=(Decimal(12345),))], ()).find("12 345.67.8")) == []


def test_a_system_without_limits_is_left_to_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    child._limit(1)
    assert search("a.pptx", deck(), SECRETS, DISCLOSED) == ()


def _uncropped(prs: Any) -> None:
    picture = prs.slides[0].shapes.add_picture(io.BytesIO(png("x")), 0, 0)
    picture.crop_left = 0.5
    picture.crop_left = 0
    prs.slides[0].shapes.add_group_shape().shapes.add_textbox(0, 0, 9, 9)
    group = prs.slides[0].shapes[-1]._element.grpSpPr
    group.remove(group.find("{*}xfrm"))


def test_a_whole_picture_and_a_group_without_a_frame_are_clean() -> None:
    assert structure("a.pptx", deck(_uncropped)) == ()


def test_a_sheet_that_is_listed_and_not_there_has_no_cells() -> None:
    more = b"</sheets>"
    sheet = b'<sheet name="Gone" sheetId="9" r:id="rId99"/></sheets>'
    data = repacked(
        deck(),
        {r"ppt/embeddings/.*": lambda book: repacked(book, {"xl/workbook.xml": lambda xml: xml.replace(more, sheet)})},
    )
    assert search("a.pptx", data, SECRETS, DISCLOSED) == ()


def _turned(prs: Any, left: int) -> None:
    box = prs.slides[0].shapes.add_textbox(Emu(left), 0, Emu(900_000), Emu(90_000))
    box.rotation = 45


@pytest.mark.parametrize(("left", "hit"), [(-9_000_000, True), (100_000, False)])
def test_a_turned_shape_beside_the_slide_is_seen(left: int, hit: bool) -> None:
    found = structure("a.pptx", deck(lambda prs: _turned(prs, left)))
    assert any("off the slide" in leak.what for leak in found) is hit


CHART = r"ppt/charts/chart[^/]*\.xml"
RELS = r"ppt/charts/_rels/chart[^/]*\.rels"
STRUCTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "two parts of one name": (lambda: _twice(), "two parts of one name"),
    "a link to nothing": (
        lambda: repacked(deck(), {RELS: lambda xml: xml.replace(b"embeddings/", b"embeddings/gone")}),
        "a link to a part that is not there",
    ),
    "data elsewhere": (
        lambda: repacked(deck(), {RELS: lambda xml: xml.replace(b"embeddings/", b"elsewhere/")}),
        "data that are not in the file",
    ),
    "a filtered series": (
        lambda: repacked(deck(), {CHART: lambda xml: xml.replace(b"</c:chart>", b"<c:filteredSeries/></c:chart>")}),
        "a hidden part (filteredSeries)",
    ),
    "words for a number": (
        lambda: repacked(deck(), {CHART: lambda xml: xml.replace(b"<c:v>21.5</c:v>", b"<c:v>none</c:v>")}),
        "a cell that is not what the chart shows",
    ),
    "points of nothing": (
        lambda: repacked(deck(), {CHART: lambda xml: xml.replace(b"Sheet1!$B$2:$B$3", b"[1]!all")}),
        "a cell that is not what the chart shows",
    ),
    "a drawing in the workbook": (lambda: _in_book("xl/drawings/drawing1.xml"), "more than the cells"),
    "a link out of the workbook": (lambda: _in_book("xl/_rels/x.rels"), "a link to something outside the file"),
}


def _twice() -> bytes:
    target = io.BytesIO(deck())
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("ppt/presentation.xml", archive.read("ppt/presentation.xml"))
    return target.getvalue()


def _in_book(name: str) -> bytes:
    body = b'<x><Relationship TargetMode="External"/></x>'
    return repacked(deck(), {r"ppt/embeddings/.*\.xlsx": lambda book: repacked(book, {name: body})})


@pytest.mark.parametrize("case", STRUCTURES)
def test_it_is_refused(case: str) -> None:
    make, what = STRUCTURES[case]
    assert any(what in leak.what for leak in structure("a.pptx", make()))


@pytest.mark.parametrize("name", ["gapWidth", "overlap", "lblOffset"])
def test_a_round_number_in_a_charts_markup_is_no_leak(name: str) -> None:
    """A hidden target of 10 % is no reason to stop on the thousand that sets a chart's gaps, offset or axis."""
    hidden = [Secret("share of voice", values=tuple(map(Decimal, ("10", "15", "1000"))), units=("%",))]
    markup = f'<c:{name} val="1000"/><c:max val="1000"/></c:chart>'.encode()
    data = repacked(deck(), {CHART: lambda xml: xml.replace(b"</c:chart>", markup)})
    assert search("a.pptx", data, hidden, DISCLOSED) == ()


@pytest.mark.parametrize(("value", "hit"), [(1000, False), (15.5, True)])
def test_a_charts_thousand_is_no_tenth(value: float, hit: bool) -> None:

    hidden = [Secret("share of voice", values=(Decimal(10), Decimal("15.5")), units=("%",))]
    data = deck(lambda prs: add_chart(prs.slides[0], value=value))
    assert bool(places(search("a.pptx", data, hidden, DISCLOSED), "share of voice")) is hit


def test_a_pdf_without_pages_of_text_is_read() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root["/Loose"] = pdf.make_indirect(Array([1, 2]))
        target = io.BytesIO()
        pdf.save(target)
    assert search("a.pdf", target.getvalue(), SECRETS, DISCLOSED) == ()
