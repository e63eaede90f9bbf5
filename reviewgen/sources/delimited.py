"""Text with a delimiter: comma, semicolon, tab or pipe; UTF-8, UTF-16 or cp1252; any line end."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from reviewgen.sources.grid import Cell, Grid, Unreadable
from reviewgen.sources.header import from_rows
from reviewgen.workspace import TableSource

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
CODECS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "cp1252", "latin-1": "Latin-1"}
"""The names of encodings as they are shown."""
WIDE = (b"\xff\xfe", b"\xfe\xff")
CONTROLS = re.compile("[\x80-\x84\x86-\x9f]")
"""Signs that Latin-1 has no letter for: where they stand, the text is cp1252."""
MENTION = re.compile(r"sep=(.)\n")
csv.field_size_limit(10 * 1024 * 1024)


def read(data: bytes, source: TableSource) -> Grid:
    """The table in `data`. Unreadable when it is no text, holds no table, or is not written as the source says."""
    if source.sheet is not None:
        raise Unreadable(source, "a text file has no sheets", "Remove sheet, or name a workbook.", place=source.place)
    text, encoding = _decode(data, source)
    if "\0" in text:
        hint = "Save it as CSV (UTF-8), name it as the workbook it is, or say which encoding it has."
        raise Unreadable(source, "the file is not text", hint)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    said = MENTION.match(lines)
    if said:
        lines = lines[said.end() :]
    delimiter = source.delimiter or (said[1] if said else sniff(lines))
    rows = _rows(lines, delimiter, source)
    if source.delimiter and not any(len(row) > 1 for row in rows):
        raise _wrong_delimiter(source, sniff(lines))
    how = f"{DELIMITERS.get(delimiter, delimiter)}, {encoding}"
    return from_rows(source, None, rows, how, semicolon=delimiter == ";")


def _wrong_delimiter(source: TableSource, seen: str) -> Unreadable:
    name = DELIMITERS.get(source.delimiter or "", source.delimiter)
    hint = f"Remove delimiter, or write the one that the file has; it looks like {DELIMITERS[seen]}."
    return Unreadable(source, f"{source.shown} holds no {name}, which delimiter says", hint, place=source.place)


def _rows(lines: str, delimiter: str, source: TableSource) -> list[list[Cell]]:
    """All rows; a quote that is never closed would swallow the rest of the file, so it is an error."""
    reader = csv.reader(io.StringIO(lines), delimiter=delimiter, strict=True)
    try:
        return list(_cells(reader))
    except csv.Error as error:
        message = f"not a table: {error} (the row that ends in line {reader.line_num})"
        raise Unreadable(source, message, 'Write a quote inside a text twice ("").') from error


def _cells(reader: Iterator[list[str]]) -> Iterator[list[Cell]]:
    for row in reader:
        yield [*row]


def _decode(data: bytes, source: TableSource) -> tuple[str, str]:
    """The text and the name of its encoding: the one that the source says, else the first that fits."""
    if source.encoding is not None:
        return _said(data, source, source.encoding), CODECS[source.encoding]
    wide = data.startswith(WIDE)
    for codec, name in (("utf-16", "UTF-16"),) if wide else (("utf-8-sig", "UTF-8"), ("cp1252", "cp1252")):
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise Unreadable(source, "the encoding is neither UTF-8, UTF-16 nor cp1252", "Save it as CSV (UTF-8).")


def _said(data: bytes, source: TableSource, encoding: str) -> str:
    """The text in the encoding that the source says. Unreadable when it is plainly another: names would be garbled."""
    seen = _seen(data)
    alike = seen == encoding or (seen == "cp1252" and encoding == "latin-1") or (seen == "" and encoding != "utf-16")
    try:
        if not alike:
            raise UnicodeError
        text = data.decode(_codec(data, encoding))
        if encoding == "latin-1" and CONTROLS.search(text):
            raise UnicodeError
        return text
    except UnicodeError:
        other = f"or write {seen}" if seen and seen != encoding else "or save the file as CSV (UTF-8)"
        message = f"{source.shown} is not {CODECS[encoding]}"
        raise Unreadable(source, message, f"Remove encoding, {other}.", place=source.place) from None


def _seen(data: bytes) -> str:
    """The encoding that the bytes show, "" where they show none: plain ASCII fits three of them."""
    if data.startswith(WIDE) or data[:2000].count(b"\0") > len(data[:2000]) // 4:
        return "utf-16"
    if data.isascii():
        return ""
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "cp1252"


def _codec(data: bytes, encoding: str) -> str:
    """The codec of an encoding; bytes that do not begin with a mark of UTF-16 show their order by their zeros."""
    if encoding == "utf-16" and not data.startswith(WIDE):
        return "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    return "utf-8-sig" if encoding == "utf-8" else encoding


def sniff(text: str) -> str:
    """The delimiter that the first line with any holds most of."""
    for line in text.split("\n"):
        bare = re.sub(r'"[^"]*"', "", line)
        if any(mark in bare for mark in DELIMITERS):
            return max(DELIMITERS, key=bare.count)
    return ","
