"""Reading the text that a PDF's content streams draw, seen or not, by the fonts' own tables."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pikepdf

from reviewgen.audit.raw import text
from reviewgen.audit.reading import Reading

_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]+>|\[[^\]]*\])")
_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end(?:bfchar|bfrange)", re.DOTALL)
_SHOWS = re.compile(rb"\bBT\s(?s:.*)\bT[jJ*]\s(?s:.*)\bET\b|\bBDC\s")
_MOST_CODES = 70_000
_GAP = -180
"""Thousandths of an em from which a shift to the right is a space to the eye."""

Glyphs = Mapping[int, str]


def has_text(data: bytes) -> bool:
    """True when the bytes of a stream look like drawing instructions that show text."""
    return bool(_SHOWS.search(data))


def read(where: str, source: pikepdf.Object, fonts: Mapping[str, pikepdf.Object]) -> Iterator[Reading]:
    """The text that a page's or form's drawing instructions show in `fonts`, and the texts of its marked content."""
    tables = {name: (_glyphs(font), _wide(font)) for name, font in fonts.items()}
    glyphs: Glyphs = {}
    wide = False
    drawn: list[str] = []
    for step in _steps(source):
        operator, operands = str(step.operator), list(step.operands)
        if operator == "Tf" and operands:
            glyphs, wide = tables.get(str(operands[0]), ({}, False))
        elif operator in {"Tj", "TJ", "'", '"'}:
            drawn += _shown(operands, glyphs, wide=wide)
        elif operator in {"Td", "TD", "Tm", "T*"}:
            drawn.append("\n")
        elif operator in {"BDC", "DP"}:
            yield from _marked(where, operands)
    yield Reading(f"{where}, drawn text", "".join(drawn), fallback=True)


def _steps(source: pikepdf.Object) -> Iterator[pikepdf.ContentStreamInstruction]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield from pikepdf.parse_content_stream(source)


def fonts_in(resources: object) -> dict[str, pikepdf.Object]:
    """The fonts of a resource dictionary by name."""
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    return dict(fonts.items()) if isinstance(fonts, pikepdf.Dictionary) else {}


def _shown(operands: Sequence[object], glyphs: Glyphs, *, wide: bool) -> Iterator[str]:
    for operand in operands:
        for item in operand if isinstance(operand, pikepdf.Array) else (operand,):
            if isinstance(item, pikepdf.String):
                yield _decoded(bytes(item), glyphs, wide=wide)
            elif isinstance(item, int | Decimal) and item < _GAP:
                yield " "


def _decoded(codes: bytes, glyphs: Glyphs, *, wide: bool) -> str:
    if not glyphs and not wide:
        return text(codes)
    step = 2 if wide else 1
    found = (int.from_bytes(codes[at : at + step], "big") for at in range(0, len(codes), step))
    return "".join(glyphs.get(code, "" if wide else chr(code)) for code in found)


def _marked(where: str, operands: Sequence[object]) -> Iterator[Reading]:
    for operand in operands:
        if isinstance(operand, pikepdf.Dictionary):
            for key, words in (("/ActualText", "actual text"), ("/Alt", "alt text"), ("/E", "expanded text")):
                if key in operand:
                    yield Reading(f"{where}, {words}", str(operand[key]))


def _wide(font: pikepdf.Object) -> bool:
    return isinstance(font, pikepdf.Dictionary) and font.get("/Subtype") == "/Type0"


def _glyphs(font: pikepdf.Object) -> Glyphs:
    table = font.get("/ToUnicode") if isinstance(font, pikepdf.Dictionary) else None
    return dict(_mapping(table.read_bytes())) if isinstance(table, pikepdf.Stream) else {}


def _mapping(table: bytes) -> Iterator[tuple[int, str]]:
    for kind, block in _BLOCK.findall(table):
        if kind == b"bfchar":
            for code, value in _CHAR.findall(block):
                yield int(code, 16), _unicode(value)
        else:
            for low, high, values in _RANGE.findall(block):
                yield from _range(int(low, 16), int(high, 16), values)


def _range(low: int, high: int, values: bytes) -> Iterator[tuple[int, str]]:
    listed = re.findall(rb"<([0-9A-Fa-f]+)>", values)
    for offset in range(min(high - low + 1, _MOST_CODES)):
        if values.startswith(b"["):
            if offset < len(listed):
                yield low + offset, _unicode(listed[offset])
        else:
            first = _unicode(listed[0])
            yield low + offset, first[:-1] + chr(ord(first[-1]) + offset) if first else ""


def _unicode(value: bytes) -> str:
    return bytes.fromhex(value.decode().zfill(4)).decode("utf-16-be", "replace")
