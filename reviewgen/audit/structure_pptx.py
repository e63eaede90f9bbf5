"""What a shared presentation may not hold at all, whatever it says."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import islice

from lxml import etree

from reviewgen.audit import workbook
from reviewgen.audit.numbers import canonical
from reviewgen.audit.package import Budget, is_pdf, is_xml, is_zip, members, parse, unlisted
from reviewgen.audit.pptx import PRESENTATION, A, C, P, labels, shape_name, slide_parts
from reviewgen.audit.workbook import PACKAGE_REL, relations, resolved

Parts = Mapping[str, bytes]
Finding = tuple[str, str]

_MOST_POINTS = 100_000
_BANNED = (
    (r"ppt/notesSlides/", "speaker notes"),
    (r"ppt/notesMasters/", "a notes master"),
    (r"ppt/handoutMasters/", "a handout master"),
    (r"ppt/comments/|ppt/.*/comment[^/]*\.xml", "comments"),
    (r"ppt/(?:commentAuthors|authors)\.xml", "the names of commentators"),
    (r"customXml/", "custom XML"),
    (r"customUI", "a custom ribbon"),
    (r"docProps/thumbnail", "a thumbnail"),
    (r"docProps/custom\.xml", "custom properties"),
    (r".*vbaProject|.*\.bin$", "a macro or binary part"),
    (r"ppt/tags/", "tags"),
    (r"ppt/ink/", "ink"),
    (r"ppt/activeX/|ppt/ctrlProps/", "a control"),
    (r"ppt/changesInfos/|ppt/revisionInfo", "a history of changes"),
    (r"ppt/printerSettings/", "printer settings"),
)


def structure(data: bytes) -> Iterator[Finding]:
    """(place, what) of all that is hidden, foreign, linked outward or left over in a presentation."""
    listed = members(data, Budget())
    parts = {part.name: part.data for part in listed}
    names = labels(parts)
    if len(parts) != len(listed):
        yield "the package", "two parts of one name"
    for offset, _ in unlisted(data):
        yield f"bytes at {offset}", "bytes that belong to no part"
    for name in parts:
        for pattern, what in _BANNED:
            if re.match(pattern, name):
                yield names.get(name, f"part {name}"), what
    yield from _embedded(parts, names)
    yield from _orphans(parts, names)
    yield from _outward(parts, names)
    yield from _hidden(parts, names)
    yield from _author(parts)
    for part in sorted(parts):
        if part.startswith("ppt/charts/chart") and part.endswith(".xml"):
            yield from _chart(names.get(part, f"part {part}"), part, parts)


def _embedded(parts: Parts, names: Mapping[str, str]) -> Iterator[Finding]:
    """A file inside the file may be the workbook of a chart, nothing else."""
    charts = [part for part in parts if re.fullmatch(r"ppt/charts/chart[^/]*\.xml", part)]
    books = {target for chart in charts for target in relations(parts, chart).values()}
    for part in sorted(parts):
        if part not in books and (part.startswith("ppt/embeddings/") or is_zip(parts[part]) or is_pdf(parts[part])):
            yield names.get(part, f"part {part}"), "a file that is no chart's workbook"


def _orphans(parts: Parts, names: Mapping[str, str]) -> Iterator[Finding]:
    reached = {"[Content_Types].xml"}
    slides = slide_parts(parts)
    waiting = [""]
    while waiting:
        part = waiting.pop()
        folder, name = posixpath.split(part)
        reached |= {part, posixpath.join(folder, "_rels", f"{name}.rels")}
        targets = relations(parts, part).values()
        waiting += [target for target in targets if target in parts and target not in reached]
    for part in sorted(parts):
        listed = not re.fullmatch(r"ppt/slides/[^/]+\.xml", part) or part in slides
        if part not in reached or not listed:
            yield names.get(part, f"part {part}"), "a part that no slide shows"


def _outward(parts: Parts, names: Mapping[str, str]) -> Iterator[Finding]:
    for part in sorted(name for name in parts if name.endswith(".rels")):
        for rel in parse(parts[part]).iter(f"{PACKAGE_REL}Relationship"):
            folder = posixpath.dirname(posixpath.dirname(part))
            if rel.get("TargetMode") == "External":
                yield names.get(part, f"part {part}"), "a link to something outside the file"
            elif resolved(folder, rel.get("Target", "")) not in parts:
                yield names.get(part, f"part {part}"), "a link to a part that is not there"


def _hidden(parts: Parts, names: Mapping[str, str]) -> Iterator[Finding]:
    size = _slide_size(parts)
    for part in sorted(name for name in parts if name.startswith("ppt/") and is_xml(parts[name])):
        place, root = names.get(part, f"part {part}"), parse(parts[part])
        if root.getroottree().docinfo.internalDTD is not None:
            yield place, "a document type declaration"
        if root.tag == f"{P}sld" and root.get("show") in {"0", "false"}:
            yield place, "a hidden slide"
        for shape in root.iter(f"{P}cNvPr"):
            if shape.get("hidden") in {"1", "true"}:
                yield f"{place}, {_of(shape)}", "a hidden shape"
        for node in root.iter(f"{P}custShow", f"{P}oleObj", f"{P}control", "{*}filteredSeries", "{*}filteredCategory"):
            yield place, f"a hidden part ({etree.QName(node).localname})"
        for crop in root.iter(f"{A}srcRect"):
            if any(crop.get(side, "0") != "0" for side in "ltrb"):
                yield place, "a cropped picture, which keeps what was cut off"
        if root.tag == f"{P}sld" and size:
            yield from _off_slide(place, root, size)


def _slide_size(parts: Parts) -> tuple[float, float] | None:
    node = parse(parts[PRESENTATION]).find(f"{P}sldSz")
    return None if node is None else (float(node.get("cx", "0")), float(node.get("cy", "0")))


def _off_slide(place: str, root: etree._Element, size: tuple[float, float]) -> Iterator[Finding]:
    """Shapes no part of which lies on the slide; turned shapes are taken as wide as they are tall."""
    for shape in root.iter(f"{P}sp", f"{P}pic", f"{P}graphicFrame", f"{P}cxnSp"):
        box = _box(shape)
        if box and not (box[0] <= size[0] and box[1] <= size[1] and box[2] >= 0 and box[3] >= 0):
            yield f"{place}, {shape_name(shape)}", "a shape off the slide"


def _of(properties: etree._Element) -> str:
    """The name of the shape that has these properties."""
    return next(map(shape_name, islice(properties.iterancestors(), 1, 2)), "the slide itself")


def _box(shape: etree._Element) -> tuple[float, float, float, float] | None:
    own = next((each for path in (f"{P}spPr/{A}xfrm", f"{P}xfrm") for each in shape.findall(path)), None)
    if own is None or own.find(f"{A}off") is None or own.find(f"{A}ext") is None:
        return None
    left, top = _pair(own, "off", "x", "y")
    width, height = _pair(own, "ext", "cx", "cy")
    if own.get("rot"):
        middle, reach = (left + width / 2, top + height / 2), max(width, height) / 2
        left, top, width, height = middle[0] - reach, middle[1] - reach, 2 * reach, 2 * reach
    corners = [(left, top), (left + width, top + height)]
    for group in shape.iterancestors(f"{P}grpSp"):
        frame = group.find(f"{P}grpSpPr/{A}xfrm")
        if frame is not None and frame.find(f"{A}chExt") is not None:
            corners = [_out_of_group(frame, corner) for corner in corners]
    (left, top), (right, bottom) = corners
    return left, top, right, bottom


def _out_of_group(frame: etree._Element, point: tuple[float, float]) -> tuple[float, float]:
    origin, extent = _pair(frame, "off", "x", "y"), _pair(frame, "ext", "cx", "cy")
    inner, span = _pair(frame, "chOff", "x", "y"), _pair(frame, "chExt", "cx", "cy")
    x, y = (origin[at] + (point[at] - inner[at]) * (extent[at] / span[at] if span[at] else 1) for at in (0, 1))
    return x, y


def _pair(frame: etree._Element, tag: str, first: str, second: str) -> tuple[float, float]:
    node = frame.find(f"{A}{tag}")
    return (0.0, 0.0) if node is None else (float(node.get(first, "0")), float(node.get(second, "0")))


def _author(parts: Parts) -> Iterator[Finding]:
    core = parts.get("docProps/core.xml")
    for node in parse(core).iter("{*}lastModifiedBy") if core else ():
        if (node.text or "").strip():
            yield "document property lastModifiedBy", "the name of who saved it last"


def _chart(place: str, part: str, parts: Parts) -> Iterator[Finding]:
    """The chart's workbook holds the cells that the chart shows, nothing else, no formula."""
    root = parse(parts[part])
    books = [
        parts[target] for target in relations(parts, part).values() if "/embeddings/" in target and target in parts
    ]
    if root.find(f"{C}externalData") is not None and not books:
        yield place, "data that are not in the file"
    shown = dict(_cached(root))
    for book in books:
        for cell in workbook.open_cells(book):
            where = f"{_book(place)}, sheet {cell.sheet}, cell {cell.ref}"
            if cell.formula:
                yield where, "a formula"
            if not _same(cell.text, shown.get((cell.sheet, cell.ref))):
                yield where, "a cell that is not what the chart shows"
        yield from _extras(place, book)


