"""The column chart: actual solid, last year lighter behind, forecast hatched, goal a thin line, differences above."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from reviewgen.deck import Chart, Series, Tone
from reviewgen.layout.faces import bold, regular
from reviewgen.render.legal import clean
from reviewgen.textfit import MM_PER_PT, Face
from reviewgen.theme import Theme

GAP = "–"
"""Stands where a period has no figure."""
_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "reviewgen", "font.sans-serif": ["DejaVu Sans"]}
_MEASURED, _WEIGHT, _SET = "'DejaVu Sans', sans-serif", "font-weight: 700", "font-weight: 600"
"""The library looks at fonts of its own; what is drawn is written in the theme's, from the middle of its baseline."""
_FIGURE, _CATEGORY, _DIFFERENCE, _SMALLEST, _SMALLEST_INSIDE = 9.5, 8.5, 8.5, 6.5, 7.4
_WIDEST_PITCH, _WIDEST_COLUMN = 96.0, 44.0
_STRIP, _STRIP_BAR = 46.0, 12.0
_REACH, _HATCH = 0.09, 5.0
"""The part of its pitch by which a goal's tick outreaches a column, and the points between the strokes of a hatch."""
Values = tuple[Decimal | None, ...]
_LINE = 12.0
"""The height in points that a line of figures takes."""


