"""Searching a file's bytes in this process: each reading of it against each secret, and what it may not hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TypeVar

from reviewgen.audit import nested
from reviewgen.audit.numbers import SHORTEST, NumberIndex
from reviewgen.audit.reading import Kind, Reading
from reviewgen.audit.secrets import Secret
from reviewgen.audit.structure_pdf import structure as pdf_structure
from reviewgen.audit.structure_pptx import structure as pptx_structure
from reviewgen.audit.texts import SHORTEST as SHORTEST_TEXT
from reviewgen.audit.texts import SHORTEST_IN_MARKUP, TextIndex, rejoined
from reviewgen.errors import Leak, ReviewgenError

Value = TypeVar("Value")

READERS: Mapping[str, Callable[[bytes], Iterable[Reading]]] = {
    ".pdf": nested.read_pdf,
    ".pptx": nested.read_package,
}
"""How each format is read; a format that is not here cannot leave the house."""

STRUCTURES: Mapping[str, Callable[[bytes], Iterable[tuple[str, str]]]] = {
    ".pdf": pdf_structure,
    ".pptx": pptx_structure,
}
"""What a shared file of each format may not hold at all, as (place, what)."""

DIGITS_IN_MARKUP = 6

_STREAM = re.compile(r"^stream <[^>]*>[: ]*")

HINT = "Build the file anew, or save it again from the program it was edited in; until then keep it in the house."


def search(name: str, data: bytes, secrets: Sequence[Secret], disclosed: Sequence[str]) -> tuple[Leak, ...]:
    """Every secret that the file `name` with the bytes `data` tells, and every part that a shared file may not have.

    `disclosed` are the strings that the reader is shown rightly (the deck's own texts and chart values): a text or
    number that stands in one of them is no leak. ReviewgenError when the file cannot be read or its format is unknown,
    MemoryError when it asks for more than there is.
    """
    read = _for_format(READERS, name)
    found = _Search(secrets, disclosed)
    leaks = [Leak(name, place, what) for place, what in _guarded(name, lambda: found.all(read(data)))]
    return tuple(sorted({*leaks, *structure(name, data)}))


def told(text: str, secrets: Sequence[Secret], disclosed: Sequence[str]) -> tuple[str, ...]:
    """Which of `secrets` a text tells, beside what is `disclosed` anyway; for the eye of whoever wrote it."""
    found = _Search(secrets, disclosed)
    return tuple(dict.fromkeys(what for _, what in found.all([Reading("", text)])))


def structure(name: str, data: bytes) -> tuple[Leak, ...]:
    """Every part of the file that a shared file may not have, whatever it says; ReviewgenError as for `search`."""
    rules = _for_format(STRUCTURES, name)
    return tuple(sorted({Leak(name, place, what) for place, what in _guarded(name, lambda: rules(data))}))


def _for_format(table: Mapping[str, Value], name: str) -> Value:
    suffix = PurePath(name).suffix.lower()
    if suffix not in table:
        known = ", ".join(sorted(table))
        raise ReviewgenError(
            f'"{name}" cannot be audited: there is no reader for "{suffix}" files', f"Formats with a reader: {known}."
        )
    return table[suffix]


def _guarded(name: str, find: Callable[[], Iterable[tuple[str, str]]]) -> tuple[tuple[str, str], ...]:
    """What `find` finds; whatever a damaged file does to the libraries that read it ends as a refusal."""
    try:
        return tuple(find())
    except ReviewgenError as error:
        raise ReviewgenError(f'"{name}" cannot be read: {error.message}', error.hint or HINT) from error
    except MemoryError:
        raise
    except Exception as error:
        raise ReviewgenError(f'"{name}" cannot be read: {_STREAM.sub("", str(error))}', HINT) from error


class _Search:
    def __init__(self, secrets: Sequence[Secret], disclosed: Sequence[str]) -> None:
        self._texts = TextIndex(secrets, disclosed)
        self._numbers = NumberIndex(secrets, disclosed)

    def all(self, readings: Iterable[Reading]) -> Iterator[tuple[str, str]]:
        """Place and secret of each hit; a fallback place only for what no better place tells."""
        told: set[str] = set()
        later: list[tuple[bool, str, str]] = []
        for reading in readings:
            for what in dict.fromkeys(self._one(reading)):
                if reading.fallback:
                    later.append((reading.kind is Kind.RAW, reading.place, what))
                else:
                    told.add(what)
                    yield reading.place, what
        for _, place, what in sorted(later, key=lambda each: each[0]):
            if what not in told:
                told.add(what)
                yield place, what

    def _one(self, reading: Reading) -> Iterator[str]:
        visible = reading.kind in {Kind.CONTENT, Kind.LABEL}
        shortest = SHORTEST_TEXT if visible else SHORTEST_IN_MARKUP
        for text in dict.fromkeys((reading.text, rejoined(reading.text))):
            for secret, _ in self._texts.find(text, shortest):
                yield secret.what
        if reading.kind in {Kind.CONTENT, Kind.STRUCTURE}:
            markup = reading.kind is Kind.STRUCTURE
            digits = DIGITS_IN_MARKUP if markup else SHORTEST
            for secret, written in self._numbers.find(reading.text, digits, decimal=markup):
                yield f'{secret.what}, written "{written}"'
