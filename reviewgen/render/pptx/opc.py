"""Everything that reaches behind python-pptx's public interface, in one place."""

from __future__ import annotations

import io
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart

from reviewgen.render.pptx.xml import NAMESPACES

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


class Page:
    """One slide being made."""

    def __init__(self, slide: Any, book: Book) -> None:
        self._slide = slide
        self._book = book

    def placeholder(self, index: int, paragraphs: str, *, properties: str = "") -> None:
        """Fill the placeholder with that index; without text it is taken off the slide.

        `properties` are shape properties that stand instead of the layout's (place, fill); the text stands in the middle.
        """
        shape = next(one for one in self._slide.placeholders if one.placeholder_format.idx == index)
        if not paragraphs:
            shape._element.getparent().remove(shape._element)
            return
        if properties:
            for child in _parse(f"<p:spPr {NAMESPACES}>{properties}</p:spPr>"):
                shape._element.spPr.append(child)
            shape._element.txBody.find(f"{_A}bodyPr").set("anchor", "ctr")
        body = shape._element.txBody
        for old in body.findall(f"{_A}p"):
            body.remove(old)
        for new in _parse(f"<a:x {NAMESPACES}>{paragraphs}</a:x>"):
            body.append(new)

    def footer(self, index: int, name: str, kind: str, paragraphs: str) -> None:
        """Add a footer or number placeholder, which python-pptx leaves on the layout."""
        xml = (
            f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{self.first_free_id()}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
            f'</p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr><p:spPr/>'
            f"<p:txBody><a:bodyPr/><a:lstStyle/>{paragraphs}</p:txBody></p:sp>"
        )
        self._tree.append(_parse(xml))

    def first_free_id(self) -> int:
        """A shape id above all in use."""
        ids = [int(found) for found in self._tree.xpath(".//p:cNvPr/@id")]
        return max(ids) + 1

    def add_shapes(self, shapes: list[str]) -> None:
        """Append shapes in reading order."""
        for child in _parse(f"<p:x {NAMESPACES}>{''.join(shapes)}</p:x>"):
            self._tree.append(child)

    def add_chart(self, xml: bytes, workbook: bytes) -> str:
        """Add a chart part with its workbook; returns the id of the relation to it."""
        package = self._slide.part.package
        number = self._book.next_chart()
        chart = ChartPart.load(PackURI(f"/ppt/charts/chart{number}.xml"), CHART, package, xml)
        name = PackURI(f"/ppt/embeddings/Microsoft_Excel_Sheet{number}.xlsx")
        sheet = EmbeddedXlsxPart(name, EmbeddedXlsxPart.new(b"", package).content_type, package, workbook)
        assert chart.relate_to(sheet, RT.PACKAGE) == "rId1"
        return str(self._slide.part.relate_to(chart, RT.CHART))

    @property
    def _tree(self) -> Any:
        return self._slide.shapes._spTree


class Book:
    """A presentation being made from a template."""

    def __init__(self, template: bytes) -> None:
        self._deck = Presentation(io.BytesIO(template))
        self._layouts = {layout.name: layout for layout in self._deck.slide_layouts}
        self._charts = 0

    def page(self, layout: str) -> Page:
        """A new slide at the end."""
        return Page(self._deck.slides.add_slide(self._layouts[layout]), self)

    def next_chart(self) -> int:
        """The number of the next chart part, counted here since python-pptx walks the whole package for it."""
        self._charts += 1
        return self._charts

    def save(self) -> bytes:
        """The package as python-pptx writes it."""
        buffer = io.BytesIO()
        self._deck.save(buffer)
        return buffer.getvalue()


def _parse(xml: str) -> Any:
    return parse_xml(etree.tostring(etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False))))
