"""YAML with its positions: data as YAML 1.2 reads it, and the line and column of every key and value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from reviewgen.errors import Place, Problem

Path = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TRUE, _FALSE, _NULL = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}, {"null", "Null", "NULL", "~", ""}
_QUOTED = ("'", '"', "|", ">")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


@dataclass
class Document:
    """One YAML file: its data and where each part of it stands; a number keeps its digits as text in `Number`."""

    file: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Where `path` stands, or the nearest part around it."""
        while path and path not in self.marks:
            path = path[:-1]
        line, column = self.marks.get(path, (1, 1))
        return Place(self.file, line=line, column=column)

    def key_place(self, path: Path) -> Place:
        """Where the key of `path` stands."""
        return self.place((*path, KEY)) if (*path, KEY) in self.marks else self.place(path)


KEY = "\0key"
"""Stands at the end of a path for the key of a pair."""


def parse(text: str, file: str) -> Document:
    """The document in `text`; what is not YAML, and duplicate keys, are its problems."""
    found = Document(file)
    try:
        node = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        hint = "Indent with spaces, and put text that holds ':' or '#' in quotes."
        found.problems.append(Problem(Place(file, line=line, column=column), f"not YAML: {error.problem}", hint))
        return found
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        found.problems.append(Problem(Place(file, line=1), f"not YAML: {error}", "Save the file as UTF-8 text."))
        return found
    if node is not None:
        try:
            found.data = _build(node, (), found, ())
        except RecursionError:
            found.problems.append(Problem(Place(file, line=1), "nested too deeply", "Write the file flatter."))
    return found


def _build(node: Any, path: Path, found: Document, above: tuple[int, ...]) -> Any:
    found.marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if id(node) in above:
        found.problems.append(Problem(found.place(path), "an anchor that holds itself", "Write the part out."))
        return None
    inside = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, found, inside))
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), found, inside) for index, item in enumerate(node.value)]
    return _scalar(node)


def _pairs(node: Any, path: Path, found: Document, above: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    seen: Mapping[str, int] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
        if key in seen:
            message = f'key "{key}" stands twice, first in line {seen[key]}'
            found.problems.append(Problem(Place(found.file, line=line, column=column), message, "Remove one of them."))
            continue
        seen = {**seen, key: line}
        found.marks[(*path, key, KEY)] = (line, column)
        yield key, _build(value_node, (*path, key), found, above)


def _scalar(node: Any) -> Any:
    """A plain scalar by the rules of YAML 1.2: NO is text, 010 is ten; digits stay exact by staying text."""
    text = str(node.value)
    if node.style in _QUOTED or node.tag == "!":
        return text
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return Number(text)
    return text


class Number(str):
    """A number with a decimal point, kept as its digits so that it reaches Decimal unrounded."""
