"""Reading a presentation: every member, every word and attribute in it, at places a person can find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import etree

from reviewgen.audit import workbook
from reviewgen.audit.package import DEEPEST, Budget, Member, is_xml, is_zip, members, parse, unlisted
from reviewgen.audit.raw import leftover, picture, text
from reviewgen.audit.reading import Kind, Reading
from reviewgen.audit.workbook import OFFICE_REL, PACKAGE_REL, relations
from reviewgen.errors import ReviewgenError

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
PRESENTATION = "ppt/presentation.xml"

_FOR_PEOPLE = {
    "name": "name", "descr": "alt text", "title": "title", "tooltip": "tooltip", "userName": "user name",
    "initials": "initials", "author": "author", "displayName": "name",
}  # fmt: skip
_COUNTERS = {"TotalTime", "Pages", "Words", "Characters", "CharactersWithSpaces", "Lines", "Paragraphs", "Slides",
             "Notes", "HiddenSlides", "MMClips", "AppVersion", "i4", "revision"}  # fmt: skip
_DATES = {"created", "modified", "lastPrinted"}
_NUMBERED = re.compile(r"\D+\d{1,4}")
_MARKUP = ("schemas.openxmlformats.org", "schemas.microsoft.com", "www.w3.org", "purl.org")


def read(data: bytes) -> Iterator[Reading]:
    """Everything that is written in a presentation, its pictures and its nested packages."""
    yield from _package("", data, Budget(), 1)


def _package(prefix: str, data: bytes, budget: Budget, depth: int) -> Iterator[Reading]:
    if depth > DEEPEST:
        raise ReviewgenError(f"it holds packages nested more than {DEEPEST} deep", "Save it anew without attachments.")
    parts = members(data, budget)
    names = labels({part.name: part.data for part in parts})
    yield leftover(f"{prefix}the file's bytes", data)
    for offset, gap in unlisted(data):
        yield Reading(f"{prefix}bytes at {offset} that belong to no part", text(gap))
    yield Reading(f"{prefix}names of the parts", "\n".join(part.name for part in parts), Kind.LABEL)
    cells = workbook.cells(parts) if workbook.is_workbook(parts) else ()
    for cell in cells:
        place = f"{prefix}sheet {cell.sheet}, cell {cell.ref}"
        yield Reading(place, cell.text)
        yield Reading(f"{place}, formula", cell.formula)
    for part in parts:
        place = prefix + names.get(part.name, f"part {part.name}")
        yield from _part(place, part, budget, depth)


def _part(place: str, part: Member, budget: Budget, depth: int) -> Iterator[Reading]:
    if is_zip(part.data):
        yield from _package(f"{place}, ", part.data, budget, depth + 1)
    elif is_xml(part.data):
        yield from _xml(place, part)
    else:
        yield from picture(place, part.data)
        yield leftover(place, part.data)


def labels(found: Mapping[str, bytes]) -> dict[str, str]:
    """What a person would call each part that is reached from a slide: slide 3, chart workbook."""
    slides = slide_parts(found)
    named = {"docProps/core.xml": "document properties", "docProps/app.xml": "document properties",
             "docProps/custom.xml": "custom document properties"}  # fmt: skip
    for part in sorted(name for name in found if re.fullmatch(r"ppt/slides/[^/]+\.xml", name)):
        number = slides.get(part)
        named[part] = f"slide {number}" if number else f"slide left in the package, part {part}"
        _label_reached(found, part, named[part], named)
    for kind in ("slideLayout", "slideMaster", "notesMaster", "handoutMaster"):
        for part in sorted(name for name in found if re.fullmatch(rf"ppt/{kind}s/[^/]+\.xml", name)):
            named[part] = f"{re.sub(r'([A-Z])', r' \\1', kind).lower()}, part {part}"
    for part in [*named]:
        folder, _, name = part.rpartition("/")
        named[f"{folder}/_rels/{name}.rels"] = named[part]
    return named


def _label_reached(found: Mapping[str, bytes], part: str, place: str, named: dict[str, str]) -> None:
    for target in relations(found, part).values():
        if target in named or target not in found:
            continue
        for marker, words in _REACHED:
            if marker in target:
                named[target] = f"{place}, {words}"
                if marker in {"/charts/chart", "/notesSlides/"}:
                    _label_reached(found, target, named[target].removesuffix(", chart"), named)


_REACHED = (
    ("/charts/chart", "chart"),
    ("/embeddings/", "chart workbook"),
    ("/notesSlides/", "notes"),
    ("/comments/", "comments"),
    ("/media/", "picture"),
    ("/tags/", "tags"),
    ("/diagrams/", "diagram"),
)


def slide_parts(found: Mapping[str, bytes]) -> dict[str, int]:
    """The parts of the slides that the presentation lists, with their numbers."""
    if PRESENTATION not in found:
        return {}
    targets = relations(found, PRESENTATION)
    ids = [node.get(f"{OFFICE_REL}id", "") for node in parse(found[PRESENTATION]).iter(f"{P}sldId")]
    return {targets[each]: number for number, each in enumerate(ids, 1) if each in targets}


def _xml(place: str, part: Member) -> Iterator[Reading]:
    root = parse(part.data)
    yield from _shapes(place, root)
    for node in root.iter():
        where = _where(place, node)
        if node.tag in {etree.Comment, etree.ProcessingInstruction, etree.Entity}:
            yield Reading(f"{place}, XML comment", str(node.text or node))
            continue
        yield from _attributes(where, node)
        if node.text and node.text.strip() and node.tag != f"{A}t":
            yield from _node_text(where, node)
        if node.tail and node.tail.strip():
            yield Reading(place, node.tail, fallback=True)
    yield Reading(place, " ".join(root.itertext()), Kind.LABEL, fallback=True)


def _shapes(place: str, root: etree._Element) -> Iterator[Reading]:
    """Each paragraph with its runs joined, and the paragraphs of each text body together."""
    for body in root.iter(f"{P}txBody", f"{A}txBody", f"{C}rich"):
        where = _where(place, body)
        paragraphs = [_joined(paragraph) for paragraph in body.iter(f"{A}p")]
        for paragraph in paragraphs:
            yield Reading(where, paragraph)
        if len(paragraphs) > 1:
            yield Reading(where, "\n".join(paragraphs), Kind.LABEL)
    for lone in root.iter(f"{A}t"):
        yield Reading(_where(place, lone), lone.text or "", Kind.LABEL, fallback=True)


def _joined(paragraph: etree._Element) -> str:
    return "".join("\n" if node.tag == f"{A}br" else node.text or "" for node in paragraph.iter(f"{A}t", f"{A}br"))


def _where(place: str, node: etree._Element) -> str:
    """`place` with the shape, the table's cell or the chart's reference that `node` stands in."""
    words = [place]
    for above in (node, *node.iterancestors()):
        if above.tag == f"{A}tc":
            words.insert(1, _table_place(above))
        elif above.tag in _SHAPES:
            name = next((each.get("name", "") for each in above.iter(f"{P}cNvPr")), "")
            return ", ".join([*words[:1], f"shape '{name}'", *words[1:]])
        elif above.tag in _REFS:
            words.insert(1, f"cache of {above.findtext(f'{C}f') or 'nothing'}")
    return ", ".join(words)


_SHAPES = {f"{P}{each}" for each in ("sp", "pic", "graphicFrame", "cxnSp", "grpSp")}
_REFS = {f"{C}{each}" for each in ("numRef", "strRef", "multiLvlStrRef")}


def _table_place(cell: etree._Element) -> str:
    row = cell.getparent()
    table = row.getparent() if row is not None else None
    if row is None or table is None:
        return "cell"
    return f"row {table.findall(f'{A}tr').index(row) + 1}, column {row.findall(f'{A}tc').index(cell) + 1}"


def _attributes(where: str, node: etree._Element) -> Iterator[Reading]:
    for key, value in node.attrib.items():
        name = etree.QName(key).localname
        if not value:
            continue
        if node.tag == f"{PACKAGE_REL}Relationship" and name == "Target":
            outside = node.get("TargetMode") == "External"
            yield Reading(f"{where}, link target", unquote(value), Kind.CONTENT if outside else Kind.STRUCTURE)
        elif name in _FOR_PEOPLE or not _is_markup(node):
            numbered = name == "name" and _NUMBERED.fullmatch(value)
            words = _FOR_PEOPLE.get(name, name)
            yield Reading(f"{where}, {words}", value, Kind.LABEL if numbered else Kind.CONTENT)
        else:
            kind = Kind.CONTENT if etree.QName(node).localname == "tag" else Kind.STRUCTURE
            yield Reading(f"{where}, {name}", value, kind)


def _is_markup(node: etree._Element) -> bool:
    return any(host in (etree.QName(node).namespace or "") for host in _MARKUP)


def _node_text(where: str, node: etree._Element) -> Iterator[Reading]:
    name = etree.QName(node).localname
    if name in _COUNTERS:
        yield Reading(f"{where}, {name}", node.text or "", Kind.LABEL)
    elif name not in _DATES:
        yield Reading(_property(where, node, name), node.text or "")


def _property(where: str, node: etree._Element, name: str) -> str:
    if "document properties" not in where:
        return where if name in {"v", "t"} else f"{where}, {name}"
    parent = node.getparent()
    custom = parent.get("name") if parent is not None else None
    return f"document property {custom or name}"
