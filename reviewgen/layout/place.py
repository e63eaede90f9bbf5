"""Where each block of a slide stands: stacks of bands, set as closely as they must be and as airily as they can."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reviewgen.deck import Block, Chart, Cover, Facts, Region, Slide, Table
from reviewgen.layout.faces import bold, regular, tall
from reviewgen.layout.measure import measure
from reviewgen.layout.page import (
    BODY_END,
    BODY_TOP,
    COVER_NAME,
    COVER_NAME_PT,
    DENSE_TOP,
    FOOT_END,
    FOOT_PT,
    GAP,
    HEIGHT,
    INNER,
    KINDS,
    LABEL_LEADING,
    MARGIN,
    TITLE,
    TITLE_LEADING,
    TITLE_PT,
    WIDTH,
    Box,
    Density,
    Heading,
    Kind,
    Measured,
)
from reviewgen.textfit import MM_PER_PT, lines
from reviewgen.theme import Theme

_TALLEST_PLOT, _FACT_GROWTH, _WIDEST_GAP = 122.0, 10.0, 11.0


@dataclass(frozen=True)
class Placed:
    """A block with its box; text size in points, parts of the height and widths of the columns as in Measured."""

    region: Region
    block: Block
    box: Box
    size: float
    heights: tuple[float, ...] = ()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Slot:
    """A block with the place across the page that it is given."""

    region: Region
    block: Block
    x: float
    width: float


Band = tuple[Slot, ...]
"""Slots side by side."""


def place(slide: Slide, theme: Theme) -> tuple[Placed, ...]:
    """Every block of `slide` in its box, in reading order."""
    if any(isinstance(block, Cover) for _, block in slide.blocks):
        whole = Box(0.0, 0.0, WIDTH, HEIGHT)
        return tuple(Placed(region, block, whole, KINDS[slide.kind].prose) for region, block in slide.blocks)
    area, kind = body(slide, theme), KINDS[slide.kind]
    stacks = arrange(slide)
    steps = [_step(stack, area, kind, theme) for stack in stacks]
    if all(isinstance(band[0].block, Table) for stack in stacks for band in stack):
        steps = [max(steps)] * len(stacks)
    ladder = _ladder(kind)
    return tuple(
        placed
        for stack, step in zip(stacks, steps, strict=True)
        for placed in _stand(stack, area, kind, ladder[step], theme)
    )


def fits(slide: Slide, theme: Theme) -> bool:
    """True when all of `slide` has room at the closest setting of its kind."""
    area, kind = body(slide, theme), KINDS[slide.kind]
    return all(_needed(stack, kind, _ladder(kind)[-1], theme) <= area.h + 1e-6 for stack in arrange(slide))


def heading(slide: Slide, theme: Theme) -> Heading:
    """The title's size and lines: two at most at full size, more only when it is long beyond measure."""
    size = TITLE_PT
    while True:
        count = lines(slide.title, size, TITLE.w, bold(theme))
        tallest = count * size * MM_PER_PT * TITLE_LEADING
        if size <= 6.0 or (tallest <= TITLE.h and (count <= 2 or size <= 16.0)):
            return Heading(size, count)
        size -= 1.0


def cover_name_size(cover: Cover, theme: Theme) -> float:
    """The size of the account's name on the cover, in points, so that it keeps to its box."""
    size = COVER_NAME_PT
    while tall(cover.account, size, COVER_NAME.w, bold(theme), TITLE_LEADING) > COVER_NAME.h and size > 8.0:
        size -= 1.0
    return size


def foot(slide: Slide, theme: Theme) -> Box:
    """The box of the small print; of no height when there is none."""
    height = tall(slide.foot, FOOT_PT, INNER, regular(theme), LABEL_LEADING)
    return Box(MARGIN, FOOT_END - height, INNER, height)


def body(slide: Slide, theme: Theme) -> Box:
    """What is left for the blocks between title and foot."""
    top = DENSE_TOP if KINDS[slide.kind].dense else BODY_TOP
    head = heading(slide, theme)
    top = max(top, TITLE.y + head.lines * head.size * MM_PER_PT * TITLE_LEADING + 3.6)
    end = foot(slide, theme).y - 2.6 if slide.foot else BODY_END
    return Box(MARGIN, top, INNER, end - top)


