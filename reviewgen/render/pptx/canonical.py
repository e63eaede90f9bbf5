"""The same bytes on every run: fixed zip dates, sorted parts, neutral properties, workbooks inside alike."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from reviewgen.render.legal import clean

FIRST = "[Content_Types].xml"
EPOCH = (1980, 1, 1, 0, 0, 0)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
APP = (
    f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office PowerPoint</Application></Properties>"
)
SHEET_APP = APP.replace("PowerPoint", "Excel")


def core(title: str, author: str, created: str, language: str) -> str:
    """The core properties: title, author, date and language, nothing of who or when it was made."""
    stamp = f'<dcterms:{{0}} xsi:type="dcterms:W3CDTF">{created}T00:00:00Z</dcterms:{{0}}>'
    return (
        f"{HEAD}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean(title))}</dc:title><dc:creator>{escape(clean(author))}</dc:creator>"
        f"{stamp.format('created')}{stamp.format('modified')}<dc:language>{escape(clean(language))}</dc:language>"
        "</cp:coreProperties>"
    )


def canonical(package: bytes, properties: Mapping[str, str]) -> bytes:
    """`package` with `properties` (part name to text) in place, written the one way."""
    parts = _parts(package) | {name: text.encode() for name, text in properties.items()}
    inner = {"docProps/core.xml": _sheet_core(parts), "docProps/app.xml": SHEET_APP}
    for name, data in parts.items():
        if name.endswith(".xlsx"):
            parts[name] = _zip(_parts(data) | {part: text.encode() for part, text in inner.items()})
    return _zip(parts)


def _sheet_core(parts: Mapping[str, bytes]) -> str:
    """A workbook's own properties: none but the date, which is the deck's."""
    text = parts["docProps/core.xml"].decode()
    start, end = text.index("<dcterms:created"), text.index("<dc:language>")
    return text[: text.index("<dc:title>")] + text[start:end] + "</cp:coreProperties>"


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(parts, key=lambda one: (one != FIRST, one)):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            archive.writestr(info, parts[name], compresslevel=6)
    return buffer.getvalue()
