"""Reading a spreadsheet package: every cell with its sheet, and everything else that is written in it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from reviewgen.audit.package import Budget, Member, members, parse

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@dataclass(frozen=True)
class Cell:
    """A cell that is not empty: its sheet's name, its place (B3), its text as stored, its formula or ""."""

    sheet: str
    ref: str
    text: str
    formula: str


def is_workbook(parts: Sequence[Member]) -> bool:
    """True when the members of a package are those of a spreadsheet."""
    return any(part.name == "xl/workbook.xml" for part in parts)


def cells(parts: Sequence[Member]) -> Iterator[Cell]:
    """Every cell with a value or formula, of every sheet that the workbook lists."""
    found = {part.name: part.data for part in parts}
    shared = _shared(found)
    for name, path in sheets(found):
        for cell in parse(found[path]).iter(f"{MAIN}c"):
            text, formula = _value(cell, shared), cell.findtext(f"{MAIN}f")
            if text or formula is not None:
                yield Cell(name, cell.get("r", "?"), text, formula or ("" if formula is None else "="))


def open_cells(data: bytes) -> tuple[Cell, ...]:
    """The cells of a workbook's bytes."""
    return tuple(cells(members(data, Budget())))


def sheets(found: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet that the workbook lists and the package holds."""
    targets = relations(found, "xl/workbook.xml")
    for sheet in parse(found["xl/workbook.xml"]).iter(f"{MAIN}sheet"):
        path = targets.get(sheet.get(f"{OFFICE_REL}id", ""), "")
        if path in found:
            yield sheet.get("name", "?"), path


def relations(found: Mapping[str, bytes], part: str) -> dict[str, str]:
    """The parts of the same package that `part` refers to, by relationship id."""
    folder, name = posixpath.split(part)
    rels = found.get(f"{folder}/_rels/{name}.rels".lstrip("/"))
    if rels is None:
        return {}
    return {
        rel.get("Id", ""): resolved(folder, rel.get("Target", ""))
        for rel in parse(rels).iter(f"{PACKAGE_REL}Relationship")
        if rel.get("TargetMode") != "External"
    }


def resolved(folder: str, target: str) -> str:
    """The name of the part that a relative or absolute target means, seen from `folder`."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _shared(found: Mapping[str, bytes]) -> tuple[str, ...]:
    data = found.get("xl/sharedStrings.xml")
    return tuple(_text(item) for item in parse(data).iter(f"{MAIN}si")) if data else ()


def _value(cell: etree._Element, shared: Sequence[str]) -> str:
    text = cell.findtext(f"{MAIN}v") or ""
    if cell.get("t") == "s" and text.isdigit() and int(text) < len(shared):
        return shared[int(text)]
    inline = cell.find(f"{MAIN}is")
    return _text(inline) if inline is not None else text


def _text(item: etree._Element) -> str:
    return "".join(node.text or "" for node in item.iter(f"{MAIN}t"))
