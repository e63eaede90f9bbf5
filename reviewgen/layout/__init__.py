"""Where each block stands on the page, in millimetres: one layout, so that every format draws the same page.

    Deck -> paginate -> Deck        what has no room on a slide continues on a next one
    Slide -> place -> Placed...     each block's box, text size, row heights and column widths

`page` holds the measures of the page and of what stands on each; `heading`, `foot` and `body` say how one slide's
title, small print and room for blocks come out.
"""

from __future__ import annotations

from reviewgen.layout.columns import badge_text, cell_text, filled, header_size, spans
from reviewgen.layout.page import (
    BODY_END,
    BODY_TOP,
    CELL_PADDING,
    DENSE_TOP,
    FLOOR,
    GAP,
    HEIGHT,
    INNER,
    KINDS,
    MARGIN,
    WIDTH,
    Box,
    Heading,
    Kind,
)
from reviewgen.layout.pages import paginate
from reviewgen.layout.place import Placed, body, cover_name_size, fits, foot, heading, place

__all__ = [
    "BODY_END",
    "BODY_TOP",
    "CELL_PADDING",
    "DENSE_TOP",
    "FLOOR",
    "GAP",
    "HEIGHT",
    "INNER",
    "KINDS",
    "MARGIN",
    "WIDTH",
    "Box",
    "Heading",
    "Kind",
    "Placed",
    "badge_text",
    "body",
    "cell_text",
    "cover_name_size",
    "filled",
    "fits",
    "foot",
    "header_size",
    "heading",
    "paginate",
    "place",
    "spans",
]