def _book(chart: str) -> str:
    return f"{chart.removesuffix(', chart')}, chart workbook"


def _extras(place: str, book: bytes) -> Iterator[Finding]:
    for part in members(book, Budget()):
        if re.match(r"xl/(?:comments|threadedComments|externalLinks|pivot|connections|queryTables|vba|drawings|media|"
                    r"tables|customProperty|persons|model)|customXml|docProps/custom", part.name):  # fmt: skip
            yield f"{_book(place)}, part {part.name}", "more than the cells that the chart shows"
        if part.name.endswith(".rels") and b'TargetMode="External"' in part.data:
            yield f"{_book(place)}, part {part.name}", "a link to something outside the file"


def _cached(root: etree._Element) -> Iterator[tuple[tuple[str, str], str]]:
    """Sheet and cell of each point in the chart's caches, with the text shown."""
    for ref in root.iter(f"{C}numRef", f"{C}strRef", f"{C}multiLvlStrRef"):
        sheet, refs = _cells(ref.findtext(f"{C}f") or "")
        for point in ref.iter(f"{C}pt"):
            at = int(point.get("idx", "0"))
            if at < len(refs):
                yield (sheet, refs[at]), point.findtext(f"{C}v") or ""


def _cells(formula: str) -> tuple[str, list[str]]:
    """The sheet and the cells, in order, of Sheet1!$B$2:$B$5."""
    sheet, _, area = formula.rpartition("!")
    corners = re.findall(r"\$?([A-Z]+)\$?(\d+)", area)
    if not corners:
        return sheet, []
    (left, top), (right, bottom) = corners[0], corners[-1]
    columns, rows = range(_column(left), _column(right) + 1), range(int(top), int(bottom) + 1)
    area_cells = (f"{_letters(column)}{row}" for row in rows for column in columns)
    return sheet.strip("'").replace("''", "'"), list(islice(area_cells, _MOST_POINTS))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _same(cell: str, shown: str | None) -> bool:
    if shown is None or cell == shown:
        return shown is not None
    try:
        return canonical(Decimal(cell)) == canonical(Decimal(shown)) and (Decimal(cell) < 0) == (Decimal(shown) < 0)
    except InvalidOperation:
        return False
