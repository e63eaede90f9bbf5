"""Reading a PDF: what its pages say, and every string, name and stream of its objects."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from urllib.parse import unquote

import pikepdf
import pypdfium2
from lxml import etree

from reviewgen.audit import glyphs
from reviewgen.audit.package import MOST_BYTES, Budget, is_pdf, is_xml, is_zip, parse
from reviewgen.audit.raw import leftover, picture, strings, text
from reviewgen.audit.reading import Found, Inner, Kind, Reading

_SOFTWARE = re.compile(r"[A-Za-z() -]+ ?v?\d+(?:\.\d+)*")
_MOST_VERSIONS = 8
_DATES = {"/CreationDate", "/ModDate", "/M"}
_UNSPOKEN = {"/ID", "/IDTree", "/Headers", "/Length", "/CheckSum", "/FontFile", "/FontFile2", "/FontFile3"}
_KEYS = {
    "/Alt": "alt text", "/ActualText": "actual text", "/E": "expanded text", "/URI": "link target", "/JS": "script",
    "/V": "form value", "/DV": "form value", "/T": "form field or author", "/TU": "form hint",
    "/Contents": "annotation", "/F": "file name", "/UF": "file name", "/Desc": "description", "/RC": "annotation",
}  # fmt: skip


def read(data: bytes, budget: Budget) -> Iterator[Found]:
    """Everything that is written in a PDF, its remains, and the files attached to it; `budget` limits packages."""
    yield leftover("the file's bytes", data)
    yield from _outside(data)
    yield from _earlier(data)
    yield from _version(data)


def _version(data: bytes) -> Iterator[Found]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _within_limits(pdf)
        yield from _properties(pdf)
        yield from _bookmarks(pdf)
        yield from _objects(pdf)
    yield from _pages(data)


def _outside(data: bytes) -> Iterator[Reading]:
    """What stands before the header and after the end."""
    start, end = data.find(b"%PDF-"), data.rfind(b"%%EOF")
    for place, rest in (("before the file's header", data[: max(start, 0)]), ("after the file's end", data[end + 5 :])):
        if end > 0 and rest.strip():
            yield Reading(place, text(rest))
    for comment in re.findall(rb"(?m)^%(?!PDF-|%EOF)([\x20-\x7e]{4,200})\s*$", data):
        yield Reading("a comment between the objects", text(comment))


def _earlier(data: bytes) -> Iterator[Found]:
    """The versions before the last, which a file that was saved by appending still holds."""
    ends = [found.end() for found in re.finditer(rb"%%EOF", data)][:-1]
    for number, end in enumerate(ends[-_MOST_VERSIONS:], 1):
        try:
            yield from (
                replace(reading, place=f"earlier version {number}, {reading.place}") for reading in _version(data[:end])
            )
        except pikepdf.PdfError:
            yield Reading(f"earlier version {number}", strings(data[:end]))


def _within_limits(pdf: pikepdf.Pdf) -> None:
    budget = Budget(members=10**9)
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream) and each.get("/Filter") == "/FlateDecode":
            packed = zlib.decompressobj()
            rest = each.read_raw_bytes()
            while rest and not packed.eof:
                try:
                    budget.spend(size=len(packed.decompress(rest, MOST_BYTES // 8)))
                except zlib.error:
                    break
                rest = packed.unconsumed_tail
        elif isinstance(each, pikepdf.Stream):
            budget.spend(size=len(each.read_raw_bytes()))


def _pages(data: bytes) -> Iterator[Reading]:
    document = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(document, 1):
            found = page.get_textpage()
            yield Reading(f"page {number}, text", found.get_text_range(errors="replace"))
            found.close()
            page.close()
    finally:
        document.close()


def _properties(pdf: pikepdf.Pdf) -> Iterator[Reading]:
    info = pdf.trailer.get("/Info")
    if isinstance(info, pikepdf.Dictionary):
        for key, value in info.items():
            yield from _property(f"document property {key[1:]}", key, str(value))
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, pikepdf.Stream):
        yield from _xmp("document metadata", metadata.read_bytes())


def _property(place: str, key: str, value: str) -> Iterator[Reading]:
    yield Reading(f"{place}, its name", key[1:], Kind.LABEL)
    if key not in _DATES:
        yield Reading(place, value, Kind.LABEL if _SOFTWARE.fullmatch(value) else Kind.CONTENT)


def _xmp(place: str, data: bytes) -> Iterator[Reading]:
    for node in parse(data).iter():
        if not isinstance(node.tag, str):
            yield Reading(f"{place}, comment", str(node.text))
            continue
        name = _xmp_name(node)
        found = [(name, node.text), (name, node.tail)]
        found += [(etree.QName(key).localname, str(value)) for key, value in node.attrib.items()]
        for key, value in found:
            if value and value.strip() and not key.endswith(("Date", "about")):
                kind = Kind.LABEL if _SOFTWARE.fullmatch(value.strip()) else Kind.CONTENT
                yield Reading(f"{place} {key}", str(value), kind)


def _xmp_name(node: etree._Element) -> str:
    """The property that a node is or is an item of."""
    lines = (etree.QName(each).localname for each in (node, *node.iterancestors()))
    return next((name for name in lines if name not in {"li", "Alt", "Bag", "Seq"}), "li")


def _bookmarks(pdf: pikepdf.Pdf) -> Iterator[Reading]:
    with pdf.open_outline(max_depth=30) as outline:
        waiting = list(reversed(outline.root))
        number = 0
        while waiting:
            item = waiting.pop()
            number += 1
            yield Reading(f"bookmark {number}", item.title)
            waiting += reversed(item.children)


def _objects(pdf: pikepdf.Pdf) -> Iterator[Found]:
    """Every object, reached from the document or not."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    owners = _owners(pdf)
    fonts = _all_fonts(pdf)
    for number, page in enumerate(pdf.pages, 1):
        yield from glyphs.read(f"page {number}", page.obj, fonts | glyphs.fonts_in(page.resources))
    names: dict[str, None] = {}
    metadata = pdf.Root.get("/Metadata", pikepdf.Dictionary()).objgen
    yield from _walk("the file's trailer", pdf.trailer, names)
    for each in pdf.objects:
        where = _where(each, pages, owners)
        named = where.startswith("object")
        yield from (replace(reading, fallback=named) for reading in _walk(where, each, names))
        if isinstance(each, pikepdf.Stream) and each.objgen != metadata:
            yield from _stream(where, each, fonts)
    yield Reading("names of the objects", "\n".join(names), Kind.STRUCTURE)


