"""What a sheet of an .xlsx holds beside its values: its extent, its percentages, its cells without a value."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from reviewgen.sources.grid import Unreadable, letters
from reviewgen.workspace import TableSource

_MAIN = "{*}"
_RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PERCENT_BUILT_IN = {9, 10}
CELLS = 5_000_000
"""Cells of the rectangle around a sheet's cells; a parser reserves them all, so a stray cell far out is a bomb."""

DAMAGE = (
    *(KeyError, EOFError, NotImplementedError, OverflowError, RuntimeError, ValueError),
    *(etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error),
)
"""What a part of a damaged or encrypted archive raises when it is read."""

At = tuple[int, int]


@dataclass(frozen=True)
class Scan:
    """Cells by row and column, both from 0; `broken` says why a cell has no value, which parsers take for a blank."""

    percents: frozenset[At] = frozenset()
    broken: Mapping[At, str] = field(default_factory=dict)


def scan(data: bytes, sheet: str, source: TableSource) -> Scan:
    """What the sheet named `sheet` holds. Unreadable when it reaches too far, or holds what is no sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            part = _part(archive, sheet)
            styles = _percent_styles(archive)
            with archive.open(part) as stream:
                return _scan(stream, styles, sheet, source)
        except DAMAGE as error:
            hint = "Open it in Excel and save it again as .xlsx."
            raise Unreadable(source, "the workbook is damaged", hint, sheet) from error


def _scan(stream: object, styles: frozenset[str], sheet: str, source: TableSource) -> Scan:
    percents: set[At] = set()
    broken: dict[At, str] = {}
    rows = columns = 0
    for at, cell in _cells(stream, styles):
        rows, columns = max(rows, at[0] + 1), max(columns, at[1] + 1)
        if rows * columns > CELLS:
            message = f"the sheet reaches to {letters(columns - 1)}{rows}, more than {CELLS} cells"
            raise Unreadable(source, message, "Delete the empty rows and columns beyond the table, or use CSV.", sheet)
        if cell.get("s") in styles:
            percents.add(at)
        value = cell.findtext(f"{_MAIN}v")
        if cell.get("t") == "e":
            broken[at] = value or "an error"
        elif cell.find(f"{_MAIN}f") is not None and not value and cell.get("t") != "str":
            broken[at] = "a formula that was never calculated"
    return Scan(frozenset(percents), broken)


def _cells(stream: object, styles: frozenset[str]) -> Iterator[tuple[At, etree._Element]]:
    """Each cell that is more than its value, and the last of each row, with their places.

    A cell or row that names no place stands after the one before, as the format says.
    """
    number = -1
    for _, row in etree.iterparse(stream, events=("end",), tag=f"{_MAIN}row", resolve_entities=False, no_network=True):
        number, column, place = _number(row.get("r"), number + 1), -1, None
        for cell in row.iterchildren(f"{_MAIN}c"):
            reference = cell.get("r")
            plain = len(cell) == 1 and cell.get("t") != "e" and cell.get("s") not in styles
            if plain and reference and cell.getnext() is not None:
                place = reference
                continue
            column = _column(reference, place, column)
            place = None
            yield (_row_of(reference, number), column), cell
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]


def _column(reference: str | None, before: str | None, last: int) -> int:
    """The column that a reference names, else the one after the cell before."""
    for text, more in ((reference, 0), (before, 1)):
        if match := _REFERENCE.fullmatch(text or ""):
            return _index(match[1]) + more
    return last + 1


def _row_of(reference: str | None, number: int) -> int:
    match = _REFERENCE.fullmatch(reference or "")
    return int(match[2]) - 1 if match else number


def _number(text: str | None, default: int) -> int:
    return int(text) - 1 if text and text.isdecimal() and len(text) < 8 else default


def _index(name: str) -> int:
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part that holds a sheet, by way of the workbook's relations."""
    book = _tree(archive, "xl/workbook.xml")
    relations = {one.get("Id"): one.get("Target") or "" for one in _tree(archive, "xl/_rels/workbook.xml.rels")}
    for one in book.iter(f"{_MAIN}sheet"):
        if one.get("name") == sheet:
            target = relations[one.get(_RID) or one.get(_STRICT_RID)]
            return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    raise KeyError(sheet)


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The indexes of the cell formats that show a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    root = _tree(archive, "xl/styles.xml")
    own = {one.get("numFmtId") for one in root.iter(f"{_MAIN}numFmt") if "%" in _bare(one.get("formatCode") or "")}
    own |= {str(number) for number in _PERCENT_BUILT_IN}
    formats = root.find(f"{_MAIN}cellXfs")
    return frozenset(
        str(at) for at, one in enumerate(formats if formats is not None else ()) if one.get("numFmtId") in own
    )


def _bare(code: str) -> str:
    """A number format without its quoted and escaped texts."""
    return re.sub(r'"[^"]*"|\\.', "", code)


def _tree(archive: zipfile.ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(part), parser)
