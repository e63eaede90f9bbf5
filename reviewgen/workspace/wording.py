"""Pydantic's findings in plain words, each at its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from reviewgen.errors import Problem
from reviewgen.workspace.positions import Document, Number, Path

_FORMS = {
    r"^[a-z][a-z0-9_]*$": "of a name: small letters, digits and _, starting with a letter",
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$": "of a name: letters, digits, dot, _ and -, at most 60, starting with a letter"
    " or a digit",
    r"^[A-Z]{3}$": "of a currency: three capitals",
}
"""What a pattern of the files asks for, in words."""


def near(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """`did you mean "x"?` for the nearest of `known`, else nothing."""
    found = difflib.get_close_matches(word, sorted(known), 1, likeness)
    return f'did you mean "{found[0]}"?' if found else ""


def closest(word: str, known: Iterable[str]) -> str:
    """`did you mean "x"?` for the nearest of `known`, else what there is."""
    names = sorted(known)
    return near(word, names) or (f"known: {', '.join(names)}" if 0 < len(names) <= 25 else "")


def problems(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterator[Problem]:
    """Every finding of `error` as a Problem: of a part that may be written in several ways, the most precise."""
    found = {_in_file(each["loc"], document.data): dict(each) for each in reversed(error.errors())}
    for path, each in sorted(found.items(), key=lambda item: document.marks.get(item[0], (0, 0))):
        deeper = any(len(other) > len(path) and other[: len(path)] == path for other in found)
        if not deeper and not (each["type"] == "missing" and _misspelt(path, found)):
            yield _problem(each, path, document, model)


def _misspelt(path: Path, found: Mapping[Path, Mapping[str, Any]]) -> bool:
    """True when the key that is missing stands there under an unknown name, which is told already."""
    unknown = [
        str(other[-1]) for other, each in found.items() if each["type"] == "extra_forbidden" and other[:-1] == path[:-1]
    ]
    return any(near(name, [str(path[-1])]) for name in unknown)


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
    last = next((part for part in reversed(path) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        return Problem(document.key_place(path), f'unknown key "{last}"', closest(last, _known(model, path)))
    if kind == "missing":
        message = f'"{last}" is missing'
        return Problem(document.place(path[:-1]), message, f"Add {last}: {_describe(model, path)}")
    place = document.place(path)
    if given is None:
        return Problem(place, f"{last} is blank", f"Fill it in, or remove the line. {_describe(model, path)}".strip())
    shown = _shown(given, document.written.get(path))
    if kind in ("enum", "literal_error") and not isinstance(given, dict | list):
        expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        known = [word.strip() for word in expected.split(",")]
        hint = closest(str(given), known) if len(known) > 1 else _describe(model, path)
        return Problem(place, f"{shown} is no {last}", hint)
    if kind == "string_type" and isinstance(given, int | Number):
        return Problem(
            place, f"{last}: {shown} is not a text", f"Put it in quotes: '{document.written.get(path, given)}'"
        )
    if kind in ("number", "whole") and isinstance(given, str) and _bare(given):
        return Problem(place, f"{last}: {shown} is a text, not a number", "Remove the quotes.")
    return Problem(place, f"{last}: {_message(kind, context, shown, each)}", _describe(model, path))


def _shown(given: object, written: str | None) -> str:
    if isinstance(given, dict | list):
        return "this"
    return f'"{given}"' if isinstance(given, str) else written or str(given)


def _bare(given: str) -> bool:
    return given.strip().lstrip("-+").replace(".", "", 1).isdecimal()


def _message(kind: str, context: Mapping[str, Any], shown: str, each: Mapping[str, Any]) -> str:
    match kind:
        case "string_type":
            return f"{shown} is not a text"
        case "string_too_short":
            return "the text is blank"
        case "number" | "whole" | "scale" | "day" | "since":
            return f"{shown} {each['msg']}"
        case "greater_than_equal":
            return f"{shown} is less than {context['ge']}"
        case "greater_than":
            return f"{shown} is not more than {context['gt']}"
        case "less_than_equal":
            return f"{shown} is more than {context['le']}"
        case "string_pattern_mismatch":
            return f"{shown} does not have the form {_FORMS.get(context['pattern'], context['pattern'])}"
        case "list_type":
            return f"{shown} is not a list; start each entry with a dash"
        case "too_short":
            return "the list is empty"
        case "model_type" | "dict_type" | "model_attributes_type" | "literal_error" | "enum":
            return f"{shown} is not what belongs here"
        case _:
            return str(each["msg"])


def _known(model: type[BaseModel], path: Path) -> list[str]:
    owner = _owner(model, path[:-1])
    return list(owner.model_fields)


def _describe(model: type[BaseModel], path: Path) -> str:
    """What belongs at `path`, or in the nearest part around it that says so."""
    for end in range(len(path), 0, -1):
        field = _owner(model, path[: end - 1]).model_fields.get(str(path[end - 1]))
        if field and field.description:
            return field.description
    return ""


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
