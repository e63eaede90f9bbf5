"""Reading a presentation: every member, every word and attribute in it, at places a person can find."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import etree

from reviewgen.audit import workbook
from reviewgen.audit.package import Budget, Member, is_pdf, is_xml, is_zip, members, parse, unlisted
from reviewgen.audit.raw import leftover, picture, text
from reviewgen.audit.reading import Found, Inner, Kind, Reading
from reviewgen.audit.texts import SHORTEST_IN_MARKUP
from reviewgen.audit.workbook import OFFICE_REL, PACKAGE_REL, relations

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
_PROPERTIES = "document properties"
_DATES = {"created", "modified", "lastPrinted"}
_NUMBERED = re.compile(r"\D+\d{1,4}")
_MARKUP = ("schemas.openxmlformats.org", "schemas.microsoft.com", "www.w3.org", "purl.org")


def read(data: bytes, budget: Budget) -> Iterator[Found]:
    """Everything that is written in a presentation or another package, its pictures, and the files inside it."""
    parts = members(data, budget)
    names = labels({part.name: part.data for part in parts})
    yield leftover("the file's bytes", data)
    for offset, gap in unlisted(data):
        yield Reading(f"bytes at {offset} that belong to no part", text(gap))
    yield Reading("names of the parts", "\n".join(part.name for part in parts), Kind.LABEL)
    cells = workbook.cells(parts) if workbook.is_workbook(parts) else ()
    for cell in cells:
        place = f"sheet {cell.sheet}, cell {cell.ref}"
        yield Reading(place, cell.text)
        yield Reading(f"{place}, formula", cell.formula)
    for part in parts:
        yield from _part(names.get(part.name, f"part {part.name}"), part)


def _part(place: str, part: Member) -> Iterator[Found]:
    if is_zip(part.data) or is_pdf(part.data):
        yield Inner(place, part.data)
    elif is_xml(part.data):
        yield from _xml(place, part)
    else:
        yield from picture(place, part.data)
        yield leftover(place, part.data)


def labels(found: Mapping[str, bytes]) -> dict[str, str]:
    """What a person would call each part that is reached from a slide: slide 3, chart workbook."""
    slides = slide_parts(found)
    named = {f"docProps/{each}.xml": _PROPERTIES for each in ("core", "app", "custom")}
    for part in sorted(name for name in found if re.fullmatch(r"ppt/slides/[^/]+\.xml", name)):
        number = slides.get(part)
        named[part] = f"slide {number}" if number else f"slide left in the package, part {part}"
        _label_reached(found, part, named[part], named)
    for kind, words in _SHARED:
        for part in sorted(name for name in found if re.fullmatch(rf"ppt/{kind}s/[^/]+\.xml", name)):
            named[part] = f"{words}, part {part}"
    for part in [*named]:
        folder, _, name = part.rpartition("/")
        named[f"{folder}/_rels/{name}.rels"] = named[part]
    return named


def _label_reached(found: Mapping[str, bytes], part: str, place: str, named: dict[str, str]) -> None:
    holders = _holders(parse(found[part]))
    for each, target in relations(found, part).items():
        if target in named or target not in found:
            continue
        for marker, words in _REACHED:
            if marker in target:
                named[target] = ", ".join(filter(None, (place, holders.get(each), words)))
                if marker in {"/charts/chart", "/notesSlides/"}:
                    _label_reached(found, target, named[target].removesuffix(", chart"), named)


def _holders(root: etree._Element) -> dict[str, str]:
    """The shape that shows what each relationship leads to: a chart's frame, a picture."""
    return {
        str(value): shape_name(shape)
        for shape in root.iter(*_SHAPES - {f"{P}grpSp"})
        for node in shape.iter()
        for key, value in node.attrib.items()
        if str(key).startswith(OFFICE_REL)
    }


