"""How a text file of any size is laid out: its encoding, delimiter, line ends and header, found from its beginning."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewgen.sources import delimited
from reviewgen.sources.grid import Unreadable, letters
from reviewgen.workspace import TableSource

HEAD = 64 * 1024
"""Bytes that are looked at to find the delimiter, the line end and the header."""
_CHUNK = 1024 * 1024
LONGEST = 10 * 1024 * 1024
"""Bytes of a line; beyond its buffer (32 MiB) the engine drops a line, and those behind it, without a word."""
LONG = "Check the line ends and quotes of the file."
_CODECS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "cp1252", "latin-1": "Latin-1"}
_PACKED = {
    b"PK\x03\x04": "a zipped file",
    b"\x1f\x8b": "a gzipped file",
    b"PAR1": "Parquet",
    b"\xd0\xcf\x11\xe0": "xls",
}


@dataclass(frozen=True)
class Layout:
    """How a text file is written; `skipped` lines stand above its rows."""

    encoding: str
    delimiter: str
    ended: str
    header: tuple[str, ...]
    skipped: int

    @property
    def how(self) -> str:
        """In words how the file is read."""
        told = (
            f"{delimited.DELIMITERS.get(self.delimiter, self.delimiter)}, {_CODECS.get(self.encoding, self.encoding)}"
        )
        told += ", CR line ends" if self.ended == "\r" else ""
        return told + (f", header in row {self.skipped}" if self.skipped > 1 else "")


def layout(file: Path, source: TableSource) -> Layout:
    """The layout of `file`. Unreadable when it is no text or has no header."""
    with file.open("rb") as data:
        piece = data.read(HEAD)
    packed = next((what for mark, what in _PACKED.items() if piece.startswith(mark)), None)
    if packed:
        raise Unreadable(source, f"the file is {packed}, not text", "Name it as what it is, or unpack it.")
    sniffed = _encoding(file, source)
    encoding = source.encoding or sniffed
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        head = codecs.getincrementaldecoder(codec)(errors="replace").decode(piece)
    except UnicodeError as error:
        raise _foreign(encoding, source) from error
    if "\0" in head:
        raise Unreadable(source, "the file is not text", "Save it as CSV (UTF-8), or name it as the workbook it is.")
    ended = "\r" if "\r" in head and "\n" not in head else "\n"
    lines = head.replace("\r\n", "\n").replace("\r", "\n")
    if len(piece) == HEAD and "\n" not in lines:
        raise Unreadable(source, "the first line is longer than 64 KiB", LONG)
    said = delimited.MENTION.match(lines)
    delimiter = source.delimiter or (said[1] if said else delimited.sniff(lines))
    header, skipped = _header(lines, delimiter, source, 1 if said else 0)
    return Layout(encoding, delimiter, ended, header, skipped)


def copied(file: Path, found: Layout, copy: Path, source: TableSource) -> Path:
    """The file in UTF-8, written piece by piece so that its size does not matter."""
    try:
        with (
            file.open("r", encoding=found.encoding, newline="") as read,
            copy.open("w", encoding="utf-8", newline="") as write,
        ):
            while piece := read.read(_CHUNK):
                write.write(piece)
    except UnicodeError as error:
        raise _foreign(found.encoding, source) from error
    return copy


def _foreign(encoding: str, source: TableSource) -> Unreadable:
    hint = f"Say under encoding what it is, one of {', '.join(_CODECS)}."
    return Unreadable(source, f"the file is not written in {_CODECS.get(encoding, encoding)}", hint)


def distinct(names: Sequence[str], source: TableSource) -> None:
    """Unreadable when two columns bear the same name."""
    twice = next((each for each in names if names.count(each) > 1), None)
    if twice:
        raise Unreadable(source, f'the column "{twice}" stands twice', "Rename one of them.")


def _encoding(file: Path, source: TableSource) -> str:
    """The encoding of a file by its mark or, read to its end, by whether it is UTF-8; too long a line is Unreadable."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    found, lines, run = "utf-8", 1, 0
    with file.open("rb") as data:
        while piece := data.read(_CHUNK):
            ends = [at for at in (piece.find(b"\n"), piece.find(b"\r")) if at >= 0]
            if run + (min(ends) if ends else len(piece)) > LONGEST:
                raise Unreadable(source, f"line {lines} is longer than 10 MiB", LONG)
            run = len(piece) - 1 - max(piece.rfind(b"\n"), piece.rfind(b"\r")) if ends else run + len(piece)
            lines += piece.count(b"\n") or piece.count(b"\r")
            found = _utf8(decoder, piece) if found == "utf-8" else found
        found = _utf8(decoder, b"", final=True) if found == "utf-8" else found
        data.seek(0)
        wide = data.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return "utf-16" if wide else found


def _utf8(decoder: codecs.IncrementalDecoder, piece: bytes, final: bool = False) -> str:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _header(lines: str, delimiter: str, source: TableSource, above: int) -> tuple[tuple[str, ...], int]:
    """The names of the columns, and how many lines stand above the rows."""
    rows = list(_lines(lines, delimiter))
    at = (
        source.header - 1 if source.header else next((at for at in range(above, len(rows)) if any(rows[at])), len(rows))
    )
    if at >= len(rows):
        raise Unreadable(source, "the table is empty", "Write a header row and at least one row.")
    names = [("" if source.header == 0 else text.strip()) or unnamed(index) for index, text in enumerate(rows[at])]
    distinct(names, source)
    return tuple(names), at if source.header == 0 else at + 1


def unnamed(index: int) -> str:
    """What a column without a name is called: column A."""
    return f"column {letters(index)}"


def _lines(lines: str, delimiter: str) -> Iterator[Sequence[str]]:
    try:
        yield from csv.reader(io.StringIO(lines), delimiter=delimiter)
    except csv.Error:  # a quote that is not closed within the beginning: what was read so far is enough
        return
