"""Deck, Slide and the closed set of Blocks: text already written in the reader's language, numbers exactly as shown.

A renderer needs nothing else than a Deck and a Theme, and every renderer draws every block.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum


class Tone(StrEnum):
    """How a text or mark is coloured; the theme says with what."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    ACCENT = "accent"
    ON_TRACK = "on_track"
    WATCH = "watch"
    OFF_TRACK = "off_track"
    NO_DATA = "no_data"


SHAPES = {Tone.ON_TRACK: "●", Tone.WATCH: "▲", Tone.OFF_TRACK: "◆", Tone.NO_DATA: "○"}
"""The shape that stands before the word of a status, so that colour never speaks alone."""


class Align(StrEnum):
    """Where text stands in its column."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Badge:
    """A status: the shape and colour of its tone, and always the word."""

    word: str
    tone: Tone


@dataclass(frozen=True)
class Spark:
    """A line of recent values, None where there is no figure; the last point wears the tone."""

    values: tuple[Decimal | None, ...]
    tone: Tone
    alt: str


@dataclass(frozen=True)
class Bullet:
    """Attainment: a bar from 0 to `filled` and a tick at `goal`, both as shares of the track (0 to 1)."""

    filled: Decimal
    goal: Decimal
    tone: Tone
    alt: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table: text, or a micro-chart, or a badge."""

    text: str = ""
    tone: Tone = Tone.PLAIN
    content: Badge | Spark | Bullet | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table; `share` is its width relative to the other columns."""

    header: str
    share: float
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Row:
    """A row; a `group` row is a heading over the rows that follow it and spans the columns it leaves empty."""

    cells: tuple[Cell, ...]
    group: bool = False


@dataclass(frozen=True)
class Table:
    """A table; `alt` says in one sentence what it holds."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    alt: str


@dataclass(frozen=True)
class Series:
    """Bars or ticks of a chart, in the unit of the page and rounded as shown; None where there is no figure."""

    name: str
    values: tuple[Decimal | None, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """Columns by period: `actual` solid with its figures, `prior` lighter behind, `target` a thin line across.

    `variance` (percent or points against target) is a strip above, each with its tone. `forecast` holds figures for the
    last categories alone, hatched, with the low and high ends of their `band`. The category before them, else the last,
    is the period under review and wears the accent. `number_format` is a spreadsheet format code for the axis values.
    """

    label: str
    alt: str
    categories: tuple[str, ...]
    actual: Series
    prior: Series | None
    target: Series | None
    variance: Series | None
    variance_tones: tuple[Tone, ...]
    number_format: str
    caption: str = ""
    forecast: Series | None = None
    band: tuple[Series, Series] | None = None

    @property
    def now(self) -> int:
        """The place of the period under review among the categories."""
        coming = sum(value is not None for value in self.forecast.values) if self.forecast else 0
        return len(self.categories) - 1 - coming


@dataclass(frozen=True)
class Fact:
    """A large figure with its headline and a line of detail."""

    figure: str
    headline: str
    detail: str
    badge: Badge


@dataclass(frozen=True)
class Facts:
    """The outcomes and misses of the quarter, one under the other."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Prose:
    """A labelled paragraph; `tail` follows in grey (owner, date)."""

    heading: str
    text: str
    tail: str = ""


@dataclass(frozen=True)
class Callout:
    """The ask, in a tinted box."""

    heading: str
    text: str


@dataclass(frozen=True)
class Cover:
    """The first page."""

    company: str
    account: str
    subtitle: str
    mark: str
    lines: tuple[str, ...]


Block = Table | Chart | Facts | Prose | Callout | Cover


class Region(StrEnum):
    """Where on the page a block stands; blocks of one region follow each other downward."""

    FULL = "full"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Slide:
    """One page: its title is its message. `kind` names the template; `foot` is small print (sources, tests)."""

    id: str
    kind: str
    kicker: str
    title: str
    blocks: tuple[tuple[Region, Block], ...]
    foot: str = ""


@dataclass(frozen=True)
class Deck:
    """A whole deck. `mark` is the edition's word for itself and stands on every page; `warning` too when not empty."""

    title: str
    language: str
    author: str
    footer: str
    mark: str
    warning: str
    as_of: str
    created: str
    slides: tuple[Slide, ...]


def texts(part: object) -> Iterator[str]:
    """Every string and number that a deck, or a part of one, holds: what its reader is shown."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Decimal):
        yield str(part)
    elif isinstance(part, tuple):
        for item in part:
            yield from texts(item)
    elif is_dataclass(part):
        for each in fields(part):
            yield from texts(getattr(part, each.name))
