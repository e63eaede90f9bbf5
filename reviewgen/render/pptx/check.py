"""check_package: what every written package must hold, checked on every build; PowerPoint repairs what breaks it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lxml import etree

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
C16 = "{http://schemas.microsoft.com/office/drawing/2014/chart}"
P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
OWNED = ("/charts/", "/notesSlides/", "/embeddings/")
KINDS = {
    f"{P}sldId": "slide",
    f"{P}sldMasterId": "slideMaster",
    f"{P}sldLayoutId": "slideLayout",
    f"{C}chart": "chart",
    f"{C}externalData": "package",
    f"{A}blip": "image",
}
"""The kind of part that each element refers to."""
HIGHEST_AXIS = 2**31 - 1


def check_package(data: bytes) -> tuple[str, ...]:
    """Every broken invariant of a PPTX, in words; empty when there is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        found = [f"{name}: stands twice in the zip" for name, count in Counter(names).items() if count > 1]
        parts = {name: archive.read(name) for name in names}
    trees: dict[str, Any] = {}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = etree.fromstring(part, etree.XMLParser(resolve_entities=False))
            except etree.XMLSyntaxError as error:
                found.append(f"{name}: not XML: {error}")
    found += _types(parts, trees)
    found += _relations(parts, trees)
    found += _slides(trees)
    for name, tree in trees.items():
        found += _shapes(name, tree)
        found += _charts(name, tree) if name.startswith("ppt/charts/chart") else ()
    return tuple(found)


def _types(parts: Mapping[str, bytes], trees: Mapping[str, Any]) -> Iterator[str]:
    root = trees.get("[Content_Types].xml")
    if root is None:
        yield "[Content_Types].xml is missing"
        return
    defaults = {one.get("Extension").lower() for one in root.findall(f"{CT}Default")}
    overrides = [one.get("PartName").lstrip("/") for one in root.findall(f"{CT}Override")]
    for name in parts:
        generic = name.rsplit(".", 1)[-1].lower()
        if name != "[Content_Types].xml" and name not in overrides and (generic not in defaults or generic == "xml"):
            yield f"{name}: has no content type"
    for name in overrides:
        if name not in parts:
            yield f"{name}: has a content type but is not there"


def _relations(parts: Mapping[str, bytes], trees: Mapping[str, Any]) -> Iterator[str]:
    owners: dict[str, set[str]] = {}
    for name in parts:
        rels = _rels_of(name, trees)
        for tag, rid in sorted(_references(name, trees)):
            if rid not in rels:
                yield f"{name}: {rid} leads nowhere"
            elif rels[rid].kind != KINDS.get(tag, rels[rid].kind):
                yield f"{name}: {rid} leads to a part of the kind {rels[rid].kind}, not {KINDS[tag]}"
        for rid, (target, external, _) in rels.items():
            if external:
                yield f"{name}: {rid} leads out of the file"
                continue
            if target not in parts:
                yield f"{name}: {rid} leads to {target}, which is not there"
            owners.setdefault(target, set()).add(name)
    for name, holders in owners.items():
        if len(holders) > 1 and any(mark in f"/{name}" for mark in OWNED):
            yield f"{name}: belongs to {len(holders)} parts"
    reached = _reached(trees)
    for name in parts:
        if name not in reached and not name.endswith(".rels") and name != "[Content_Types].xml":
            yield f"{name}: nothing leads to it"