def draw(chart: Chart, width: float, height: float, theme: Theme, family: str) -> bytes:
    """An SVG of `width` by `height` mm whose text is set in the font `family`; the same chart gives the same bytes."""
    wide, high = width / MM_PER_PT, height / MM_PER_PT
    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        figure = Figure(figsize=(wide / 72, high / 72), dpi=72, facecolor="none", frameon=False)
        _paint(chart, _frame(chart, wide, high), figure, theme)
        out = io.StringIO()
        FigureCanvasSVG(figure).print_svg(out, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return out.getvalue().replace(_MEASURED, f"'{family}'").replace(_WEIGHT, _SET).encode()


@dataclass(frozen=True)
class Frame:
    """Where things are drawn, in points from the lower left; `bottom` to `top` hold the values `low` to `high`."""

    count: int
    pitch: float
    column: float
    shift: float
    bottom: float
    top: float
    strip: float
    low: float
    high: float

    def y(self, value: float) -> float:
        return self.bottom + (value - self.low) / (self.high - self.low) * (self.top - self.bottom)

    def x(self, index: int) -> float:
        """The middle of a column."""
        return self.pitch * (index + 0.5) + self.shift / 2


def _frame(chart: Chart, wide: float, high: float) -> Frame:
    count = max(len(chart.categories), 1)
    pitch = min(wide / count, _WIDEST_PITCH)
    column = min(pitch * 0.58, _WIDEST_COLUMN)
    known = [float(value) for one in _series(chart) for value in one if value is not None]
    low, top = min(known, default=0.0), max(known, default=0.0)
    low, top = min(low, 0.0), max(top, 0.0)
    strip = _STRIP if chart.variance else 0.0
    return Frame(
        count=count,
        pitch=pitch,
        column=column,
        shift=column * 0.24 if chart.prior else 0.0,
        bottom=_LINE * (2.4 if low < 0 else 1.5),
        top=high - strip - _LINE * 1.6,
        strip=high - _LINE - _STRIP_BAR - 2.0,
        low=low,
        high=top if top > low else low + 1.0,
    )


def _series(chart: Chart) -> Iterator[Values]:
    for one in (chart.actual, chart.prior, chart.target, chart.forecast, *(chart.band or ())):
        if one:
            yield one.values


def _paint(chart: Chart, frame: Frame, figure: Figure, theme: Theme) -> None:
    """All of it, from back to front; shapes of one colour are one path, since every node costs the page's renderer."""
    last = chart.now
    if chart.prior:
        _fill(figure, _bars(chart.prior.values, frame, -frame.shift).values(), theme.colour("prior"))
    bars = _bars(chart.actual.values, frame, 0.0)
    _fill(figure, [bar for index, bar in bars.items() if index != last], theme.colour("ink"))
    _fill(figure, [bar for index, bar in bars.items() if index == last], theme.colour("accent"))
    if chart.forecast:
        _hatched(chart, chart.forecast, frame, figure, theme)
    _line(figure, [_level(0.0, frame.pitch * frame.count, frame.y(0.0))], theme.colour("ink"), 0.8)
    if chart.target:
        ticks = list(_ticks(chart.target.values, frame))
        _line(figure, ticks, theme.colour("paper"), 2.6)
        _line(figure, ticks, theme.colour("ink"), 1.2)
    _figures(chart, frame, figure, theme)
    if chart.forecast:
        _to_come(chart.forecast, frame, figure, theme)
    _categories(chart, frame, figure, theme)
    if chart.variance:
        _differences(chart, chart.variance, frame, figure, theme)


def _bars(values: Values, frame: Frame, shift: float) -> dict[int, Path]:
    """The columns that have a figure, by their place."""
    return {
        index: _rectangle(frame.x(index) + shift, frame.column, frame.y(0.0), frame.y(float(value)))
        for index, value in enumerate(values)
        if value is not None
    }


def _hatched(chart: Chart, forecast: Series, frame: Frame, figure: Figure, theme: Theme) -> None:
    """The columns still to come on the tint of their band, which a line with two ends spans."""
    held = {index: float(value) for index, value in enumerate(forecast.values) if value is not None}
    if chart.band:
        spans = {index: _span(chart.band, index) for index in held}
        wide = frame.column + 2 * _REACH * frame.pitch
        tints = [_rectangle(frame.x(index), wide, frame.y(low), frame.y(high)) for index, (low, high) in spans.items()]
        _fill(figure, tints, theme.colour("tint"))
    bars = [_rectangle(frame.x(index), frame.column, frame.y(0.0), frame.y(value)) for index, value in held.items()]
    strokes = [stroke for index, value in held.items() for stroke in _strokes(frame, index, frame.y(value))]
    _line(figure, strokes, theme.colour("prior"), 0.9)
    _line(figure, bars, theme.colour("ink"), 0.8)
    if chart.band:
        _line(
            figure,
            [one for index, span in spans.items() for one in _whisker(frame, index, *span)],
            theme.colour("accent"),
            1.2,
        )


def _span(band: tuple[Series, Series], index: int) -> tuple[float, float]:
    low, high = (series.values[index] for series in band)
    return float(low or 0), float(high or 0)


def _strokes(frame: Frame, index: int, end: float) -> Iterator[Path]:
    """Rising strokes at 45 degrees that fill a column from its foot to `end`."""
    left = frame.x(index) - frame.column / 2
    bottom, top = sorted((frame.y(0.0), end))
    start = bottom - frame.column + _HATCH
    while start < top:
        first, last = max(start, bottom), min(start + frame.column, top)
        yield Path([(left + first - start, first), (left + last - start, last)])
        start += _HATCH


def _whisker(frame: Frame, index: int, low: float, high: float) -> Iterator[Path]:
    middle, reach = frame.x(index), frame.column * 0.16
    yield Path([(middle, frame.y(low)), (middle, frame.y(high))])
    yield from (_level(middle - reach, middle + reach, frame.y(end)) for end in (low, high))


def _ticks(values: Values, frame: Frame) -> Iterator[Path]:
    reach = frame.column / 2 + frame.pitch * _REACH
    for index, value in enumerate(values):
        if value is not None:
            yield _level(frame.x(index) - reach, frame.x(index) + reach, frame.y(float(value)))


def _figures(chart: Chart, frame: Frame, figure: Figure, theme: Theme) -> None:
    """The figures stand inside their columns, clear of goal and last year, if the columns are wide enough for all."""
    size = _fitted(chart.actual.labels, _FIGURE, frame.column * 0.92, bold(theme))
    inside = size > _SMALLEST_INSIDE
    size = size if inside else _fitted(chart.actual.labels, _FIGURE, frame.pitch * 0.94, bold(theme))
    for index, (value, label) in enumerate(zip(chart.actual.values, chart.actual.labels, strict=True)):
        strong = index == chart.now
        if index > chart.now:
            continue
        colour = theme.colour("accent" if strong else "ink")
        if value is None:
            _text(figure, frame.x(index), frame.y(0.0) + 4, GAP, size, theme.colour("grey"))
            continue
        y = _within(index, float(value), size, chart, frame) if inside else None
        if y is None:
            y = _above(index, float(value), chart, frame) if value >= 0 else frame.y(float(value)) - size - 1
        else:
            colour = theme.colour("paper")
        _text(figure, frame.x(index), y, label, size, colour, strong)


def _to_come(forecast: Series, frame: Frame, figure: Figure, theme: Theme) -> None:
    """The figures of the columns still to come stand at their foot, clear of the band at their end."""
    size = _fitted(forecast.labels, _FIGURE, frame.column * 0.92, bold(theme))
    for index, (value, label) in enumerate(zip(forecast.values, forecast.labels, strict=True)):
        if value is None:
            continue
        y = frame.y(0.0) + size * 0.8 if value >= 0 else frame.y(0.0) - size * 1.6
        _behind(figure, frame.x(index), y, label, size, theme)
        _text(figure, frame.x(index), y, label, size, theme.colour("ink"))


def _behind(figure: Figure, x: float, y: float, label: str, size: float, theme: Theme) -> None:
    """Paper under a figure, so that no stroke runs through it."""
    wide = regular(theme).width(label, size) / MM_PER_PT + 3
    _fill(figure, [_rectangle(x, wide, y - 1.5, y + size)], theme.colour("paper"))


def _within(index: int, value: float, size: float, chart: Chart, frame: Frame) -> float | None:
    """The foot of a figure inside its column's end, clear of the goal's tick; None where the column is too short."""
    tall = size + 5
    end, foot = frame.y(value), frame.y(0.0)
    tick = frame.y(float(target)) if chart.target and (target := chart.target.values[index]) is not None else None
    if value >= 0:
        top = tick if tick is not None and end - tall < tick <= end + 1 else end
        return top - size - 2 if top - tall >= foot else None
    bottom = tick if tick is not None and end - 1 <= tick < end + tall else end
    return bottom + 5 if bottom + tall <= foot else None


def _above(index: int, value: float, chart: Chart, frame: Frame) -> float:
    """The foot of a column's figure: over the column, and over the goal or last year's top that it would run into."""
    y = frame.y(value) + 4
    held = (series.values[index] for series in (chart.target, chart.prior) if series)
    for top in sorted(frame.y(float(other)) for other in held if other is not None):
        if y - 3 <= top <= y + _LINE - 2:
            y = top + 4
    return y


def _categories(chart: Chart, frame: Frame, figure: Figure, theme: Theme) -> None:
    size = _fitted(chart.categories, _CATEGORY, frame.pitch * 0.94, bold(theme))
    for index, name in enumerate(chart.categories):
        last = index == chart.now
        _text(figure, frame.x(index), 4, name, size, theme.colour("ink" if last else "grey"), last)


def _differences(chart: Chart, variance: Series, frame: Frame, figure: Figure, theme: Theme) -> None:
    most = max((abs(float(value)) for value in variance.values if value is not None), default=0.0) or 1.0
    size = _fitted(variance.labels, _DIFFERENCE, frame.pitch * 0.94, regular(theme))
    bars: dict[Tone, list[Path]] = {}
    places = enumerate(zip(variance.values, variance.labels, chart.variance_tones, strict=True))
    for index, (value, label, tone) in places:
        if value is None:
            continue
        tall = float(value) / most * _STRIP_BAR
        x, foot = frame.x(index), frame.strip
        bars.setdefault(tone, []).append(_rectangle(x, frame.column * 0.62, foot, foot + tall))
        _text(figure, x, foot + max(tall, 0.0) + 3, label, size, theme.tone(tone))
    for tone, held in bars.items():
        _fill(figure, held, theme.tone(tone))
    _line(figure, [_level(0.0, frame.pitch * frame.count, frame.strip)], theme.colour("ink"), 0.8)


def _fitted(labels: Sequence[str], size: float, room: float, face: Face) -> float:
    """The size at which the widest label keeps to its column's share of the width."""
    widest = max((face.width(label, size) / MM_PER_PT for label in labels), default=0.0)
    return max(_SMALLEST, min(size, size * room / widest)) if widest else size


def _rectangle(middle: float, width: float, foot: float, head: float) -> Path:
    left, right = middle - width / 2, middle + width / 2
    return Path([(left, foot), (left, head), (right, head), (right, foot), (left, foot)], closed=True)


def _level(left: float, right: float, y: float) -> Path:
    return Path([(left, y), (right, y)])


def _fill(figure: Figure, shapes: Iterable[Path], colour: str) -> None:
    found = list(shapes)
    if found:
        _add(figure, Path.make_compound_path(*found), facecolor=f"#{colour}", linewidth=0)


def _line(figure: Figure, shapes: Sequence[Path], colour: str, width: float) -> None:
    if shapes:
        path = Path.make_compound_path(*shapes)
        _add(figure, path, facecolor="none", edgecolor=f"#{colour}", linewidth=width, capstyle="butt")


def _add(figure: Figure, path: Path, **style: object) -> None:
    """Put a shape straight on the figure, in points: axes would cost a third of the drawing and show nothing."""
    figure.add_artist(PathPatch(path, transform=IdentityTransform(), **style))


def _text(figure: Figure, x: float, y: float, text: str, size: float, colour: str, strong: bool = False) -> None:
    weight = "bold" if strong else "normal"
    font = {"size": size, "weight": weight}
    place = {"ha": "center", "va": "baseline", "transform": IdentityTransform()}
    figure.text(x, y, clean(text).replace("\n", " "), font, color=f"#{colour}", parse_math=False, **place)
