"""How wide and how tall text is, from the advance widths of the theme's own fonts."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache

from fontTools.ttLib import TTFont

MM_PER_PT = 25.4 / 72
SAFETY = 1.02
"""Renderers kern and round a little differently from plain advance widths."""


class Face:
    """The advance widths of one font face, in em."""

    def __init__(self, data: bytes) -> None:
        font = TTFont(io.BytesIO(data), lazy=True)
        units = font["head"].unitsPerEm
        widths = font["hmtx"]
        self._widths: Mapping[int, float] = {code: widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}
        self._unknown = 1.0

    def width(self, text: str, size: float) -> float:
        """The width of `text` in mm at `size` points."""
        ems = sum(self._widths.get(ord(char), self._unknown) for char in text)
        return ems * size * MM_PER_PT * SAFETY


@lru_cache(maxsize=8)
def face(data: bytes) -> Face:
    """The face of the font file `data`, read once."""
    return Face(data)


def lines(text: str, size: float, width: float, font: Face) -> int:
    """How many lines `text` takes in `width` mm at `size` points; a no-break space does not break."""
    count = 0
    for paragraph in text.split("\n"):
        used, count = 0.0, count + 1
        for word in paragraph.split(" "):
            piece = font.width(word, size)
            gap = font.width(" ", size) if used else 0.0
            if used and used + gap + piece > width:
                count, used, gap = count + 1, 0.0, 0.0
            count += int(piece // width) if not used and piece > width else 0
            used += gap + min(piece, width)
    return count
