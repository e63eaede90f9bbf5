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


def with_pdf(change: Callable[[pikepdf.Pdf], None], data: bytes | None = None) -> bytes:
    """A PDF after `change`."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data or html_pdf())) as pdf:
        change(pdf)
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def deck(change: Callable[..., None] = lambda prs: None) -> bytes:
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
