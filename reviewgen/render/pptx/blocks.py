"""Text blocks: facts, prose and the callout, drawn into the heights that the layout gives them."""

from __future__ import annotations

from itertools import accumulate

from reviewgen.deck import Callout, Facts, Prose
from reviewgen.layout import Box, Placed, badge_text
from reviewgen.layout.page import BADGE, DETAIL, FIGURE, HEADLINE, LABEL_PT, PROSE_LEADING
from reviewgen.render.pptx.xml import Canvas, Run, paragraph, tone_colour

FACT_MARGIN = 4.0
"""Space in mm between a finding and its status."""
OWN_LEADING = 1.21
"""The line height of Inter, which a spacing of 100 % means; metric substitutes lie below it."""


def facts(placed: Placed, block: Facts, canvas: Canvas) -> None:
    """Each fact on its band: the figure, its headline with a line of detail, its status."""
    size, lang = placed.size, canvas.lang
    tops = accumulate(placed.heights, initial=placed.box.y)
    first, middle, last = placed.widths
    x = placed.box.x
    for fact, top, height in zip(block.facts, tops, placed.heights, strict=False):
        figure = paragraph([Run(fact.figure, size * FIGURE, "ink", bold=True)], lang)
        canvas.text("Figure", Box(x, top, first, height), figure, anchor="ctr")
        words = paragraph([Run(fact.headline, size * HEADLINE, "ink", bold=True)], lang, leading=1.05)
        if fact.detail:
            words += paragraph([Run(fact.detail, size * DETAIL, "grey")], lang, leading=1.1)
        canvas.text("Finding", Box(x + first, top, middle - FACT_MARGIN, height), words, anchor="ctr")
        badge = Run(badge_text(fact.badge), size * BADGE, tone_colour(fact.badge.tone))
        canvas.text("Status", Box(x + first + middle, top, last, height), paragraph([badge], lang), anchor="ctr")
        canvas.line("Rule", x, top + height, placed.box.w, "hairline")


def prose(placed: Placed, block: Prose, canvas: Canvas) -> None:
    """A label, its paragraph and a grey tail."""
    leading = PROSE_LEADING / OWN_LEADING
    text = paragraph([Run(block.heading, LABEL_PT, "grey", bold=True)], canvas.lang, leading=1.1)
    text += paragraph([Run(block.text, placed.size)], canvas.lang, leading=leading)
    if block.tail:
        text += paragraph([Run(block.tail, placed.size, "grey")], canvas.lang, leading=leading)
    canvas.text(block.heading, placed.box, text)


def callout(placed: Placed, block: Callout, canvas: Canvas) -> None:
    """The ask, in its tinted box."""
    leading = PROSE_LEADING / OWN_LEADING
    text = paragraph([Run(block.heading, placed.size, "accent", bold=True)], canvas.lang, leading=leading)
    text += paragraph([Run(block.text, placed.size)], canvas.lang, leading=leading)
    inset = placed.heights[0] if placed.heights else 7.0
    canvas.text(block.heading, placed.box, text, colour="tint", inset=inset)
