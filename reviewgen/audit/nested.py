"""Reading a file with all files inside it: decks attached to a PDF, PDFs and workbooks embedded in a deck."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from reviewgen.audit import pdf, pptx
from reviewgen.audit.package import Budget, is_zip
from reviewgen.audit.reading import Found, Inner, Reading
from reviewgen.errors import ReviewgenError

DEEPEST = 4

Reader = Callable[[bytes, Budget], Iterator[Found]]


def read_pdf(data: bytes) -> Iterator[Reading]:
    """Everything in a PDF and in the files inside it; ReviewgenError when they lie too deep or unpack to too much."""
    return _read(pdf.read, data, Budget(), 1)


def read_package(data: bytes) -> Iterator[Reading]:
    """Everything in a package and in the files inside it; ReviewgenError as for `read_pdf`."""
    return _read(pptx.read, data, Budget(), 1)


def _read(reader: Reader, data: bytes, budget: Budget, depth: int) -> Iterator[Reading]:
    if depth > DEEPEST:
        raise ReviewgenError(f"it holds files nested more than {DEEPEST} deep", "Save it anew without attachments.")
    for found in reader(data, budget):
        if isinstance(found, Inner):
            budget.spend(members=1)
            inner = _read(pptx.read if is_zip(found.data) else pdf.read, found.data, budget, depth + 1)
            yield from (replace(reading, place=f"{found.place}, {reading.place}") for reading in inner)
        else:
            yield found
