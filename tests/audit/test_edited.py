"""A client's deck that somebody edited by hand: an internal figure is found wherever it was put, and its place told in
the words of PowerPoint and of a PDF reader."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pptx import Presentation
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Emu, Inches

from tests.audit.makers import CUSTOM, P, repacked
from tests.cli.shop import Command, command, piped, shop

TYPED = "we make 37.29 % on it"
"""Our gross margin of the quarter, which the client may not see, as a person would type it."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with all its files built."""
    folder = shop(tmp_path_factory.mktemp("built"))
    assert piped("build", "Q3", "--workspace", folder, "--account", "acme").code == 0
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`reviewgen` with these words, in this process."""
    return command(monkeypatch, capsys)


Change = Callable[[bytes, Path], bytes]


def _shown(change: Callable[[Any], object]) -> Change:
    def edit(data: bytes, _: Path) -> bytes:
        prs, target = Presentation(io.BytesIO(data)), io.BytesIO()
        change(prs)
        prs.save(target)
        return target.getvalue()

    return edit


def _typed(prs: Any, left: int = 914_400, slide: int = 2) -> None:
    box = prs.slides[slide].shapes.add_textbox(left, Inches(1), Inches(4), Inches(1))
    box.name, box.text_frame.text = "TextBox 7", TYPED


def _in_table(prs: Any) -> None:
    table = next(shape for slide in prs.slides for shape in slide.shapes if shape.has_table)
    table.name = "Scores"
    table.table.cell(1, 1).text = TYPED


def _in_alt_text(prs: Any) -> None:
    prs.slides[1].shapes.title._element.nvSpPr.cNvPr.set("descr", TYPED)


def _on_hidden_slide(prs: Any) -> None:
    _typed(prs)
    prs.slides[2]._element.set("show", "0")


def _commented(prs: Any) -> None:
    said = f"<p:cmLst {P}><p:cm authorId='0' idx='1'><p:text>{TYPED}</p:text></p:cm></p:cmLst>"
    part = Part(PackURI("/ppt/comments/comment1.xml"), "application/xml", prs.part.package, said.encode())
    prs.slides[1].part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments")


def _noted(prs: Any) -> None:
    prs.slides[1].notes_slide.notes_text_frame.text = TYPED


def _charted(data: bytes, _: Path) -> bytes:
    def change(chart: bytes) -> bytes:
        head, mark, rest = chart.rpartition(b"<c:v>")
        return head + mark + b"37.29</c:v>" + rest.partition(b"</c:v>")[2]

    return repacked(data, {r"ppt/charts/chart[^/]*1\.xml": change})


def _in_workbook(data: bytes, _: Path) -> bytes:
    def change(book: bytes) -> bytes:
        loaded, target = openpyxl.load_workbook(io.BytesIO(book)), io.BytesIO()
        loaded.create_sheet("Calc")["C4"] = 37.2914
        loaded.save(target)
        return target.getvalue()

    return repacked(data, {r"ppt/embeddings/.*1\.xlsx": change})


def _property(data: bytes, _: Path) -> bytes:
    return repacked(data, {"docProps/custom.xml": CUSTOM.format(TYPED).encode()})


def _pasted(data: bytes, internal: Path) -> bytes:
    """A slide of the internal deck pasted at the end, as it is pasted from one window into another."""

    def change(prs: Any) -> None:
        source = Presentation(str(internal))
        tables = [shape for slide in source.slides for shape in slide.shapes if shape.has_table]
        table = next(each for each in tables if "Gross margin" in "".join(each._element.itertext()))
        slide = prs.slides.add_slide(prs.slide_layouts[0])
        slide.shapes._spTree.append(copy.deepcopy(table._element))

    return _shown(change)(data, internal)


PPTX: dict[str, tuple[Change, str, str]] = {
    "text box": (_shown(_typed), "slide 3, text box 'TextBox 7'", "Selection Pane"),
    "table cell": (_shown(_in_table), "table 'Scores', row 2, column 2", "Selection Pane"),
    "chart's numbers": (_charted, "among the figures that the chart draws", "Edit Data in Excel"),
    "chart's workbook": (_in_workbook, "in the workbook behind the chart, sheet Calc, cell C4", "Edit Data in Excel"),
    "notes": (_shown(_noted), "slide 2, in the speaker notes", "View > Notes Page"),
    "alt text": (_shown(_in_alt_text), "slide 2, title 'Title 1', in its alt text", "View Alt Text"),
    "hidden slide": (_shown(_on_hidden_slide), "slide 3, text box 'TextBox 7'", "Delete the slide"),
    "off the slide": (
        _shown(lambda prs: _typed(prs, Emu(-9_000_000))), "slide 3, text box 'TextBox 7'", "Zoom out",
    ),
    "comment": (_shown(_commented), "slide 2, in the comments", "Review > Delete"),
    "custom property": (_property, "the file's properties, House", "Inspect Document"),
    "internal slide": (_pasted, ", table '", "Selection Pane"),
}  # fmt: skip


def _paged(change: Callable[[pikepdf.Pdf], object]) -> Change:
    def edit(data: bytes, _: Path) -> bytes:
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            pdf.save(target)
        return target.getvalue()

    return edit


def _annotated(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents=String(TYPED))
    pdf.pages[1].obj["/Annots"] = Array([pdf.make_indirect(note)])


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["calc.txt"] = pikepdf.AttachedFileSpec(pdf, TYPED.encode())


def _bookmarked(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.insert(0, pikepdf.OutlineItem(TYPED, 0))


def _field(pdf: pikepdf.Pdf) -> None:
    box = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("a"), V=String(TYPED))
    box["/Rect"] = Array([0, 0, 9, 9])
    field = pdf.make_indirect(box)
    pdf.pages[1].obj["/Annots"] = Array([field])
    pdf.Root["/AcroForm"] = Dictionary(Fields=Array([field]))


def _white(pdf: pikepdf.Pdf) -> None:
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    pdf.pages[1].add_resource(font, Name.Font, Name.Added)
    pdf.pages[1].contents_add(pdf.make_stream(f"q 1 g BT /Added 9 Tf 50 50 Td ({TYPED}) Tj ET Q".encode()))


PDF: dict[str, tuple[Change, str, str]] = {
    "annotation": (_paged(_annotated), "page 2, in a comment", "list of comments"),
    "attachment": (_paged(_attached), "in a file attached to the PDF", "list of attachments"),
    "bookmark": (_paged(_bookmarked), "bookmark 1", "Rename the heading"),
    "form field": (_paged(_field), "page 2, in a form field", "without form fields"),
    "white text": (_paged(_white), "page 2, in its text", "Ctrl+F finds white"),
}
CASES = {**{f"{name} (PPTX)": (*case, "pptx") for name, case in PPTX.items()},
         **{f"{name} (PDF)": (*case, "pdf") for name, case in PDF.items()}}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_internal_figure_put_in_by_hand_is_found_and_its_place_told(
    case: str, run: Command, built: Path, tmp_path: Path
) -> None:
    change, place, remedy, kind = CASES[case]
    name, out = f"acme-2026-Q3.{kind}", built / "out"
    before = (out / "client" / "2026-Q3" / name).read_bytes()
    target = tmp_path / f"for Monday.{kind}"
    target.write_bytes(change(before, out / "internal" / "2026-Q3" / f"acme-2026-Q3-INTERNAL.{kind}"))
    found = run("audit", target, "--workspace", built, "--account", "acme", "--period", "2026-Q3")
    assert found.code == 4
    blocks = found.out.split("\n\n")
    hit = next(block for block in blocks if "the internal KPI gross_margin" in block and place in block)
    assert 'written "37.' in hit or case == "internal slide (PPTX)"
    assert remedy in found.out
    assert "do not send" in found.err and "part ppt/" not in hit and "object " not in hit
