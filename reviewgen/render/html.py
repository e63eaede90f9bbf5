"""The deck as one HTML document with the pictures and fonts that it shows: what the PDF is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from traceback import extract_tb

from jinja2 import FunctionLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reviewgen import layout
from reviewgen.deck import Bullet, Cell, Chart, Column, Cover, Deck, Facts, Row, Slide, Spark, Table, Tone
from reviewgen.errors import AssetError
from reviewgen.layout import page
from reviewgen.layout.columns import MICRO_WIDEST
from reviewgen.render import charts
from reviewgen.render.legal import clean
from reviewgen.render.micro import bullet_bar, sparkline
from reviewgen.textfit import MM_PER_PT
from reviewgen.theme import Theme

FAMILY = "Deck"
"""The theme's faces go by this name in the document, so that no font of the machine stands in for one of them."""
SCHEME = "asset:"


@dataclass(frozen=True)
class Asset:
    """A file that the document shows."""

    mime: str
    data: bytes


@dataclass(frozen=True)
class Document:
    """An HTML document, and by URL everything that it may load."""

    html: str
    assets: Mapping[str, Asset]


@dataclass(frozen=True)
class Picture:
    """An image on the page; lengths in mm."""

    url: str
    alt: str
    w: float
    h: float


@dataclass(frozen=True)
class Td:
    """A cell as it is marked up: `picture` or `text` is shown."""

    text: str
    span: int
    classes: str
    head: bool
    picture: Picture | None


@dataclass(frozen=True)
class Tr:
    """A table's row; `h` in mm."""

    cells: tuple[Td, ...]
    h: float
    group: bool


@dataclass(frozen=True)
class View:
    """A placed block as its template sees it: the block, its box and sizes, and what was drawn for it."""

    kind: str
    placed: layout.Placed
    header: tuple[Td, ...] = ()
    rows: tuple[Tr, ...] = ()
    picture: Picture | None = None

    def pt(self, share: float) -> float:
        """A text size as a share of the block's."""
        return round(self.placed.size * share, 3)


class _Shelf:
    """Gathers the pictures of one document; the same picture is kept once."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.assets: dict[str, Asset] = {
            f"{SCHEME}font/{index}": Asset("font/ttf", face.data) for index, face in enumerate(theme.faces)
        }
        self._charts: dict[tuple[Chart, float, float], str] = {}

    def micro(self, content: Spark | Bullet, width: float, size: float) -> Picture:
        """A sparkline or bullet for a cell `width` mm wide with text of `size` points."""
        w, h = min(width - 2 * layout.CELL_PADDING, MICRO_WIDEST), round(size * MM_PER_PT * 1.05, 2)
        if isinstance(content, Spark):
            return Picture(self._put(sparkline(content, w, h, self.theme).encode()), content.alt, w, h)
        return Picture(self._put(bullet_bar(content, w, h * 0.8, self.theme).encode()), content.alt, w, h * 0.8)

    def chart(self, chart: Chart, w: float, h: float) -> Picture:
        """The chart, drawn once however often it is shown."""
        key = (chart, w, h)
        if key not in self._charts:
            self._charts[key] = self._put(charts.draw(chart, w, h, self.theme, FAMILY))
        return Picture(self._charts[key], chart.alt, w, h)

    def _put(self, svg: bytes) -> str:
        url = f"{SCHEME}{sha256(svg).hexdigest()[:24]}"
        self.assets[url] = Asset("image/svg+xml", svg)
        return url


def document(deck: Deck, theme: Theme) -> Document:
    """The whole deck as HTML. AssetError when a template of the theme is missing or broken."""
    shelf = _Shelf(theme)
    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: (theme.html[name], name, None) if name in theme.html else None),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_legal,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["mm"] = _mm
    pages = [_page(deck, slide, number, shelf, environment) for number, slide in enumerate(deck.slides, 1)]
    faces = [(f"{SCHEME}font/{index}", face) for index, face in enumerate(theme.faces)]
    html = _rendered(
        environment, "base", deck=deck, pages=pages, theme=theme, faces=faces, family=FAMILY, page=page, style=theme.css
    )
    return Document(html, shelf.assets)


def _page(deck: Deck, slide: Slide, number: int, shelf: _Shelf, environment: ImmutableSandboxedEnvironment) -> str:
    views = tuple(_view(placed, shelf) for placed in layout.place(slide, shelf.theme))
    cover = next((block for _, block in slide.blocks if isinstance(block, Cover)), None)
    return _rendered(
        environment,
        slide.kind,
        deck=deck,
        slide=slide,
        number=number,
        views=views,
        heading=layout.heading(slide, shelf.theme),
        foot=layout.foot(slide, shelf.theme),
        cover=cover,
        name_size=layout.cover_name_size(cover, shelf.theme) if cover else 0.0,
        page=page,
        badge=layout.badge_text,
    )


def _rendered(environment: ImmutableSandboxedEnvironment, name: str, **values: object) -> str:
    """A template with its values in place; AssetError with its name and line, whatever it does."""
    try:
        return environment.get_template(f"{name}.html.j2").render(values)
    except Exception as error:
        place = _place(error) or f"{name}.html.j2"
        raise AssetError(f"{place} cannot be used: {error}", "Mend the file in templates/html.") from error


def _place(error: Exception) -> str:
    """The template and the line that an error comes from."""
    if isinstance(error, TemplateError) and getattr(error, "lineno", None):
        return f"{getattr(error, 'name', None) or 'a template'}:{getattr(error, 'lineno', '')}"
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else str(getattr(error, "name", None) or "")


def _legal(value: object) -> object:
    """`value` without the characters that XML cannot hold, which no font has a glyph for."""
    return type(value)(clean(value)) if isinstance(value, str) else value


def _view(placed: layout.Placed, shelf: _Shelf) -> View:
    block = placed.block
    if isinstance(block, Table):
        return _table(block, placed, shelf)
    if isinstance(block, Chart):
        return View("chart", placed, picture=shelf.chart(block, placed.box.w, placed.heights[1]))
    if isinstance(block, Facts):
        return View("facts", placed)
    return View(type(block).__name__.lower(), placed)


def _table(table: Table, placed: layout.Placed, shelf: _Shelf) -> View:
    heights = placed.heights[1:]
    rows = zip(table.rows, heights, strict=True)
    return View(
        "table",
        placed,
        header=tuple(_header(table.columns)),
        rows=tuple(Tr(tuple(_cells(row, table, placed, shelf)), height, row.group) for row, height in rows),
    )


def _header(columns: tuple[Column, ...]) -> Iterator[Td]:
    spanned = layout.spans([bool(column.header) for column in columns])
    for column, span in zip(columns, spanned, strict=True):
        if span:
            yield Td(column.header, span, column.align.value, bool(column.header), None)


def _cells(row: Row, table: Table, placed: layout.Placed, shelf: _Shelf) -> Iterator[Td]:
    held = [layout.filled(cell) for cell in row.cells]
    spanned = layout.spans(held) if row.group else (1,) * len(held)
    for index, (cell, span) in enumerate(zip(row.cells, spanned, strict=True)):
        if not span:
            continue
        picture = None
        if isinstance(cell.content, Spark | Bullet):
            picture = shelf.micro(cell.content, placed.widths[index], placed.size)
        classes = f"{table.columns[index].align.value} {_tone(cell).value}"
        yield Td(layout.cell_text(cell), span, classes, index == 0 and held[0], picture)


def _tone(cell: Cell) -> Tone:
    return getattr(cell.content, "tone", cell.tone)


def _mm(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
