"""Every channel of a presentation in which something has been seen to leak: what is planted is found, and named."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from pptx.dml.color import RGBColor
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Emu, Inches, Pt

from reviewgen.audit.search import search as audit
from tests.audit.makers import (
    CUSTOM,
    CUSTOM_SHOW,
    DIAGRAM,
    DISCLOSED,
    FALLBACK,
    FIELD,
    FILTERED,
    HARMLESS,
    PLANT,
    SECRETS,
    SECTION,
    WHAT,
    A,
    P,
    add_chart,
    deck,
    html_pdf,
    jpeg,
    places,
    png,
    repacked,
)

BOTH, TEXT, NUMBER = WHAT, WHAT[:1], WHAT[1:]
CHART, PHOTO = "slide 1, shape 'Chart 3' (chart)", "slide 1, shape 'Picture 3' (picture), picture"
OTHER = "slide 2, shape 'Chart 2' (chart)"
BOOK = f"{OTHER}, chart workbook"
Maker = Callable[[str], bytes]
CORE = (
    "title", "author", "subject", "keywords", "comments", "category", "last_modified_by", "content_status",
    "identifier",
)  # fmt: skip


EQUATION = (
    '<p:sp><p:nvSpPr><p:cNvPr id="97" name="E"/></p:nvSpPr><p:txBody><a:p><a14:m '
    'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"><m:oMath '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>{}</m:t></m:r></m:oMath></a14:m>'
    "</a:p></p:txBody></p:sp>"
)
DRAWN = (
    f'<c:userShapes xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" {A}><x:sp xmlns:x="http://schemas.'
    'openxmlformats.org/drawingml/2006/chartDrawing"><x:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></x:txBody></x:sp>'
    "</c:userShapes>"
)
THREAD = (
    f'<p188:cmLst xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main" {A}><p188:cm><p188:txBody>'
    "<a:p><a:r><a:t>{}</a:t></a:r></a:p></p188:txBody></p188:cm></p188:cmLst>"
)


def _with(change: Callable[[Any, str], object]) -> Maker:
    return lambda plant: deck(lambda prs: change(prs, plant) and None)


def _member(name: str, content: str) -> Maker:
    return lambda plant: repacked(deck(), {name: content.format(plant).encode()})


def _inserted(pattern: str, before: str, markup: str) -> Maker:
    """`markup` with the plant put before the first `before` of the member that matches `pattern`."""

    def make(plant: str) -> bytes:
        def change(data: bytes) -> bytes:
            assert before.encode() in data
            return data.replace(before.encode(), markup.format(plant).encode() + before.encode(), 1)

        return repacked(deck(), {pattern: change})

    return make


def _box(prs: Any, plant: str, left: int = 0, top: int = 0) -> Any:
    shape = prs.slides[0].shapes.add_textbox(left, top, Inches(3), Inches(1))
    shape.name, shape.text_frame.text = "Secret box", plant
    return shape


def _split_runs(prs: Any, plant: str) -> None:
    paragraph = _box(prs, "").text_frame.paragraphs[0]
    for at in range(0, len(plant), 3):
        run = paragraph.add_run()
        run.text, run.font.bold = plant[at : at + 3], at % 2 == 0


def _white(prs: Any, plant: str) -> None:
    _box(prs, plant).text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)


def _tiny(prs: Any, plant: str) -> None:
    _box(prs, plant).text_frame.paragraphs[0].runs[0].font.size = Pt(1)


def _cell(prs: Any, plant: str) -> None:
    next(shape for shape in prs.slides[0].shapes if shape.has_table).table.cell(1, 1).text = plant


def _grouped(prs: Any, plant: str) -> None:
    group = prs.slides[0].shapes.add_group_shape()
    group.shapes.add_group_shape().shapes.add_textbox(0, 0, 9, 9).text_frame.text = plant


def _notes(prs: Any, plant: str) -> None:
    prs.slides[1].notes_slide.notes_text_frame.text = plant


def _chart(**options: str) -> Callable[[Any, str], None]:
    def change(prs: Any, plant: str) -> None:
        add_chart(prs.slides[0], **{key: value.format(plant) for key, value in options.items()})

    return change


def _chart_value(prs: Any, plant: str) -> None:
    value = float(plant.rsplit(" ", 1)[1].replace(",", ""))
    add_chart(prs.slides[0], value=value)


def _chart_title(prs: Any, plant: str) -> None:
    chart: Any = add_chart(prs.slides[0])
    chart.chart_title.text_frame.text = plant


def _in_workbook(change: Callable[[Any, str], object]) -> Maker:
    def make(plant: str) -> bytes:
        def rewrite(data: bytes) -> bytes:
            book = openpyxl.load_workbook(io.BytesIO(data))
            change(book, plant)
            target = io.BytesIO()
            book.save(target)
            return target.getvalue()

        return repacked(deck(), {r"ppt/embeddings/.*\.xlsx": rewrite})

    return make


def _extra_sheet(book: Any, plant: str) -> None:
    sheet = book.create_sheet("Hidden")
    sheet.sheet_state = "veryHidden"
    sheet["C7"] = plant


def _comment_in_cell(book: Any, plant: str) -> None:
    book.active["A1"].comment = Comment(plant, "Claire")


def _alt(prs: Any, plant: str) -> None:
    prs.slides[0].shapes[0]._element.nvSpPr.cNvPr.set("descr", plant)


def _shape_title(prs: Any, plant: str) -> None:
    prs.slides[0].shapes[0]._element.nvSpPr.cNvPr.set("title", plant)


def _shape_name(prs: Any, plant: str) -> None:
    prs.slides[0].shapes[0].name = plant


def _picture(make: Callable[[str], bytes]) -> Callable[[Any, str], None]:
    def change(prs: Any, plant: str) -> None:
        prs.slides[0].shapes.add_picture(io.BytesIO(make(plant)), 0, 0)

    return change


def _file_name(prs: Any, plant: str) -> None:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{plant}.png"
        path.write_bytes(png("x"))
        prs.slides[0].shapes.add_picture(str(path), 0, 0)


def _removed_slide(prs: Any, plant: str) -> None:
    prs.slides.add_slide(prs.slide_layouts[5]).shapes.title.text = plant
    ids = prs.slides._sldIdLst
    ids.remove(ids[-1])


def _hidden_slide(prs: Any, plant: str) -> None:
    slide = prs.slides.add_slide(prs.slide_layouts[5])
    slide.shapes.title.text = plant
    slide._element.set("show", "0")


def _off_slide(prs: Any, plant: str) -> None:
    _box(prs, plant, left=Emu(-9_000_000))


def _link(prs: Any, plant: str) -> None:
    _box(prs, "x").text_frame.paragraphs[0].runs[0].hyperlink.address = f"https://example.org/?q={plant}".replace(
        " ", "%20"
    )


def _tip(prs: Any, plant: str) -> None:
    _link(prs, "x")
    shape = prs.slides[0].shapes[-1]
    next(shape._element.iter("{*}hlinkClick")).set("tooltip", plant)


def _layout(prs: Any, plant: str) -> None:
    prs.slide_layouts[1].placeholders[0].text_frame.text = plant


def _master(prs: Any, plant: str) -> None:
    prs.slide_master.placeholders[0].text_frame.text = plant


def _layout_name(prs: Any, plant: str) -> None:
    prs.slide_layouts[1].name = plant


def _part(
    name: str, content: Callable[[str], bytes], kind: str = "application/octet-stream"
) -> Callable[[Any, str], None]:
    def change(prs: Any, plant: str) -> None:
        part = Part(PackURI(name), kind, prs.part.package, content(plant))
        prs.slides[0].part.relate_to(part, "http://example.org/relationships/other")

    return change


def _core(name: str) -> Callable[[Any, str], None]:
    return lambda prs, plant: setattr(prs.core_properties, name, plant)


def _zipped(plant: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep/inner.xml", f"<note>{plant}</note>")
    return target.getvalue()


def _zip_comment(plant: str) -> bytes:
    target = io.BytesIO(deck())
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = plant.encode()
    return target.getvalue()


def _gap(plant: str) -> bytes:
    return plant.encode() + deck()


def _deleted_entry(plant: str) -> bytes:
    """A member whose bytes are there, but which the zip's directory does not list any more."""
    target = io.BytesIO(deck())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("ppt/old.xml", plant)
        archive.filelist.pop()
        archive._didModify = True
    return target.getvalue()


