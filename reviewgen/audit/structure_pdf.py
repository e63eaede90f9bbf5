"""What a shared PDF may not hold at all, whatever it says."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
from lxml import etree

from reviewgen.audit.package import parse

INFO_KEYS = {f"/{key}" for key in ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate",
                                   "ModDate", "Trapped")}  # fmt: skip
"""The document properties that a shared PDF may have."""

XMP_KEYS = {
    "title", "creator", "description", "subject", "language", "format", "date", "Keywords", "Producer", "CreatorTool",
    "CreateDate", "ModifyDate", "MetadataDate", "PDFVersion", "Trapped", "part", "conformance", "rev", "amd", "corr",
}  # fmt: skip
"""The local names of the metadata that a shared PDF may have."""

_FRAME = {"xmpmeta", "RDF", "Description", "Alt", "Bag", "Seq", "li"}
_ACTIONS = {
    "/Launch": "an action that starts a program", "/JavaScript": "a script", "/GoToR": "a link to another file",
    "/GoToE": "a link to an attached file", "/SubmitForm": "a form that sends data", "/ImportData": "an import of data",
    "/Rendition": "a media action", "/Sound": "a sound", "/Movie": "a film", "/Hide": "an action that hides parts",
    "/ResetForm": "a form action", "/Named": "a named action", "/SetOCGState": "an action that shows layers",
    "/RichMediaExecute": "a media action", "/Thread": "a link to a thread",
}  # fmt: skip
_KEYS = {
    "/EF": "an attached file", "/AF": "an associated file", "/JS": "a script", "/AA": "an automatic action",
    "/AcroForm": "a form", "/XFA": "a form", "/OCProperties": "layers", "/PieceInfo": "private data of a program",
    "/Thumb": "a thumbnail", "/Collection": "a portfolio of files", "/Encrypt": "encryption",
    "/RichMediaContent": "embedded media", "/Threads": "article threads",
}  # fmt: skip
_WEB = re.compile(r"(?i)^(?:https?://[^/]|mailto:)")


def structure(data: bytes) -> Iterator[tuple[str, str]]:
    """(place, what) of every attachment, form, script, comment, outward link, foreign property and remnant."""
    yield from _ends(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield from _properties(pdf)
        yield from _opening(pdf)
        annotations = {}
        for number, page in enumerate(pdf.pages, 1):
            for note in page.obj.get("/Annots", ()):
                annotations[note.objgen] = number
                yield from _annotation(f"page {number}", note)
        for each in pdf.objects:
            owner = annotations.get(each.objgen)
            yield from _walk(f"page {owner}" if owner else f"object {each.objgen[0]}", each)


def _ends(data: bytes) -> Iterator[tuple[str, str]]:
    count = data.count(b"%%EOF")
    if count != 1:
        yield "the file's end", f"{count} end-of-file marks instead of one: earlier versions may be inside"
    elif data.rsplit(b"%%EOF", 1)[1].strip():
        yield "after the file's end", "bytes that belong to nothing"
    if not data.startswith(b"%PDF-"):
        yield "before the file's header", "bytes that belong to nothing"


def _properties(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    info = pdf.trailer.get("/Info")
    for key in info.keys() if isinstance(info, pikepdf.Dictionary) else ():
        if key not in INFO_KEYS:
            yield f"document property {key[1:]}", "a property that a shared file does not have"
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream) and each.get("/Type") == "/Metadata":
            if each.objgen != pdf.Root.get("/Metadata", pikepdf.Dictionary()).objgen:
                yield f"object {each.objgen[0]}", "metadata of a part"
                continue
            for name in _xmp_names(each.read_bytes()):
                yield f"document metadata {name}", "a property that a shared file does not have"


def _xmp_names(data: bytes) -> Iterator[str]:
    for node in parse(data).iter():
        if isinstance(node.tag, str):
            names = [etree.QName(node).localname, *(etree.QName(key).localname for key in node.attrib)]
            yield from (name for name in names if name not in XMP_KEYS | _FRAME | {"about", "lang", "xmptk"})


def _opening(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    action = pdf.Root.get("/OpenAction")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") != "/GoTo":
        yield "the document's opening", "an automatic action"


def _annotation(place: str, note: pikepdf.Object) -> Iterator[tuple[str, str]]:
    kind = str(note.get("/Subtype", "/?"))
    if kind != "/Link":
        yield place, f"an annotation of kind {kind[1:]}"


def _walk(place: str, top: pikepdf.Object) -> Iterator[tuple[str, str]]:
    waiting: list[object] = [top]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Stream | pikepdf.Dictionary):
            yield from _dictionary(place, item)
            waiting += [value for _, value in item.items() if not _elsewhere(value)]
        elif isinstance(item, pikepdf.Array):
            waiting += [value for value in item if not _elsewhere(value)]


def _elsewhere(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and bool(value.is_indirect)


def _dictionary(place: str, item: pikepdf.Object) -> Iterator[tuple[str, str]]:
    for key, what in _KEYS.items():
        if key in item:
            yield place, what
    for key in ("/EmbeddedFiles", "/JavaScript"):
        if key in item:
            yield place, "attached files" if key == "/EmbeddedFiles" else "a script"
    if (action := str(item.get("/S", ""))) in _ACTIONS:
        yield place, _ACTIONS[action]
    if "/URI" in item and item.get("/S") == "/URI" and not _WEB.match(str(item["/URI"])):
        yield place, "a link that is neither to the web nor to a mailbox"
