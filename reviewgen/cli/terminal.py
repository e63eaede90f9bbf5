"""The scorecard in a terminal: columns that fit its width, statuses by shape, colour and word."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from reviewgen.deck import SHAPES, Tone
from reviewgen.edition import Edition, Measure
from reviewgen.facts import Figure
from reviewgen.locale import Locale
from reviewgen.scorecard import Scorecard, Scored, Total
from reviewgen.slides.parts import QUARTERS, TONES, named, score_text
from reviewgen.slides.scores import as_shared, moved_by, shared_scores, whole_coverage
from reviewgen.story import change, goal, reading, verdict
from reviewgen.trend import on_year

STYLES = {Tone.ON_TRACK: "green", Tone.WATCH: "yellow", Tone.OFF_TRACK: "bold red", Tone.NO_DATA: "dim"}
BARS = "▁▂▃▄▅▆▇█"
GAPS = (3, 2, 1)
MEASURE, VALUE, GOAL, CHANGE, SPARK, STATUS = range(6)
OPTIONAL = (SPARK, CHANGE)
"""Columns that a narrow terminal does without, the first to go first."""
RIGHT = {VALUE, GOAL, CHANGE}
NARROWEST = 16


@dataclass(frozen=True)
class Line:
    """A row of cells, each with its style; a heading is one text over all columns."""

    cells: tuple[tuple[str, str], ...]

    @property
    def heading(self) -> bool:
        """True for a text that spans the columns."""
        return len(self.cells) == 1


BLANK = Line((("", ""),))


def scorecard(edition: Edition, card: Scorecard, locale: Locale, console: Console | None = None) -> None:
    """Print `card`; without a terminal, and without COLUMNS to say otherwise, as wide as it likes to be."""
    console = console or Console(highlight=False)
    bounded = console.is_terminal or "COLUMNS" in os.environ
    lines = tuple(_lines(edition, card, locale))
    for line in _placed(lines, console.width if bounded else None):
        console.print(line, soft_wrap=True)


def _lines(edition: Edition, card: Scorecard, locale: Locale) -> Iterator[Line]:
    say = locale.say
    quarter = locale.period(edition.period, edition.calendar)
    yield Line(((f"{edition.account} · {quarter} · {say(f'mark.{edition.mark.value}')}", "bold"),))
    shared, every = shared_scores(edition), tuple(one for section in card.sections for one in section.measures)
    seen = f"; {as_shared(shared.overall, locale)}" if shared else ""
    yield Line(((f"{say('score.overall')}  {_total(card.overall, every, edition, locale)}{seen}", ""),))
    moved = moved_by(edition, locale)
    if moved:
        yield Line(((moved, ""),))
    yield BLANK
    heads = ("", quarter, say("column.goal"), say("column.last_year"), say("column.quarters_short", count=QUARTERS))
    yield Line(tuple((head, "dim") for head in (*heads, say("column.status"))))
    for index, section in enumerate(card.sections):
        yield from (BLANK,) if index else ()
        total = _total(section.total, section.measures, edition, locale)
        seen = f"; {as_shared(shared.sections.get(section.perspective.id), locale)}" if shared else ""
        yield Line(((f"{section.perspective.label}  {total}{seen}", "bold"),))
        for scored in section.measures:
            yield _measure(scored, edition, locale)


def _total(total: Total, scored: Sequence[Scored], edition: Edition, locale: Locale) -> str:
    return f"{score_text(total, locale)}, {whole_coverage(total, scored, edition.mark, locale)}"


def _measure(scored: Scored, edition: Edition, locale: Locale) -> Line:
    measure, tone = scored.measure, TONES[scored.status]
    return Line(
        (
            (f"  {named(measure, edition.calendar, locale)}", ""),
            (reading(measure, measure.now.actual, locale), "bold"),
            (goal(measure, measure.now, locale), ""),
            (change(measure, on_year(measure, edition.calendar), locale), ""),
            (spark(measure), "cyan"),
            (f"{SHAPES[tone]} {verdict(scored, locale)}", STYLES[tone]),
        )
    )


def spark(measure: Measure) -> str:
    """The last quarters as bars from their lowest to their highest, a space where there is no figure."""
    found = [point.actual.value if isinstance(point.actual, Figure) else None for point in measure.points[-QUARTERS:]]
    values = [value for value in found if value is not None]
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    return "".join(_bar(value, low, high) for value in found).rjust(QUARTERS)


def _bar(value: Decimal | None, low: Decimal, high: Decimal) -> str:
    if value is None:
        return " "
    return BARS[int((value - low) / (high - low) * (len(BARS) - 1)) if high > low else len(BARS) // 2 - 1]


def _placed(lines: Sequence[Line], room: int | None) -> Iterator[Text]:
    """The lines with their cells in columns; in little room gaps go first, then columns, then labels break."""
    rows = [_words(line) for line in lines if not line.heading]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    shown, gap = _fitting(widths, room)
    if room is not None:
        others = sum(widths[index] + gap for index in shown if index != MEASURE)
        widths[MEASURE] = min(widths[MEASURE], max(NARROWEST, room - others))
    for line in lines:
        if line.heading:
            yield from _heading(line, room)
        else:
            yield from _row(line, shown, widths, gap)


def _heading(line: Line, room: int | None) -> Iterator[Text]:
    """A text over all columns, broken between words where it is wider than the room."""
    text, style = line.cells[0]
    broken = [text] if room is None else wrap(text, max(NARROWEST, room), subsequent_indent="  ")
    yield from (Text(part, style) for part in broken or [text])


def _row(line: Line, shown: Sequence[int], widths: Sequence[int], gap: int) -> Iterator[Text]:
    label, *more = wrap(line.cells[MEASURE][0], widths[MEASURE], subsequent_indent="    ") or [""]
    text = Text(label + " " * (widths[MEASURE] - cell_len(label)))
    for index in shown[1:]:
        word, style = line.cells[index]
        space = " " * (widths[index] - cell_len(word))
        text.append(" " * gap + (space if index in RIGHT else ""))
        text.append(word, style)
        text.append(space if index not in RIGHT else "")
    text.rstrip()
    yield text
    yield from map(Text, more)


def _words(line: Line) -> tuple[str, ...]:
    return tuple(text for text, _ in line.cells)


def _fitting(widths: Sequence[int], room: int | None) -> tuple[tuple[int, ...], int]:
    """The columns to show and the gap between them."""
    shown = tuple(range(len(widths)))
    for dropped in (None, *OPTIONAL):
        shown = tuple(index for index in shown if index != dropped)
        for gap in GAPS:
            if room is None or sum(widths[index] for index in shown) + gap * (len(shown) - 1) <= room:
                return shown, gap
    return shown, GAPS[-1]
