"""The page: its size, the places of what stands on every page, and how each kind of slide is set. Lengths in mm."""

from __future__ import annotations

from dataclasses import dataclass, field

from reviewgen.deck import Region

WIDTH, HEIGHT = 338.67, 190.5
MARGIN = 16.0
INNER = WIDTH - 2 * MARGIN
GAP, GUTTER = 7.0, 13.33


@dataclass(frozen=True)
class Box:
    """A rectangle in mm from the top left of the page."""

    x: float
    y: float
    w: float
    h: float


KICKER = Box(MARGIN, 6.9, 180.0, 4.6)
WARNING = Box(WIDTH - MARGIN - 120.0, 6.6, 120.0, 5.6)
TITLE = Box(MARGIN, 13.1, 270.0, 20.0)
RULE_TOP = 177.3
FOOTER = Box(MARGIN, 179.4, INNER - 20.0, 7.0)
NUMBER = Box(WIDTH - MARGIN - 18.0, 179.4, 18.0, 7.0)
BODY_TOP, DENSE_TOP, BODY_END, FOOT_END = 38.0, 29.0, 174.5, 175.6

COVER_COMPANY = Box(MARGIN, 15.2, INNER, 6.0)
COVER_NAME = Box(MARGIN, 48.0, INNER, 36.0)
COVER_SUBTITLE = Box(MARGIN, 88.0, INNER, 20.0)
COVER_LINES = Box(MARGIN, 140.0, INNER, 34.5)
"""The name stands at the foot of its box, and so do the lines; the subtitle at the head of its own."""

TITLE_PT, KICKER_PT, LABEL_PT, FOOT_PT, FOOTER_PT, WARNING_PT = 22.0, 9.5, 9.5, 8.5, 8.0, 9.5
COVER_NAME_PT, COVER_SUBTITLE_PT, COVER_LINE_PT = 44.0, 19.0, 10.5
HEADER, FIGURE, HEADLINE, DETAIL, BADGE = 0.86, 27 / 13, 15 / 13, 11.5 / 13, 10.7 / 13
"""Text sizes as shares of their block's: a table's header; a fact's figure, headline, detail and badge."""
FLOOR = 8.0
"""No text is shrunk below this many points."""

TITLE_LEADING, TABLE_LEADING, PROSE_LEADING, LABEL_LEADING = 1.2, 1.2, 1.4, 1.25
CELL_PADDING = 1.7
"""Space in mm at the left and right of a cell's text; none at the outer edges of the table."""


@dataclass(frozen=True)
class Kind:
    """How a kind of slide is laid out.

    `table` and `prose` are text sizes in points; a row's padding is `air[1]` mm, `air[0]` when space is scarce, and
    up to `grow` more where there is room; `tightest` is the scale of text under which the slide continues on another.
    """

    regions: dict[Region, tuple[float, float]]
    table: float = 10.5
    prose: float = 13.0
    air: tuple[float, float] = (1.8, 4.0)
    grow: float = 3.0
    tightest: float = 0.82
    dense: bool = False


@dataclass(frozen=True)
class Density:
    """How close a slide is set: the scale of its text, and 0 (tight) to 1 (airy) for its padding."""

    scale: float = 1.0
    air: float = 1.0


_WHOLE = {Region.FULL: (MARGIN, INNER)}
_TWIN = (INNER - 10.0) / 2
_TWINS = {
    Region.FULL: (MARGIN, INNER),
    Region.LEFT: (MARGIN, _TWIN),
    Region.RIGHT: (WIDTH - MARGIN - _TWIN, _TWIN),
}
_RIGHT = 176.0
_HALVES = {
    Region.FULL: (MARGIN, INNER),
    Region.LEFT: (MARGIN, _RIGHT - GUTTER - MARGIN),
    Region.RIGHT: (_RIGHT, WIDTH - MARGIN - _RIGHT),
}
_THIRDS = {
    Region.FULL: (MARGIN, INNER),
    Region.LEFT: (MARGIN, 196.0),
    Region.RIGHT: (228.0, WIDTH - MARGIN - 228.0),
}
_LEDGER = {
    Region.FULL: (MARGIN, INNER),
    Region.LEFT: (MARGIN, 116.0),
    Region.RIGHT: (144.0, WIDTH - MARGIN - 144.0),
}
_TWO_THIRDS = {
    Region.FULL: (MARGIN, INNER),
    Region.LEFT: (MARGIN, 176.0),
    Region.RIGHT: (206.0, WIDTH - MARGIN - 206.0),
}
KINDS = {
    "cover": Kind({Region.FULL: (0.0, WIDTH)}),
    "summary": Kind(_THIRDS, table=12.0, air=(2.2, 5.0), tightest=0.75),
    "scorecard": Kind(_TWINS, table=10.0, air=(0.55, 2.4), grow=2.4, tightest=0.8, dense=True),
    "perspective": Kind(_HALVES),
    "profit": Kind(_LEDGER, grow=4.0),
    "relations": Kind(_WHOLE, table=11.0, air=(1.4, 4.2), grow=4.0, tightest=0.76),
    "outlook": Kind(_TWO_THIRDS, table=11.0, tightest=0.8),
    "actions": Kind(_WHOLE, table=12.0, air=(2.2, 5.4), grow=5.0, tightest=0.76),
    "withheld": Kind(_WHOLE, table=10.5, air=(1.2, 3.6), grow=3.0, tightest=0.84, dense=True),
    "appendix": Kind(_WHOLE, table=9.6, air=(1.4, 2.8), grow=2.6, tightest=0.86, dense=True),
}


@dataclass(frozen=True)
class Heading:
    """The title's text size in points and the number of its lines."""

    size: float
    lines: int


@dataclass(frozen=True)
class Measured:
    """A block's text size in points and the parts of its height in mm; their sum is the block's height.

    Table: header and each row, with the `widths` of the columns. Facts: each fact, with the widths of figure, text and
    badge. Chart: label, plot, caption. Prose: heading, text, tail. Callout: padding, heading, text, padding.
    """

    size: float
    heights: tuple[float, ...]
    widths: tuple[float, ...] = field(default=())

    @property
    def height(self) -> float:
        """The whole height."""
        return sum(self.heights)