def _references(name: str, trees: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The element and the relationship of each reference in a part."""
    nodes = trees[name].iter() if name in trees and not name.endswith(".rels") else ()
    return {(str(node.tag), str(value)) for node in nodes for key, value in node.attrib.items() if key.startswith(R)}


class Relation(NamedTuple):
    """Where a relationship leads, whether that is outside the file, and the last word of its type."""

    target: str
    external: bool
    kind: str


def _rels_of(name: str, trees: Mapping[str, Any]) -> dict[str, Relation]:
    folder, base = posixpath.split(name)
    tree = trees.get(posixpath.join(folder, "_rels", f"{base}.rels") if name else "_rels/.rels")
    if tree is None:
        return {}
    return {
        one.get("Id"): Relation(
            target=_target(folder, one.get("Target")),
            external=one.get("TargetMode") == "External",
            kind=one.get("Type").rpartition("/")[2],
        )
        for one in tree
    }


def _target(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _reached(trees: Mapping[str, Any]) -> set[str]:
    open_, reached = [""], {""}
    while open_:
        for target, external, _ in _rels_of(open_.pop(), trees).values():
            if not external and target not in reached:
                reached.add(target)
                open_.append(target)
    return reached


def _slides(trees: Mapping[str, Any]) -> Iterator[str]:
    deck = trees.get("ppt/presentation.xml")
    if deck is None:
        yield "ppt/presentation.xml is missing"
        return
    rels = _rels_of("ppt/presentation.xml", trees)
    listed = deck.findall(f"{P}sldIdLst/{P}sldId")
    for attribute in ("id", f"{R}id"):
        for value, count in Counter(one.get(attribute) for one in listed).items():
            if count > 1:
                yield f"presentation: slide {value} is listed twice"
    yield from _sections("presentation", deck, {one.get("id") for one in listed})
    shown = {rels[one.get(f"{R}id")].target for one in listed if one.get(f"{R}id") in rels}
    for name in trees:
        if name.startswith("ppt/slides/slide") and name not in shown:
            yield f"{name}: is not in the list of slides"
    for name in sorted(shown):
        kinds = Counter(one.kind for one in _rels_of(name, trees).values())
        if kinds["slideLayout"] != 1:
            yield f"{name}: has {kinds['slideLayout']} layouts"
        if kinds["notesSlide"] > 1:
            yield f"{name}: has {kinds['notesSlide']} pages of notes"


def _shapes(name: str, tree: Any) -> Iterator[str]:
    if name.startswith(("ppt/slides/", "ppt/slideLayouts/", "ppt/slideMasters/")) and not name.endswith(".rels"):
        ids = Counter(node.get("id") for node in tree.iter(f"{P}cNvPr"))
        for value, count in ids.items():
            if count > 1:
                yield f"{name}: shape id {value} stands {count} times"
        targets = {node.get("spid") for node in tree.iter(f"{P}spTgt")}
        for value in sorted(targets - ids.keys()):
            yield f"{name}: an animation moves shape {value}, which is not there"
    for body in (*tree.iter(f"{P}txBody"), *tree.iter(f"{A}txBody")):
        if body.find(f"{A}p") is None:
            yield f"{name}: a text body without a paragraph"
    for run in tree.iter(f"{A}r"):
        if run.find(f"{A}t") is None:
            yield f"{name}: a run without text"
    for table in tree.iter(f"{A}tbl"):
        columns = len(table.findall(f"{A}tblGrid/{A}gridCol"))
        for row in table.findall(f"{A}tr"):
            if len(row.findall(f"{A}tc")) != columns:
                yield f"{name}: a table row with {len(row.findall(f'{A}tc'))} cells under {columns} columns"


def _sections(name: str, deck: Any, listed: set[str | None]) -> Iterator[str]:
    named = [one.get("id") for one in deck.iter(f"{P14}sldId")]
    for value, count in Counter(named).items():
        if value not in listed:
            yield f"{name}: a section names slide {value}, which is not there"
        elif count > 1:
            yield f"{name}: slide {value} stands in {count} sections"
    if named:
        for value in sorted(str(one) for one in listed - set(named)):
            yield f"{name}: slide {value} stands in no section"


def _charts(name: str, tree: Any) -> Iterator[str]:
    """Axes that exist under ids which PowerPoint takes, and one id a series."""
    drawn = {
        axis.find(f"{C}axId").get("val") for axis in tree.iter(f"{C}catAx", f"{C}valAx", f"{C}dateAx", f"{C}serAx")
    }
    used = {node.get("val") for node in tree.iter(f"{C}axId")} | {node.get("val") for node in tree.iter(f"{C}crossAx")}
    for value in sorted(used):
        if not (value.isdigit() and 0 < int(value) <= HIGHEST_AXIS):
            yield f"{name}: axis id {value} is not between 1 and {HIGHEST_AXIS}"
        if value not in drawn:
            yield f"{name}: axis {value} is not there"
    for value, count in Counter(node.get("val") for node in tree.iter(f"{C16}uniqueId")).items():
        if count > 1:
            yield f"{name}: {count} series have the id {value}"
