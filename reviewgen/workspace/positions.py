"""YAML with its positions: data as YAML 1.2 reads it, and the line and column of every key and value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from reviewgen.errors import Place, Problem

Path = tuple[str | int, ...]
PARTS, DEPTH, DIGITS = 100_000, 40, 40
"""More parts (aliases written out), levels or digits of a whole number than any workspace needs."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TRUE, _FALSE, _NULL = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}, {"null", "Null", "NULL", "~", ""}
_QUOTED = ("'", '"', "|", ">")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
LONGEST = 10_000
"""Signs of the longest text that a slide could ever hold."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Signs that no office file can hold."""
_UTF8 = "Save the file as UTF-8 text."


@dataclass
class Document:
    """One YAML file: its data, where each part of it stands, and how each plain scalar is written."""

    file: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    written: dict[Path, str] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Where `path` stands, or the nearest part around it."""
        while path and path not in self.marks:
            path = path[:-1]
        line, column = self.marks.get(path, (1, 1))
        return Place(self.file, line=line, column=column)

    def key_place(self, path: Path) -> Place:
        """Where the key of `path` stands."""
        return self.place((*path, KEY)) if (*path, KEY) in self.marks else self.place(path)

    def complain(self, mark: Any, message: str, hint: str) -> None:
        """Add a problem at a mark of the parser."""
        place = Place(self.file, line=mark.line + 1, column=mark.column + 1) if mark else Place(self.file, line=1)
        self.problems.append(Problem(place, message, hint))


KEY = "\0key"
"""Stands at the end of a path for the key of a pair."""


class _TooMuch(Exception):
    """The file holds more than a workspace needs."""


def parse(text: str, file: str) -> Document:
    """The document in `text`; what is not YAML, and duplicate keys, are its problems."""
    found = Document(file)
    try:
        node = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        hint = "Indent with spaces, and put text that holds ':' or '#' in quotes."
        found.complain(error.problem_mark, f"not YAML: {error.problem}", hint)
        return found
    except yaml.reader.ReaderError as error:
        found.problems.append(_unprintable(text, file, error))
        return found
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        found.problems.append(Problem(Place(file, line=1), f"not YAML: {error}", _UTF8))
        return found
    if node is not None:
        try:
            found.data = _build(node, (), found, ())
        except _TooMuch as error:
            found.problems.append(Problem(Place(file, line=1), str(error), "Write the file flatter and shorter."))
    return found


def _unprintable(text: str, file: str, error: yaml.reader.ReaderError) -> Problem:
    """The parser counts bytes or characters, so the place is found again."""
    code = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
    before = text.partition(chr(code))[0]
    place = Place(file, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))
    return Problem(place, f"not YAML: the character U+{code:04X} may not stand in it", _UTF8)


def _build(node: Any, path: Path, found: Document, above: tuple[int, ...]) -> Any:
    found.marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if len(found.marks) > PARTS:
        raise _TooMuch(f"the file holds more than {PARTS} parts, aliases written out")
    if len(above) > DEPTH:
        raise _TooMuch(f"nested deeper than {DEPTH} levels")
    if id(node) in above:
        found.complain(node.start_mark, "an anchor that holds itself", "Write the part out.")
        return None
    inside = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, found, inside))
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), found, inside) for index, item in enumerate(node.value)]
    found.written[path] = str(node.value)
    if fault := unwritable(str(node.value)):
        found.complain(node.start_mark, fault, "Remove it, or shorten the text.")
    return _scalar(node)


def unwritable(text: str) -> str:
    """Why no slide can hold `text`, "" where one can."""
    if len(text) > LONGEST:
        return f"the text is longer than {LONGEST} signs"
    found = UNWRITABLE.search(text)
    return f"the text holds the control character U+{ord(found[0]):04X}" if found else ""


def _pairs(node: Any, path: Path, found: Document, above: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        mark = key_node.start_mark
        if not isinstance(key_node, yaml.ScalarNode):
            found.complain(mark, "a list or a set of keys stands where a key belongs", "Write a word and a colon.")
            continue
        key = str(key_node.value)
        if key == "<<" and key_node.style not in _QUOTED:
            found.complain(mark, "YAML 1.2 has no merge key <<", "Write the keys out.")
        elif key in seen:
            found.complain(mark, f'key "{key}" stands twice, first in line {seen[key]}', "Remove one of them.")
        else:
            seen[key] = mark.line + 1
            found.marks[(*path, key, KEY)] = (mark.line + 1, mark.column + 1)
            yield key, _build(value_node, (*path, key), found, above)


def _scalar(node: Any) -> Any:
    """A plain scalar by the rules of YAML 1.2: NO is text, 010 is ten; digits stay exact in a Number."""
    text = str(node.value)
    if node.style in _QUOTED:
        return text
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INT.fullmatch(text) and len(text) <= DIGITS:
        return int(text)
    if _FLOAT.fullmatch(text):
        return Number(text)
    return text


@dataclass(frozen=True)
class Number:
    """A number with a decimal point or many digits, kept as it is written so that it reaches Decimal unrounded."""

    text: str

    def __str__(self) -> str:
        return self.text
