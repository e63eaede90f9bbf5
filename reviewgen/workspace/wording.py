"""Pydantic's findings in plain words, each at its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from reviewgen.errors import Problem
from reviewgen.workspace.positions import Document, Path


def closest(word: str, known: Iterable[str]) -> str:
    """`did you mean "x"?` for the nearest of `known`, else what there is."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, 1, 0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"known: {', '.join(names)}" if 0 < len(names) <= 25 else ""


def problems(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterator[Problem]:
    """Every finding of `error` as a Problem: of a part that may be written in several ways, the most precise."""
    found = {_in_file(each["loc"], document.data): dict(each) for each in reversed(error.errors())}
    for path, each in sorted(found.items(), key=lambda item: document.marks.get(item[0], (0, 0))):
        if not any(len(other) > len(path) and other[: len(path)] == path for other in found):
            yield _problem(each, path, document, model)


def _in_file(loc: tuple[Any, ...], data: Any) -> Path:
    """`loc` without the names of union branches, which are no keys of the file."""
    path: list[str | int] = []
    at: Any = data
    for index, part in enumerate(loc):
        if (isinstance(at, Mapping) and part in at) or (
            isinstance(at, list) and isinstance(part, int) and part < len(at)
        ):
            at = at[part]
        elif index < len(loc) - 1 or not isinstance(at, Mapping) or _is_branch(part):
            continue
        path.append(part)
    return tuple(path)


def _is_branch(part: object) -> bool:
    return isinstance(part, str) and (
        part in ("str", "int", "decimal", "none") or not part.isidentifier() or part[:1].isupper()
    )


def _problem(each: Mapping[str, Any], path: Path, document: Document, model: type[BaseModel]) -> Problem:
    kind, context, given = each["type"], each.get("ctx", {}), each.get("input")
    last = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        return Problem(document.key_place(path), f'unknown key "{last}"', closest(last, _known(model, path)))
    if kind == "missing":
        message = f'"{last}" is missing'
        return Problem(document.place(path[:-1]), message, f"Add {last}: {_describe(model, path)}")
    place = document.place(path)
    if kind in ("enum", "literal_error"):
        expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        known = [word.strip() for word in expected.split(",")]
        hint = closest(str(given), known) if len(known) > 1 else _describe(model, path)
        return Problem(place, f'"{given}" is no {last}', hint)
    return Problem(place, f"{last}: {_message(kind, context, given, each)}", _describe(model, path))


def _message(kind: str, context: Mapping[str, Any], given: object, each: Mapping[str, Any]) -> str:
    shown = f'"{given}"' if isinstance(given, str) else f"{given}" if not isinstance(given, dict | list) else "this"
    match kind:
        case "string_type" | "string_too_short":
            return f"{shown} is not a text"
        case "decimal_parsing" | "decimal_type" | "int_parsing" | "int_type" | "int_from_float" | "value_error":
            return f"{shown} is not a number"
        case "date_from_datetime_parsing" | "date_parsing" | "date_type" | "date_from_datetime_inexact":
            return f"{shown} is not a date; write 2026-10-12"
        case "greater_than_equal":
            return f"{shown} is less than {context['ge']}"
        case "less_than_equal":
            return f"{shown} is more than {context['le']}"
        case "string_pattern_mismatch":
            return f"{shown} does not have the form {context['pattern']}"
        case "list_type":
            return f"{shown} is not a list; start each entry with a dash"
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"{shown} is not a set of keys"
        case _:
            return str(each["msg"])


def _known(model: type[BaseModel], path: Path) -> list[str]:
    owner = _owner(model, path[:-1])
    return [name for name, field in owner.model_fields.items() if not field.exclude]


def _describe(model: type[BaseModel], path: Path) -> str:
    owner = _owner(model, path[:-1])
    field = owner.model_fields.get(str(path[-1])) if path else None
    return field.description or "" if field else ""


def _owner(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """The model that holds the keys at `path`."""
    owner = model
    for part in path:
        field = owner.model_fields.get(str(part))
        owner = _inside(field.annotation) or owner if field else owner
    return owner


def _inside(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inside(part) for part in getattr(annotation, "__args__", ()))
    return next((one for one in found if one), None)
