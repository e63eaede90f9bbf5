"""Small files made for the audit's tests, and the two facts that are planted in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal

import pikepdf
import weasyprint
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches

from reviewgen.audit import Secret
from reviewgen.errors import Leak

WORDS, FIGURE = "Nebula margin squeeze", "417,123.58"
PLANT = f"{WORDS} {FIGURE}"
HARMLESS = "Share of shelf 55.5"
SECRETS = (
    Secret("the margin's name", texts=(WORDS,)),
    Secret("the margin's value", values=(Decimal("417123.5849"),), units=("€",)),
)
DISCLOSED = (HARMLESS, "Q1 2026", "Q2 2026", "21.5", "22.25", "Sales", "Quarterly review", "Maison Verdier")
WHAT = tuple(secret.what for secret in SECRETS)
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
CUSTOM_SHOW = '<p:custShowLst><p:custShow name="{}" id="0"/></p:custShowLst>'
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://'
    'schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property pid="2" name="House">'
    "<vt:lpwstr>{}</vt:lpwstr></property></Properties>"
)
SECTION = (
    '<p:extLst><p:ext uri="x"><p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">'
    '<p14:section name="{}" id="a"/></p14:sectionLst></p:ext></p:extLst>'
)
FALLBACK = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback><p:sp>'
    '<p:nvSpPr><p:cNvPr id="99" name="Old"/></p:nvSpPr><p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>'
    "</mc:Fallback></mc:AlternateContent>"
)
FIELD = (
    '<p:sp><p:nvSpPr><p:cNvPr id="98" name="F"/></p:nvSpPr><p:txBody><a:p><a:fld><a:t>{}</a:t></a:fld></a:p></p:txBody>'
    "</p:sp>"
)
FILTERED = (
    '<c:extLst><c:ext uri="x"><c15:filteredBarSeries xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/'
    'chart"><c15:ser><c:tx><c:strRef><c:f>Sheet1!$C$1</c:f><c:strCache><c:pt><c:v>{}</c:v></c:pt></c:strCache></c:strRef>'
    "</c:tx></c15:ser></c15:filteredBarSeries></c:ext></c:extLst>"
)
DIAGRAM = (
    f'<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" {A}><dgm:t><a:p><a:r><a:t>'
    "{}</a:t></a:r></a:p></dgm:t></dgm:dataModel>"
)


def places(leaks: tuple[Leak, ...], what: str) -> list[str]:
    """Where the secret `what` was found."""
    return [leak.place for leak in leaks if leak.what.startswith(what)]


def jpeg(words: str) -> bytes:
    """A picture with `words` in its EXIF description."""
    exif = Image.Exif()
    exif[0x010E] = words
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(target, "JPEG", exif=exif)
    return target.getvalue()


def png(words: str, *, packed: bool = False) -> bytes:
    """A picture with `words` in a text chunk, compressed if `packed`."""
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", words, zip=packed)
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(target, "PNG", pnginfo=info)
    return target.getvalue()


def html_pdf(body: str = "", head: str = "", *, styles: str = "", base: str | None = None, **options: object) -> bytes:
    """A tagged PDF of two pages: what is shared, and `body`."""
    page = f"""<html lang="en"><head><title>Quarterly review</title><meta name="author" content="Maison Verdier">{head}
        <style>body {{ font: 12pt "DejaVu Sans" }} {styles}</style></head>
        <body><h1>Quarterly review</h1><p>Sales 21.5</p>
        <div style="break-before: page">{body}</div></body></html>"""
    found = weasyprint.HTML(string=page, base_url=base).write_pdf(pdf_tags=True, **options)
    assert isinstance(found, bytes)
    return found


def with_pdf(change: Callable[[pikepdf.Pdf], object], data: bytes | None = None) -> bytes:
    """A PDF after `change`."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data or html_pdf())) as pdf:
        change(pdf)
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def deck(change: Callable[..., object] = lambda prs: None) -> bytes:
    """A presentation of two slides, a table and a chart, clean before `change` and after it if that adds nothing."""
    prs = Presentation()
    for name in list(prs.part.rels):
        if prs.part.rels[name].reltype == RELATIONSHIP_TYPE.PRINTER_SETTINGS:
            prs.part.drop_rel(name)
    package = prs.part.package
    for name in [key for key, rel in package._rels.items() if rel.reltype.endswith("/thumbnail")]:
        package._rels.pop(name)
    prs.core_properties.last_modified_by = ""
    first = prs.slides.add_slide(prs.slide_layouts[5])
    first.shapes.title.text = "Quarterly review"
    table = first.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1))
    table.name = "KPI table"
    table.table.cell(0, 0).text = "Sales"
    second = prs.slides.add_slide(prs.slide_layouts[5])
    second.shapes.title.text = "Sales"
    add_chart(second)
    change(prs)
    target = io.BytesIO()
    prs.save(target)
    return target.getvalue()


def add_chart(slide: object, series: str = "Sales", value: object = 22.25, category: str = "Q2 2026") -> object:
    """A column chart on `slide`."""
    data = CategoryChartData()
    data.categories = ["Q1 2026", category]
    data.add_series(series, (21.5, value))
    at = (Inches(1), Inches(2), Inches(4), Inches(3))
    return slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *at, data).chart  # type: ignore[attr-defined]


def repacked(data: bytes, changes: Mapping[str, Callable[[bytes], bytes] | bytes]) -> bytes:
    """A zip with the members that match a pattern changed, and those that match none added."""
    target = io.BytesIO()
    used: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            for pattern, change in changes.items():
                if re.fullmatch(pattern, name):
                    used.add(pattern)
                    content = change(content) if callable(change) else change
            new.writestr(name, content)
        for name, content in changes.items():
            if name not in used:
                assert isinstance(content, bytes), f"no member matches {name}"
                new.writestr(name, content)
    return target.getvalue()