def _hidden_column(book: Any, plant: str) -> None:
    book.active["H2"] = plant
    book.active.column_dimensions["H"].hidden = True


def _slide_name(prs: Any, plant: str) -> None:
    prs.slides[0].name = plant
    prs.slides[0]._element.cSld.set("name", plant)


def _chart_alt(prs: Any, plant: str) -> None:
    frame = next(shape for shape in prs.slides[1].shapes if shape.has_chart)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plant)


def _drawn_on_chart(plant: str) -> bytes:
    """A text box that was drawn inside a chart lies in a part of the chart's own."""

    def change(prs: Any) -> None:
        frame = next(shape for shape in prs.slides[1].shapes if shape.has_chart)
        words = DRAWN.format(plant).encode()
        part = Part(PackURI("/ppt/drawings/drawing1.xml"), "application/xml", prs.part.package, words)
        frame.chart.part.relate_to(
            part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/userShapes"
        )

    return deck(change)


def _linked_workbook(prs: Any, plant: str) -> None:
    frame = next(shape for shape in prs.slides[1].shapes if shape.has_chart)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject"
    frame.chart.part.relate_to(f"file:///S:/{plant}.xlsx".replace(" ", "%20"), kind, is_external=True)


def _notes_master(prs: Any, plant: str) -> None:
    prs.notes_master.placeholders[0].text_frame.text = plant