def arrange(slide: Slide) -> tuple[tuple[Band, ...], ...]:
    """The stacks of a slide: two columns where both hold something, else the whole width."""
    regions = KINDS[slide.kind].regions
    held = {region for region, _ in slide.blocks}
    if held == {Region.LEFT, Region.RIGHT}:
        return tuple(
            tuple((Slot(region, block, *regions[region]),) for where, block in slide.blocks if where is region)
            for region in (Region.LEFT, Region.RIGHT)
        )
    return (tuple(_bands(slide)),)


def _bands(slide: Slide) -> Iterator[Band]:
    """Tables and charts across the page; what is read as text side by side, since long lines read badly."""
    halves = KINDS["perspective"].regions
    columns = (halves[Region.LEFT], halves[Region.RIGHT])
    wide = [one for one in slide.blocks if isinstance(one[1], Table | Chart | Facts)]
    narrow = [one for one in slide.blocks if not isinstance(one[1], Table | Chart | Facts)]
    for region, block in wide:
        yield (Slot(region, block, MARGIN, INNER),)
    for start in range(0, len(narrow), 2):
        pair = narrow[start : start + 2]
        yield tuple(Slot(*one, *column) for one, column in zip(pair, columns, strict=False))


def _ladder(kind: Kind) -> tuple[Density, ...]:
    """From airy to tight: padding gives way first, then the text's size with the rest of the padding."""
    airs = [Density(1.0, 1.0 - step / 10) for step in range(7)]
    steps = 12
    scales = [
        Density(1.0 - (1.0 - kind.tightest) * step / steps, 0.4 * (1 - step / steps)) for step in range(1, steps + 1)
    ]
    return (*airs, *scales)


def _needed(stack: Sequence[Band], kind: Kind, density: Density, theme: Theme) -> float:
    tallest = (max(measure(slot.block, slot.width, kind, density, theme).height for slot in band) for band in stack)
    return sum(tallest) + GAP * (len(stack) - 1)


def _step(stack: Sequence[Band], area: Box, kind: Kind, theme: Theme) -> int:
    """The airiest step of the ladder at which the stack has room; tables side by side are set alike."""
    ladder = _ladder(kind)
    first = bisect_left(
        range(len(ladder)), True, key=lambda step: _needed(stack, kind, ladder[step], theme) <= area.h + 1e-6
    )
    return min(first, len(ladder) - 1)


def _stand(stack: Sequence[Band], area: Box, kind: Kind, density: Density, theme: Theme) -> Iterator[Placed]:
    measured = [[measure(slot.block, slot.width, kind, density, theme) for slot in band] for band in stack]
    spare = area.h - GAP * (len(stack) - 1) - sum(max(one.height for one in band) for band in measured)
    measured, spare = _grown(stack, measured, spare, kind)
    gap = GAP + (min(_WIDEST_GAP - GAP, spare / (len(stack) - 1)) if len(stack) > 1 else 0.0)
    y = area.y
    for band, sizes in zip(stack, measured, strict=True):
        for slot, found in zip(band, sizes, strict=True):
            box = Box(slot.x, y, slot.width, found.height)
            yield Placed(slot.region, slot.block, box, found.size, found.heights, found.widths)
        y += max(found.height for found in sizes) + gap


def _grown(
    stack: Sequence[Band], measured: list[list[Measured]], spare: float, kind: Kind
) -> tuple[list[list[Measured]], float]:
    """Give spare height to plots, then to facts, then to the rows of tables, each up to its bound."""
    spare = max(0.0, spare)
    for growing in (Chart, Facts, Table):
        places = [index for index, band in enumerate(stack) if isinstance(band[0].block, growing)]
        share = spare / len(places) if places else 0.0
        for index in places:
            before = measured[index][0]
            after = _grow(stack[index][0].block, before, share, kind)
            measured[index][0] = after
            spare -= after.height - before.height
    return measured, spare


def _grow(block: Block, found: Measured, share: float, kind: Kind) -> Measured:
    parts = found.heights
    if isinstance(block, Chart):
        label, plot, caption = parts
        return replace(found, heights=(label, max(plot, min(plot + share, _TALLEST_PLOT)), caption))
    fixed = parts[:1] if isinstance(block, Table) else ()
    rows = parts[len(fixed) :]
    bound = kind.grow if isinstance(block, Table) else _FACT_GROWTH
    more = min(bound, share / len(rows)) if rows else 0.0
    return replace(found, heights=(*fixed, *(height + more for height in rows)))
