"""Reading a zip from outside: within limits, nested packages included, and XML that reaches nothing beyond itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from reviewgen.errors import ReviewgenError

MOST_MEMBERS = 5_000
MOST_BYTES = 200 * 2**20
_CHUNK = 2**20


@dataclass
class Budget:
    """What may still be read of one file, its nested packages included."""

    members: int = MOST_MEMBERS
    size: int = MOST_BYTES

    def spend(self, *, members: int = 0, size: int = 0) -> None:
        """Take from the budget; ReviewgenError when it is used up."""
        self.members -= members
        self.size -= size
        if self.members < 0 or self.size < 0:
            raise ReviewgenError(
                f"it unpacks to more than {MOST_MEMBERS} parts or {MOST_BYTES // 2**20} MiB",
                "Save it anew in the program it comes from, without the large pictures or attachments.",
            )


@dataclass(frozen=True)
class Member:
    """A part of a package: its name and its inflated bytes."""

    name: str
    data: bytes


def members(data: bytes, budget: Budget) -> tuple[Member, ...]:
    """Every member of a zip, two of one name both, inflated within `budget`; zipfile.BadZipFile when it is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        budget.spend(members=len(archive.infolist()))
        return tuple(Member(entry.filename, _inflated(archive, entry, budget)) for entry in entries)


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    found = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            budget.spend(size=len(chunk))
            found += chunk
    return bytes(found)


def is_zip(data: bytes) -> bool:
    """True when `data` starts as a zip does."""
    return data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


def is_pdf(data: bytes) -> bool:
    """True when `data` starts as a PDF does, as much before it as readers allow."""
    return b"%PDF-" in data[:1024]


def is_xml(data: bytes) -> bool:
    """True when `data` starts as XML does, in UTF-8 or UTF-16."""
    return data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1] == b"<"


def parse(data: bytes) -> etree._Element:
    """The root of an XML part, nothing fetched and no entity resolved; etree.XMLSyntaxError when it is not XML."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=False))


def unlisted(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The bytes of a zip, with their offset, that belong to no member of its directory, its comments included."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.comment:
            yield len(data) - len(archive.comment), archive.comment
        at = 0
        for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
            if entry.header_offset > at:
                yield at, data[at : entry.header_offset]
            head = data[entry.header_offset : entry.header_offset + 30]
            extra = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            at = entry.header_offset + 30 + extra + entry.compress_size
            at += _descriptor(data, at) if entry.flag_bits & 8 else 0
            if entry.comment:
                yield entry.header_offset, entry.comment
        if archive.start_dir > at:
            yield at, data[at : archive.start_dir]


def _descriptor(data: bytes, at: int) -> int:
    """The length of the sizes that a streamed member is followed by."""
    signed = data[at : at + 4] == b"PK\x07\x08"
    following = {b"PK\x03\x04", b"PK\x01\x02"}
    sizes = (16, 24) if signed else (12, 20)
    return next((size for size in sizes if data[at + size : at + size + 4] in following), 0)
