"""Reading bytes of no known form: the strings in them, and the words that pictures carry beside their pixels."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

from reviewgen.audit.reading import Kind, Reading

_PLAIN = re.compile(rb"(?:[\x20-\x7e\t]|[\xc3-\xf4][\x80-\xbf]{1,3}){6,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e\xa0-\xff\x09]\x00){6,}")
_WIDE_BIG = re.compile(rb"(?:\x00[\x20-\x7e\xa0-\xff\x09]){6,}")
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_TEXT = 2**20


def strings(data: bytes) -> str:
    """The runs of readable characters in `data`, in UTF-8, UTF-16 and percent-encoding, one a line."""
    found = [match.decode("utf-8", "replace") for match in _PLAIN.findall(data)]
    found += [match.decode("utf-16-le") for match in _WIDE.findall(data)]
    found += [match.decode("utf-16-be") for match in _WIDE_BIG.findall(data)]
    found += [unquote(text) for text in found if "%" in text]
    return "\n".join(found)


def text(data: bytes) -> str:
    """`data` as text: by its byte-order mark, else UTF-8, else Latin-1."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def picture(place: str, data: bytes) -> Iterator[Reading]:
    """The texts in a PNG's chunks or a JPEG's application segments, whatever they are meant for."""
    if data.startswith(_PNG):
        yield from _png(place, data)
    elif data.startswith(b"\xff\xd8"):
        yield from _jpeg(place, data)


def _png(place: str, data: bytes) -> Iterator[Reading]:
    at = len(_PNG)
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if kind in {b"tEXt", b"zTXt", b"iTXt"}:
            yield Reading(f"{place}, picture text", "\n".join(_chunk(kind, body)))
        elif kind == b"eXIf":
            yield Reading(f"{place}, picture EXIF", strings(body))
        at += 12 + size


def _chunk(kind: bytes, body: bytes) -> Iterator[str]:
    """Key and value of a text chunk; the value inflated where it is compressed."""
    for part in body.split(b"\0"):
        yield text(part)
    packed = body.find(b"\x78")
    while packed >= 0 and kind != b"tEXt":
        try:
            yield text(zlib.decompressobj().decompress(body[packed:], _MOST_TEXT))
            return
        except zlib.error:
            packed = body.find(b"\x78", packed + 1)


def _jpeg(place: str, data: bytes) -> Iterator[Reading]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + size]
        if (0xE1 <= marker <= 0xEF and not body.startswith(b"ICC_PROFILE")) or marker == 0xFE:
            yield Reading(f"{place}, picture {'comment' if marker == 0xFE else 'EXIF'}", strings(body))
        at += 2 + max(size, 2)


def leftover(place: str, data: bytes) -> Reading:
    """The readable strings of bytes that no other reader understands."""
    return Reading(place, strings(data), Kind.RAW, fallback=True)