def _all_fonts(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """Every font under the name that some part of the document calls it by."""
    found: dict[str, pikepdf.Object] = {}
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            found |= glyphs.fonts_in(each) | glyphs.fonts_in(each.get("/Resources"))
    return found


def _owners(pdf: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    """The page of each annotation and content stream that is an object of its own."""
    owners: dict[tuple[int, int], int] = {}
    for number, page in enumerate(pdf.pages, 1):
        for key in ("/Annots", "/Contents"):
            held = page.obj.get(key)
            for item in [held, *held] if isinstance(held, pikepdf.Array) else [held]:
                if isinstance(item, pikepdf.Object):
                    owners[item.objgen] = number
    return owners


def _where(item: pikepdf.Object, pages: Mapping[tuple[int, int], int], owners: Mapping[tuple[int, int], int]) -> str:
    number = owners.get(item.objgen) or pages.get(item.objgen)
    if not number and isinstance(item, pikepdf.Dictionary) and isinstance(item.get("/Pg"), pikepdf.Object):
        number = pages.get(item["/Pg"].objgen)
    return f"page {number}" if number else f"object {item.objgen[0]}"


def _walk(where: str, top: pikepdf.Object, names: dict[str, None]) -> Iterator[Reading]:
    """The strings in an object down to its references to others; its names are gathered."""
    waiting: list[tuple[str, object]] = [("", top)]
    while waiting:
        key, item = waiting.pop()
        if isinstance(item, pikepdf.Stream | pikepdf.Dictionary):
            for inner, value in item.items():
                names[inner[1:]] = None
                if inner not in _UNSPOKEN and not _elsewhere(value):
                    waiting.append((inner, value))
        elif isinstance(item, pikepdf.Array):
            waiting += [(key, value) for value in item if not _elsewhere(value)]
        elif isinstance(item, pikepdf.Name):
            names[str(item)[1:]] = None
        elif isinstance(item, pikepdf.String) and key not in _DATES:
            yield from _string(where, key, item)


def _elsewhere(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and bool(value.is_indirect)


def _string(where: str, key: str, item: pikepdf.String) -> Iterator[Reading]:
    place = f"{where}, {_KEYS.get(key, key or 'a string')}"
    version = key in {"/Producer", "/Creator"} and _SOFTWARE.fullmatch(str(item))
    for words in dict.fromkeys((str(item), text(bytes(item)), unquote(str(item)))):
        yield Reading(place, words, Kind.LABEL if version else Kind.CONTENT)


def _stream(where: str, item: pikepdf.Stream, fonts: dict[str, pikepdf.Object]) -> Iterator[Found]:
    kind = item.get("/Type"), item.get("/Subtype")
    if kind[1] == "/Image":
        raw = item.read_raw_bytes()
        yield from picture(where, raw)
        yield leftover(f"{where}, picture", raw)
        return
    data = item.read_bytes()
    if is_zip(data) or is_pdf(data):
        yield Inner(f"{where}, attachment", data)
    elif kind[0] == "/EmbeddedFile":
        yield Reading(f"{where}, attachment, text", text(data))
        yield Reading(f"{where}, attachment, strings", strings(data))
    elif kind[0] == "/Metadata" and is_xml(data):
        yield from _xmp(f"{where}, metadata", data)
    elif not where.startswith("page") and glyphs.has_text(data):
        with suppress(pikepdf.PdfError, UnicodeDecodeError):
            yield from tuple(glyphs.read(where, item, fonts | glyphs.fonts_in(item.get("/Resources"))))
    yield leftover(f"{where}, stream", data)