def _shape_link(prs: Any, plant: str) -> None:
    prs.slides[0].shapes[0].click_action.hyperlink.address = f"https://example.org/{plant}".replace(" ", "%20")


def _svg(plant: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><!-- x --><text>{plant}</text></svg>'.encode()


CHANNELS: dict[str, tuple[Maker, str, tuple[str, ...]]] = {
    "text": (_with(_box), "slide 1, shape 'Secret box'", BOTH),
    "split over runs": (_with(_split_runs), "slide 1, shape 'Secret box'", BOTH),
    "white text": (_with(_white), "slide 1, shape 'Secret box'", BOTH),
    "tiny text": (_with(_tiny), "slide 1, shape 'Secret box'", BOTH),
    "table cell": (_with(_cell), "slide 1, shape 'KPI table' (table), row 2, column 2", BOTH),
    "group in a group": (_with(_grouped), "slide 1, shape 'TextBox", BOTH),
    "field": (_inserted("ppt/slides/slide1.xml", "</p:spTree>", FIELD), "slide 1, shape 'F'", BOTH),
    "fallback for old programs": (
        _inserted("ppt/slides/slide1.xml", "</p:spTree>", FALLBACK), "slide 1, shape 'Old'", BOTH,
    ),
    "notes": (_with(_notes), "slide 2, notes", BOTH),
    "chart title": (_with(_chart_title), f"{CHART}, chart", BOTH),
    "chart category": (_with(_chart(category="{}")), f"{CHART}, chart, cache of Sheet1!$A$2:$A$3", BOTH),
    "chart series": (_with(_chart(series="{}")), f"{CHART}, chart, cache of Sheet1!$B$1", BOTH),
    "chart value": (_with(_chart_value), f"{CHART}, chart, cache of Sheet1!$B$2:$B$3", NUMBER),
    "filtered series": (
        _inserted(r"ppt/charts/.*\.xml", "</c:chart>", FILTERED), f"{OTHER}, chart, cache of Sheet1!$C$1", BOTH,
    ),
    "workbook cell": (_with(_chart_value), f"{CHART}, chart workbook, sheet Sheet1, cell B3", NUMBER),
    "workbook label": (_with(_chart(category="{}")), f"{CHART}, chart workbook, sheet Sheet1, cell A3", BOTH),
    "cell beside the chart's": (
        _in_workbook(lambda book, p: book.active.__setitem__("F40", p)),
        f"{BOOK}, sheet Sheet1, cell F40", BOTH,
    ),
    "hidden sheet": (_in_workbook(_extra_sheet), f"{BOOK}, sheet Hidden, cell C7", BOTH),
    "sheet's name": (_in_workbook(lambda book, p: book.create_sheet(p[:31])), BOOK, TEXT),
    "formula": (
        _in_workbook(lambda book, p: book.active.__setitem__("F1", f'="{p}"')), "sheet Sheet1, cell F1, formula", BOTH,
    ),
    "defined name": (
        _in_workbook(lambda book, p: book.defined_names.add(DefinedName("x", attr_text=f'"{p}"'))),
        BOOK, BOTH,
    ),
    "cell comment": (_in_workbook(_comment_in_cell), BOOK, BOTH),
    "workbook's author": (
        _in_workbook(lambda book, p: setattr(book.properties, "creator", p)), BOOK, BOTH,
    ),
    "alt text": (_with(_alt), "slide 1, shape 'Title 1' (title), alt text", BOTH),
    "title of a shape": (_with(_shape_title), "slide 1, shape 'Title 1' (title), title", BOTH),
    "name of a shape": (_with(_shape_name), "slide 1, shape", BOTH),
    "PNG text": (_with(_picture(png)), f"{PHOTO}, picture text", BOTH),
    "PNG packed text": (_with(_picture(lambda p: png(p, packed=True))), f"{PHOTO}, picture text", BOTH),
    "EXIF": (_with(_picture(jpeg)), f"{PHOTO}, picture EXIF", BOTH),
    "picture's file name": (_with(_file_name), "slide 1, shape 'Picture", BOTH),
    "SVG": (_with(_part("/ppt/media/image9.svg", _svg, "image/svg+xml")), "slide 1, picture", BOTH),
    "removed slide": (_with(_removed_slide), "slide left in the package, part ppt/slides/slide3.xml", BOTH),
    "hidden slide": (_with(_hidden_slide), "slide 3, shape", BOTH),
    "off the slide": (_with(_off_slide), "slide 1, shape 'Secret box'", BOTH),
    "link": (_with(_link), "slide 1, link target", BOTH),
    "tooltip": (_with(_tip), "slide 1, shape 'Secret box' (text box), tooltip", BOTH),
    "layout": (_with(_layout), "slide layout, part", BOTH),
    "layout's name": (_with(_layout_name), "slide layout, part", BOTH),
    "master": (_with(_master), "slide master, part", BOTH),
    **{f"property {name}": (_with(_core(name)), "document property", BOTH) for name in CORE},
    "titles of parts": (
        _inserted("docProps/app.xml", "</Properties>", "<TitlesOfParts>{}</TitlesOfParts>"), "document property", BOTH,
    ),
    "manager": (
        _inserted("docProps/app.xml", "</Properties>", "<Manager>{}</Manager>"), "document property Manager", BOTH,
    ),
    "custom property": (_member("docProps/custom.xml", CUSTOM), "document property House", BOTH),
    "custom XML": (_member("customXml/item1.xml", "<house><k v='{}'/></house>"), "part customXml/item1.xml", BOTH),
    "comment": (
        _member("ppt/comments/comment1.xml", f"<p:cmLst {P}><p:cm><p:text>{{}}</p:text></p:cm></p:cmLst>"),
        "part ppt/comments", BOTH,
    ),
    "commentator": (
        _member("ppt/commentAuthors.xml", f'<p:cmAuthorLst {P}><p:cmAuthor name="{{}}"/></p:cmAuthorLst>'),
        "commentAuthors", BOTH,
    ),
    "tags": (
        _member("ppt/tags/tag1.xml", f'<p:tagLst {P}><p:tag name="A" val="{{}}"/></p:tagLst>'), "part ppt/tags", BOTH,
    ),
    "section": (
        _inserted("ppt/presentation.xml", "</p:presentation>", SECTION), "part ppt/presentation.xml, name", BOTH,
    ),
    "custom show": (
        _inserted("ppt/presentation.xml", "<p:defaultTextStyle", CUSTOM_SHOW),
        "part ppt/presentation.xml, name", BOTH,
    ),
    "XML comment": (_inserted("ppt/slides/slide1.xml", "</p:spTree>", "<!-- {} -->"), "slide 1, XML comment", BOTH),
    "diagram": (
        _with(_part("/ppt/diagrams/data1.xml", lambda p: DIAGRAM.format(p).encode(), "application/xml")),
        "slide 1, diagram", BOTH,
    ),
    "embedded zip": (
        _with(_part("/ppt/embeddings/a.docx", _zipped)), "slide 1, chart workbook, part deep/inner.xml", BOTH,
    ),
    "embedded deck": (
        _with(_part("/ppt/embeddings/a.pptx", lambda p: deck(lambda prs: _box(prs, p) and None))),
        "slide 1, shape", BOTH,
    ),
    "embedded PDF": (_with(_part("/ppt/embeddings/a.bin", html_pdf)), "page 2, text", BOTH),
    "binary part": (_with(_part("/ppt/embeddings/a.bin", lambda p: b"\0\1" + p.encode() + b"\0")), "slide 1", TEXT),
    "binary part, UTF-16": (
        _with(_part("/ppt/embeddings/a.bin", lambda p: b"\0\1" + p.encode("utf-16-le"))), "slide 1", TEXT,
    ),
    "plain text": (_member("ppt/readme.txt", "{}"), "part ppt/readme.txt", TEXT),
    "name of a part": (lambda p: repacked(deck(), {f"ppt/{p}.txt": b"x"}), "names of the parts", TEXT),
    "unknown attribute": (_inserted("ppt/slides/slide1.xml", "</p:spTree>", "<p:x y='{}'/>"), "slide 1, y", TEXT),
    "equation": (_inserted("ppt/slides/slide1.xml", "</p:spTree>", EQUATION), "slide 1, shape 'E'", BOTH),
    "slide's name": (_with(_slide_name), "slide 1, name", BOTH),
    "link of a shape": (_with(_shape_link), "slide 1, link target", BOTH),
    "notes master": (_with(_notes_master), "notes master, part", BOTH),
    "alt text of a chart": (_with(_chart_alt), f"{OTHER}, alt text", BOTH),
    "text box in a chart": (_drawn_on_chart, f"{OTHER}, drawing", BOTH),
    "workbook elsewhere": (_with(_linked_workbook), f"{OTHER}, chart, link target", BOTH),
    "hidden column": (_in_workbook(_hidden_column), f"{BOOK}, sheet Sheet1, cell H2", BOTH),
    "threaded comment": (
        _with(_part("/ppt/comments/modernComment_1.xml", lambda p: THREAD.format(p).encode(), "application/xml")),
        "slide 1, comments", BOTH,
    ),
    "EXIF of the thumbnail": (
        lambda p: repacked(deck(), {"docProps/thumbnail.jpeg": jpeg(p)}), "docProps/thumbnail.jpeg, picture EXIF", BOTH,
    ),
    "title of a table's style": (
        _member("ppt/tableStyles9.xml", '<a:tblStyleLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
                '<a:tblStyle styleName="{}"/></a:tblStyleLst>'), "styleName", BOTH,
    ),
    "zip comment": (_zip_comment, "bytes at", BOTH),
    "bytes before the zip": (_gap, "bytes at 0", BOTH),
    "unlisted member": (_deleted_entry, "bytes at", BOTH),
}  # fmt: skip


def _shown(channel: str) -> str:
    """Something the reader is shown, of a form that the channel takes."""
    return "Sales 22.25" if CHANNELS[channel][2] == NUMBER else HARMLESS


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_planted_is_found_and_its_place_named(channel: str) -> None:
    make, place, whats = CHANNELS[channel]
    leaks = audit("review.pptx", make(PLANT), SECRETS, DISCLOSED)
    for what in whats:
        found = places(leaks, what)
        assert any(place in each for each in found), f"{what}: {found}"


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_shown_is_no_leak_there(channel: str) -> None:
    leaks = audit("review.pptx", CHANNELS[channel][0](_shown(channel)), SECRETS, DISCLOSED)
    assert [leak for leak in leaks if leak.what.startswith(WHAT)] == []


def test_there_are_at_least_thirty_channels() -> None:
    assert len(CHANNELS) >= 30


def test_a_clean_file_has_no_leak() -> None:
    assert audit("review.pptx", deck(), SECRETS, DISCLOSED) == ()
