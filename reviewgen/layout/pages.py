"""Continues on further slides what has no room on one, so that nothing is cut off and no text gets too small."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from reviewgen.deck import Block, Callout, Cell, Cover, Deck, Fact, Facts, Prose, Region, Row, Slide, Table
from reviewgen.layout.place import fits
from reviewgen.theme import Theme

Blocks = tuple[tuple[Region, Block], ...]
LONGEST_TEXT, LONGEST_CELL = 1200, 600
"""In characters: a longer text is continued in a paragraph, fact or row of its own, so that each piece fits a page."""
NEAR = 4
"""In rows: a page ends with a group when one ends so near to where it would."""
LEAST_ROWS = 3
"""A table keeps at least so many rows beside a chart; otherwise the texts under it move on first."""


def paginate(deck: Deck, theme: Theme) -> Deck:
    """The deck with each slide that has no room for all of its blocks continued, titled (1/2), (2/2)."""
    return replace(deck, slides=tuple(page for slide in deck.slides for page in _pages(slide, theme)))


def _pages(slide: Slide, theme: Theme) -> Iterator[Slide]:
    if any(isinstance(block, Cover) for _, block in slide.blocks):
        yield slide
        return
    whole = replace(slide, blocks=tuple((region, piece) for region, block in slide.blocks for piece in _cut(block)))
    if fits(whole, theme):
        yield whole
        return
    pages = _split(_numbered(whole, 9, 9), theme)
    for number, blocks in enumerate(pages, 1):
        yield replace(_numbered(slide, number, len(pages)), blocks=blocks)


def _numbered(slide: Slide, number: int, count: int) -> Slide:
    name = f"{slide.id}-{number}" if number > 1 else slide.id
    return replace(slide, id=name, title=f"{slide.title} ({number}/{count})")


def _split(slide: Slide, theme: Theme) -> list[Blocks]:
    def roomy(blocks: Blocks) -> bool:
        return fits(replace(slide, blocks=blocks), theme)

    regions = {region for region, _ in slide.blocks}
    if regions != {Region.LEFT, Region.RIGHT}:
        return _flow([block for _, block in slide.blocks], roomy)
    first: list[tuple[Region, Block]] = []
    rest: list[Block] = []
    for region in (Region.LEFT, Region.RIGHT):
        held = [block for where, block in slide.blocks if where is region]
        kept, left = _shorten(held, _in_column(region, roomy))
        first += [(region, block) for block in kept]
        rest += left
    return [tuple(first), *_flow(rest, roomy)]


def _in_column(region: Region, roomy: Callable[[Blocks], bool]) -> Callable[[Sequence[Block]], bool]:
    """Whether blocks have room in a column, with something in the other one so that the column keeps its width."""
    other = Region.RIGHT if region is Region.LEFT else Region.LEFT
    return lambda blocks: roomy((*((region, block) for block in blocks), (other, Prose("", ""))))


def _shorten(blocks: list[Block], roomy: Callable[[Sequence[Block]], bool]) -> tuple[list[Block], list[Block]]:
    """What stays in a column and what moves on: first rows, down to a few, then the texts, the last one first."""
    if roomy(blocks):
        return blocks, []
    found = next(((place, block) for place, block in enumerate(blocks) if isinstance(block, Table | Facts)), None)
    if found is None:
        count = max((n for n in range(1, len(blocks)) if roomy(blocks[:n])), default=1)
        return blocks[:count], blocks[count:]
    index, long = found
    others = blocks[:index] + blocks[index + 1 :]
    moved: list[Block] = []
    while True:
        count = _most(long, lambda head: roomy([*others[:index], head, *others[index:]]))
        if count >= min(LEAST_ROWS, _length(long)) or not others:
            break
        moved.insert(0, others.pop())
    head, tail = _apart(long, max(count, 1))
    return [*others[:index], head, *others[index:]], [*([tail] if tail else []), *moved]


def _flow(blocks: list[Block], roomy: Callable[[Blocks], bool]) -> list[Blocks]:
    """Blocks across the page, one after the other, page after page; a table's pages are about equally full."""
    pages: list[Blocks] = []
    waiting = list(blocks)
    while waiting:
        page, waiting = _next_page(waiting, roomy)
        pages.append(_across(page))
    return pages