_SHARED = (
    ("slideLayout", "slide layout"),
    ("slideMaster", "slide master"),
    ("notesMaster", "notes master"),
    ("handoutMaster", "handout master"),
)
_REACHED = (
    ("/charts/chart", "chart"),
    ("/embeddings/", "chart workbook"),
    ("/notesSlides/", "notes"),
    ("/comments/", "comments"),
    ("/media/", "picture"),
    ("/tags/", "tags"),
    ("/diagrams/", "diagram"),
    ("/drawings/", "drawing"),
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
    for where, node in _walk(place, root):
        if not isinstance(node.tag, str):
            yield Reading(f"{place}, XML comment", str(node.text or node))
        else:
            yield from _attributes(where, node)
            yield from _paragraphs(where, node)
            if node.text and node.text.strip() and not _in_paragraph(node):
                yield from _node_text(where, node)
        if node.tail and node.tail.strip():
            yield Reading(where, node.tail, fallback=True)
    yield Reading(place, " ".join(map(str, root.itertext())), Kind.LABEL, fallback=True)


def _walk(place: str, root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Each node in order, with `place` and the shape, the table's cell or the chart's reference that it stands in."""
    waiting = [(place, root)]
    while waiting:
        where, node = waiting.pop()
        yield where, node
        waiting += reversed([(_inside(place, where, child, number), child) for number, child in _numbered(node)])


def _numbered(node: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The children, each with its number among those of its tag."""
    seen: Counter[object] = Counter()
    for child in node:
        seen[child.tag] += 1
        yield seen[child.tag], child


def _inside(place: str, where: str, node: etree._Element, number: int) -> str:
    if node.tag in _SHAPES:
        return f"{place}, {shape_name(node)}"
    if node.tag == f"{A}tr":
        return f"{where}, row {number}"
    if node.tag == f"{A}tc":
        return f"{where}, column {number}"
    if node.tag in _REFS:
        return f"{where}, cache of {node.findtext(f'{C}f') or 'nothing'}"
    return where


def shape_name(node: etree._Element) -> str:
    """A shape's name as the Selection Pane lists it, and what a person would call it, where that is more than a shape:
    shape 'TextBox 7' (text box)."""
    name = next((each.get("name", "") for each in node.iter(f"{P}cNvPr")), "")
    kind = next((words for tag, path, words in _KINDS if node.tag == f"{P}{tag}" and _has(node, path)), "")
    return f"shape '{name}' ({kind})" if kind else f"shape '{name}'"


def _has(node: etree._Element, path: str) -> bool:
    return not path or node.find(path) is not None


_KINDS = (
    ("sp", f"{P}nvSpPr/{P}cNvSpPr[@txBox='1']", "text box"),
    ("sp", f"{P}nvSpPr/{P}nvPr/{P}ph[@type='title']", "title"),
    ("sp", f"{P}nvSpPr/{P}nvPr/{P}ph[@type='ctrTitle']", "title"),
    ("graphicFrame", f".//{A}tbl", "table"),
    ("graphicFrame", f".//{C}chart", "chart"),
    ("pic", "", "picture"),
    ("cxnSp", "", "line"),
    ("grpSp", "", "group"),
)
_SHAPES = {f"{P}{each}" for each in ("sp", "pic", "graphicFrame", "cxnSp", "grpSp")}
_REFS = {f"{C}{each}" for each in ("numRef", "strRef", "multiLvlStrRef")}


def _paragraphs(where: str, node: etree._Element) -> Iterator[Reading]:
    """A paragraph with its runs joined; of what holds several paragraphs, all of them together."""
    if node.tag == f"{A}p":
        yield Reading(where, _joined(node))
    elif len(paragraphs := node.findall(f"{A}p")) > 1:
        yield Reading(where, "\n".join(map(_joined, paragraphs)), Kind.LABEL)


def _in_paragraph(node: etree._Element) -> bool:
    return node.tag == f"{A}t" and next(node.iterancestors(f"{A}p"), None) is not None


def _joined(paragraph: etree._Element) -> str:
    return "".join("\n" if node.tag == f"{A}br" else node.text or "" for node in paragraph.iter(f"{A}t", f"{A}br"))


def _attributes(where: str, node: etree._Element) -> Iterator[Reading]:
    for key, raw in node.attrib.items():
        name, value = etree.QName(key).localname, str(raw)
        if not value:
            continue
        if node.tag == f"{PACKAGE_REL}Relationship" and name == "Target":
            outside = node.get("TargetMode") == "External"
            yield Reading(f"{where}, link target", unquote(value), Kind.CONTENT if outside else Kind.STRUCTURE)
        elif name in _FOR_PEOPLE or not _is_markup(node) or node.tag == f"{P}tag":
            counted = name == "name" and (_NUMBERED.fullmatch(value) or str(node.tag).startswith(A))
            yield Reading(f"{where}, {_FOR_PEOPLE.get(name, name)}", value, Kind.LABEL if counted else Kind.CONTENT)
        elif len(value) >= SHORTEST_IN_MARKUP:
            yield Reading(f"{where}, {name}", value, Kind.STRUCTURE)


def _is_markup(node: etree._Element) -> bool:
    return any(host in (etree.QName(node).namespace or "") for host in _MARKUP)


def _node_text(where: str, node: etree._Element) -> Iterator[Reading]:
    name, words = etree.QName(node).localname, node.text or ""
    parent = node.getparent()
    if name in _DATES or (node.tag == f"{workbook.MAIN}v" and parent is not None and parent.get("t") == "s"):
        return
    if node.tag.startswith(workbook.MAIN):
        yield Reading(where, words, fallback=True)
    elif name in _COUNTERS or node.tag == f"{C}f":
        yield Reading(f"{where}, {name}", words, Kind.LABEL)
    elif _PROPERTIES in where:
        named = parent.get("name") if parent is not None else None
        yield Reading(where.replace(_PROPERTIES, f"document property {named or name}"), words)
    else:
        yield Reading(where if name in {"v", "t"} else f"{where}, {name}", words)
