"""How wide and how tall text is, from the advance widths of the theme's own fonts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from fontTools.ttLib import TTFont

MM_PER_PT = 25.4 / 72
SAFETY = 1.02
"""Renderers kern and round a little differently from plain advance widths."""
ROUNDING = 1e-6
"""In em: a column made as wide as its text holds it, whatever the last bits of the sums say."""
_UNKNOWN = 1.0


class Face:
    """The advance widths of one font face, in em; digits as wide as the tabular ones."""

    def __init__(self, data: bytes) -> None:
        font = TTFont(io.BytesIO(data), lazy=True)
        units, widths, tabular = font["head"].unitsPerEm, font["hmtx"], dict(_tabular(font))
        self._widths: Mapping[int, float] = {
            code: max(widths[glyph][0], widths[tabular.get(glyph, glyph)][0]) / units
            for code, glyph in font.getBestCmap().items()
        }
        self._known: dict[str, float] = {}

    def ems(self, text: str) -> float:
        """The width of `text` on one line, in em."""
        found = self._known.get(text)
        if found is None:
            found = sum(self._widths.get(ord(char), _UNKNOWN) for char in text) * SAFETY
            self._known[text] = found
        return found

    def width(self, text: str, size: float) -> float:
        """The width of `text` on one line, in mm at `size` points."""
        return self.ems(text) * size * MM_PER_PT


@lru_cache(maxsize=8)
def face(data: bytes) -> Face:
    """The face of the font file `data`, read once."""
    return Face(data)


def lines(text: str, size: float, width: float, font: Face) -> int:
    """How many lines `text` takes in `width` mm at `size` points; a no-break space does not break, a long word does."""
    room = width / (size * MM_PER_PT) + ROUNDING
    return sum(_wrapped(paragraph, room, font) for paragraph in text.split("\n"))


def longest_word(text: str, size: float, font: Face) -> float:
    """The width in mm of the widest piece of `text` that has no place to break."""
    return max(font.width(word, size) for word in re.split("[ \n]", text))


def _wrapped(paragraph: str, room: float, font: Face) -> int:
    if font.ems(paragraph) <= room:
        return 1
    count, used = 1, 0.0
    space = font.ems(" ")
    for word in paragraph.split(" "):
        piece = font.ems(word)
        if used and used + space + piece <= room:
            used += space + piece
            continue
        count += 1 if used else 0
        # A word broken at the end of a line may leave almost a whole letter's room unused.
        extra = int(piece // max(room - _UNKNOWN, _UNKNOWN / 2)) if piece > room else 0
        count += extra
        used = room if extra else piece
    return count


def _tabular(font: TTFont) -> Iterator[tuple[str, str]]:
    """Glyph names and those that stand for them in tabular figures."""
    if "GSUB" not in font:
        return
    table: Any = font["GSUB"].table
    wanted = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    for index in sorted(wanted):
        for subtable in table.LookupList.Lookup[index].SubTable:
            inner = getattr(subtable, "ExtSubTable", subtable)
            yield from getattr(inner, "mapping", {}).items()