def _next_page(blocks: list[Block], roomy: Callable[[Blocks], bool]) -> tuple[list[Block], list[Block]]:
    count = max((n for n in range(1, len(blocks) + 1) if roomy(_across(blocks[:n]))), default=0)
    page, rest = blocks[:count], blocks[count:]
    if not rest or not isinstance(rest[0], Table | Facts):
        return (page, rest) if page else (rest[:1], rest[1:])
    long = rest[0]
    most = _most(long, lambda head: roomy(_across([*page, head])))
    if page and most < LEAST_ROWS:
        return page, rest
    head, tail = _apart(long, most if page else _even(long, max(most, 1)))
    return [*page, head], [*([tail] if tail else []), *rest[1:]]


def _across(blocks: Sequence[Block]) -> Blocks:
    return tuple((Region.FULL, block) for block in blocks)


def _even(block: Table | Facts, most: int) -> int:
    """How many rows of `block` its next page takes: pages about equally full, parted between groups."""
    pages = -(-_length(block) // most)
    even = min(most, -(-_length(block) // pages))
    if not isinstance(block, Table) or pages == 1:
        return even
    ends = [place for place, row in enumerate(block.rows) if row.group and abs(place - even) <= NEAR and place <= most]
    return min((place for place in ends if place > 1), key=lambda place: abs(place - even), default=even)


def _most(block: Table | Facts, roomy: Callable[[Block], bool]) -> int:
    """The largest number of rows or facts from the start that have room."""
    low, high = 0, _length(block)
    while low < high:
        middle = (low + high + 1) // 2
        if roomy(_head(block, middle)):
            low = middle
        else:
            high = middle - 1
    return low


def _length(block: Table | Facts) -> int:
    return len(block.rows) if isinstance(block, Table) else len(block.facts)


def _head(block: Table | Facts, count: int) -> Block:
    return replace(block, rows=block.rows[:count]) if isinstance(block, Table) else Facts(block.facts[:count])


def _apart(block: Table | Facts, count: int) -> tuple[Block, Block | None]:
    """The first rows and the rest; a group's heading stays with its first row and is repeated over the rest of it."""
    if isinstance(block, Facts):
        return Facts(block.facts[:count]), Facts(block.facts[count:]) if block.facts[count:] else None
    first = next((place for place, row in enumerate(block.rows) if not row.group), 0)
    while count > first + 1 and block.rows[count - 1].group:
        count -= 1
    head, rest = block.rows[: max(count, first + 1)], block.rows[max(count, first + 1) :]
    if not rest:
        return block, None
    heading = next((row for row in reversed(head) if row.group), None)
    repeated = (heading,) if heading and not rest[0].group else ()
    return replace(block, rows=head), replace(block, rows=(*repeated, *rest))


def _cut(block: Block) -> Iterator[Block]:
    """The block, or pieces of it when one of its texts is longer than a page can hold."""
    if isinstance(block, Prose):
        *before, last = _pieces(block.text, LONGEST_TEXT)
        yield from (Prose(block.heading, piece) for piece in before)
        yield Prose(block.heading, last, block.tail)
    elif isinstance(block, Callout):
        yield from (Callout(block.heading, piece) for piece in _pieces(block.text, LONGEST_TEXT))
    elif isinstance(block, Facts):
        yield Facts(tuple(piece for fact in block.facts for piece in _cut_fact(fact)))
    elif isinstance(block, Table):
        yield replace(block, rows=tuple(piece for row in block.rows for piece in _cut_row(row)))
    else:
        yield block


def _cut_fact(fact: Fact) -> Iterator[Fact]:
    for piece in _pieces(fact.detail, LONGEST_CELL):
        yield replace(fact, detail=piece)


def _cut_row(row: Row) -> Iterator[Row]:
    columns = [_pieces(cell.text, LONGEST_CELL) for cell in row.cells]
    first = (replace(cell, text=column[0]) for cell, column in zip(row.cells, columns, strict=True))
    yield replace(row, cells=tuple(first))
    for index in range(1, max(len(column) for column in columns)):
        texts = (column[index] if index < len(column) else "" for column in columns)
        yield replace(row, cells=tuple(Cell(text, cell.tone) for text, cell in zip(texts, row.cells, strict=True)))


def _pieces(text: str, longest: int) -> list[str]:
    """The text in pieces of at most `longest` characters, parted between words where it can be."""
    pieces = []
    while len(text) > longest:
        space = text.rfind(" ", longest // 2, longest)
        end = space if space > 0 else longest
        pieces.append(text[:end])
        text = text[end:].lstrip(" ")
    return [*pieces, text]
